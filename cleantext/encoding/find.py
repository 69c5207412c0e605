"""All repairs of a text, in their order, until nothing is left to mend."""

from __future__ import annotations

from typing import NamedTuple

from cleantext.edits import Edit, Flag, apply_edits, compose
from cleantext.encoding.escapes import find_escapes
from cleantext.encoding.lost import find_lost
from cleantext.encoding.marks import find_marks
from cleantext.encoding.swaps import find_swaps
from cleantext.encoding.utf8 import utf8_layer
from cleantext.encoding.waste import find_waste

__all__ = ["Repairs", "find_all"]

LAYERS = 8


class Repairs(NamedTuple):
    """What a text needs: edits in offsets of the text, and what is left because it is ambiguous."""

    edits: tuple[Edit, ...]
    flags: tuple[Flag, ...]


STAGES = (find_escapes, utf8_layer, find_waste, find_swaps, find_lost, find_marks)
"""In this order, and each until it finds nothing: a later one must not see damage of an earlier kind."""


def find_all(text: str) -> Repairs:
    """The repairs of a text that the guards have not cleared."""
    edits: list[Edit] = []
    now = text
    for _ in range(2):
        before = now
        for stage in STAGES:
            for _ in range(LAYERS):
                more = stage(now)
                if not more:
                    break
                edits = compose(edits, more, now)
                now = apply_edits(now, more)
        if now == before:
            break
    return Repairs(tuple(edits), ())
