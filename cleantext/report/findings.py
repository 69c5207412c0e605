"""What a report page tells beyond sums: changes by category, rule and site, samples, flagged and rejected documents.

Bounded, however many documents there are, and mergeable: each chunk's findings are made where the chunk is cleaned,
and added up in the order of the input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cleantext.edits import TEXT_CATEGORIES, Edit, Flag, Result
from cleantext.report.counts import Sizes
from cleantext.report.samples import Sample, Samples

if TYPE_CHECKING:
    from cleantext.html.dom import Removal

__all__ = ["Findings", "Flagged", "Rejected", "RuleTally", "Tally"]

MAX_SITES = 10_000
"""Sites that are counted each; those met later are counted together."""
MAX_FLAGGED = 20
"""Documents named for each kind of flag."""
MAX_REJECTED = 50
"""Rejected records that are named."""
MAX_EXAMPLE = 120
"""Characters of a rule's example."""
MAX_MESSAGE = 300
"""Characters of a message, a name, and of what is shown of a rejected record."""


@dataclass(slots=True)
class Tally:
    """Sums over changes."""

    changes: int = 0
    documents: int = 0
    characters: int = 0
    """How much shorter the changes made their documents; below 0 where they became longer."""

    def merge(self, other: Tally) -> None:
        """Add another's sums."""
        self.changes += other.changes
        self.documents += other.documents
        self.characters += other.characters


@dataclass(slots=True)
class RuleTally(Tally):
    """Sums over the changes of a rule."""

    category: str = ""
    confidence: str = ""
    example: str = ""
    """What the rule took or changed where it first did."""
    replacement: str = ""
    """What came in its place there."""


class Flagged(NamedTuple):
    """A document that the caller should look at."""

    flag: str
    name: str
    message: str


class Rejected(NamedTuple):
    """A record, or a file, that was not cleaned."""

    error: str
    name: str
    message: str
    start: str
    """How it begins."""


