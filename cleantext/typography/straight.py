"""Quotation marks and apostrophes made straight, and quotes typed with the wrong keys mended.

`STRAIGHT` maps curly and low quotes to `"` and `'`. Guillemets, CJK brackets, primes, the letters that look
like apostrophes (ʻokina, the Ukrainian U+02BC, half rings) are other characters and stay; so do curly quotes
in Chinese, Japanese and Korean lines, where they are the proper marks, and in code. `DOUBLED`, `BACKTICKS`
and `ACUTES` turn ``doubled'' singles, and accents used as apostrophes (it´s, don`t, `so'), into quotes; code
between backticks stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleantext.typography.scripts import LATIN, cjk_lines, letter_before, no_cjk
from cleantext.typography.shields import fenced, inline, no_code_marks
from cleantext.typography.steps import Change, CharMap, Scan, Spans, inside, merged

__all__ = ["ACUTES", "BACKTICKS", "DOUBLED", "STRAIGHT", "free_of_foreign", "kept_places"]

TABLE = {
    "’": "'",
    "“": '"',
    "”": '"',
    "‘": "'",
    "„": '"',
    "‚": "'",
    "‟": '"',
    "‛": "'",
}


def free_of_foreign(text: str) -> bool:
    """Whether the text has neither CJK characters nor marks of code."""
    return no_code_marks(text) and no_cjk(text)


def kept_places(text: str, places: list[int]) -> Spans:
    """CJK lines and code around the places: where marks are left as they are."""
    return merged(cjk_lines(text, places, by_quotes=True), _code(text))


def _code(text: str) -> Spans:
    return [] if no_code_marks(text) else merged(fenced(text), inline(text))


STRAIGHT = CharMap("quotes", "straight", TABLE, free=free_of_foreign, kept=kept_places)
"""Curly and low quotes to straight ones."""


_SINGLES = "'`´‘’‚‛"
_DOUBLES = '"“”„‟«»'
# Two single marks that no other touches.
_DOUBLE = re.compile(rf"(?<![{_SINGLES}])(?:``|''|´´|(?<!,),,(?!,))(?![{_SINGLES}])")
_TWO_SINGLES = re.compile("'(?=')")  # found by memchr, unlike "''"
_BEFORE_OPENING = frozenset(" \t\n\u00a0\u2009\u202f([{<-–—/:;>…=|" + _DOUBLES)
# Not where the accent belongs to a vowel that ends the word, and was typed before it: caf´e.
_ACUTE = re.compile(f"´(?=[{LATIN}])(?![aeiouyAEIOUY](?![{LATIN}\u0300-\u036f]))")
_ACUTE_PAIR = re.compile(rf"´(?=\w)[^´`\n]*[^\s{_SINGLES}]´(?![\w{_SINGLES}])")
_LATIN_LETTER = re.compile(f"[{LATIN}]")
_BACKTICK_QUOTE = re.compile(rf"`(?=\w)[^`\n]*?[^\s{_SINGLES}](['´])(?![\w{_SINGLES}])")


def _doubled_sound(text: str) -> bool:
    if "`" in text or ("´" in text and not text.isascii()):
        return False
    return _TWO_SINGLES.search(text) is None


def _find_doubled(text: str) -> Iterator[Change]:
    yield from sorted(_doubled(text, _code(text)))


def _backticks_sound(text: str) -> bool:
    return "`" not in text


def _find_backticks(text: str) -> Iterator[Change]:
    """A backtick alone in its line that stands for an apostrophe (don`t) or opens a quote (`so')."""
    at = text.find("`")
    while at >= 0:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text.find("`", at + 1, end) < 0:
            before = letter_before(text, at)
            if _LATIN_LETTER.match(before) and _LATIN_LETTER.match(text, at + 1):
                yield Change(at, at + 1, "'", "accents")
            elif not _is_joined(before) and (match := _BACKTICK_QUOTE.match(text, at)):
                yield Change(at, at + 1, "'", "accents")
                if match[1] == "´":
                    yield Change(*match.span(1), "'", "accents")
        at = text.find("`", end)


def _acutes_sound(text: str) -> bool:
    return text.isascii() or "´" not in text


def _find_acutes(text: str) -> Iterator[Change]:
    kept = _code(text)
    for change in sorted(set(_acutes(text))):
        if not inside(kept, change.start):
            yield change


def _doubled(text: str, kept: Spans) -> Iterator[Change]:
    """Doubled single marks, in lines where each that opens is followed by one that closes."""
    lines: list[list[tuple[int, bool]]] = [[]]
    line = 0
    for match in _DOUBLE.finditer(text):
        start, end = match.span()
        if not inside(kept, start):
            before, after = text[start - 1 : start], text[end : end + 1]
            opens = (not before or before in _BEFORE_OPENING) and not (after.isspace() or after in _DOUBLES)
            if opens or (match[0] in {"''", "´´"} and not before.isspace() and not after.isalnum()):
                if text.find("\n", line, start) >= 0:
                    lines.append([])
                line = start
                lines[-1].append((start, opens))
    for marks in lines:
        if len(marks) % 2 == 0 and all(opens == (k % 2 == 0) for k, (_, opens) in enumerate(marks)):
            for start, _ in marks:
                yield Change(start, start + 2, '"', "doubled")


def _acutes(text: str) -> Iterator[Change]:
    """Acute accents that stand for an apostrophe (it´s) or for a pair of single quotes (´so´)."""
    for match in _ACUTE.finditer(text):
        before = letter_before(text, match.start())
        # Ã´ and Â´ are encoding damage (ô, ´), and another stage's.
        if _LATIN_LETTER.match(before) and before not in "ÃÂ":
            yield Change(*match.span(), "'", "accents")
    for match in _ACUTE_PAIR.finditer(text):
        if not _is_joined(letter_before(text, match.start())):
            yield Change(match.start(), match.start() + 1, "'", "accents")
            yield Change(match.end() - 1, match.end(), "'", "accents")


def _is_joined(before: str) -> bool:
    return before.isalnum() or before in {"_", *_SINGLES}


DOUBLED = Scan("quotes", sound=_doubled_sound, find=_find_doubled)
"""Two single marks used as a double one, mended."""

BACKTICKS = Scan("quotes", sound=_backticks_sound, find=_find_backticks)
"""Lone backticks used as apostrophes or single quotes, mended; after `DOUBLED`."""

ACUTES = Scan("quotes", sound=_acutes_sound, find=_find_acutes)
"""Acute accents used as apostrophes or single quotes, mended; after `BACKTICKS`."""
