"""From cleaned records to the bytes of a format."""

from __future__ import annotations

from typing import Protocol

from cleantext.batch.chunk import Encoded, Framing, Kept, Shape
from cleantext.batch.jsontext import dump_value, replaced

__all__ = ["TABLES", "Encoder", "JsonArray", "JsonLines", "encoder_for", "framing_of"]

TABLES = ("parquet", "arrow")
"""Formats whose end is written first, so that they are made from a stream of Arrow messages when all is done."""
_DELIMITERS = {"csv": ",", "tsv": "\t"}


class Encoder(Protocol):
    """Puts the records of a chunk together."""

    def encode(self, kept: list[Kept]) -> Encoded:
        """The records, changes made, as bytes."""


class JsonLines:
    """One record a line; a record that came as JSON keeps its own spelling."""

    def encode(self, kept: list[Kept]) -> Encoded:
        """The records as lines."""
        items = [_on_a_line(item) for item in _json_items(kept)]
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


def _on_a_line(item: bytes) -> bytes:
    """A record from an array may run over lines; inside JSON's strings there are none, so they mean nothing.

    A carriage return at the end is that of a line that ends the Windows way.
    """
    return item.translate(_AS_SPACES) if b"\n" in item or item.find(b"\r", 0, -1) >= 0 else item


_AS_SPACES = bytes.maketrans(b"\r\n", b"  ")


def encoder_for(shape: Shape) -> Encoder:
    """The encoder of an output."""
    name = shape.output.format
    if name in _DELIMITERS:
        from cleantext.batch.formats.csvrows import CsvRows

        return CsvRows(shape.columns, _DELIMITERS[name])
    if name in TABLES:
        from cleantext.batch.formats.tablerows import TableRows

        return TableRows(shape.schema)
    return JsonLines() if name == "jsonl" else JsonArray()


def framing_of(name: str, columns: tuple[str, ...], schema: bytes) -> Framing:
    """What an output has around its records.

    Args:
        name: its format.
        columns, schema: as in its Shape; empty where it has no records.
    """
    if name in _DELIMITERS:
        from cleantext.batch.formats.csvrows import csv_framing

        return csv_framing(columns, _DELIMITERS[name])
    if name in TABLES:
        from cleantext.batch.formats.tablerows import table_framing

        return table_framing(schema)
    return Framing(b"[\n", b",\n", b"\n]\n") if name == "json" else Framing()
