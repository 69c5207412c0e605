"""All repairs of a text, in their order, until nothing is left to mend."""

from __future__ import annotations

import re
from collections.abc import Callable

from cleantext.edits import Edit, Flag, OffsetMap, apply_edits, compose
from cleantext.encoding.document import Document
from cleantext.encoding.escapes import find_escapes
from cleantext.encoding.flags import flags_of
from cleantext.encoding.guard import Kind, holds, suspects
from cleantext.encoding.lost import find_lost
from cleantext.encoding.marks import find_marks
from cleantext.encoding.swaps import find_swaps
from cleantext.encoding.utf8 import utf8_layer
from cleantext.encoding.waste import find_waste

__all__ = ["find_all", "mended"]

STAGES: tuple[tuple[Kind, Callable[[Document], list[Edit] | str]], ...] = (
    ("escapes", find_escapes),
    ("utf8", utf8_layer),
    ("utf8", find_waste),
    ("swaps", find_swaps),
    ("lost", find_lost),
    ("marks", find_marks),
)
"""In this order, each until it finds nothing: a later one must not see damage of an earlier kind.

Where only the text is asked for, they may give that instead of edits.
"""
LAYERS = 8
LEAST = 5
_GARBAGE = re.compile(f"[¡-¿À-ÿ]{{{LEAST},}}")
"""What GBK, Big5 or Shift-JIS look like in Latin-1: no alphabet has so many accented letters in a row."""
MUCH = 8
ROUNDS = 6


def find_all(text: str, found: int) -> tuple[list[Edit], list[Flag]]:
    """The repairs of a text that the guard has not cleared, and what is left; offsets are the text's own.

    Args:
        text: the text.
        found: what the guard said of it.
    """
    layers, doc, given_up = _mend(Document(text), found)
    if given_up:
        message = "a multi-byte codec read wrong, and again: left as it is"
        return [], [Flag("encoding.multi-byte", message, 0, len(text))]
    edits: list[Edit] = []
    for before, more in layers:
        edits = compose(edits, more, before)
    back = OffsetMap(edits)
    return edits, [
        f._replace(start=back.to_source(f.start), end=back.to_source(f.end)) for f in flags_of(doc)
    ]


def mended(text: str, found: int) -> str:
    """A text that the guard has not cleared, mended; `found` is what it said."""
    _, doc, given_up = _mend(Document(text, text_only=True), found)
    return text if given_up else doc.text


def _suspected(kind: Kind, doc: Document) -> bool:
    known = doc.suspected.get(kind)
    if known is None:
        known = doc.suspected[kind] = suspects(kind, doc.text, doc.alarms)
    return known


def _mend(source: Document, found: int) -> tuple[list[tuple[str, list[Edit]]], Document, bool]:
    """The repairs one after the other, each with the text that it mends; what comes out; whether to leave it all.

    Of a source of which only the text is asked for some repairs may be missing.
    """
    layers: list[tuple[str, list[Edit]]] = []
    doc = source
    doc.alarms = found
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
                if isinstance(more, str):
                    doc = Document(more, doc)
                else:
                    layers.append((doc.text, more))
                    doc = Document(apply_edits(doc.text, more), doc)
                if not holds(doc.text, doc.alarms):
                    return layers, doc, False
        if doc is before:
            break
    return layers, doc, doc is not source and _garbage(doc) >= MUCH


def _garbage(doc: Document) -> int:
    """How many pieces of a multi-byte codec read wrong there are; they stand in runs beyond ASCII."""
    return sum(len(_GARBAGE.findall(piece)) for piece in doc.mixed if len(piece) >= LEAST)
