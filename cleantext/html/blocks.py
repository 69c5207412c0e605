"""The visible text of a page in blocks, in its order: paragraphs, headings, items, cells, bare text of boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Block", "blocks_of"]

_UNSEEN = frozenset(
    "script style noscript template svg math head select textarea iframe object embed canvas audio video map button "
    "input".split()
)
_BREAKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table "
    "tbody td tfoot th thead tr ul".split()
)


class Block(NamedTuple):
    """A run of text that no block-level element breaks."""

    text: str
    """Its text, spaces single."""
    linked: int
    """Characters of it that stand in links."""
    element: HtmlElement
    """The block-level element around it."""


def blocks_of(tree: HtmlElement) -> list[Block]:
    """The blocks of a page's body. Elements that a browser never shows are left out; hidden ones are not."""
    body = tree.find("body")
    walker = _Walker()
    walker.walk(tree if body is None else body, tree if body is None else body, False)
    walker.flush(tree if body is None else body)
    return walker.blocks


class _Walker:
    __slots__ = ("blocks", "linked", "parts")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.linked = 0

    def flush(self, element: HtmlElement) -> None:
        if self.parts:
            text = " ".join("".join(self.parts).split())
            if text:
                self.blocks.append(Block(text, min(self.linked, len(text)), element))
            self.parts = []
            self.linked = 0

    def walk(self, element: HtmlElement, block: HtmlElement, in_link: bool) -> None:
        parts = self.parts
        if text := element.text:
            parts.append(text)
            if in_link:
                self.linked += len(text)
        for child in element:
            tag = child.tag
            if tag in _BREAKS:
                self.flush(block)
                self.walk(child, child, in_link)
                self.flush(child)
            elif tag not in _UNSEEN:
                self.walk(child, block, in_link or tag == "a")
            if text := child.tail:
                self.parts.append(text)
                if in_link:
                    self.linked += len(text)
