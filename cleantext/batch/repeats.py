"""Lines that return on many documents: counted in a pass over the whole input, before it is cleaned.

Workers hash the lines of each document; the hashes are gathered in a DuckDB database on disk, which counts on how many
documents each line of each site stands, and keeps to a limit of memory by spilling. What returns often enough for some
rule goes into a file of sorted numbers, which all workers map into memory and share.
"""

from __future__ import annotations

import mmap
import os
import shutil
import struct
from array import array
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from cleantext.batch.chunk import Done, Oversize, Row, Task
from cleantext.batch.cleaners import host_of
from cleantext.batch.formats.schemas import arrow
from cleantext.batch.settings import BatchOptions, Fields
from cleantext.batch.summary import Summary
from cleantext.batch.work import page_of, read_rows, value_of
from cleantext.cleaner import Cleaner
from cleantext.errors import MissingExtraError, OptionsError, StoppedError
from cleantext.options import Options
from cleantext.rules.cache import compiled_rules
from cleantext.rules.folding import fold
from cleantext.rules.model import Repeat
from cleantext.rules.returning import EVERY, Counts, line_hash

__all__ = ["CountJob", "LineCount", "asked_repeats", "page_name", "read_counts"]

_HEAD = struct.Struct("<8sQ")
_MAGIC = b"returns1"
_WRITTEN = 1 << 16
"""Rows that are written at a time."""
_COLUMNS = ("site", "line", "page")


def asked_repeats(options: Options) -> list[Repeat]:
    """What the rules ask of lines that return.

    Raises:
        OptionsError: nothing is stripped, or no rule asks for such lines.
    """
    rules = compiled_rules(options.rules)
    asked = [r.repeat for n in rules.across if (r := rules.rules[n]).repeat] if options.strip else []
    if not asked:
        raise OptionsError("repeats=True does nothing: no rule with repeat and the scope site or dump is on")
    return asked


def page_name(url: object, text: str) -> str:
    """What makes a document one: its address, without scheme, `www.` and fragment; its text where it has none."""
    if not isinstance(url, str) or not url.strip():
        return text
    return url.partition("#")[0].partition("//")[2].removeprefix("www.") or url


@dataclass(frozen=True, slots=True, kw_only=True)
class CountJob:
    """All that a worker must know to count."""

    options: Options
    batch: BatchOptions
    key: Callable[[str], str] = fold
    """What lines must have in common to count as one; lines whose key is "" are passed over."""

    def work(self) -> CountWork:
        """The work, ready to be done."""
        return CountWork(self)


class CountWork:
    """Hashes the lines of a chunk's documents."""

    def __init__(self, job: CountJob) -> None:
        self._max_record = job.batch.max_record
        self._key = job.key
        self._mend = Cleaner(job.options.but(strip=False)).mend

    def do(self, task: Task, mark: Callable[[int], None]) -> Done:
        """Hash a chunk: the body holds three columns of 64-bit numbers, site, line and document.

        Args:
            task: the chunk, and the rows in it that are to be passed over.
            mark: called with the number of each row (from 1) before it is looked at, and with 0 after the last.
        """
        columns = (array("Q"), array("Q"), array("Q"))
        body = task.chunk.body
        if not isinstance(body, Oversize):
            for number, row in enumerate(read_rows(task), 1):
                mark(number)
                text = self._text(row, task.shape.fields)
                if text is not None and number not in task.skip:
                    keys = {key for line in self._mend(text).split("\n") if (key := self._key(line.strip()))}
                    _add_document(columns, keys, value_of(row, task.shape.fields.url), text)
            mark(0)
        return Done(b"".join(c.tobytes() for c in columns), len(columns[0]), b"", Summary())

    def _text(self, row: Row, fields: Fields) -> str | None:
        """A record's text; None where cleaning will reject it, or where it is a page."""
        if len(row.raw) > self._max_record or row.values is None or page_of(row, fields):
            return None
        text = value_of(row, fields.text)
        return text if isinstance(text, str) else None


def _add_document(columns: tuple[array[int], ...], keys: Set[str], url: object, text: str) -> None:
    sites, lines, pages = columns
    host = host_of(url)
    found = [EVERY, *map(line_hash, keys)]
    lines.extend(found)
    sites.extend([line_hash(host) if host else 0] * len(found))
    pages.extend([line_hash(page_name(url, text))] * len(found))


