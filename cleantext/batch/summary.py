"""Sums over records, small enough to be kept for each chunk and merged over workers, chunks and runs.

Everything in it is plain numbers under names, so it goes through JSON and back, and merging is adding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from cleantext.edits import Result
from cleantext.report.counts import Counts

if TYPE_CHECKING:
    from cleantext.html.dom import Removal

__all__ = ["SHARES", "Summary"]

SHARES = 20
"""Bars of the histogram of removed shares: each is 5 % wide."""


@dataclass(slots=True)
class Summary:
    """What became of records.

    Characters are counted for every record that has a text. Categories, rules and flags are in `counts`,
    filled only where a run explains its records.
    """

    records: int = 0
    """Records read, rejected ones too."""
    changed: int = 0
    rejected: int = 0
    without_text: int = 0
    """Records that have no text under the field; they go through as they are."""
    bytes_in: int = 0
    bytes_out: int = 0
    """Both unpacked."""
    characters_in: int = 0
    characters_out: int = 0
    lines_removed: int = 0
    """Blank ones too."""
    errors: Counter[str] = field(default_factory=Counter)
    """Rejected records by kind."""
    shares: Counter[int] = field(default_factory=Counter)
    """Records by the share of their characters that went, in SHARES bars, of those that changed."""
    counts: Counts = field(default_factory=Counts)

    def add_text(self, before: str, after: str) -> None:
        """Count a record's text before and after."""
        size = len(before)
        self.characters_in += size
        self.characters_out += len(after)
        if after == before:
            return
        self.changed += 1
        self.lines_removed += before.count("\n") - after.count("\n")
        share = max(0, size - len(after)) / size if size else 0.0
        self.shares[min(SHARES - 1, int(share * SHARES))] += 1

    def add_result(self, result: Result, elements: Sequence[Removal] = ()) -> None:
        """Count what was explained of a record."""
        self.counts.add(result, elements)

    def reject(self, kind: str) -> None:
        """Count a rejected record."""
        self.rejected += 1
        self.errors[kind] += 1

    def merge(self, other: Summary) -> None:
        """Add the sums of others to these."""
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.errors.update(other.errors)
        self.shares.update(other.shares)
        self.counts.merge(other.counts)

    @property
    def removed_share(self) -> float:
        """The share of characters that went, 0 to 1."""
        return 1 - self.characters_out / self.characters_in if self.characters_in else 0.0

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        made: dict[str, Any] = {name: getattr(self, name) for name in _SUMS}
        made["errors"] = dict(self.errors.most_common())
        made["shares"] = {str(bar): n for bar, n in sorted(self.shares.items())}
        if self.counts.files:
            made["explained"] = self.counts.as_json()
        return made

    @classmethod
    def from_json(cls, made: dict[str, Any]) -> Summary:
        """The sums that `as_json` wrote."""
        summary = cls(**{name: made[name] for name in _SUMS})
        summary.errors.update(made["errors"])
        summary.shares.update({int(bar): n for bar, n in made["shares"].items()})
        if explained := made.get("explained"):
            counters = ("by_category", "by_rule")
            summary.counts = Counts(**{k: v for k, v in explained.items() if k not in counters})
            for name in counters:
                getattr(summary.counts, name).update(explained[name])
        return summary


_SUMS = tuple(f.name for f in fields(Summary) if f.type == "int")
