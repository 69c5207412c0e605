"""Unseen and left-behind characters: joiners, marks of direction, ligatures, bullets of old fonts, controls."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from cleantext.edits import Edit
from cleantext.encoding.chars import script
from cleantext.encoding.document import Document
from cleantext.encoding.tables import read_pack
from cleantext.native import core

__all__ = ["find_marks"]

_INDIC = frozenset(
    "devanagari bengali gurmukhi gujarati oriya tamil telugu kannada malayalam sinhala tibetan myanmar khmer".split()
)
_HYPHEN = re.compile("[/.]\u00ad|[0-9A-Za-zà-ÿ]\u00ad[0-9A-ZÀ-Þ]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(frozen=True, slots=True)
class _Mark:
    rule: str
    about: str
    becomes: str
    nfkc: bool
    unless: frozenset[str]
    anywhere: bool
    line_start: bool


@cache
def _marks() -> dict[str, _Mark]:
    out = {}
    for row in read_pack("marks")["rule"]:
        mark = _Mark(
            f"encoding.marks/{row['id']}",
            row["about"],
            row["becomes"],
            row.get("nfkc", False),
            frozenset(row.get("unless", ())),
            row.get("anywhere", False),
            row.get("where") == "line-start",
        )
        for span in row["chars"]:
            low, _, high = span.partition("-")
            for code in range(int(low, 16), int(high or low, 16) + 1):
                out[chr(code)] = mark
    return out


@cache
def _first() -> str:
    """What marks begin with, as the body of a set."""
    return "".join(_marks()) + "\ud800-\udfff\r"


@cache
def _pattern() -> re.Pattern[str]:
    """Finds any character that a rule of the pack is about, lone surrogates and lone carriage returns."""
    return re.compile(
        f"[{_first()}](?:(?<=\x1b)\\[[0-9;]*[A-Za-z]|(?<=[\ud800-\udbff])[\udc00-\udfff]|(?<!\r)|(?!\n))"
    )


@cache
def _places() -> Any:
    """Where marks may begin, in native code; None where no core was built."""
    return core.Places(_first()) if core else None


def matches(text: str) -> Iterator[re.Match[str]]:
    """The marks of a text."""
    pattern, places = _pattern(), _places()
    if not places:
        yield from pattern.finditer(text)
        return
    end = 0
    for at in places.of(text):
        if at >= end and (match := pattern.match(text, at)):
            end = match.end()
            yield match


def find_marks(doc: Document) -> list[Edit]:
    """Edits that take such characters out, or put plain ones in their place."""
    text = doc.text
    out = []
    for match in matches(text):
        start, end = match.span()
        found = match.group()
        mark = _marks().get(found)
        if mark is None:
            if found == "\r":
                out.append(_edit(start, end, "\n", "line-end", "a carriage return alone"))
            elif found[0] == "\x1b":
                out.append(_edit(start, end, "", "control", "a terminal's colour code"))
            elif len(found) == 2:
                whole = found.encode("utf-16", "surrogatepass").decode("utf-16")
                out.append(_edit(start, end, whole, "surrogate", "two surrogates for one character"))
            else:
                out.append(_edit(start, end, "\ufffd", "surrogate", "half a surrogate pair"))
            continue
        if _stays(doc, start, mark) or (mark.nfkc and "U+FB0" in text):  # a text about ligatures
            continue
        becomes = mark.becomes
        if found == "\u00ad" and _HYPHEN.search(text[max(0, start - 2) : end + 1]):
            becomes = "-"  # Latin-1 shows it as a hyphen, and some write it for one
        if mark.nfkc:
            becomes = unicodedata.normalize("NFKC", found).replace("\u02bc", "'")
        if (
            not becomes
            and out
            and out[-1].end == start
            and out[-1].rule == mark.rule
            and not out[-1].replacement
        ):
            out[-1] = out[-1]._replace(end=end)  # a run of them is one edit
            continue
        out.append(
            Edit(start, end, becomes, mark.rule, "encoding", "high", f"U+{ord(found):04X}: {mark.about}")
        )
    return out


def _edit(start: int, end: int, becomes: str, rule: str, note: str) -> Edit:
    return Edit(start, end, becomes, f"encoding.marks/{rule}", "encoding", "high", note)


def _stays(doc: Document, at: int, mark: _Mark) -> bool:
    text = doc.text
    if mark.line_start:
        line = text.rfind("\n", 0, at) + 1
        return bool(text[line:at].strip()) or at - line > 40
    if not mark.unless:
        return False
    if mark.anywhere:
        return doc.right_to_left
    around = _neighbour(text, at, -1), _neighbour(text, at, 1)
    return any(kind in mark.unless for kind in around)


def _neighbour(text: str, at: int, step: int) -> str:
    """The kind of the next character that is no mark itself: a script, "indic", "emoji", "other" or ""."""
    here = at + step
    while 0 <= here < len(text) and abs(here - at) < 8 and text[here] in "\u200b\u200c\u200d\u2060\ufe0f":
        here += step
    if not 0 <= here < len(text):
        return ""
    char = text[here]
    name = script(char)
    if name in _INDIC and name not in ("tibetan", "myanmar", "khmer"):
        return "indic"
    if name:
        return name
    code = ord(char)
    if code >= 0x1F000 or 0x2190 <= code < 0x2C00:
        return "emoji"
    if 0x1800 <= code <= 0x18AF:
        return "mongolian"
    if 0x700 <= code < 0x750:
        return "syriac"
    if code >= 0x700 and char.isalpha():
        return "other"
    return ""
