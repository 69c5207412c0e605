"""Folding: the form in which lines and phrases are compared. What stays in a text is never folded.

A folded line ("key") is NFKC, case-folded, has plain quotes and dashes and single spaces; list separators
inside it (`,` `;` `|` `·` a colon that is not between digits) became spaces, and everything at its ends that
is neither letter, digit nor one of `@ # % + ? ) ( $` and their like went: bullets, arrows, emoji, pipes,
colons, full stops, exclamation marks, brackets. So "» SHARE THIS:" and "Share this" have one key.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "EDGE_END",
    "EDGE_START",
    "NUMBER",
    "edge_characters",
    "fold",
    "fold_characters",
    "fold_inside",
    "has_unspaced",
    "number_key",
]

NUMBER = "{n}"
"""The token that stands for a number in keys and phrases."""

_NUMBERS = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,:]\d+)*(?:[km](?![^\W_]))?")

# One letter form for what is written several ways.
_PLAIN = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u02bb\u0060\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u2039\u203a", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    # Unseen characters; in keys also the joiners, which sites set and drop at random.
    | dict.fromkeys(
        "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufe0f\u0640"
    )
    # Turkish: the dot that case-folding "İ" leaves behind.
    | dict.fromkeys("\u0307")
    | {"ё": "е", "…": " "}
    # Arabic and Persian keyboards write these letters and endings in several ways.
    | dict(zip("أإآٱیىکةۀ", "ااااييكهه", strict=True))
    # The digits of Arabic, Persian, Hindi, Bengali and Thai.
    | {chr(zero + d): str(d) for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50) for d in range(10)}
    # What capitals leave out, or write alike: Greek accents, the Turkish dotless i.
    | {"ά": "α", "έ": "ε", "ή": "η", "ί": "ι", "ό": "ο", "ύ": "υ", "ώ": "ω", "ΐ": "ϊ", "ΰ": "ϋ", "ı": "i"}
)
_HAS_VARIANT = re.compile(f"[{''.join(map(re.escape, map(chr, _PLAIN)))}]").search
# Begins with one set of characters, so that a search skips fast over text that has none of them.
_SEPARATORS = re.compile(
    r"[;|¦•·‣▪●■◦○►▶▸»→←⟶‹›~*_=<>,:./\\-]"
    r"(?:(?<=[^,:./\\-])"
    r"|(?<=[,:])(?:(?<!\d.)|(?!\d))"  # a comma or colon that is not between digits
    r"|(?<=\.)\.+"
    r"|(?<=[/\\-])(?:(?<=\s.)(?=\s)| ?-))"  # a slash or dash between spaces, or two dashes
)
# Vowel signs and other marks that stand with letters, which the class of word characters leaves out.
_SIGNS = (
    "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0980-\u0df3"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1000-\u109f"
)
# What may stand at the ends of a key; `?` stays, since a question is another phrase than a label.
_EDGE = rf"[^\w{_SIGNS}@#%+?$€£¥₹&©®]+"
EDGE_START = re.compile(rf"\A{_EDGE}")
EDGE_END = re.compile(rf"{_EDGE}\Z")
_ASCII_EDGE = "".join(c for c in map(chr, range(128)) if EDGE_START.match(c))
_SCRIPT_WITHOUT_SPACES = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
has_unspaced = re.compile(f"[{_SCRIPT_WITHOUT_SPACES}]").search
"""Finds a character of a script that writes no spaces between words."""
_UNSPACED = re.compile(f"(?<=[{_SCRIPT_WITHOUT_SPACES}]) +| +(?=[{_SCRIPT_WITHOUT_SPACES}])")


def fold_inside(text: str) -> str:
    """Fold a piece of a phrase: as `fold`, but nothing at its ends goes (spaces there stay, as one)."""
    folded = _folded(text)
    if not folded or folded.isspace():
        return folded[:1] and " "
    spaced = (
        f"{' ' if folded[0].isspace() else ''}{' '.join(folded.split())}{' ' if folded[-1].isspace() else ''}"
    )
    return _UNSPACED.sub("", spaced) if has_unspaced(spaced) else spaced


def fold(text: str) -> str:
    """The key of a line or phrase, "" when nothing in it counts."""
    key = " ".join(_folded(text).split()).strip(_ASCII_EDGE)
    if key.isascii():
        return key
    if has_unspaced(key):
        key = _UNSPACED.sub("", key)
    if key[:1].isalnum() and key[-1:].isalnum():
        return key
    return EDGE_END.sub("", EDGE_START.sub("", key))


def _folded(text: str) -> str:
    """One form for each letter and sign, separators as spaces."""
    return _SEPARATORS.sub(" ", fold_characters(text))


def fold_characters(text: str) -> str:
    """One form for each letter and sign of a text, separators among them."""
    if text.isascii():
        return text.lower().replace("`", "'")
    text = _normal(text).casefold()
    if _HAS_VARIANT(text):
        text = text.translate(_PLAIN)
    # Case-folding can undo the normal form ("ǰ"), and translating can bring pieces together.
    return _normal(text)


def _normal(text: str) -> str:
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def edge_characters() -> bytes:
    """Per character of the Basic Multilingual Plane 1 if it goes from the ends of a key, else 0."""
    out = bytearray(0x10000)
    for match in re.finditer(_EDGE, "".join(map(chr, range(len(out))))):
        out[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return bytes(out)


def number_key(key: str) -> str:
    """The key with each of its numbers as `{n}`: "12 comments" and "1.2k comments" give "{n} comments"."""
    return _NUMBERS.sub(NUMBER, key)
