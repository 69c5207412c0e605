"""Folders and several files: mirrored, one failure never the others' end."""

from __future__ import annotations

import os

import pytest

from tests.cli.texts import ARTICLE, CLEAN


@pytest.fixture
def pages(tmp_path):
    for name in ("one.txt", "deep/two.md", "deep/er/three", "ünï 'code\".txt"):
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ARTICLE, "utf-8")
    for name in (".hidden.txt", ".git/config.txt", "photo.jpg", "deep/table.csv"):
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left alone")
    return tmp_path / "pages"


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()}


def test_a_folder_is_mirrored(clean, pages, tmp_path):
    result = clean("pages", "-o", "out")
    assert (result.exit_code, result.stdout) == (0, "")
    names = ["one.txt", "deep/two.md", "deep/er/three", "ünï 'code\".txt"]
    assert tree(tmp_path / "out") == dict.fromkeys(names, CLEAN)
    assert "4 files cleaned, 4 changed, 2 left alone, by their names no texts" in result.stderr


def test_quiet_says_nothing(clean, pages):
    result = clean("pages", "-o", "out", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_a_folder_in_place(clean, pages):
    assert clean("pages", "--in-place").exit_code == 0
    texts = tree(pages)
    assert texts["one.txt"] == texts["deep/er/three"] == CLEAN
    assert texts["photo.jpg"] == texts[".hidden.txt"] == "left alone"


def test_failures_are_named_and_the_rest_is_done(clean, pages, tmp_path):
    (pages / "broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    (pages / "page.html").write_text("<html><body></body></html>", "utf-8")
    result = clean("pages", "missing.txt", "-o", "out")
    assert result.exit_code == 1
    for name in ("broken.txt", "page.html", "missing.txt"):
        assert f"{name}: " in result.stderr
    assert "4 files cleaned, 4 changed, 3 failed" in result.stderr
    assert len(tree(tmp_path / "out")) == 4


def test_failures_of_one_kind_are_counted_after_a_few(clean, tmp_path):
    for n in range(30):
        (tmp_path / f"{n}.txt").write_text(ARTICLE, "utf-8")
    clean(".", "-o", "out")
    result = clean(".", "-o", "out")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) < 15
    assert "and 22 more: not written, since its target exists" in result.stderr


def test_a_second_run_does_not_clean_the_first_ones_output(clean, pages, tmp_path):
    for _ in range(2):
        assert clean("pages", "-o", "pages/out", "--force").exit_code == 0
    assert not (pages / "out" / "out").exists()


def test_several_files_need_a_place(clean, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(ARTICLE, "utf-8")
    result = clean("a.txt", "b.txt")
    assert result.exit_code == 2
    assert "-o FOLDER, or --in-place" in result.stderr
    assert clean("a.txt", "b.txt", "a.txt", "-o", "out").exit_code == 0
    assert tree(tmp_path / "out") == {"a.txt": CLEAN, "b.txt": CLEAN}


def test_a_folder_needs_a_place(clean, pages):
    result = clean("pages")
    assert result.exit_code == 2
    assert "-o OUT, or --in-place" in result.stderr


def test_two_files_cannot_become_one(clean, tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.txt").write_text(folder, "utf-8")
    result = clean("x/same.txt", "y/same.txt", "-o", "out")
    assert result.exit_code == 2
    assert "both become" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["pages", "-o", "pages"], "--in-place"),
        (["pages", "-o", "file.txt"], "takes a folder"),
    ],
)
def test_outputs_that_cannot_be(clean, pages, tmp_path, words, says):
    (tmp_path / "file.txt").write_text("x", "utf-8")
    result = clean(*words)
    assert result.exit_code == 2
    assert says in result.stderr


def test_an_empty_folder_is_said_to_be_empty(clean, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "photo.jpg").write_bytes(b"x")
    result = clean("empty", "-o", "out")
    assert result.exit_code == 1
    assert "empty: holds no text files" in result.stderr
    assert "the 1 it has" in result.stderr


@pytest.mark.skipif(os.name != "posix", reason="names that are no UTF-8 exist on POSIX only")
def test_names_that_are_no_utf8(clean, tmp_path):
    folder = tmp_path / "odd"
    folder.mkdir()
    try:
        (folder / os.fsdecode(b"caf\xe9\x1b.txt")).write_text(ARTICLE, "utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    result = clean("odd", "-o", "out", "--explain", "--removed", "r.jsonl")
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_loop_of_links_ends(clean, pages):
    if os.name != "posix":
        pytest.skip("links need rights on Windows")
    (pages / "loop").symlink_to(pages)
    assert clean("pages", "-o", "out").exit_code == 0
