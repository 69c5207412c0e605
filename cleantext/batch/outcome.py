"""What a run tells while it goes on, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleantext.batch.summary import Summary
from cleantext.report.findings import Findings

__all__ = ["Outcome", "Watcher"]


class Watcher:
    """Told what goes on; the command's progress bar is one."""

    def note(self, message: str) -> None:
        """Something that a person wants to know."""

    def step(self, summary: Summary, read: int, whole: int | None) -> None:
        """A chunk is written: the sums so far, and how many packed bytes of how many are read."""


@dataclass(slots=True)
class Outcome:
    """What came of a run."""

    summary: Summary = field(default_factory=Summary)
    findings: Findings = field(default_factory=Findings)
    """Empty where they were not asked for."""
    outputs: list[str] = field(default_factory=list)
    """Names of the outputs that are whole and in their places."""
    rejected: str | None = None
    """The file of rejected records, if there is one."""
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Inputs that could not be read to their end, and why; their outputs are published if `salvaged`."""
    salvaged: bool = False
    """Whether what could be read of failures was to be kept."""
    went_on: bool = False
    """Whether it finished an earlier run."""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every record of every input is in an output."""
        return not self.failures and not self.summary.rejected
