"""A JSON array of records, or records one after another in any spacing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from cleantext.batch.chunk import Chunk, Row
from cleantext.batch.formats.lines import BOM, has_mark, skip_bytes
from cleantext.batch.jsontext import parse_record
from cleantext.batch.until import UntilError
from cleantext.errors import InputError

__all__ = ["parse", "read"]

_scan = json.JSONDecoder(strict=False).raw_decode
_BETWEEN = " \t\r\n,"
_BEGINS = frozenset('{["-0123456789')
"""Signs that a value begins with."""
_WORDS = ("true", "false", "null", "NaN", "Infinity")
"""Values that begin with a letter."""

Body = list[tuple[int, bytes]]
"""Records as they stand, each with the byte it begins at."""


def read(stream: BinaryIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:
    """The chunks of an array; arguments as for lines.

    Raises:
        InputError: the stream is damaged or UTF-16; or an array breaks off, or holds what is no JSON, after which no
            record can be found any more.
    """
    scanner = _Scanner(stream, start, size, max_record)
    values = UntilError(scanner, InputError)
    body: Body = []
    held, end = 0, start
    for at, raw in values:
        body.append((at, raw))
        held, end = held + len(raw), scanner.at
        if held >= size:
            yield Chunk(start, end, body, end - start)
            start, body, held = end, [], 0
    if body:
        yield Chunk(start, end, body, end - start)
    values.check()


class _Scanner:
    """Finds one value after another. Bytes are looked at as Latin-1, so that characters count bytes."""

    def __init__(self, stream: BinaryIO, start: int, block: int, most: int) -> None:
        self._stream, self._block, self._most = stream, block, most
        head = stream.read(max(block, len(BOM)))
        self._text = head.decode("latin-1")
        self._place = 0
        self.at = 0
        """The byte after the last value."""
        if has_mark(head):
            self._advance(len(BOM))
        self._array = self._peek() == "["
        """Whether the values are those of an array, which ends with a bracket."""
        if self._array:
            self._advance(1)
        if start:
            self._skip_to(start)

    def _skip_to(self, start: int) -> None:
        """Pass over what was read in an earlier run."""
        held = len(self._text) - self._place
        if start - self.at <= held:
            self._advance(start - self.at)
        else:
            skip_bytes(self._stream, start, self.at + held)
            self._text, self._place, self.at = "", 0, start

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        while (sign := self._peek()) and not (self._array and sign == "]"):
            if not self._at_value(sign):
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
        elif self._array:
            raise InputError(f"breaks off: the array has no end, after byte {self.at:,}")

    def _at_value(self, sign: str) -> bool:
        """Whether something that begins with this sign may be a value, be it a record or not."""
        longest = max(map(len, _WORDS))
        if len(self._text) - self._place < longest:
            self._more(longest)
        return sign in _BEGINS or self._text.startswith(_WORDS, self._place)

    def _peek(self) -> str:
        """The first character that is not between values; "" at the end."""
        while True:
            rest = self._text[self._place : self._place + 256].lstrip(_BETWEEN)
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
                if end < len(self._text) or self._text[end - 1] == "}":
                    return end
                if not self._more(step):  # else a number may go on behind what was read
                    return len(self._text)

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