class LineCount:
    """Counts documents by line, on disk."""

    def __init__(self, folder: Path, memory: int, threads: int) -> None:
        """Begin to count.

        Args:
            folder: for the database and what it spills; made anew, and removed by `close`.
            memory: bytes that the database may hold.
            threads: its threads.

        Raises:
            MissingExtraError: DuckDB is not installed.
        """
        try:
            import duckdb
        except ModuleNotFoundError:
            raise MissingExtraError("duckdb", "batch") from None
        self._arrow = arrow()
        self._folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self._base = duckdb.connect(
            str(folder / "lines.duckdb"),
            config={
                "memory_limit": f"{memory}B",
                "threads": threads,
                "temp_directory": str(folder / "spilled"),
                "preserve_insertion_order": False,
            },
        )
        self._base.execute("CREATE TABLE seen (site UBIGINT, line UBIGINT, page UBIGINT)")

    def add(self, done: Done) -> None:
        """Take what a worker made of a chunk."""
        pa, rows = self._arrow, done.rows
        if not rows:
            return
        data = pa.py_buffer(done.body)
        columns = [
            pa.Array.from_buffers(pa.uint64(), rows, [None, data.slice(8 * rows * n, 8 * rows)])
            for n in range(len(_COLUMNS))
        ]
        self._base.register("chunk", pa.Table.from_arrays(columns, list(_COLUMNS)))
        self._run("INSERT INTO seen SELECT * FROM chunk")
        self._base.unregister("chunk")

    def write(self, path: Path, asked: Sequence[Repeat]) -> int:
        """Write the counts of the lines that return as often as one of the rules asks; gives their number.

        Raises:
            StoppedError: neither memory nor disk is enough.
        """
        run = self._run
        run(
            "CREATE TABLE counted AS SELECT site, line, count(*) AS docs"
            " FROM (SELECT DISTINCT site, line, page FROM seen) GROUP BY site, line"
        )
        run("DROP TABLE seen")
        run(
            "CREATE TABLE found AS SELECT xor(l.site, l.line) AS number, l.docs FROM counted l"
            f" JOIN counted t ON t.site = l.site AND t.line = {EVERY}"
            f" WHERE l.site <> 0 AND {_often(asked, 'site', 'l.docs', 't.docs')}"
        )
        run(
            "INSERT INTO found SELECT line, docs FROM"
            " (SELECT line, sum(docs)::UBIGINT AS docs FROM counted GROUP BY line) l,"
            f" (SELECT sum(docs)::UBIGINT AS size FROM counted WHERE line = {EVERY}) t"
            f" WHERE {_often(asked, 'dump', 'docs', 'size')}"
        )
        (count,) = run("SELECT count(*) FROM found").fetchall()[0]
        beside = path.with_name(path.name + ".new")
        with beside.open("wb") as file:
            file.write(_HEAD.pack(_MAGIC, count))
            for column, kind in (("number", "Q"), ("docs", "Q")):
                rows = run(f"SELECT {column} FROM found ORDER BY number, docs")
                while batch := rows.fetchmany(_WRITTEN):
                    file.write(array(kind, chain.from_iterable(batch)).tobytes())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        return int(count)

    def _run(self, query: str) -> Any:
        import duckdb

        try:
            return self._base.execute(query)
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            reason = str(error).partition("\n")[0]
            raise StoppedError(
                f"counting lines: {reason}; make room in {self._folder.parent}, or give --count-memory more"
            ) from error

    def close(self) -> None:
        """Remove what was gathered."""
        self._base.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _often(asked: Sequence[Repeat], scope: str, docs: str, size: str) -> str:
    """The condition, in SQL, that a count is enough for a rule of a scope."""
    # Shares are weighed again, exactly, where rules look the line up; here nothing near may be lost.
    enough = [
        f"({docs} >= {r.min_docs} AND {docs} + 1 >= {r.min_share!r}::DOUBLE * {size})"
        for r in asked
        if r.scope == scope
    ]
    return f"({' OR '.join(enough) or 'false'})"


def read_counts(path: Path) -> Counts:
    """The counts in a file that LineCount wrote, mapped into memory."""
    with path.open("rb") as file:
        _, count = _HEAD.unpack(file.read(_HEAD.size))
        whole: Any = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    numbers = whole[_HEAD.size : _HEAD.size + 8 * count].cast("Q")
    return Counts(numbers, whole[_HEAD.size + 8 * count :].cast("Q"))
