"""A run over records: inputs cut into chunks, cleaned by workers, written in order, journaled, published when whole."""

from __future__ import annotations

import errno
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from cleantext._version import __version__
from cleantext.batch.chunk import Chunk, Done, Framing, Oversize, Shape, Task
from cleantext.batch.encode import TABLES, framing_of
from cleantext.batch.formats import FOLDER, parser_of, reader_of
from cleantext.batch.guess import TEXT, find_fields
from cleantext.batch.journal import Journal, Part
from cleantext.batch.learn import Gathering, phrase_of
from cleantext.batch.outputs import Sink, StandardOutput, publish, remove
from cleantext.batch.plan import Plan, check_existing
from cleantext.batch.pool import LocalPool, Pool
from cleantext.batch.repeats import CountJob, LineCount, asked_repeats, read_counts
from cleantext.batch.settings import BatchOptions, Fields
from cleantext.batch.sources import STANDARD, Source
from cleantext.batch.state import REJECTED, State
from cleantext.batch.streams import open_input, packer
from cleantext.batch.summary import Summary
from cleantext.batch.work import DETAILS, Job
from cleantext.errors import InputError, OptionsError, StoppedError
from cleantext.options import Options
from cleantext.report.findings import Findings
from cleantext.rules.model import Repeat

__all__ = ["Outcome", "Watcher", "learn_lines", "run_plan"]

SAMPLE = 100
"""Records that are looked at to find out which fields there are."""


class Watcher:
    """Told what goes on; the command's progress bar is one."""

    def note(self, message: str) -> None:
        """Something that a person wants to know."""

    def step(self, summary: Summary, read: int, whole: int | None) -> None:
        """A chunk is written: the sums so far, and how many packed bytes of how many are read."""


@dataclass(slots=True)
class Outcome:
    """What came of a run."""

    summary: Summary = field(default_factory=Summary)
    findings: Findings = field(default_factory=Findings)
    """Empty where they were not asked for."""
    outputs: list[str] = field(default_factory=list)
    """Names of the outputs that are whole and in their places."""
    rejected: str | None = None
    """The file of rejected records, if there is one."""
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Inputs that could not be read to their end, and why; their outputs are not published."""
    went_on: bool = False
    """Whether it finished an earlier run."""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every record of every input is in an output."""
        return not self.failures and not self.summary.rejected


class _Note(NamedTuple):
    """What goes with a task through the workers: where it belongs."""

    source: int
    end: int = 0
    taken: int = 0
    """Packed bytes read of the source."""
    shape: Shape | None = None
    """The source's, with its first chunk."""
    error: str = ""
    """With no chunk: why the source ends here, where that is not its end."""


def run_plan(
    plan: Plan,
    options: Options,
    batch: BatchOptions,
    *,
    pages: Options | None = None,
    force: bool = False,
    restart: bool = False,
    watcher: Watcher | None = None,
) -> Outcome:
    """Clean records as planned.

    What is interrupted goes on when it is run again with the same plan and options.

    Args:
        plan: inputs and outputs.
        options: how texts are cleaned.
        batch: how records are treated.
        pages: how web pages are cleaned; None: as `clean_html` does by default.
        force: overwrite outputs that exist.
        restart: forget what an interrupted run has done.
        watcher: told what goes on.

    Raises:
        BatchError: it cannot begin: outputs exist or are in use.
        StoppedError: it cannot go on: the disk is full, too many errors.
        CleantextError: options or rules are wrong.
    """
    began = time.monotonic()
    pages = pages or options.but(quotes="keep")
    watcher = watcher or Watcher()
    journal = None
    if plan.folder is not None:
        with _clear_errors():
            plan.folder.parent.mkdir(parents=True, exist_ok=True)
            journal = Journal(plan.folder, _fingerprint(plan, options, pages, batch), restart=restart)
    run = _Run(plan, batch, watcher, journal)
    done = False
    try:
        with _clear_errors():
            if not force:
                check_existing(
                    plan,
                    {
                        plan.targets[t].name
                        for t in run.state.published | run.state.publishing
                        if t != REJECTED
                    },
                )
            counts = None
            if batch.repeats:
                counts = run.count(CountJob(options=options, batch=batch), asked_repeats(options))
            run.work(Job(options=options, pages=pages, batch=batch, counts=counts))
            outcome = run.end()
            done = True
    finally:
        run.close(done=done)
    outcome.seconds = time.monotonic() - began
    return outcome


