"""The compiled rules: what finds, for one line, every rule whose phrase or pattern fits it.

Phrases without open holes, and those with numbers only, are keys of one dictionary, so that the number of rules
hardly counts. Patterns are filed under their first words, or under a text that every line they fit holds.
Nothing here looks beyond the line itself; zones, neighbours and options come later (strip.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleantext.rules.filing import (
    END,
    LONG_PREFIX,
    has_other_script,
    head,
    initial,
    literal_size,
    long_prefix,
    prefix,
    shortest,
)
from cleantext.rules.folding import fold, number_key
from cleantext.rules.holes import begins_with_date, ends_with_date, has_date
from cleantext.rules.model import Rule
from cleantext.rules.phrases import Phrase
from cleantext.rules.regexes import search_regex
from cleantext.rules.scan import Scanner
from cleantext.rules.scene import Hit, Look, reads_as_prose
from cleantext.rules.shelter import form

__all__ = [
    "LONG_LINE",
    "MAX_LINE",
    "Index",
    "PhraseEntry",
    "asks_short_lines_only",
    "rank",
    "regex_hits",
    "regex_items",
]

LONG_LINE = 100
"""Lines longer than this (characters) are looked up only if they begin as a phrase that can be so long."""
MAX_LINE = 600
"""Lines longer than this are no line's phrase, ever."""
_CACHE_SIZE = 1 << 16
SHRINK = 40
"""How much shorter, at most, folding makes a line that a closed phrase fits: bullets, spaces, marks at its ends."""
_HEAD = 48
TESTED = 24
NEEDS = ("date first", "date last", "date", "script", "time", "digit", "@", "url", "")
_DIGIT = re.compile(r"\d").search
# Fast tests that everything passes which `{time}` or `{url}` fits.
_TIME = re.compile(r"\d(?:[:.h]\d| ?[ap]\.?m)").search
_URL = re.compile(r"\.[a-z]{2}").search
RARE_LENGTH = 5
"""Words of so many letters are seldom, as far as filing goes."""

PhraseEntry = tuple[int, str, Phrase]
"""Rule number, role (`line`, `from`, `near`, `to`, `block0`, ...), phrase."""


class Item(NamedTuple):
    """A pattern, the hits that it means, and what every line that it fits has (see Phrase)."""

    pattern: str
    hits: list[Hit]
    tests: tuple[tuple[str, ...], ...]
    ends: frozenset[str]
    need: str

    def may_fit(self, key: str) -> bool:
        """A fast test that every key passes which the pattern fits."""
        if not self.may_end(key):
            return False
        for group in self.tests:
            for text in group:
                if text in key:
                    break
            else:
                return False
        return True

    def may_end(self, key: str) -> bool:
        """Whether the key ends as the pattern can."""
        ends = self.ends
        return not ends or key[-3:] in ends or key[-2:] in ends or key[-1:] in ends


