"""From cleaned records to the bytes of a format."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from cleantext.batch.chunk import Row, Shape
from cleantext.batch.jsontext import dump_value, replaced

__all__ = ["Encoded", "Encoder", "Framing", "JsonArray", "JsonLines", "Kept", "encoder_for", "framing_of"]

Kept = tuple[Row, dict[str, Any]]
"""A record, and what changes in it."""


class Encoded(NamedTuple):
    """A chunk's output."""

    body: bytes
    rows: int
    unfit: list[tuple[Row, str]]
    """Records that the format has no place for, and why."""


class Encoder(Protocol):
    """Puts the records of a chunk together."""

    def encode(self, kept: list[Kept]) -> Encoded:
        """The records, changes made, as bytes."""


class Framing(NamedTuple):
    """What stands before, between and after chunks of output."""

    head: bytes = b""
    between: bytes = b""
    tail: bytes = b""


class JsonLines:
    """One record a line; a record that came as JSON keeps its own spelling."""

    def encode(self, kept: list[Kept]) -> Encoded:
        """The records as lines."""
        items = _json_items(kept)
        body = b"\n".join(items)
        return Encoded(body + b"\n" if items else b"", len(items), [])


class JsonArray:
    """The elements of an array, a line each; what stands around them is its Framing."""

    def encode(self, kept: list[Kept]) -> Encoded:
        """The records as elements."""
        items = [item.strip() for item in _json_items(kept)]
        return Encoded(b",\n".join(items), len(items), [])


def _json_items(kept: list[Kept]) -> list[bytes]:
    items = []
    for row, changes in kept:
        if row.is_json:
            items.append(replaced(row.raw, row.values or {}, changes) if changes else row.raw)
        else:
            items.append(dump_value((row.values or {}) | changes))
    return items


def encoder_for(shape: Shape) -> Encoder:
    """The encoder of an output."""
    if shape.output.format == "jsonl":
        return JsonLines()
    return JsonArray()


def framing_of(name: str) -> Framing:
    """What a format has around its records."""
    return Framing(b"[\n", b",\n", b"\n]\n") if name == "json" else Framing()
