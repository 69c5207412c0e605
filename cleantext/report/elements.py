"""Elements that were dropped from a page, told as lines for people and as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cleantext.report.style import visible

if TYPE_CHECKING:
    from cleantext.html.dom import Removal

__all__ = ["element_lines", "element_record"]

SHOWN = 80
"""Characters of an element's text that are shown to people."""


def element_record(element: Removal) -> dict[str, Any]:
    """What a file of removed pieces and a report hold of an element: rule, selector, category, confidence, text."""
    return element._asdict()


def element_lines(elements: Sequence[Removal]) -> Iterator[tuple[str, str, str]]:
    """For each element its rule, its selector, and the beginning of its text with the length of the whole."""
    for element in elements:
        text = element.text
        if len(text) > SHOWN:
            text = f"{text[:SHOWN].rstrip()}… ({len(text):,} characters)"
        yield element.rule, visible(element.selector), visible(text) or "(no text)"
