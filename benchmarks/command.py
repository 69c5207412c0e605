"""The command on dumps, with one worker and with two, and how long it takes to start. Printed by benchmarks.speed.

A dump goes through the command several times with each number of workers, in turn, and each time to a new file, since
a file system may take long to free an old one. Printed are medians of the seconds, and of the processor time of the
parent and of the workers, all of it and beyond what a dump of one record takes; also the fewest seconds, with which the
rest of the machine has least to do. How much processor time all else on the machine took meanwhile is printed beside
them: seconds mean something only where that is next to nothing. Once more with each, and not timed, since looking takes
time: the largest memory of all processes together (resident; what they share is divided among them where the system
tells, on Linux).
"""

from __future__ import annotations

import importlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from tabulate import tabulate

from benchmarks.dump import records, write_dump

__all__ = ["starts", "through_command"]

_EVERY = 0.2
"""Seconds between looks at the memory of a command that runs."""


def _command(*words: object) -> list[str]:
    return [sys.executable, "-m", "cleantext", *map(str, words), "--no-config", "--quiet"]


class Run(NamedTuple):
    """What a run of the command took, in seconds."""

    seconds: float
    parent: float
    """Processor time of the command itself."""
    workers: float
    others: float
    """Processor time of all else on the machine."""


def _timed(command: list[str], env: dict[str, str]) -> Run:
    busy, began = _busy(), time.monotonic()
    process = subprocess.Popen(command, env=env)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and its times can still be read
    seconds = time.monotonic() - began
    times = _psutil().Process(process.pid).cpu_times()
    _end(process)
    parent, workers = times.user + times.system, times.children_user + times.children_system
    return Run(seconds, parent, workers, max(0.0, _busy() - busy - parent - workers))


def _memory(command: list[str], env: dict[str, str]) -> float:
    """The most that the command and its workers held together, in MB; of what is shared each has its part."""
    process = subprocess.Popen(command, env=env)
    top = _psutil().Process(process.pid)
    most = 0.0
    while process.poll() is None:
        with suppress(_psutil().Error):  # one has just ended
            infos = [p.memory_full_info() for p in (top, *top.children(recursive=True))]
            most = max(most, sum(getattr(info, "pss", info.rss) for info in infos))
        time.sleep(_EVERY)
    _end(process)
    return most / 1e6


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.wait():
        raise RuntimeError(f"{process.args} ended with {process.returncode}")


def _psutil() -> Any:
    return importlib.import_module("psutil")


def _busy() -> float:
    """Seconds of processor time that the machine has worked."""
    times = _psutil().cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))


def _as_installed(folder: str) -> dict[str, str]:
    """The environment, with bytecode whatever this shell says; the first start writes it."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return env | {"PYTHONPYCACHEPREFIX": folder}


def through_command(sizes: list[int], rounds: int) -> str:
    """The table of dumps of these sizes (MB) by one worker and by two."""
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as folder:
        env = _as_installed(folder)
        dump, output = Path(folder, "dump.jsonl"), Path(folder, "clean.jsonl")
        commands = {n: _command(dump, "-o", output, "--workers", n) for n in (1, 2)}
        begun: dict[int, Run] = {}
        for size in (0, *sizes):
            count = write_dump(dump, size * 1_000_000)
            os.sync()  # else the disk is at work on it while the command runs
            runs: dict[int, list[Run]] = {workers: [] for workers in commands}
            for _ in range(rounds):
                for workers, command in commands.items():
                    runs[workers].append(_timed(command, env))
                    output.unlink()
            medians = {n: Run(*map(statistics.median, zip(*taken, strict=True))) for n, taken in runs.items()}
            best = {n: min(run.seconds for run in taken) for n, taken in runs.items()}
            for workers, took in medians.items():
                memory = _memory(commands[workers], env)
                output.unlink()
                begin = begun.setdefault(workers, took)
                rows.append(
                    [
                        f"{size} MB" if size else "1 record",
                        workers,
                        f"{took.seconds:.2f}",
                        f"{best[workers]:.2f}",
                        f"{took.parent:.2f}",
                        f"{took.workers:.2f}",
                        f"{(took.parent - begin.parent) / count * 1e6:.1f}" if size else "",
                        f"{(took.workers - begin.workers) / count * 1e6:.1f}" if size else "",
                        f"{memory:.0f}",
                        f"{medians[1].seconds / took.seconds:.2f}" if size else "",
                        f"{best[1] / best[workers]:.2f}" if size else "",
                        f"{took.others:.2f}",
                    ]
                )
    heads = [
        "dump",
        "workers",
        "s",
        "fewest",
        "CPU s: parent",
        "workers",
        "beyond the start, us a record: parent",
        "workers",
    ]
    return tabulate(rows, [*heads, "memory, MB", "times one worker", "by the fewest", "CPU s of others"])


def starts(rounds: int) -> str:
    """The table of how long the command takes to start: medians, and what of it is processor time."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "small.txt")
        small.write_text(orjson.loads(next(records(1)))["text"], "utf-8")
        env = _as_installed(folder)
        for what, command, cache in (
            ("--version", [sys.executable, "-m", "cleantext", "--version"], {}),
            ("one small file", _command(small), {}),
            ("one small file, rules compiled anew", _command(small), {"CLEANTEXT_CACHE": "off"}),
        ):
            taken = [_run(command, env | cache) for _ in range(rounds + 1)][1:]
            rows.append(
                [what, *(f"{statistics.median(figures):.2f}" for figures in zip(*taken, strict=True))]
            )
    return tabulate(rows, ["start", "s", "CPU s"])


def _run(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Seconds that a command takes, and seconds of processor time."""
    before, began = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]), time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
    return time.monotonic() - began, sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before