@dataclass(slots=True)
class Findings:
    """What was found in documents."""

    categories: dict[str, Tally] = field(default_factory=dict)
    rules: dict[str, RuleTally] = field(default_factory=dict)
    sites: dict[str, Sizes] = field(default_factory=dict)
    """By host."""
    other_sites: Sizes = field(default_factory=Sizes)
    """Of hosts that were met when MAX_SITES others were known."""
    flags: Counter[str] = field(default_factory=Counter)
    """Documents by kind of flag."""
    flagged: list[Flagged] = field(default_factory=list)
    """The first of each kind."""
    rejected: list[Rejected] = field(default_factory=list)
    """The first ones."""
    samples: Samples = field(default_factory=Samples)

    def add(
        self,
        result: Result,
        flags: Iterable[Flag],
        name: str,
        site: str = "",
        elements: Sequence[Removal] = (),
    ) -> None:
        """Count a document.

        Args:
            result: what became of it.
            flags: the result's, and others.
            name: where it stands, for people.
            site: its host; "" where that is not known.
            elements: what was dropped from it if it was a page; they are no part of the text's characters.
        """
        changes: list[Edit | Removal] = [*result.edits, *elements]
        for category in {c.category for c in changes}:
            self.categories.setdefault(category, Tally()).documents += 1
        for rule in {c.rule for c in changes}:
            self.rules.setdefault(rule, RuleTally()).documents += 1
        for edit in result.edits:
            self._add_change(edit, edit.end - edit.start - len(edit.replacement), result.source)
        for element in elements:
            self._add_change(element, 0, element.text)
        if site:
            self._add_site(site, Sizes(1, int(result.changed), len(result.source), len(result.text)))
        kinds = {flag.name: flag.message for flag in flags}
        self.flags.update(kinds.keys())
        self._add_flagged(Flagged(k, name[:MAX_MESSAGE], m[:MAX_MESSAGE]) for k, m in kinds.items())
        self.samples.add(result, name)

    def add_rejected(self, error: str, name: str, message: str, start: str = "") -> None:
        """Name what was not cleaned; only the first ones are kept.

        Args:
            error: its kind.
            name: where it stands.
            message: what is wrong with it.
            start: how it begins.
        """
        if len(self.rejected) < MAX_REJECTED:
            self.rejected.append(
                Rejected(error, name[:MAX_MESSAGE], message[:MAX_MESSAGE], start[:MAX_MESSAGE])
            )

    def _add_change(self, change: Edit | Removal, characters: int, source: str) -> None:
        category, rule = self.categories[change.category], self.rules[change.rule]
        if not rule.category:
            rule.category, rule.confidence = change.category, change.confidence
            rule.example = _example(change, source)
            rule.replacement = change.replacement[:MAX_EXAMPLE] if isinstance(change, Edit) else ""
        for tally in (category, rule):
            tally.changes += 1
            tally.characters += characters

    def _add_site(self, host: str, tally: Sizes) -> None:
        if host in self.sites:
            self.sites[host].merge(tally)
        elif len(self.sites) < MAX_SITES:
            self.sites[host] = tally
        else:
            self.other_sites.merge(tally)

    def _add_flagged(self, flagged: Iterable[Flagged]) -> list[Flagged]:
        """Keep the first of each kind; gives those that were kept."""
        known = Counter(f.flag for f in self.flagged)
        kept = []
        for one in flagged:
            if known[one.flag] < MAX_FLAGGED:
                known[one.flag] += 1
                kept.append(one)
        self.flagged += kept
        return kept

    def merge(self, other: Findings) -> Findings:
        """Add what was found in documents that come after.

        Gives what came in: all of the other's sums, but of its examples, flagged documents and samples only those that
        were kept. What is not kept now never will be, so that is all that a journal needs.
        """
        for name, tally in other.categories.items():
            self.categories.setdefault(name, Tally()).merge(tally)
        rules = {}
        for name, rule in other.rules.items():
            if name in self.rules:
                self.rules[name].merge(rule)
                rules[name] = replace(rule, example="", replacement="")
            else:
                self.rules[name] = replace(rule)
                rules[name] = rule
        for host, site in other.sites.items():
            self._add_site(host, replace(site))
        self.other_sites.merge(other.other_sites)
        self.flags.update(other.flags)
        rejected = other.rejected[: MAX_REJECTED - len(self.rejected)]
        self.rejected += rejected
        news = Findings(other.categories, rules, other.sites, other.other_sites, other.flags)
        news.flagged = self._add_flagged(other.flagged)
        news.rejected = rejected
        news.samples.merge(self.samples.merge(other.samples.kept.values()))
        return news

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "categories": {k: _row(t) for k, t in self.categories.items()},
            "rules": {k: _row(t) for k, t in self.rules.items()},
            "sites": {k: _row(t) for k, t in self.sites.items()},
            "other_sites": _row(self.other_sites),
            "flags": dict(self.flags),
            "flagged": self.flagged,
            "rejected": self.rejected,
            "samples": [s.as_json() for _, s in sorted(self.samples.kept.items())],
        }

    @classmethod
    def from_json(cls, made: dict[str, Any]) -> Findings:
        """The findings that `as_json` wrote."""
        found = cls(
            {k: Tally(*row) for k, row in made["categories"].items()},
            {k: RuleTally(*row) for k, row in made["rules"].items()},
            {k: Sizes(*row) for k, row in made["sites"].items()},
            Sizes(*made["other_sites"]),
            Counter(made["flags"]),
            [Flagged(*row) for row in made["flagged"]],
            [Rejected(*row) for row in made["rejected"]],
        )
        found.samples.merge(map(Sample.from_json, made["samples"]))
        return found


def _row(tally: Tally | Sizes) -> list[Any]:
    if isinstance(tally, Sizes):
        return [tally.documents, tally.changed, tally.characters_in, tally.characters_out]
    row: list[Any] = [tally.changes, tally.documents, tally.characters]
    return (
        [*row, tally.category, tally.confidence, tally.example, tally.replacement]
        if isinstance(tally, RuleTally)
        else row
    )


def _example(change: Edit | Removal, source: str) -> str:
    if not isinstance(change, Edit):
        return source[:MAX_EXAMPLE]
    before = source[change.start : min(change.end, change.start + 2 * MAX_EXAMPLE)]
    if change.category in TEXT_CATEGORIES:
        return before[:MAX_EXAMPLE]
    return " ".join(before.split())[:MAX_EXAMPLE]
