"""One document of the command, a text or a web page: what its bytes are read as, and what cleaning makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from cleantext.cleaner import Cleaner
from cleantext.cli.jobs import Job
from cleantext.edits import Flag, Result, as_text_file
from cleantext.errors import PageError
from cleantext.files import Source, encode_text, read_source
from cleantext.options import Options

if TYPE_CHECKING:
    from cleantext.html.cleaner import PageCleaner
    from cleantext.html.dom import Removal

__all__ = ["Cleaned", "Documents"]


class Cleaned(NamedTuple):
    """What became of a document."""

    source: Source
    result: Result
    """The text rules' work; of a page, on the lines that were extracted. Its flags are the whole document's."""
    clean: bytes
    """What is written."""
    elements: tuple[Removal, ...] = ()
    """What was dropped from a page before its text was read."""
    page: bool = False
    nothing: str = ""
    """Why a page gave no text; "" where it gave some."""


@dataclass(slots=True, kw_only=True)
class Documents:
    """Cleans documents one by one, with everything that takes long to build built once."""

    cleaner: Cleaner
    """For texts."""
    pages: Options
    """For web pages."""
    encoding: str | None = None
    url: str | None = None
    """Where the page comes from."""
    only_pages: str = ""
    """A flag that was given and makes sense for pages alone."""
    _page_cleaner: PageCleaner | None = field(default=None, init=False)

    def clean(self, job: Job, data: bytes) -> Cleaned:
        """Clean a document.

        Raises:
            DecodeError: its bytes are no text.
            PageError: it is no page though it should be one, or too long.
            UnicodeEncodeError: the clean text holds half of a surrogate pair.
        """
        from cleantext.html.stored import begins_like_page

        page = job.page or begins_like_page(data)
        if job.page or (page and job.source is None):
            return self._clean_page(data)
        if self.only_pages and job.source is None:
            raise PageError(
                f"does not begin as a web page does, and {self.only_pages} is for pages; --html reads it as one"
            )
        source = read_source(data, self.encoding)
        result = as_text_file(self.cleaner.explain(source.text))
        if page:
            flag = Flag("page", "begins as a web page does; --html reads it as one")
            result = replace(result, flags=(*result.flags, flag))
        return Cleaned(source, result, encode_text(result.text, source.newline))

    def _clean_page(self, data: bytes) -> Cleaned:
        from cleantext.html.cleaner import PageCleaner
        from cleantext.html.page import check_size
        from cleantext.html.stored import read_stored

        check_size(len(data), "bytes", self.pages)
        stored = read_stored(data)
        source = read_source(stored.data, self.encoding, declared=stored.declared, html=True)
        if self._page_cleaner is None:
            self._page_cleaner = PageCleaner(self.pages)
        found = self._page_cleaner.explain(source.text, url=self.url or stored.url)
        lines = f"{found.body.source}\n" if found.body.source else ""
        text = f"{found.body.text}\n" if found.body.text else ""
        result = replace(found.body, source=lines, text=text, flags=found.flags)
        nothing = "" if found.has_text else _why_nothing(found.flags)
        source = source._replace(data=data, newline="\n")
        clean = encode_text(f"{found.text}\n")
        return Cleaned(source, result, clean, found.elements, page=True, nothing=nothing)


def _why_nothing(flags: tuple[Flag, ...]) -> str:
    reason = "; ".join(dict.fromkeys(flag.message for flag in flags)) or "no text stands in it"
    more = "; --no-strip keeps them" if any(flag.name == "all-chrome" for flag in flags) else ""
    return f"no article came of the page: {reason}{more}"
