"""The command as a process of its own, for tests that stop it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def command(*words: object) -> list[str]:
    return [
        sys.executable,
        "-m",
        "cleantext",
        *map(str, words),
        "--no-config",
        "--no-strip",
        "--workers",
        "2",
    ]


def start(*words: object) -> subprocess.Popen[bytes]:
    # Without the native core, so that runs last long enough to be stopped.
    env = os.environ | {"CLEANTEXT_NATIVE": "off"}
    # Shells have what they start in the background ignore SIGINT, and all that this starts in turn.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(
        command(*words), cwd=ROOT, env=env, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=heed
    )


def reaches_entries(folder: Path, count: int, process: subprocess.Popen[bytes]) -> bool:
    """Wait until the journal tells of so many more chunks; False where the run is over before."""
    end = time.monotonic() + 60
    journal = folder / "journal.jsonl"
    count += len(journal.read_bytes().splitlines()) if journal.exists() else 0
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(FileNotFoundError):  # not there yet, or no more
            if len(journal.read_bytes().splitlines()) > count:
                return True
        time.sleep(0.02)
    return False


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    if not found.exists():
        pytest.skip("needs /proc")
    return [int(p) for p in found.read_text().split()]