class Index:
    """Looks lines up. Safe to share between threads; the cache only ever repeats what was worked out."""

    def __init__(
        self, rules: Sequence[Rule], entries: Iterable[PhraseEntry], regexes: Iterable[int] = ()
    ) -> None:
        self.exact: dict[str, tuple[Hit, ...]] = {}
        self.by_head: dict[str, list[Item]] = {}
        self.by_tail: dict[str, list[Item]] = {}
        self.by_needle: dict[str, list[Item]] = {}
        self.by_need: dict[str, list[Item]] = {need: [] for need in NEEDS}
        self.expressions: dict[str, list[tuple[Hit, str]]] = {}
        """By literal, the expressions on short lines that need it, each with the hit that it means."""
        self.long_heads: dict[str, list[Item]] = {}
        self.cache: dict[str, Look] = {}
        self._compiled: dict[str, re.Pattern[str]] = {}
        self._build(rules, entries, regexes)

    def _build(self, rules: Sequence[Rule], entries: Iterable[PhraseEntry], regexes: Iterable[int]) -> None:
        exact: defaultdict[str, list[Hit]] = defaultdict(list)
        items: dict[str, Item] = {}
        for number, role, phrase in entries:
            order = rank(rules[number])
            for key in phrase.keys:
                exact[key].append(Hit((*order, -literal_size(key), number), number, role, phrase.source))
                if len(key) > LONG_LINE - SHRINK:
                    self.long_heads.setdefault(head(key), []).append(_closed_item(key))
            if phrase.pattern:
                item = items.get(phrase.pattern)
                if item is None:
                    item = items[phrase.pattern] = Item(
                        phrase.pattern, [], phrase.tests, phrase.ends, phrase.needs
                    )
                    self._file(phrase, item)
                    for words in phrase.heads:
                        self.long_heads.setdefault(words, []).append(item)
                item.hits.append(Hit((*order, -phrase.size, number), number, role, phrase.source))
        self.exact = {key: tuple(sorted(set(hits))) for key, hits in exact.items()}
        self._scanner = Scanner(self.by_needle)
        for number in regexes:
            for needle in rules[number].needs:
                self.expressions.setdefault(needle, []).extend(regex_items(number, rules[number]))
        self._regex_scanner = Scanner(self.expressions)

    def _file(self, phrase: Phrase, item: Item) -> None:
        """Put a pattern where the fewest lines will look for it."""
        rare = bool(phrase.needles) and shortest(phrase.needles) >= RARE_LENGTH
        if phrase.heads and (not rare or all(" " in h or len(h) > RARE_LENGTH for h in phrase.heads)):
            for words in phrase.heads:
                self.by_head.setdefault(words, []).append(item)
        elif phrase.needles:
            for needle in phrase.needles:
                self.by_needle.setdefault(needle, []).append(item)
        elif phrase.tails:
            for word in phrase.tails:
                self.by_tail.setdefault(word, []).append(item)
        else:
            self.by_need[phrase.needs].append(item)

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
        if len(text) > LONG_LINE:
            return self._look_at(text, self._long_key(text) if len(text) <= MAX_LINE else "")
        look = self._look_at(text, fold(text))
        if needles := self._regex_scanner.found(text.lower()):
            items = dict.fromkeys(item for needle in needles for item in self.expressions[needle])
            look = look._replace(hits=tuple(sorted((*look.hits, *regex_hits(items, text)))))
        return look

    def look_closely(self, text: str) -> Look:
        """As `look`, with phrases that begin with an open hole tried on long lines, too."""
        if LONG_LINE < len(text) <= MAX_LINE:
            return self._look_at(text, fold(text))
        return self.look(text)

    def _look_at(self, text: str, key: str) -> Look:
        hits = self.hits(key) if key else ()
        # Of long lines only those that a phrase fits keep their key: whether one was made says nothing of the line.
        return Look(key if hits or len(text) <= LONG_LINE else "", hits, reads_as_prose(text), form(text))

    def _long_key(self, text: str) -> str:
        """The folded line, if it is one of the few phrases that can be so long; else ""."""
        heads = [name for name in _long_names(text[:_HEAD]) if name in self.long_heads]
        if not heads:
            return ""
        items = [item for name in heads for item in self.long_heads[name]]
        last = text[-END:].lower()
        if last.isalnum() and last.isascii():
            items = [item for item in items if item.may_end(last)]
            if not items:
                return ""
        key = fold(text)
        return key if any(item.may_fit(key) and self._is_one(key, item) for item in items) else ""

    def _is_one(self, key: str, item: Item) -> bool:
        """Whether a folded line is what an item stands for, of those that long lines are filed under."""
        if item.pattern:
            return self._fits(item.pattern, key)
        return key in self.exact or number_key(key) in self.exact

    def hits(self, key: str) -> tuple[Hit, ...]:
        """Every phrase that fits a folded line, the winner first."""
        found = list(self.exact.get(key, ()))
        held = _held(key)
        if "digit" in held:
            found += self.exact.get(number_key(key), ())
        if len(key) <= MAX_LINE:
            for items in self._filed(key, held):
                for item in items:
                    if item.need in held and item.may_fit(key) and self._fits(item.pattern, key):
                        found += item.hits
        return tuple(sorted(set(found))) if found else ()

    def _filed(self, key: str, held: list[str]) -> list[list[Item]]:
        """Lists of the patterns that may fit a line."""
        by_head = self.by_head
        first, space, rest = key.partition(" ")
        names = [first, prefix(key), long_prefix(key)]
        if space:
            names.append(f"{first} {rest.partition(' ')[0]}")
        if "script" in held:
            names.append(initial(key))
        filed = [by_head[name] for name in names if name in by_head]
        if (last := key[key.rfind(" ") + 1 :]) in self.by_tail:
            filed.append(self.by_tail[last])
        filed += [self.by_needle[needle] for needle in self._scanner.found(key)]
        filed += [self.by_need[need] for need in held]
        return filed

    def _fits(self, pattern: str, key: str) -> bool:
        compiled = self._compiled.get(pattern)
        if compiled is None:
            compiled = self._compiled[pattern] = re.compile(pattern)
        return compiled.fullmatch(key) is not None

    def __getstate__(self) -> dict[str, object]:
        state = self.__dict__.copy()
        state["cache"], state["_compiled"] = {}, {}
        return state


