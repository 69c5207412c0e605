"""All repairs of a text, in their order, until nothing is left to mend."""

from __future__ import annotations

from cleantext.edits import Edit, Flag, apply_edits, compose
from cleantext.encoding.escapes import find_escapes
from cleantext.encoding.guard import suspects
from cleantext.encoding.lost import find_lost
from cleantext.encoding.marks import find_marks
from cleantext.encoding.swaps import find_swaps
from cleantext.encoding.utf8 import utf8_layer
from cleantext.encoding.votes import Document
from cleantext.encoding.waste import find_waste

__all__ = ["find_all"]

STAGES = (
    ("escapes", find_escapes),
    ("utf8", utf8_layer),
    ("utf8", find_waste),
    ("swaps", find_swaps),
    ("lost", find_lost),
    ("marks", find_marks),
)
"""In this order, each until it finds nothing: a later one must not see damage of an earlier kind."""
LAYERS = 8
ROUNDS = 6


def find_all(text: str) -> tuple[list[Edit], list[Flag]]:
    """The repairs of a text that the guard has not cleared, and what is left."""
    edits: list[Edit] = []
    doc = Document(text)
    done: dict[int, Document] = {}  # a stage has nothing (more) to do on this text
    for _ in range(ROUNDS):
        before = doc
        for number, (kind, stage) in enumerate(STAGES):
            for _ in range(LAYERS):
                if done.get(number) is doc or not suspects(kind, doc.text):
                    break
                more = stage(doc)
                if not more:
                    done[number] = doc
                    break
                edits = compose(edits, more, doc.text)
                doc = Document(apply_edits(doc.text, more), doc)
        if doc is before:
            break
    return edits, []
