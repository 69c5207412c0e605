"""Workers: killed, too slow, forked, and gone with their parent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cleantext.batch.chunk import Chunk, InFile, Shape, Task
from cleantext.batch.formats import Kind
from cleantext.batch.outcome import Watcher
from cleantext.batch.pool import ATTEMPTS, Pool
from cleantext.batch.process import Process, begin
from cleantext.batch.settings import BatchOptions, Fields
from cleantext.batch.summary import Summary
from cleantext.batch.work import Job
from cleantext.errors import StoppedError
from tests.batch.dumps import FAST, lines, records, rejects, run
from tests.batch.processes import ROOT, children, reaches_entries, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")


def test_a_record_that_takes_too_long_is_rejected_and_the_others_go_on(tmp_path):
    source = tmp_path / "in.jsonl"
    rows = records(9)
    rows[4]["text"] = "Ã©â€™ wordÃ " * 1_500_000
    source.write_bytes(lines(rows))
    outcome = run(
        source, tmp_path / "out.jsonl", workers=1, chunk_size=1 << 26, max_record=1 << 26, time_limit=2.0
    )
    assert outcome.summary.errors == {"stopped a worker": 1}
    made = [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert made == [0, 1, 2, 3, 5, 6, 7, 8]
    (rejected,) = rejects(tmp_path / "out.rejected.jsonl")
    assert rejected["message"] == "took longer than 2 seconds"
    assert json.loads(rejected["record"])["id"] == 4


def test_a_record_that_kills_its_worker_is_rejected_and_the_others_go_on(tmp_path):
    """A worker is killed while it looks at a record, whenever it comes to it: as that record's fault looks from outside."""
    source = tmp_path / "in.jsonl"
    rows = records(5)
    rows[2]["text"] = "Ã©â€™ wordÃ " * 1_500_000
    source.write_bytes(lines(rows))
    process = start(source, "-o", tmp_path / "out.jsonl", "--max-record", "1G", "--chunk-size", "1G")
    end = time.monotonic() + 60
    killed = False
    while process.poll() is None and time.monotonic() < end:
        for worker in children(process.pid):
            if not killed and cpu_seconds(worker) > 1:
                os.kill(worker, signal.SIGKILL)
                killed = True
        time.sleep(0.05)
    assert killed
    assert process.wait(60) == 1
    process.communicate()
    (rejected,) = rejects(tmp_path / "out.rejected.jsonl")
    assert "killed by SIGKILL" in rejected["message"]
    assert json.loads(rejected["record"])["id"] == 2
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 4


class Killer(Watcher):
    """Kills all workers when so many chunks are written, whatever they do and whatever waits in their pipes."""

    def __init__(self, *steps: int, workers: int) -> None:
        self.steps, self.workers, self.seen, self.killed = set(steps), workers, 0, 0

    def step(self, summary: Summary, read: int, whole: int | None) -> None:
        self.seen += 1
        if self.seen in self.steps:
            end = time.monotonic() + 60
            # One that was killed a moment ago may not have been started anew yet.
            while len(found := descendants(os.getpid())) < self.workers and time.monotonic() < end:
                time.sleep(0.01)
            for worker in found:
                os.kill(worker, signal.SIGKILL)
                self.killed += 1


def test_chunks_that_wait_for_a_killed_worker_are_done_by_others(tmp_path):
    rows = records(800)
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(lines(rows))
    killer = Killer(3, 4, 30, workers=2)
    outcome = run(source, output, workers=2, watcher=killer)
    assert killer.killed == 6
    kept = [json.loads(line)["id"] for line in output.read_bytes().splitlines()]
    blamed = (
        [json.loads(r["record"])["id"] for r in rejects(Path(outcome.rejected))] if outcome.rejected else []
    )
    assert kept == sorted(kept)
    assert sorted(kept + blamed) == [row["id"] for row in rows]
    assert len(blamed) <= killer.killed


