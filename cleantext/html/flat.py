"""The text between the tags, for pages that no tree can be made of. Time and memory grow with the page's length."""

from __future__ import annotations

import re
from html import unescape

from cleantext.html.lines import Line

__all__ = ["flat_lines"]

_UNSEEN = ("script", "style", "noscript", "template", "svg", "head", "title", "textarea", "iframe")
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)(?:[^>\"']|\"[^\"<]*\"|'[^'<]*')*>?|<!--.*?(?:-->|\Z)|<[!?][^>]*>?",
    re.DOTALL,
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark nobr q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr".split()
)
_BLANKS = re.compile(r"[ \t\r\f]+")


def flat_lines(html: str) -> list[Line]:
    """The visible text of a page, a line for each block, all of the kind `paragraph`."""
    parts: list[str] = []
    at = 0
    unseen = ""
    for match in _TAG.finditer(html):
        closing, name = match[1], (match[2] or "").lower()
        if not unseen:
            parts.append(html[at : match.start()].replace("\n", " "))
        at = match.end()
        if unseen:
            if closing and name == unseen:
                unseen = ""
            continue
        if name in _UNSEEN and not closing:
            unseen = name
        elif name and name not in _INLINE:
            parts.append("\n")
    if not unseen:
        parts.append(html[at:].replace("\n", " "))
    lines = (_BLANKS.sub(" ", line).strip() for line in unescape("".join(parts)).split("\n"))
    return [Line("paragraph", line, line, n) for n, line in enumerate(filter(None, lines))]
