"""Runs that are killed, run into limits, or meet one another: real processes, real signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cleantext.batch.journal import Journal
from cleantext.batch.outcome import Watcher
from cleantext.batch.summary import Summary
from cleantext.errors import BatchError
from tests.batch.dumps import FAST, lines, records, rejects, run
from tests.batch.processes import ROOT, command, reaches_entries, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")


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
