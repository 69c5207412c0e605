"""What comes before an error of a source, to be dealt with first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

__all__ = ["UntilError"]

T = TypeVar("T")


class UntilError(Generic[T]):
    """Items up to an error of their source, which waits until `check`, so that those gathered are not lost."""

    def __init__(self, items: Iterable[T], kinds: type[Exception] | tuple[type[Exception], ...]) -> None:
        """Take nothing yet.

        Args:
            items: the source.
            kinds: errors that wait; others are raised at once.
        """
        self._items, self._kinds = items, kinds
        self._error: Exception | None = None

    def __iter__(self) -> Iterator[T]:
        try:
            yield from self._items
        except self._kinds as error:
            self._error = error

    def check(self) -> None:
        """Raise the error, if there was one."""
        if self._error is not None:
            raise self._error
