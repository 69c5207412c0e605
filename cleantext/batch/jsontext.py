"""JSON records as bytes: parsed without loss, and changed field by field, all else left byte for byte.

A record whose text changes keeps its other fields as they are spelled: numbers of any length, escapes, spaces, keys
that stand twice. So the new value is put where the old one stands, and nothing is written anew.
"""

from __future__ import annotations

import base64
import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # part of json since 2.0, missing in its stubs
from typing import Any

import orjson

from cleantext.native import core

__all__ = ["dump_value", "parse_record", "place_of", "replaced", "spans"]

_SPACE = re.compile(r"[ \t\r\n]*")
_scan = json.JSONDecoder().raw_decode


def parse_record(raw: bytes) -> dict[str, Any]:
    """The record that a piece of JSON holds.

    Halves of surrogate pairs, NaN and Infinity are taken too, as Python writes them.

    Raises:
        ValueError: it is no JSON, or not an object, or not UTF-8; the message is for people.
    """
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            record = json.loads(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ValueError(f"is not UTF-8: {error.reason} at byte {error.start}") from None
        except RecursionError:
            raise ValueError("is nested too deeply") from None
    if not isinstance(record, dict):
        raise ValueError(f"is no object but {_NAMES.get(type(record), 'a number')}")  # noqa: TRY004 - a value's fault
    return record


_NAMES = {list: "a list", str: "a string", type(None): "null", bool: "true or false"}


def dump_value(value: Any, *, ascii_only: bool = False) -> bytes:
    """A value as JSON; bytes become base64, and what else JSON does not know its text."""
    try:
        made = orjson.dumps(value, default=_spelled)
    except orjson.JSONEncodeError:  # half of a surrogate pair, an integer of more than 64 bits
        return json.dumps(value, default=_spelled).encode("ascii")
    if ascii_only and not made.isascii():
        return json.dumps(value, separators=(",", ":")).encode("ascii")
    return made


def _spelled(value: Any) -> str:
    """What tables hold and JSON does not: bytes in base64; decimals, spans of time and dates as texts."""
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else str(value)


def replaced(raw: bytes, values: dict[str, Any], changes: dict[str, Any]) -> bytes:
    """The record with some fields changed, or added at its end.

    Args:
        raw: the record as it stands in the input.
        values: the same, parsed.
        changes: new values of fields.
    """
    ascii_only = raw.isascii()
    news = {name: dump_value(value, ascii_only=ascii_only) for name, value in changes.items()}
    if len(changes) == 1:
        (name,) = changes
        if name in values:
            start, end = place_of(raw, values, name)
            return raw[:start] + news[name] + raw[end:]
    text = raw.decode("utf-8")
    places = spans(text)
    parts, at = [], 0
    for name, (start, end) in sorted(places.items(), key=lambda item: item[1]):
        if name in news:
            parts += [text[at:start].encode("utf-8"), news.pop(name)]
            at = end
    if news:
        close = text.rindex("}")
        parts.append(text[at:close].rstrip(" \t\r\n").encode("utf-8"))
        added = b",".join(dump_value(name) + b":" + value for name, value in news.items())
        parts += [b"," if places else b"", added]
        at = close
    parts.append(text[at:].encode("utf-8"))
    return b"".join(parts)


def place_of(raw: bytes, values: dict[str, Any], name: str) -> tuple[int, int]:
    """Where the value of one of its fields stands in a record, in bytes; of a key that stands twice, the last one.

    Args:
        raw: the record as it stands in the input.
        values: the same, parsed.
        name: a field that it has.
    """
    if core is not None and isinstance(values[name], str):
        place: tuple[int, int] | None = core.place_of_json_string(
            raw, b'"%b"' % name.encode("utf-8", "replace")
        )
        if place is not None:
            return place
    text = raw.decode("utf-8")
    start, end = spans(text)[name]
    return len(text[:start].encode("utf-8")), len(text[:end].encode("utf-8"))


def spans(text: str) -> dict[str, tuple[int, int]]:
    """Where each value of a record stands, in characters; of a key that stands twice, the last one.

    The text must hold an object and nothing else, as `parse_record` proves.
    """
    space = _SPACE.match
    places: dict[str, tuple[int, int]] = {}
    at = _end(space(text)) + 1
    while True:
        at = _end(space(text, at))
        if text[at] == "}":
            return places
        if text[at] == ",":
            at = _end(space(text, at + 1))
        key, at = scanstring(text, at + 1, True)
        at = _end(space(text, _end(space(text, at)) + 1))
        _, end = _scan(text, at)
        places[key] = (at, end)
        at = end


def _end(match: re.Match[str] | None) -> int:
    assert match is not None  # it matches the empty string
    return match.end()
