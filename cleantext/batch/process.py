"""One worker process: forked from this one where that is safe, so that it has all that was read; else begun anew."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, Protocol

from cleantext.batch.repeats import CountWork
from cleantext.batch.slots import Slots
from cleantext.batch.work import Work
from cleantext.batch.worker import main, serve_forked

__all__ = ["Process", "begin", "fork", "may_fork"]

_START = f"import sys; sys.path[:] = {{path!r}}; from {main.__module__} import main; main()"
_PIPE = 1 << 20
"""Bytes that a pipe is to hold: what Linux lets every user ask for."""


class _Handle(Protocol):
    """What ends a process, and waits for its end."""

    def wait(self) -> int: ...
    def kill(self) -> None: ...


class Process:
    """A worker process, as its parent sees it."""

    def __init__(self, handle: _Handle, tasks: IO[bytes], answers: IO[bytes]) -> None:
        self._handle = handle
        self.tasks = tasks
        """The pipe to it."""
        self.answers = answers
        """The pipe from it."""
        for pipe in (tasks, answers):
            _widen(pipe)

    def wait(self) -> int:
        """Wait for its end; gives its exit code, or minus the signal that ended it."""
        return self._handle.wait()

    def kill(self) -> None:
        """End it, if it has not ended."""
        self._handle.kill()

    def close_pipes(self) -> None:
        """Close the pipes to the process, which has ended."""
        for pipe in (self.tasks, self.answers):
            with suppress(OSError, ValueError):
                pipe.close()


def begin() -> Process:
    """A process that knows nothing yet: the first message to it says the job and the file of marks."""
    process = subprocess.Popen(
        [sys.executable, "-c", _START.format(path=sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    return Process(process, process.stdin, process.stdout)


def may_fork() -> bool:
    """Whether this process can be forked safely: on Linux, and with one thread, so that no lock is held by another."""
    threads = Path("/proc/self/task")
    streams = (sys.stdin, sys.stdout, sys.stderr)  # else their numbers are those of other files
    return threads.is_dir() and len(list(threads.iterdir())) == 1 and None not in streams


def fork(work: Work | CountWork, marks: Path, slots: Slots) -> Process:
    """A process that does work which is ready to be done.

    Args:
        work: shared with this process as long as neither changes it.
        marks: the file of marks.
        slots: where it puts what comes of chunks, but for what is too large.
    """
    task_reader, task_writer = os.pipe()
    answer_reader, answer_writer = os.pipe()
    sys.stdout.flush()  # what waits there would be written twice
    sys.stderr.flush()
    was_frozen = gc.get_freeze_count()
    gc.freeze()  # nothing of this process is garbage in the other: files in it would close those of the other
    pid = os.fork()
    if not pid:
        serve_forked(work, marks, slots, task_reader, answer_writer)
    if not was_frozen:
        gc.unfreeze()
    os.close(task_reader)
    os.close(answer_writer)
    return Process(_Forked(pid), os.fdopen(task_writer, "wb"), os.fdopen(answer_reader, "rb"))


class _Forked:
    """A child of this process, in the manner of Popen."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._code: int | None = None
        self._lock = Lock()

    def wait(self) -> int:
        with suppress(ChildProcessError):  # another thread has seen its end
            os.waitid(os.P_PID, self._pid, os.WEXITED | os.WNOWAIT)
        with self._lock:
            if self._code is None:
                self._code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
            return self._code

    def kill(self) -> None:
        with self._lock:
            if self._code is None:  # else its number may be another's by now
                os.kill(self._pid, signal.SIGKILL)


def _widen(pipe: IO[bytes]) -> None:
    """Let a pipe hold much of a chunk, where the system can: so the next one waits in it, and passes in few pieces."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):  # more than this user may have
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
