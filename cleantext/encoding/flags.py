"""What looks damaged and is left, since only its meaning could decide: said, never guessed."""

from __future__ import annotations

import re

from cleantext.edits import Flag
from cleantext.encoding.document import Document
from cleantext.encoding.oddness import odd_chars

__all__ = ["flags_of"]

_AROUND = 12
"""Characters of context in a message, on either side."""
FEW = 20
"""At most so many flags of one kind; a text that needs more is one flag's worth of trouble."""
SURE = 2
"""How odd a character must be to be reported."""
_ODD_AT_MOST = 200_000
"""Characters of a text that are searched for what is left."""
_LEFT = re.compile("[\u0080-\u009f\ufffd]+")


def flags_of(doc: Document) -> list[Flag]:
    """Flags for lost characters, controls and odd ones that no repair explains, at most FEW; offsets in `doc.text`."""
    text = doc.text[:_ODD_AT_MOST]
    if text.isascii():
        return []
    out: list[Flag] = []
    for match in _LEFT.finditer(text):
        name = "encoding.lost" if "\ufffd" in match.group() else "encoding.control"
        out.append(_flag(text, name, *match.span()))
        if len(out) == FEW:
            break
    if chr(0xFFFD) not in text and not out:
        out += _odd(doc, text)
    return out


def _odd(doc: Document, text: str) -> list[Flag]:
    signs = [c for c in doc.chars if not c.isalpha() or c.isupper()]
    if not signs:
        return []
    out = []
    for match in re.finditer(f"[{re.escape(''.join(signs))}]", text):
        start, end = match.span()
        around = text[max(0, start - 2) : end + 2]
        if any(char == match.group() and weight >= SURE for char, weight in odd_chars(around)):
            out.append(_flag(text, "encoding.odd", start, end))
            if len(out) == FEW:
                break
    return out


def _flag(text: str, name: str, start: int, end: int) -> Flag:
    around = text[max(0, start - _AROUND) : end + _AROUND]
    what = {
        "encoding.lost": "characters are lost, and nothing here tells which",
        "encoding.control": "control characters that no codec explains",
        "encoding.odd": "looks damaged, but could be meant",
    }[name]
    return Flag(name, f"{what}: {around!r}", start, end)
