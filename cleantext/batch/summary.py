"""Sums over records, small enough to be kept for each chunk and merged over workers, chunks and runs.

Everything in it is plain numbers under names, so it goes through JSON and back, and merging is adding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from cleantext.edits import Result
from cleantext.native import core
from cleantext.report.counts import Counts

if TYPE_CHECKING:
    from cleantext.html.dom import Removal

__all__ = ["SHARES", "Summary"]

SHARES = 20
"""Bars of the histogram of removed shares: each is 5 % wide."""


@dataclass(slots=True)
class Summary:
    """What became of records.

    Documents and characters are counted for every record that has a text; edits, categories, rules and flags only
    where a run explains its records.
    """

    records: int = 0
    """Records read, rejected ones too."""
    rejected: int = 0
    without_text: int = 0
    """Records that have no text under the field; they go through as they are."""
    explained: int = 0
    """Records whose edits were counted."""
    bytes_in: int = 0
    bytes_out: int = 0
    """Both unpacked."""
    lines_fewer: int = 0
    """By how many lines texts became shorter, blank ones too."""
    errors: Counter[str] = field(default_factory=Counter)
    """Rejected records by kind."""
    shares: Counter[int] = field(default_factory=Counter)
    """Records by the share of their characters that went, in SHARES bars, of those that changed."""
    counts: Counts = field(default_factory=Counts)

    def add_text(self, before: str, after: str) -> None:
        """Count a record's text before and after."""
        changed = after != before
        self.counts.add_text(len(before), len(after), changed=changed)
        if changed:
            self._add_change(before, after)

    def add_result(self, result: Result, elements: Sequence[Removal] = ()) -> None:
        """Count a record's text with what was explained of it."""
        self.explained += 1
        self.counts.add(result, elements)
        if result.changed or elements:
            self._add_change(result.source, result.text)

    def _add_change(self, before: str, after: str) -> None:
        self.lines_fewer += _line_ends(before) - _line_ends(after)
        size = len(before)
        share = max(0, size - len(after)) / size if size else 0.0
        self.shares[min(SHARES - 1, int(share * SHARES))] += 1

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

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        made: dict[str, Any] = {name: getattr(self, name) for name in _SUMS}
        made["errors"] = dict(self.errors.most_common())
        made["shares"] = {str(bar): n for bar, n in sorted(self.shares.items())}
        made["counts"] = self.counts.as_json()
        return made

    @classmethod
    def from_json(cls, made: dict[str, Any]) -> Summary:
        """The sums that `as_json` wrote."""
        summary = cls(**{name: made[name] for name in _SUMS}, counts=Counts.from_json(made["counts"]))
        summary.errors.update(made["errors"])
        summary.shares.update({int(bar): n for bar, n in made["shares"].items()})
        return summary


def _line_ends(text: str) -> int:
    """How many there are; Python's own count goes from one to the next, which takes as long as a tenth of cleaning."""
    return text.count("\n") if core is None else core.count_line_ends(text)


_SUMS = tuple(f.name for f in fields(Summary) if f.type == "int")
