"""A worker: a process that reads chunks on standard input, and writes what came of them to standard output.

Messages are pickles, each with its length before it; the bytes of a chunk, and of what came of it, follow theirs as
they are, which spares copies. The first says the job and the file of marks: there the worker writes which row it is
about to look at, so that the row which kills it, or never ends, is known.
"""

from __future__ import annotations

import gc
import mmap
import os
import pickle
import signal
import struct
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, BinaryIO

from cleantext.batch.chunk import Done, Task
from cleantext.errors import CleantextError
from cleantext.rules.pickles import uncollected

__all__ = ["MARK", "main", "read_done", "read_message", "write_message", "write_task"]

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


def _write_done(stream: IO[bytes], done: Done) -> None:
    body, done.body = done.body, b""
    write_message(stream, done, body)


def read_done(stream: IO[bytes]) -> Done:
    """The next chunk that was cleaned.

    Raises:
        EOFError: as read_message.
    """
    done, body = read_message(stream)
    assert isinstance(done, Done)
    done.body = body
    return done


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches all of a terminal's processes; the parent decides
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not end up among the messages
    try:
        _serve(sys.stdin.buffer, answers)
    except (EOFError, BrokenPipeError):
        os._exit(0)  # the parent is gone or done: nobody waits for a tidy end


def _serve(tasks: BinaryIO, answers: BinaryIO) -> None:
    (job, marks), _ = read_message(tasks)
    try:
        with uncollected():
            work = job.work()
            gc.freeze()  # rules stay for good: looking through them again and again would only cost time
    except CleantextError as error:
        write_message(answers, error)
        return
    with Path(marks).open("r+b") as file, mmap.mmap(file.fileno(), MARK.size) as memory:
        pack = MARK.pack_into

        def mark(number: int) -> None:
            pack(memory, 0, number)

        write_message(answers, None)
        while True:
            _write_done(answers, work.do(_read_task(tasks), mark))
