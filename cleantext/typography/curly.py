"""Straight quotation marks made curly, as the language sets them.

Each mark is judged by its neighbours: a space, a bracket or a dash on one side tells opening from closing;
only where they do not tell does it count which marks are open. Marks that are curly already stay as they are,
and are judged all the same, for what is nested in what; so a second run judges each mark as the first did.
Left straight: feet and inches, Hebrew gershayim, code and tags, Chinese and Japanese lines in texts of other
languages, and marks that stand alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from cleantext.typography.scripts import CJK, cjk_lines, place_before
from cleantext.typography.shields import code
from cleantext.typography.steps import Change, Scan, Spans, inside, merged
from cleantext.typography.styles import Style, style_for

__all__ = ["curly_step"]

_Turn = Literal["open", "close", "apostrophe", "stay"]

_QUOTES = "\"'“”„‟‘’‚‛«»"
_TOKEN = re.compile(rf"[{_QUOTES}]|\n")
_DOUBLES = re.compile('["“”„‟«»]')
_SINGLES = frozenset("'‘’‚‛")
_OPENING = frozenset("([{<-–—/…=|>¿¡*_~")
_CLOSING = frozenset(".,;:!?)]}>…-–—/|*_~%。，、；：！？" + _QUOTES)
_BLANKS = " \u00a0\u202f\u2009"
_CLOSER = re.compile(rf"(?<=[^\s{_QUOTES}])['‘’](?!\w)")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_DECADE = re.compile(r"\d0s\b|\d\d(?!\d)")
_WORD = re.compile(r"\w+")
_FEET = re.compile(r"\d['’′]\s?\d{1,2}\Z")
_HEBREW = re.compile("[\u05d0-\u05ea]")
_CJK_CHAR = re.compile(f"[{CJK}]")


@lru_cache(maxsize=128)
def curly_step(lang: str | None) -> Scan:
    """The step that sets curly quotes for a language; None where it is told by the script, text by text."""

    def find(text: str) -> Iterator[Change]:
        style = style_for(lang, text)
        if style.double:
            yield from _Setter(text, style, own_cjk=lang in {"zh", "ko"}).changes()

    def sound(text: str) -> bool:
        return '"' not in text and "'" not in text and "«" not in text and "»" not in text

    return Scan("quotes", sound=sound, find=find)


class _Setter:
    """One pass over the marks of a text."""

    def __init__(self, text: str, style: Style, *, own_cjk: bool) -> None:
        self._text, self._style = text, style
        self._tokens = [match.start() for match in _TOKEN.finditer(text)]
        self._kept = _kept(text, [] if own_cjk else self._tokens)
        self._closers = [match.start() for match in _CLOSER.finditer(text)]
        self._open: list[tuple[str, str]] = []  # (kind, closing mark) of what is open, the innermost last
        self._count = {'"': 0, "'": 0}  # how many of each kind are open
        self._opened = -1  # place of the last mark, if it opened
        self._doubles = [match.start() for match in _DOUBLES.finditer(text)]
        self._start, self._stop = 0, _line_stop(text, 0)  # of the line

    def changes(self) -> Iterator[Change]:
        text = self._text
        done = 0  # where the last change ended
        for at in self._tokens:
            mark = text[at]
            if mark == "\n":
                self._line_end(at)
                continue
            if inside(self._kept, at):
                continue
            kind = "'" if mark in _SINGLES else '"'
            turn = self._turn(at, mark, kind)
            new = self._move(at, kind, turn)
            start, end = at, at + 1
            if mark in "«»" and (not self._style.space or mark not in self._style.double):
                continue
            if mark in "\"'":
                if turn == "stay":
                    continue
            elif mark not in "«»":
                continue
            else:
                new = mark
            if self._style.space and new in self._style.double:
                start, end, new = self._spaced(start, end, new, done, opening=turn == "open")
            if text[start:end] != new:
                yield Change(start, end, new, "curly")
            done = end

    def _spaced(self, start: int, end: int, mark: str, done: int, *, opening: bool) -> tuple[int, int, str]:
        """The mark with the space that the style sets inside it, in place of the spaces that stand there."""
        text, space = self._text, self._style.space
        if opening:
            while end < len(text) and text[end] in _BLANKS:
                end += 1
            return start, end, mark + space
        while start > done and text[start - 1] in _BLANKS:
            start -= 1
        return start, end, space + mark

    def _line_end(self, at: int) -> None:
        self._start, self._stop = at + 1, _line_stop(self._text, at + 1)
        # A paragraph ends what is open; so does a line that begins with a mark, as paragraphs of a speech do.
        following = self._text[at + 1 : at + 2]
        if following == "\n" or following in _QUOTES:
            self._open.clear()
            self._count = {'"': 0, "'": 0}

    def _is_open(self, kind: str) -> bool:
        return self._count[kind] > 0

    def _move(self, at: int, kind: str, turn: _Turn) -> str:
        """Note what the mark at `at` does to what is open; the curly mark for it."""
        style = self._style
        if turn == "open":
            pair = style.single if kind == "'" else style.inner if self._is_open('"') else style.double
            self._open.append((kind, pair[1]))
            self._count[kind] += 1
            self._opened = at
            return pair[0]
        if turn == "close":
            while self._open:
                k, closing = self._open.pop()
                self._count[k] -= 1
                if k == kind:
                    return closing
            return style.single[1] if kind == "'" else style.double[1]
        return "’"

    def _turn(self, at: int, mark: str, kind: str) -> _Turn:
        text = self._text
        if mark in "«»":
            return (
                "open"
                if mark == self._style.double[0] or (mark == "«" and mark != self._style.double[1])
                else "close"
            )
        place = place_before(text, at)
        before, after = text[place] if place >= 0 else "", text[at + 1 : at + 2]
        opens = not before or before.isspace() or before in _OPENING or self._opened == place >= 0
        closes = not after or after.isspace() or after in _CLOSING
        if _HEBREW.match(before) and (kind == "'" or _HEBREW.match(after)):
            return "stay"
        if kind == "'":
            return self._single(at, before, after, opens=opens, closes=closes)
        return self._double(at, before, after, opens=opens, closes=closes)

    def _double(self, at: int, before: str, after: str, *, opens: bool, closes: bool) -> _Turn:
        parity: _Turn = "close" if self._is_open('"') else "open"
        spaced_after = not after or after.isspace()
        if opens and spaced_after:
            # Alone between spaces: quotes set with spaces inside, or a ditto mark.
            other = self._next(self._doubles, self._next(self._doubles, self._start) + 1) < self._stop
            return parity if other and (before or self._is_open('"')) else "stay"
        if before.isdigit() and not opens:
            feet = _FEET.search(self._text, max(0, at - 5), at) is not None
            if parity == "open" or (feet and self._next(self._doubles, at + 1) < self._stop):
                return "stay" if closes else parity if not after.isalnum() else "stay"
        if opens != closes:
            return "open" if opens else "close"
        if opens or parity == "close" or _CJK_CHAR.match(before) or _CJK_CHAR.match(after):
            return parity
        return "stay"

    def _single(self, at: int, before: str, after: str, *, opens: bool, closes: bool) -> _Turn:
        if self._text[at] == "'" and (after == "'" or self._text[at - 1 : at] == "'"):
            return "stay"  # two of them that nothing pairs: seconds, an empty string
        if opens:
            if (
                not after
                or after.isspace()
                or not (after.isalnum() or after in _QUOTES or after in "([¿¡…$£€")
            ):
                return "stay"
            return "open" if self._begins_quote(at, before, after) else "apostrophe"
        if before.isdigit() and (after.isdigit() or not self._is_open("'")) and not after.isalpha():
            return "stay"  # feet, minutes, thousands
        if closes:
            return "close" if self._is_open("'") else "apostrophe"
        return "apostrophe" if after.isalnum() else "stay"

    def _begins_quote(self, at: int, before: str, after: str) -> bool:
        """Whether a single mark before a word opens a quote, and is no apostrophe for lost letters."""
        text = self._text
        closed = self._next(self._closers, at + 2) < self._stop
        if match := _DECADE.match(text, at + 1):
            return closed and not match[0].endswith("s")
        if (match := _WORD.match(text, at + 1)) and match[0].casefold() in self._style.elisions:
            return False
        return closed or not before or before == "\n" or after.isupper() or not after.isalpha()

    def _next(self, places: list[int], at: int) -> int:
        """The first of the places from `at` on; the end of the text where there is none."""
        k = bisect_left(places, at)
        return places[k] if k < len(places) else len(self._text)


def _line_stop(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _kept(text: str, places: list[int]) -> Spans:
    tags = [match.span() for match in _TAG.finditer(text)] if "<" in text else []
    return merged(cjk_lines(text, places), code(text), tags)