def learn_lines(
    plan: Plan, options: Options, batch: BatchOptions, asked: Repeat, *, watcher: Watcher | None = None
) -> Gathering:
    """Gather the lines that return and that cleaning leaves.

    Args:
        plan: the inputs; nothing is written to its outputs.
        options: how texts are cleaned.
        batch: how records are read, and counted.
        asked: how often a line must return, on its site, or beside chrome in the dump.
        watcher: told what goes on.

    Raises:
        CleantextError: options or rules are wrong, an input cannot be read, or only once.
    """
    run = _Run(plan, batch, watcher or Watcher(), None)
    try:
        with _clear_errors():
            scopes = (replace(asked, scope="site"), replace(asked, scope="dump", min_share=0.0))
            path = run.count(CountJob(options=options, batch=batch, key=phrase_of), scopes)
            gathering = Gathering(options, read_counts(path), asked)
            for task in run.read_tasks():
                gathering.take(task)
    finally:
        run.close(done=True)
    return gathering


def _fingerprint(plan: Plan, options: Options, pages: Options, batch: BatchOptions) -> dict[str, Any]:
    """All that the bytes of the outputs depend on."""
    from cleantext.rules.cache import rules_digest

    return {
        "version": __version__,
        "options": [asdict(options), asdict(pages)],
        "rules": rules_digest(options.rules),
        "settings": batch.shapes_output(),
        "inputs": [[s.name, s.kind, s.size, s.stamp] for s in plan.sources],
        "outputs": [plan.targets, plan.goes_to, plan.rejected],
    }


