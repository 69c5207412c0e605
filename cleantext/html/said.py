"""What a page says of itself: its title, names of site and authors, date, language; from the head and JSON-LD.

This is the cheap part that cleaning needs: lines of the body that only repeat it are metadata. The full metadata
(`cleantext.html.metadata`) is worked out where somebody asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cleantext.html.embedded import linked_data

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Said", "key_of", "said_by"]

_TITLE_METAS = frozenset(
    {"og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title"}
)
_SITE_METAS = frozenset({"og:site_name", "application-name", "al:ios:app_name"})
_AUTHOR_METAS = frozenset(
    {"author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"}
)
_ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review|Recipe|NewsItem)$")
_SEPARATOR = re.compile(r"\s+[|–—\-:·»«•/~]+\s+|\s*[|»«•]\s*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of itself; titles and names as keys (`key_of`)."""

    titles: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    article: bool = False
    """Whether the page says that it is an article (`og:type`, JSON-LD)."""
    lang: str | None = None


def key_of(text: str) -> str:
    """A text's words alone, in small letters, one space between them: what two prints of a title share."""
    return " ".join(_WORD.findall(text.casefold()))


def said_by(tree: HtmlElement) -> Said:
    """Read the head, the first headings and the JSON-LD of a page."""
    titles: list[str] = []
    sites: list[str] = []
    authors: list[str] = []
    article = False
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").casefold()
        content = meta.get("content") or ""
        if name in _TITLE_METAS:
            titles.append(content)
        elif name in _SITE_METAS:
            sites.append(content)
        elif name in _AUTHOR_METAS:
            authors.append(content)
        elif name == "og:type":
            article = article or content.strip().casefold() in ("article", "blog", "news", "story")
    for data in linked_data(tree):
        article |= _from_linked(data, titles, sites, authors)
    element = tree.find(".//title")
    if element is not None:
        titles.append(element.text_content())
    titles += [h.text_content() for h in tree.iter("h1")][:3]
    keys = frozenset(key_of(t) for title in titles for t in (title, *_parts(title)))
    return Said(
        titles=frozenset(k for k in keys if k.count(" ") >= 1 or len(k) > 12),
        sites=frozenset(filter(None, map(key_of, sites))),
        authors=frozenset(filter(None, map(key_of, authors))),
        article=article,
        lang=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )


def _from_linked(data: dict[str, Any], titles: list[str], sites: list[str], authors: list[str]) -> bool:
    kind = data.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    if not any(isinstance(k, str) and _ARTICLE_TYPES.search(k) for k in kinds):
        return False
    titles += [v for v in (data.get("headline"), data.get("name")) if isinstance(v, str)]
    sites += _names(data.get("publisher"))
    authors += _names(data.get("author"))
    return True


def _names(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [value["name"]] if isinstance(value.get("name"), str) else []
    if isinstance(value, list):
        return [name for item in value[:20] for name in _names(item)]
    return []


def _parts(title: str) -> list[str]:
    """`Title` of `Title | Site name`: the pieces that are long enough to be one."""
    pieces = _SEPARATOR.split(title.strip())
    if len(pieces) < 2:
        return []
    longest = max(pieces, key=len)
    return [longest] if len(longest) >= 15 else []
