"""Parquet and Arrow files as inputs: batches of rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from cleantext.batch.chunk import Chunk, Row
from cleantext.batch.formats.lines import check_seekable
from cleantext.batch.formats.schemas import arrow, check_names, plain
from cleantext.batch.jsontext import dump_value
from cleantext.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "batch_of",
    "chunks_of",
    "parse",
    "parse_narrow",
    "read_arrow",
    "read_parquet",
    "spell_row",
]

_FILE = b"ARROW1"
"""How Arrow files begin, and streams do not."""
_UNREADABLE = (ValueError, OverflowError)
"""What pyarrow raises where Python has no value for one of a table's: text that is no UTF-8, a date after 9999."""


def read_parquet(stream: BinaryIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:  # noqa: ARG001
    """The chunks of a Parquet file: as many rows as make about `size` bytes. Places are rows.

    Raises:
        InputError: it is damaged, packed, or comes from a pipe.
    """
    pa = arrow()
    import pyarrow.parquet as pq

    check_seekable(stream, "Parquet")
    try:
        file = pq.ParquetFile(stream)
        meta = file.metadata
        whole = sum(meta.row_group(n).total_byte_size for n in range(meta.num_row_groups))
        rows = max(1, min(65_536, size * meta.num_rows // max(1, whole)))
        yield from _chunks(_from(file, start, rows), start, file.schema_arrow)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(f"is no Parquet file, or damaged: {error}") from error


def _from(file: Any, start: int, rows: int) -> Iterator[tuple[int, Any]]:
    """Batches from a row on, each with the row it begins at; those of groups before it are not read."""
    first = 0
    for group in range(file.metadata.num_row_groups):
        end = first + file.metadata.row_group(group).num_rows
        if end > start:
            at = first
            for batch in file.iter_batches(batch_size=rows, row_groups=[group]):
                if at >= start:
                    yield at, batch
                at += batch.num_rows
        first = end


def read_arrow(stream: BinaryIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:  # noqa: ARG001
    """The chunks of an Arrow (Feather) file or stream. Places are rows.

    Raises:
        InputError: it is damaged; or a file, not a stream, that is packed or comes from a pipe.
    """
    pa = arrow()
    try:
        reader = _opened(stream)
        yield from _chunks(_slices(_checked(_batches(reader)), start, size), start, reader.schema)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(f"is no Arrow file, or damaged: {error}") from error


def _opened(stream: BinaryIO) -> Any:
    pa = arrow()
    if not cast(io.BufferedReader, stream).peek(len(_FILE)).startswith(_FILE):
        return pa.ipc.open_stream(stream)
    check_seekable(stream, "an Arrow file (not a stream)")
    return pa.ipc.open_file(stream)


def _batches(reader: Any) -> Iterator[Any]:
    if hasattr(reader, "num_record_batches"):  # a file
        for n in range(reader.num_record_batches):
            yield reader.get_batch(n)
    else:
        yield from reader


def _checked(batches: Iterator[Any]) -> Iterator[Any]:
    """The batches, whose numbers pyarrow would otherwise trust, and reach beyond its memory where they are damaged.

    Texts that are no UTF-8 may pass: they are rejected one by one.

    Raises:
        ArrowInvalid: a batch is damaged.
    """
    for batch in batches:
        for column in batch.columns:
            try:
                column.validate(full=True)
            except arrow().ArrowInvalid as error:
                if "UTF8" not in str(error):
                    raise
        yield batch


def _slices(batches: Iterator[Any], start: int, size: int) -> Iterator[tuple[int, Any]]:
    at = 0
    for batch in batches:
        rows = max(1, size * batch.num_rows // max(1, batch.nbytes))
        for first in range(0, batch.num_rows, rows):
            if at + first >= start:
                yield at + first, batch.slice(first, rows)
        at += batch.num_rows


def _chunks(batches: Iterator[tuple[int, Any]], start: int, schema: Any) -> Iterator[Chunk]:
    """The chunks of batches from a row on; of a table without rows one, so that its columns are known."""
    check_names(schema)
    at = start or None
    for at, batch in batches:
        yield _chunk(at, batch)
    if at is None:
        pa = arrow()
        yield _chunk(
            0, pa.RecordBatch.from_arrays([pa.nulls(0, kind) for kind in schema.types], schema=schema)
        )


def _chunk(at: int, batch: Any) -> Chunk:
    plain = _plain(batch)
    body = plain.schema.serialize().to_pybytes() + plain.serialize().to_pybytes()
    return Chunk(at, at + batch.num_rows, body, batch.nbytes)


def _plain(batch: Any) -> Any:
    """The batch with its dictionaries written out."""
    for n, kind in enumerate(batch.schema.types):
        if (wanted := plain(kind)) != kind:
            field = batch.schema.field(n).with_type(wanted)
            batch = batch.set_column(n, field, batch.column(n).cast(wanted))
    return batch


def batch_of(body: bytes) -> pa.RecordBatch:
    """The batch that a chunk holds."""
    return arrow().ipc.open_stream(body).read_next_batch()


def parse(body: bytes, start: int) -> Iterator[Row]:
    """The records of a chunk, with all their values."""
    yield from _rows(_fine_times_as_texts(batch_of(body)), start)


def _fine_times_as_texts(batch: Any) -> Any:
    pa = arrow()
    for n, kind in enumerate(batch.schema.types):
        if getattr(kind, "unit", "") == "ns":  # finer than Python's own dates and times
            batch = batch.set_column(
                n, batch.schema.field(n).with_type(pa.string()), batch.column(n).cast(pa.string())
            )
    return batch


def _rows(batch: Any, start: int, *, narrow: bool = False) -> Iterator[Row]:
    """The records of a batch; those with a value that cannot be read are none.

    Args:
        batch: the batch.
        start: the place of its first row.
        narrow: it holds some of the columns alone, and nobody needs to see them as JSON.
    """
    try:
        rows = batch.to_pylist()
    except _UNREADABLE:
        for n in range(batch.num_rows):
            yield _row(batch.slice(n, 1), start + n)
        return
    for n, values in enumerate(rows):
        yield Row(start + n, b"" if narrow else dump_value(values), values, is_json=False)


def _row(batch: Any, at: int) -> Row:
    """The one record of a batch; times that Python has no value for are texts in it."""
    values, reason = {}, ""
    for name, column in zip(batch.schema.names, batch, strict=True):
        try:
            values[name] = column[0].as_py()
        except _UNREADABLE as error:
            values[name] = _spelled(column[0])
            if not arrow().types.is_temporal(column.type):
                reason = f"field {name!r} cannot be read: {error}"
    return Row(at, dump_value(values), None if reason else values, reason, is_json=False)


def _spelled(scalar: Any) -> Any:
    """A value, or what it is made of where Python has none for it."""
    pa = arrow()
    for kind in (pa.binary(), pa.string()):
        try:
            return scalar.cast(kind).as_py()
        except (pa.ArrowException, *_UNREADABLE):
            continue
    return None


def parse_narrow(body: bytes, start: int, names: list[str]) -> Iterator[Row]:
    """The records of a chunk with the values of some columns, for tables that become tables."""
    batch = batch_of(body)
    there = [name for name in names if name in batch.schema.names]
    return _rows(batch.select(there), start, narrow=True)


def spell_row(body: bytes, start: int, row: Row) -> Row:
    """A record of `parse_narrow` with all of it spelled out, to be kept among the rejected."""
    whole = _fine_times_as_texts(batch_of(body).slice(row.offset - start, 1))
    return row._replace(raw=_row(whole, row.offset).raw)


def chunks_of(table: pa.Table, rows: int) -> Iterator[Chunk]:
    """A table as chunks of so many rows."""
    at = 0
    for batch in table.to_batches(max_chunksize=rows):
        yield _chunk(at, batch)
        at += batch.num_rows
