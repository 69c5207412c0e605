"""The stages before the rules, one after the other: encoding repair, then typography."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cleantext.encoding import repair
from cleantext.encoding.guard import NATIVE as GUARD
from cleantext.options import Options
from cleantext.typography import NATIVE as TYPOGRAPHY
from cleantext.typography import is_simple, normalise

__all__ = ["mender", "native_parts"]


def mender(options: Options) -> Callable[[str], tuple[str, bool]]:
    """What mends texts under some options.

    It gives the text, and whether that is settled: any of its lines, in order, would be left alone, if no blank ones
    stand at their ends or side by side. Then nobody need look at what stripping leaves.
    """

    def in_turn(text: str) -> tuple[str, bool]:
        if options.repair:
            text = repair(text)
        return normalise(text, options), False

    parts = native_parts(options)
    if parts is None or parts == _NOTHING:
        return in_turn
    typography, guard = parts

    def at_once(text: str) -> tuple[str, bool]:
        return typography.mend(text, guard) or in_turn(text)

    return at_once


_NOTHING = (None, None)


def native_parts(options: Options) -> tuple[Any, Any] | None:
    """What mends texts under some options without Python: the typography and the guard of the native core.

    Both are None where nothing is mended; None for them both where Python has a hand in it.
    """
    o = options
    if not o.repair and {o.quotes, o.spaces, o.dashes, o.ellipses, o.form} == {"keep"}:
        return _NOTHING
    return (TYPOGRAPHY, GUARD) if GUARD and TYPOGRAPHY and o.repair and is_simple(o) else None
