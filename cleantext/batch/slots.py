"""Memory that a process shares with those forked from it, for what comes of chunks."""

from __future__ import annotations

import mmap

__all__ = ["Slots"]


class Slots:
    """So many equal parts of shared memory; who fills one, and until when it is read, others see to."""

    def __init__(self, count: int, size: int) -> None:
        """Take the memory, which costs nothing until it is written to.

        Args:
            count: parts.
            size: bytes of each.
        """
        self._count, self._size = count, size
        self._memory = memoryview(mmap.mmap(-1, count * size))

    def put(self, number: int, data: bytes) -> bool:
        """Fill the part of a number; False, with nothing done, where it is too small."""
        if len(data) > self._size:
            return False
        start = self._start(number)
        self._memory[start : start + len(data)] = data
        return True

    def get(self, number: int, size: int) -> memoryview:
        """The first bytes of the part of a number, as long as nobody fills it again."""
        start = self._start(number)
        return self._memory[start : start + size]

    def _start(self, number: int) -> int:
        """Numbers go round, so that so many of them in a row have parts of their own."""
        return number % self._count * self._size
