"""Proving what rules claim: every `drop`, `keep` and `case` example, alone and with all other rules on.

A single line is tried inside a small article: `drop` where the rule may act (above it for `head`, below it for
`tail` and `edges`, in its midst for `anywhere`), under the profile `strict` so that confidence does not matter;
`keep` above, in the midst and below. With all rules on a `keep` line must survive in the midst of the
article under `standard`. A `case` must come out as wanted both ways. Rules for pages are tried on snippets of HTML:
see cleantext/html/examples.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleantext.html.examples import page_problems
from cleantext.options import Options
from cleantext.rules.model import Rule
from cleantext.rules.returning import everywhere
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.strip import Stripper

__all__ = ["Failure", "check_rule", "check_rules"]

_BEFORE = (
    "The harbour board met on Thursday evening to hear what the new bridge over the inlet would cost the town.",
    "Its chairwoman read the engineers' letter aloud, and nobody in the crowded room spoke for quite some time.",
    "A second opinion, which the fishermen had asked for in the spring, came to much the same sum in the end.",
)
_AFTER = (
    "In the end the board put off its vote until autumn, when the harbour's own figures are to be ready at last.",
    "Until then the ferry keeps its timetable, and the old bridge stays open to people who come on foot.",
)


class Failure(NamedTuple):
    """An example that does not come out as its rule says."""

    rule: str
    source: str
    kind: str
    """`drop`, `keep`, `case`, `todo_drop` or `todo_keep`."""
    example: str
    message: str


def check_rules(
    rules: RuleSet, only: Sequence[Rule] | None = None, *, together: bool = True
) -> list[Failure]:
    """All failures of the given rules (all, when None), tried alone and within the whole set."""
    failures = []
    chosen = rules.rules if only is None else only
    for rule in chosen:
        alone = RuleSet([rule], rules.categories, rules.vocabulary)
        failures += check_rule(rule, alone, "alone")
        if together and rule.status != "preview":
            failures += check_rule(rule, rules, "with all rules on")
    return failures


def check_rule(rule: Rule, rules: RuleSet, how: str) -> list[Failure]:
    """The failures of one rule's examples within a set of rules."""
    problems = page_problems if rule.matcher == "select" else _problems
    return [
        Failure(rule.name, rule.pack.source, kind, example, f"{message} ({how})")
        for kind, example, message in problems(rule, rules, alone=len(rules.rules) == 1)
    ]


def _problems(rule: Rule, rules: RuleSet, *, alone: bool) -> Iterator[tuple[str, str, str]]:
    # The small article is English; a rule of another language is told that the document is in its own.
    lang = rule.languages[0] if rule.languages else None
    base = Options(
        lang=lang, site=rule.sites[0].lstrip(".*") or "example.com" if rule.sites else None, max_loss=1
    )
    named = (rule.name,) if alone or rule.status == "preview" else ()
    strict = Stripper(rules, base.but(profile="strict", enable=named))
    standard = Stripper(rules, base.but(profile="standard"))
    for example in rule.drop:
        if not _drops(rule, example, _counted(strict, rule, example.split("\n"))):
            yield "drop", example, "should go, but stays"
    for example in rule.keep:
        for place, trial in _keep_trials(strict, standard, alone=alone):
            stripper = _counted(trial, rule, example.split("\n"))
            if not _stays(example, place, stripper):
                said = f"should stay {place} the article, but goes"
                yield "keep", example, said if alone else f"{said} by {_taker(example, place, stripper)}"
    for case in () if alone and _leans_on_others(rule) else rule.cases:
        options = Options(
            lang=case.lang, site=case.site or base.site, enable=(rule.name,) if alone else named
        )
        got = _counted(Stripper(rules, options), rule, case.returns).strip(case.text)
        if got != case.want:
            yield "case", case.about or case.text, f"came out as:\n{got}\nwanted:\n{case.want}"
    if alone:
        for example in rule.todo_drop:
            if _drops(rule, example, strict):
                yield "todo_drop", example, "goes by now: move it to drop"
        for example in rule.todo_keep:
            if all(_stays(example, place, strict) for place in ("above", "inside", "below")):
                yield "todo_keep", example, "stays by now: move it to keep"


def _counted(stripper: Stripper, rule: Rule, lines: Sequence[str]) -> Stripper:
    """For rules on lines that return on other documents: the lines do, everywhere."""
    if rule.repeat is None or rule.repeat.scope == "document":
        return stripper
    return stripper.among(everywhere(lines))


def _leans_on_others(rule: Rule) -> bool:
    """Whether a rule weighs what others took: then its documents prove something beside them only."""
    return rule.matcher == "score" or any(
        c.sign.startswith(("chrome_", "nav_", "run_phrases", "since_closing")) for c in rule.when
    )


def _keep_trials(strict: Stripper, standard: Stripper, *, alone: bool) -> list[tuple[str, Stripper]]:
    if alone:
        return [(place, strict) for place in ("above", "inside", "below")]
    return [("inside", standard)]


def _frame(example: str, place: str) -> str:
    if place == "above":
        parts = [example, *_BEFORE, *_AFTER]
    elif place == "below":
        parts = [*_BEFORE, *_AFTER, example]
    else:
        parts = [*_BEFORE, example, *_AFTER]
    return "\n\n".join(parts)


def _drops(rule: Rule, example: str, stripper: Stripper) -> bool:
    if rule.action == "keep":
        return True  # what a keep rule saves shows only beside the rule that would take it: see its cases
    places = {"head": ["above"], "tail": ["below"], "edges": ["above", "below"]}.get(rule.where, ["inside"])
    # A rule may ask for more than a zone (a share of the article, say); then any place will do.
    if rule.when or rule.matcher in ("from", "shape", "score", "repeat"):
        return any(_gone(rule, example, place, stripper) for place in ("above", "inside", "below"))
    return all(_gone(rule, example, place, stripper) for place in places)


def _gone(rule: Rule, example: str, place: str, stripper: Stripper) -> bool:
    got = stripper.strip(_frame(example, place))
    if rule.matcher in ("span", "replace"):
        return got != _frame(example, place)
    lines = {line.strip() for line in example.split("\n") if line.strip()}
    return not lines.intersection(map(str.strip, got.split("\n")))


def _stays(example: str, place: str, stripper: Stripper) -> bool:
    text = _frame(example, place)
    return stripper.strip(text) == text


def _taker(example: str, place: str, stripper: Stripper) -> str:
    return ", ".join(
        dict.fromkeys(
            e.rule for e in stripper.explain(_frame(example, place)).edits if e.category != "spaces"
        )
    )
