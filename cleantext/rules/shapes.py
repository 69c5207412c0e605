"""Rules on the shape of a line, compiled: where to look, and what to ask first.

A document has more lines than chrome, so what a shape asks is put in the order of what it takes to find out: the
zones, whether the line is prose, signs that are looked up, then the scorecard, and last what would spare the line.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from cleantext.rules.cards import CHEAP, Card
from cleantext.rules.model import Condition, Rule
from cleantext.rules.scene import Scene, count_words
from cleantext.rules.signs import SIGNS, Fact

__all__ = ["Shape", "Test"]

ZONES = ("head", "body", "tail")
_PLACES = {"anywhere": ZONES, "edges": ("head", "tail"), "head": ("head",), "tail": ("tail",)}
GENERAL_MAX_WORDS = 40
"""A line of prose longer than this is not taken by its shape."""


class Test(NamedTuple):
    """A condition as it is asked: of `when` it is wanted that it holds, of `unless` that it does not."""

    fact: Fact
    condition: Condition
    wanted: bool
    document: bool
    cost: int


class Shape:
    """A `shape` or `score` rule, ready to be asked of lines. Pickles as its rule."""

    __slots__ = ("_cheap", "_dear", "_of_document", "card", "rule", "takes_prose", "zones")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.card = Card(rule) if rule.score else None
        zone = next((c for c in rule.when if c.sign == "zone"), None)
        self.zones = tuple(z for z in _PLACES[rule.where] if zone is None or z in zone.words)
        prose = next((c for c in rule.when if c.sign == "prose"), None)
        self.takes_prose = prose is None or prose.high > 0
        """Whether lines of prose may have the shape."""
        settled = (zone,) if self.takes_prose else (zone, prose)
        asked = [_test(c, True) for c in rule.when if c not in settled] + [
            _test(c, False) for c in rule.unless
        ]
        asked.sort(key=lambda test: test.cost)
        self._of_document = tuple(t for t in asked if t.document)
        self._cheap = tuple(t for t in asked if not t.document and t.cost <= CHEAP)
        self._dear = tuple(t for t in asked if not t.document and t.cost > CHEAP)

    @property
    def tests(self) -> tuple[tuple[Test, ...], ...]:
        """What is asked of the document, then of a line before its scorecard, and after it."""
        return self._of_document, self._cheap, self._dear

    def threshold(self, strict: bool) -> float:
        """What the sum of the scorecard must reach, under the profile `strict` or another."""
        return self.rule.strict_threshold if strict else self.rule.threshold

    def among(self, scene: Scene, kept: Collection[int], *, strict: bool = False) -> list[int]:
        """The lines that have the shape, of those that nothing took or shelters."""
        taken, prose, threshold = scene.taken, scene.prose, self.threshold(strict)
        lines = [
            i
            for zone in self.zones
            for i in scene.zones[zone]
            if taken[i] < 0 and (self.takes_prose or not prose[i]) and i not in kept
        ]
        if not lines or not _all_hold(self._of_document, scene, lines[0]):
            return []
        return [i for i in lines if self._fits(scene, i, threshold)]

    def _fits(self, scene: Scene, i: int, threshold: float) -> bool:
        if not _all_hold(self._cheap, scene, i):
            return False
        if scene.looks[i].prose and count_words(scene.texts[i]) > GENERAL_MAX_WORDS:
            return False
        reached = self.card is None or self.card.reached(scene, i, threshold)
        return reached and _all_hold(self._dear, scene, i)

    def __reduce__(self) -> tuple[object, ...]:
        return Shape, (self.rule,)


def _test(condition: Condition, wanted: bool) -> Test:
    sign = SIGNS[condition.sign]
    return Test(sign.fact, condition, wanted, sign.document, sign.cost)


def _all_hold(tests: tuple[Test, ...], scene: Scene, i: int) -> bool:
    for fact, condition, wanted, _, _ in tests:
        value = fact(scene, i)
        held = (
            value in condition.words if isinstance(value, str) else condition.low <= value <= condition.high
        )
        if held is not wanted:
            return False
    return True
