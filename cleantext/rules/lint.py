"""Finding rules that are not wrong by themselves but stand badly among the others.

What is asked of each: does it fit its own examples; does another rule always win its lines; do a drop and a
keep rule claim the same phrase; does it say of ordinary lines that they are chrome. Phrases that expand into
keys are compared key by key, so what is said of them is proved; of patterns, the examples speak.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from cleantext.html.lint import page_remarks
from cleantext.options import Options
from cleantext.rules.check import Failure, check_rules
from cleantext.rules.folding import NUMBER
from cleantext.rules.model import Rule
from cleantext.rules.overlap import covers
from cleantext.rules.phrases import compile_phrases
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.scene import Hit
from cleantext.rules.strip import Stripper

__all__ = ["Finding", "lint_rules"]

Level = Literal["error", "warning", "note"]
Kind = Literal["broad", "contradictory", "dead", "duplicate", "example", "replaced", "shadowed", "todo"]

MAX_SHOWN = 60
MIN_LITERAL = 3
"""Letters and digits of its own that a phrase with open holes has at least."""

_LISTED = """
Yes. · No. · Introduction · Chapter One · Ingredients · Method · Conclusion · Background
Epilogue · She nodded. · Nobody spoke. · But why? · What now? · I · II. · 3.
A · 1998 · 12 May 1998 · Monday · London · Anna Berg · Dr. Anna Berg · 2 eggs
200 g flour · Serves four · Q: And then? · A: We went home. · The end · Part two · Day 3 · First half
Spain 2-1 Italy · 1. Rivers · Verse 2 · Chorus · Note · For Anna · Summary · Results
Discussion · Table 1 · What happened next · A new beginning
"""
ORDINARY_LINES = tuple(line.strip() for line in _LISTED.replace("\n", " · ").split(" · ") if line.strip())
"""Lines that articles hold: subheads, dialogue, recipes, scores, lists."""
ORDINARY_PROSE = (
    "The council met on Monday and heard, for the second time this year, that the bridge would cost more.",
    'She said: "We read the letter twice, and then shared it with everyone who had asked for it by email."',
    "In a comment to reporters (there were three), he advertised his view that few had followed the video.",
)


class Finding(NamedTuple):
    """Something about a rule that its author should look at."""

    level: Level
    """error: it does not do what it is there for; warning: likely a mistake; note: good to know."""
    kind: Kind
    rule: str
    source: str
    """The rule's file."""
    message: str


class _Claim(NamedTuple):
    """A phrase of a rule for whole lines."""

    number: int
    role: str
    source: str
    keys: tuple[str, ...]
    """The folded lines that it fits, where they can be listed."""
    patterns: tuple[str, ...]
    """What stands for those that cannot."""


def lint_rules(rules: RuleSet, only: Sequence[Rule] | None = None, *, examples: bool = True) -> list[Finding]:
    """What stands badly, errors first, then by file and rule.

    Args:
        rules: the whole set, among which the rules stand.
        only: the rules that are asked about; all when None.
        examples: whether to try every example too, which takes most of the time.
    """
    names = {r.name for r in (rules.rules if only is None else only)}
    chosen = [r for r in rules.rules if r.name in names]
    found = list(_Phrases(rules, chosen).findings())
    found += _broad(rules, names)
    found += _replaced(rules, chosen)
    found += [_finding(*remark) for remark in page_remarks(rules, chosen)]
    if examples:
        known = {f.rule for f in found if f.level == "error"}
        found += _from_examples(chosen, check_rules(rules, chosen), known)
    order = ("error", "warning", "note")
    return sorted(dict.fromkeys(found), key=lambda f: (order.index(f.level), f.source, f.rule, f.kind))


