"""A run over records: inputs cut into chunks, cleaned by workers, written in order, journaled."""

from __future__ import annotations

import errno
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleantext._version import __version__
from cleantext.batch.chunk import Done
from cleantext.batch.journal import Journal
from cleantext.batch.outcome import Outcome, Watcher
from cleantext.batch.plan import Plan, check_existing, check_places
from cleantext.batch.pool import LocalPool, Pool
from cleantext.batch.repeats import CountJob, LineCount, asked_repeats, read_counts
from cleantext.batch.settings import BatchOptions
from cleantext.batch.shapes import Shapes
from cleantext.batch.sources import STANDARD
from cleantext.batch.state import REJECTED, State
from cleantext.batch.tasks import Origin, Tasks
from cleantext.batch.work import Job
from cleantext.batch.writer import Writer
from cleantext.errors import OptionsError, StoppedError
from cleantext.files import refusal
from cleantext.options import Options

if TYPE_CHECKING:
    from cleantext.batch.learn import Gathering
    from cleantext.rules.model import Repeat

__all__ = ["learn_lines", "run_plan"]


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
        with _clear_errors(kept=plan.folder is not None):
            plan.folder.parent.mkdir(parents=True, exist_ok=True)
            journal = Journal(plan.folder, _fingerprint(plan, options, pages, batch), restart=restart)
    run = _Run(plan, batch, watcher, journal)
    done = False
    try:
        with _clear_errors(kept=plan.folder is not None):
            check_places(plan)
            if not force:
                begun = run.state.published | run.state.publishing
                check_existing(
                    plan, {plan.rejected if t == REJECTED else plan.targets[t].name for t in begun}
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
    from cleantext.batch.learn import Gathering, phrase_of

    run = _Run(plan, batch, watcher or Watcher(), None)
    try:
        with _clear_errors(kept=False):
            scopes = (replace(asked, scope="site"), replace(asked, scope="dump", min_share=0.0))
            path = run.count(CountJob(options=options, batch=batch, key=phrase_of), scopes)
            gathering = Gathering(options, read_counts(path), asked)
            for task in run.tasks.whole():
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
        self.read = sum(plan.sources[s].size or 0 for s in self.state.over)
        self.shapes = Shapes(plan, batch, self.state.shapes, watcher.note)
        self.tasks = Tasks(plan, batch, self.state, self.shapes, journal, watcher)
        self.writer = Writer(plan, self.state, self.shapes, journal, watcher.note, salvage=batch.salvage)
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
                "lines that return are counted in a pass of its own, so the input is read twice, "
                "and standard input comes once: use a file"
            )
        folder = self.journal.folder if self.journal is not None else self._temporary()
        path = folder / "counts"
        if path.exists():
            return path
        self.watcher.note("counting lines that return on other documents ...")
        tally = LineCount(folder / "counting", self.batch.count_memory, max(1, self.batch.workers))
        pool = self._pool(job)
        try:
            for done, _ in pool.run(self.tasks.all(in_files=bool(self.batch.workers))):
                if done is not None and not done.damage:  # which is said where records are cleaned
                    tally.add(done)
            count = tally.write(path, asked)
        finally:
            pool.close()
            tally.close()
        self.watcher.note(f"{count:,} lines return often enough")
        return path

    def _temporary(self) -> Path:
        return Path(self._scratch.enter_context(tempfile.TemporaryDirectory(prefix="cleantext-")))

    def _pool(self, job: Job | CountJob) -> Pool[Origin] | LocalPool[Origin]:
        return Pool[Origin](job, self.batch.workers) if self.batch.workers else LocalPool[Origin](job)

    def work(self, job: Job) -> None:
        """Read, clean and write what is left to do."""
        self._check_errors()  # an interrupted run may have met them in its last chunk
        if self.went_on:
            before = self.state.summary.records
            self.watcher.note(
                f"going on after {before:,} records of an interrupted run; --restart begins anew"
            )
        for target in range(len(self.plan.targets)):
            self.writer.end(target)  # one that was whole, but had not taken its name
        if len(self.state.over) == len(self.plan.sources):
            return
        for source in self.plan.sources:
            if source.note:
                self.watcher.note(source.note)
        pool = self._pool(job)
        try:
            for done, origin in pool.run(self.tasks.all(in_files=bool(self.batch.workers))):
                if origin.source in self.state.over:
                    continue  # it was damaged before
                if done is None:
                    self._end_source(origin.source, origin.error)
                elif done.damage:
                    self._end_source(origin.source, done.damage)
                else:
                    self._take(done, origin)
        finally:
            pool.close()

    # --- out ---

    def _take(self, done: Done, origin: Origin) -> None:
        """Write what came of a chunk, and note it."""
        state, source = self.state, origin.source
        target = self.plan.goes_to[source]
        state.position[source] = origin.end
        if origin.shape is not None:
            state.shapes[source] = origin.shape
        self.writer.take(done, target)
        state.summary.merge(done.summary)
        news = None if done.findings is None else state.findings.merge(done.findings)
        if self.journal is not None:
            self.journal.add(state.chunk_entry(source, target, done.summary, news, origin.shape))
        self.watcher.step(state.summary, self.read + origin.taken, self.whole)
        self._check_errors()

    def _check_errors(self) -> None:
        most, rejected = self.batch.max_errors, self.state.summary.rejected
        if most is not None and rejected > most:
            more = "" if self.journal is None else "; the same command with a higher limit goes on"
            raise StoppedError(
                f"{rejected:,} records are rejected, more than --max-errors {most:,} allows{more}"
            )

    # --- ends ---

    def _end_source(self, number: int, error: str) -> None:
        source = self.plan.sources[number]
        self.state.over[number] = error
        self.read += source.size or 0
        if self.journal is not None:
            self.journal.add({"source": number, "over": error})
        if error:
            self.watcher.note(f"{source.shown}: {error}")
        self.writer.end(self.plan.goes_to[number])

    def end(self) -> Outcome:
        """Publish what was rejected, and say what came of it all."""
        state, plan = self.state, self.plan
        outcome = Outcome(state.summary, state.findings, went_on=self.went_on, salvaged=self.batch.salvage)
        outcome.outputs = [plan.targets[t].name for t in sorted(state.published) if t != REJECTED]
        outcome.failures = [(plan.sources[s].shown, why) for s, why in sorted(state.over.items()) if why]
        outcome.rejected = self.writer.end_rejected()
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


@contextmanager
def _clear_errors(*, kept: bool) -> Iterator[None]:
    """Say in words what the operating system refuses.

    Args:
        kept: whether the run can go on.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        what = ""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            more = "; make room and give the same command again to go on" if kept else ""
            what = f"the disk is full{more}"
        raise StoppedError(refusal(error, what)) from error
