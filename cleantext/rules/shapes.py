"""Rules on the shape of a line, compiled: where to look, and what to ask first.

A document has more lines than chrome, so what a shape asks is put in the order of what it takes to find out: the
zones, whether the line is prose, signs that are looked up, then the scorecard, and last what would spare the line.
"""

from __future__ import annotations

from collections.abc import Collection

from cleantext.rules.cards import CHEAP, Card
from cleantext.rules.model import Condition, Rule
from cleantext.rules.scene import Scene, count_words
from cleantext.rules.signs import SIGNS, holds

__all__ = ["Shape"]

ZONES = ("head", "body", "tail")
_PLACES = {"anywhere": ZONES, "edges": ("head", "tail"), "head": ("head",), "tail": ("tail",)}
GENERAL_MAX_WORDS = 40
"""A line of prose longer than this is not taken by its shape."""


class Shape:
    """A `shape` or `score` rule, ready to be asked of lines. Pickles as its rule."""

    __slots__ = ("_cheap", "_dear", "_prose", "_zones", "card", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.card = Card(rule) if rule.score else None
        zone = next((c for c in rule.when if c.sign == "zone"), None)
        self._zones = tuple(z for z in _PLACES[rule.where] if zone is None or z in zone.words)
        prose = next((c for c in rule.when if c.sign == "prose"), None)
        self._prose = prose is None or prose.high > 0
        """Whether lines of prose may have the shape."""
        settled = (zone,) if self._prose else (zone, prose)
        asked = [(SIGNS[c.sign].cost, c, True) for c in rule.when if c not in settled]
        asked += [(SIGNS[c.sign].cost, c, False) for c in rule.unless]
        asked.sort(key=lambda item: item[0])
        self._cheap = tuple((c, wanted) for cost, c, wanted in asked if cost <= CHEAP)
        self._dear = tuple((c, wanted) for cost, c, wanted in asked if cost > CHEAP)

    def threshold(self, strict: bool) -> float:
        """What the sum of the scorecard must reach, under the profile `strict` or another."""
        return self.rule.strict_threshold if strict else self.rule.threshold

    def among(self, scene: Scene, kept: Collection[int], *, strict: bool = False) -> list[int]:
        """The lines that have the shape, of those that nothing took or shelters."""
        taken, prose, threshold = scene.taken, scene.prose, self.threshold(strict)
        return [
            i
            for zone in self._zones
            for i in scene.zones[zone]
            if taken[i] < 0
            and (self._prose or not prose[i])
            and i not in kept
            and self._fits(scene, i, threshold)
        ]

    def _fits(self, scene: Scene, i: int, threshold: float) -> bool:
        if not _all_hold(self._cheap, scene, i):
            return False
        if scene.looks[i].prose and count_words(scene.texts[i]) > GENERAL_MAX_WORDS:
            return False
        reached = self.card is None or self.card.reached(scene, i, threshold)
        return reached and _all_hold(self._dear, scene, i)

    def __reduce__(self) -> tuple[object, ...]:
        return Shape, (self.rule,)


def _all_hold(conditions: tuple[tuple[Condition, bool], ...], scene: Scene, i: int) -> bool:
    return all(holds(condition, scene, i) is wanted for condition, wanted in conditions)
