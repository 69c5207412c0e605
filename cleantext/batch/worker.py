"""A worker: a process that reads chunks on standard input, and writes what came of them to standard output.

Messages are pickles, each with its length before it. The first says the job and the file of marks: there the worker
writes which row it is about to look at, so that the row which kills it, or never ends, is known.
"""

from __future__ import annotations

import gc
import mmap
import os
import pickle
import signal
import struct
import sys
from pathlib import Path
from typing import IO, Any, BinaryIO

__all__ = ["MARK", "main", "read_message", "write_message"]

_LENGTH = struct.Struct("<Q")
MARK = struct.Struct("<Q")
"""A row's number in the file of marks: 0 while none is looked at."""


def write_message(stream: IO[bytes], message: object) -> None:
    """Write one message and flush."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_message(stream: IO[bytes]) -> Any:
    """The next message.

    Raises:
        EOFError: there is none, or only part of one: the other side went away.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)


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
    job, marks = read_message(tasks)
    from cleantext.errors import CleantextError

    try:
        work = job.work()
    except CleantextError as error:
        write_message(answers, error)
        return
    gc.collect()
    gc.freeze()  # rules stay for good: looking through them again and again would only cost time
    with Path(marks).open("r+b") as file, mmap.mmap(file.fileno(), MARK.size) as memory:
        pack = MARK.pack_into

        def mark(number: int) -> None:
            pack(memory, 0, number)

        write_message(answers, None)
        while True:
            write_message(answers, work.do(read_message(tasks), mark))
