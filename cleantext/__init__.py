"""cleantext: strips web chrome from article text, repairs encoding damage, normalises quotes.

The ways in:

    cleantext.clean(text)                  # the clean text
    result = cleantext.explain(text)       # the same with every edit: result.text, .edits, .removed, .restore()
    cleantext.repair(text)                 # encoding damage alone
    cleantext.clean_html(page, url=url)    # the article of a web page, clean
    cleantext.explain_html(page)           # the same with metadata, edits, removed elements, flags
    cleantext.clean_records(records, workers=4)   # dicts, one after another; clean_table for pyarrow's tables
    cleaner = cleantext.Cleaner(profile="light", site="example.com")     # built once, for many texts
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cleantext._version import __version__
from cleantext.cleaner import Cleaner, cleaner_for
from cleantext.edits import Edit, Flag, OffsetMap, Removed, Result
from cleantext.encoding import repair
from cleantext.errors import (
    BatchError,
    CleantextError,
    DecodeError,
    EditsError,
    InputError,
    MissingExtraError,
    OptionsError,
    PageError,
    RuleError,
    RuleExampleError,
    StoppedError,
)
from cleantext.options import Options

if TYPE_CHECKING:
    import pyarrow as pa

    from cleantext.html.result import PageResult

__all__ = [
    "BatchError",
    "Cleaner",
    "CleantextError",
    "DecodeError",
    "Edit",
    "EditsError",
    "Flag",
    "InputError",
    "MissingExtraError",
    "OffsetMap",
    "Options",
    "OptionsError",
    "PageError",
    "Removed",
    "Result",
    "RuleError",
    "RuleExampleError",
    "StoppedError",
    "__version__",
    "clean",
    "clean_html",
    "clean_records",
    "clean_table",
    "explain",
    "explain_html",
    "repair",
]


def clean(text: str, **options: Any) -> str:
    """The text without web chrome and encoding damage, its quotes and spaces plain.

    Args:
        text: one document, lines ended by newlines.
        **options: any of `Options`, e.g. `profile="light"`, `lang="de"`, `site=url`, `quotes="keep"`.

    Raises:
        OptionsError: an option is unknown or has a value that is not allowed.
        RuleError: a rule file named in `rules` has a mistake.
    """
    return cleaner_for(options)(text)


def explain(text: str, **options: Any) -> Result:
    """As `clean`, with every edit: what changed, where, by which rule, and the way back."""
    return cleaner_for(options).explain(text)


def clean_html(
    html: str | bytes, *, url: str | None = None, declared: str | None = None, **options: Any
) -> str:
    """The article of a web page, without its chrome, as plain text, Markdown or JSON.

    Args:
        html: the page; bytes are decoded by byte order mark, declaration and detector.
        url: where it came from; rules written for that site then apply.
        declared: the charset, or the Content-Type header, that came with the bytes.
        **options: any of `Options`, e.g. `format="markdown"`, `comments=True`, `profile="light"`.

    Returns:
        The article; "" where the page has no text at all. `explain_html` says why.

    Raises:
        DecodeError: the bytes are no text, such as a PDF.
        PageError: the page is longer than `max_page_size`.
        OptionsError, RuleError: as for `clean`.
    """
    from cleantext.html.cleaner import page_cleaner_for

    return page_cleaner_for(options)(html, url=url, declared=declared)


def explain_html(
    html: str | bytes, *, url: str | None = None, declared: str | None = None, **options: Any
) -> PageResult:
    """As `clean_html`, with metadata, removed elements, every edit of the text, and flags."""
    from cleantext.html.cleaner import page_cleaner_for

    return page_cleaner_for(options).explain(html, url=url, declared=declared)


def clean_records(records: Iterable[Mapping[str, Any]], **settings: Any) -> Iterator[dict[str, Any]]:
    """Clean records one after another: each comes back as a new dict with its text clean, all else as it was.

    Args:
        records: mappings with values of any kind; read as they are needed, never all at once.
        **settings: any of `Options`, and of how records are treated: `text_field` ("text" if not given),
            `html_field`, `url_field`, `lang_field`; `workers` (processes that clean; 0, the default, cleans in
            this one); `with_removed`, `with_counts`, `with_flags` (what was done to a record, under "cleantext");
            `max_record` (bytes), `time_limit` (seconds for one record; needs workers).

    Raises:
        OptionsError: a setting is unknown or has a value that is not allowed.
        BatchError: a record cannot be cleaned.
    """
    from cleantext.batch import stream

    return stream.clean_records(records, settings)


def clean_table(table: pa.Table, **settings: Any) -> pa.Table:
    """Clean the texts of a pyarrow Table: what other engines call for their batches.

    Args:
        table: any; rows without a text (null) stay as they are.
        **settings: as for `clean_records`, in this process; what was done stands in a column "cleantext", as JSON.

    Returns:
        A table of as many rows, its other columns untouched.

    Raises:
        OptionsError: a setting is unknown or has a value that is not allowed, or the table lacks a column.
        BatchError: a row cannot be cleaned.
        MissingExtraError: pyarrow is not installed.
    """
    from cleantext.batch import stream

    return stream.clean_table(table, settings)
