"""A page that came in: its text, its tree, and what was wrong with it.

The tree is parsed once; all later stages share it. A page that no tree can be made of, or only part of it, is
still read: `Page.tree` is then None, and `cleantext.html.flat` takes the text between the tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleantext.edits import Flag
from cleantext.encoding.decode import decode
from cleantext.errors import PageError
from cleantext.options import Options

if TYPE_CHECKING:
    from lxml.etree import HTMLParser
    from lxml.html import HtmlElement

__all__ = ["Page", "check_size", "read_page"]

# What XML 1.0 has no place for: lxml turns it into U+FFFD, so it goes before; surrogates do, too.
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_XML_DECLARATION = re.compile(rb"^\s*<\?xml\b[^>]*\?>", re.IGNORECASE)
_TAG = re.compile(rb"<[a-zA-Z!/?]")
MAX_ATTRIBUTES = 5000
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{%d,}" % (2 * MAX_ATTRIBUTES))
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "urlset", "sitemapindex"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text and, where one can be made, as a tree."""

    source: bytes
    """The page in UTF-8, without a byte order mark, NULs and other control characters."""
    tree: HtmlElement | None
    """Without scripts, styles and drawings; JSON-LD stays."""
    scripts: tuple[str, ...] = ()
    """The text of scripts that may hold an app's state, in the page's order."""
    encoding: str | None = None
    """The codec that the bytes were read with; None where the page came as a str."""
    flags: tuple[Flag, ...] = ()

    @property
    def html(self) -> str:
        """The source as text."""
        return self.source.decode()


def read_page(html: str | bytes, options: Options, *, declared: str | None = None) -> Page:
    """Decode and parse a page.

    Args:
        html: the page; bytes are decoded by byte order mark, UTF-8, declaration (header, then `<meta>`), detector.
        options: of these `max_page_size` and `max_elements` matter.
        declared: the charset, or the whole Content-Type header, that came with the bytes.

    Raises:
        DecodeError: the bytes are no text, such as a PDF that is named `.html`.
        PageError: the page is longer than `max_page_size`.
    """
    check_size(len(html), "bytes" if isinstance(html, bytes) else "characters", options)
    flags: list[Flag] = []
    encoding = None
    if isinstance(html, bytes):
        decoded = decode(html, declared=declared, html=True)
        html, encoding = decoded.text, decoded.encoding
        if decoded.broken:
            message = (
                f"{decoded.broken} places do not fit {encoding}, the encoding that the page was read with"
            )
            flags.append(Flag("decoding", message))
    elif html.lstrip()[:5] == "%PDF-":
        raise PageError("this is no web page: it looks like a PDF; convert it to text first")
    source = _printable(html.removeprefix("\ufeff"))
    tree = _parse(source, options, flags)
    scripts = _unscripted(tree) if tree is not None else ()
    return Page(source, tree, scripts, encoding, tuple(flags))


def check_size(size: int, unit: str, options: Options) -> None:
    """Raise PageError for a page that is longer than the options allow; `unit` is `bytes` or `characters`."""
    if size > options.max_page_size:
        raise PageError(
            f"the page has {size:,} {unit}, more than max_page_size={options.max_page_size:,} allows; "
            "raise it if such pages are meant"
        )


def _printable(html: str) -> bytes:
    """The page in UTF-8 without control characters: as bytes it is searched in a third of the time."""
    source = html.encode("utf-8", "ignore").translate(None, _CONTROLS)
    for character in _NONCHARACTERS:
        source = source.replace(character, b"")
    return source


def _parse(source: bytes, options: Options, flags: list[Flag]) -> HtmlElement | None:
    from lxml import etree

    source = _XML_DECLARATION.sub(b"", source, count=1)
    if not source or source.isspace():
        flags.append(Flag("empty", "the page is empty"))
        return None
    if not _TAG.search(source):
        flags.append(Flag("no-html", "the page has no tags: it was read as plain text"))
        return None
    if _crowded_tag(source):
        message = f"a tag has more than {MAX_ATTRIBUTES:,} attributes; the text was read without a tree"
        flags.append(Flag("too-many-attributes", message))
        return None
    parser = _parser()
    try:
        tree: HtmlElement | None = etree.fromstring(source, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        flags.append(
            Flag("unparsed", f"no tree could be made of the page ({error}); its text was read without one")
        )
        return None
    if tree is None:
        flags.append(Flag("empty", "the page holds no element"))
        return None
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        message = "elements are nested too deep for the parser; the text was read without a tree"
        flags.append(Flag("too-deep", message))
        return None
    if _more_elements(tree, options.max_elements):
        message = (
            f"more than max_elements={options.max_elements:,} elements; the text was read without a tree"
        )
        flags.append(Flag("too-many-elements", message))
        return None
    if (root := next(tree.iter(*_FEED_ROOTS), None)) is not None:
        flags.append(Flag("no-html", f"the page is XML ({root.tag}), not HTML"))
    return tree


def _crowded_tag(source: bytes) -> bool:
    """Whether a tag has so many attributes that comparing each with all others would take the parser minutes."""
    long = [piece for piece in source.split(b">") if len(piece) > 2 * MAX_ATTRIBUTES]
    return any(
        len(_QUOTED.sub(b"", match[0]).split()) > MAX_ATTRIBUTES
        for piece in long
        for match in _LONG_TAG.finditer(piece)
    )


def _parser() -> HTMLParser:
    from lxml.etree import ElementDefaultClassLookup, HTMLParser
    from lxml.html import HtmlElement

    parser = HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True)
    # One class for all elements: lxml.html's own choice between them is a Python call for each element met.
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    return parser


def _unscripted(tree: HtmlElement) -> tuple[str, ...]:
    """Take scripts, styles and drawings out of a tree, which all later stages then walk and copy faster."""
    from lxml.etree import strip_elements

    kept, scripts = [], []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            kept.append(script)
        elif text := script.text:
            scripts.append(text)
    for script in kept:
        script.tag = "ld-json"
    strip_elements(tree, "script", "style", "svg", "link", with_tail=False)
    for script in kept:
        script.tag = "script"
    return tuple(scripts)


def _more_elements(tree: HtmlElement, limit: int) -> bool:
    return bool(tree.xpath("count(descendant-or-self::*) > $limit", limit=limit))
