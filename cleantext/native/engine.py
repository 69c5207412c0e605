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
        self._left = WORTH_IT
        """Characters until the core is made."""
        self._done = core is None
        self._lock = Lock()

    def of(self, rules: RuleSet, size: int) -> Any:
        """The native core for a text of so many characters more; None where Python is to do the work.

        Args:
            rules: the rules to which this belongs.
            size: characters.
        """
        if not self._done:
            with self._lock:
                self._left -= size
                if self._left <= 0 or rules.has_flat:
                    self._make(rules)
        return self._core

    @property
    def made(self) -> Any:
        """The native core, if it was made; else None."""
        return self._core

    def prepare(self, rules: RuleSet) -> None:
        """Make the core now, unless that was done."""
        with self._lock:
            self._make(rules)

    def _make(self, rules: RuleSet) -> None:
        if core is not None and not self._done:
            flat = rules.flat()
            if flat is not None:
                from cleantext.native.host import Host

                host = Host(flat.patterns, flat.expressions)
                self._core = core.Core(flat.rules, flat.tables, host)
        self._done = True

    def __reduce__(self) -> tuple[object, ...]:
        return Native, ()
