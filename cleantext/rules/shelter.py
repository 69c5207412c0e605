"""Lines that no rule for lines may take: code in fences and rows of tables."""

from __future__ import annotations

__all__ = ["sheltered"]

_FENCES = ("```", "~~~")
MIN_TABLE_ROWS = 3


def sheltered(texts: list[str]) -> set[int]:
    """Places of lines inside fenced code, and of runs of at least three rows of a table.

    A row is a line with two or more tabs or bars. The lines come stripped and without blank ones.
    """
    out: set[int] = set()
    fence_start = -1
    rows_start = -1
    for i, text in enumerate(texts):
        if text.startswith(_FENCES):
            if fence_start >= 0:
                out.update(range(fence_start, i + 1))
                fence_start = -1
            else:
                fence_start = i
        if _is_row(text):
            if rows_start < 0:
                rows_start = i
            if i - rows_start + 1 == MIN_TABLE_ROWS:
                out.update(range(rows_start, i + 1))
            elif i - rows_start + 1 > MIN_TABLE_ROWS:
                out.add(i)
        else:
            rows_start = -1
    return out


def _is_row(text: str) -> bool:
    return ("\t" in text and text.count("\t") >= 2) or (
        "|" in text and text.startswith("|") and text.count("|") >= 3
    )