class _Run:
    """One run, under way."""

    def __init__(self, plan: Plan, batch: BatchOptions, watcher: Watcher, journal: Journal | None) -> None:
        self.plan, self.batch, self.watcher, self.journal = plan, batch, watcher, journal
        self.state = State.from_entries(journal.entries if journal else (), plan.goes_to)
        self.went_on = bool(journal and journal.entries)
        self.standard = StandardOutput()
        self.read = sum(plan.sources[s].size or 0 for s in self.state.over)
        self.sources_of: list[list[int]] = [[] for _ in plan.targets]
        for number, target in enumerate(plan.goes_to):
            self.sources_of[target].append(number)
        self.frames: dict[int, tuple[tuple[str, ...], bytes]] = {}
        """Columns and schema of each target that was begun."""
        for number, shape in self.state.shapes.items():
            self.frames.setdefault(plan.goes_to[number], (shape.columns, shape.schema))
        self._found: dict[int, Shape] = {}
        """What inputs turned out to look like as they were counted."""
        self._scratch = ExitStack()
        sizes = [s.size for s in plan.sources]
        self.whole = None if None in sizes else sum(s or 0 for s in sizes)

    def count(self, job: CountJob, asked: Sequence[Repeat]) -> Path:
        """Count the lines that return as often as is asked, unless an earlier run has; gives the file of counts.

        Raises:
            OptionsError: the input can be read only once.
        """
        if any(s.name == STANDARD for s in self.plan.sources):
            raise OptionsError(
                "repeats=True reads the input twice, and standard input comes once: use a file"
            )
        folder = self.journal.folder if self.journal is not None else self._temporary()
        path = folder / "counts"
        if path.exists():
            return path
        self.watcher.note("counting lines that return on other documents ...")
        tally = LineCount(folder / "counting", self.batch.count_memory, max(1, self.batch.workers))
        pool = self._pool(job)
        try:
            for done, _ in pool.run(self._tasks()):
                if done is not None:
                    tally.add(done)
            count = tally.write(path, asked)
        finally:
            pool.close()
            tally.close()
        self.watcher.note(f"{count:,} lines return often enough")
        return path

    def _temporary(self) -> Path:
        return Path(self._scratch.enter_context(tempfile.TemporaryDirectory(prefix="cleantext-")))

    def _pool(self, job: Job | CountJob) -> Pool[_Note] | LocalPool[_Note]:
        return Pool[_Note](job, self.batch.workers) if self.batch.workers else LocalPool[_Note](job)

    def work(self, job: Job) -> None:
        """Read, clean and write what is left to do."""
        for target in range(len(self.plan.targets)):
            self._end_target(target)  # one that was whole, but had not taken its name
        if len(self.state.over) == len(self.plan.sources):
            return
        pool = self._pool(job)
        try:
            for done, note in pool.run(self._tasks()):
                if done is None:
                    self._end_source(note)
                else:
                    self._take(done, note)
        finally:
            pool.close()

    # --- in ---

    def read_tasks(self) -> Iterator[Task]:
        """The chunks of all inputs.

        Raises:
            InputError: one cannot be read to its end.
        """
        for task, note in self._tasks():
            if task is not None:
                yield task
            elif note.error:
                raise InputError(f"{self.plan.sources[note.source].shown}: {note.error}")

    def _tasks(self) -> Iterator[tuple[Task | None, _Note]]:
        for number in range(len(self.plan.sources)):
            if number not in self.state.over:
                yield from self._source_tasks(number)

    def _source_tasks(self, number: int) -> Iterator[tuple[Task | None, _Note]]:
        source = self.plan.sources[number]
        read = reader_of(source.kind.format)
        shape = self.state.shapes.get(number)
        start = self.state.position.get(number, 0)
        error = ""
        try:
            with _opened(source, self.batch) as (stream, counted):
                for chunk in read(stream, start, self.batch.chunk_size, self.batch.max_record):
                    new = None
                    if shape is None:
                        shape = new = self._found.get(number) or self._find_shape(number, chunk)
                        self._found[number] = shape
                    yield Task(chunk, source.shown, shape), _Note(number, chunk.end, counted(), new)
        except InputError as damage:
            error = str(damage)
        except OSError as damage:
            error = f"cannot be read: {damage.strerror or damage}"
        yield None, _Note(number, error=error)

    def _find_shape(self, number: int, chunk: Chunk) -> Shape:
        """What the records of a source look like, from its first ones."""
        source, target = self.plan.sources[number], self.plan.goes_to[number]
        rows = (
            () if isinstance(chunk.body, Oversize) else parser_of(source.kind.format)(chunk.body, chunk.start)
        )
        sample = [row for _, row in zip(range(SAMPLE), rows, strict=False) if row.values is not None]
        records = [row.values for row in sample if row.values is not None]
        pages = any(row.page is not None for row in sample)
        fields = find_fields(records, self.batch, source.shown, pages=pages)
        self._say_fields(fields)
        kind = self.plan.targets[target].kind
        columns, schema = self.frames.get(target, ((), b""))
        if not columns and not schema:
            columns, schema = _frame(
                source.kind.format, kind.format, records, chunk.body, self._added(fields, pages=pages)
            )
            self.frames[target] = columns, schema
        return Shape(input=source.kind.format, output=kind, fields=fields, columns=columns, schema=schema)

    def _added(self, fields: Fields, *, pages: bool) -> list[str]:
        """Fields that cleaning adds to records."""
        added = [fields.text or TEXT] if pages or fields.html is not None else []
        return added + ([DETAILS] if self.batch.tells else [])

    def _say_fields(self, fields: Fields) -> None:
        told = [f"{role} from {name!r}" for role, name in asdict(fields).items() if name is not None]
        self.watcher.note(f"fields: {', '.join(told)}")

    # --- out ---

    def _take(self, done: Done, note: _Note) -> None:
        """Write what came of a chunk, and note it."""
        state, source = self.state, note.source
        target = self.plan.goes_to[source]
        state.position[source] = note.end
        if note.shape is not None:
            state.shapes[source] = note.shape
        if done.body:
            framing = self._framing(target)
            self._write(target, framing.between if state.rows.get(target) else framing.head, pack=True)
            self._write(target, done.body)
            state.rows[target] = state.rows.get(target, 0) + done.rows
        if done.rejected:
            self._reject(done.rejected)
        state.summary.merge(done.summary)
        news = None if done.findings is None else state.findings.merge(done.findings)
        if self.journal is not None:
            self.journal.add(state.chunk_entry(source, target, done.summary, news, note.shape))
        self.watcher.step(state.summary, self.read + note.taken, self.whole)
        most = self.batch.max_errors
        if most is not None and state.summary.rejected > most:
            raise StoppedError(
                f"{state.summary.rejected:,} records are rejected, more than --max-errors {most:,} allows"
            )

    def _write(self, target: int, data: bytes, *, pack: bool = False) -> None:
        if data:
            sink = self._sink(target)
            sink.write(packer(self.plan.targets[target].kind.packing)(data) if pack else data)
            self.state.sizes[target] = sink.size

    def _sink(self, target: int) -> Sink:
        if self.journal is None:
            return self.standard
        return self.journal.part(f"part-{target}", self.state.sizes.get(target, 0))

    def _reject(self, lines: bytes) -> None:
        if self.journal is not None:
            part = self.journal.part("rejected", self.state.rejected)
            part.write(lines)
            self.state.rejected = part.size
        else:
            for line in lines.splitlines():
                record = orjson.loads(line)
                self.watcher.note(f"rejected: {record['file']}: at {record['offset']:,}: {record['message']}")

    # --- ends ---

    def _end_source(self, note: _Note) -> None:
        self.state.over[note.source] = note.error
        self.read += self.plan.sources[note.source].size or 0
        if self.journal is not None:
            self.journal.add({"source": note.source, "over": note.error})
        if note.error:
            self.watcher.note(f"{self.plan.sources[note.source].shown}: {note.error}")
        self._end_target(self.plan.goes_to[note.source])

    def _end_target(self, target: int) -> None:
        """Publish a target whose sources are all read, unless a part of them is missing."""
        state = self.state
        sources = self.sources_of[target]
        if target in state.published or any(s not in state.over for s in sources):
            return
        if any(state.over[s] for s in sources) and not self.batch.salvage:
            if self.journal is not None:
                self.journal.drop(f"part-{target}")
            return
        if target not in state.publishing or self._part_exists(f"part-{target}"):
            framing = self._framing(target)
            if not state.rows.get(target):
                self._write(target, framing.head, pack=True)
            self._write(target, framing.tail, pack=True)
            self._publish(target, f"part-{target}", self.plan.targets[target].name)
        state.published.add(target)

    def _framing(self, target: int) -> Framing:
        return framing_of(self.plan.targets[target].kind.format, *self.frames.get(target, ((), b"")))

    def _part_exists(self, part: str) -> bool:
        return self.journal is not None and (self.journal.folder / part).exists()

    def _publish(self, number: int, part: str, name: str) -> None:
        """Give a part its name, noting before that it may be gone from here, and after that it is there."""
        if self.journal is None:
            return
        size = self.state.rejected if number == REJECTED else self.state.sizes.get(number, 0)
        whole = self.journal.part(part, size)
        self.journal.add({"publishing": number})
        self.journal.commit()
        publish(self._finished(number, whole), name)
        self.journal.drop(part)
        self.journal.add({"published": number})

    def _finished(self, number: int, part: Part) -> Path:
        """The file to publish: the part itself, or the table that is made of it; the part stays until that is whole."""
        if number == REJECTED or self.plan.targets[number].kind.format not in TABLES:
            return part.path
        from cleantext.batch.formats.tables import write_table

        table = part.path.with_name(part.path.name + ".table")
        write_table(part.path, table, self.plan.targets[number].kind.format)
        return table

    def end(self) -> Outcome:
        """Publish what was rejected, and say what came of it all."""
        state, plan = self.state, self.plan
        outcome = Outcome(state.summary, state.findings, went_on=self.went_on)
        outcome.outputs = [plan.targets[t].name for t in sorted(state.published) if t != REJECTED]
        outcome.failures = [(plan.sources[s].shown, why) for s, why in sorted(state.over.items()) if why]
        if state.rejected and plan.rejected is not None:
            if REJECTED not in state.publishing or self._part_exists("rejected"):
                self._publish(REJECTED, "rejected", plan.rejected)
            outcome.rejected = plan.rejected
        elif plan.rejected is not None:
            remove(plan.rejected)  # of a run before, which this one replaces
        return outcome

    def close(self, *, done: bool) -> None:
        """Let go of the journal; what was done is noted, and forgotten only when all is done."""
        self._scratch.close()
        if self.journal is None:
            return
        begun = bool(self.state.position or self.state.over)
        with suppress(OSError):  # no room for the last notes: the chunks they are of will be cleaned again
            self.journal.commit()
        self.journal.close(done=done or not begun)


