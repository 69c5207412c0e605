"""An output under way: a file that grows, and knows how long it is."""

from __future__ import annotations

import errno
import mmap
import os
from io import FileIO
from pathlib import Path

from cleantext.errors import BatchError
from cleantext.files import write_stream

__all__ = ["Part"]

_HELD = 64 << 20
"""Bytes of an output that may go through the system's memory: whoever reads a short one next finds it there."""
_BLOCK = 1 << 12
"""What goes past that memory begins, in the file and in ours, and ends at multiples of so many bytes."""
_GATHERED = 4 << 20
"""Bytes that go past it at once."""


class Part:
    """A file written from its end on. A long one goes past the system's memory to the disk, where the system can.

    Else a dump would push what other programs read out of that memory, and each page of it would have to be found,
    filled and let go; a virtual machine may have to ask its host for each, which takes longer than all the rest.
    """

    def __init__(self, path: Path, size: int) -> None:
        """Open it to go on at `size` (bytes), cutting off what stands beyond.

        Raises:
            BatchError: it is shorter than that.
            OSError: it cannot be written.
        """
        self.path = path
        self.size = size
        self._file = FileIO(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+")
        self._direct: FileIO | None = None
        """The same file, past the system's memory."""
        self._may_pass = hasattr(os, "O_DIRECT")
        self._gathered = memoryview(b"")
        """Memory for the last bytes, which are not in the file yet."""
        self._waiting = 0
        """How many they are."""
        if self._file.seek(0, os.SEEK_END) < size:
            self._file.close()
            raise BatchError(f"{path} is shorter than its journal says; --restart begins anew")
        self._file.truncate(size)

    def write(self, data: bytes | memoryview) -> None:
        """Add bytes; some may wait for more until `flush` is called.

        Raises:
            OSError: they cannot be written.
        """
        rest = memoryview(data)
        if self._may_pass and self._direct is None and self.size + len(rest) > _HELD:
            self._begin_to_pass()
        while rest:
            if self._direct is None:
                taken = len(rest)
                _put(self._file, self.size, rest)
            else:
                taken = min(len(rest), _GATHERED - self._waiting)
                self._gathered[self._waiting : self._waiting + taken] = rest[:taken]
                self._waiting += taken
            self.size += taken
            rest = rest[taken:]
            if self._waiting == _GATHERED:
                self._pass()

    def _begin_to_pass(self) -> None:
        try:
            self._direct = FileIO(os.open(self.path, os.O_WRONLY | os.O_DIRECT), "w")
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            self._may_pass = False  # this file system cannot
            return
        self._gathered = memoryview(mmap.mmap(-1, _GATHERED))
        self._waiting = self.size % _BLOCK
        self._file.seek(self.size - self._waiting)
        self._gathered[: self._waiting] = self._file.read(self._waiting)

    def _pass(self) -> None:
        """Write the whole blocks that wait."""
        start = self.size - self._waiting
        whole = self._waiting - self._waiting % _BLOCK
        assert self._direct is not None
        try:
            _put(self._direct, start, self._gathered[:whole])
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            self._direct.close()  # its blocks are larger
            self._direct, self._may_pass = None, False
            _put(self._file, start, self._gathered[: self._waiting])
            whole = self._waiting
        self._gathered[: self._waiting - whole] = bytes(self._gathered[whole : self._waiting])
        self._waiting -= whole

    def flush(self) -> None:
        """Have all bytes in the file.

        Raises:
            OSError: they cannot be written.
        """
        if self._direct is not None:
            self._pass()
            # Less than a block stays here, too, since the block is written when it is whole.
            _put(self._file, self.size - self._waiting, self._gathered[: self._waiting])

    def sync(self) -> None:
        """Have all that was flushed reach the disk. Other threads may write meanwhile."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close it; it stays where it is."""
        self._file.close()
        if self._direct is not None:
            self._direct.close()


def _put(file: FileIO, at: int, data: memoryview) -> None:
    file.seek(at)
    write_stream(file, data)
