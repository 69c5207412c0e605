"""Cleaning a chunk: its records parsed, cleaned one by one, put together again. The same in a worker and here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleantext.batch.chunk import Done, Kept, Oversize, Page, Row, Task
from cleantext.batch.cleaners import Cleaners
from cleantext.batch.encode import TABLES, encoder_for
from cleantext.batch.formats import parser_of
from cleantext.batch.guess import TEXT
from cleantext.batch.settings import BatchOptions, Fields
from cleantext.batch.streams import packer
from cleantext.batch.tally import RecordError, Tally
from cleantext.edits import Flag, Result
from cleantext.errors import DecodeError, PageError
from cleantext.options import Options

if TYPE_CHECKING:
    from cleantext.html.cleaner import PageCleaner

__all__ = ["DETAILS", "Job", "Work", "page_of", "read_rows", "value_of"]

DETAILS = "cleantext"
"""The field that tells what was done to a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All that a worker must know."""

    options: Options
    """For texts."""
    pages: Options
    """For web pages."""
    batch: BatchOptions
    counts: Path | None = None
    """The file of lines that return on other documents, where they were counted."""

    def work(self) -> Work:
        """The work, ready to be done.

        Raises:
            OptionsError, RuleError: as for Cleaner.
        """
        return Work(self)


class Work:
    """Cleans chunks, with everything that takes long to build built once."""

    def __init__(self, job: Job) -> None:
        """Compile the rules.

        Raises:
            OptionsError, RuleError: as for Cleaner.
        """
        self.job = job
        counts = None
        if job.counts is not None:
            from cleantext.batch.repeats import read_counts

            counts = read_counts(job.counts)
        self._cleaners = Cleaners(job.options, counts)
        self._cleaners.plain.warm(explain=job.batch.explains)
        self._encoder = lru_cache(maxsize=8)(encoder_for)
        self._pages = lru_cache(maxsize=64)(self._page_cleaner)
        self._packer = lru_cache(maxsize=8)(packer)

    def do(self, task: Task, mark: Callable[[int], None]) -> Done:
        """Clean a chunk.

        Args:
            task: the chunk, and the rows in it that are to be rejected unseen.
            mark: called with the number of each row (from 1) before it is looked at, and with 0 after the last.
        """
        body = task.chunk.body
        batch = self.job.batch
        tally = Tally(task, explains=batch.explains, collects=batch.findings)
        if isinstance(body, Oversize):
            return self._oversize(body, tally)
        kept: list[Kept] = []
        rejects: list[bytes] = []
        table = _stays_table(task)
        for number, row in enumerate(read_rows(task), 1):
            mark(number)
            tally.summary.records += 1
            try:
                kept.append((row, self._clean(row, task.skip.get(number, ""), tally)))
            except RecordError as error:
                rejects.append(tally.reject(_spelled(row, task, table=table), error))
            except Exception as error:  # noqa: BLE001 - whatever a record does, the others go on
                wrapped = RecordError("failed", f"{type(error).__name__}: {error}")
                rejects.append(tally.reject(_spelled(row, task, table=table), wrapped))
        mark(0)
        if table:
            from cleantext.batch.formats.tables import replace_columns

            encoded = replace_columns(body, task.chunk.start, kept, task.shape.schema)
        else:
            encoded = self._encoder(task.shape).encode(kept)
        for row, reason in encoded.unfit:
            rejects.append(tally.reject(row, RecordError("does not fit the output", reason)))
        tally.summary.bytes_out = len(encoded.body)
        packed = self._packer(task.shape.output.packing)(encoded.body) if encoded.body else b""
        return Done(packed, encoded.rows, b"".join(rejects), tally.summary, tally.findings)

    def _oversize(self, body: Oversize, tally: Tally) -> Done:
        tally.summary.records += 1
        row = Row(tally.task.chunk.start, body.head, None)
        error = _too_long(body.size, self.job.batch.max_record)
        line = tally.reject(row, error, cut_after=len(body.head))
        return Done(b"", 0, line, tally.summary, tally.findings)

    def _clean(self, row: Row, stopped: str, tally: Tally) -> dict[str, Any]:
        """What changes in a record.

        Raises:
            RecordError: it is to be rejected.
        """
        if stopped:
            raise RecordError("stopped a worker", stopped)
        if len(row.raw) > self.job.batch.max_record:
            raise _too_long(len(row.raw), self.job.batch.max_record)
        if row.values is None:
            raise RecordError("no record", row.error)
        fields = tally.task.shape.fields
        page = page_of(row, fields)
        if page is not None:
            return self._clean_page(row, page, tally)
        name = fields.text
        text = None if name is None else row.values.get(name)
        if name is None or text is None:
            tally.summary.without_text += 1
            return {}
        if not isinstance(text, str):
            raise RecordError("wrong type", f"field {name!r} is no text but {type(text).__name__}")
        cleaner = self._cleaners.plain
        if fields.lang is not None or fields.url is not None or self.job.counts is not None:
            cleaner = self._cleaners.pick(value_of(row, fields.lang), value_of(row, fields.url))
        if not self.job.batch.explains:
            clean = cleaner(text)
            tally.summary.add_text(text, clean)
            return {} if clean == text else {name: clean}
        result = cleaner.explain(text)
        tally.add(row, result, result.flags)
        changes: dict[str, Any] = {} if result.text == text else {name: result.text}
        return changes | self._told(result, result.flags)

    def _clean_page(self, row: Row, page: Page, tally: Tally) -> dict[str, Any]:
        fields = tally.task.shape.fields
        url = value_of(row, fields.url)
        cleaner = self._pages(self._cleaners.language(value_of(row, fields.lang)))
        try:
            result = cleaner.explain(
                page.data, url=url if isinstance(url, str) else None, declared=page.declared or None
            )
        except (DecodeError, PageError) as error:
            raise RecordError("no page", str(error)) from error
        tally.add(row, result.body, result.flags, result.elements)
        return {fields.text or TEXT: result.text} | self._told(result.body, result.flags)

    def _page_cleaner(self, lang: str | None) -> PageCleaner:
        from cleantext.html.cleaner import PageCleaner

        options = self.job.pages
        return PageCleaner(options if lang is None else options.but(lang=lang))

    def _told(self, result: Result, flags: Sequence[Flag]) -> dict[str, Any]:
        batch = self.job.batch
        told: dict[str, Any] = {}
        if batch.with_removed:
            told["removed"] = [r._asdict() for r in result.removed]
        if batch.with_counts:
            told["counts"] = result.counts()
        if batch.with_flags:
            told["flags"] = [f._asdict() for f in flags]
        return {DETAILS: told} if told else {}


def _stays_table(task: Task) -> bool:
    return task.shape.input in TABLES and task.shape.output.format in TABLES


def read_rows(task: Task) -> Iterable[Row]:
    """The records of a chunk; of tables that stay tables, only the fields that cleaning looks at."""
    if not _stays_table(task):
        return parser_of(task.shape.input)(task.chunk.body, task.chunk.start)
    from cleantext.batch.formats.tables import parse_narrow

    f = task.shape.fields
    names = [name for name in (f.text, f.html, f.url, f.lang) if name is not None]
    return parse_narrow(task.chunk.body, task.chunk.start, names)


def _spelled(row: Row, task: Task, *, table: bool) -> Row:
    if not table:
        return row
    from cleantext.batch.formats.tables import spell_row

    return spell_row(task.chunk.body, task.chunk.start, row)


def value_of(row: Row, name: str | None) -> object:
    """The value of a record's field; None where it has none."""
    return None if name is None or row.values is None else row.values.get(name)


def page_of(row: Row, fields: Fields) -> Page | None:
    """The page that a record is, or that a field of it holds."""
    if fields.html is None:
        return row.page
    page = value_of(row, fields.html)
    return Page(page, "") if isinstance(page, str | bytes) else None


def _too_long(size: int, most: int) -> RecordError:
    return RecordError("too long", f"has {size:,} bytes, more than max_record={most:,} allows")
