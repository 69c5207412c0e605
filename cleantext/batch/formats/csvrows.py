"""CSV and TSV with a heading: a row is a record, its cells are texts."""

from __future__ import annotations

import base64
import csv
import io
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from cleantext.batch.chunk import Chunk, Encoded, Framing, Kept, Oversize, Row
from cleantext.batch.formats.lines import BOM, HEAD
from cleantext.batch.jsontext import dump_value, spans
from cleantext.errors import InputError

__all__ = ["CsvRows", "csv_framing", "parse", "read"]

csv.field_size_limit(sys.maxsize)  # the limit of a record is ours to set
_DELIMITERS = ",;\t|"


class Body(NamedTuple):
    """Rows as they stand, each with the byte it begins at, and what the heading says of them."""

    rows: list[tuple[int, bytes]]
    columns: tuple[str, ...]
    delimiter: str


def read(stream: BinaryIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:
    """The chunks of a file of rows; arguments as for lines.

    Raises:
        InputError: the stream is damaged, or its first row is no heading.
    """
    rows = _raw_rows(stream, max_record)
    first = next(rows, None)
    if first is None:
        return
    columns, delimiter = _heading(first[1])
    body: list[tuple[int, bytes]] = []
    begin = at = max(start, first[2])
    for place, raw, end in rows:
        if end <= start:  # an earlier run's
            continue
        if isinstance(raw, Oversize):
            if body:
                yield Chunk(begin, place, Body(body, columns, delimiter), place - begin)
            yield Chunk(place, end, raw, end - place)
            begin, body = end, []
        else:
            body.append((place, raw))
            at = end
            if at - begin >= size:
                yield Chunk(begin, at, Body(body, columns, delimiter), at - begin)
                begin, body = at, []
    if body:
        yield Chunk(begin, at, Body(body, columns, delimiter), at - begin)


def _raw_rows(stream: BinaryIO, most: int) -> Iterator[tuple[int, bytes | Oversize, int]]:
    """Each row with the bytes it begins and ends at. Where the number of quotes is odd, a line end ends no row."""
    parts: list[bytes] = []
    at = length = quotes = 0
    while line := stream.readline(most + 2):
        length += len(line)
        quotes += line.count(b'"')
        if length <= most + 1 or not parts:
            parts.append(line)
        if quotes % 2 == 0 and line.endswith(b"\n"):
            yield at, _whole(parts, length, most), at + length
            at, parts, length, quotes = at + length, [], 0, 0
    if parts:
        yield at, _whole(parts, length, most), at + length


def _whole(parts: list[bytes], length: int, most: int) -> bytes | Oversize:
    return b"".join(parts) if length <= most + 1 else Oversize(parts[0][:HEAD], length)


def _heading(raw: bytes | Oversize) -> tuple[tuple[str, ...], str]:
    if isinstance(raw, Oversize):
        raise InputError("its first row is too long to be a heading")
    try:
        text = raw.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8; convert it first (iconv -t UTF-8)") from None
    delimiter = max(_DELIMITERS, key=text.count)
    columns = tuple(_cells(text, delimiter))
    if len(set(columns)) < len(columns):
        twice = next(c for n, c in enumerate(columns) if c in columns[:n])
        raise InputError(f"its heading names {twice!r} twice, so its cells have no names to go by")
    return columns, delimiter


def _cells(text: str, delimiter: str) -> list[str]:
    rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    return rows[0] if rows else []


def parse(body: Body, start: int) -> Iterator[Row]:  # noqa: ARG001 - the rows know their own places
    """The records of a chunk; blank lines hold none."""
    for at, raw in body.rows:
        if raw.isspace():
            continue
        try:
            cells = _cells(raw.decode("utf-8"), body.delimiter)
        except UnicodeDecodeError as error:
            yield Row(at, raw, None, f"is not UTF-8: {error.reason} at byte {error.start}")
        except csv.Error as error:
            yield Row(at, raw, None, f"is no row: {error}")
        else:
            if len(cells) == len(body.columns):
                yield Row(at, raw, dict(zip(body.columns, cells, strict=True)), is_json=False)
            else:
                yield Row(at, raw, None, f"has {len(cells)} cells, the heading {len(body.columns)}")


class CsvRows:
    """Writes rows of cells. Texts are cells as they are; of other values their JSON, nothing for null."""

    def __init__(self, columns: tuple[str, ...], delimiter: str) -> None:
        self._columns, self._delimiter = columns, delimiter
        self._known = frozenset(columns)

    def encode(self, kept: list[Kept]) -> Encoded:
        """The records as rows; those with other fields than the heading's do not fit."""
        unfit: list[tuple[Row, str]] = []
        rows: list[list[str]] = []
        for row, changes in kept:
            values = _spelled(row) | {name: _cell(value) for name, value in changes.items()}
            if more := [name for name in values if name not in self._known]:
                unfit.append(
                    (
                        row,
                        f"field {more[0]!r} is not among those of the first records, which make the heading",
                    )
                )
            else:
                rows.append([values.get(name, "") for name in self._columns])
        return Encoded(_written(rows, self._delimiter), len(rows), unfit)


def csv_framing(columns: tuple[str, ...], delimiter: str) -> Framing:
    """The heading."""
    return Framing(head=_written([list(columns)], delimiter) if columns else b"")


def _written(rows: list[list[str]], delimiter: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _spelled(row: Row) -> dict[str, str]:
    """The cells of a record; numbers of one that came as JSON stay as they are spelled."""
    values = row.values or {}
    if not row.is_json or all(isinstance(v, str) for v in values.values()):
        return {name: _cell(value) for name, value in values.items()}
    text = row.raw.decode("utf-8")
    places = spans(text)
    return {
        name: value if isinstance(value, str) else "" if value is None else text[slice(*places[name])]
        for name, value in values.items()
    }


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return dump_value(value).decode("utf-8").strip('"')
