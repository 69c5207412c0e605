"""Encoding damage: find it, undo it, span by span.

>>> repair("a large portionÂ\xa0– it isnâ€™t")
'a large portion\\xa0– it isn’t'
"""

from __future__ import annotations

from typing import NamedTuple

from cleantext.edits import Edit, Flag
from cleantext.encoding.guard import alarms, holds

__all__ = ["Repairs", "find_repairs", "repair"]


class Repairs(NamedTuple):
    """What a text needs."""

    edits: tuple[Edit, ...]
    """Sorted and disjoint, in characters of the text."""
    flags: tuple[Flag, ...]
    """Damage that is left because only its meaning could decide."""


_NOTHING = Repairs((), ())


def find_repairs(text: str) -> Repairs:
    """The repairs of a text, as edits in its offsets (characters).

    Made once, they leave nothing to find. Any str is taken; none raises.
    """
    found = alarms(text)
    if not holds(text, found):
        return _NOTHING
    from cleantext.encoding.find import find_all

    edits, flags = find_all(text, found)
    return Repairs(tuple(edits), tuple(flags))


def repair(text: str) -> str:
    """The text with its encoding damage undone, and nothing else changed."""
    found = alarms(text)
    if not holds(text, found):
        return text
    from cleantext.encoding.find import mended

    return mended(text, found)
