"""Regular expressions on lines that both engines have: Python's as it is, the native core's from the same source."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

__all__ = ["LinePattern"]

How = Literal["match", "search", "fullmatch"]


class LinePattern:
    """Whether a regular expression fits a line, or stands in it; compiled when that is first asked."""

    __slots__ = ("_test", "any_case", "how", "source")

    def __init__(self, source: str, how: How, *, any_case: bool = False) -> None:
        self.source = source
        self.how: How = how
        """The method of `re` by which a line is asked."""
        self.any_case = any_case
        self._test: Callable[[str], re.Match[str] | None] | None = None

    def __call__(self, text: str) -> bool:
        """Whether it does."""
        if self._test is None:
            flags = re.IGNORECASE if self.any_case else re.NOFLAG
            self._test = getattr(re.compile(self.source, flags), self.how)
            assert self._test is not None
        return self._test(text) is not None
