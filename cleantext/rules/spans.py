"""Spans: phrases that stand inside lines ("(opens in new window)"), and literal replacements.

One scan of the document for the rarest word of every phrase says which patterns are worth trying; most
documents hold none of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import ahocorasick_rs

from cleantext.errors import RuleError
from cleantext.rules.model import Rule
from cleantext.rules.phrases import PhraseError, Vocabulary, span_pattern

__all__ = ["Span", "SpanIndex"]


class Span(NamedTuple):
    """A piece of a text that a rule takes or replaces; offsets in characters."""

    start: int
    end: int
    replacement: str
    rule: int


class SpanIndex:
    """Finds the spans of all rules in a text."""

    def __init__(self, rules: Sequence[Rule], vocabulary: Vocabulary) -> None:
        self._patterns: list[tuple[int, str]] = []
        self._by_needle: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            if rule.matcher == "span":
                for phrase in rule.phrases:
                    try:
                        needles, pattern = span_pattern(phrase, rule.at, vocabulary)
                    except PhraseError as error:
                        raise RuleError(str(error), source=rule.pack.source, rule=rule.name, key="span") from None
                    self._add(needles, number, pattern)
            elif rule.matcher == "replace":
                for old, _ in rule.pairs:
                    self._add((old.lower(),), number, re.escape(old))
        self._replacements = {
            (n, old): new for n, rule in enumerate(rules) if rule.matcher == "replace" for old, new in rule.pairs
        }
        self._needles = list(self._by_needle)
        self._scanner: ahocorasick_rs.AhoCorasick | None = None

    def _add(self, needles: tuple[str, ...], number: int, pattern: str) -> None:
        for needle in needles:
            self._by_needle.setdefault(needle, []).append(len(self._patterns))
        self._patterns.append((number, pattern))

    def find(self, text: str, active: bytearray) -> list[Span]:
        """Spans of the active rules, sorted and disjoint; where two overlap the earlier, then the longer wins."""
        if not self._needles:
            return []
        if self._scanner is None:
            self._scanner = ahocorasick_rs.AhoCorasick(self._needles)
        found = self._scanner.find_matches_as_indexes(text.lower(), overlapping=True)
        if not found:
            return []
        spans = []
        for place in {p for needle, _, _ in found for p in self._by_needle[self._needles[needle]]}:
            number, pattern = self._patterns[place]
            if not active[number]:
                continue
            flags = 0 if (number, "") in self._replacements else re.IGNORECASE | re.MULTILINE
            for match in _compiled(pattern, flags).finditer(text):
                new = self._replacements.get((number, match[0]), "")
                spans.append(Span(match.start(), match.end(), new, number))
        spans.sort(key=lambda s: (s.start, -s.end, s.rule))
        out: list[Span] = []
        for span in spans:
            if not out or span.start >= out[-1].end:
                out.append(span)
        return out

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"_scanner": None}


@lru_cache(maxsize=4096)
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(pattern, flags)
