"""What extraction left out of the middle of an article: subheads, list items, bare text of boxes; and its lead.

Extractors choose a node and drop what in it looks like chrome; measured on labelled pages, what they drop between
the first and the last paragraph they keep is more often article than not, if nothing on the way up to the kept text
is named like chrome. So is a paragraph between the headline and the first line kept: the lead, which many sites set
outside the article's own node.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from cleantext.html.blocks import Block
from cleantext.html.lines import Kind, Line
from cleantext.html.said import key_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["filled", "prose_lines", "prose_size"]

ANCHOR_WORDS = 8
"""A block of so many words, found in the extracted text, was extracted; shorter ones may be there by chance."""
INSIDE_WORDS = 4
"""A block of so many words may be looked for inside longer lines."""
PROSE_WORDS = 10
LEAD_WORDS = 24
"""A lead is a paragraph; what is shorter below a headline is its second line, and metadata."""
NAMED_LEAD_WORDS = 18
"""What a page itself calls a lead is one though shorter, and though marked up as a heading."""
_LEAD_NAMES = re.compile(
    r"\blead|lead(?:-?in)?\b|\bintro|introduction|standfirst|\bchap[oe]|excerpt|\bdec?k\b|vorspann|ingress|abstract",
    re.IGNORECASE,
)
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|://")
DATED_WORDS = 20
"""A line of fewer words with a year, a clock or an address in it is a dateline or the like."""
_CAPTION = re.compile(
    r"(?:abbildung|abb\.|bild|foto|figure|fig\.|image|photo|picture|grafik|illustration)\b[\w .]{0,12}[:|]",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…。！？][\"'”“’»)\]]*$")
_BODY_NAMES = re.compile(
    r"(?:article|story|post|entry|news)[-_]{0,2}(?:body|content|text|copy)", re.IGNORECASE
)
_CHROME_NAMES = re.compile(
    r"comment(?!ary)|disqus|respond|repl(?:y|ies)|shar(?:e|ing)|social|follow|addthis|relat|recommend|more-|-more|"
    r"also-?like|read-?next|popular|trending|most|latest|recirc|outbrain|taboola|suggest|similar|side-?(?:bar|col)|"
    r"sidebar|widget|rail|aside|nav|menu|crumb|pager|paginat|skip|toolbar|\btoc\b|\btabs?\b|foot|copyright|colophon|"
    r"legal|disclaim|\bads?\b|\bad-|-ad\b|advert|sponsor|promo|dfp|adslot|commercial|newsletter|subscri|sign-?up|"
    r"mailing|optin|\bcta\b|call-to|donat|author|byline|\bbio\b|profile|contributor|writer|\btags?\b|tag-|-tag|"
    r"fact-?box|info-?box|categor|topic|keyword|label|caption|credit|photo|image|gallery|media|slide|video|player|embed|cookie|consent|"
    r"gdpr|privacy|modal|popup|overlay|dialog|lightbox|notice|alert|hidden|sr-only|visually|screen-reader|hide|"
    r"invisible|no-?print|form|search|login|input|button|btn|price|cart|rating",
    re.IGNORECASE,
)
_CHROME_TAGS = frozenset({"nav", "footer", "aside", "form", "figure", "figcaption", "table"})
_TITLES = ("h1", "h2", "h3")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


def filled(lines: list[Line], blocks: list[Block]) -> list[Line]:
    """The lines with what is missing among them put in its place.

    Args:
        lines: an article as it was extracted, in the order of the page.
        blocks: the page's blocks, from which the lines came.
    """
    keys = [key_of(block.text) for block in blocks]
    place = _places(lines, keys)
    anchors = [i for i, p in enumerate(place) if p >= 0 and keys[i].count(" ") + 1 >= ANCHOR_WORDS]
    if not anchors:
        return lines
    first, last = anchors[0], anchors[-1]
    held = _ancestors([blocks[i].element for i in anchors])
    boxes = {name for element in held if (name := element.get("class"))}
    if bodies := {name for name in boxes if _BODY_NAMES.search(name)}:
        later = range(last + 1, len(blocks))
        last = max((i for i in later if _in_twin(blocks[i], held, boxes, bodies)), default=last)
    headline = max((i for i in range(first) if blocks[i].element.tag == "h1"), default=first)
    added: dict[int, list[Line]] = {}
    seen = {keys[i] for i in anchors}
    at = place[first] - 1
    block = max((line.block for line in lines), default=0)
    for i in range(headline + 1, last + 1):
        if place[i] >= 0:
            at = max(at, place[i])
            continue
        kind = _missing(blocks[i], keys[i], i < first, held, boxes)
        if kind and keys[i] not in seen:
            if kind == "heading" and not any(place[k] >= 0 for k in range(i + 1, min(i + 4, last + 1))):
                continue
            seen.add(keys[i])
            block += 1
            added.setdefault(at, []).append(_line(blocks[i], kind, block))
    if not added:
        return lines
    out = added.get(-1, [])[:]
    for n, line in enumerate(lines):
        out.append(line)
        out += added.get(n, ())
    return out


def prose_lines(blocks: list[Block]) -> list[Line]:
    """The blocks that read as part of an article, wherever they stand, with what `filled` finds among them."""
    chosen = [_line(block, _kind(block), n) for n, block in enumerate(blocks) if _is_prose(block)]
    return filled(chosen, blocks)


def prose_size(blocks: list[Block]) -> int:
    """The characters of all blocks that read as part of an article."""
    return sum(len(block.text) for block in blocks if _is_prose(block))


def _is_prose(block: Block) -> bool:
    return 2 * block.linked <= len(block.text) and key_of(block.text).count(" ") + 1 >= PROSE_WORDS


def _places(lines: list[Line], keys: list[str]) -> list[int]:
    """For each block the line that holds it, -1 where none does."""
    own: dict[str, int] = {}
    starts: list[int] = []
    numbers: list[int] = []
    pieces: list[str] = []
    at = 0
    for n, line in enumerate(lines):
        if key := key_of(line.text):
            own.setdefault(key, n)
            starts.append(at)
            numbers.append(n)
            pieces.append(key)
            at += len(key) + 1
    joined = " ".join(pieces)
    out = []
    for key in keys:
        found = own.get(key, -1)
        if found < 0 and key.count(" ") + 1 >= INSIDE_WORDS and (offset := joined.find(key)) >= 0:
            found = numbers[bisect_right(starts, offset) - 1]
        out.append(found)
    return out


def _ancestors(elements: list[HtmlElement]) -> set[HtmlElement]:
    held: set[HtmlElement] = set()
    for element in elements:
        for parent in element.iterancestors():
            if parent in held:
                break
            held.add(parent)
    return held


def _in_twin(block: Block, held: set[HtmlElement], boxes: set[str], bodies: set[str]) -> bool:
    """Whether a block of prose stands in another box of the same make as one that holds the article.

    Some sites cut an article into several such boxes, with advertisements between. Where a heading belongs to the other
    box, or it is an `article` of its own, it is another article.
    """
    twin = outer = None
    for element in (block.element, *block.element.iterancestors()):
        if element in held:
            break
        name = element.get("class")
        if name in bodies:
            twin = element
        elif element.tag == "article" or _named_like_chrome(element, boxes):
            return False
        outer = element
    if twin is None or outer is None or not _is_prose(block):
        return False
    inside = set(twin.iter(*_TITLES))
    return all(heading in inside for heading in outer.iter(*_TITLES))


def _missing(block: Block, key: str, lead: bool, held: set[HtmlElement], boxes: set[str]) -> Kind | None:
    """The kind that a block left out has as a line of the article; None where it is to stay out."""
    words = key.count(" ") + 1
    if not key or 2 * block.linked > len(block.text):
        return None
    kind = _kind(block)
    if lead and words >= NAMED_LEAD_WORDS and _named_like_a_lead(block.element):
        kind = "paragraph"
    elif lead and (kind != "paragraph" or words < LEAD_WORDS or not _END.search(block.text)):
        return None
    if words < PROSE_WORDS and (lead or kind == "paragraph"):
        return None
    if (words < DATED_WORDS and _DATED.search(block.text)) or _CAPTION.match(block.text):
        return None
    for element in (block.element, *block.element.iterancestors()):
        if element in held:
            return kind
        if element.tag in _CHROME_TAGS or _named_like_chrome(element, boxes):
            return None
    return kind


def _kind(block: Block) -> Kind:
    tag = block.element.tag
    return "heading" if tag in _HEADINGS else "item" if tag in ("li", "dd", "dt") else "paragraph"


def _named_like_a_lead(element: HtmlElement) -> bool:
    parent = element.getparent()
    names = [e.get("class") or "" for e in (element, parent) if e is not None]
    return any(_LEAD_NAMES.search(name) for name in names)


def _named_like_chrome(element: HtmlElement, boxes: set[str]) -> bool:
    """Whether an element's names say that it is chrome; names that boxes of the article have, too, say nothing."""
    own = element.get("class") or ""
    names = f"{'' if own in boxes else own} {element.get('id') or ''}"
    if names != " " and _CHROME_NAMES.search(names):
        return True
    style = element.get("style")
    return bool(style) and "display" in style and "none" in style


def _line(block: Block, kind: Kind, number: int) -> Line:
    if kind == "heading":
        return Line("heading", block.text, f"{'#' * int(block.element.tag[1])} {block.text}", number)
    text = f"- {block.text}" if kind == "item" else block.text
    return Line(kind, text, text, number)
