"""The `clean` command. One file a verb; nothing loads before the verb that needs it is called."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from typing import Any

__all__ = ["main"]


def main() -> None:
    """The entry point of the `clean` command."""
    _open_closed_streams()
    from cleantext.cli.root import root

    try:
        root.main(prog_name="clean")
    finally:
        gc.freeze()  # else the interpreter looks through all rules for garbage before it ends


def _open_closed_streams() -> None:
    """Take the place of standard streams that the caller closed: else the next files would get their numbers.

    What would go to standard output is refused, messages go nowhere. Standard input stays None, which readers know.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # it gets the lowest number that is free
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(_Closed(), "utf-8", write_through=True)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open as long as the command


class _Closed(io.RawIOBase):
    """Standard output where the caller has closed it."""

    def writable(self) -> bool:
        """Always, so that it is the writing that is refused."""
        return True

    def write(self, data: Any) -> int:  # noqa: ARG002 - no byte of it is taken
        """Refuse it."""
        raise OSError(errno.EBADF, "standard output is closed")
