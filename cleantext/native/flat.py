"""The rules as the native core takes them. Made once, when rules are compiled, and kept with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cleantext.rules.index import Index
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.scene import Hit

__all__ = ["Flat", "Places", "flattened"]


class Flat(NamedTuple):
    """A set of rules, in plain values that are quickly read."""

    rules: dict[str, Any]
    """Conditions, shapes and scorecards: see `export`."""
    tables: dict[str, Any]
    """What lines are looked up in: see `Tables`."""
    patterns: list[str]
    """The patterns of phrases, by the numbers that the tables give them."""
    expressions: list[str]
    """The regular expressions of rules, by number."""


class Places:
    """The place of each hit among all that a line can have, in the order in which hits of one line are weighed."""

    def __init__(self, rules: RuleSet) -> None:
        hits = [hit for index in (rules.index, rules.site_index) for hit in _hits_of(index)]
        hits += [hit for items in rules.spans.expressions.values() for hit, _ in items]
        # By identity as far as that goes: a hit is a deep tuple, and slow to hash.
        self._kept = {id(hit): hit for hit in hits}
        self.order = sorted(set(self._kept.values()))
        places = {hit: place for place, hit in enumerate(self.order)}
        self._of = {name: places[hit] for name, hit in self._kept.items()}

    def __getitem__(self, hit: Hit) -> int:
        """The place of one of the rules' own hits (the very object)."""
        return self._of[id(hit)]


def flattened(rules: RuleSet) -> Flat | None:
    """The rules in plain values; None where they hold what the native core cannot decide, so that Python must."""
    from cleantext.native.export import NotNativeError, export  # not needed to read what was made before
    from cleantext.native.tables import Tables

    try:
        exported = export(rules)
    except NotNativeError:
        return None
    places = Places(rules)
    tables = Tables(rules, places)
    return Flat(exported, tables.flat(), tables.patterns, tables.expressions)


def _hits_of(index: Index) -> Iterator[Hit]:
    for found in index.exact.values():
        yield from found
    for filed in (index.by_head, index.by_tail, index.by_needle, index.by_need, index.long_heads):
        for items in filed.values():
            for item in items:
                yield from item.hits
    for expressions in index.expressions.values():
        yield from (hit for hit, _ in expressions)
