"""Scorecards, compiled: rows are asked one by one, and only until the rest could no longer change the answer.

Most lines are far from a card's threshold. So the rows whose signs cost least come first, a sign is worked out only
when a row asks for it, and a line is given up as soon as all rows left could not lift it to the threshold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, cast

from cleantext.rules.model import Rule, Term
from cleantext.rules.scene import Scene
from cleantext.rules.signs import SIGNS

__all__ = ["Card"]

CHEAP = 5
Number = Callable[[Scene, int], float]

Check = tuple[int, float, float]
"""Place of a sign among those of the card, and the range of its values."""


class Row(NamedTuple):
    """A row of a card; `most` and `least` are what all rows after it could still add."""

    weight: float
    checks: tuple[Check, ...]
    most: float
    least: float
    term: Term


class Card:
    """The rows of a `score` rule, ready to be summed. Pickles as its rule."""

    __slots__ = ("cheap_exceptions", "facts", "rows", "rule", "threshold")

    def __init__(self, rule: Rule) -> None:
        places: dict[tuple[str, tuple[str, ...]], int] = {}
        rows: list[tuple[Term, tuple[Check, ...]]] = []
        for term in rule.score:
            checks = []
            for condition in term.conditions:
                place = places.setdefault((condition.sign, condition.words), len(places))
                # A sign that is a word becomes, for each choice of words, a truth value.
                low, high = (1.0, 1.0) if condition.words else (condition.low, condition.high)
                checks.append((place, low, high))
            rows.append((term, tuple(checks)))
        self.rule = rule
        self.threshold = rule.threshold
        self.cheap_exceptions = [c for c in rule.unless if SIGNS[c.sign].cost <= CHEAP]
        """What spares a line and is worked out faster than the card."""
        self.facts = tuple(_fact(*key) for key in places)
        self.rows = _in_order(rows, [SIGNS[sign].cost for sign, _ in places])

    def reached(self, scene: Scene, i: int) -> bool:
        """Whether the weights of the rows that hold for a line sum to the threshold."""
        facts, threshold = self.facts, self.threshold
        values: list[float | None] = [None] * len(facts)
        total = 0.0
        for weight, checks, most, least, _ in self.rows:
            for place, low, high in checks:
                value = values[place]
                if value is None:
                    value = values[place] = facts[place](scene, i)
                if not low <= value <= high:
                    break
            else:
                total += weight
            if total + most < threshold:
                return False
            if total + least >= threshold:
                return True
        return total >= threshold

    def held(self, scene: Scene, i: int) -> list[Term]:
        """The rows that hold for a line, those of the largest weight first."""
        values = [fact(scene, i) for fact in self.facts]
        held = [
            row.term
            for row in self.rows
            if all(low <= values[place] <= high for place, low, high in row.checks)
        ]
        return sorted(held, key=lambda term: -term.weight)

    def __reduce__(self) -> tuple[object, ...]:
        return Card, (self.rule,)


def _fact(sign: str, words: tuple[str, ...]) -> Number:
    fact = SIGNS[sign].fact
    if words:
        return lambda scene, i: float(fact(scene, i) in words)
    return cast(Number, fact)  # only a sign that is a word gives a word


def _in_order(rows: list[tuple[Term, tuple[Check, ...]]], costs: list[int]) -> tuple[Row, ...]:
    """The rows, next always the one that is worth most for what its signs, those asked already aside, cost."""
    left, known, ordered = list(rows), set[int](), list[tuple[Term, tuple[Check, ...]]]()
    while left:

        def worth(row: tuple[Term, tuple[Check, ...]]) -> float:
            return abs(row[0].weight) / (1 + sum(costs[place] for place, *_ in row[1] if place not in known))

        best = max(left, key=worth)
        left.remove(best)
        ordered.append(best)
        known.update(place for place, *_ in best[1])
    out: list[Row] = []
    most = least = 0.0
    for term, checks in reversed(ordered):
        out.append(Row(term.weight, checks, most, least, term))
        most += max(0.0, term.weight)
        least += min(0.0, term.weight)
    return tuple(reversed(out))
