"""Outputs that take their names when they are whole."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import Protocol

from cleantext.batch.streams import filesystem, is_url
from cleantext.files import replacing, take_over, write_stream

__all__ = ["Sink", "StandardOutput", "publish", "remove"]


class Sink(Protocol):
    """Takes the bytes of an output."""

    size: int
    """Bytes so far."""

    def write(self, data: bytes | memoryview) -> None:
        """Add bytes."""


class StandardOutput:
    """Standard output, a chunk at a time."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes | memoryview) -> None:
        """Write and flush."""
        write_stream(sys.stdout.buffer, data)
        self.size += len(data)


def publish(part: Path, name: str) -> None:
    """Give an output that is whole its name; whatever stood there is replaced at once, or stays as it was.

    Args:
        part: the output, on disk; it stays where it is if this fails, or if the place is on another file system.
        name: a path, or an fsspec url.

    Raises:
        OSError: it cannot be written there.
    """
    if is_url(name):
        fs, path = filesystem(name)
        fs.put_file(str(part), path)
        return
    target = Path(os.path.realpath(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    take_over(target, part)
    try:
        part.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # On another file system: a copy that is whole takes the name.
        with part.open("rb") as source, replacing(target) as file:
            shutil.copyfileobj(source, file)
    _sync_folder(target.parent)


def remove(name: str) -> None:
    """Remove an output of an earlier run, if it is there."""
    if is_url(name):
        fs, path = filesystem(name)
        if fs.exists(path):
            fs.rm_file(path)
    else:
        Path(name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
