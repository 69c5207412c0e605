"""What becomes of the records of one chunk, counted as they are cleaned."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cleantext.batch.chunk import Row, Task
from cleantext.batch.cleaners import host_of
from cleantext.batch.jsontext import dump_value
from cleantext.batch.summary import Summary
from cleantext.edits import Flag, Result
from cleantext.report.findings import MAX_MESSAGE, Findings

if TYPE_CHECKING:
    from cleantext.html.dom import Removal

__all__ = ["RecordError", "Tally"]


class RecordError(ValueError):
    """A record that cannot be cleaned; its kind is counted, its message is for people."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Tally:
    """Sums and findings of a chunk."""

    def __init__(self, task: Task, *, explains: bool, collects: bool) -> None:
        """Begin with nothing.

        Args:
            task: the chunk.
            explains: whether edits are counted.
            collects: whether what a report page shows is collected.
        """
        self.task = task
        self.summary = Summary(bytes_in=task.chunk.size)
        self.findings = Findings() if collects else None
        self._explains = explains
        self._rejected: list[bytes] = []

    def add(self, row: Row, result: Result, flags: Sequence[Flag], elements: Sequence[Removal] = ()) -> None:
        """Count a record that was explained."""
        if self._explains:
            self.summary.add_result(result, elements)
        else:
            self.summary.add_text(result.source, result.text)
        if self.findings is not None:
            values, fields = row.values or {}, self.task.shape.fields
            site = host_of(values.get(fields.url)) if fields.url is not None else ""
            self.findings.add(result, flags, self._name(row), site, elements)

    def reject(self, row: Row, error: Exception, **more: Any) -> None:
        """Count a rejected record, and keep the line that is written of it.

        Args:
            row: the record.
            error: what is wrong with it, or what went wrong with us.
            **more: further values for its line.
        """
        if not isinstance(error, RecordError):
            error = RecordError("failed", f"{type(error).__name__}: {error}")
        self.summary.reject(error.kind)
        line: dict[str, Any] = {
            "error": error.kind,
            "message": str(error),
            "file": self.task.source,
            "offset": row.offset,
        }
        try:
            line["record"] = row.raw.decode("utf-8")
        except UnicodeDecodeError:
            line["record_base64"] = base64.b64encode(row.raw).decode("ascii")
        if self.findings is not None:
            start = row.raw[: 4 * MAX_MESSAGE].decode("utf-8", "replace")
            self.findings.add_rejected(error.kind, self._place(row), str(error), start)
        self._rejected += dump_value(line | more), b"\n"

    def rejected(self) -> bytes:
        """The lines of all that were rejected."""
        return b"".join(self._rejected)

    def _name(self, row: Row) -> str:
        """What people call a record: its name or address, if it has one, and where it stands."""
        values, fields = row.values or {}, self.task.shape.fields
        named = (values.get(name) for name in (fields.id, fields.url) if name is not None)
        return ", ".join([*(str(v) for v in named if v not in (None, "")), self._place(row)])

    def _place(self, row: Row) -> str:
        return f"{self.task.source} at {row.offset:,}"
