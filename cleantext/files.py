"""Texts in files: read with care, written whole or not at all.

The cleaner knows one line end, the newline. What a file had is remembered in its `Source`, so that a file
with Windows line ends keeps them.
"""

from __future__ import annotations

import codecs
import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

__all__ = [
    "LinesFile",
    "Source",
    "encode_text",
    "read_source",
    "refusal",
    "replacing",
    "take_over",
    "write_stream",
    "write_whole",
]

BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks and what they announce; the longer before those they begin with."""


class Source(NamedTuple):
    """A document as read: its text, and what its bytes were."""

    text: str
    """With every line end made a newline."""
    data: bytes
    encoding: str
    """The codec that the bytes were read with."""
    how: str
    """How the encoding was found out."""
    newline: str
    """The line end that all lines have: `\\n`, `\\r\\n` or `\\r`; `\\n` where they are mixed or missing."""
    broken: int = 0
    """Places where bytes do not fit the encoding."""
    note: str = ""
    """What else a person wants to know of the encoding."""


def refusal(error: OSError, what: str = "") -> str:
    """What the operating system refused, in words, behind the name of the file that it tells of.

    Args:
        what: to be said instead of the system's own words.
    """
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{what or error.strerror or error}"


def read_source(
    data: bytes, encoding: str | None = None, *, declared: str | None = None, html: bool = False
) -> Source:
    """Read bytes as text.

    Args:
        data: the whole document.
        encoding: a codec's name, where it is known; else it is found out.
        declared: what came with the bytes as their charset; it may be wrong.
        html: whether they are a web page, which can declare its charset.

    Raises:
        DecodeError: the bytes are no text, or not in that encoding.
    """
    from cleantext.encoding.decode import decode

    decoded = decode(data, encoding=encoding, declared=declared, html=html)
    text = decoded.text
    newline = "\n"
    if "\r" in text:
        newline = _newline(text)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Source(text, data, decoded.encoding, decoded.how, newline, decoded.broken, decoded.note)


def _newline(text: str) -> str:
    both = text.count("\r\n")
    if both == text.count("\r") == text.count("\n"):
        return "\r\n"
    return "\r" if "\n" not in text else "\n"


def encode_text(text: str, newline: str = "\n") -> bytes:
    """A clean text as the bytes of a file: UTF-8, no byte order mark, with the line ends that its source had.

    Raises:
        UnicodeEncodeError: the text holds half of a surrogate pair, which UTF-8 has no bytes for.
    """
    return (text if newline == "\n" else text.replace("\n", newline)).encode("utf-8")


def write_stream(stream: BinaryIO, data: bytes | memoryview) -> None:
    """Write all of the bytes to a stream, one without a buffer (PYTHONUNBUFFERED) too, and flush it.

    Raises:
        OSError: the stream takes no more; BrokenPipeError where its reader went away.
    """
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]
    stream.flush()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its name holds the old content or the new one, never half of it.

    The bytes go to a new file in the same folder, reach the disk, and take the name then. A file that was
    there gives its permissions (and its owner, where that is allowed) to the new one; of a symbolic link the
    target is replaced, not the link.

    Raises:
        OSError: the folder cannot be written, the disk is full, ...; the old file is as it was.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not os.access(path, os.W_OK):  # its folder's rights would let it be replaced
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place, owner and permissions of another once it is whole; else nothing stays of it.

    Raises:
        OSError: the folder cannot be written, the disk is full, ...
    """
    beside = path.parent / f".clean-{os.urandom(6).hex()}.tmp"
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        take_over(path, beside)
        beside.replace(path)
    except BaseException:  # Ctrl-C too: nothing half-made stays behind
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def take_over(path: Path, beside: Path) -> None:
    """Give the new file the owner and permissions of the one that it replaces, if there is one."""
    try:
        old = path.stat()
    except FileNotFoundError:
        return
    new = beside.stat()
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid) and hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(beside, old.st_uid, old.st_gid)
    beside.chmod(old.st_mode & 0o7777)


class LinesFile:
    """A file of JSON lines that takes its name when it is closed, whatever ended the work.

    What was written by then is kept, an interrupted run's too: the files that it speaks of were written.
    """

    def __init__(self, path: Path) -> None:
        """Begin the file, beside its name.

        Raises:
            OSError: the folder cannot be written.
        """
        self._path = Path(os.path.realpath(path))
        self._beside = self._path.parent / f".clean-{os.urandom(6).hex()}.tmp"
        self._file = self._beside.open("xb")

    def write(self, value: object) -> None:
        """Add a line."""
        try:
            line = json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:  # half of a surrogate pair: JSON can spell it, UTF-8 cannot
            line = json.dumps(value).encode("ascii")
        self._file.write(line + b"\n")
        self._file.flush()

    def __enter__(self) -> LinesFile:
        return self

    def __exit__(self, *_: object) -> None:
        os.fsync(self._file.fileno())
        self._file.close()
        self._beside.replace(self._path)
