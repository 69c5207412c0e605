"""What the records of each input look like, and what stands around them in its output: told by the first ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from cleantext.batch.chunk import Chunk, Framing, Oversize, Shape
from cleantext.batch.encode import TABLES, framing_of
from cleantext.batch.formats import parser_of
from cleantext.batch.guess import TEXT, find_fields
from cleantext.batch.plan import Plan
from cleantext.batch.settings import BatchOptions, Fields
from cleantext.batch.work import DETAILS

__all__ = ["Shapes"]

SAMPLE = 100
"""Records that are looked at to find out which fields there are."""


class Shapes:
    """The shapes of a run's inputs, by their numbers in its plan."""

    def __init__(
        self, plan: Plan, batch: BatchOptions, known: dict[int, Shape], note: Callable[[str], None]
    ) -> None:
        """Begin with those that an earlier run has found.

        Args:
            plan: inputs and outputs.
            batch: which fields to take.
            known: shapes by input.
            note: told which fields were found.
        """
        self._plan, self._batch, self._note = plan, batch, note
        self._known = dict(known)
        self._frames: dict[int, tuple[tuple[str, ...], bytes]] = {}
        """Columns and schema of each target that was begun."""
        for number, shape in known.items():
            self._frames.setdefault(plan.goes_to[number], (shape.columns, shape.schema))

    def of(self, number: int, chunk: Chunk) -> Shape:
        """The shape of an input, of which this is the first chunk."""
        if number not in self._known:
            self._known[number] = self._find(number, chunk)
        return self._known[number]

    def framing(self, target: int) -> Framing:
        """What an output has around its records."""
        return framing_of(self._plan.targets[target].kind.format, *self._frames.get(target, ((), b"")))

    def _find(self, number: int, chunk: Chunk) -> Shape:
        source, target = self._plan.sources[number], self._plan.goes_to[number]
        rows = (
            () if isinstance(chunk.body, Oversize) else parser_of(source.kind.format)(chunk.body, chunk.start)
        )
        sample = [row for _, row in zip(range(SAMPLE), rows, strict=False) if row.values is not None]
        records = [row.values for row in sample if row.values is not None]
        pages = any(row.page is not None for row in sample)
        fields = find_fields(records, self._batch, source.shown, pages=pages)
        self._say(fields)
        kind = self._plan.targets[target].kind
        columns, schema = self._frames.get(target, ((), b""))
        if not columns and not schema:
            columns, schema = _frame(
                source.kind.format, kind.format, records, chunk.body, self._added(fields, pages=pages)
            )
            self._frames[target] = columns, schema
        return Shape(input=source.kind.format, output=kind, fields=fields, columns=columns, schema=schema)

    def _added(self, fields: Fields, *, pages: bool) -> list[str]:
        """Fields that cleaning adds to records."""
        added = [fields.text or TEXT] if pages or fields.html is not None else []
        return added + ([DETAILS] if self._batch.tells else [])

    def _say(self, fields: Fields) -> None:
        told = [f"{role} from {name!r}" for role, name in asdict(fields).items() if name is not None]
        self._note(f"fields: {', '.join(told)}")


def _frame(
    source: str, name: str, records: list[dict[str, Any]], body: Any, added: list[str]
) -> tuple[tuple[str, ...], bytes]:
    """Columns or schema of an output whose format fixes them.

    Args:
        source: the input's format.
        name: its own.
        records: the first ones.
        body: the chunk that they are of.
        added: fields that cleaning adds.
    """
    if name in ("csv", "tsv"):
        return tuple(dict.fromkeys([*(key for record in records for key in record), *added])), b""
    if name in TABLES:
        from cleantext.batch.formats.tables import batch_of, inferred_schema, schema_of

        return (), schema_of(batch_of(body).schema, added) if source in TABLES else inferred_schema(
            records, added
        )
    return (), b""
