"""Runs that are killed, run into limits, or meet one another: real processes, real signals."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from cleantext.batch.chunk import Chunk, InFile, Shape, Task
from cleantext.batch.formats import Kind
from cleantext.batch.journal import Journal
from cleantext.batch.outcome import Watcher
from cleantext.batch.pool import ATTEMPTS, Pool
from cleantext.batch.process import Process, begin
from cleantext.batch.settings import BatchOptions, Fields
from cleantext.batch.summary import Summary
from cleantext.batch.work import Job
from cleantext.errors import BatchError, StoppedError
from tests.batch.dumps import FAST, lines, records, rejects, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
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


def stopped_midway(dump: Path, output: Path, folder: Path, how: signal.Signals) -> tuple[int, str]:
    """Start a run, or go on with one, and stop it before it is over; its exit code and what it said.

    On a busy machine a run can be over before this process looks again: then it is begun anew.
    """
    for _ in range(6):
        process = start(dump, "-o", output, "--chunk-size", 3000)
        if reaches_entries(folder, 20, process):
            process.send_signal(how)
        said = process.communicate(timeout=60)[1].decode()
        if not output.exists():
            return process.returncode, said
        output.unlink()
        output.with_name("out.rejected.jsonl").unlink(missing_ok=True)
    pytest.fail(f"six runs were over before they could be stopped: {said}")


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return write_dump(tmp_path, 3000)


def write_dump(tmp_path: Path, count: int) -> Path:
    """So many records, and two bad ones."""
    path = tmp_path / "dump.jsonl"
    rows = records(count)
    path.write_bytes(lines(rows[: count - 1000]) + b"bad one\n" + lines(rows[count - 1000 :]) + b"bad two\n")
    return path


@pytest.mark.parametrize(
    ("ending", "how"),
    [
        ("jsonl", signal.SIGKILL),
        ("json.gz", signal.SIGKILL),
        ("jsonl.zst", signal.SIGINT),
        ("jsonl", signal.SIGTERM),
    ],
)
def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(tmp_path, ending, how):
    dump = write_dump(tmp_path, 48_000)
    whole = tmp_path / f"whole.{ending}"
    run(dump, whole, chunk_size=3000, workers=2)
    output = tmp_path / f"out.{ending}"
    folder = tmp_path / f".out.{ending}.clean-run"
    for _ in range(2):
        code, said = stopped_midway(dump, output, folder, how)
        assert code == (130 if how == signal.SIGINT else -how)
        assert (how == signal.SIGINT) == ("same command again" in said)
    with (folder / "part-0").open("ab") as part:
        part.write(b"bytes that no journal knows of")
    done = subprocess.run(
        command(dump, "-o", output, "--chunk-size", 3000), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr  # two records are rejected
    assert output.read_bytes() == whole.read_bytes()
    assert rejects(tmp_path / "out.rejected.jsonl") == rejects(tmp_path / "whole.rejected.jsonl")
    assert "48,000 records cleaned" in done.stderr
    assert not folder.exists()


def test_a_run_does_not_go_on_with_other_settings(dump, tmp_path):
    output = tmp_path / "out.jsonl"
    with pytest.raises(BatchError, match="max-errors"):
        run(dump, output, max_errors=0)
    with pytest.raises(
        BatchError, match="begun with other options: give the same command to go on, or --restart"
    ):
        run(dump, output, FAST.but(quotes="keep"))
    with pytest.raises(BatchError, match="begun with other settings"):
        run(dump, output, with_counts=True)
    dump.write_bytes(dump.read_bytes() + b"{}\n")
    with pytest.raises(BatchError, match="begun with other inputs"):
        run(dump, output)
    assert not run(dump, output, restart=True).went_on
    assert len(output.read_bytes().splitlines()) == 3001


def test_two_runs_on_one_output_do_not_meet(dump, tmp_path):
    output = tmp_path / "out.jsonl"
    first = Journal(tmp_path / ".out.jsonl.clean-run", {}, restart=False)
    with pytest.raises(BatchError, match="another run is writing there"):
        run(dump, output)
    first.close(done=True)
    assert run(dump, output).outputs == [str(output)]


def test_a_run_that_was_whole_but_for_its_name_takes_it(dump, tmp_path):
    """The moment between an output's last byte and its name, on both sides of it."""
    whole, output = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    run(dump, whole)
    for renamed in (False, True):
        with pytest.raises(BatchError):
            run(dump, output, max_errors=1)  # the second bad record is in the last chunk
        folder = tmp_path / ".out.jsonl.clean-run"
        with (folder / "journal.jsonl").open("ab+") as journal:
            journal.seek(0)
            n = len(journal.readlines()) - 1
            journal.write(b'{"n":%d,"source":0,"over":""}\n{"n":%d,"publishing":0}\n' % (n, n + 1))
        if renamed:
            (folder / "part-0").rename(output)
        run(dump, output, force=renamed)
        assert output.read_bytes() == whole.read_bytes()
        assert len(rejects(tmp_path / "out.rejected.jsonl")) == 2
        output.unlink()
        (tmp_path / "out.rejected.jsonl").unlink()


