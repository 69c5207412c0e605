"""The way of a page: read -> DOM rules -> extract -> what only repeats the page's own facts -> text rules -> out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from cleantext.cleaner import Cleaner
from cleantext.edits import Edit, Flag, Result, apply_edits, compose
from cleantext.html.dom import DomResult, PageRules, Removal
from cleantext.html.extract import extract
from cleantext.html.lines import Line, markdown, plain, prose_share, rows_of
from cleantext.html.metadata import Metadata, metadata_of
from cleantext.html.page import read_page
from cleantext.html.pagelines import last_headings, repeats
from cleantext.html.result import PageResult, as_json
from cleantext.html.said import Said, said_by
from cleantext.html.threads import box_threads
from cleantext.options import Options

__all__ = ["PAGE_DEFAULTS", "PageCleaner", "page_cleaner_for"]


PAGE_DEFAULTS = Options(quotes="keep")
"""Options of a page where nobody says otherwise: its typography is its editors' own, so quotes stay."""

LIST_PROSE = 0.35
"""Below this share of prose an article is a list, of links, places or scores: its short lines are what it is made of,
so rules of place and shape would take the article, and only those of high confidence act."""


class _Read(NamedTuple):
    """A page up to where its text begins."""

    lines: list[Line]
    comments: list[Line]
    said: Said
    metadata: Metadata
    removed: list[Removal]
    flags: tuple[Flag, ...]


class PageCleaner:
    """Options and compiled rules, built once, for many pages; call it with one.

        cleaner = PageCleaner(format="markdown")
        cleaner(page, url="https://example.com/a")      # the article
        cleaner.explain(page)                           # the same, with all that was done

    Safe to share between threads. Pickles by its options.
    """

    __slots__ = ("_rules", "_text", "_variants", "options")

    def __init__(self, options: Options | None = None, **changes: Any) -> None:
        """Compile the rules that the options name.

        Raises:
            OptionsError: an option is unknown or has a value that is not allowed.
            RuleError: a rule file has a mistake.
        """
        self.options = (options or PAGE_DEFAULTS).but(**changes)
        self._text = Cleaner(self.options)
        self._rules = PageRules(self._text.rules, self.options) if self._text.rules else None
        self._variants = lru_cache(maxsize=64)(self._variant)

    def __call__(self, html: str | bytes, *, url: str | None = None, declared: str | None = None) -> str:
        """The article of a page; see `cleantext.clean_html`."""
        if self.options.format != "text":
            return self.explain(html, url=url, declared=declared).text
        read = self._read(html, url, declared)
        source = plain(read.lines)
        text = self._cleaner(url, read.lines)(
            apply_edits(source, self._repeats(read)), rows=self._rows(read.lines)
        )
        text = apply_edits(text, self._left_over(text, read))
        return _joined(text, self._talk(read.comments))

    clean = __call__

    def explain(
        self, html: str | bytes, *, url: str | None = None, declared: str | None = None
    ) -> PageResult:
        """The article with all that was done; `explain(x).text == cleaner(x)`."""
        read = self._read(html, url, declared, with_metadata=True)
        source = plain(read.lines)
        own = self._repeats(read)
        rest = self._cleaner(url, read.lines).explain(apply_edits(source, own), rows=self._rows(read.lines))
        left = self._left_over(rest.text, read)
        edits = compose(compose(own, rest.edits, rest.source), left, source)
        clean = apply_edits(rest.text, left)
        body = Result(source=source, text=clean, edits=tuple(edits), flags=rest.flags)
        flags = (*read.flags, *rest.flags)
        if source.strip() and not clean.strip():
            flags = (*flags, Flag("all-chrome", "all lines of the article were taken by rules"))
        text = self._written(read, body, flags)
        return PageResult(
            text=text,
            body=body,
            metadata=read.metadata,
            elements=tuple(read.removed),
            flags=flags,
            comments=self._talk(read.comments),
        )

    def _read(
        self, html: str | bytes, url: str | None, declared: str | None, *, with_metadata: bool = False
    ) -> _Read:
        page = read_page(html, self.options, declared=declared)
        if page.tree is None:
            found = extract(page, [], self.options)
            return _Read(
                found.lines, found.comments, Said(), Metadata(url=url), [], (*page.flags, *found.flags)
            )
        said = said_by(page.tree)  # before rules take elements that say it
        metadata = metadata_of(page.tree, url) if with_metadata else Metadata(url=url)
        box_threads(page.tree)
        dom = self._rules.apply(page.tree, self._host(url)) if self._rules else DomResult([], [], [])
        found = extract(page, dom.main, self.options)
        flags = (*page.flags, *dom.flags, *found.flags)
        return _Read(found.lines, found.comments, said, metadata, dom.removed, flags)

    def _repeats(self, read: _Read) -> list[Edit]:
        return repeats(read.lines, read.said, self.options) if self.options.strip else []

    def _left_over(self, text: str, read: _Read) -> list[Edit]:
        if not self.options.strip or "related" in self.options.disable:
            return []
        end = last_headings(text, read.lines, self._text.mend)
        return [Edit(end, len(text), "", "page.self/last-heading", "related")] if end < len(text) else []

    def _host(self, url: str | None) -> str | None:
        return self.options.site or (self.options.but(site=url).site if url else None)

    def _cleaner(self, url: str | None, lines: list[Line]) -> Cleaner:
        """The text cleaner for a page: by its site, since some have rules, and milder where it is a list."""
        host = self._host(url)
        own = host if host and self.options.site is None and self._text.has_rules_for(host) else None
        mild = self.options.profile == "standard" and prose_share(lines) < LIST_PROSE
        return self._variants(own, mild) if own or mild else self._text

    def _rows(self, lines: list[Line]) -> set[str]:
        rows = rows_of(lines)
        return set(self._text.mend("\n".join(rows)).split("\n")) if rows else rows

    def _variant(self, host: str | None, mild: bool) -> Cleaner:
        site, profile = host or self.options.site, "light" if mild else self.options.profile
        return Cleaner(self.options.but(site=site, profile=profile))

    def _talk(self, comments: list[Line]) -> str:
        return self._text.mend(plain(comments)) if comments else ""

    def _written(self, read: _Read, body: Result, flags: tuple[Flag, ...]) -> str:
        if self.options.format == "text":
            return _joined(body.text, self._talk(read.comments))
        if self.options.format == "json":
            return as_json(body.text, read.metadata, self._talk(read.comments), flags)
        kept = self._text.mend(markdown(_kept(read.lines, body.edits)))
        head = f"# {read.metadata.title}" if read.metadata.title else ""
        comments = self._text.mend(markdown(read.comments))
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
