"""The way back: from a clean file and its edits to the bytes that came in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import EditsError
from cleantext.cleaner import Cleaner
from cleantext.files import encode_text, read_source
from cleantext.report.record import make_record, restore_source
from tests.cli.texts import ARTICLE
from tests.strategies import any_text

PLAIN = Cleaner(strip=False, quotes="straight")


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE.encode(),
        ARTICLE.encode("utf-8-sig"),
        ARTICLE.encode("utf-16"),
        ARTICLE.encode("cp1252"),
        ARTICLE.replace("\n", "\r\n").encode(),
        ARTICLE.replace("\n", "\r\n", 3).encode(),
        ARTICLE.encode()[:-40] + b"\xff\xfe\x00 broken \xc3",
        b"",
    ],
)
def test_the_source_comes_back_byte_for_byte(clean, tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    result = clean("a.txt", "-o", "b.txt", "--edits", "e.jsonl")
    if result.exit_code:  # what is no text is not cleaned
        assert not (tmp_path / "b.txt").exists()
        return
    result = clean("restore", "b.txt", "--edits", "e.jsonl", with_rules=False)
    assert (result.exit_code, result.stdout_bytes) == (0, data)
    assert clean("restore", "b.txt", "--edits", "e.jsonl", "-o", "c.txt", with_rules=False).exit_code == 0
    assert (tmp_path / "c.txt").read_bytes() == data
    again = clean("restore", "b.txt", "--edits", "e.jsonl", "-o", "c.txt", with_rules=False)
    assert (again.exit_code, "--force" in again.stderr) == (1, True)


def test_a_folder_in_place_comes_back(clean, tmp_path):
    texts = {f"{n}.txt": ARTICLE.replace("four", n) for n in ("five", "six", "seven")}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    assert clean(*texts, "--in-place", "--edits", "e.jsonl").exit_code == 0
    for name, text in texts.items():
        clean("restore", name, "--edits", "e.jsonl", "-o", name, "--force", with_rules=False)
        assert (tmp_path / name).read_text("utf-8") == text


def test_a_changed_text_is_refused(clean, article, tmp_path):
    clean(article, "-o", "b.txt", "--edits", "e.jsonl")
    with (tmp_path / "b.txt").open("a") as file:
        file.write("more")
    result = clean("restore", "b.txt", "--edits", "e.jsonl", with_rules=False)
    assert result.exit_code == 1
    assert "changed since" in result.stderr


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        ("nonsense", 2, "line 1 is no JSON"),
        ("{}", 2, "no record of edits"),
        ("", 1, "holds no edits"),
        (None, 1, "e.jsonl"),
    ],
)
def test_files_that_hold_no_edits(clean, article, tmp_path, content, code, says):
    if content is not None:
        (tmp_path / "e.jsonl").write_text(content, "utf-8")
    result = clean("restore", article, "--edits", "e.jsonl", with_rules=False)
    assert result.exit_code == code
    assert says in result.stderr


@given(any_text, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-be"]))
def test_any_text_comes_back(text, encoding):
    data = text.encode(encoding, errors="ignore")
    source = read_source(data, encoding)
    result = PLAIN.explain(source.text)
    clean = encode_text(result.text, source.newline)
    record = json.loads(json.dumps(make_record(source, result, clean)))
    assert restore_source(record, clean) == data


@pytest.mark.parametrize("key", ["edits", "newline", "source_sha256", "encoding"])
def test_a_damaged_record_is_refused(key):
    source = read_source(ARTICLE.encode())
    result = PLAIN.explain(source.text)
    clean = encode_text(result.text)
    record = make_record(source, result, clean)
    record[key] = "x"
    with pytest.raises(EditsError, match="damaged"):
        restore_source(record, clean)
