"""What the records of each input look like, and what stands around them in its output: told by the first ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from cleantext.batch.chunk import Chunk, Framing, Oversize, Shape
from cleantext.batch.encode import TABLES, framing_of
from cleantext.batch.formats import parser_of
from cleantext.batch.guess import TEXT, find_fields, names_of
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

    def of(self, number: int, chunk: Chunk) -> tuple[Shape, bool]:
        """The shape of an input, of which this is the first chunk with a record; and whether it holds for the others.

        It does not where the chunk has no record: all of its rows are rejected, which takes no more than the format.
        """
        if number in self._known:
            return self._known[number], True
        records, pages = _sample(self._plan.sources[number].kind.format, chunk)
        if not records and chunk.end > chunk.start:
            kinds = self._plan.sources[number].kind, self._plan.targets[self._plan.goes_to[number]].kind
            return Shape(input=kinds[0].format, output=kinds[1], fields=Fields()), False
        self._known[number] = self._find(number, chunk, records, pages=pages)
        return self._known[number], True

    def framing(self, target: int) -> Framing:
        """What an output has around its records."""
        return framing_of(self._plan.targets[target].kind.format, *self._frames.get(target, ((), b"")))

    def _find(self, number: int, chunk: Chunk, records: list[dict[str, Any]], *, pages: bool) -> Shape:
        source, target = self._plan.sources[number], self._plan.goes_to[number]
        fields = find_fields(records, self._batch, pages=pages)
        if records:
            self._say(fields, records)
        kind, added = self._plan.targets[target].kind, self._added(fields, pages=pages)
        columns, schema = self._frames.get(target, ((), b""))
        if not columns and not schema:
            columns, schema = _frame(source.kind.format, kind.format, records, chunk.body, added)
            self._frames[target] = columns, schema
        return Shape(
            input=source.kind.format,
            output=kind,
            fields=fields,
            columns=columns,
            schema=schema,
            stays_table=_stays_table(source.kind.format, kind.format, chunk.body, added, schema),
        )

    def _added(self, fields: Fields, *, pages: bool) -> list[str]:
        """Fields that cleaning adds to records."""
        added = [fields.text or TEXT] if pages or fields.html is not None else []
        return added + ([DETAILS] if self._batch.tells else [])

    def _say(self, fields: Fields, records: list[dict[str, Any]]) -> None:
        for role, name in asdict(fields).items():
            if (
                name is not None
                and name == getattr(self._batch, f"{role}_field")
                and name not in names_of(records)
            ):
                self._note(
                    f"none of the first {len(records):,} records has a field {name!r} (--{role}-field)"
                )
        told = [f"{role} from {name!r}" for role, name in asdict(fields).items() if name is not None]
        self._note(f"fields: {', '.join(told)}")


def _sample(name: str, chunk: Chunk) -> tuple[list[dict[str, Any]], bool]:
    """The first records of a chunk, and whether some of them are pages.

    Args:
        name: the format of its input.
        chunk: the chunk.
    """
    if isinstance(chunk.body, Oversize):
        return [], False
    rows = parser_of(name)(chunk.body, chunk.start)
    sample = list(islice((row for row in rows if row.values is not None), SAMPLE))
    return [row.values for row in sample if row.values is not None], any(row.page for row in sample)


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
        return tuple(dict.fromkeys([*_names(source, records, body), *added])), b""
    if name in TABLES:
        from cleantext.batch.formats.schemas import check_written, inferred_schema, schema_of
        from cleantext.batch.formats.tables import batch_of

        if source in TABLES:
            schema = schema_of(batch_of(body).schema, added)
        else:
            schema = inferred_schema(records, _names(source, records, body), added)
        check_written(schema, name)
        return (), schema
    return (), b""


def _stays_table(source: str, name: str, body: Any, added: list[str], schema: bytes) -> bool:
    """Whether batches of an input go to its output with their columns as they are; arguments as for `_frame`."""
    if source not in TABLES or name not in TABLES:
        return False
    from cleantext.batch.formats.schemas import is_same
    from cleantext.batch.formats.tables import batch_of

    return is_same(batch_of(body).schema, added, schema)


def _names(source: str, records: list[dict[str, Any]], body: Any) -> Sequence[str]:
    """The fields of records; arguments as for `_frame`. Some inputs name them even where they have no record."""
    if source in TABLES:
        from cleantext.batch.formats.tables import batch_of

        return list(batch_of(body).schema.names)
    if source in ("csv", "tsv"):
        from cleantext.batch.formats.csvrows import Body

        assert isinstance(body, Body)
        return body.columns
    return names_of(records)
