"""Lines that no rule for lines may take: code, in fences or without, rows of tables, and verse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from cleantext.rules.patterns import LinePattern

if TYPE_CHECKING:
    from cleantext.rules.scene import Look

__all__ = ["CODE", "CODE_MARK", "Form", "code_lines", "form", "table_rows", "verse_lines"]

Form = Literal["", "fence", "row", "code"]

_FENCES = ("```", "~~~")
MIN_TABLE_ROWS = 3
MIN_CODE_LINES = 3
MAX_CODE_GAP = 2
MAX_CODE_LINE = 200
MIN_VERSE_LINES = 6
MAX_VERSE_LINE = 60
MIN_VERSE_WORDS = 2.5
_RUNS_ON = (",", ";", "，", "、", "；", "،", "؛", ",—", ", –")
_STOPS = (*_RUNS_ON, ".", "!", "?", ":", "…", "—", "–", "।", "॥", "。", "！", "？", "؟", "”", "»", '"')
CODE_MARK = LinePattern(r"[{};<=]|\(\)|^(?:import|from|def|class|return|#include|\$|>>>)\b|^[$#>]", "search")
CODE = LinePattern(
    r"</?[a-z][\w:-]*(?:\s+[\w:-]+=[\"'].*)?/?>|.*[;{]$|[})\]]+[;,]?$|.*\w\(.*\)\s*[;:{]?$(?<!\.)"
    r"|\w[\w.\[\]]*\s*[-+*/|&]?=\s*\S.*|(?:import|from|def|class|return|#include|public|private|const|let|var|function)\s+[\w<\"{(.*].*"
    r"|(?:\$|>>>|#!)\s*\S.*",
    "fullmatch",
    any_case=True,
)


def form(text: str) -> Form:
    """What a line (stripped) is, as far as its own text tells."""
    if text.startswith(_FENCES):
        return "fence"
    if ("\t" in text and text.count("\t") >= 2) or (text[:1] == "|" and text.count("|") >= 3):
        return "row"
    if len(text) <= MAX_CODE_LINE and CODE_MARK(text) and CODE(text):
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


def verse_lines(texts: list[str]) -> set[int]:
    """Places of runs of short lines that are punctuated like verse: many end in a mark, and some in a comma.

    Menus and lists of headlines do neither. A line that the next one goes on from in small letters counts as one
    that ends in a comma.
    """
    out: set[int] = set()
    start = 0
    for i in range(len(texts) + 1):
        if i < len(texts) and len(texts[i]) <= MAX_VERSE_LINE:
            continue
        if i - start >= MIN_VERSE_LINES and _reads_as_verse(texts[start:i]):
            out.update(range(start, i))
        start = i + 1
    return out


def _reads_as_verse(lines: list[str]) -> bool:
    if sum(line.count(" ") + 1 for line in lines) < MIN_VERSE_WORDS * len(lines):
        return False
    goes_on = [
        line.endswith(_RUNS_ON) or (below[:1].islower() and line[-1:].isalpha())
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
    ]
    stops = sum(go or line.endswith(_STOPS) for go, line in zip(goes_on, lines, strict=True))
    return 4 * sum(goes_on) >= len(lines) and 10 * stops >= 6 * len(lines)


def _runs(places: list[int], least: int, gap: int) -> set[int]:
    """Stretches, of at least so many places, in which none is more than `gap` from the next."""
    out: set[int] = set()
    run: list[int] = []
    for place in places:
        if run and place - run[-1] > gap:
            run = []
        run.append(place)
        if len(run) >= least:  # what is new: all of the run, or what the next place adds to it
            out.update(range(run[0] if len(run) == least else run[-2], place + 1))
    return out