class _Phrases:
    """Compares phrases for whole lines with each other."""

    def __init__(self, rules: RuleSet, chosen: Sequence[Rule]) -> None:
        self.rules = rules
        self.claims: dict[int, list[_Claim]] = defaultdict(list)
        for rule in chosen:
            if rule.matcher in ("lines", "from") and rule.status != "deprecated":
                number = rules.numbers[rule.name]
                role = "line" if rule.matcher == "lines" else "from"
                for source in rule.phrases:
                    phrases = compile_phrases(source, rules.vocabulary)
                    keys = tuple(dict.fromkeys(key for p in phrases for key in p.keys))
                    patterns = tuple(p.pattern for p in phrases if p.pattern)
                    self.claims[number].append(_Claim(number, role, source, keys, patterns))

    def findings(self) -> Iterator[Finding]:
        for number, claims in self.claims.items():
            yield from self._of_rule(self.rules.rules[number], claims)

    def _of_rule(self, rule: Rule, claims: list[_Claim]) -> Iterator[Finding]:
        yield from self._twice_inside(rule, claims)
        winners = [self._winner(rule, claim) for claim in claims]
        if all(winners):
            names = ", ".join(dict.fromkeys(w.name for w in winners if w))
            keeps = any(w.action != rule.action for w in winners if w)
            if keeps:
                yield _finding("error", "contradictory", rule, f"all of its phrases are kept by {names}")
            elif any(self._same(rule, w) for w in winners if w):
                yield _finding(
                    "error", "duplicate", rule, f"has the phrases of {names}, which stands before it"
                )
            else:
                yield _finding(
                    "error", "dead", rule, f"never wins a line: {names} takes every one of its phrases first"
                )
            return
        for claim, winner in zip(claims, winners, strict=True):
            if winner is None:
                yield from self._elsewhere(rule, claim)
            elif winner.action != rule.action:
                message = f"{_short(claim.source)} is kept by {winner.name}, always"
                yield _finding("error", "contradictory", rule, message)
            else:
                yield _finding(
                    "warning",
                    "shadowed",
                    rule,
                    f"{_short(claim.source)} is taken by {winner.name} first, always",
                )
        yield from self._examples_taken(rule)

    def _twice_inside(self, rule: Rule, claims: list[_Claim]) -> Iterator[Finding]:
        seen: dict[str, str] = {}
        for claim in claims:
            keys = (*claim.keys, *claim.patterns)
            if all(k in seen for k in keys):
                earlier = ", ".join(dict.fromkeys(_short(seen[k]) for k in keys))
                yield _finding(
                    "warning",
                    "duplicate",
                    rule,
                    f"{_short(claim.source)} says nothing that {earlier} does not",
                )
            seen |= dict.fromkeys(keys, claim.source)

    def _winner(self, rule: Rule, claim: _Claim) -> Rule | None:
        """The rule that always takes what a phrase fits, if there is one."""
        if claim.patterns:
            return None
        winner = None
        for key in claim.keys:
            winner = self._winner_of(
                rule, claim.number, claim.role, self.rules.hits(key.replace(NUMBER, "12"))
            )
            if winner is None:
                return None
        return winner

    def _winner_of(self, rule: Rule, number: int, role: str, hits: Iterable[Hit]) -> Rule | None:
        for hit in hits:
            if hit.role != role:
                continue
            if hit.rule == number:
                return None
            other = self.rules.rules[hit.rule]
            if covers(other, rule, self.rules):
                return other
        return None

    def _same(self, rule: Rule, other: Rule) -> bool:
        mine, theirs = ({k for p in r.phrases for k in self._keys(p)} for r in (rule, other))
        return mine == theirs

    def _keys(self, source: str) -> tuple[str, ...]:
        phrases = compile_phrases(source, self.rules.vocabulary)
        return tuple(key for p in phrases for key in (*p.keys, p.pattern) if key)

    def _elsewhere(self, rule: Rule, claim: _Claim) -> Iterator[Finding]:
        """A note on a phrase that stands in a later rule too, under other conditions."""
        shared: set[int] | None = None
        for key in claim.keys:
            hits = (*self.rules.index.exact.get(key, ()), *self.rules.site_index.exact.get(key, ()))
            others = {h.rule for h in hits if h.role == claim.role and h.rule > claim.number}
            shared = others if shared is None else shared & others
        names = [
            self.rules.rules[n].name
            for n in sorted(shared or ())
            if not covers(rule, self.rules.rules[n], self.rules)
        ]
        if names:
            message = f"{_short(claim.source)} stands in {', '.join(names)} too, under other conditions"
            yield _finding("note", "duplicate", rule, message)

    def _examples_taken(self, rule: Rule) -> Iterator[Finding]:
        """What examples say of phrases with open holes: does another rule win every one?"""
        if rule.matcher != "lines" or rule.action == "keep":
            return
        number = self.rules.numbers[rule.name]
        takers = []
        for example in rule.drop:
            if "\n" in example.strip():
                return
            takers.append(self._winner_of(rule, number, "line", self.rules.hits_on(example.strip())))
        if takers and all(takers):
            names = ", ".join(dict.fromkeys(t.name for t in takers if t))
            yield _finding(
                "warning", "shadowed", rule, f"each of its drop examples is taken by {names} first"
            )


