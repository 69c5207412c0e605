"""Workers: chunks out to them, output back in the order of the input, and never more under way than a bound allows.

A worker that dies, or that looks at one record for too long and is killed for it, costs that record: another worker
does the chunk again without it.
"""

from __future__ import annotations

import os
import queue
import signal
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Generic, TypeVar

from cleantext.batch.chunk import Done, Task
from cleantext.batch.process import begin, fork, may_fork
from cleantext.batch.repeats import CountJob, CountWork
from cleantext.batch.slots import Slots
from cleantext.batch.work import Job, Work
from cleantext.batch.worker import MARK, read_done, read_message, write_message, write_task
from cleantext.errors import StoppedError
from cleantext.rules.cache import compile_apart
from cleantext.rules.pickles import uncollected

__all__ = ["LocalPool", "Pool"]

AHEAD = 8
"""Chunks under way for each worker: in its hands, waiting, or waiting for their turn to be written. So many are enough
for a fifth of a second that the disk may take for one of them."""
AT_ONCE = 2
"""Chunks in a worker's hands: what it does, and what waits in its pipe."""
_MORE = 1 << 16
"""Bytes by which what comes of a chunk may be longer than it, to pass through shared memory."""
ATTEMPTS = 3
"""Times that a worker may die over a chunk without a record to blame, or as it is started anew."""
_LOOK = 0.25
"""Seconds between looks at how long records take."""

