"""Encoding damage: find it, undo it."""

from __future__ import annotations

from cleantext.encoding.find import Repairs, find_all
from cleantext.edits import apply_edits

__all__ = ["Repairs", "find_repairs", "repair"]


def find_repairs(text: str) -> Repairs:
    return find_all(text)


def repair(text: str) -> str:
    return apply_edits(text, find_repairs(text).edits)
