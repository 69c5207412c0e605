"""Characters whose bytes are gone: what is left of them tells, or the words around them decide."""

from __future__ import annotations

import re

from cleantext.edits import Edit
from cleantext.encoding.document import Document

__all__ = ["find_lost", "find_lost_quotes"]

_SUFFIX = r"(?:s|t|re|ve|ll|d|m|S|T|RE|VE|LL|D|M)(?![\w=&/])"
_FFFD = re.compile(f"\ufffd(?<=[A-Za-z].)(?={_SUFFIX})")
_NAME = re.compile("\ufffd(?<=\\b[OD].)(?=[A-Z][a-z])")
_FRENCH = re.compile(
    "\ufffd(?:(?<=\\b[ldnmtscjLDNMTSCJ].)(?=[aeiouyhAEIOUYHéèêàâÉÈÊ])|(?<=\\b[Qq]u.)(?=[aeiouyh]))"
)
_QUESTION = re.compile(rf"\?(?<=[A-Za-z].)(?={_SUFFIX})")
_ENGLISH = frozenset("it that what he she there let who here where how i you we they".split())
"""Words that have contractions, where an English phrase stands in another language's text."""
_ADDRESS = re.compile(r"[/=@\\_#]|\.[a-z]{2,4}$")
"""What gives an address or a query away."""
_BEFORE = re.compile(r"[^\s\"“”(\[]*$")
_QUOTE = re.compile(
    r"â€(?<=[\w.,!?;:…’)\]%–—-]â€)"  # behind a word, or what ends one
    r"(?:\ufffd(?![^\W_])"  # inside a word it was a hyphen
    r"|(?P<asked>\?)(?=[\s.,;:)\]]|$)"
    r"|(?=[\n\t.,;:!?)\]}/-]|$)"
    r"|(?P<spaced>(?= (?! ))))"
)
"""What is left of a closing quote; a dagger has an NBSP, or two spaces where that became one."""
_OPENING = re.compile("â€[œž]|[“„]")


def find_lost(doc: Document) -> list[Edit]:
    """Edits that put apostrophes back."""
    text = doc.text
    out: list[Edit] = []
    if "\ufffd" in text:
        out += _replacement(doc)
    if "?" in text:
        for match in _QUESTION.finditer(text):
            if not _ADDRESS.search(_word_before(text, match.start())):
                out.append(_edit(match, "apostrophe-question"))
    out.sort(key=lambda e: e.start)
    return out


def find_lost_quotes(doc: Document) -> list[Edit]:
    """Edits that put closing quotes back of which UTF-8 read as Windows-1252 lost the last byte."""
    if "â€" not in doc.text:
        return []
    found = list(_QUOTE.finditer(doc.text))
    if found and not _OPENING.search(doc.text):
        found = [match for match in found if match["spaced"] is None]
    # Where the byte went without a trace elsewhere, a question mark behind a quote is one.
    replaced = all(match["asked"] is not None for match in found)
    note = "UTF-8 read as Windows-1252, the last byte of a closing quote lost"
    out = []
    for match in found:
        end = match.end() if replaced or match["asked"] is None else match.start("asked")
        out.append(Edit(match.start(), end, "”", "encoding.lost/closing-quote", "encoding", "high", note))
    return out


def _word_before(text: str, at: int) -> str:
    found = _BEFORE.search(text[max(0, at - 60) : at])
    return found.group() if found else ""


def _replacement(doc: Document) -> list[Edit]:
    text = doc.text
    out = []
    english = doc.language == "en"
    for match in _FFFD.finditer(text):
        word = _word_before(text, match.start())
        if english or _contracts(doc, match, word):
            out.append(_edit(match, "apostrophe"))
    if english:
        out += [_edit(m, "apostrophe") for m in _NAME.finditer(text) if not _FFFD.match(text, m.start())]
    elif doc.language == "fr":
        out += [_edit(m, "apostrophe") for m in _FRENCH.finditer(text)]
    seen: dict[int, Edit] = {e.start: e for e in out}
    return list(seen.values())


def _contracts(doc: Document, match: re.Match[str], word: str) -> bool:
    """Whether a word of a text that is not English surely had an apostrophe: a name, an English word, `geht’s`."""
    if word[:1].isupper() or word.lower() in _ENGLISH:
        return True
    around = doc.text[match.start() - 1 : match.end() + 1]
    german = doc.language == "de" and around[-1] == "s" and around[0].lower() in "bcdfghklmnprtwz"
    return german or around in ("n\ufffdt", "N\ufffdT")


def _edit(match: re.Match[str], rule: str) -> Edit:
    note = f"{match.group()!r} inside a contraction was an apostrophe"
    return Edit(match.start(), match.end(), "’", f"encoding.lost/{rule}", "encoding", "high", note)
