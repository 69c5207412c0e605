"""JSON lines: one record a line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import FileIO
from typing import BinaryIO

from cleantext.batch.chunk import Chunk, InFile, Oversize, Row
from cleantext.batch.jsontext import parse_record
from cleantext.errors import InputError

__all__ = [
    "BOM",
    "HEAD",
    "check_seekable",
    "file_chunks",
    "has_mark",
    "line_chunks",
    "parse",
    "read",
    "skip_bytes",
]

HEAD = 1 << 12
"""Bytes kept of a record that is too long to clean."""
BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SHORTER = "is shorter than it was when this run began"
_TAIL = 1 << 14
"""Bytes that are read at a time to find the last end of a line."""


def read(stream: BinaryIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:
    """The chunks of a file of lines.

    Args:
        stream: the file's bytes, unpacked, from its beginning.
        start: byte to begin at: the end of an earlier chunk.
        size: bytes of a chunk, unless one line is longer.
        max_record: bytes of a line past which only its head is kept.

    Raises:
        InputError: the stream is damaged or too short, or is UTF-16.
    """
    head = b""
    size = max(size, len(BOM))  # what is read to look for the mark is never more than a chunk
    if start:
        skip_bytes(stream, start)
    else:
        head = stream.read(len(BOM))
        if has_mark(head):
            head, start = b"", len(BOM)
    return line_chunks(stream, head, start, size, max_record)


def has_mark(head: bytes) -> bool:
    """Whether a byte order mark stands before the first record.

    Raises:
        InputError: it is one of UTF-16.
    """
    if head.startswith(_UTF16):
        raise InputError("is UTF-16; records are read as UTF-8: convert it first (iconv -f UTF-16 -t UTF-8)")
    return head.startswith(BOM)


def file_chunks(file: FileIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:
    """The chunks that `read` gives of a plain file, which is hardly read for it: all but the first are InFile.

    Args:
        file: the file, of which chunks get the name.
        start, size, max_record: as in `read`.

    Raises:
        InputError: the file is too short, or is UTF-16.
    """
    handle = file.fileno()
    state = os.fstat(handle)
    if start > state.st_size:
        raise InputError(_SHORTER)
    if not start and has_mark(os.pread(handle, len(BOM), 0)):
        start = len(BOM)
    body = InFile(os.fspath(file.name), state.st_ino)
    at, size = start, max(size, len(BOM))
    while at < state.st_size:
        end = at + size
        cut = state.st_size if end > state.st_size else _last_line_end(handle, at, end)
        if cut > at:
            yield Chunk(at, cut, os.pread(handle, cut - at, at) if at == start else body, cut - at)
        else:
            block = os.pread(handle, size, at)
            if len(block) < size:
                raise InputError(_SHORTER)
            file.seek(end)
            chunk, _ = _long_line(file, block, at, size, max_record)
            yield chunk
            cut = chunk.end
        at = cut


def _last_line_end(handle: int, start: int, end: int) -> int:
    """Where the last line ends of a part of a file; its start, if none does."""
    while end > start:
        begin = max(start, end - _TAIL)
        found = os.pread(handle, end - begin, begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        end = begin
    return start


def check_seekable(stream: BinaryIO, what: str) -> None:
    """Raise InputError where a format that is read from its end comes packed, or from a pipe."""
    if not stream.seekable():
        raise InputError(
            f"{what} is read from its end, so it can be neither packed nor come from a pipe: unpack it to a file"
        )


def skip_bytes(stream: BinaryIO, count: int, read: int = 0) -> None:
    """Pass over what was read in an earlier run.

    Args:
        stream: the file's bytes.
        count: the byte to go on at, from its beginning.
        read: bytes of them that were read now.

    Raises:
        InputError: the stream ends before.
    """
    if stream.seekable():
        stream.seek(count)
        return
    left = count - read
    while left:
        data = stream.read(min(left, 1 << 20))
        if not data:
            raise InputError(_SHORTER)
        left -= len(data)


def line_chunks(stream: BinaryIO, rest: bytes, at: int, size: int, max_record: int) -> Iterator[Chunk]:
    """Chunks of whole lines; where each ends depends only on what stands behind its start."""
    while True:
        read = stream.read(max(0, size - len(rest)))
        cut = read.rfind(b"\n") + 1
        if cut and len(rest) + len(read) == size:  # nearly always, and so with one copy
            body, rest = b"".join((rest, memoryview(read)[:cut])), read[cut:]
            yield Chunk(at, at + len(body), body, len(body))
            at += len(body)
            continue
        block = rest + read
        if not block:
            return
        cut = block.rfind(b"\n", 0, size) + 1
        if not cut and len(block) >= size:
            chunk, rest = _long_line(stream, block, at, size, max_record)
            yield chunk
            at = chunk.end
            continue
        damage = _damage_behind(stream) if len(block) < size else None
        if len(block) < size and damage is None:  # the end of the file
            cut = len(block)
        if cut:
            yield Chunk(at, at + cut, block[:cut], cut)
        if damage is not None:  # the line that it cut off is no record
            raise damage
        at += cut
        rest = block[cut:]


def _damage_behind(stream: BinaryIO) -> InputError | None:
    """What ends a stream that gave less than was asked; None where that is its end."""
    try:
        stream.read(1)
    except InputError as error:
        return error
    return None


def _long_line(stream: BinaryIO, block: bytes, at: int, size: int, most: int) -> tuple[Chunk, bytes]:
    """The chunk of a line that is longer than chunks are, and what was read past it."""
    parts, length = [block], len(block)
    while True:
        data = stream.read(size)
        end = data.find(b"\n") + 1 or len(data)
        length += end
        if length <= most + 1:
            parts.append(data[:end])
        else:
            del parts[1:]
        if not data or data[end - 1 : end] == b"\n":
            break
    whole = length <= most + 1
    body = b"".join(parts) if whole else Oversize(block[:HEAD], length)
    return Chunk(at, at + length, body, length), data[end:]


def parse(body: bytes, start: int) -> Iterator[Row]:
    """The records of a chunk; blank lines hold none."""
    at = start
    for line in body.split(b"\n"):
        if line and not line.isspace():
            try:
                yield Row(at, line, parse_record(line))
            except ValueError as error:
                yield Row(at, line, None, str(error))
        at += len(line) + 1
