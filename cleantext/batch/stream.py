"""Records and texts of a program, cleaned as they come: by workers, in order, with a bounded number under way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields as fields_of
from typing import TYPE_CHECKING, Any

from cleantext.batch.chunk import Chunk, Done, Row, Shape, Task
from cleantext.batch.formats import Kind
from cleantext.batch.guess import TEXT
from cleantext.batch.jsontext import dump_value, parse_record
from cleantext.batch.pool import Pool
from cleantext.batch.settings import BatchOptions, Fields
from cleantext.batch.tally import RecordError, Tally
from cleantext.batch.until import UntilError
from cleantext.batch.work import DETAILS, Job
from cleantext.errors import BatchError, OptionsError
from cleantext.options import Options

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["clean_records", "clean_table", "stream_texts"]

Record = Mapping[str, Any]
_LINES = Kind("jsonl")
_TABLE = Kind("arrow")
_ROWS = 4096
"""Rows of a table that are cleaned at a time."""
_SETTINGS = (
    "text_field", "html_field", "url_field", "id_field", "lang_field", "with_removed", "with_counts", "with_flags",
    "workers", "chunk_size", "max_record", "time_limit",
)  # fmt: skip
"""Those of `BatchOptions` that say something of records and tables of a program."""


def stream_texts(texts: Iterable[str], options: Options, workers: int) -> Iterator[str]:
    """The clean texts, in order; see `Cleaner.stream`."""
    records = ({TEXT: _checked(text, number)} for number, text in enumerate(texts))
    cleaned = _cleaned(records, options, BatchOptions(workers=workers), Fields(text=TEXT))
    return (record[TEXT] for record in cleaned)


def _checked(text: object, number: int) -> object:
    if not isinstance(text, str):
        raise BatchError(f"text {number:,} is no text but {type(text).__name__}: {str(text)[:80]}")
    return text


def clean_records(records: Iterable[Record], settings: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The records with clean texts, in order; see `cleantext.clean_records`."""
    options, batch = _split(settings)
    return _cleaned(records, options, batch, _fields(batch))


def _split(settings: Mapping[str, Any]) -> tuple[Options, BatchOptions]:
    """Options of cleaning and of records, which people give side by side.

    Raises:
        OptionsError: a name is neither, or a value is not allowed.
    """
    of_texts = {f.name for f in fields_of(Options)}
    of_records = set(_SETTINGS)
    if unknown := sorted(set(settings) - of_texts - of_records):
        known = ", ".join(sorted(of_texts | of_records))
        raise OptionsError(f"no option is called {unknown[0]!r}; there are {known}")
    options = Options().but(**{k: v for k, v in settings.items() if k in of_texts})
    batch = BatchOptions(**({"workers": 0} | {k: v for k, v in settings.items() if k in of_records}))
    return options, batch


def _fields(batch: BatchOptions) -> Fields:
    text = TEXT if batch.text_field is None else batch.text_field
    if not text:
        raise OptionsError("text_field='' is not allowed: the clean text needs a field")
    return Fields(
        text=text, html=batch.html_field or None, url=batch.url_field or None, lang=batch.lang_field or None
    )


def _cleaned(
    records: Iterable[Record], options: Options, batch: BatchOptions, fields: Fields
) -> Iterator[dict[str, Any]]:
    job = _job(options, batch)
    return _apart(records, job, fields) if batch.workers else _here(records, job, fields)


def _here(records: Iterable[Record], job: Job, fields: Fields) -> Iterator[dict[str, Any]]:
    """The records cleaned by this process, one at a time."""
    work = job.work()
    shape = Shape(input=_LINES.format, output=_LINES, fields=fields)
    tally = Tally(_task([], 0, shape), explains=job.batch.explains, collects=False)
    for number, record in _numbered(records):
        made = dict(record)
        try:
            made.update(work.change(Row(number, b"", made), tally))
        except RecordError as error:
            raise BatchError(f"record {number:,}: {error}: {str(record)[:80]}") from error
        yield made


