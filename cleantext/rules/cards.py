"""Scorecards, compiled: the signs that a card asks for are worked out once for a line, then its rows are summed."""

from __future__ import annotations

from typing import NamedTuple

from cleantext.rules.model import Rule, Term
from cleantext.rules.scene import Scene
from cleantext.rules.signs import SIGNS

__all__ = ["Card", "compile_card"]

Check = tuple[int, float, float]
"""Place of a sign among those of the card, and the range of its values."""


class Card(NamedTuple):
    """The rows of a scorecard, ready to be summed."""

    signs: tuple[str, ...]
    rows: tuple[tuple[float, tuple[Check, ...]], ...]
    terms: tuple[Term, ...]
    threshold: float

    def points(self, scene: Scene, i: int) -> float:
        """The sum of the weights of the rows that hold for a line."""
        values = self._values(scene, i)
        total = 0.0
        for weight, checks in self.rows:
            for place, low, high in checks:
                if not low <= values[place] <= high:
                    break
            else:
                total += weight
        return total

    def largest(self, scene: Scene, i: int, most: int = 3) -> list[Term]:
        """The rows that hold for a line, those of the largest weight first."""
        values = self._values(scene, i)
        held = [
            term
            for term, (_, checks) in zip(self.terms, self.rows, strict=True)
            if all(low <= values[place] <= high for place, low, high in checks)
        ]
        return sorted(held, key=lambda term: -term.weight)[:most]

    def _values(self, scene: Scene, i: int) -> list[float]:
        values = []
        for name in self.signs:
            sign, _, word = name.partition("=")
            value = SIGNS[sign].fact(scene, i)
            values.append(float(value in word.split("|")) if isinstance(value, str) else value)
        return values


def compile_card(rule: Rule) -> Card:
    """The card of a `score` rule. A sign that is a word becomes, for each choice of words, a truth value."""
    places: dict[str, int] = {}
    rows = []
    for term in rule.score:
        checks = []
        for condition in term.conditions:
            if condition.words:
                place = places.setdefault(f"{condition.sign}={'|'.join(condition.words)}", len(places))
                checks.append((place, 1.0, 1.0))
            else:
                place = places.setdefault(condition.sign, len(places))
                checks.append((place, condition.low, condition.high))
        rows.append((term.weight, tuple(checks)))
    return Card(tuple(places), tuple(rows), rule.score, rule.threshold)
