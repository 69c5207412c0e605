"""Extraction: from a page's tree to its article's lines, by trafilatura and what stands in when it finds little."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from cleantext.edits import Flag
from cleantext.html.embedded import embedded_lines
from cleantext.html.flat import flat_lines
from cleantext.html.lines import Line, lines_of
from cleantext.html.page import Page
from cleantext.options import Options

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Extracted", "extract"]

logging.getLogger("trafilatura").addHandler(logging.NullHandler())

FEW_CHARACTERS = 250
"""Fewer than this in a body are worth a look at what else the page holds."""
MUCH_TEXT = 1500
"""Characters of visible text from which on an empty or tiny body needs an explanation."""


class Extracted(NamedTuple):
    """The article of a page."""

    lines: list[Line]
    comments: list[Line]
    flags: list[Flag]


def extract(page: Page, options: Options) -> Extracted:
    """The article's lines; the flags say which way was taken where it was not the usual one."""
    if page.tree is None:
        return Extracted(flat_lines(page.html), [], [])
    flags: list[Flag] = []
    lines, comments = _by_trafilatura(page.tree, options, flags)
    if _size(lines) < FEW_CHARACTERS:
        lines = _something_else(page, lines, flags)
    return Extracted(lines, comments, flags)


def _size(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _by_trafilatura(tree: HtmlElement, options: Options, flags: list[Flag]) -> tuple[list[Line], list[Line]]:
    from trafilatura import bare_extraction
    from trafilatura.settings import Extractor

    settings = Extractor(
        output_format="txt",
        comments=options.comments,
        formatting=options.format == "markdown",
        links=options.links,
        images=options.images,
        tables=options.tables,
        url=None,
    )
    try:
        document = bare_extraction(tree, options=settings)
    except Exception as error:  # noqa: BLE001 -- whatever a page breaks in there must not stop the caller
        flags.append(
            Flag("extractor-failed", f"trafilatura failed on this page: {type(error).__name__}: {error}")
        )
        return [], []
    if document is None:
        return [], []
    body = getattr(document, "body", None)
    talk = getattr(document, "commentsbody", None)
    return (
        lines_of(body) if body is not None else [],
        lines_of(talk) if options.comments and talk is not None else [],
    )


def _something_else(page: Page, lines: list[Line], flags: list[Flag]) -> list[Line]:
    """What else the page holds, where its markup gave next to nothing."""
    assert page.tree is not None
    embedded = embedded_lines(page.tree)
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
