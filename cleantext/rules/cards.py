"""Scorecards, compiled: all rows of a card are weighed at once, a bit for each.

A sign's value says which rows it rules out: one mask of bits, looked up by the value. What is left after all signs
were asked are the rows that hold. The cheap signs are asked first, and a line is given up as soon as the rows left
could not lift it to the threshold any more: most lines are far from it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cleantext.rules.model import Condition, Rule, Term
from cleantext.rules.scene import Scene
from cleantext.rules.signs import SIGNS, Fact, Sign

__all__ = ["CHEAP", "Card"]

CHEAP = 5
"""A sign of this cost or less is worked out in less time than it takes to see whether the answer is sure already."""


class Question(NamedTuple):
    """A sign, and the rows that each of its values leaves."""

    fact: Fact
    bounds: Sequence[float]
    """Where the rows left change: for a number below the first bound `by_range[0]`, and so on."""
    by_range: Sequence[int]
    by_word: Mapping[str, int]
    """For a sign that is a word; one that is not listed leaves `by_range[0]`."""
    asked: int
    """Rows about which all is known before this question; 0 where it is too early to look."""


class Card:
    """The rows of a `score` rule, ready to be summed. Pickles as its rule."""

    __slots__ = ("_all", "_rule", "by_weight", "questions")

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._all = (1 << len(rule.score)) - 1
        by_weight: dict[float, int] = {}
        for row, term in enumerate(rule.score):
            by_weight[term.weight] = by_weight.get(term.weight, 0) | 1 << row
        self.by_weight = tuple(by_weight.items())
        """Weights, each with its rows as bits."""
        self.questions = tuple(_questions(rule.score))

    @property
    def size(self) -> int:
        """How many rows it has."""
        return len(self._rule.score)

    def reached(self, scene: Scene, i: int, threshold: float) -> bool:
        """Whether the weights of the rows that hold for a line sum to the threshold."""
        left = self._all
        for fact, bounds, by_range, by_word, asked in self.questions:
            if asked and self._most(left, asked) < threshold:
                return False
            value = fact(scene, i)
            if by_word:
                left &= by_word.get(value, by_range[0])  # type: ignore[arg-type]  # such a sign gives words
            else:
                left &= by_range[bisect_right(bounds, value)]
        return self._most(left, self._all) >= threshold

    def _most(self, left: int, known: int) -> float:
        """The largest sum that the rows left can have, those below zero counted only where all is known of them."""
        total = 0.0
        for weight, rows in self.by_weight:
            total += weight * (left & (rows if weight > 0 else rows & known)).bit_count()
        return total

    def held(self, scene: Scene, i: int) -> list[Term]:
        """The rows that hold for a line, those of the largest weight first."""
        left = self._all
        for fact, bounds, by_range, by_word, _ in self.questions:
            value = fact(scene, i)
            left &= (
                by_word.get(value, by_range[0])
                if isinstance(value, str)
                else by_range[bisect_right(bounds, value)]
            )
        held = [term for row, term in enumerate(self._rule.score) if left >> row & 1]
        return sorted(held, key=lambda term: -term.weight)

    def __reduce__(self) -> tuple[object, ...]:
        return Card, (self._rule,)


def _questions(rows: Sequence[Term]) -> list[Question]:
    """The signs of all rows as questions, those first that cost least."""
    conditions: dict[str, list[tuple[int, Condition]]] = {}
    for row, term in enumerate(rows):
        for condition in term.conditions:
            conditions.setdefault(condition.sign, []).append((row, condition))
    ordered = sorted(conditions, key=lambda name: SIGNS[name].cost)
    out, everything = [], (1 << len(rows)) - 1
    for k, name in enumerate(ordered):
        unknown = {row for later in ordered[k:] for row, _ in conditions[later]}
        known = everything & ~sum(1 << row for row in unknown) if SIGNS[name].cost > CHEAP else 0
        out.append(_question(SIGNS[name], conditions[name], everything, known))
    return out


def _question(sign: Sign, conditions: list[tuple[int, Condition]], everything: int, known: int) -> Question:
    touched = sum({1 << row for row, _ in conditions})
    others = everything & ~touched
    if sign.kind == "word":
        words = {word for _, c in conditions for word in c.words}
        by_word = {word: others | sum(1 << row for row, c in conditions if word in c.words) for word in words}
        return Question(sign.fact, (), (others,), by_word, known)
    # The upper bound of a condition belongs to it, so rows change just above.
    ranges = [(row, c.low, math.nextafter(c.high, math.inf)) for row, c in conditions]
    bounds = sorted({bound for _, low, high in ranges for bound in (low, high) if math.isfinite(bound)})
    by_range = [
        others | sum({1 << row for row, low, high in ranges if low <= at < high})
        for at in (-math.inf, *bounds)
    ]
    return Question(sign.fact, bounds, by_range, {}, known)
