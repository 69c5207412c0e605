"""How often rules fire on real texts: what a rule is worth, and which are never needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from cleantext.cleaner import Cleaner
from cleantext.edits import TEXT_CATEGORIES, Edit

__all__ = ["RuleCount", "RuleStats", "count_rules"]

MAX_EXAMPLE = 100
"""Characters of an example that are kept."""


class RuleCount(NamedTuple):
    """What one rule did."""

    rule: str
    category: str
    edits: int
    documents: int
    example: str
    """The first text that it took or changed, cut."""


@dataclass(slots=True)
class RuleStats:
    """Counts over documents."""

    documents: int = 0
    changed: int = 0
    edits: Counter[str] = field(default_factory=Counter)
    """Edits of each rule."""
    inside: Counter[str] = field(default_factory=Counter)
    """Documents in which each rule fired."""
    examples: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)

    def add(self, source: str, edits: Iterable[Edit]) -> None:
        """Count one document."""
        names: set[str] = set()
        for edit in edits:
            names.add(edit.rule)
            self.edits[edit.rule] += 1
            if edit.rule not in self.examples:
                self.examples[edit.rule] = source[edit.start : edit.end].strip("\n")[:MAX_EXAMPLE]
                self.categories[edit.rule] = edit.category
        self.documents += 1
        self.changed += bool(names)
        self.inside.update(names)

    def counts(self, *, all_edits: bool = False) -> list[RuleCount]:
        """Per rule, the one that fires most first.

        Args:
            all_edits: repairs, quotes and spaces too, not only what rules take out.
        """
        return [
            RuleCount(name, self.categories[name], n, self.inside[name], self.examples[name])
            for name, n in sorted(self.edits.items(), key=lambda item: (-item[1], item[0]))
            if all_edits or self.categories[name] not in TEXT_CATEGORIES
        ]

    def unused(self, names: Iterable[str]) -> list[str]:
        """Those of the given rules that never fired."""
        return [name for name in names if name not in self.edits]


def count_rules(texts: Iterable[str], cleaner: Cleaner) -> RuleStats:
    """Clean texts and count which rules fired.

    Args:
        texts: documents.
        cleaner: with the options under which rules are to be tried.
    """
    stats = RuleStats()
    for text in texts:
        result = cleaner.explain(text)
        stats.add(text, result.edits)
    return stats
