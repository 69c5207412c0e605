"""A JSON array of records, or records one after another in any spacing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from cleantext.batch.chunk import Chunk, Row
from cleantext.batch.formats.lines import skip_bytes
from cleantext.batch.jsontext import parse_record
from cleantext.errors import InputError

__all__ = ["parse", "read"]

_scan = json.JSONDecoder(strict=False).raw_decode
_BETWEEN = b" \t\r\n,"
_BOM = b"\xef\xbb\xbf"

Body = list[tuple[int, bytes]]
"""Records as they stand, each with the byte it begins at."""


def read(stream: BinaryIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:
    """The chunks of an array; arguments as for lines.

    Raises:
        InputError: the stream is damaged; or holds what is no JSON, after which no record can be found any more.
    """
    scanner = _Scanner(stream, start, size, max_record)
    body: Body = []
    held = 0
    for at, raw in scanner:
        body.append((at, raw))
        held += len(raw)
        if held >= size:
            yield Chunk(start, scanner.at, body, scanner.at - start)
            start, body, held = scanner.at, [], 0
    if body:
        yield Chunk(start, scanner.at, body, scanner.at - start)


class _Scanner:
    """Finds one value after another. Bytes are looked at as Latin-1, so that characters count bytes."""

    def __init__(self, stream: BinaryIO, start: int, block: int, most: int) -> None:
        self._stream, self._block, self._most = stream, block, most
        self._text = ""
        self._place = 0
        self.at = start
        """The byte after the last value."""
        self._open = start == 0
        if start:
            skip_bytes(stream, start)

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        if self._open:
            self._text = self._stream.read(max(self._block, len(_BOM))).decode("latin-1")
            if self._text.startswith(_BOM.decode("latin-1")):
                self._advance(len(_BOM))
            if self._peek() == "[":
                self._advance(1)
        while (sign := self._peek()) not in ("", "]"):
            if sign != "{":
                raise InputError(
                    f"holds no record at byte {self.at:,}, but {self._text[self._place :][:20]!r}"
                )
            end = self._value_end()
            raw = self._text[self._place : end].encode("latin-1")
            at = self.at
            self._advance(len(raw))
            yield at, raw
        if sign:
            self._advance(1)
            if self._peek():
                raise InputError(f"goes on after the array's end, at byte {self.at:,}")

    def _peek(self) -> str:
        """The first character that is not between values; "" at the end."""
        between = _BETWEEN.decode("latin-1")
        while True:
            rest = self._text[self._place : self._place + 256].lstrip(between)
            if rest:
                self._advance(len(self._text[self._place : self._place + 256]) - len(rest))
                return rest[0]
            self._advance(min(256, len(self._text) - self._place))
            if self._place == len(self._text) and not self._more(self._block):
                return ""

    def _value_end(self) -> int:
        step = self._block
        while True:
            try:
                _, end = _scan(self._text, self._place)
            except RecursionError:
                raise InputError(f"is nested too deeply at byte {self.at:,}") from None
            except ValueError as error:
                if len(self._text) - self._place > self._most:
                    raise InputError(
                        f"the record at byte {self.at:,} is broken or longer than max_record={self._most:,} bytes; "
                        "what follows in an array cannot be found then"
                    ) from None
                if not self._more(step):
                    raise InputError(
                        f"breaks off, or is no JSON, in the record at byte {self.at:,}: {error}"
                    ) from None
                step *= 2  # a long record is not scanned again for every block
            else:
                return end

    def _more(self, size: int) -> bool:
        data = self._stream.read(size)
        self._text = self._text[self._place :] + data.decode("latin-1")
        self._place = 0
        return bool(data)

    def _advance(self, count: int) -> None:
        self._place += count
        self.at += count


def parse(body: Body, start: int) -> Iterator[Row]:  # noqa: ARG001 - the records know their own places
    """The records of a chunk."""
    for at, raw in body:
        try:
            yield Row(at, raw, parse_record(raw))
        except ValueError as error:
            yield Row(at, raw, None, str(error))
