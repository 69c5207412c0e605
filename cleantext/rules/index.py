"""The compiled rules: what finds, for one line, every rule whose phrase or pattern fits it.

Phrases without open holes, and those with numbers only, are keys of one dictionary, so that the number of rules
hardly counts. Patterns are filed under a word that every line they match holds, the rarest there is.
Nothing here looks beyond the line itself; zones, neighbours and options come later (strip.py).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from cleantext.rules.folding import NUMBER, fold, number_key
from cleantext.rules.model import Rule
from cleantext.rules.phrases import Phrase, head
from cleantext.rules.regexes import search_regex
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

PhraseEntry = tuple[int, str, Phrase]
"""Rule number, role (`line`, `from`, `near`, `to`, `block0`, ...), phrase."""


class Index:
    """Looks lines up. Safe to share between threads; the cache only ever repeats what was worked out."""

    def __init__(self, rules: Sequence[Rule], entries: Iterable[PhraseEntry]) -> None:
        self.exact: dict[str, tuple[Hit, ...]] = {}
        self.by_word: dict[str, list[tuple[str, Hit]]] = {}
        self.by_start: dict[str, list[tuple[str, Hit]]] = {}
        self.by_end: dict[str, list[tuple[str, Hit]]] = {}
        self.loose: list[tuple[str, Hit]] = []
        self.regexes: list[tuple[tuple[str, ...], Hit, str]] = []
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
        for number, rule in enumerate(rules):
            if rule.matcher == "regex":
                for pattern in rule.phrases:
                    self.regexes.append((rule.needs, Hit((*rank(rule), 0, number), number, "line", pattern), pattern))

    def _file(self, phrase: Phrase, hit: Hit, common: Counter[str]) -> None:
        item = (phrase.pattern, hit)
        if phrase.anchors:
            group = min(phrase.anchors, key=lambda g: sum(common[w] for w in g))
            for word in group:
                self.by_word.setdefault(word, []).append(item)
        elif start := _literal_start(phrase.pattern):
            self.by_start.setdefault(start, []).append(item)
        elif end := _literal_end(phrase.pattern):
            self.by_end.setdefault(end, []).append(item)
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
        if length > LONG_LINE:
            # A long line is worth folding only if it begins as one of the few phrases that can be long.
            if length > MAX_LINE or not self._may_be_long_phrase(text):
                hits = self._regex_hits(text) if self.regexes and length <= MAX_LINE else ()
                return Look("", hits, reads_as_prose(text))
        key = fold(text)
        hits = self.hits(key)
        if self.regexes:
            hits = tuple(sorted((*hits, *self._regex_hits(text))))
        return Look(key, hits, reads_as_prose(text))

    def _may_be_long_phrase(self, text: str) -> bool:
        start = text[:_HEAD]
        if start[0].isalnum() and start.isascii():
            # The first two words, folded as far as they need it: most lines are prose and end here.
            words = start.lower().split(" ", 2)
            one = words[0].rstrip(",:;.!")
            if one in self.long_heads:
                return True
            if one.isalnum() and len(words) > 1:
                two = words[1].rstrip(",:;.!")
                if two.isalnum():
                    return f"{one} {two}" in self.long_heads
        key = fold(start)
        return head(key) in self.long_heads or key.split(" ", 1)[0] in self.long_heads

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
        by_word = self.by_word
        for word in set(key.split(" ")):
            if word in by_word:
                for pattern, hit in by_word[word]:
                    if self._fits(pattern, key):
                        yield hit
        for items in (self.by_start.get(key[:1]), self.by_end.get(key[-1:]), self.loose):
            for pattern, hit in items or ():
                if self._fits(pattern, key):
                    yield hit

    def _fits(self, pattern: str, key: str) -> bool:
        compiled = self._compiled.get(pattern)
        if compiled is None:
            compiled = self._compiled[pattern] = re.compile(pattern)
        return compiled.fullmatch(key) is not None

    def _regex_hits(self, text: str) -> tuple[Hit, ...]:
        low = text.lower()
        return tuple(
            hit
            for needs, hit, pattern in self.regexes
            if any(n in low for n in needs) and search_regex(pattern, text)
        )

    def __getstate__(self) -> dict[str, object]:
        state = self.__dict__.copy()
        state["cache"], state["_compiled"] = {}, {}
        return state


def rank(rule: Rule) -> tuple[int, ...]:
    """Order among rules that claim one line: keep, site, language, any; then priority."""
    scope = 0 if rule.sites else 1 if rule.languages else 2
    return (rule.action != "keep", scope, -rule.priority)


def _literal_start(pattern: str) -> str:
    """The first character of a pattern that begins with a literal one, or ""."""
    return pattern[0] if pattern and (pattern[0].isalnum()) else ""


def _literal_end(pattern: str) -> str:
    """The last character of a pattern that ends with a literal one, or ""."""
    return pattern[-1] if pattern and pattern[-1].isalnum() and pattern[-2:-1] != "\\" else ""
