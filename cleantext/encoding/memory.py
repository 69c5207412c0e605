"""What was reckoned about pieces of texts and may be asked for again: kept between texts, within bounds."""

from __future__ import annotations

from typing import TypeVar

__all__ = ["Memory"]

V = TypeVar("V")
ROOM = 4_000_000
"""Characters of keys that are kept, if nothing else is said."""
EACH = 50
"""What a key takes beside its characters."""


class Memory(dict[str, V]):
    """Values by pieces of texts; all are forgotten once there is no room for one more.

    Characters are counted, for a piece may be as long as a text.
    """

    def __init__(self, room: int = ROOM) -> None:
        """Make an empty one.

        Args:
            room: characters of keys that are kept.
        """
        super().__init__()
        self._all = self._room = room

    def keep(self, key: str, value: V) -> V:
        """The value, which is remembered."""
        self._room -= len(key) + EACH
        if self._room < 0:
            self.clear()
            self._room = self._all - len(key) - EACH
        self[key] = value
        return value
