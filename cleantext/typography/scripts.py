"""Which lines are Chinese, Japanese or Korean: their quotes, dashes, ellipses, wide spaces are their own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from cleantext.typography.steps import Spans

__all__ = [
    "CJK",
    "COUNTED_CJK",
    "LATIN",
    "any_cjk",
    "cjk_lines",
    "letter_before",
    "main_script",
    "no_cjk",
    "place_before",
]

# No U+3000 (a space proves nothing) and no radicals (they stand in dictionaries only).
CJK = (
    "\u1100-\u11ff\u3001-\u30ff\u3100-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef\U00020000-\U0003ffff"
)
"""Inside of a character class: ideographs, kana, bopomofo, hangul, and the punctuation made for them."""

COUNTED_CJK = (
    "\u1100-\u115f\u3001-\u3098\u309b-\u30ff\u3100-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7af"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef\U00020000-\U0003ffff"
)
"""Those that tell how much of a line is East Asian.

Without vowel and final jamo and kana voicing marks: so the count is the same before and after NFC.
"""

LATIN = (
    "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af"
    "\u1e00-\u1eff\u212a\u212b\u2c60-\u2c7f\ua722-\ua7ff"
)
"""Inside of a character class: Latin letters."""


@cache  # these take milliseconds to compile, and most texts ask none of them
def any_cjk() -> re.Pattern[str]:
    """A pattern for one character of `CJK`."""
    return re.compile(f"[{CJK}]")


@cache
def _counted_cjk() -> re.Pattern[str]:
    return re.compile(f"[{COUNTED_CJK}]+")


@cache
def _touching() -> re.Pattern[str]:
    return re.compile(f"[{CJK}][“‘]|[”’][{CJK}]")


@cache
def _latin() -> re.Pattern[str]:
    return re.compile(f"[{LATIN}]+")


# UTF-8 lead bytes of the ranges above: E1 (jamo), E3 to ED, EF, F0.
_OTHER_BYTES = bytes(b for b in range(256) if b not in {0xE1, *range(0xE3, 0xEE), 0xEF, 0xF0})


def no_cjk(text: str) -> bool:
    """Whether the text has none of the characters of `CJK`."""
    if text.isascii() or not text.encode("utf-8", "surrogatepass").translate(None, _OTHER_BYTES):
        return True
    return any_cjk().search(text) is None


def cjk_lines(text: str, places: Iterable[int], *, by_quotes: bool = False) -> Spans:
    """The lines written in Chinese, Japanese or Korean, of those that hold one of the (ascending) places.

    A line is, when two Latin letters or fewer come on each of its CJK characters. With `by_quotes` it also is
    when a curly quote has one on its outer side: a Chinese line may quote a long English title.
    """
    spans: Spans = []
    if no_cjk(text):
        return spans
    end = -1
    for place in places:
        if place <= end:
            continue
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        if _is_cjk(line := text[start:end]) or (by_quotes and _touching().search(line)):
            spans.append((start, end))
    return spans


def _is_cjk(line: str) -> bool:
    cjk = _count(_counted_cjk(), line)
    return cjk > 0 and (2 * cjk >= len(line) or 2 * cjk >= _count(_latin(), line))


def _count(runs: re.Pattern[str], text: str) -> int:
    # Runs are few where characters are many: to cut them out is quicker than to find each.
    return len(text) - len(runs.sub("", text))


def place_before(text: str, at: int) -> int:
    """Where the character before `at` stands, past combining marks; -1 where there is none."""
    at -= 1
    while at >= 0 and unicodedata.category(text[at])[0] == "M":
        at -= 1
    return at


def letter_before(text: str, at: int) -> str:
    """The character before `at`, past combining marks: so it is the same kind in every normal form."""
    at = place_before(text, at)
    return text[at] if at >= 0 else ""


@cache
def _scripts() -> dict[str, re.Pattern[str]]:
    return {
        "cyrillic": re.compile("[\u0400-\u052f]+"),
        "greek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]+"),
        "hebrew": re.compile("[\u05d0-\u05ea]+"),
        "arabic": re.compile("[\u0620-\u064a\u066e-\u06d3]+"),
        "kana": re.compile("[\u3041-\u30ff]+"),
        "latin": _latin(),
    }


def main_script(text: str) -> str:
    """The commonest script at the text's beginning (4,000 characters); `latin` where there is none."""
    sample = text[:4000]
    counts = {name: _count(pattern, sample) for name, pattern in _scripts().items()}
    return max(counts, key=lambda name: (counts[name], name == "latin"))