Note = TypeVar("Note")
_Numbered = tuple[int, Task]


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
    """So many worker processes.

    Two threads serve each: one hands it chunks, so that the next always waits in its pipe, the other takes what comes
    back. What a worker that died was given goes back to where all take from.
    """

    def __init__(self, job: Job | CountJob, workers: int) -> None:
        """Start the workers.

        Raises:
            CleantextError: the job's options or rules are wrong.
        """
        if isinstance(job, Job) and job.options.strip:
            compile_apart(job.options.rules)
        self._window = workers * AHEAD
        self._slots: Slots | None = None
        """One for each chunk under way, whose numbers are in a row; with workers that are forked."""
        work = None
        if may_fork():
            self._slots = Slots(self._window, job.batch.chunk_size + _MORE)
            with uncollected():
                work = job.work()
        self._job = job
        self._tasks: deque[_Numbered] = deque()
        self._lock = threading.RLock()
        """Guards the tasks, and what each worker was given."""
        self._results: queue.SimpleQueue[tuple[int, Done | BaseException]] = queue.SimpleQueue()
        self._blameless: Counter[int] = Counter()
        """For each task, how often a worker died over it without a record to blame."""
        self._closed = threading.Event()
        self._folder = tempfile.TemporaryDirectory(prefix="cleantext-")
        marks = [Path(self._folder.name) / str(n) for n in range(workers)]
        self._threads: list[threading.Thread] = []
        self._workers: list[_Worker] = []
        try:
            for path in marks:
                self._workers.append(_Worker(job, path, work, self._slots, self._lock))
            for worker in self._workers:
                worker.wait_ready()
        except BaseException:
            self.close()
            raise
        self._threads = [threading.Thread(target=self._watch, daemon=True)]
        for worker in self._workers:
            self._threads.append(threading.Thread(target=self._feed, args=(worker,), daemon=True))
            self._threads.append(threading.Thread(target=self._collect, args=(worker,), daemon=True))
        for thread in self._threads:
            thread.start()

    def run(self, tasks: Iterable[tuple[Task | None, Note]]) -> Iterator[tuple[Done | None, Note]]:
        """Each task's output with its note, in order; None for None. An output is good until the next is asked for.

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
                    task.number = number
                    with self._lock:
                        self._tasks.append((number, task))
                        self._wake()
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
        with self._lock:
            self._wake()
        for worker in self._workers:
            worker.kill()
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            worker.kill()  # one may have been started anew meanwhile
            worker.close_pipes()
        self._folder.cleanup()

    def _feed(self, worker: _Worker) -> None:
        """Hand a worker tasks, one ahead of what it does."""
        while (next_one := self._next_for(worker)) is not None:
            task, pipe = next_one
            with suppress(OSError, ValueError):  # it died: who collects from it sees to that
                write_task(pipe, task)

    def _next_for(self, worker: _Worker) -> tuple[Task, IO[bytes]] | None:
        """A task for a worker when it has room for one, and the pipe to it; None when all is over."""
        with self._lock:
            worker.may_go_on.wait_for(lambda: self._may_go_on(worker))
            if self._closed.is_set():
                return None
            worker.given.append(self._tasks.popleft())
            return worker.given[-1][1], worker.tasks

    def _may_go_on(self, worker: _Worker) -> bool:
        return self._closed.is_set() or (bool(self._tasks) and len(worker.given) < AT_ONCE)

    def _wake(self) -> None:
        """Wake those that have a worker to feed, and no others: each waking costs as much as handing over a chunk."""
        for worker in self._workers:
            if self._may_go_on(worker):
                worker.may_go_on.notify()

    def _collect(self, worker: _Worker) -> None:
        """Take what a worker gives back, and start it anew when it dies."""
        try:
            while not self._closed.is_set():
                try:
                    done = read_done(worker.answers)
                except (EOFError, OSError):
                    if not self._closed.is_set():
                        self._revive(worker)
                    continue
                with self._lock:
                    number, _ = worker.given.popleft()
                    worker.answered += 1
                    self._wake()
                if done.in_slot and self._slots is not None:
                    done.body = self._slots.get(number, done.in_slot)
                self._results.put((number, done))
        except BaseException as error:  # noqa: BLE001 - it is raised where the results are taken
            if not self._closed.is_set():
                self._results.put((0, error))

    def _revive(self, worker: _Worker) -> None:
        """Start a worker anew that died; the record that it died over, if there is one, will be passed over.

        Raises:
            StoppedError: it dies again and again as it starts.
        """
        for attempt in range(ATTEMPTS):
            row, reason = worker.autopsy()
            with self._lock:  # whoever hands it tasks sees the old pipe and list, or the new ones
                given = worker.start_anew()
                if given and not attempt:  # as it started it had not come to any
                    self._blame(*given[0], row, reason)
                self._tasks.extendleft(reversed(given))
                self._wake()
            try:
                worker.wait_ready()
                break
            except StoppedError:
                if attempt + 1 == ATTEMPTS or self._closed.is_set():
                    raise

    def _blame(self, number: int, task: Task, row: int, reason: str) -> None:
        if row:
            task.skip[row] = reason
            return
        self._blameless[number] += 1
        if self._blameless[number] == ATTEMPTS:
            raise StoppedError(f"{task.source}: at {task.chunk.start:,}, {ATTEMPTS} times over: {reason}")

    def _watch(self) -> None:
        limit = self._job.batch.time_limit
        while not self._closed.wait(min(_LOOK, limit)):
            now = time.monotonic()
            for worker in self._workers:
                worker.check(now, limit)


class _Worker:
    """One worker process, as its parent sees it."""

    def __init__(
        self,
        job: Job | CountJob,
        marks: Path,
        work: Work | CountWork | None,
        slots: Slots | None,
        lock: threading.RLock,
    ) -> None:
        """Start it.

        Args:
            job: what it is to do.
            marks: the file of marks.
            work: the same, ready to be done, where this process may be forked.
            slots: shared with forked ones.
            lock: the pool's.
        """
        self._job, self._marks = job, marks
        self.may_go_on = threading.Condition(lock)
        """Woken when there may be a task for it, and room."""
        self._seen: tuple[int, int] = (0, 0)
        self._since = 0.0
        self.answered = 0
        """How many chunks it has done."""
        self.given: deque[_Numbered] = deque()
        """What it was given and has not done, in order."""
        self._prepare()
        if work is not None and slots is not None:
            self._process = fork(work, marks, slots)
        else:
            self._begin()

    def _prepare(self) -> None:
        self._marks.write_bytes(MARK.pack(0))
        self._late = ""

    def _begin(self) -> None:
        self._process = begin()
        with suppress(BrokenPipeError):  # it died at once: wait_ready says so
            write_message(self._process.tasks, (self._job, self._marks))

    def start_anew(self) -> list[_Numbered]:
        """Start another process in the place of one that ended; gives what that was given and has not done."""
        self._prepare()
        self._begin()
        undone = list(self.given)
        self.given.clear()
        return undone

    @property
    def tasks(self) -> IO[bytes]:
        """The pipe to the process."""
        return self._process.tasks

    @property
    def answers(self) -> IO[bytes]:
        """The pipe from the process."""
        return self._process.answers

    def wait_ready(self) -> None:
        """Wait until the rules are compiled.

        Raises:
            CleantextError: they cannot be.
            StoppedError: the process died.
        """
        try:
            error, _ = read_message(self.answers)
        except (EOFError, OSError):
            raise StoppedError(f"a worker {_how(self._process.wait())} as it started") from None
        if error is not None:
            raise error

    def check(self, now: float, limit: float) -> None:
        """Kill the process when it has looked at one record longer than the limit (seconds)."""
        seen = (self.answered, self._row())
        if seen != self._seen or not seen[1]:
            self._seen, self._since = seen, now
        elif now - self._since > limit and not self._late:
            self._late = f"took longer than {limit:g} seconds"
            self._process.kill()

    def autopsy(self) -> tuple[int, str]:
        """The row that was being looked at when the process died (0: none), and how it died."""
        code = self._process.wait()
        self._process.close_pipes()
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
        self._process.close_pipes()


def _how(code: int) -> str:
    if code < 0 and os.name == "posix":
        name = signal.Signals(-code).name
        return f"was killed by {name}" + (" (out of memory?)" if name == "SIGKILL" else "")
    return f"ended with code {code}"
