"""The look-up tables of the rules, as the native core takes them: cleantext.rules.index and .spans, made flat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleantext.native.beginnings import beginnings
from cleantext.rules.folding import edge_characters
from cleantext.rules.holes import MONTH_WORDS, begins_with_number
from cleantext.rules.index import Index, Item
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.scene import Hit

__all__ = ["Tables"]

_NEEDS = ("", "@", "url", "script", "digit", "time", "date", "date first", "date last")
"""In the order of the bits of `Need` (index.h)."""
Rows = list[tuple[str, list[int]]]


class Tables:
    """The tables of one set of rules, and the patterns and expressions that they name by number."""

    def __init__(self, rules: RuleSet, places: Mapping[Hit, int]) -> None:
        """Make them.

        Args:
            rules: the compiled rules.
            places: the order among all hits.
        """
        self._places = places
        self._numbers: dict[str, int] = {}
        self._expressions: dict[str, int] = {}
        self.tables: dict[str, Any] = {
            "edge": edge_characters(),
            "months": [sorted(words) for words in MONTH_WORDS],
            "index": self._index(rules.index),
            "site_index": self._index(rules.site_index),
            "spans": rules.spans.literals(),
            "expressions": self._expression_rows(rules.spans.expressions),
        }

    @property
    def patterns(self) -> list[str]:
        """The patterns of phrases, by number."""
        return list(self._numbers)

    @property
    def expressions(self) -> list[str]:
        """The regular expressions of rules, by number."""
        return list(self._expressions)

    def _index(self, index: Index) -> dict[str, Any]:
        seen: dict[int, int] = {}
        items: list[tuple[Any, ...]] = []

        def numbers(filed: list[Item]) -> list[int]:
            for item in filed:
                if id(item) not in seen:
                    seen[id(item)] = len(items)
                    items.append(self._item(item))
            return [seen[id(item)] for item in filed]

        def rows(table: Mapping[str, list[Item]]) -> Rows:
            return [(name, numbers(filed)) for name, filed in table.items()]

        return {
            "exact": [(key, self._hits(hits)) for key, hits in index.exact.items()],
            "by_head": rows(index.by_head),
            "by_tail": rows(index.by_tail),
            "by_needle": rows(index.by_needle),
            "by_need": [numbers(index.by_need[need]) for need in _NEEDS],
            "long_heads": rows(index.long_heads),
            "items": items,
            "expressions": self._expression_rows(index.expressions),
        }

    def _item(self, item: Item) -> tuple[Any, ...]:
        number = self._numbers.setdefault(item.pattern, len(self._numbers))
        need = 1 << _NEEDS.index(item.need)
        tests = [list(group) for group in item.tests]
        return (
            number,
            self._hits(item.hits),
            tests,
            sorted(item.ends),
            need,
            begins_with_number(item.pattern),
        )

    def _expression_rows(self, table: Mapping[str, list[tuple[Hit, str]]]) -> list[tuple[Any, ...]]:
        """The expressions, each with the literals of which a line must hold one."""
        literals: dict[tuple[Hit, str], list[str]] = {}
        for literal, items in table.items():
            for item in items:
                literals.setdefault(item, []).append(literal)
        return [self._expression(hit, pattern, needed) for (hit, pattern), needed in literals.items()]

    def _expression(self, hit: Hit, pattern: str, needed: list[str]) -> tuple[Any, ...]:
        number = self._expressions.setdefault(pattern, len(self._expressions))
        skips, begins = beginnings(pattern)
        return number, self._places[hit], hit.rule, begins, skips, needed

    def _hits(self, hits: tuple[Hit, ...] | list[Hit]) -> list[int]:
        return sorted({self._places[hit] for hit in hits})
