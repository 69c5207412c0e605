"""What a cleaner kept of an article: its output laid against the labelled lines.

Both sides become canonical tokens, so that mending damaged encoding, straightening quotes and joining or
splitting lines never count as a change. Lines are aligned first, which is quick and keeps equal lines
together; then tokens inside the gaps that are left.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import ftfy

from benchmarks.labelled import Article, Label, Line

__all__ = ["Comparison", "Unit", "canonical", "compare"]

# What MacRoman and Windows-1252 make of UTF-8 punctuation. ftfy needs a whole damaged line to dare these;
# scraped lines have one curly quote that survived beside the damage, so they are mended here one by one.
_DAMAGED = {
    seen.encode().decode(codec): seen
    for codec in ("mac-roman", "cp1252")
    for seen in ("\u00a0", "\u2018", "\u2019", "\u201c", "\u2013", "\u2014", "\u2026")
} | {"\u201d".encode().decode("mac-roman"): "\u201d"}
_DAMAGE = re.compile("|".join(sorted(map(re.escape, _DAMAGED), key=len, reverse=True)))

_QUOTES = "\"'`´¨\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a«»\u2032\u2033\u02bc\u02bb\ufffd"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"
_NO_QUOTES = dict.fromkeys(map(ord, _QUOTES))
_PLAIN = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"} | dict.fromkeys(
    map(ord, _QUOTES + _UNSEEN)
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HYPHENS = re.compile(r"-{2,}")
_FTFY = ftfy.TextFixerConfig(
    unescape_html=False, uncurl_quotes=False, fix_line_breaks=False, normalization=None, explain=False
)


def canonical(text: str) -> tuple[str, ...]:
    """The text's tokens with damage mended, NFKC, quotes gone, dashes alike; case is kept."""
    text = _DAMAGE.sub(lambda match: _DAMAGED[match[0]], text)
    text = ftfy.fix_text(text, _FTFY).translate(_PLAIN)
    # NFKC makes some quotes out of other characters (´ and ¨ come apart), hence once more.
    text = unicodedata.normalize("NFKC", text).translate(_NO_QUOTES)
    return tuple(_HYPHENS.sub("-", _CONTROLS.sub("", text)).split())


@dataclass(slots=True)
class Unit:
    """A stretch of one line under one label, and what the output kept of it.

    `start` and `end` are offsets in characters of the article's text; sizes count canonical tokens and
    their characters, so spaces and quotes weigh nothing.
    """

    line: int
    label: Label
    text: str
    start: int
    end: int
    tokens: int
    chars: int
    tokens_kept: int = 0
    chars_kept: int = 0
    altered: bool = False

    @property
    def gone(self) -> bool:
        """Nothing of it is left."""
        return self.tokens_kept == 0

    @property
    def hurt(self) -> bool:
        """Something of it is missing, or something was put into it."""
        return self.tokens_kept < self.tokens or self.altered


@dataclass(frozen=True, slots=True)
class Comparison:
    """An article's units after cleaning, and how many tokens the output has that the article has not."""

    units: list[Unit]
    added: int


@dataclass(slots=True)
class _Row:
    """A labelled line as tokens: the unit each belongs to and whether the output kept it."""

    tokens: tuple[str, ...]
    owners: list[Unit]
    whole: tuple[str, ...]
    kept: list[bool]
    altered: bool = False


def compare(article: Article, output: str) -> Comparison:
    """Lay a cleaner's output against the article."""
    units, rows = _rows(article)
    lines = [tokens for tokens in map(canonical, output.replace("\r\n", "\n").split("\n")) if tokens]
    added = 0
    whole = SequenceMatcher(None, [row.whole for row in rows], lines, autojunk=False)
    for tag, a, b, c, d in whole.get_opcodes():
        if tag == "equal":
            for row in rows[a:b]:
                row.kept = [True] * len(row.kept)
        else:
            added += _align_gap(rows[a:b], [token for line in lines[c:d] for token in line])
    _share_out_equal_lines(rows)
    for row in rows:
        for token, owner, kept in zip(row.tokens, row.owners, row.kept, strict=True):
            if kept:
                owner.tokens_kept += 1
                owner.chars_kept += len(token)
    for row in rows:
        if row.altered:
            for owner in row.owners:
                owner.altered = not owner.gone
    return Comparison(units, added)


def _rows(article: Article) -> tuple[list[Unit], list[_Row]]:
    units: list[Unit] = []
    rows: list[_Row] = []
    at = 0
    for number, line in enumerate(article.lines):
        at = article.text.index(line.text, at)
        tokens: list[str] = []
        owners: list[Unit] = []
        for start, end, label in _parts(line):
            text = line.text[start:end]
            part = canonical(text)
            if part:
                unit = Unit(number, label, text, at + start, at + end, len(part), sum(map(len, part)))
                units.append(unit)
                tokens += part
                owners += [unit] * len(part)
        if tokens:
            rows.append(_Row(tuple(tokens), owners, canonical(line.text), [False] * len(tokens)))
        at += len(line.text)
    return units, rows


def _parts(line: Line) -> list[tuple[int, int, Label]]:
    """The line cut at its spans: start, end, label of each piece that has characters."""
    parts: list[tuple[int, int, Label]] = []
    at = 0
    for span in sorted(line.spans):
        parts += [(at, span.start, line.label), (span.start, span.end, span.label)]
        at = span.end
    parts.append((at, len(line.text), line.label))
    return [part for part in parts if part[0] < part[1]]


def _align_gap(rows: Sequence[_Row], got: list[str]) -> int:
    """Mark what of these rows stands in `got`; the number of tokens in `got` that are from none of them."""
    gold = [(token, row, place) for row in rows for place, token in enumerate(row.tokens)]
    if not gold or not got:
        return len(got)
    added = 0
    matcher = SequenceMatcher(None, [token for token, _, _ in gold], got, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            for _, row, place in gold[a:b]:
                row.kept[place] = True
        elif d > c:
            added += d - c
            # The lines on both sides of what was put in are altered, as far as they are kept at all.
            for _, row, _ in gold[max(0, a - 1) : b + 1]:
                row.altered = True
    return added


def _share_out_equal_lines(rows: Sequence[_Row]) -> None:
    """Equal lines are interchangeable: whichever copy the output has, a line to keep counts as kept first."""
    same: defaultdict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for row in rows:
        same[row.tokens].append(row)
    for group in same.values():
        if len(group) > 1:
            best_first = sorted((row.kept for row in group), key=sum, reverse=True)
            by_label = sorted(group, key=lambda row: "KMC".index(row.owners[0].label))
            for row, kept in zip(by_label, best_first, strict=True):
                row.kept = kept
