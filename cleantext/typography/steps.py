"""What a step of typography is: one definition with two faces, the new text and the edits that make it.

A step finds changes; the text is made from the same changes, so the two faces cannot diverge. `CharMap` alone
takes a short way, since a map of characters without context needs no positions: a chain of `str.replace`
costs a microsecond where a pass over the characters costs a hundred.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, Protocol

from cleantext.edits import Edit

__all__ = ["Change", "CharMap", "Scan", "Spans", "Step", "inside", "merged"]

Spans = list[tuple[int, int]]
"""Sorted, disjoint (start, end) in characters: places where a step changes nothing."""


class Change(NamedTuple):
    """`text[start:end]` becomes `replacement`, by the rule `name` of the step's pack."""

    start: int
    end: int
    replacement: str
    name: str


class Step(Protocol):
    """One step of typography."""

    def apply(self, text: str) -> str:
        """The text after the step; the same object where there is nothing to do."""

    def edits(self, text: str) -> list[Edit]:
        """The edits that make `apply(text)` of `text`, sorted and disjoint."""


class Scan:
    """A step that finds its changes with a function.

    Args:
        category: category of the edits; their rules are named `typography.<category>/<name>`.
        sound: the cheapest proof that the text needs nothing; False means that it must be looked at.
        find: the changes, in order and disjoint.
    """

    def __init__(
        self, category: str, *, sound: Callable[[str], bool], find: Callable[[str], Iterable[Change]]
    ) -> None:
        self._category, self._sound, self._find = category, sound, find

    def apply(self, text: str) -> str:
        """The text after the step."""
        if self._sound(text):
            return text
        parts: list[str] = []
        at = 0
        for start, end, replacement, _ in self._find(text):
            parts.append(text[at:start])
            parts.append(replacement)
            at = end
        if not parts:
            return text
        parts.append(text[at:])
        return "".join(parts)

    def edits(self, text: str) -> list[Edit]:
        """The edits of the step."""
        return [] if self._sound(text) else _edits(self._find(text), self._category)


class CharMap:
    """A step that replaces single non-ASCII characters wherever they stand, kept places apart.

    Args:
        category, name: of the edits.
        table: character to replacement.
        free: the cheapest proof, from the text as it would become, that nothing in it must be kept.
        kept: where nothing changes; it is given the text and where the characters stand.
    """

    def __init__(
        self,
        category: str,
        name: str,
        table: Mapping[str, str],
        *,
        free: Callable[[str], bool],
        kept: Callable[[str, list[int]], Spans],
    ) -> None:
        if any(len(c) != 1 or c.isascii() for c in table):
            raise ValueError("a CharMap maps single characters outside ASCII")
        self._category, self._name, self.table = category, name, dict(table)
        self._pairs = tuple(table.items())
        self._pattern = re.compile(f"[{''.join(map(re.escape, table))}]")
        self._free, self._kept = free, kept

    def apply(self, text: str) -> str:
        """The text after the step."""
        if text.isascii():
            return text
        made = self._map(text)
        if made is text or self._free(made):
            return made
        parts: list[str] = []
        at = 0
        for start, end in self._kept(text, [match.start() for match in self._pattern.finditer(text)]):
            parts.append(self._map(text[at:start]))
            parts.append(text[start:end])
            at = end
        parts.append(self._map(text[at:]))
        made = "".join(parts)
        return text if made == text else made

    def _map(self, text: str) -> str:
        for old, new in self._pairs:
            text = text.replace(old, new)
        return text

    def edits(self, text: str) -> list[Edit]:
        """The edits of the step."""
        return [] if text.isascii() else _edits(self._find(text), self._category)

    def _find(self, text: str) -> Iterable[Change]:
        places = [match.start() for match in self._pattern.finditer(text)]
        kept = self._kept(text, places) if places else []
        for at in places:
            if not inside(kept, at):
                yield Change(at, at + 1, self.table[text[at]], self._name)


def inside(spans: Spans, at: int) -> bool:
    """Whether the character at `at` stands in one of the spans."""
    if not spans:
        return False
    k = bisect_right(spans, (at, 1 << 62)) - 1
    return k >= 0 and at < spans[k][1]


def merged(*groups: Spans) -> Spans:
    """All spans of the groups as one sorted list in which none overlap."""
    filled = [group for group in groups if group]
    if len(filled) < 2:
        return filled[0] if filled else []
    out: Spans = []
    for start, end in sorted(span for group in filled for span in group):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _edits(changes: Iterable[Change], category: str) -> list[Edit]:
    return [Edit(s, e, new, f"typography.{category}/{name}", category) for s, e, new, name in changes]
