"""Records on the command line: recognised, cleaned, told of; what does not go together is said."""

from __future__ import annotations

import json

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
