"""Line numbers of places in a text."""

from __future__ import annotations

from bisect import bisect_right

__all__ = ["line_number", "line_starts"]


def line_starts(text: str) -> list[int]:
    """Offsets at which lines begin, in characters."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def line_number(starts: list[int], text: str, start: int, end: int) -> int:
    """The line, counted from 1, on which `text[start:end]` has its first character that is no line end."""
    while start < end - 1 and text[start] == "\n":
        start += 1
    return bisect_right(starts, start)