def _broad(rules: RuleSet, names: set[str]) -> Iterator[Finding]:
    fits: dict[str, list[str]] = defaultdict(list)
    for line in ORDINARY_LINES:
        for hit in rules.hits_on(line):
            if hit.role == "line" and _acts_freely(rules.rules[hit.rule]):
                fits[rules.rules[hit.rule].name].append(line)
    stripper = Stripper(rules, Options(profile="strict", max_loss=1))
    for line in (*ORDINARY_PROSE, *ORDINARY_LINES):
        for edit in stripper.explain(line).edits:
            rule = rules.rules[rules.numbers[edit.rule]] if edit.rule in rules.numbers else None
            if rule is not None and rule.matcher == "span" and not edit.replacement and not rule.when:
                fits[rule.name].append(line[edit.start : edit.end].strip())
    for name in sorted(names & fits.keys()):
        shown = ", ".join(map(repr, dict.fromkeys(fits[name][:4])))
        yield _finding(
            "warning", "broad", rules.rules[rules.numbers[name]], f"takes ordinary text anywhere: {shown}"
        )
    for rule in rules.rules:
        if rule.name in names and rule.matcher in ("lines", "from") and _acts_freely(rule):
            for source in rule.phrases:
                phrases = compile_phrases(source, rules.vocabulary)
                if any(p.pattern and p.size < MIN_LITERAL for p in phrases):
                    message = (
                        f"{source!r} has hardly a letter of its own; say where it may stand, or what is near"
                    )
                    yield _finding("warning", "broad", rule, message)


def _acts_freely(rule: Rule) -> bool:
    """Whether nothing but its phrase holds a rule back."""
    bound = rule.near or rule.when or rule.unless or rule.sites
    return rule.action == "drop" and rule.where == "anywhere" and rule.confidence == "high" and not bound


def _replaced(rules: RuleSet, chosen: Sequence[Rule]) -> Iterator[Finding]:
    for rule in chosen:
        if rule.status != "deprecated":
            continue
        number = rules.numbers.get(rule.replaced_by)
        if number is None:
            yield _finding(
                "error", "replaced", rule, f"is deprecated, and replaced_by = {rule.replaced_by!r} is no rule"
            )
        elif rules.rules[number].status == "deprecated":
            yield _finding(
                "warning", "replaced", rule, f"is replaced by {rule.replaced_by}, which is deprecated too"
            )


def _from_examples(chosen: Sequence[Rule], failures: Sequence[Failure], known: set[str]) -> Iterator[Finding]:
    """What failing examples say; of the rules in `known` it is known already why others take their lines."""
    by_name = {r.name: r for r in chosen}
    seen: set[tuple[str, str, str]] = set()
    lost: dict[str, set[str]] = defaultdict(set)
    for f in failures:
        rule, together = by_name[f.rule], f.message.endswith("(with all rules on)")
        if (f.rule, f.kind, f.example) in seen or (together and f.kind == "drop" and f.rule in known):
            continue
        seen.add((f.rule, f.kind, f.example))
        if f.kind.startswith("todo"):
            yield _finding("warning", "todo", rule, f"{f.kind} {f.example!r} {f.message}")
        elif f.kind == "keep" and together:
            yield _finding("error", "contradictory", rule, f"its keep example {f.example!r} {f.message}")
        else:
            if f.kind == "drop" and not together:
                lost[f.rule].add(f.example)
            yield _finding("error", "example", rule, f"{f.kind} {f.example!r}: {f.message}")
    for name, examples in lost.items():
        rule = by_name[name]
        if examples >= set(rule.drop):
            yield _finding("error", "dead", rule, "fits none of its own drop examples")


def _short(phrase: str) -> str:
    """A phrase in quotes, cut where it is long."""
    return repr(phrase if len(phrase) <= MAX_SHOWN else f"{phrase[:MAX_SHOWN]}…")


def _finding(level: Level, kind: Kind, rule: Rule, message: str) -> Finding:
    return Finding(level, kind, rule.name, rule.pack.source, message)
