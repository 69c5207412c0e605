"""What is carried from the reader to a worker and back: pieces of input, rows, pieces of output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cleantext.batch.formats import Kind
from cleantext.batch.settings import Fields
from cleantext.batch.summary import Summary
from cleantext.report.findings import Findings

__all__ = [
    "Chunk",
    "Done",
    "Encoded",
    "Framing",
    "InFile",
    "Kept",
    "Oversize",
    "Page",
    "Row",
    "Shape",
    "Task",
]


class Oversize(NamedTuple):
    """A record longer than the limit; only how it begins was kept."""

    head: bytes
    size: int
    """Bytes of the whole record."""


class InFile(NamedTuple):
    """A plain file from which whoever works on a chunk reads it: `start` to `end` of the chunk."""

    name: str
    inode: int
    """Tells the file from another of the same name."""


class Chunk(NamedTuple):
    """A piece of an input: whole records, as bytes for the parser of its format."""

    start: int
    """Where it begins, in the format's own count: bytes unpacked, rows, or members."""
    end: int
    """Where the next one begins. Reading again from there gives the same chunks as reading on."""
    body: Any
    """What the format's `parse` takes; or Oversize; or InFile, where it is still to be read."""
    size: int
    """Bytes unpacked."""
    note: str = ""
    """What is to be said of the input."""


class Page(NamedTuple):
    """A web page."""

    data: bytes | str
    declared: str
    """The Content-Type that came with it, "" if none did."""


class Row(NamedTuple):
    """A record as parsed, or why it could not be."""

    offset: int
    """Where it stands in the input, in the format's own count."""
    raw: bytes
    """As it stood in the input, as near as the format keeps it."""
    values: dict[str, Any] | None
    """Field names and values; None where it is no record."""
    error: str = ""
    """What is wrong, for people; with `values` None."""
    is_json: bool = True
    """Whether `raw` is the record as JSON."""
    page: Page | None = None
    """A page that is the record's source, and no field of it."""


Kept = tuple[Row, dict[str, Any]]
"""A record, and what changes in it."""


class Encoded(NamedTuple):
    """A chunk's output."""

    body: bytes
    rows: int
    unfit: list[tuple[Row, str]]
    """Records that the format has no place for, and why."""


class Framing(NamedTuple):
    """What stands before, between and after chunks of output."""

    head: bytes = b""
    between: bytes = b""
    tail: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What an input's records look like, and what becomes of them."""

    input: str
    """Format of the input."""
    output: Kind
    fields: Fields
    columns: tuple[str, ...] = ()
    """Fields of the output, where its format fixes them (CSV)."""
    schema: bytes = b""
    """The output's Arrow schema, serialized, where it is a table."""
    stays_table: bool = False
    """Whether the input is a table of the same columns, which go through as they are."""


@dataclass(slots=True)
class Task:
    """A chunk to clean."""

    chunk: Chunk
    source: str
    """The input's name, for messages."""
    shape: Shape
    skip: dict[int, str] = field(default_factory=dict)
    """Rows (counted in the chunk) that stopped a worker, and why: they are rejected unseen."""
    number: int = 0
    """Tells it from the other chunks under way."""


@dataclass(slots=True)
class Done:
    """A chunk that was cleaned."""

    body: bytes | memoryview
    """Output, packed."""
    rows: int
    """Records in the output."""
    rejected: bytes
    """JSON lines, one for each rejected record."""
    summary: Summary
    findings: Findings | None = None
    """Where the run collects them."""
    damage: str = ""
    """Why the chunk could not be read; all else is empty then."""
    in_slot: int = 0
    """Bytes of the body that lie in shared memory; 0 where none do."""
