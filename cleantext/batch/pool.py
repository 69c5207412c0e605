"""Workers: chunks out to them, output back in the order of the input, and never more under way than a bound allows.

A worker that dies, or that looks at one record for too long and is killed for it, costs that record: another worker
does the chunk again without it.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

from cleantext.batch.chunk import Done, Task
from cleantext.batch.repeats import CountJob
from cleantext.batch.work import Job
from cleantext.batch.worker import MARK, read_message, write_message
from cleantext.errors import StoppedError

__all__ = ["LocalPool", "Pool"]

AHEAD = 4
"""Chunks under way for each worker: in its hands, waiting, or waiting for their turn to be written."""
ATTEMPTS = 3
"""Times that a worker may die over a chunk without a record to blame."""
_START = "import sys; sys.path[:] = {path!r}; from cleantext.batch.worker import main; main()"
_LOOK = 0.25
"""Seconds between looks at how long records take."""

Note = TypeVar("Note")


class LocalPool(Generic[Note]):
    """Does the work in this process, in the manner of Pool; nothing stops a record that never ends."""

    def __init__(self, job: Job | CountJob) -> None:
        self._work = job.work()

    def run(self, tasks: Iterable[tuple[Task | None, Note]]) -> Iterator[tuple[Done | None, Note]]:
        """Each task's output with its note, in order; None for None."""
        for task, note in tasks:
            yield None if task is None else self._work.do(task, lambda _: None), note

    def close(self) -> None:
        """Nothing to end."""


class Pool(Generic[Note]):
    """So many worker processes."""

    def __init__(self, job: Job | CountJob, workers: int) -> None:
        """Start the workers.

        Raises:
            CleantextError: the job's options or rules are wrong.
        """
        self._job = job
        self._tasks: queue.SimpleQueue[tuple[int, Task] | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[tuple[int, Done | BaseException]] = queue.SimpleQueue()
        self._window = workers * AHEAD
        self._closed = threading.Event()
        self._folder = tempfile.TemporaryDirectory(prefix="cleantext-")
        marks = [Path(self._folder.name) / str(n) for n in range(workers)]
        self._threads: list[threading.Thread] = []
        self._workers = [_Worker(job, path) for path in marks]
        try:
            for worker in self._workers:
                worker.wait_ready()
        except BaseException:
            self.close()
            raise
        self._threads = [threading.Thread(target=self._serve, args=(w,), daemon=True) for w in self._workers]
        self._threads.append(threading.Thread(target=self._watch, daemon=True))
        for thread in self._threads:
            thread.start()

    def run(self, tasks: Iterable[tuple[Task | None, Note]]) -> Iterator[tuple[Done | None, Note]]:
        """Each task's output with its note, in order; None for None.

        Tasks are taken as there is room for them, so that memory does not grow with their number.

        Raises:
            StoppedError: workers die whatever they do.
        """
        waiting: dict[int, Note] = {}
        ready: dict[int, Done | None] = {}
        numbered = enumerate(tasks)
        begun = given = 0
        more = True
        while True:
            while more and begun - given < self._window:
                found = next(numbered, None)
                if found is None:
                    more = False
                    break
                number, (task, waiting[number]) = found
                begun += 1
                if task is None:
                    ready[number] = None
                else:
                    self._tasks.put((number, task))
            if given == begun:
                return
            while given not in ready:
                number, done = self._results.get()
                if isinstance(done, BaseException):
                    raise done
                ready[number] = done
            yield ready.pop(given), waiting.pop(given)
            given += 1

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        self._closed.set()
        for worker in self._workers:
            self._tasks.put(None)
            worker.kill()
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            worker.kill()  # one may have been started anew meanwhile
            worker.close_pipes()
        self._folder.cleanup()

    def _serve(self, worker: _Worker) -> None:
        while (numbered := self._tasks.get()) is not None:
            number, task = numbered
            try:
                self._results.put((number, self._do(worker, task)))
            except BaseException as error:  # noqa: BLE001 - it is raised where the results are taken
                if not self._closed.is_set():
                    self._results.put((number, error))
                return

    def _do(self, worker: _Worker, task: Task) -> Done:
        blameless = 0
        while True:
            try:
                return worker.do(task)
            except (EOFError, OSError):
                if self._closed.is_set():
                    raise
            row, reason = worker.autopsy()
            if row:
                task.skip[row] = reason
            else:
                blameless += 1
                if blameless == ATTEMPTS:
                    raise StoppedError(
                        f"{task.source}: at {task.chunk.start:,}, {ATTEMPTS} times over: {reason}"
                    )
            worker.start()
            worker.wait_ready()

    def _watch(self) -> None:
        limit = self._job.batch.time_limit
        while not self._closed.wait(min(_LOOK, limit)):
            now = time.monotonic()
            for worker in self._workers:
                worker.check(now, limit)


class _Worker:
    """One worker process, as its parent sees it."""

    def __init__(self, job: Job | CountJob, marks: Path) -> None:
        self._job, self._marks = job, marks
        self._late = ""
        self._seen: tuple[int, int] = (0, 0)
        self._since = 0.0
        self._chunk = 0
        self.start()

    def start(self) -> None:
        """Start the process."""
        self._marks.write_bytes(MARK.pack(0))
        self._late = ""
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        with suppress(BrokenPipeError):  # it died at once: wait_ready says so
            write_message(self._in, (self._job, str(self._marks)))

    def wait_ready(self) -> None:
        """Wait until the rules are compiled.

        Raises:
            CleantextError: they cannot be.
            StoppedError: the process died.
        """
        try:
            error = read_message(self._out)
        except (EOFError, OSError):
            raise StoppedError(f"a worker {_how(self._process.wait())} as it started") from None
        if error is not None:
            raise error

    def do(self, task: Task) -> Done:
        """Have a chunk cleaned.

        Raises:
            EOFError, OSError: the process died.
        """
        self._chunk += 1
        write_message(self._in, task)
        done = read_message(self._out)
        assert isinstance(done, Done)
        return done

    def check(self, now: float, limit: float) -> None:
        """Kill the process when it has looked at one record longer than the limit (seconds)."""
        seen = (self._chunk, self._row())
        if seen != self._seen or not seen[1]:
            self._seen, self._since = seen, now
        elif now - self._since > limit and not self._late:
            self._late = f"took longer than {limit:g} seconds"
            self._process.kill()

    def autopsy(self) -> tuple[int, str]:
        """The row that was being looked at when the process died (0: none), and how it died."""
        code = self._process.wait()
        self.close_pipes()
        return self._row(), self._late or f"its worker {_how(code)}"

    def kill(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()

    def _row(self) -> int:
        data = self._marks.read_bytes()
        return int(MARK.unpack(data)[0]) if len(data) == MARK.size else 0

    def close_pipes(self) -> None:
        """Close the pipes to the process, which has ended."""
        for pipe in (self._in, self._out):
            with suppress(OSError, ValueError):
                pipe.close()


def _how(code: int) -> str:
    if code < 0 and os.name == "posix":
        name = signal.Signals(-code).name
        return f"was killed by {name}" + (" (out of memory?)" if name == "SIGKILL" else "")
    return f"ended with code {code}"
