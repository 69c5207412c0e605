"""Characters written out in ASCII: HTML entities, backslash escapes, quoted-printable, percent signs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html.entities import html5

from cleantext.edits import Edit
from cleantext.encoding.codecs import HOME, grade
from cleantext.encoding.document import Document

__all__ = ["find_escapes"]

_ENTITY = re.compile(r"&(?:[aA][mM][pP];)*(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|q|s|br|hr|em|h[1-6]|ul|ol|li|dl|dt|dd|td|th|tr|tt|div|img|pre|nav|svg|sub|sup|var|code|font|form"
    r"|html|head|body|link|meta|span|small|strong|table|title|style|script|input|button|iframe|section|article)"
    r"(?:\s[^<>\n]{0,200})?/?>|<!--"
)
# Each begins with the character that gives it away, which `re` looks for quickly.
_BACKSLASH = re.compile(
    r"\\(?<!\\\\)(?:u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*|x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})+)"
)
_LINE_END = re.compile(r"\\(?<=[.!?:;…”’]\\)(?:r\\)?n(?:(?:\\r)?\\n)*(?=[\s\"“‘«A-ZÀ-ÞА-ЯΑ-Ω0-9•–—-]|$)")
_CARRIAGE = re.compile("_x000D_")
_QUOTED = re.compile(r"=[0-9A-F]{2}(?:=[0-9A-F]{2})+")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})+")
_TOKEN_END = re.compile(r"[\s<>\"]")


def find_escapes(doc: Document) -> list[Edit]:
    """Edits that turn what is written out into the character meant."""
    text = doc.text
    out: list[Edit] = []
    if "&" in text and ";" in text:
        out += _entities(text)
    if "\\" in text:
        out += _each(text, _BACKSLASH, _backslash, "backslash", "written as a backslash escape")
        out += _line_ends(text)
    if "_x000D_" in text:
        out += _each(text, _CARRIAGE, lambda _: "", "line-end", "a carriage return, as spreadsheets write it")
    if "=" in text:
        out += _quoted_printable(text)
    if "%" in text:
        out += [
            e
            for e in _each(text, _PERCENT, _percent, "percent", "percent-encoded UTF-8")
            if not _in_url(text, e)
        ]
    if len(out) > 1:
        out.sort(key=lambda e: (e.start, -e.end))
        kept: list[Edit] = []
        for edit in out:
            if not kept or edit.start >= kept[-1].end:
                kept.append(edit)
        return kept
    return out


def _entities(text: str) -> list[Edit]:
    found = list(_ENTITY.finditer(text))
    if not found:
        return []
    markup = "<" in text and _TAG.search(text) is not None
    addresses = "://" in text or "www." in text or "?" in text
    out = []
    for match in found:
        source = match.group()
        char = _entity(source)
        if (
            char is None
            or (markup and _beside_markup(text, match, char))
            or (addresses and _in_url(text, match))
        ):
            continue
        note = f"HTML entity: {source!r} is {char!r}"
        out.append(
            Edit(match.start(), match.end(), char, "encoding.escapes/entity", "encoding", "high", note)
        )
    return out


def _beside_markup(text: str, match: re.Match[str], char: str) -> bool:
    """Whether an entity belongs to source code that the text shows: ASCII ones, and any in a line with tags."""
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    return char.isascii() or _TAG.search(text, start, end if end >= 0 else len(text)) is not None


@cache
def _entity(source: str) -> str | None:
    name = re.sub(r"^&(?:[aA][mM][pP];)*(?=[#A-Za-z])", "", source)
    if name.startswith("#"):
        code = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
        if 0x80 <= code <= 0x9F:
            try:
                return bytes([code]).decode("cp1252")
            except UnicodeDecodeError:
                return None
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or (code < 0x20 and code not in (9, 10, 13)):
            return None
        return chr(code)
    known = html5.get(name)
    if known is None and name.isupper():
        small = html5.get(name.lower())
        known = small.upper() if small and small.isalpha() else None
    return known


def _each(
    text: str, pattern: re.Pattern[str], decode: Callable[[str], str | None], rule: str, how: str
) -> list[Edit]:
    out = []
    for match in pattern.finditer(text):
        made = decode(match.group())
        if made is not None:
            note = f"{how}: {match.group()!r} is {made!r}"
            out.append(
                Edit(match.start(), match.end(), made, f"encoding.escapes/{rule}", "encoding", "high", note)
            )
    return out


def _line_ends(text: str) -> list[Edit]:
    """Line ends written out after sentences; a single one may be code or a path, so there must be two."""
    found = list(_LINE_END.finditer(text))
    if len(found) < 2:
        return []
    out = []
    for match in found:
        made = "\n" * match.group().count("n")
        note = f"line end written out: {match.group()!r}"
        out.append(Edit(*match.span(), made, "encoding.escapes/line-end", "encoding", "medium", note))
    return out


def _printable(text: str) -> bool:
    return not text.isascii() and all(c.isprintable() or c in "\u00a0\u200b\u2009\u202f" for c in text)


def _backslash(source: str) -> str | None:
    if source[1] == "x":
        return _utf8(bytes.fromhex(source.replace("\\x", "")))
    codes = source.split("\\u")[1:]
    made = "".join(chr(int(code, 16)) for code in codes)
    made = made.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "\ufffd" in made or not all(grade(c) == HOME or ord(c) > 0x1F000 for c in made):
        return None
    return made


def _utf8(data: bytes) -> str | None:
    try:
        made = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return made if _printable(made) else None


def _percent(source: str) -> str | None:
    return _utf8(bytes.fromhex(source.replace("%", "")))


def _quoted_printable(text: str) -> list[Edit]:
    def decode(source: str) -> str | None:
        return _utf8(bytes.fromhex(source.replace("=", "")))

    edits = [
        e
        for e in _each(text, _QUOTED, decode, "quoted-printable", "quoted-printable")
        if not _in_url(text, e)
    ]
    if edits:
        for match in re.finditer(r"=\r?\n|=(?:3D|20|09)", text):
            made = {"=3D": "=", "=20": " ", "=09": "\t"}.get(match.group(), "")
            note = f"quoted-printable: {match.group()!r}"
            edits.append(
                Edit(
                    match.start(),
                    match.end(),
                    made,
                    "encoding.escapes/quoted-printable",
                    "encoding",
                    "high",
                    note,
                )
            )
    return edits


def _in_url(text: str, span: Edit | re.Match[str]) -> bool:
    """Whether a span stands in an address or a query, where such escapes are meant."""
    start = span.start if isinstance(span, Edit) else span.start()
    low = max(text.rfind(blank, max(0, start - 300), start) for blank in ' \n\t<>"') + 1
    token = text[low:start]
    return "://" in token or token.startswith("www.") or ("=" in token and "?" in token)
