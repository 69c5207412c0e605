"""Parquet and Arrow files as outputs: batches, all columns but the text's handed on as they are."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from cleantext.batch.chunk import Encoded, Framing, Kept, Row
from cleantext.batch.formats.schemas import arrow, strange
from cleantext.batch.formats.tables import batch_of
from cleantext.batch.jsontext import dump_value

__all__ = ["TableRows", "replace_columns", "table_framing", "write_table"]

_GROUP = 64 << 20
"""Bytes of a row group of a Parquet file, or of a batch of an Arrow file, that we write."""
_LONG = re.compile(rb"\d{19}")
_END = b"\xff\xff\xff\xff\x00\x00\x00\x00"
"""The end of a stream of Arrow messages."""


def replace_columns(body: bytes, start: int, kept: list[Kept], schema: bytes) -> Encoded:
    """The chunk's batch without the rows that are not kept, and with what changed in its place."""
    pa = arrow()
    wanted = pa.ipc.read_schema(pa.py_buffer(schema))
    batch = batch_of(body)
    if len(kept) < batch.num_rows:
        batch = batch.take(pa.array([row.offset - start for row, _ in kept], pa.int64()))
    changed = {name for _, changes in kept for name in changes}
    columns = []
    for field in wanted:
        there = field.name in batch.schema.names
        if there and field.name not in changed:
            columns.append(batch.column(field.name))
            continue
        values = batch.column(field.name).to_pylist() if there else [None] * len(kept)
        for n, (_, changes) in enumerate(kept):
            if field.name in changes:
                values[n] = _told(changes[field.name])
        columns.append(pa.array(values, field.type))
    made = pa.RecordBatch.from_arrays(columns, schema=wanted)
    return Encoded(made.serialize().to_pybytes() if kept else b"", len(kept), [])


class TableRows:
    """Writes records as batches of one schema; what stands around them is `table_framing`."""

    def __init__(self, schema: bytes) -> None:
        pa = arrow()
        self._schema = pa.ipc.read_schema(pa.py_buffer(schema))
        self._struct = pa.struct(list(self._schema))

    def encode(self, kept: list[Kept]) -> Encoded:
        """The records as a batch; those that the schema has no place for do not fit."""
        pa = arrow()
        unfit: list[tuple[Row, str]] = []
        fitting: list[tuple[Row, dict[str, Any]]] = []
        for row, changes in kept:
            values = _exact(row) | {k: _told(v) for k, v in changes.items()}
            if more := strange(values, self._struct, ""):
                unfit.append(
                    (
                        row,
                        f"field {more[1:]!r} is not among those of the first records, which make the table",
                    )
                )
            else:
                fitting.append((row, values))
        try:
            batch = self._batch([values for _, values in fitting])
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            fitting = [pair for pair in fitting if self._fits(*pair, unfit)]
            batch = self._batch([values for _, values in fitting])
        return Encoded(batch.serialize().to_pybytes() if fitting else b"", len(fitting), unfit)

    def _batch(self, rows: list[dict[str, Any]]) -> Any:
        return arrow().RecordBatch.from_pylist(rows, schema=self._schema)

    def _fits(self, row: Row, values: dict[str, Any], unfit: list[tuple[Row, str]]) -> bool:
        try:
            self._batch([values])
        except (arrow().ArrowException, TypeError, ValueError, OverflowError) as error:
            unfit.append((row, f"has another type than the first records: {error}"))
            return False
        return True


def _exact(row: Row) -> dict[str, Any]:
    """The values of a record, its integers of more than 64 bits too, of which a fast parser makes other numbers."""
    values: dict[str, Any] = row.values or {}
    return json.loads(row.raw) if row.is_json and _LONG.search(row.raw) else values


def _told(value: Any) -> Any:
    """A changed field as a table holds it: texts as they are, what was done as JSON."""
    return value if isinstance(value, str) else dump_value(value).decode("utf-8")


def table_framing(schema: bytes) -> Framing:
    """The messages around batches."""
    return Framing(schema, b"", _END) if schema else Framing()


def write_table(stream: Path, target: Path, name: str) -> None:
    """Make the file of a stream of batches.

    Args:
        stream: a file of Arrow messages, whole.
        target: the file to write.
        name: `parquet` or `arrow`.
    """
    pa = arrow()
    if not stream.stat().st_size:  # no record was ever seen, and so no schema
        stream.write_bytes(bytes(pa.schema([]).serialize()) + _END)
    with pa.memory_map(str(stream)) as source, target.open("wb") as file:
        batches = pa.ipc.open_stream(source)
        if name == "parquet":
            import pyarrow.parquet as pq

            writer = pq.ParquetWriter(file, batches.schema, compression="zstd")
        else:
            options = pa.ipc.IpcWriteOptions(compression="zstd")
            writer = pa.ipc.new_file(file, batches.schema, options=options)
        with writer:
            group: list[Any] = []
            for batch in batches:
                group.append(batch)
                if sum(b.nbytes for b in group) >= _GROUP:
                    writer.write_table(pa.Table.from_batches(group).combine_chunks())
                    group = []
            if group:
                writer.write_table(pa.Table.from_batches(group).combine_chunks())
        file.flush()
        os.fsync(file.fileno())
