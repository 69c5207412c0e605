"""The way of a page: read -> DOM rules -> extract -> what only repeats the page's own facts -> text rules -> out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from cleantext.cleaner import Cleaner
from cleantext.edits import Edit, Flag, Result, apply_edits, compose
from cleantext.html.extract import Extracted, extract
from cleantext.html.lines import Line, markdown, plain
from cleantext.html.metadata import Metadata, metadata_of
from cleantext.html.page import Page, read_page
from cleantext.html.pagelines import repeats
from cleantext.html.result import PageResult, as_json
from cleantext.html.said import Said, said_by
from cleantext.options import Options
from cleantext.rules.ruleset import site_fits

__all__ = ["PAGE_DEFAULTS", "PageCleaner", "page_cleaner_for"]


PAGE_DEFAULTS = Options(quotes="keep")
"""Options of a page where nobody says otherwise: its typography is its editors' own, so quotes stay."""


class PageCleaner:
    """Options and compiled rules, built once, for many pages; call it with one.

        cleaner = PageCleaner(format="markdown")
        cleaner(page, url="https://example.com/a")      # the article
        cleaner.explain(page)                           # the same, with all that was done

    Safe to share between threads. Pickles by its options.
    """

    __slots__ = ("_sited", "_sites", "_text", "options")

    def __init__(self, options: Options | None = None, **changes: Any) -> None:
        """Compile the rules that the options name.

        Raises:
            OptionsError: an option is unknown or has a value that is not allowed.
            RuleError: a rule file has a mistake.
        """
        self.options = (options or PAGE_DEFAULTS).but(**changes)
        self._text = Cleaner(self.options)
        self._sites = self._text.sites
        self._sited = lru_cache(maxsize=64)(self._for_site)

    def __call__(self, html: str | bytes, *, url: str | None = None, declared: str | None = None) -> str:
        """The article of a page; see `cleantext.clean_html`."""
        if self.options.format != "text":
            return self.explain(html, url=url, declared=declared).text
        page = read_page(html, self.options, declared=declared)
        found, said = self._article(page)
        source = plain(found.lines)
        text = self._cleaner(url)(apply_edits(source, repeats(found.lines, said)))
        return _joined(text, self._talk(found.comments))

    clean = __call__

    def explain(
        self, html: str | bytes, *, url: str | None = None, declared: str | None = None
    ) -> PageResult:
        """The article with all that was done; `explain(x).text == cleaner(x)`."""
        page = read_page(html, self.options, declared=declared)
        metadata = metadata_of(page.tree, url) if page.tree is not None else Metadata(url=url)
        found, said = self._article(page)
        source = plain(found.lines)
        own = repeats(found.lines, said)
        rest = self._cleaner(url).explain(apply_edits(source, own))
        body = Result(
            source=source,
            text=rest.text,
            edits=tuple(compose(own, rest.edits, rest.source)),
            flags=rest.flags,
        )
        flags = (*page.flags, *found.flags, *rest.flags)
        if source.strip() and not rest.text.strip():
            flags = (*flags, Flag("all-chrome", "all lines of the article were taken by rules"))
        text = self._written(found, body, metadata, flags)
        return PageResult(text=text, body=body, metadata=metadata, flags=flags)

    def _article(self, page: Page) -> tuple[Extracted, Said]:
        said = said_by(page.tree) if page.tree is not None else Said()
        return extract(page, self.options), said

    def _cleaner(self, url: str | None) -> Cleaner:
        """The text cleaner for a page's site: nearly always the one for none, since few sites have rules."""
        if url is None or self.options.site is not None:
            return self._text
        host = self.options.but(site=url).site
        return self._sited(host) if site_fits(self._sites, host) else self._text

    def _for_site(self, host: str) -> Cleaner:
        return Cleaner(replace(self.options, site=host))

    def _talk(self, comments: list[Line]) -> str:
        return self._text.mend(plain(comments)) if comments else ""

    def _written(self, found: Extracted, body: Result, metadata: Metadata, flags: tuple[Flag, ...]) -> str:
        if self.options.format == "text":
            return _joined(body.text, self._talk(found.comments))
        if self.options.format == "json":
            return as_json(body.text, metadata, self._talk(found.comments), flags)
        kept = self._text.mend(markdown(_kept(found.lines, body.edits)))
        head = f"# {metadata.title}" if metadata.title else ""
        comments = self._text.mend(markdown(found.comments))
        return "\n\n".join(filter(None, (head, kept, comments)))

    def __reduce__(self) -> tuple[object, ...]:
        return PageCleaner, (self.options,)


@lru_cache(maxsize=64)
def _cached(options: Options) -> PageCleaner:
    return PageCleaner(options)


def page_cleaner_for(changes: Mapping[str, Any]) -> PageCleaner:
    """The cleaner of pages for some options, built once for each set of them."""
    return _cached(PAGE_DEFAULTS.but(**changes))


def _joined(text: str, talk: str) -> str:
    return f"{text}\n{talk}" if text and talk else text or talk


def _kept(lines: list[Line], edits: tuple[Edit, ...]) -> list[Line]:
    """The lines of which something stays."""
    kept, at = [], 0
    k = 0
    for line in lines:
        end = at + len(line.text)
        while k < len(edits) and edits[k].end <= at:
            k += 1
        gone = (
            k < len(edits)
            and edits[k].start <= at
            and edits[k].end >= end
            and not edits[k].replacement.strip()
        )
        if not gone or not line.text:
            kept.append(line)
        at = end + 1
    return kept
