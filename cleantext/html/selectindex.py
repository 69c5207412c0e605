"""Which selectors are worth trying on an element: each is filed by what the element itself must have.

Filed under a value (an id, a word of a class, a whole attribute) a selector costs one look-up however many others
there are. Pieces of values (`[class*=share]`) are searched for together, once for each string that pages hold;
what was found for a string is kept, since pages repeat their classes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cleantext.rules.scan import Scanner
from cleantext.rules.selectors import Selector, Test, filing_keys, fits, proves, tokens

if TYPE_CHECKING:
    from lxml.html import HtmlElement as Element

__all__ = ["Entry", "SelectIndex"]

_CACHE_SIZE = 1 << 14


class Entry(NamedTuple):
    """A selector of a rule; entries sort by who wins an element."""

    order: tuple[int, ...]
    rule: int
    source: str
    selector: Selector


class _Filed(NamedTuple):
    """An entry under a key; `proved` when the key is all that the selector asks for."""

    entry: Entry
    proved: bool


class SelectIndex:
    """Finds the entries that fit the elements of a page. Safe to share between threads."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """File the entries.

        Raises:
            ValueError: a selector asks nothing of the element itself (see `filing_keys`).
        """
        self._by_name: dict[str, _Values] = {}
        self._by_tag: dict[str, list[_Filed]] = {}
        for entry in entries:
            keys = filing_keys(entry.selector.last)
            if not keys:
                raise ValueError(f"{entry.source!r} fits every element")
            for key in keys:
                filed = _Filed(entry, proves(key, entry.selector))
                if isinstance(key, str):
                    self._by_tag.setdefault(key, []).append(filed)
                else:
                    self._by_name.setdefault(key.name, _Values()).add(key, filed)

    def find(self, root: Element) -> list[tuple[Element, list[Entry]]]:
        """The elements below a root that some entry fits, in the order of the page, with these entries."""
        found: dict[Element, list[Entry]] = {}
        by_name, by_tag = self._by_name, self._by_tag
        look_up = {name: values.look for name, values in by_name.items()}
        for element in root.iterdescendants("*"):
            if by_tag and (named := by_tag.get(element.tag)):
                _confirm(element, named, found)
            for name, value in element.items():
                if (look := look_up.get(name)) is not None and (filed := look(value)):
                    _confirm(element, filed, found)
        return list(found.items())


def _confirm(element: Element, filed: Sequence[_Filed], found: dict[Element, list[Entry]]) -> None:
    entries = [f.entry for f in filed if f.proved or fits(element, f.entry.selector)]
    if entries:
        known = found.setdefault(element, [])
        known += [e for e in entries if e not in known]


class _Values:
    """The entries filed under one attribute."""

    def __init__(self) -> None:
        self._whole: dict[str, list[_Filed]] = {}
        self._word: defaultdict[str, list[_Filed]] = defaultdict(list)
        self._piece: defaultdict[str, list[_Filed]] = defaultdict(list)
        self._any: list[_Filed] = []
        self._scanner: Scanner | None = None

    def add(self, key: Test, filed: _Filed) -> None:
        if key.operator == "exists":
            self._any.append(filed)
        elif key.operator == "=" and not key.any_case:
            self._whole.setdefault(key.value, []).append(filed)
        elif key.operator == "~=" and not key.any_case:
            self._word[key.value].append(filed)
        else:
            self._piece[key.value.lower()].append(filed)

    @cached_property
    def look(self) -> Callable[[str], Sequence[_Filed] | None]:
        """From a value to the entries that it calls for. To be asked for when all entries are filed."""
        if not (self._any or self._word or self._piece):
            return self._whole.get
        self._scanner = Scanner(self._piece)
        return _Known(self._look).__getitem__

    def _look(self, value: str) -> tuple[_Filed, ...]:
        found = [*self._any, *self._whole.get(value, ())]
        if self._word:
            for word in dict.fromkeys(tokens(value)):
                found += self._word.get(word, ())
        if self._scanner is not None and self._piece:
            for piece in dict.fromkeys(piece for piece, _ in self._scanner.scan(value.lower())):
                found += self._piece[piece]
        return tuple(found)


class _Known(dict[str, tuple[_Filed, ...]]):
    """What was found for values met before; finds it for others."""

    def __init__(self, find: Callable[[str], tuple[_Filed, ...]]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, value: str) -> tuple[_Filed, ...]:
        if len(self) >= _CACHE_SIZE:
            self.clear()
        found = self[value] = self._find(value)
        return found
