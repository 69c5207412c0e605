"""A worker: a process that reads chunks on standard input, and writes what came of them to standard output.

Messages are pickles, each with its length before it; the bytes of a chunk, and of what came of it, follow theirs as
they are, which spares copies. In the file of marks the worker writes which row it is about to look at, so that the row
which kills it, or never ends, is known.
"""

from __future__ import annotations

import gc
import mmap
import os
import pickle
import signal
import struct
import traceback
from contextlib import suppress
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import IO, Any, NoReturn

from cleantext.batch.chunk import Chunk, Done, InFile, Task
from cleantext.batch.repeats import CountWork
from cleantext.batch.slots import Slots
from cleantext.batch.summary import Summary
from cleantext.batch.work import Work
from cleantext.errors import CleantextError, InputError
from cleantext.rules.pickles import uncollected

__all__ = [
    "MARK",
    "Files",
    "main",
    "read_done",
    "read_message",
    "serve_forked",
    "write_message",
    "write_task",
]

_LENGTHS = struct.Struct("<QQ")
"""Bytes of the pickle, and of what follows it."""
MARK = struct.Struct("<Q")
"""A row's number in the file of marks: 0 while none is looked at."""


def write_message(stream: IO[bytes], message: object, body: bytes = b"") -> None:
    """Write one message, and bytes that belong to it, and flush."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTHS.pack(len(data), len(body)) + data)
    stream.write(body)
    stream.flush()


def read_message(stream: IO[bytes]) -> tuple[Any, bytes]:
    """The next message, and the bytes that belong to it.

    Raises:
        EOFError: there is none, or only part of one: the other side went away.
    """
    length, more = _LENGTHS.unpack(_read(stream, _LENGTHS.size))
    return pickle.loads(_read(stream, length)), _read(stream, more)


def _read(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def write_task(stream: IO[bytes], task: Task) -> None:
    """Write a chunk to be cleaned."""
    body = task.chunk.body
    if isinstance(body, bytes):
        write_message(stream, replace(task, chunk=task.chunk._replace(body=None)), body)
    else:
        write_message(stream, task)


def _read_task(stream: IO[bytes]) -> Task:
    task, body = read_message(stream)
    assert isinstance(task, Task)
    if task.chunk.body is None:
        task.chunk = task.chunk._replace(body=body)
    return task


def _write_done(stream: IO[bytes], done: Done, number: int, slots: Slots | None) -> None:
    body, done.body = done.body, b""
    assert isinstance(body, bytes)
    if slots is not None and slots.put(number, body):
        body, done.in_slot = b"", len(body)
    write_message(stream, done, body)


def read_done(stream: IO[bytes]) -> Done:
    """The next chunk that was cleaned, but for a body that lies in shared memory.

    Raises:
        EOFError: as read_message.
    """
    done, body = read_message(stream)
    assert isinstance(done, Done)
    done.body = body
    return done


def main() -> None:
    """Serve until standard input ends: the first message says the job and the file of marks."""
    # Ctrl-C reaches all of a terminal's processes; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks, answers = _streams()
    try:
        (job, marks), _ = read_message(tasks)
        try:
            with uncollected():
                work = job.work()
                gc.freeze()  # rules stay for good: looking through them again and again would only cost time
        except CleantextError as error:
            write_message(answers, error)
            return
        _serve(work, marks, None, tasks, answers)
    except (EOFError, BrokenPipeError):
        os._exit(0)  # the parent is gone or done: nobody waits for a tidy end


def serve_forked(work: Work | CountWork, marks: Path, slots: Slots, tasks: int, answers: int) -> NoReturn:
    """Serve in a process that was forked to do so, until the pipe of tasks ends.

    Args:
        work: what is to be done.
        marks: the file of marks.
        slots: where to put what comes of chunks.
        tasks, answers: the pipes, which take the places of standard input and output; all else that the parent has
            open is closed, above all the lock of its run and its pipes to other workers.
    """
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.dup2(tasks, 0)
        os.dup2(answers, 1)
        for path in list(Path("/proc/self/fd").iterdir()):
            if int(path.name) > 2:
                with suppress(OSError):  # the one of this listing
                    os.close(int(path.name))
        _serve(work, marks, slots, *_streams())
    except (EOFError, BrokenPipeError):
        code = 0
    except BaseException:  # noqa: BLE001 - nothing of the parent's may run here, not even its ends
        traceback.print_exc()
    finally:
        os._exit(code)


def _streams() -> tuple[IO[bytes], IO[bytes]]:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not end up among the messages
    return os.fdopen(0, "rb", closefd=False), answers


def _serve(
    work: Work | CountWork, marks: Path, slots: Slots | None, tasks: IO[bytes], answers: IO[bytes]
) -> None:
    files = Files()
    with marks.open("r+b") as file, mmap.mmap(file.fileno(), MARK.size) as memory:
        pack = MARK.pack_into

        def mark(number: int) -> None:
            pack(memory, 0, number)

        write_message(answers, None)
        while True:
            task = _read_task(tasks)
            try:
                task.chunk = files.loaded(task.chunk)
            except InputError as error:
                done = Done(b"", 0, b"", Summary(), damage=str(error))
            else:
                done = work.do(task, mark)
            _write_done(answers, done, task.number, slots)


class Files:
    """Reads chunks that lie in files; the last file stays open."""

    def __init__(self) -> None:
        self._body: InFile | None = None
        self._file: FileIO | None = None

    def loaded(self, chunk: Chunk) -> Chunk:
        """The chunk with its bytes.

        Raises:
            InputError: they are not there any more.
        """
        if not isinstance(chunk.body, InFile):
            return chunk
        try:
            data = os.pread(self._opened(chunk.body), chunk.size, chunk.start)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}") from error
        if len(data) != chunk.size:
            raise InputError("is shorter than it was when this run began")
        return chunk._replace(body=data)

    def _opened(self, body: InFile) -> int:
        if self._file is None or body != self._body:
            file = FileIO(body.name)
            if os.fstat(file.fileno()).st_ino != body.inode:
                raise InputError("was replaced by another file while it was read")
            self.close()
            self._file, self._body = file, body
        return self._file.fileno()

    def close(self) -> None:
        """Close the file that is open."""
        if self._file is not None:
            self._file.close()