def test_a_run_that_was_stopped_behind_its_last_output_needs_no_force(dump, tmp_path):
    output, rejected = tmp_path / "out.jsonl", tmp_path / "out.rejected.jsonl"
    with pytest.raises(BatchError):
        run(dump, output, max_errors=1)
    folder = tmp_path / ".out.jsonl.clean-run"
    with (folder / "journal.jsonl").open("ab+") as journal:
        journal.seek(0)
        n = len(journal.readlines()) - 1
        for entry in ({"source": 0, "over": ""}, {"publishing": 0}, {"published": 0}, {"publishing": -1}):
            journal.write(json.dumps({"n": n, **entry}).encode() + b"\n")
            n += 1
    (folder / "part-0").rename(output)
    (folder / "rejected").rename(rejected)
    whole = output.read_bytes(), rejected.read_bytes()
    run(dump, output)
    assert (output.read_bytes(), rejected.read_bytes()) == whole
    assert not folder.exists()


def test_a_file_that_may_not_grow_ends_the_run_with_nothing_half_written(dump, tmp_path):
    output = tmp_path / "out.jsonl"
    words = " ".join(command(dump, "-o", output, "--chunk-size", 3000))
    done = subprocess.run(["bash", "-c", f"ulimit -f 100; {words}"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert not output.exists()
    assert subprocess.run(command(dump, "-o", output, "--chunk-size", 3000), cwd=ROOT).returncode == 1
    assert len(output.read_bytes().splitlines()) == 3000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_said(dump):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command(dump), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert "disk is full" in done.stderr
    assert "Traceback" not in done.stderr


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


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    if not found.exists():
        pytest.skip("needs /proc")
    return [int(p) for p in found.read_text().split()]


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
from tests.batch.test_interrupted import JOB, LINES_IN
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


class Cutter(Watcher):
    """Makes a file shorter when a run has begun to read it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def step(self, summary: Summary, read: int, whole: int | None) -> None:
        os.truncate(self._path, 60_000)


def test_an_input_that_becomes_shorter_is_named_and_the_others_go_on(tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / f"{name}.jsonl").write_bytes(lines(records(3000)))
    watcher = Cutter(tmp_path / "in/a.jsonl")
    outcome = run(tmp_path / "in", tmp_path / "out/", workers=2, watcher=watcher)
    assert outcome.failures == [(str(tmp_path / "in/a.jsonl"), "is shorter than it was when this run began")]
    assert outcome.outputs == [str(tmp_path / "out/b.jsonl")]
    assert len((tmp_path / "out/b.jsonl").read_bytes().splitlines()) == 3000
    assert not (tmp_path / "out/a.jsonl").exists()


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


def test_notes_that_cannot_be_brought_to_the_disk_stop_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr("cleantext.batch.journal.COMMIT_EVERY", 0)
    journal = Journal(tmp_path / "run", {}, restart=False)
    part = journal.part("part-0", 0)
    part.write(b"what is noted")
    journal.commit()
    part.close()  # from now on it cannot be synced
    journal.add({"source": 0})
    for _ in range(2):
        with pytest.raises(ValueError, match="closed file"):
            journal.commit()
        with pytest.raises(ValueError, match="closed file"):
            journal.add({"source": 1})
    journal.close(done=False)
    again = Journal(tmp_path / "run", {}, restart=False)
    assert again.entries == []
    again.close(done=True)


def test_wrong_rules_are_said_by_the_workers(tmp_path):
    from cleantext import Options, OptionsError

    with pytest.raises(OptionsError, match="is no category"):
        Pool(Job(options=Options(enable=("nonsense",)), pages=Options(), batch=BatchOptions()), 2)
