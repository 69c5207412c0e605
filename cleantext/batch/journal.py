"""The folder of a run under way: the parts of its outputs, and a journal of the chunks that are in them.

A killed run leaves it behind; the same command finds it and goes on after the last chunk that the journal names. What
stands in the parts beyond that is cut off. A chunk is named only once its bytes have reached the disk.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO

from cleantext.batch.part import Part
from cleantext.errors import BatchError

__all__ = ["Entry", "Journal"]

Entry = dict[str, Any]
COMMIT_EVERY = 0.25
"""Seconds of work that a killed run may lose; also what is left to bring to the disk when all is done."""
_JOURNAL = "journal.jsonl"


class Journal:
    """The folder of a run, locked against other runs."""

    def __init__(self, folder: Path, run: dict[str, Any], *, restart: bool) -> None:
        """Begin a run in a folder, or go on with the one that was begun there.

        Args:
            folder: made if it is not there.
            run: what the run's output depends on; one that goes on must have the same.
            restart: forget what was done.

        Raises:
            BatchError: another run works there, or the one begun there was another.
            OSError: the folder cannot be written.
        """
        self.folder = folder
        self._lock = _locked(folder)
        try:
            self.entries: list[Entry] = [] if restart else _read(folder / _JOURNAL, run)
            """What an earlier run did, in order."""
            if not self.entries:
                for old in folder.iterdir():
                    if old.is_dir():
                        shutil.rmtree(old)
                    elif old.name != _LOCK:
                        old.unlink()
            self._file = self._begin(run)
        except BaseException:
            self._lock.close()
            raise
        self._count = len(self.entries)
        self._parts: dict[str, Part] = {}
        self._pending: list[Entry] = []
        self._committed = time.monotonic()
        self._thread: threading.Thread | None = None
        """Brings to the disk what was noted before it began."""
        self._error: Exception | None = None
        """Why it could not."""

    def _begin(self, run: dict[str, Any]) -> BinaryIO:
        path = self.folder / _JOURNAL
        lines = [{"run": run}, *self.entries]
        beside = path.with_suffix(".new")
        with beside.open("wb") as file:
            file.writelines(_line(entry) for entry in lines)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        return path.open("ab", buffering=0)

    def part(self, name: str, size: int) -> Part:
        """The part of this name, open at `size`; the same one while it is open."""
        if name not in self._parts:
            self._parts[name] = Part(self.folder / name, size)
        return self._parts[name]

    def drop(self, name: str) -> None:
        """Close a part that is done with, and remove it if it is still there."""
        self._wait()
        if name in self._parts:
            self._parts.pop(name).close()
        (self.folder / name).unlink(missing_ok=True)

    def add(self, entry: Entry) -> None:
        """Note what was done; it is sure once `commit` has run.

        Every so often a thread begins to do the same, so that nobody waits for the disk.

        Raises:
            OSError: what was noted before could not be brought to the disk.
        """
        self._pending.append({"n": self._count, **entry})
        self._count += 1
        if time.monotonic() - self._committed >= COMMIT_EVERY and not self._at_work():
            self._begin_commit()

    def commit(self) -> None:
        """Bring the parts to the disk, then the notes on them.

        Raises:
            OSError: it cannot be done.
        """
        self._begin_commit()
        self._wait()
        self._check()

    def _begin_commit(self) -> None:
        self._wait()
        self._check()
        self._committed = time.monotonic()
        if self._pending:
            parts = list(self._parts.values())
            for part in parts:
                part.flush()
            entries, self._pending = self._pending, []
            self._thread = threading.Thread(target=self._bring, args=(parts, entries), name="journal")
            self._thread.start()

    def _bring(self, parts: list[Part], entries: list[Entry]) -> None:
        try:
            for part in parts:
                part.sync()
            self._file.write(b"".join(map(_line, entries)))
            os.fsync(self._file.fileno())
        except Exception as error:  # noqa: BLE001 - it is raised where the next notes are made
            self._error = error

    def _at_work(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _wait(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def _check(self) -> None:
        """Notes that are missing make those after them worthless: from then on none is written."""
        if self._error is not None:
            raise self._error

    def close(self, *, done: bool) -> None:
        """Let go of the folder; remove it when the run is done."""
        self._wait()
        for part in self._parts.values():
            part.close()
        self._file.close()
        if done:
            shutil.rmtree(self.folder)
        self._lock.close()


def _line(entry: Entry) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode("ascii") + b"\n"


def _read(path: Path, run: dict[str, Any]) -> list[Entry]:
    """The entries of an earlier run's journal; a last line that is not whole is none."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    entries: list[Entry] = []
    for line in data.split(b"\n")[:-1]:
        try:
            entry = json.loads(line)
        except ValueError:
            break
        # Ctrl-C between taking entries and writing them leaves some out: those after them are worthless.
        if not entries or entry["n"] == len(entries) - 1:
            entries.append(entry)
    if not entries:
        return []
    before = entries.pop(0).get("run", {})
    now = json.loads(json.dumps(run))
    if differing := sorted(k for k in before.keys() | now.keys() if before.get(k) != now.get(k)):
        raise BatchError(
            f"{path.parent} holds a run that was begun with other {' and '.join(differing)}: "
            "give the same command to go on, or --restart to begin anew"
        )
    return entries


_LOCK = "lock"


def _locked(folder: Path) -> BinaryIO:
    """The folder's lock file, locked until it is closed (or the process dies)."""
    while True:
        folder.mkdir(exist_ok=True)
        file = (folder / _LOCK).open("ab")
        try:
            _take(file)
        except OSError:
            file.close()
            raise BatchError(
                f"another run is writing there ({folder}); wait for it, or name another output"
            ) from None
        try:
            same = os.path.samestat(os.fstat(file.fileno()), (folder / _LOCK).stat())
        except FileNotFoundError:  # the other run has just finished and taken its folder away
            same = False
        if same:
            return file
        file.close()


def _take(file: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
