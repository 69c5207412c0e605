"""How far a run is: what its journal says, and what it adds to it."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from cleantext.batch.chunk import Shape
from cleantext.batch.formats import Kind
from cleantext.batch.journal import Entry
from cleantext.batch.settings import Fields
from cleantext.batch.summary import Summary
from cleantext.report.findings import Findings

__all__ = ["REJECTED", "State"]

REJECTED = -1


@dataclass(slots=True)
class State:
    """How far a run is. Sources and targets are numbers, as in its plan; sizes are bytes."""

    summary: Summary = field(default_factory=Summary)
    findings: Findings = field(default_factory=Findings)
    """Empty where the run collects none."""
    position: dict[int, int] = field(default_factory=dict)
    """Where to go on in each source that was begun."""
    shapes: dict[int, Shape] = field(default_factory=dict)
    over: dict[int, str] = field(default_factory=dict)
    """Sources that need no more reading, and why where that is not their end."""
    heads: dict[int, bytes] = field(default_factory=dict)
    """How sources begin that have no stamp: standard input."""
    sizes: dict[int, int] = field(default_factory=dict)
    """Size of each target's part."""
    rows: dict[int, int] = field(default_factory=dict)
    """Records in each target's part."""
    rejected: int = 0
    """Size of the part of rejected records."""
    publishing: set[int] = field(default_factory=set)
    """Targets that were about to take their names when the run was interrupted: those whose parts are gone have."""
    published: set[int] = field(default_factory=set)
    """Targets that have taken their names. REJECTED stands among them for the file of rejected records."""

    @classmethod
    def from_entries(cls, entries: Iterable[Entry], goes_to: list[int]) -> State:
        """The state that the journal of an interrupted run tells.

        Args:
            entries: the journal's.
            goes_to: for each source, its target.
        """
        state = cls()
        for entry in entries:
            if "published" in entry:
                state.published.add(entry["published"])
            elif "publishing" in entry:
                state.publishing.add(entry["publishing"])
            elif "head" in entry:
                state.heads[entry["source"]] = base64.b64decode(entry["head"])
            elif "over" in entry:
                state.over[entry["source"]] = entry["over"]
            else:
                state._take(entry, goes_to[entry["source"]])
        return state

    def _take(self, entry: Entry, target: int) -> None:
        source = entry["source"]
        self.position[source] = entry["end"]
        self.sizes[target] = entry["size"]
        self.rows[target] = entry["rows"]
        self.rejected = entry["rejected"]
        self.summary.merge(Summary.from_json(entry["summary"]))
        if found := entry.get("findings"):
            self.findings.merge(Findings.from_json(found))
        if shape := entry.get("shape"):
            self.shapes[source] = _shape_from(shape)

    def head_entry(self, source: int, head: bytes) -> Entry:
        """The entry of how a source begins, which is noted here too."""
        self.heads[source] = head
        return {"source": source, "head": base64.b64encode(head).decode("ascii")}

    def chunk_entry(
        self, source: int, target: int, summary: Summary, news: Findings | None, shape: Shape | None
    ) -> Entry:
        """The entry of a chunk that has been written.

        Args:
            source, target: where it comes from and stands.
            summary: its own sums.
            news: what its findings brought.
            shape: the source's, with its first chunk of records.
        """
        entry: Entry = {
            "source": source,
            "end": self.position[source],
            "size": self.sizes.get(target, 0),
            "rows": self.rows.get(target, 0),
            "rejected": self.rejected,
            "summary": summary.as_json(),
        }
        if news is not None:
            entry["findings"] = news.as_json()
        if shape is not None:
            entry["shape"] = _shape_to(shape)
        return entry


def _shape_to(shape: Shape) -> dict[str, Any]:
    return asdict(shape) | {
        "output": list(shape.output),
        "schema": base64.b64encode(shape.schema).decode("ascii"),
    }


def _shape_from(made: dict[str, Any]) -> Shape:
    changes = {
        "output": Kind(*made["output"]),
        "fields": Fields(**made["fields"]),
        "columns": tuple(made["columns"]),
        "schema": base64.b64decode(made["schema"]),
    }
    return Shape(**(made | changes))
