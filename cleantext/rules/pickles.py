"""Compiled rules as pickles that are small and quickly read: equal parts once, and no search for garbage meanwhile."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["Sharing", "dump", "dump_packed", "load", "load_packed", "uncollected"]


def dump(value: object) -> bytes:
    """The value as a pickle, for this version of Python."""
    with uncollected():
        return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def load(data: bytes) -> Any:
    """The value of a pickle that `dump` made.

    Raises:
        as pickle.loads.
    """
    with uncollected():
        return pickle.loads(data)


def dump_packed(value: object) -> bytes:
    """As `dump`, compressed: for what is long and seldom read."""
    import zstandard

    return zstandard.compress(dump(value), level=1)


def load_packed(data: bytes) -> Any:
    """The value of a pickle that `dump_packed` made."""
    import zstandard

    return load(zstandard.decompress(data))


@contextmanager
def uncollected() -> Iterator[None]:
    """Have the collector wait: a hundred thousand objects come in at once, and none of them is garbage."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Sharing:
    """Rebuilds values so that equal texts, numbers, tuples, sets and lists in them are one object.

    For what is compiled once and only read from then on: lists are shared, too.
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._numbers: dict[int, int] = {}
        self._known: dict[object, Any] = {}
        self._done: dict[int, tuple[Any, Any]] = {}
        """By the identity of a value met before: the value, so that it lives on, and what became of it."""

    def once(self, value: Any) -> Any:
        """An equal value, whose parts are those met before wherever they are equal to them."""
        kind = type(value)
        if kind is str:
            return self._texts.setdefault(value, value)
        if kind is int:
            return self._numbers.setdefault(value, value)
        if kind is dict:
            return {self.once(key): self.once(item) for key, item in value.items()}
        if not isinstance(value, tuple | list | frozenset):
            return value
        done = self._done.get(id(value))
        if done is None:
            items = list(map(self.once, value))
            # Told by which parts it has, since equal parts are one: True and 1 are equal, and not the same.
            key = (kind, *map(id, items))
            made = self._known.get(key)
            if made is None:
                made = self._known[key] = _like(value, items)
            done = self._done[id(value)] = value, made
        return done[1]


def _like(value: Any, items: list[Any]) -> Any:
    kind = type(value)
    return kind(*items) if hasattr(kind, "_fields") else kind(items)