def _numbered(records: Iterable[Record]) -> Iterator[tuple[int, Record]]:
    """The records, counted from 0.

    Raises:
        BatchError: one is no mapping.
    """
    for number, record in enumerate(records):
        if not isinstance(record, Mapping):
            raise BatchError(
                f"record {number:,}: is no mapping but {type(record).__name__}: {str(record)[:80]}"
            )
        yield number, record


def _apart(records: Iterable[Record], job: Job, fields: Fields) -> Iterator[dict[str, Any]]:
    """The records cleaned by workers, in chunks."""
    pool = Pool[list[Record]](job, job.batch.workers)
    source = UntilError((record for _, record in _numbered(records)), Exception)
    try:
        for done, originals in pool.run(_tasks(source, job.batch.chunk_size, fields)):
            assert done is not None
            _check(done)
            for record, line in zip(originals, bytes(done.body).split(b"\n")[:-1], strict=True):
                made = parse_record(line)
                yield {**record, **{name: made[name] for name in (fields.text, DETAILS) if name in made}}
        source.check()
    finally:
        pool.close()


def _job(options: Options, batch: BatchOptions) -> Job:
    return Job(options=options, pages=options.but(quotes="keep"), batch=batch)


def _tasks(
    records: Iterable[Record], chunk_size: int, fields: Fields
) -> Iterator[tuple[Task | None, list[Record]]]:
    """Chunks of what workers need of the records, each with the records themselves."""
    shape = Shape(input=_LINES.format, output=_LINES, fields=fields)
    names = [name for name in (fields.text, fields.html, fields.url, fields.lang) if name is not None]
    lines: list[bytes] = []
    originals: list[Record] = []
    held = start = 0
    for record in records:
        values = {name: record[name] for name in names if name in record}
        if packed := [name for name, value in values.items() if isinstance(value, bytes)]:
            raise BatchError(
                f"field {packed[0]!r} holds bytes, which do not go to workers: decode it, or leave out workers"
            )
        line = dump_value(values)
        lines.append(line)
        originals.append(record)
        held += len(line)
        if held >= chunk_size:
            yield _task(lines, start, shape), originals
            start += len(originals)
            lines, originals, held = [], [], 0
    if originals:
        yield _task(lines, start, shape), originals


def _task(lines: list[bytes], start: int, shape: Shape) -> Task:
    body = b"\n".join(lines) + b"\n"
    return Task(Chunk(start, start + len(lines), body, len(body)), f"records from {start:,}", shape)


def _check(done: Done) -> None:
    if done.rejected:
        line = parse_record(done.rejected.split(b"\n", 1)[0])
        raise BatchError(f"{line['file']}: {line['message']}: {str(line.get('record'))[:80]}")


def clean_table(table: pa.Table, settings: Mapping[str, Any]) -> pa.Table:
    """The table with clean texts; see `cleantext.clean_table`."""
    from cleantext.batch.formats.schemas import arrow, check_names, schema_of
    from cleantext.batch.formats.tables import batch_of, chunks_of

    if not isinstance(table, arrow().Table):
        raise OptionsError(f"clean_table takes a pyarrow.Table, not {type(table).__name__}")
    options, batch = _split(settings)
    fields = _fields(batch)
    wanted = (fields.html or fields.text, fields.url, fields.lang)
    if missing := [name for name in wanted if name is not None and name not in table.column_names]:
        raise OptionsError(f"the table has no column {missing[0]!r}; it has {', '.join(table.column_names)}")
    added = [fields.text or TEXT] if fields.html else []  # else it is there
    added += [DETAILS] if batch.tells else []
    check_names(table.schema)
    schema = schema_of(table.schema, added)
    shape = Shape(input=_TABLE.format, output=_TABLE, fields=fields, schema=schema, stays_table=True)
    work = _job(options, batch).work()
    made = []
    for chunk in chunks_of(table, _ROWS):
        done = work.do(Task(chunk, f"rows from {chunk.start:,}", shape), lambda _: None)
        _check(done)
        made.append(batch_of(schema + bytes(done.body)))
    return arrow().Table.from_batches(made, arrow().ipc.read_schema(arrow().py_buffer(schema)))
