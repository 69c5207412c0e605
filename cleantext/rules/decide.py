"""Which lines of a document go: every rule's claim, weighed with what stands around it.

The order: exceptions, cuts, phrases with proof enough, then whatever these make provable (lines beside
chrome, shapes, scorecards, copies), round after round until nothing new is proved, and last the brake.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Set
from typing import NamedTuple

from cleantext.options import Options
from cleantext.rules.language import foreign
from cleantext.rules.model import Rule
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.scene import Hit, Look, Scene
from cleantext.rules.shapes import Shape
from cleantext.rules.shelter import code_lines, table_rows, verse_lines
from cleantext.rules.signs import SIGNS, holds

__all__ = ["Decisions", "Judge", "decide"]

NEAR_LINES = 4
CONTEXT_LINES = 2
MAX_TO_LINES = 60
MAX_ROUNDS = 4
CLOSING = frozenset({"comments", "related", "tags", "author", "legal", "share", "newsletter"})
"""Categories whose lines, once the article is under way, say that it is over."""
NOTED_TERMS = 3
"""How many rows of a scorecard `explain` names, the weightiest."""


class Decisions(NamedTuple):
    """Per line of the scene the number of the rule that takes it, or -1; what to say of some; brakes."""

    taken: list[int]
    notes: dict[int, str]
    braked: float
    """0, or the share of prose that rules would have taken when the brake held."""


def decide(
    rules: RuleSet, scene: Scene, options: Options, *, noting: bool, rows: Set[int] = frozenset()
) -> Decisions:
    """Decide on every line of the scene.

    Args:
        rules: all rules.
        scene: the lines, and which rules are on.
        options: of these `profile`, `lang` and `max_loss` matter.
        noting: whether anyone will read the notes.
        rows: places of lines that are rows of tables though their text does not show it.
    """
    judge = Judge(rules, scene, options, noting=noting, rows=rows)
    judge.run()
    braked = judge.brake(options.max_loss)
    return Decisions(scene.taken, judge.notes, braked)


class Judge:
    """Takes the lines of one scene, step by step."""

    def __init__(
        self, rules: RuleSet, scene: Scene, options: Options, *, noting: bool, rows: Set[int]
    ) -> None:
        self.rules = rules.rules
        self.languages = rules.languages
        self.shapes_of = rules.shapes_of
        self.shape_rules = [n for n in rules.shapes if scene.active[n]]
        self.across_rules = [n for n in rules.across if scene.active[n]]
        self.scene = scene
        self.profile = options.profile
        self.language_known = options.lang is not None
        self.noting = noting
        self.notes: dict[int, str] = {}
        self.evidence: Counter[str] | None = None
        # Rows above the headline are a menu laid out as a table.
        self.tables = {i for i in table_rows(scene.looks) | rows if i >= scene.headline}
        self.kept = self.tables | code_lines(scene.looks) | verse_lines(scene.texts)
        self.cut_lines: set[int] = set()
        self.proved: set[int] = set()
        """Lines that a phrase of high confidence fits as a whole: what the brake does not count."""

    def run(self) -> None:
        """All steps but the brake."""
        self.exceptions()
        self.cuts()
        self.whole_lines()
        for _ in range(MAX_ROUNDS):
            if not (self.blocks() | self.whole_lines() | self.returning() | self.shapes()):
                break

    # What a rule asks beside its phrase

    def fits(self, rule: Rule, i: int) -> bool:
        """Whether place and surroundings are as the rule asks."""
        scene = self.scene
        if rule.where != "anywhere":
            zone = scene.zone(i)
            if zone == "body" or (rule.where != "edges" and zone != rule.where):
                return False
        if rule.when and not all(holds(c, scene, i) for c in rule.when):
            return False
        return not (rule.unless and any(holds(c, scene, i) for c in rule.unless))

    def near(self, rule: Rule, number: int, i: int) -> bool:
        """Whether a phrase of the rule's `near` stands within four lines."""
        if not rule.near:
            return True
        low, high = max(0, i - NEAR_LINES), min(self.scene.size, i + NEAR_LINES + 1)
        return any(
            h.rule == number and h.role == "near" for j in range(low, high) for h in self.scene.looks[j].hits
        )

    def foreign(self, rule: Rule) -> bool:
        """Whether the rule is for another language than the document's, as far as its small words tell."""
        if self.language_known or not rule.languages or "en" in rule.languages:
            return False
        if self.evidence is None:
            self.evidence = self.languages.evidence(self.scene.prose_text)
        return foreign(rule.languages, self.evidence)

    def enough(self, rule: Rule, i: int) -> bool:
        """Whether a rule of this confidence may act here: medium ones need an edge or chrome beside them."""
        if rule.confidence == "high" or self.profile == "strict":
            return True
        return self.scene.zone(i) != "body" or self._beside_chrome(i)

    def may_act(self, number: int, i: int) -> bool:
        """Whether all that a rule asks beside its phrase is there."""
        rule = self.rules[number]
        return self.enough(rule, i) and self.fits(rule, i) and self.near(rule, number, i)

    def _beside_chrome(self, i: int) -> bool:
        taken = self.scene.taken
        return any(t >= 0 for t in taken[max(0, i - CONTEXT_LINES) : i + CONTEXT_LINES + 1])

    def take(self, i: int, number: int) -> bool:
        """Let a rule have a line, unless it is sheltered or gone; say whether it took it."""
        scene = self.scene
        if scene.taken[i] >= 0 or i in self.kept:
            return False
        scene.take(i, number)
        category = self.rules[number].category
        if category in CLOSING:
            insort(scene.closing_at, i)
        elif category == "nav":
            insort(scene.nav_at, i)
        return True

    # The steps

    def exceptions(self) -> None:
        """Lines that a `keep` rule claims are sheltered."""
        scene = self.scene
        for i in scene.hit_lines:
            for hit in scene.looks[i].hits:
                rule = self.rules[hit.rule]
                if rule.action != "keep":
                    break
                if (
                    scene.active[hit.rule]
                    and hit.role == "line"
                    and self.fits(rule, i)
                    and self.near(rule, hit.rule, i)
                ):
                    self._except(i)
        for number in self.shape_rules:
            rule = self.rules[number]
            if rule.action == "keep" and number in self.shapes_of:
                for i in self.shapes_of[number].among(scene, ()):
                    if self.near(rule, number, i):
                        self._except(i)

    def _except(self, i: int) -> None:
        self.kept.add(i)
        self.tables.discard(i)

    def cuts(self) -> None:
        """`from` ... `to`: the first that fits and goes to the end ends the search."""
        end = 0
        for i in self.scene.hit_lines:
            if i >= end:
                end = self._cut_at(i)

    def _cut_at(self, i: int) -> int:
        """Make the cut that begins at line i, if any; where it ends."""
        scene = self.scene
        for hit in scene.looks[i].hits:
            if hit.role != "from" or not scene.active[hit.rule] or i in self.kept:
                continue
            rule = self.rules[hit.rule]
            end = self._cut_end(rule, hit, i)
            if end is None or not self.may_act(hit.rule, i) or self.foreign(rule):
                continue
            if rule.to == "end":
                if not rule.through_prose and self._goes_on(i):
                    continue
                # Below the end of an article no table is its own.
                self.kept.difference_update(j for j in range(i, end) if j in self.tables)
            for j in range(i, end):
                if self.take(j, hit.rule):
                    self.cut_lines.add(j)
            return end
        return i

    def _cut_end(self, rule: Rule, hit: Hit, i: int) -> int | None:
        size = self.scene.size
        if rule.to == "end":
            return size
        if isinstance(rule.to, int):
            return min(size, i + 1 + rule.to)
        for j in range(i + 1, min(size, i + 1 + MAX_TO_LINES)):
            if any(h.rule == hit.rule and h.role == "to" for h in self.scene.looks[j].hits):
                return j + 1
        return None

    def _goes_on(self, i: int) -> bool:
        """Whether the article goes on below: two long lines of prose there speak of the same things."""
        return float(SIGNS["echo_after"].fact(self.scene, i)) >= 2

    def whole_lines(self) -> bool:
        """Lines that a phrase fits as a whole, with proof enough in themselves or in what stands around them."""
        took = [self._take_line(i) for i in self.scene.hit_lines]
        return any(took)

    def _take_line(self, i: int) -> bool:
        scene = self.scene
        if scene.taken[i] >= 0:
            return False
        for hit in scene.looks[i].hits:
            rule = self.rules[hit.rule]
            if hit.role != "line" or rule.action == "keep" or not scene.active[hit.rule]:
                continue
            if self.may_act(hit.rule, i) and not self.foreign(rule):
                if rule.confidence == "high":
                    self.proved.add(i)
                return self.take(i, hit.rule)
        return False

    def blocks(self) -> bool:
        """Consecutive lines, each of which fits its phrase."""
        scene, changed = self.scene, False
        for i in scene.hit_lines:
            for hit in scene.looks[i].hits:
                if hit.role != "block0" or scene.taken[i] >= 0 or not scene.active[hit.rule]:
                    continue
                rule = self.rules[hit.rule]
                lines = range(i, i + len(rule.phrases))
                if (
                    lines.stop <= scene.size
                    and all(self._in_block(hit.rule, k, j) for k, j in enumerate(lines))
                    and self.may_act(hit.rule, i)
                ):
                    self.proved.update(lines)
                    took = [self.take(j, hit.rule) for j in lines]
                    changed |= any(took)
        return changed

    def _in_block(self, number: int, k: int, i: int) -> bool:
        return any(h.rule == number and h.role == f"block{k}" for h in self.scene.looks[i].hits)

    def returning(self) -> bool:
        """Lines that return on other documents, in the order of the rules."""
        changed = False
        for number in self.across_rules:
            rule = self.rules[number]
            assert rule.repeat is not None
            for i, counted in self.scene.returning.items():
                if (
                    counted.meets(rule.repeat)
                    and self.may_act(number, i)
                    and not self.foreign(rule)
                    and self.take(i, number)
                ):
                    changed = True
                    self.notes[i] = counted.describe(rule.repeat)
        return changed

    def shapes(self) -> bool:
        """Shapes, scorecards and copies, in the order of the rules."""
        changed = False
        for number in self.shape_rules:
            rule = self.rules[number]
            if rule.action == "keep":
                continue
            # All are asked before any goes, so that a line does not weigh on those after it only.
            shape = self.shapes_of.get(number)
            if shape is None:
                notes = {i: note for i in self.scene.copied if (note := self._copy_note(rule, i))}
            else:
                fitting = shape.among(self.scene, self.kept, strict=self.profile == "strict")
                notes = {
                    i: self._shape_note(shape, i) if self.noting else ""
                    for i in fitting
                    if self.near(rule, number, i)
                }
            for i, note in notes.items():
                if self.take(i, number):
                    changed = True
                    if note:
                        self.notes[i] = note
        return changed

    def _shape_note(self, shape: Shape, i: int) -> str:
        """What `explain` says of a line that a card took."""
        if shape.card is None:
            return ""
        held = shape.card.held(self.scene, i)
        points = sum(term.weight for term in held)
        said = ", ".join(f"{t.weight:+g} {' '.join(map(str, t.conditions))}" for t in held[:NOTED_TERMS])
        threshold = shape.threshold(self.profile == "strict")
        return f"score {points:g} of {threshold:g}: {said}"

    def _copy_note(self, rule: Rule, i: int) -> str:
        """What to say of a line that the rule takes as a copy of another, "" of one that it does not."""
        scene, repeat = self.scene, rule.repeat
        if repeat is None or repeat.scope != "document" or scene.taken[i] >= 0 or i in self.kept:
            return ""
        places = scene.copies[scene.key(i)]
        at = bisect_left(places, i)
        other = at - 1 if repeat.keep == "first" else at + 1
        if not 0 <= other < len(places):
            return ""
        distance = abs(i - places[other])
        if (repeat.within and distance > repeat.within) or not self.fits(rule, i):
            return ""
        return f"copy of the line {distance} {'above' if repeat.keep == 'first' else 'below'}"

    def brake(self, max_loss: float) -> float:
        """When too much of the prose would go, give back what shapes took, and if that is not enough the cuts.

        Lines that a sure phrase fits do not count, nor do comments. Returns 0, or the share that would have gone.
        """
        over = self._loss() if max(self.scene.taken, default=-1) >= 0 else 0.0
        if over <= max_loss:
            return 0.0
        self._give_back(set(range(self.scene.size)) - self.cut_lines)
        if self._loss() > max_loss:
            self._give_back(set(range(self.scene.size)))
        return over

    def _loss(self) -> float:
        """The share of the document's prose that went without proof of its own, 0 to 1."""
        scene = self.scene
        prose = taken = 0
        in_comments = False
        for i, look in enumerate(scene.looks):
            number = scene.taken[i]
            # Of a cut that began higher up, what stands below a comments heading is comments all the same.
            in_comments = number >= 0 and (in_comments or self._is_comments(number, look))
            if look.prose and i not in self.proved and not in_comments and not self._says_so(i):
                prose += len(scene.texts[i])
                taken += len(scene.texts[i]) if number >= 0 else 0
        return taken / prose if prose else 0.0

    def _says_so(self, i: int) -> bool:
        """Whether a phrase fits a line below the last prose: that needs no brake, the article stands above it."""
        return self.scene.hit[i] and self.scene.zone(i) == "tail"

    def _is_comments(self, number: int, look: Look) -> bool:
        rules, active = self.rules, self.scene.active
        return rules[number].category == "comments" or any(
            rules[h.rule].category == "comments" and h.role == "from" and active[h.rule] for h in look.hits
        )

    def _give_back(self, lines: set[int]) -> None:
        for i in lines - self.proved:
            self.scene.taken[i] = -1
            self.notes.pop(i, None)
