"""Bytes in and out: files, standard input and fsspec urls, unpacked as they are read, packed piece by piece.

What is packed is told by its first bytes, not by its name. Packed output is a row of members (frames), one for each
piece, which every reader of these packings takes for one stream; so workers pack, and a run can go on after any piece.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

import zstandard

from cleantext.errors import InputError, MissingExtraError

__all__ = ["DAMAGE", "Input", "filesystem", "is_url", "local_path", "open_input", "open_plain", "packer"]

DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile, lzma.LZMAError, zstandard.ZstdError)
"""What readers of packed bytes raise when these are damaged; bz2 raises OSError without an errno."""
_FREE = 64 << 20
"""Bytes that may come out of any input, whatever it was packed to."""
_ZSTD_PIECE = 1 << 10
"""Packed bytes that are unpacked at a time: four can become 128 KiB, and all that they become is held."""
_STEP = 1 << 13
"""Bytes that xz and bz2 unpack at a time: where they find damage, they keep those of the step to themselves."""
_ZSTD_WINDOW = 1 << 31
"""Bytes that a frame may look back: what `zstd --ultra --long=31` makes of large dumps."""
_ZSTD_SKIPPABLE = range(0x50, 0x60)
_HEAD = 6
"""Bytes that tell how a file is packed."""


def is_url(name: str) -> bool:
    """Whether a name is an fsspec url rather than a path."""
    return "://" in name


def local_path(name: str) -> str:
    """The path that a `file://` url names; all other names as they are."""
    return name.removeprefix("file://")


def filesystem(url: str) -> tuple[Any, str]:
    """The fsspec file system of a url, and the path in it.

    Raises:
        MissingExtraError: fsspec, or what it needs for this kind of url, is not installed.
    """
    try:
        import fsspec
    except ModuleNotFoundError:
        raise MissingExtraError("fsspec", "batch") from None
    try:
        fs, path = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise InputError(f"{url}: {error}") from error
    except ValueError as error:  # an unknown protocol
        raise InputError(f"{url}: {error}") from error
    return fs, path


class Input(io.RawIOBase):
    """A file as packed, counting what was read of it, and what came out of it."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.taken = 0
        """Packed bytes read so far."""

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Whether the file is."""
        return bool(self._file.seekable())

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place in the file, as if all before it had been read."""
        self.taken = int(self._file.seek(offset, whence))
        return self.taken

    def tell(self) -> int:
        """The place in the file."""
        return int(self._file.tell())

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer."""
        count = int(self._file.readinto(buffer))
        self.taken += count
        return count

    def close(self) -> None:
        """Close the file too, unless it is standard input."""
        if not self.closed and (sys.stdin is None or self._file is not sys.stdin.buffer):
            self._file.close()
        super().close()


class _Guarded(io.RawIOBase):
    """What comes out of a packed input, up to `most` times what went in."""

    def __init__(self, stream: Any, packed: Input, most: float) -> None:
        self._stream, self._packed, self._most = stream, packed, most
        self._given = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer.

        Raises:
            InputError: the input is damaged, breaks off, or grows out of all proportion.
        """
        try:
            data = self._stream.read1(len(buffer))
        except DAMAGE as error:
            raise InputError(
                f"is damaged or breaks off after {self._given:,} bytes unpacked: {error}"
            ) from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise InputError(f"is damaged after {self._given:,} bytes unpacked: {error}") from error
        buffer[: len(data)] = data
        self._given += len(data)
        if self._given > _FREE and self._given > self._most * self._packed.taken:
            raise InputError(
                f"unpacks to more than {self._most:g} times its size; if that is meant, "
                "raise --max-expansion (max_expansion)"
            )
        return len(data)

    def close(self) -> None:
        """Close what is below too."""
        if not self.closed:
            self._stream.close()
            self._packed.close()
        super().close()


