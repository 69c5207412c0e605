"""A record of edits that leads from a clean file back to the bytes that it was made from.

One JSON object a document, one document a line (`--edits FILE.jsonl`; `clean restore` reads it). It holds the
pieces of the source that went, the encoding and the line end. It is tried when it is made, and where these do
not lead back to every byte (line ends of several kinds, bytes in no encoding) it holds the bytes themselves.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from cleantext.edits import Result
from cleantext.errors import EditsError
from cleantext.files import BOMS, Source, encode_text

__all__ = ["find_record", "make_record", "read_records", "restore_source"]

Record = dict[str, Any]
SCHEMA = 1


def make_record(source: Source, result: Result, clean: bytes) -> Record:
    """The record of one document.

    Args:
        source: the document as read.
        result: what became of its text.
        clean: the bytes that were written.
    """
    record: Record = {
        "schema": SCHEMA,
        "clean_sha256": _digest(clean),
        "source_sha256": _digest(source.data),
        "encoding": source.encoding,
        "mark": any(source.data.startswith(bom) for bom, _ in BOMS),
        "newline": source.newline,
        "edits": [
            {
                "start": e.start,
                "end": e.end,
                "replacement": e.replacement,
                "source": result.source[e.start : e.end],
                "rule": e.rule,
                "category": e.category,
                "confidence": e.confidence,
            }
            for e in result.edits
        ],
    }
    try:
        whole = _rebuild(record, clean) == source.data
    except (UnicodeError, LookupError, EditsError):
        whole = False
    if not whole:
        record["source_zlib_base64"] = base64.b64encode(zlib.compress(source.data)).decode("ascii")
    return record


def restore_source(record: Record, clean: bytes) -> bytes:
    """The bytes that the clean ones were made from.

    Raises:
        EditsError: the record is of another text, or damaged.
    """
    if record.get("clean_sha256") != _digest(clean):
        raise EditsError("these edits belong to another text, or it was changed since it was cleaned")
    try:
        if "source_zlib_base64" in record:
            data = zlib.decompress(base64.b64decode(record["source_zlib_base64"]))
        else:
            data = _rebuild(record, clean)
    except (KeyError, TypeError, ValueError, LookupError, zlib.error) as error:
        raise EditsError(f"the record of edits is damaged: {type(error).__name__}: {error}") from error
    if record.get("source_sha256") != _digest(data):
        raise EditsError("the record of edits is damaged: what it leads to is not what was cleaned")
    return data


def read_records(lines: Iterable[str], name: str) -> Iterator[Record]:
    """The records of a file of edits.

    Raises:
        EditsError: a line is no record; names file and line.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise EditsError(f"{name}: line {number} is no JSON: {error}") from None
        if not isinstance(record, dict) or record.get("schema") != SCHEMA:
            raise EditsError(
                f"{name}: line {number} is no record of edits (schema {SCHEMA}), as --edits writes them"
            )
        yield record


def find_record(records: Iterable[Record], clean: bytes) -> Record | None:
    """The record that belongs to a clean text; the last one, where several do."""
    digest = _digest(clean)
    found = None
    for record in records:
        if record.get("clean_sha256") == digest:
            found = record
    return found


def _rebuild(record: Record, clean: bytes) -> bytes:
    newline = record["newline"]
    text = clean.decode("utf-8")
    if newline != "\n":
        text = text.replace(newline, "\n")
    parts, at, shift = [], 0, 0
    for edit in record["edits"]:
        start = edit["start"] + shift
        end = start + len(edit["replacement"])
        if start < at or text[start:end] != edit["replacement"]:
            raise EditsError(f"edit {edit['start']}:{edit['end']} does not fit the clean text")
        parts += [text[at:start], edit["source"]]
        at = end
        shift += len(edit["replacement"]) - (edit["end"] - edit["start"])
    parts.append(text[at:])
    source = "".join(parts)
    if newline != "\n":
        source = source.replace("\n", newline)
    return _encode(source, record["encoding"], mark=record["mark"])


def _encode(text: str, encoding: str, *, mark: bool) -> bytes:
    for bom, codec in BOMS:
        if mark and codec == _plain(encoding):
            return bom + text.encode(codec)
    return encode_text(text) if _plain(encoding) == "utf-8" else text.encode(encoding)


def _plain(encoding: str) -> str:
    """The codec's name in one spelling, without the variants that stand for its byte order mark."""
    name = encoding.lower().replace("_", "-")
    return {
        "utf-8-sig": "utf-8",
        "utf8": "utf-8",
        "ascii": "utf-8",
        "utf-16": "utf-16-le",
        "utf-32": "utf-32-le",
    }.get(name, name)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
