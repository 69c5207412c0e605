"""Records on the command line: recognised, cleaned, told of; what does not go together is said."""

from __future__ import annotations

import gzip
import json
import os

import pytest

from tests.cli.texts import ARTICLE, CLEAN

ROW = json.dumps({"id": 7, "text": ARTICLE}).encode() + b"\n"
MADE = {"id": 7, "text": CLEAN}


def rows(data: bytes) -> list[dict]:
    return [json.loads(line) for line in data.splitlines()]


def test_records_go_to_a_file_with_a_summary(clean, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(ROW * 3)
    result = clean("a.jsonl", "-o", "b.jsonl", "--no-config")
    assert result.exit_code == 0, result.stderr
    assert rows((tmp_path / "b.jsonl").read_bytes()) == [MADE] * 3
    assert result.stdout == ""
    assert "fields: text from 'text', id from" not in result.stderr  # a number is no name
    assert "3 records cleaned, 3 changed" in result.stderr
    assert clean("a.jsonl", "-o", "c.jsonl", "--quiet").stderr == ""


def test_only_what_can_go_on_or_be_salvaged_is_told_so(clean, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n{\n')
    (tmp_path / "b.json").write_bytes(b'[{"text": "a"}')
    stopped = clean("a.jsonl", "--max-errors", "0")
    assert stopped.stderr.endswith("more than --max-errors 0 allows\n")
    assert "goes on" in clean("a.jsonl", "--max-errors", "0", "-o", "a.csv").stderr
    assert "see --salvage" in clean("b.json", "-o", "b.csv").stderr
    assert "see --salvage" not in clean("b.json", "-o", "b.csv", "--salvage").stderr


def test_records_go_to_standard_output(clean, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(ROW)
    result = clean("a.jsonl")
    assert rows(result.stdout_bytes) == [MADE]


def test_a_folder_of_records_is_mirrored_and_other_files_left(clean, tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "a.jsonl").write_bytes(ROW)
    (tmp_path / "in" / "b.ndjson").write_bytes(ROW)
    (tmp_path / "in" / "c.png").write_bytes(b"x")
    result = clean("in", "-o", "out")
    assert result.exit_code == 0, result.stderr
    made = sorted(str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert made == ["b.ndjson", "deep/a.jsonl"]


def test_bad_records_make_the_exit_code_one(clean, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(ROW + b"nonsense\n")
    result = clean("a.jsonl", "-o", "b.jsonl")
    assert result.exit_code == 1
    assert "1 rejected (no record 1); they are in b.rejected.jsonl" in result.stderr
    result = clean("a.jsonl")
    assert result.exit_code == 1
    assert f"rejected: a.jsonl: at {len(ROW)}: " in result.stderr


def test_the_report_counts_what_went(clean, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(ROW)
    result = clean("a.jsonl", "-o", "b.jsonl", "--report", "json")
    made = json.loads(result.stdout)
    assert made["total"]["records"] == 1
    assert made["total"]["counts"]["by_category"]["share"] >= 1
    assert made["outputs"] == ["b.jsonl"]


def test_quiet_leaves_what_went_wrong(clean, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(ROW + b"nonsense\n")
    assert clean("a.jsonl", "-o", "b.jsonl", "--quiet").stderr == (
        "1 rejected (no record 1); they are in b.rejected.jsonl\n"
    )
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(ROW)[:-9])
    said = clean("c.jsonl.gz", "-o", "d.jsonl", "--quiet").stderr.splitlines()
    assert said[0].startswith("c.jsonl.gz: is damaged or breaks off")
    assert clean("a.jsonl", "--quiet").stderr == "1 rejected (no record 1)\n"


def test_settings_for_texts_leave_records_alone(clean, tmp_path):
    (tmp_path / "cleantext.toml").write_text('encoding = "cp1252"\nbackup = true\nquiet = true\n')
    (tmp_path / "a.jsonl").write_bytes(ROW)
    result = clean("a.jsonl", "-o", "b.jsonl")
    assert (result.exit_code, result.stderr) == (0, "")
    assert rows((tmp_path / "b.jsonl").read_bytes()) == [MADE]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.jsonl", "-o", "out.txt"], "does not say in which format"),
        (["a.jsonl", "-o", "out.xml", "--to", "xml"], "'xml' is no format of records that is written"),
        (["a.jsonl", "--in-place"], "--in-place is for texts"),
        (["a.jsonl", "--edits", "e"], "--edits is for texts"),
        (["a.jsonl", "t.txt", "-o", "out/"], "clean them apart"),
        (["a.jsonl", "--rejected", "r.jsonl"], "name it with -o"),
        (["a.jsonl", "--report", "json"], "say where the records go"),
        (["a.jsonl", "--to", "parquet"], "cannot go to standard output"),
        (["-", "--to", "jsonl"], "--from"),
        (["no.jsonl", "-o", "b.jsonl"], "no such file"),
        (["a.jsonl", "-o", "b.jsonl", "--max-record", "many"], "is no size"),
        (["a.jsonl", "-o", "b.jsonl", "--max-record", "inf"], "is no size"),
        (["t.txt", "--repeats"], "--repeats is for records, and these are texts"),
        (["t.txt", "-o", "u.txt", "--text-field", "body"], "--text-field is for records"),
        (["learn", "a.jsonl", "-o", "a.jsonl", "-f"], "is read itself"),
        (["learn", "a.jsonl", "-o", "no/mine.toml"], "there is no folder no"),
        (["learn", "a.jsonl", "-o", "."], "is a folder"),
        (["learn", "-", "--from", "jsonl", "-o", "mine.toml"], "standard input comes once"),
        (["a.jsonl", "-o", "b.jsonl", "--enable", "nonsense"], "is no category"),
    ],
)
def test_what_does_not_go_together_is_said_and_nothing_done(clean, tmp_path, words, said):
    (tmp_path / "a.jsonl").write_bytes(ROW)
    (tmp_path / "t.txt").write_text("x")
    result = clean(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "t.txt"]


def test_what_the_system_refuses_is_said_in_words(clean, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(ROW)
    for words in (("x" * 5000 + ".jsonl",), ("a.jsonl", "-o", "x" * 300 + ".jsonl")):
        result = clean(*words)
        assert result.exit_code == 1
        assert result.stderr.endswith("File name too long\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_in_a_folder_is_named_and_not_waited_for(tmp_path, clean):
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in" / "later.jsonl")
    result = clean(tmp_path / "in", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "later.jsonl: is a pipe" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_what_is_no_file_is_no_output(clean, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(ROW)
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "out" / "a.jsonl").mkdir(parents=True)
    for output, said in (("pipe.jsonl", "a device or pipe"), ("out", "out/a.jsonl is a folder")):
        result = clean("a.jsonl", "-o", output, "--force")
        assert result.exit_code == 2
        assert said in result.stderr
    assert (tmp_path / "pipe.jsonl").is_fifo()
    assert not list(tmp_path.rglob(".*clean-run"))
