"""The native core of a set of rules, made when there is enough to do that making it pays."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, Any

from cleantext.native import core

if TYPE_CHECKING:
    from cleantext.rules.ruleset import RuleSet

__all__ = ["Native"]

WORTH_IT = 0 if os.environ.get("CLEANTEXT_NATIVE") == "on" else 4_000_000
"""After so many characters the time that it takes to make the core's tables (0.7 s) is won back.

Where the cache has them the core is made at once: that takes less time than reading what the engine in Python needs.
"""


class Native:
    """The native core of one set of rules, or none as long as there is little to do."""

    def __init__(self) -> None:
        self._core: Any = None
        self._left = WORTH_IT if core else -1
        """Characters until the core is made; below 0 once that is done."""
        self._lock = Lock()

    def of(self, rules: RuleSet, size: int) -> Any:
        """The native core for a text of so many characters more; None where Python is to do the work.

        Args:
            rules: the rules to which this belongs.
            size: characters.
        """
        if self._left >= 0:
            with self._lock:
                self._left -= size
                if self._core is None and (self._left <= 0 or rules.has_flat):
                    self._core = _made(rules)
                    self._left = -1
        return self._core

    def __reduce__(self) -> tuple[object, ...]:
        return Native, ()


def _made(rules: RuleSet) -> Any:
    flat = rules.flat
    if core is None or flat is None:
        return None
    from cleantext.native.host import Host

    return core.Core(flat.rules, flat.tables, Host(rules, flat.patterns, flat.expressions))
