"""The compiled rules: what finds, for one line, every rule whose phrase or pattern fits it.

Phrases without open holes, and those with numbers only, are keys of one dictionary, so that the number of rules
hardly counts. Patterns are filed under a word that every line they match holds, the rarest there is.
Nothing here looks beyond the line itself; zones, neighbours and options come later (strip.py).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from cleantext.rules.folding import fold, number_key
from cleantext.rules.holes import has_date
from cleantext.rules.model import Rule
from cleantext.rules.phrases import Phrase, head, prefix
from cleantext.rules.scene import Hit, Look, reads_as_prose

__all__ = ["Index", "LONG_LINE", "MAX_LINE", "PhraseEntry"]

LONG_LINE = 100
"""Lines longer than this (characters) are looked up only if they begin as a phrase that can be so long."""
MAX_LINE = 600
"""Lines longer than this are no line's phrase, ever."""
_CACHE_SIZE = 1 << 16
SHRINK = 40
"""How much shorter, at most, folding makes a line that a closed phrase fits: bullets, spaces, marks at its ends."""
_HEAD = 48
RARE_LENGTH = 5
"""Words of so many letters are seldom, as far as filing goes."""

PhraseEntry = tuple[int, str, Phrase]
"""Rule number, role (`line`, `from`, `near`, `to`, `block0`, ...), phrase."""


