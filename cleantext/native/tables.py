"""The look-up tables of the rules, as the native core takes them: cleantext.rules.index and .spans, made flat.

They are one row of numbers and one text, which the core reads from the front as they were written: a pickle of those
is read a hundred times as fast as one of lists of lists. The order here is that of `fill` in core.cpp.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cleantext.native.beginnings import beginnings, longest
from cleantext.rules.folding import edge_characters
from cleantext.rules.holes import MONTH_WORDS, begins_with_number
from cleantext.rules.index import Index, Item
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.scene import Hit

if TYPE_CHECKING:
    from cleantext.native.flat import Places

__all__ = ["Tables"]

_NEEDS = ("", "@", "url", "script", "digit", "time", "date", "date first", "date last")
"""In the order of the bits of `Need` (index.h)."""
_ROLES = ("line", "from", "near", "to", "block")
"""In the order of `Role` (rules.h)."""
_T = TypeVar("_T")


class Tables:
    """The tables of one set of rules, and the patterns and expressions that they name by number."""

    def __init__(self, rules: RuleSet, places: Places) -> None:
        """Make them.

        Args:
            rules: the compiled rules.
            places: the order among all hits.
        """
        self._places = places
        self._written = array("I")
        self._texts: list[str] = []
        self._patterns: dict[str, int] = {}
        self._expressions: dict[str, int] = {}
        self._all(places.order, self._hit)
        for words in MONTH_WORDS:
            self._all(sorted(words), self._text)
        self._index(rules.index)
        self._index(rules.site_index)
        self._rows(rules.spans.literals())
        self._expression_rows(rules.spans.expressions)

    def flat(self) -> dict[str, Any]:
        """The tables: the edge characters of folding, the numbers (32 bits each), the texts one after the other."""
        return {"edge": edge_characters(), "numbers": self._written.tobytes(), "text": "".join(self._texts)}

    @property
    def patterns(self) -> list[str]:
        """The patterns of phrases, by number."""
        return list(self._patterns)

    @property
    def expressions(self) -> list[str]:
        """The regular expressions of rules, by number."""
        return list(self._expressions)

    def _number(self, number: int) -> None:
        self._written.append(number)

    def _text(self, text: str) -> None:
        self._written.append(len(text))
        self._texts.append(text)

    def _all(self, values: Sequence[_T], write: Callable[[_T], None]) -> None:
        self._number(len(values))
        for value in values:
            write(value)

    def _numbers(self, numbers: Sequence[int]) -> None:
        self._number(len(numbers))
        self._written.extend(numbers)

    def _rows(self, rows: Iterable[tuple[str, Sequence[int]]]) -> None:
        def row(named: tuple[str, Sequence[int]]) -> None:
            self._text(named[0])
            self._numbers(named[1])

        self._all(list(rows), row)

    def _hit(self, hit: Hit) -> None:
        role = "block" if hit.role.startswith("block") else hit.role
        self._number(hit.rule)
        self._number(_ROLES.index(role))
        self._number(int(hit.role.removeprefix("block")) if role == "block" else 0)
        self._number(hit.rank[0] == 0)

    def _index(self, index: Index) -> None:
        seen: dict[int, int] = {}
        items: list[Item] = []

        def numbers(filed: list[Item]) -> list[int]:
            for item in filed:
                if seen.setdefault(id(item), len(items)) == len(items):
                    items.append(item)
            return [seen[id(item)] for item in filed]

        def write(item: Item) -> None:
            self._item(item, open_start=id(item) not in closed)

        closed = {id(item) for filed in index.long_heads.values() for item in filed}

        self._rows((key, self._places_of(hits)) for key, hits in index.exact.items())
        for table in (index.by_head, index.by_tail, index.long_heads, index.by_needle):
            self._rows((name, numbers(filed)) for name, filed in table.items())
        for need in _NEEDS:
            self._numbers(numbers(index.by_need[need]))
        self._all(items, write)
        self._expression_rows(index.expressions)

    def _item(self, item: Item, *, open_start: bool) -> None:
        self._number(self._patterns.setdefault(item.pattern, len(self._patterns)))
        self._numbers(self._places_of(item.hits))
        self._all(item.tests, lambda group: self._all(group, self._text))
        self._all(sorted(item.ends), self._text)
        need = 1 << _NEEDS.index(item.need)
        if all("{time}" in hit.source for hit in item.hits):
            need |= 1 << _NEEDS.index("time")
        self._number(need)
        self._number(begins_with_number(item.pattern))
        # Asked of those only that long lines are not filed under.
        self._number(longest(item.pattern) if open_start else 0)
        skips, begins = beginnings(item.pattern, 1) if open_start else (True, ())
        self._all(() if skips else begins, self._text)

    def _expression_rows(self, table: Mapping[str, list[tuple[Hit, str]]]) -> None:
        """The expressions, each with the literals of which a line must hold one."""
        literals: dict[tuple[Hit, str], list[str]] = {}
        for literal, items in table.items():
            for item in items:
                literals.setdefault(item, []).append(literal)
        self._all(list(literals.items()), self._expression)

    def _expression(self, row: tuple[tuple[Hit, str], list[str]]) -> None:
        (hit, pattern), needed = row
        skips, begins = beginnings(pattern)
        self._number(self._expressions.setdefault(pattern, len(self._expressions)))
        self._number(self._places[hit])
        self._number(hit.rule)
        self._all(begins, self._text)
        self._number(skips)
        self._all(needed, self._text)
        self._number(longest(pattern))

    def _places_of(self, hits: Iterable[Hit]) -> list[int]:
        return sorted({self._places[hit] for hit in hits})