def _frame(
    source: str, name: str, records: list[dict[str, Any]], body: Any, added: list[str]
) -> tuple[tuple[str, ...], bytes]:
    """Columns or schema of an output whose format fixes them.

    Args:
        source: the input's format.
        name: its own.
        records: the first ones.
        body: the chunk that they are of.
        added: fields that cleaning adds.
    """
    if name in ("csv", "tsv"):
        return tuple(dict.fromkeys([*(key for record in records for key in record), *added])), b""
    if name in TABLES:
        from cleantext.batch.formats.tables import batch_of, inferred_schema, schema_of

        return (), schema_of(batch_of(body).schema, added) if source in TABLES else inferred_schema(
            records, added
        )
    return (), b""


@contextmanager
def _opened(source: Source, batch: BatchOptions) -> Iterator[tuple[Any, Callable[[], int]]]:
    """What a reader takes of a source, and what tells how many packed bytes of it were read."""
    if source.kind.format == FOLDER:
        yield source.name, lambda: 0
        return
    stream, packed = open_input(source.name, batch.max_expansion)
    with stream:
        yield stream, lambda: packed.taken


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Say in words what the operating system refuses."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoppedError(
                f"{where}the disk is full; make room and give the same command again to go on"
            ) from error
        raise StoppedError(f"{where}{error.strerror or error}") from error