@pytest.mark.parametrize("deaths", [2, 3])
def test_a_worker_that_dies_as_it_is_started_anew_is_started_again(tmp_path, monkeypatch, deaths):
    killer, left = Killer(3, workers=1), deaths

    def begin_and_die() -> Process:
        nonlocal left
        process = begin()
        if killer.killed and left:
            left -= 1
            process.kill()
        return process

    monkeypatch.setattr("cleantext.batch.pool.begin", begin_and_die)
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(lines(records(400)))
    if deaths < ATTEMPTS:
        run(source, output, workers=1, watcher=killer)
        assert len(output.read_bytes().splitlines()) >= 399  # one may be blamed for the first death
    else:
        with pytest.raises(StoppedError, match="as it started"):
            run(source, output, workers=1, watcher=killer)
        assert not output.exists()
    assert left == 0


def descendants(pid: int) -> list[int]:
    """Its children, whichever of its threads began them."""
    return [int(p) for task in Path(f"/proc/{pid}/task").glob("*/children") for p in task.read_text().split()]


def cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_workers_end_with_their_parent(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_bytes(lines(records(60_000)))
    process = start(source, "-o", tmp_path / "out.jsonl", "--chunk-size", 3000)
    assert reaches_entries(tmp_path / ".out.jsonl.clean-run", 20, process)
    workers = children(process.pid)
    assert len(workers) == 2
    held = [str(f.readlink()) for w in workers for f in Path(f"/proc/{w}/fd").iterdir() if f.exists()]
    assert not [name for name in held if ".clean-run" in name], "a worker keeps the run locked"
    process.kill()
    process.communicate()
    end = time.monotonic() + 30
    while time.monotonic() < end and any(Path(f"/proc/{w}").exists() for w in workers):
        time.sleep(0.05)
    assert not any(Path(f"/proc/{w}").exists() for w in workers)


JOB = Job(options=FAST, pages=FAST, batch=BatchOptions(chunk_size=2000))


LINES_IN = Shape(input="jsonl", output=Kind("jsonl"), fields=Fields(text="text"))


WAYS = """
import sys, threading
from pathlib import Path
from cleantext.batch import process, worker
from cleantext.batch.pool import Pool
from tests.batch.test_workers import JOB, LINES_IN
from cleantext.batch.chunk import Chunk, Task
over = threading.Event()
if sys.argv[2] == "threads":
    threading.Thread(target=over.wait, daemon=True).start()
body = Path(sys.argv[1]).read_bytes()
forks = process.may_fork()
pool = Pool(JOB, 2)
tasks = [(Task(Chunk(n, n + 1, body, len(body)), "in", LINES_IN), n) for n in range(30)]
print("before it is flushed", end=" ")
made = [(bytes(done.body), done.in_slot > 0, done.rows, note) for done, note in pool.run(tasks)]
pool.close()
over.set()
assert [note for *_, note in made] == list(range(30))
(body, shared, rows, _), *others = made
assert all(other[:-1] == (body, shared, rows) for other in others)
print(forks, shared, rows)
"""


@pytest.mark.parametrize("way", ["alone", "threads"])
def test_workers_are_forked_where_no_thread_stands_against_it(tmp_path, way):
    if not Path("/proc/self/task").exists():
        pytest.skip("needs /proc")
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines(records(20)))
    words = [sys.executable, "-c", WAYS, str(path), way]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == f"before it is flushed {way == 'alone'} {way == 'alone'} 20\n", done.stderr


def test_another_file_of_the_same_name_is_not_taken_for_the_input(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines(records(2)))
    size = path.stat().st_size
    inode = path.stat().st_ino
    bodies = [InFile(str(path), inode), InFile(str(path), inode + 1), InFile(str(path), inode + 1)]
    tasks = [(Task(Chunk(0, size, body, size), "in", LINES_IN), None) for body in bodies]
    pool: Pool[None] = Pool(JOB, 1)
    made = [done for done, _ in pool.run(tasks) if done is not None]
    pool.close()
    assert [done.rows for done in made] == [2, 0, 0]
    assert [done.damage for done in made] == ["", *["was replaced by another file while it was read"] * 2]


def test_wrong_rules_are_said_by_the_workers(tmp_path):
    from cleantext import Options, OptionsError

    with pytest.raises(OptionsError, match="is no category"):
        Pool(Job(options=Options(enable=("nonsense",)), pages=Options(), batch=BatchOptions()), 2)
