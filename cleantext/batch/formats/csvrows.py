"""CSV and TSV with a heading: a row is a record, its cells are texts."""

from __future__ import annotations

import base64
import csv
import io
import math
import re
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from cleantext.batch.chunk import Chunk, Encoded, Framing, Kept, Oversize, Row
from cleantext.batch.formats.lines import BOM, HEAD
from cleantext.batch.jsontext import dump_value, spans
from cleantext.batch.until import UntilError
from cleantext.errors import InputError

__all__ = ["Body", "CsvRows", "csv_framing", "parse", "read", "read_tsv"]

csv.field_size_limit(sys.maxsize)  # the limit of a record is ours to set
_DELIMITERS = ",;\t|"
_INSIDE = re.compile(rb'[^"]*+(?:""[^"]*+)*+')
"""What a quoted cell holds, in which two quotes stand for one."""
_IN_QUOTES = re.compile(r'"[^"]*"')


class Body(NamedTuple):
    """Rows as they stand, each with the byte it begins at, and what the heading says of them."""

    rows: list[tuple[int, bytes]]
    columns: tuple[str, ...]
    delimiter: str


def read(
    stream: BinaryIO, start: int, size: int, max_record: int, delimiters: str = _DELIMITERS
) -> Iterator[Chunk]:
    """The chunks of a file of rows; arguments as for lines. One that has a heading alone is one chunk without rows.

    Args:
        stream, start, size, max_record: as for lines.
        delimiters: what may stand between cells; the heading tells which does.

    Raises:
        InputError: the stream is damaged, or its first row is no heading.
    """
    heads = _raw_rows(stream, 0, max_record, delimiters)
    first = next((row for row in heads if isinstance(row[1], Oversize) or row[1].strip(b"\r\n")), None)
    if first is None:
        return
    columns, delimiter = _heading(first[1], delimiters)
    body: list[tuple[int, bytes]] = []
    begin = at = max(start, first[2])
    end = 0
    rows = UntilError(_raw_rows(stream, first[2], max_record, delimiter), InputError)
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
    if body or not end:
        yield Chunk(begin, at, Body(body, columns, delimiter), at - begin)
    rows.check()


def read_tsv(stream: BinaryIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:
    """The chunks of a file of rows with tabs between cells, whatever else its heading holds; else as `read`."""
    return read(stream, start, size, max_record, "\t")


def _raw_rows(
    stream: BinaryIO, at: int, most: int, delimiters: str
) -> Iterator[tuple[int, bytes | Oversize, int]]:
    """Each row with the bytes it begins and ends at, from byte `at` on. A line end in a quoted cell ends no row."""
    opening = re.compile(rf'(?:\A|[{delimiters}])"'.encode())
    parts: list[bytes] = []
    length, quoted, divided = 0, False, False
    while line := stream.readline(most + 2):
        whole = line.endswith(b"\n")
        if b'"' in line:
            if whole and not divided:
                quoted = _is_open(line, opening, quoted)
            else:  # a piece of a line that is too long: a pair of quotes may be divided, too
                quoted ^= line.count(b'"') % 2 == 1
        divided = not whole
        length += len(line)
        if length <= most + 1 or not parts:
            parts.append(line)
        if not quoted and whole:
            yield at, _whole(parts, length, most), at + length
            at, parts, length = at + length, [], 0
    if parts:
        yield at, _whole(parts, length, most), at + length


def _is_open(line: bytes, opening: re.Pattern[bytes], quoted: bool) -> bool:
    """Whether a quoted cell is open at the end of a line. A quote that does not begin a cell is one of its characters.

    Args:
        line: a whole line.
        opening: finds the quotes that begin cells.
        quoted: whether a cell is open at the line's beginning.
    """
    found = None if quoted else opening.search(line)
    while quoted or found:
        inside = _INSIDE.match(line, found.end() if found else 0)
        assert inside is not None  # it matches nothing at all, too
        if inside.end() == len(line):
            return True
        quoted, found = False, opening.search(line, inside.end() + 1)
    return False


def _whole(parts: list[bytes], length: int, most: int) -> bytes | Oversize:
    return b"".join(parts) if length <= most + 1 else Oversize(parts[0][:HEAD], length)


def _heading(raw: bytes | Oversize, delimiters: str) -> tuple[tuple[str, ...], str]:
    if isinstance(raw, Oversize):
        raise InputError("its first row is too long to be a heading")
    try:
        text = raw.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8; convert it first (iconv -t UTF-8)") from None
    delimiter = max(delimiters, key=_IN_QUOTES.sub("", text).count)
    try:
        columns = tuple(_cells(text, delimiter))
    except csv.Error as error:
        raise InputError(f"its first row is no heading: {error}") from None
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
        if _is_blank(raw, body):
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


def _is_blank(raw: bytes, body: Body) -> bool:
    """Whether a line holds no row: not where tabs make its cells, or spaces its only one."""
    if not raw.isspace():
        return False
    return not raw.strip(b"\r\n") or (len(body.columns) > 1 and body.delimiter.encode() not in raw)


class CsvRows:
    """Writes rows of cells. Texts are cells as they are; of other values their JSON, nothing for null."""

    def __init__(self, columns: tuple[str, ...], delimiter: str) -> None:
        self._columns, self._delimiter = columns, delimiter
        self._known = frozenset(columns)

    def encode(self, kept: list[Kept]) -> Encoded:
        """The records as rows; those with other fields than the heading's do not fit."""
        unfit: list[tuple[Row, str]] = []
        fitting: list[tuple[Row, list[str]]] = []
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
                fitting.append((row, [values.get(name, "") for name in self._columns]))
        try:
            body = self._written(fitting)
        except UnicodeEncodeError:
            fitting = [pair for pair in fitting if self._fits(*pair, unfit)]
            body = self._written(fitting)
        return Encoded(body, len(fitting), unfit)

    def _written(self, rows: list[tuple[Row, list[str]]]) -> bytes:
        return _written([cells for _, cells in rows], self._delimiter).encode("utf-8")

    def _fits(self, row: Row, cells: list[str], unfit: list[tuple[Row, str]]) -> bool:
        try:
            self._written([(row, cells)])
        except UnicodeEncodeError:
            unfit.append((row, "holds half of a surrogate pair, which UTF-8 has no bytes for"))
            return False
        return True


def csv_framing(columns: tuple[str, ...], delimiter: str) -> Framing:
    """The heading."""
    head = _written([list(columns)], delimiter) if columns else ""
    return Framing(head=head.encode("utf-8", "backslashreplace"))


def _written(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


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
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no word for it
    return dump_value(value).decode("utf-8").strip('"')