def _closed_item(key: str) -> Item:
    """A phrase without open holes, as far as it is asked whether a long line may be it."""
    return Item("", [], ((key[:TESTED],),), frozenset((key[-END:],)), "")


def _long_names(start: str) -> list[str]:
    """What a long line that begins so could be filed under."""
    if start[0].isalnum() and start.isascii():
        # The first two words, folded as far as they need it: most lines are prose and end here.
        words = start.lower().split(" ", 2)
        one = words[0].rstrip(",:;")
        if one.isalnum() and len(words) > 1:
            two = words[1].rstrip(",:;")
            both = f"{one} {two}"
            if two.isalnum() and len(both) >= LONG_PREFIX:
                return [one, prefix(one), long_prefix(both), both]
    key = fold(start)
    return [key.split(" ", 1)[0], prefix(key), long_prefix(key), head(key), initial(key)]


def _held(key: str) -> list[str]:
    """Which of NEEDS a folded line meets; the empty one always."""
    held = [""]
    if "@" in key:
        held.append("@")
    if "." in key and _URL(key):
        held.append("url")
    if has_other_script(key):
        held.append("script")
    if _DIGIT(key):
        held.append("digit")
        if _TIME(key):
            held.append("time")
        if has_date(key):
            held.append("date")
            if begins_with_date(key):
                held.append("date first")
            if ends_with_date(key):
                held.append("date last")
    return held


def asks_short_lines_only(rule: Rule) -> bool:
    """Whether the rule's `when` says that it is about lines of up to LONG_LINE characters."""
    return any(c.sign == "chars" and c.high <= LONG_LINE for c in rule.when)


def regex_items(number: int, rule: Rule) -> list[tuple[Hit, str]]:
    """The patterns of a `regex` rule, each with the hit that it means."""
    return [(Hit((*rank(rule), 0, number), number, "line", pattern), pattern) for pattern in rule.phrases]


def regex_hits(items: Iterable[tuple[Hit, str]], text: str) -> list[Hit]:
    """Which of the expressions fit a line (stripped)."""
    return [hit for hit, pattern in items if search_regex(pattern, text)]


def rank(rule: Rule) -> tuple[int, ...]:
    """Order among rules that claim one line: keep, site, language, any; then priority."""
    scope = 0 if rule.sites else 1 if rule.languages else 2
    return (rule.action != "keep", scope, -rule.priority)
