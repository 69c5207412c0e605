"""The output of a chunk of lines as pieces of its input, with what is new between them."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["Pieces"]


class Pieces:
    """A chunk of lines, some parts of which are replaced, in order, or dropped; what lies between is not copied."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._view = memoryview(source)
        self._parts: list[bytes | memoryview] = []
        self._at = 0
        """All before is in the parts, or dropped."""

    def lines(self) -> Iterator[tuple[int, int]]:
        """Where each line begins and ends, without its line end; blank lines are dropped."""
        source, size = self.source, len(self.source)
        find, start = source.find, 0
        while start < size:
            end = find(b"\n", start)
            if end < 0:
                end = size
            if source[start] <= _SPACE and not source[start:end].strip():
                self.drop(start, end)
            else:
                yield start, end
            start = end + 1

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put something else in the place of a part."""
        self._parts += self._view[self._at : start], new
        self._at = end

    def drop(self, start: int, end: int) -> None:
        """Leave a line out, with its line end."""
        self._parts.append(self._view[self._at : start])
        self._at = end + 1

    def joined(self) -> bytes:
        """What has come of it; the last line ends, too."""
        made = b"".join((*self._parts, self._view[self._at :])) if self._parts else self.source
        return made if not made or made.endswith(b"\n") else made + b"\n"


_SPACE = ord(" ")
