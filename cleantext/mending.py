"""The stages before the rules, one after the other: encoding repair, then typography."""

from __future__ import annotations

from collections.abc import Callable

from cleantext.encoding import repair
from cleantext.encoding.guard import NATIVE as GUARD
from cleantext.options import Options
from cleantext.typography import NATIVE as TYPOGRAPHY
from cleantext.typography import is_simple, normalise

__all__ = ["mender"]


def mender(options: Options) -> Callable[[str], tuple[str, bool]]:
    """What mends texts under some options.

    It gives the text, and whether that is settled: any of its lines, in order, would be left alone, if no blank ones
    stand at their ends or side by side. Then nobody need look at what stripping leaves.
    """

    def in_turn(text: str) -> tuple[str, bool]:
        if options.repair:
            text = repair(text)
        return normalise(text, options), False

    if not (GUARD and TYPOGRAPHY and options.repair and is_simple(options)):
        return in_turn
    mend: Callable[..., tuple[str, bool] | None] = TYPOGRAPHY.mend

    def at_once(text: str) -> tuple[str, bool]:
        return mend(text, GUARD) or in_turn(text)

    return at_once
