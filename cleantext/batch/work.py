"""Cleaning a chunk: its records parsed, cleaned one by one, put together again. The same in a worker and here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleantext.batch.chunk import Done, Encoded, Kept, Oversize, Page, Row, Shape, Task
from cleantext.batch.cleaners import Cleaners
from cleantext.batch.encode import encoder_for
from cleantext.batch.formats import parser_of
from cleantext.batch.guess import TEXT
from cleantext.batch.jsontext import dump_value, parse_record, place_of
from cleantext.batch.pieces import Pieces
from cleantext.batch.settings import BatchOptions, Fields
from cleantext.batch.streams import packer
from cleantext.batch.tally import RecordError, Tally
from cleantext.cleaner import Cleaner
from cleantext.edits import Flag, Result
from cleantext.errors import DecodeError, PageError
from cleantext.options import Options

if TYPE_CHECKING:
    from cleantext.html.cleaner import PageCleaner

__all__ = ["DETAILS", "Job", "Work", "check_size", "page_of", "read_rows", "value_of"]

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
            tally.summary.records += 1
            row = Row(task.chunk.start, body.head, None)
            tally.reject(row, _too_long(body.size, batch.max_record), cut_after=len(body.head))
            return Done(b"", 0, tally.rejected(), tally.summary, tally.findings)
        way = self._in_place if _stays_lines(task.shape) and not batch.explains else self._row_by_row
        made, rows = way(task, mark, tally)
        mark(0)
        tally.summary.bytes_out = len(made)
        packed = self._packer(task.shape.output.packing)(made) if made else b""
        return Done(packed, rows, tally.rejected(), tally.summary, tally.findings)

    def _in_place(self, task: Task, mark: Callable[[int], None], tally: Tally) -> tuple[bytes, int]:
        """The output of a chunk of JSON lines that become JSON lines, and how many they are.

        Texts that change are put where they stand; all else goes on in long pieces, and no record outlives its turn.
        """
        shape, summary, most = task.shape, tally.summary, self.job.batch.max_record
        name = shape.fields.text
        made = Pieces(task.chunk.body)
        for start, end in made.lines():
            summary.records += 1
            mark(summary.records)
            raw = made.source[start:end]
            try:
                if task.skip:
                    _check_skipped(task, summary.records)
                values = _parsed(raw, most)
                if (found := self._text(values, shape.fields, tally)) is not None:
                    text, cleaner = found
                    clean = cleaner.clean(text)
                    summary.add_text(text, clean)
                    if clean != text:
                        assert name is not None  # else there is no text
                        low, high = place_of(raw, values, name)
                        new = dump_value(clean, ascii_only=raw.isascii())
                        made.replace(start + low, start + high, new)
            except Exception as error:  # noqa: BLE001 - whatever a record does, the others go on
                made.drop(start, end)
                tally.reject(Row(task.chunk.start + start, raw, None), error)
        return made.joined(), summary.records - summary.rejected

    def _row_by_row(self, task: Task, mark: Callable[[int], None], tally: Tally) -> tuple[bytes, int]:
        """The output of a chunk in any formats, and how many records it holds."""
        kept: list[Kept] = []
        table = task.shape.stays_table
        for number, row in enumerate(read_rows(task), 1):
            mark(number)
            tally.summary.records += 1
            try:
                _check_skipped(task, number)
                kept.append((row, self.change(row, tally)))
            except Exception as error:  # noqa: BLE001 - whatever a record does, the others go on
                tally.reject(_spelled(row, task, table=table), error)
        mark(0)
        if table:
            from cleantext.batch.formats.tablerows import replace_columns

            encoded = replace_columns(task.chunk.body, task.chunk.start, kept, task.shape.schema)
        elif kept:
            encoded = self._encoder(task.shape).encode(kept)
        else:  # whose shape may not be known yet
            encoded = Encoded(b"", 0, [])
        for row, reason in encoded.unfit:
            tally.reject(row, RecordError("does not fit the output", reason))
        return encoded.body, encoded.rows

    def change(self, row: Row, tally: Tally) -> dict[str, Any]:
        """What changes in a record.

        Args:
            row: the record.
            tally: where it is counted; its task says in which fields to look.

        Raises:
            RecordError: it is to be rejected.
        """
        fields = tally.task.shape.fields
        check_size(len(row.raw) or _text_size(row, fields), self.job.batch.max_record)
        if row.values is None:
            raise RecordError("no record", row.error)
        page = page_of(row, fields)
        if page is not None:
            return self._clean_page(row, page, tally)
        found = self._text(row.values, fields, tally)
        if found is None:
            return {}
        text, cleaner = found
        if not self.job.batch.explains:
            clean = cleaner.clean(text)
            tally.summary.add_text(text, clean)
            return {} if clean == text else {fields.text or TEXT: clean}
        result = cleaner.explain(text)
        tally.add(row, result, result.flags)
        changes: dict[str, Any] = {} if result.text == text else {fields.text or TEXT: result.text}
        return changes | self._told(result, result.flags)

    def _text(self, values: dict[str, Any], fields: Fields, tally: Tally) -> tuple[str, Cleaner] | None:
        """A record's text with the cleaner for it; None, and counted, where it has none.

        Raises:
            RecordError: what stands in its place is no text.
        """
        text = None if fields.text is None else values.get(fields.text)
        if text is None:
            tally.summary.without_text += 1
            return None
        if not isinstance(text, str):
            raise RecordError("wrong type", f"field {fields.text!r} is no text but {type(text).__name__}")
        if fields.lang is None and fields.url is None and self.job.counts is None:
            return text, self._cleaners.plain
        lang = None if fields.lang is None else values.get(fields.lang)
        url = None if fields.url is None else values.get(fields.url)
        return text, self._cleaners.pick(lang, url)

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
            told["removed"] = [r._asdict() | {"losers": list(r.losers)} for r in result.removed]
        if batch.with_counts:
            told["counts"] = result.counts()
        if batch.with_flags:
            told["flags"] = [f._asdict() for f in flags]
        return {DETAILS: told} if told else {}


def _stays_lines(shape: Shape) -> bool:
    """Whether records are JSON lines before and after, with the text in a field of its own."""
    return shape.input == shape.output.format == "jsonl" and shape.fields.html is None


def _check_skipped(task: Task, number: int) -> None:
    if number in task.skip:
        raise RecordError("stopped a worker", task.skip[number])


def _parsed(raw: bytes, most: int) -> dict[str, Any]:
    check_size(len(raw), most)
    try:
        return parse_record(raw)
    except ValueError as error:
        raise RecordError("no record", str(error)) from None


def read_rows(task: Task) -> Iterable[Row]:
    """The records of a chunk; of tables that stay tables, only the fields that cleaning looks at."""
    if not task.shape.stays_table:
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


def _text_size(row: Row, fields: Fields) -> int:
    """Bytes of a record's text or page, for records that are no bytes."""
    value = value_of(row, fields.html or fields.text or TEXT)
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))
    return len(value) if isinstance(value, bytes) else 0


def check_size(size: int, most: int) -> None:
    """Raise RecordError where a record has more bytes than are allowed."""
    if size > most:
        raise _too_long(size, most)


def _too_long(size: int, most: int) -> RecordError:
    return RecordError("too long", f"has {size:,} bytes, more than max_record={most:,} allows")
