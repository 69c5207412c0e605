"""Lines that no rule for lines may take: code, in fences or without, and rows of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cleantext.rules.scene import Look

__all__ = ["Form", "code_lines", "form", "table_rows"]

Form = Literal["", "fence", "row", "code"]

_FENCES = ("```", "~~~")
MIN_TABLE_ROWS = 3
MIN_CODE_LINES = 3
MAX_CODE_GAP = 2
MAX_CODE_LINE = 200
_MARKS = re.compile(r"[{};<=]|\(\)|^(?:import|from|def|class|return|#include|\$|>>>)\b|^[$#>]").search
_IS_CODE = re.compile(
    r"</?[a-z][\w:-]*(?:\s+[\w:-]+=[\"'].*)?/?>|.*[;{]$|[})\]]+[;,]?$|.*\w\(.*\)\s*[;:{]?$(?<!\.)"
    r"|\w[\w.\[\]]*\s*[-+*/|&]?=\s*\S.*|(?:import|from|def|class|return|#include|public|private|const|let|var|function)\s+[\w<\"{(.*].*"
    r"|(?:\$|>>>|#!)\s*\S.*",
    re.IGNORECASE,
).fullmatch


def form(text: str) -> Form:
    """What a line (stripped) is, as far as its own text tells."""
    if text.startswith(_FENCES):
        return "fence"
    if ("\t" in text and text.count("\t") >= 2) or (text[:1] == "|" and text.count("|") >= 3):
        return "row"
    if len(text) <= MAX_CODE_LINE and _MARKS(text) and _IS_CODE(text):
        return "code"
    return ""


def code_lines(looks: Sequence[Look]) -> set[int]:
    """Places of lines inside fenced code, and of runs of lines told by the marks of code.

    Lines between two of code count with them. The lines come without blank ones.
    """
    out: set[int] = set()
    fences = [i for i, look in enumerate(looks) if look.form == "fence"]
    for start, end in zip(fences[::2], fences[1::2], strict=False):
        out.update(range(start, end + 1))
    return out | _runs(
        [i for i, look in enumerate(looks) if look.form == "code"], MIN_CODE_LINES, MAX_CODE_GAP
    )


def table_rows(looks: Sequence[Look]) -> set[int]:
    """Places of the rows of tables: three lines or more in succession with two or more tabs or bars each."""
    return _runs([i for i, look in enumerate(looks) if look.form == "row"], MIN_TABLE_ROWS, 1)


def _runs(places: list[int], least: int, gap: int) -> set[int]:
    """Stretches, of at least so many places, in which none is more than `gap` from the next."""
    out: set[int] = set()
    run: list[int] = []
    for place in places:
        if run and place - run[-1] > gap:
            run = []
        run.append(place)
        if len(run) >= least:
            out.update(range(run[0], place + 1))
    return out
