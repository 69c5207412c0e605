"""Lines at the head of a body that only repeat what the page says of itself: its title, its authors, its date."""

from __future__ import annotations

import re
from collections.abc import Callable

from cleantext.edits import Edit
from cleantext.html.lines import Line
from cleantext.html.said import Said, key_of
from cleantext.options import Options

__all__ = ["last_headings", "repeats"]

HEAD_LINES = 6
DATE_WORDS = 9
_FIELDS, FIELDS_WORDS = " | ", 18
"""A dateline in several fields, such as `3 May 2020 | Categories: Ships, Trade | 4 comments`, may be so long."""
_CATEGORIES = {"title": "headline", "author": "byline", "date": "date"}
# A year and another number: a bare year may be a subhead.
_DATE = re.compile(r"(?=.*\b(?:19|20)\d\d\b)(?=.*\b\d{1,2}\b)")
_BYLINE = re.compile(
    r"^\W*(?:by|von|par|por|da|di|door|av|af|written by|posted by|author)\b:?\s*", re.IGNORECASE
)


def repeats(lines: list[Line], said: Said, options: Options) -> list[Edit]:
    """Edits that take such lines out of `plain(lines)`; disabling `headline`, `byline` or `date` keeps them."""
    edits: list[Edit] = []
    at = 0
    last = len(lines) - 1
    for n, line in enumerate(lines):
        end = at + len(line.text)
        if n < HEAD_LINES and n < last and (rule := _repeats(line, said)):
            category = _CATEGORIES[rule]
            if category not in options.disable:
                edits.append(Edit(at, end + 1, "", f"page.self/{rule}", category))
        at = end + 1
    return edits


def last_headings(text: str, lines: list[Line], mend: Callable[[str], str]) -> int:
    """Where the headings begin that end a text: what they head is gone. The text's length where none does.

    Args:
        text: what rules left of the lines.
        lines: the lines as they were extracted.
        mend: what rules did to each line's characters.
    """
    headings = {mend(line.text).strip() for line in lines if line.kind == "heading"}
    end = len(text)
    while end > 0:
        start = text.rfind("\n", 0, end)
        line = text[start + 1 : end].strip()
        if start < 0 or (line and line not in headings):
            break
        end = start
    return end


def _repeats(line: Line, said: Said) -> str:
    if len(line.text) > 300:
        return ""
    key = key_of(line.text)
    if key in said.titles:
        return "title"
    if key and key in said.authors:
        return "author"
    if (stripped := _BYLINE.sub("", line.text)) != line.text and key_of(stripped) in said.authors:
        return "author"
    words = DATE_WORDS if _FIELDS not in line.text else FIELDS_WORDS
    if line.kind == "paragraph" and key.count(" ") < words and _DATE.match(key):
        return "date" if line.text[-1:] not in ".!?" else ""
    return ""
