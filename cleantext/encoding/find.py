"""All repairs of a text, in their order, until nothing is left to mend."""

from __future__ import annotations

import re
from collections.abc import Callable

from cleantext.edits import Edit, Flag, OffsetMap, apply_edits, compose
from cleantext.encoding.escapes import find_escapes
from cleantext.encoding.flags import flags_of
from cleantext.encoding.guard import Kind, is_suspect, suspects
from cleantext.encoding.lost import find_lost
from cleantext.encoding.marks import find_marks
from cleantext.encoding.swaps import find_swaps
from cleantext.encoding.utf8 import utf8_layer
from cleantext.encoding.votes import Document
from cleantext.encoding.waste import find_waste

__all__ = ["find_all", "find_edits"]

STAGES: tuple[tuple[Kind, Callable[[Document], list[Edit]]], ...] = (
    ("escapes", find_escapes),
    ("utf8", utf8_layer),
    ("utf8", find_waste),
    ("swaps", find_swaps),
    ("lost", find_lost),
    ("marks", find_marks),
)
"""In this order, each until it finds nothing: a later one must not see damage of an earlier kind."""
LAYERS = 8
_GARBAGE = re.compile("[¡-¿À-ÿ][¡-¿À-ÿ]{4,}")
"""What GBK, Big5 or Shift-JIS look like in Latin-1: no alphabet has so many accented letters in a row."""
MUCH = 8
ROUNDS = 6


def find_all(text: str) -> tuple[list[Edit], list[Flag]]:
    """The repairs of a text that the guard has not cleared, and what is left; offsets are the text's own."""
    edits, doc, given_up = _mend(text)
    if given_up:
        message = "a multi-byte codec read wrong, and again: left as it is"
        return [], [Flag("encoding.multi-byte", message, 0, len(text))]
    back = OffsetMap(edits)
    return edits, [
        f._replace(start=back.to_source(f.start), end=back.to_source(f.end)) for f in flags_of(doc)
    ]


def find_edits(text: str) -> list[Edit]:
    """The repairs alone."""
    edits, _, given_up = _mend(text)
    return [] if given_up else _real(text, edits)


def _real(text: str, edits: list[Edit]) -> list[Edit]:
    """The edits without those that later ones took back."""
    return [edit for edit in edits if text[edit.start : edit.end] != edit.replacement]


def _suspected(kind: Kind, doc: Document) -> bool:
    known = doc.suspected.get(kind)
    if known is None:
        known = doc.suspected[kind] = suspects(kind, doc.text, doc.alarms)
    return known


def _mend(text: str) -> tuple[list[Edit], Document, bool]:
    edits: list[Edit] = []
    doc = Document(text)
    done: dict[int, Document] = {}  # a stage has nothing (more) to do on this text
    for _ in range(ROUNDS):
        before = doc
        for number, (kind, stage) in enumerate(STAGES):
            for _ in range(LAYERS):
                if done.get(number) is doc or not _suspected(kind, doc):
                    break
                more = stage(doc)
                if not more:
                    done[number] = doc
                    break
                edits = compose(edits, more, doc.text)
                doc = Document(apply_edits(doc.text, more), doc)
                if not is_suspect(doc.text):
                    return edits, doc, False
        if doc is before:
            break
    return edits, doc, bool(edits) and len(_GARBAGE.findall(doc.text)) >= MUCH
