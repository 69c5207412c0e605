"""The inputs of a run, cut into tasks for workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from io import BufferedReader
from typing import NamedTuple, cast

from cleantext.batch.chunk import Chunk, Shape, Task
from cleantext.batch.formats import FOLDER, reader_of
from cleantext.batch.formats.lines import file_chunks
from cleantext.batch.journal import Journal
from cleantext.batch.outcome import Watcher
from cleantext.batch.plan import Plan
from cleantext.batch.settings import BatchOptions
from cleantext.batch.shapes import Shapes
from cleantext.batch.sources import STANDARD, Source
from cleantext.batch.state import State
from cleantext.batch.streams import open_input, open_plain
from cleantext.batch.worker import Files
from cleantext.errors import InputError, StoppedError

__all__ = ["Origin", "Tasks"]

_HEAD = 1 << 10
"""Bytes by which standard input is known again."""


class Origin(NamedTuple):
    """What goes with a task through the workers: where it belongs."""

    source: int
    end: int = 0
    taken: int = 0
    """Packed bytes read of the source."""
    shape: Shape | None = None
    """The source's, with its first chunk of records."""
    error: str = ""
    """With no chunk: why the source ends here, where that is not its end."""


class Tasks:
    """The chunks of a run's inputs, from where an earlier run was stopped."""

    def __init__(
        self,
        plan: Plan,
        batch: BatchOptions,
        state: State,
        shapes: Shapes,
        journal: Journal | None,
        watcher: Watcher,
    ) -> None:
        """Read nothing yet.

        Args:
            plan: the inputs.
            batch: how large chunks and records may be.
            state: how far the run is.
            shapes: of its inputs.
            journal: where it is noted how standard input begins; None: nothing is kept of the run.
            watcher: told what is to be said of inputs.
        """
        self._plan, self._batch, self._state = plan, batch, state
        self._shapes, self._journal, self._watcher = shapes, journal, watcher

    def whole(self) -> Iterator[Task]:
        """The chunks of all inputs.

        Raises:
            InputError: one cannot be read to its end.
        """
        for task, origin in self.all(in_files=False):
            if task is not None:
                yield task
            elif origin.error:
                raise InputError(f"{self._plan.sources[origin.source].shown}: {origin.error}")

    def all(self, *, in_files: bool) -> Iterator[tuple[Task | None, Origin]]:
        """The chunks of inputs that are not over yet, in order, and after those of each one the end of it.

        Args:
            in_files: leave it to the workers to read files that they can read.
        """
        for number in range(len(self._plan.sources)):
            if number not in self._state.over:
                yield from self._source_tasks(number, in_files=in_files)

    def _source_tasks(self, number: int, *, in_files: bool) -> Iterator[tuple[Task | None, Origin]]:
        source = self._plan.sources[number]
        shape = self._state.shapes.get(number)
        start = self._state.position.get(number, 0)
        error, files = "", Files()
        try:
            for chunk, taken in _chunks(
                source, start, self._batch, in_files=in_files, begins=partial(self._check_head, number)
            ):
                if chunk.note:
                    self._watcher.note(f"{source.shown}: {chunk.note}")
                if shape is not None:
                    yield Task(chunk, source.shown, shape), Origin(number, chunk.end, taken)
                    continue
                chunk = files.loaded(chunk)
                found, settled = self._shapes.of(number, chunk)
                shape = found if settled else None
                yield Task(chunk, source.shown, found), Origin(number, chunk.end, taken, shape)
        except InputError as damage:
            error = str(damage)
        except OSError as damage:
            error = f"cannot be read: {damage.strerror or damage}"
        finally:
            files.close()
        yield None, Origin(number, error=error)

    def _check_head(self, number: int, head: bytes) -> None:
        """Note how standard input begins, which nothing else tells from another.

        Raises:
            StoppedError: it does not begin as it did for the run that goes on.
        """
        known = self._state.heads.get(number)
        if known is None:
            entry = self._state.head_entry(number, head)
            if self._journal is not None:
                self._journal.add(entry)
        elif (known and not head) or not (head.startswith(known) or known.startswith(head)):
            raise StoppedError(
                f"{self._plan.sources[number].shown} does not begin as it did when this run began; "
                "give the same to go on, or --restart to begin anew"
            )


def _chunks(
    source: Source, start: int, batch: BatchOptions, *, in_files: bool, begins: Callable[[bytes], None]
) -> Iterator[tuple[Chunk, int]]:
    """The chunks of a source from a place on, with how many packed bytes of it were read.

    Args:
        source: the source.
        start: the place, as its format counts.
        batch: how large chunks and records may be.
        in_files: leave it to the workers to read files that they can read.
        begins: told how standard input begins.
    """
    read = reader_of(source.kind.format)
    if source.kind.format == FOLDER:
        for chunk in read(source.name, start, batch.chunk_size, batch.max_record):
            yield chunk, 0
    elif in_files and source.kind.format == "jsonl" and (file := open_plain(source.name)) is not None:
        with file:
            for chunk in file_chunks(file, start, batch.chunk_size, batch.max_record):
                yield chunk, chunk.end
    else:
        stream, packed = open_input(source.name, batch.max_expansion)
        with stream:
            if source.name == STANDARD:
                begins(cast(BufferedReader, stream).peek(_HEAD)[:_HEAD])
            for chunk in read(stream, start, batch.chunk_size, batch.max_record):
                yield chunk, packed.taken
