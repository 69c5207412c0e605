"""Extraction: from a page's tree to its article's lines, by trafilatura and what stands in when it finds little.

Trafilatura's fast way (its own rules, without the comparison with other extractors) is as good as the full one where
it finds a fair part of the page's text, and takes about half the time; so the full one runs only where it does not.
"""

from __future__ import annotations

import logging
from copy import copy, deepcopy
from typing import TYPE_CHECKING, NamedTuple

from cleantext.edits import Flag
from cleantext.html.blocks import blocks_of
from cleantext.html.embedded import embedded_lines
from cleantext.html.fill import filled, prose_lines, prose_size
from cleantext.html.flat import flat_lines
from cleantext.html.lines import Line, lines_of
from cleantext.html.page import Page
from cleantext.options import Options

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

__all__ = ["Extracted", "extract"]

# What it has to say is said by flags; without a handler Python would print it.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("htmldate").addHandler(logging.NullHandler())

FAIR_CHARACTERS, FAIR_SHARE = 600, 0.2
"""The fast way's body stands where it holds so much, and such a share of the page's text,"""
PROSE_GAIN = 2
"""or where all prose of the page is less than so many times as long: then there is little more to find."""
DUMP_CHARACTERS, DUMP_SHARE = 400, 0.5
"""A line so long that holds such a share of the page's text, and next to all of the body, is no paragraph."""
PROSE_SHARE = 0.04
"""A page with a smaller share of prose is made of short pieces; then a dump of them all says more."""
FEW_CHARACTERS = 250
"""Fewer than this in a body are worth a look at what else the page holds."""
MUCH_TEXT = 1500
"""Characters of visible text from which on an empty or tiny body needs an explanation."""


class Extracted(NamedTuple):
    """The article of a page."""

    lines: list[Line]
    comments: list[Line]
    flags: list[Flag]


def extract(page: Page, main: list[HtmlElement], options: Options) -> Extracted:
    """The article's lines; the flags say which way was taken where it was not the usual one.

    Args:
        page: a page whose chrome `select` rules have taken out.
        main: where these rules say that the article is; [] where they do not.
        options: of these `comments`, `tables`, `links`, `images` and `format` matter.
    """
    if page.tree is None:
        return Extracted(flat_lines(page.html), [], [])
    flags: list[Flag] = []
    lines, comments = _from_tree(_page_of(main) if main else page.tree, options, flags)
    if _size(lines) < FEW_CHARACTERS:
        lines = _something_else(page, page.tree, lines, flags)
    return Extracted(lines, comments, flags)


def _size(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _page_of(main: list[HtmlElement]) -> HtmlElement:
    """A page that holds these elements alone."""
    from lxml.html import builder

    article = builder.ARTICLE(*(deepcopy(element) for element in main))
    tree: HtmlElement = builder.HTML(builder.BODY(article))
    return tree


def _from_tree(tree: HtmlElement, options: Options, flags: list[Flag]) -> tuple[list[Line], list[Line]]:
    blocks = blocks_of(tree)
    visible = sum(len(block.text) for block in blocks)
    body, comments = _by_trafilatura(_light_copy(tree), options, flags, fast=True)
    size = _size(body)
    if (size < FAIR_CHARACTERS or size < FAIR_SHARE * visible) and prose_size(blocks) >= PROSE_GAIN * size:
        body, comments = _by_trafilatura(tree, options, flags, fast=False)
    if _is_dump(body, visible) and _size(prose := prose_lines(blocks)) > PROSE_SHARE * visible:
        message = "no article was found: these are the page's blocks that read as prose"
        flags.append(Flag("no-structure", message))
        return prose, comments
    return filled(body, blocks), comments


def _light_copy(tree: HtmlElement) -> HtmlElement:
    """The tree without boxes that trafilatura takes out itself, but only when it has searched and copied them thrice.

    Only its fast way gets it: the full one looks for articles in such boxes, too.
    """
    from lxml.etree import strip_elements

    light = copy(tree)
    strip_elements(light, "nav", "footer", "aside", "menu", with_tail=False)
    return light


def _is_dump(body: list[Line], visible: int) -> bool:
    """Whether a body is all of a page's text in one line: trafilatura's last resort."""
    longest = max((len(line.text) for line in body), default=0)
    return longest > DUMP_CHARACTERS and longest > DUMP_SHARE * visible and longest > 0.9 * _size(body)


def _by_trafilatura(
    tree: HtmlElement, options: Options, flags: list[Flag], *, fast: bool
) -> tuple[list[Line], list[Line]]:
    from trafilatura import bare_extraction
    from trafilatura.settings import Extractor

    settings = Extractor(
        output_format="txt",
        fast=fast,
        comments=options.comments,
        formatting=options.format == "markdown",
        links=options.links,
        images=options.images,
        tables=options.tables,
    )
    try:
        document = bare_extraction(tree, options=settings)
    except Exception as error:  # noqa: BLE001 -- whatever a page breaks in there must not stop the caller
        message = f"trafilatura failed on this page: {type(error).__name__}: {error}"
        flags.append(Flag("extractor-failed", message))
        return [], []
    body: _Element | None = getattr(document, "body", None)
    talk: _Element | None = getattr(document, "commentsbody", None) if options.comments else None
    return lines_of(body) if body is not None else [], lines_of(talk) if talk is not None else []


def _something_else(page: Page, tree: HtmlElement, lines: list[Line], flags: list[Flag]) -> list[Line]:
    """What else the page holds, where its markup gave next to nothing."""
    embedded = embedded_lines(tree, page.scripts)
    if _size(embedded) > max(FEW_CHARACTERS, 2 * _size(lines)):
        flags.append(Flag("embedded", "the article was found in the page's embedded data, not in its markup"))
        return embedded
    everything = flat_lines(page.html)
    if _size(everything) < MUCH_TEXT:
        if not lines:
            flags.append(Flag("no-article", "the page has no article: too little text stands in it"))
        return lines or everything
    if not lines:
        flags.append(Flag("all-text", "no article was found: this is all of the page's visible text"))
        return everything
    message = (
        f"only {_size(lines)} of {_size(everything)} characters of visible text were taken for the article"
    )
    flags.append(Flag("little-text", message))
    return lines