class Index:
    """Looks lines up. Safe to share between threads; the cache only ever repeats what was worked out."""

    def __init__(self, rules: Sequence[Rule], entries: Iterable[PhraseEntry]) -> None:
        self.exact: dict[str, tuple[Hit, ...]] = {}
        self.by_word: dict[str, list[tuple[str, Hit]]] = {}
        self.by_head: dict[str, list[tuple[str, Hit]]] = {}
        self.by_tail: dict[str, list[tuple[str, Hit]]] = {}
        self.with_needle: list[tuple[str, tuple[str, Hit]]] = []
        self.with_date: list[tuple[str, Hit]] = []
        self.with_digit: list[tuple[str, Hit]] = []
        self.loose: list[tuple[str, Hit]] = []
        self.long_heads: frozenset[str] = frozenset()
        self.cache: dict[str, Look] = {}
        self._compiled: dict[str, re.Pattern[str]] = {}
        self._build(rules, entries)

    def _build(self, rules: Sequence[Rule], entries: Iterable[PhraseEntry]) -> None:
        exact: defaultdict[str, list[Hit]] = defaultdict(list)
        patterns: list[tuple[Phrase, Hit]] = []
        heads: set[str] = set()
        for number, role, phrase in entries:
            hit = Hit((*rank(rules[number]), -phrase.size, number), number, role, phrase.source)
            for key in phrase.keys:
                exact[key].append(hit)
                if len(key) > LONG_LINE - SHRINK:
                    heads.add(head(key))
            if phrase.pattern:
                patterns.append((phrase, hit))
        self.exact = {key: tuple(sorted(set(hits))) for key, hits in exact.items()}
        common = Counter(w for phrase, _ in patterns for group in phrase.anchors for w in group)
        for phrase, hit in patterns:
            self._file(phrase, hit, common)
            heads.update(phrase.heads)
        self.long_heads = frozenset(heads)

    def _file(self, phrase: Phrase, hit: Hit, patterns_with: Counter[str]) -> None:
        """Put a pattern where the fewest lines will look for it."""
        item = (phrase.pattern, hit)
        group = min(phrase.anchors, key=lambda g: _commonness(g, patterns_with), default=())
        good_group = bool(group) and min(map(len, group)) >= RARE_LENGTH
        if phrase.heads and (not good_group or all(" " in h or len(h) >= RARE_LENGTH for h in phrase.heads)):
            for words in phrase.heads:
                self.by_head.setdefault(words, []).append(item)
        elif phrase.tails and not good_group:
            for word in phrase.tails:
                self.by_tail.setdefault(word, []).append(item)
        elif group:
            for word in group:
                self.by_word.setdefault(word, []).append(item)
        elif phrase.needle:
            self.with_needle.append((phrase.needle, item))
        elif phrase.needs == "date":
            self.with_date.append(item)
        elif phrase.needs == "digit":
            self.with_digit.append(item)
        else:
            self.loose.append(item)

    def look(self, text: str) -> Look:
        """What is known of a line (stripped, not blank) from its own text."""
        look = self.cache.get(text)
        if look is None:
            look = self._look(text)
            if len(text) <= LONG_LINE:
                if len(self.cache) >= _CACHE_SIZE:
                    self.cache.clear()
                self.cache[text] = look
        return look

    def _look(self, text: str) -> Look:
        length = len(text)
        # A long line is worth folding only if it begins as one of the few phrases that can be long.
        if length > LONG_LINE and (length > MAX_LINE or not self._may_be_long_phrase(text)):
            return Look("", (), reads_as_prose(text))
        key = fold(text)
        return Look(key, self.hits(key), reads_as_prose(text))

    def _may_be_long_phrase(self, text: str) -> bool:
        start = text[:_HEAD]
        if start[0].isalnum() and start.isascii():
            # The first two words, folded as far as they need it: most lines are prose and end here.
            words = start.lower().split(" ", 2)
            one = words[0].rstrip(",:;.!")
            if one in self.long_heads or prefix(one) in self.long_heads:
                return True
            if one.isalnum() and len(words) > 1:
                two = words[1].rstrip(",:;.!")
                if two.isalnum():
                    return f"{one} {two}" in self.long_heads
        key = fold(start)
        heads = (head(key), key.split(" ", 1)[0], prefix(key))
        return not self.long_heads.isdisjoint(heads)

    def hits(self, key: str) -> tuple[Hit, ...]:
        """Every phrase that fits a folded line, the winner first."""
        found = self.exact.get(key, ())
        numbers = any(map(str.isdigit, key))
        if numbers:
            found += self.exact.get(number_key(key), ())
        if len(key) <= MAX_LINE:
            found += tuple(self._pattern_hits(key))
        return tuple(sorted(set(found))) if len(found) > 1 else found

    def _pattern_hits(self, key: str) -> Iterable[Hit]:
        words = key.split(" ")
        filed = [
            self.by_head.get(words[0]),
            self.by_head.get(head(key)) if len(words) > 1 else None,
            self.by_head.get(prefix(key)),
            self.by_tail.get(words[-1]),
            self.loose,
        ]
        if self.with_needle:
            filed.append([item for needle, item in self.with_needle if needle in key])
        if any(map(str.isdigit, key)):
            filed.append(self.with_digit)
            if self.with_date and has_date(key):
                filed.append(self.with_date)
        if self.by_word:
            filed += [self.by_word[word] for word in self.by_word.keys() & words]
        for items in filed:
            for pattern, hit in items or ():
                if self._fits(pattern, key):
                    yield hit

    def _fits(self, pattern: str, key: str) -> bool:
        compiled = self._compiled.get(pattern)
        if compiled is None:
            compiled = self._compiled[pattern] = re.compile(pattern)
        return compiled.fullmatch(key) is not None

    def __getstate__(self) -> dict[str, object]:
        state = self.__dict__.copy()
        state["cache"], state["_compiled"] = {}, {}
        return state


def rank(rule: Rule) -> tuple[int, ...]:
    """Order among rules that claim one line: keep, site, language, any; then priority."""
    scope = 0 if rule.sites else 1 if rule.languages else 2
    return (rule.action != "keep", scope, -rule.priority)


def _commonness(group: tuple[str, ...], patterns_with: Counter[str]) -> int:
    """How often, roughly, a line will hold one of the words: short ones are common in every language."""
    return sum(patterns_with[w] + (1000 if len(w) < 4 else 50 if len(w) < RARE_LENGTH else 0) for w in group)
