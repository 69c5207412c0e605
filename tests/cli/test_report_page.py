"""`--report FILE.html`: the page is written beside what is cleaned, or it is said beforehand why it cannot be."""

from __future__ import annotations

import json
import os

import pytest


def test_records_get_a_page(clean, tmp_path):
    rows = [{"text": "Share\n\nThe “ferry” was late.", "url": "https://www.marram.example/1"}, {"text": 7}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    result = clean("a.jsonl", "-o", "b.jsonl", "--report", "out.html")
    assert result.exit_code == 1, "one record is rejected"
    assert result.stdout == ""
    page = (tmp_path / "out.html").read_text("utf-8")
    for words in ("marram.example", "typography.quotes/straight", "wrong type", "a.jsonl at 0", "b.jsonl"):
        assert words in page


def test_files_get_a_page_and_a_dry_run_writes_nothing_else(clean, article, tmp_path):
    result = clean(article, "missing.txt", "--dry-run", "--report", "out.html")
    assert result.exit_code == 1
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "Files cleaned" in page
    assert "there is no such file or folder" in page
    assert {p.name for p in tmp_path.iterdir()} == {article.name, "out.html"}


def test_standard_output_stays_the_text(clean, article, tmp_path):
    assert clean(article, "--report", "out.html").stdout == clean(article).stdout
    assert (tmp_path / "out.html").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("out.txt", "neither json nor a name that ends with .html"),
        ("nowhere/out.html", "there is no folder nowhere"),
        ("there.html", "exists; --force overwrites it"),
        ("page.html", "is read or written itself"),
    ],
)
@pytest.mark.parametrize("source", ["page.html", "a.jsonl"])
def test_a_page_without_a_place_is_refused_first(clean, tmp_path, name, words, source):
    (tmp_path / "page.html").write_text("<p>The ferry was late.</p>", "utf-8")
    (tmp_path / "there.html").write_text("mine", "utf-8")
    (tmp_path / "a.jsonl").write_text('{"text": "The ferry was late."}\n', "utf-8")
    if (source, name) == ("a.jsonl", "page.html"):
        words = "exists"
    result = clean(source, "-o", "clean.jsonl" if source == "a.jsonl" else "clean.txt", "--report", name)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not list(tmp_path.glob("clean.*"))
    assert (tmp_path / "there.html").read_text("utf-8") == "mine"


@pytest.mark.parametrize("words", [["a.jsonl", "-o", "b.jsonl", "--report"], ["learn", "a.jsonl", "-o"]])
def test_a_folder_that_cannot_be_written_is_said_first(clean, tmp_path, monkeypatch, words):
    (tmp_path / "a.jsonl").write_text('{"text": "The ferry was late."}\n', "utf-8")
    monkeypatch.setattr("os.access", lambda path, mode, **_: mode != os.W_OK)  # to root nothing is refused
    result = clean(*words, "out.html")
    assert result.exit_code == 2
    assert "out.html: nothing can be written in ." in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_run_begun_without_a_report_does_not_go_on_with_one(tmp_path):
    from cleantext.batch.settings import BatchOptions

    without, with_one = BatchOptions(), BatchOptions(findings=True)
    assert without.shapes_output() != with_one.shapes_output()
