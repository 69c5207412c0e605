"""What is left of UTF-8 sequences whose byte A0 became a space: a lone `Â`, and `Ã` for à."""

from __future__ import annotations

import re

from cleantext.edits import Edit
from cleantext.encoding.document import Document

__all__ = ["find_waste"]

_A_CIRCUMFLEX = re.compile("Â(?<![A-ZÀ-Þ]Â)(?=[ \n]|$)")
_AFTER_CAPITAL = re.compile("Â(?<=[A-ZÀ-Þ]Â)(?=[ \n]|$)")
_A_GRAVE = re.compile(r"Ã (?:(?<=[a-zß-ÿ’']Ã )|(?<![^\s(\"“«]Ã )(?=[a-z ]))")
_A_WORD = re.compile(r"(?<!\S)Â (?=\w)")
_IN_PORTUGUESE = re.compile(r"(?:s|quel[ea]s?|quilo)\b")
_OWN = frozenset(["fr", "pt", "ro", "vi", "tr", "cy"])

_RING = frozenset(["sv", "da", "no", "fi"])
"""Where a small a with ring at a word's end becomes `Â` when Windows-1252 is read as MacRoman."""


def find_waste(doc: Document) -> list[Edit]:
    """Edits that take lone `Â` out and make `Ã` with a space à."""
    text = doc.text
    out: list[Edit] = []
    if "Â" in text:
        found = list(_A_CIRCUMFLEX.finditer(text))
        language = doc.language
        if not language or language in _OWN:
            found = [m for m in found if not _A_WORD.match(text, m.start())]
        if language in _RING and not any(
            text[m.start() - 1 : m.start()] in (".", ",", ";", ":", "!", "?", ")") for m in found
        ):
            return []
        if language not in _OWN and (found or language):
            found += _AFTER_CAPITAL.finditer(text)
        note = "UTF-8 read as Windows-1252, then NBSP made a space: the lone 'Â' was its first byte"
        out += [
            Edit(m.start(), m.end(), "", "encoding.waste/a-circumflex", "encoding", "medium", note)
            for m in found
        ]
    if "Ã " in text:
        merged = "Ã  " not in text
        for match in _A_GRAVE.finditer(text):
            end = match.end()
            keep = merged and text[end : end + 1].isalpha() and not _IN_PORTUGUESE.match(text, end)
            note = "UTF-8 read as Windows-1252, then NBSP made a space: 'Ã ' is 'à'"
            made = "à " if keep else "à"
            out.append(Edit(match.start(), end, made, "encoding.waste/a-grave", "encoding", "medium", note))
    out.sort(key=lambda e: e.start)
    return out
