"""A page's metadata: title, authors, date, site, url, language, tags. Read only where it is asked for."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Metadata", "metadata_of"]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of itself; None and empty where it does not."""

    title: str | None = None
    author: str | None = None
    """Names, separated by `; `."""
    date: str | None = None
    """Day of publication as YYYY-MM-DD."""
    site: str | None = None
    url: str | None = None
    """The canonical address if the page names one, else the one it was asked for by."""
    language: str | None = None
    """ISO 639-1 code of the page's own declaration."""
    description: str | None = None
    tags: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The fields as JSON takes them."""
        return {**asdict(self), "tags": list(self.tags)}


def metadata_of(tree: HtmlElement, url: str | None) -> Metadata:
    """The metadata of a page's tree; the tree is left as it is."""
    from copy import copy

    from trafilatura.metadata import extract_metadata

    try:
        found = extract_metadata(copy(tree), default_url=url)
    except Exception:  # noqa: BLE001 -- metadata is beside the point of a page: its text must come out all the same
        _LOG.warning("no metadata could be read of %s", url or "a page", exc_info=True)
        return Metadata(url=url, language=_language(tree))
    return Metadata(
        title=found.title or None,
        author=found.author or None,
        date=found.date or None,
        site=found.sitename or None,
        url=found.url or url,
        language=_language(tree),
        description=found.description or None,
        tags=tuple(found.tags or ()),
    )


def _language(tree: HtmlElement) -> str | None:
    code = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    main = code.strip().replace("_", "-").split("-")[0].casefold()
    return main if 2 <= len(main) <= 3 and main.isascii() and main.isalpha() else None
