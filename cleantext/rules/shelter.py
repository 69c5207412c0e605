"""Lines that no rule for lines may take: code, in fences or without, and rows of tables."""

from __future__ import annotations

import re

__all__ = ["code_lines", "table_rows"]

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


def code_lines(texts: list[str]) -> set[int]:
    """Places of lines inside fenced code, and of runs of lines told by the marks of code.

    Lines between two of code count with them. The lines come stripped and without blank ones.
    """
    out: set[int] = set()
    fence_start = -1
    for i, text in enumerate(texts):
        if text.startswith(_FENCES):
            if fence_start >= 0:
                out.update(range(fence_start, i + 1))
                fence_start = -1
            else:
                fence_start = i
    return out | _code(texts)


def table_rows(texts: list[str]) -> set[int]:
    """Places of the rows of tables: three lines or more in succession with two or more tabs or bars each."""
    out: set[int] = set()
    start = -1
    for i, text in enumerate(texts):
        if not _is_row(text):
            start = -1
            continue
        if start < 0:
            start = i
        if i - start + 1 == MIN_TABLE_ROWS:
            out.update(range(start, i + 1))
        elif i - start + 1 > MIN_TABLE_ROWS:
            out.add(i)
    return out


def _code(texts: list[str]) -> set[int]:
    """Runs of code, one line at most between two that are told by their marks."""
    places = [
        i for i, text in enumerate(texts) if len(text) <= MAX_CODE_LINE and _MARKS(text) and _IS_CODE(text)
    ]
    out: set[int] = set()
    run: list[int] = []
    for place in [*places, len(texts) + MAX_CODE_GAP + 1]:
        if run and place - run[-1] > MAX_CODE_GAP:
            if len(run) >= MIN_CODE_LINES:
                out.update(range(run[0], run[-1] + 1))
            run = []
        run.append(place)
    return out


def _is_row(text: str) -> bool:
    return ("\t" in text and text.count("\t") >= 2) or (
        "|" in text and text.startswith("|") and text.count("|") >= 3
    )