class _Steady(io.BufferedReader):
    """Gives what comes before an error, and raises that when it is asked again; others drop what they have gathered."""

    _error: InputError | None = None

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes; less only at the end, and before an error. All that there are come whole or not at all."""
        if size is None or size < 0:
            return super().read()
        if self._error is not None:
            raise self._error
        parts, left = [], size
        try:
            while left and (part := self.read1(left)):
                parts.append(part)
                left -= len(part)
        except InputError as error:
            if not parts:
                raise
            self._error = error
        return parts[0] if len(parts) == 1 else b"".join(parts)


def open_input(name: str, max_expansion: float) -> tuple[BinaryIO, Input]:
    """Open an input to read its bytes unpacked.

    Args:
        name: a path, an fsspec url, or `-` for standard input.
        max_expansion: how many times its packed size it may grow to.

    Returns:
        A buffered stream, which gives what comes before damage and then raises InputError; and what counts its packed
        bytes.

    Raises:
        OSError: it cannot be opened.
    """
    packed = Input(_open(name))
    buffered: io.BufferedReader = io.BufferedReader(packed, 1 << 18)
    unpacked = _unpacked(buffered)
    if unpacked is None:
        return cast(BinaryIO, buffered), packed
    guarded = _Guarded(unpacked, packed, max_expansion)
    return cast(BinaryIO, _Steady(guarded, 1 << 18)), packed


def open_plain(name: str) -> io.FileIO | None:
    """Open an input that is a file of this machine and not packed, so that it can be read in any order.

    Args:
        name: as in `open_input`.

    Returns:
        The file; None for other inputs.

    Raises:
        OSError: it cannot be opened.
    """
    if name == "-" or is_url(name) or not hasattr(os, "pread") or not Path(name).is_file():
        return None
    file = io.FileIO(name)
    if _packing(file.read(_HEAD)):
        file.close()
        return None
    return file


def _open(name: str) -> BinaryIO:
    if name == "-":
        if sys.stdin is None:
            raise InputError("is closed")
        return sys.stdin.buffer
    if is_url(name):
        fs, path = filesystem(name)
        return cast(BinaryIO, fs.open(path, "rb"))
    return Path(name).open("rb", buffering=0)


def _unpacked(stream: io.BufferedReader) -> Any:
    """A reader of what is packed in the stream, or None where it is plain."""
    packing = _packing(stream.peek(_HEAD)[:_HEAD])
    if packing == "gz":
        return gzip.GzipFile(fileobj=stream, mode="rb")
    if packing == "zst":
        unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        return _Frames(stream, unpacker.decompressobj, piece=_ZSTD_PIECE)
    if packing == "bz2":
        return _Frames(stream, bz2.BZ2Decompressor)
    return _Frames(stream, lzma.LZMADecompressor, padding=b"\0") if packing == "xz" else None


def _packing(head: bytes) -> str:
    """How a file is packed that begins so; "" where it is plain."""
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if head.startswith(b"\x28\xb5\x2f\xfd") or (head[1:4] == b"\x2a\x4d\x18" and head[0] in _ZSTD_SKIPPABLE):
        return "zst"
    if head.startswith(b"BZh"):
        return "bz2"
    return "xz" if head.startswith(b"\xfd7zXZ\x00") else ""


class _Frames:
    """Reads frames (of xz and bz2: streams) one after another, to the end of the file.

    Says when the last one breaks off, or when something else follows one: readers that come with these packings take
    that for the end, and all that stands behind it would be lost without a word.
    """

    def __init__(
        self, stream: BinaryIO, begin: Callable[[], Any], *, piece: int = 1 << 16, padding: bytes = b""
    ) -> None:
        """Read nothing yet.

        Args:
            stream: the packed bytes.
            begin: makes an object that unpacks one frame.
            piece: packed bytes that are unpacked at a time, where what they become cannot be bounded.
            padding: a byte that may stand between frames any number of times.
        """
        self._stream, self._begin, self._piece, self._padding = stream, begin, piece, padding
        self._frame: Any = None
        self._left = b""
        self._data = b""
        self._at = 0

    def read1(self, size: int) -> bytes:
        """Some bytes, at most so many; b"" at the end.

        Raises:
            EOFError: the last frame is not whole.
        """
        while self._at == len(self._data):
            packed = b""
            if self._frame is None:
                if not (packed := self._next_begins()):
                    return b""
                self._frame = self._begin()
            elif getattr(self._frame, "needs_input", True) and not (packed := self._stream.read(self._piece)):
                raise EOFError("the last frame is not whole")
            bound = (min(size, _STEP),) if hasattr(self._frame, "needs_input") else ()
            self._data, self._at = self._frame.decompress(packed, *bound), 0
            if self._frame.eof:
                self._left, self._frame = self._frame.unused_data, None
        piece = self._data[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def _next_begins(self) -> bytes:
        """Bytes that the next frame begins with; b"" where there is none."""
        packed, self._left = self._left.lstrip(self._padding), b""
        while not packed and (packed := self._stream.read(self._piece)):
            packed = packed.lstrip(self._padding)
        return packed

    def close(self) -> None:
        """Nothing to close: the stream is closed by who opened it."""


def packer(packing: str) -> Callable[[bytes], bytes]:
    """A function that packs a piece of output as a member of its own; the same bytes for the same piece."""
    if packing == "gz":
        return lambda data: gzip.compress(data, 6, mtime=0)
    if packing == "zst":
        compressor = zstandard.ZstdCompressor(level=3, write_checksum=True)
        return compressor.compress
    if packing == "bz2":
        return bz2.compress
    if packing == "xz":
        return lzma.compress
    return lambda data: data
