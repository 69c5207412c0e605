"""One text: where it goes, what is said, what is refused."""

from __future__ import annotations

import os
import sys

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cleantext.cli.root import root
from tests.cli.texts import ARTICLE, CLEAN

POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions and links as POSIX has them")


def test_the_clean_text_goes_to_standard_output(clean, article):
    result = clean(article)
    assert (result.exit_code, result.stdout, result.stderr) == (0, CLEAN, "")
    assert article.read_text("utf-8") == ARTICLE


@pytest.mark.parametrize("words", [["-"], []])
def test_standard_input(clean, words):
    result = clean(*words, stdin=ARTICLE.encode())
    assert (result.exit_code, result.stdout) == (0, CLEAN)


def test_standard_input_to_a_file(clean, tmp_path):
    assert clean("-", "-o", "out.txt", stdin=ARTICLE.encode()).exit_code == 0
    assert (tmp_path / "out.txt").read_text("utf-8") == CLEAN
    assert clean("-", "-o", "out.txt", stdin=b"other").exit_code == 1
    assert (tmp_path / "out.txt").read_text("utf-8") == CLEAN


def test_an_empty_text_stays_empty(clean, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    result = clean("empty.txt")
    assert (result.exit_code, result.stdout) == (0, "")


def test_output_file_output_folder_and_new_folder(clean, article, tmp_path):
    (tmp_path / "there").mkdir()
    for out, expected in [("a.txt", "a.txt"), ("there", "there/article.txt"), ("new/", "new/article.txt")]:
        assert clean(article, "-o", out).exit_code == 0
        assert (tmp_path / expected).read_text("utf-8") == CLEAN


def test_an_existing_output_is_overwritten_with_force_only(clean, article, tmp_path):
    out = tmp_path / "out.txt"
    out.write_text("precious", "utf-8")
    result = clean(article, "-o", out)
    assert result.exit_code == 1
    assert "--force" in result.stderr
    assert out.read_text("utf-8") == "precious"
    assert clean(article, "-o", out, "--force").exit_code == 0
    assert out.read_text("utf-8") == CLEAN


def test_a_text_is_not_overwritten_by_itself_unless_in_place(clean, article, tmp_path):
    result = clean(article, "-o", article, "--force")
    assert result.exit_code == 2
    assert "--in-place" in result.stderr
    result = clean(article, "-o", tmp_path, "--force")
    assert result.exit_code == 2
    assert article.read_text("utf-8") == ARTICLE


def test_in_place_with_backup(clean, article, tmp_path):
    result = clean(article, "--in-place", "--backup")
    assert result.exit_code == 0
    assert "1 file cleaned, 1 changed" in result.stderr
    assert article.read_text("utf-8") == CLEAN
    assert (tmp_path / "article.txt.bak").read_text("utf-8") == ARTICLE
    # A second run has nothing to do, so the backup is not in its way.
    assert clean(article, "--in-place", "--backup").exit_code == 0
    assert (tmp_path / "article.txt.bak").read_text("utf-8") == ARTICLE


def test_a_backup_is_not_lost_to_the_next_one(clean, article, tmp_path):
    (tmp_path / "article.txt.bak").write_text("older", "utf-8")
    result = clean(article, "--in-place", "--backup")
    assert result.exit_code == 1
    assert "backup exists" in result.stderr
    assert article.read_text("utf-8") == ARTICLE
    assert (tmp_path / "article.txt.bak").read_text("utf-8") == "older"


@POSIX
def test_in_place_keeps_permissions_and_follows_links(clean, article, tmp_path):
    article.chmod(0o640)
    link = tmp_path / "link.txt"
    link.symlink_to(article)
    assert clean(link, "--in-place").exit_code == 0
    assert link.is_symlink()
    assert article.read_text("utf-8") == CLEAN
    assert article.stat().st_mode & 0o777 == 0o640


def test_a_dry_run_writes_nothing_and_says_what_it_would(clean, article, tmp_path):
    result = clean(article, "-o", "out", "--dry-run", "--removed", "r.jsonl", "--edits", "e.jsonl")
    assert result.exit_code == 0
    assert "2 lines removed (share 1, comments 1)" in result.stdout
    assert "1 would change" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["article.txt"]


def test_nothing_half_written_stays_behind(clean, article, tmp_path):
    clean(article, "-o", "out.txt")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["article.txt", "out.txt"]


@pytest.mark.parametrize(
    ("data", "encoding", "note"),
    [
        (ARTICLE.encode("utf-8-sig"), None, ""),
        (ARTICLE.encode("utf-16"), None, "read as utf-16-le, written as UTF-8"),
        (ARTICLE.encode("cp1252"), "cp1252", "read as cp1252, written as UTF-8"),
        (ARTICLE.encode("cp1252"), None, "written as UTF-8"),
    ],
)
def test_any_encoding_is_read_and_utf8_written(clean, tmp_path, data, encoding, note):
    (tmp_path / "a.txt").write_bytes(data)
    result = clean("a.txt", *(["--encoding", encoding] if encoding else []))
    assert result.exit_code == 0
    assert result.stdout == CLEAN
    assert note in result.stderr


def test_the_wrong_encoding_is_refused_and_named(clean, article):
    result = clean(article, "--encoding", "ascii")
    assert result.exit_code == 1
    assert "article.txt" in result.stderr
    assert "ascii" in result.stderr
    result = clean(article, "--encoding", "klingon")
    assert result.exit_code == 2
    assert "'klingon' is no text encoding" in result.stderr


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_stay_as_they_were(clean, tmp_path, newline):
    (tmp_path / "a.txt").write_bytes(ARTICLE.replace("\n", newline).encode())
    result = clean("a.txt")
    assert result.stdout_bytes == CLEAN.replace("\n", newline).encode()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "not text"),
        ("page.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "a PNG image"),
        ("rows.xml", b"<rows/>", "not supported"),
        ("texts.txt.gz", b"\x1f\x8b", "not supported yet"),
    ],
)
def test_what_is_no_text_is_named_with_its_reason(clean, tmp_path, name, data, reason):
    (tmp_path / name).write_bytes(data)
    result = clean(name, "-o", "out.txt")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{name}: ")
    assert reason in result.stderr
    assert not (tmp_path / "out.txt").exists()


def test_a_missing_file(clean):
    result = clean("nowhere.txt")
    assert result.exit_code == 1
    assert result.stderr == "nowhere.txt: there is no such file or folder\n"


@POSIX
@pytest.mark.skipif(sys.platform == "cygwin" or os.geteuid() == 0, reason="root may write everywhere")
def test_no_right_to_write(clean, article, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    result = clean(article, "-o", folder / "out.txt")
    assert result.exit_code == 1
    assert "no right" in result.stderr


@POSIX
@pytest.mark.skipif(sys.platform == "cygwin" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_is_read_only_stays(clean, article):
    article.chmod(0o444)
    result = clean(article, "--in-place")
    assert (result.exit_code, "no right" in result.stderr) == (1, True)
    assert article.read_text("utf-8") == ARTICLE


def test_an_address_is_no_file(clean):
    result = clean("https://example.com/news")
    assert (result.exit_code, "fetch the page" in result.stderr) == (1, True)


def test_a_target_below_a_file(clean, article):
    result = clean(article, "-o", article / "out.txt")
    assert result.exit_code == 1
    assert "article.txt" in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["a.txt", "--in-place", "-o", "b"], "exclude each other"),
        (["-", "--in-place"], "standard input"),
        (["-", "a.txt", "-o", "b"], "stands alone"),
        (["a.txt", "--backup"], "--in-place"),
        (["a.txt", "--report", "json", "--diff"], "stands alone"),
        (["a.txt", "--profile", "harsh"], "light"),
        (["a.txt", "--max-loss", "2"], "max_loss"),
        (["a.txt", "--lang", "englisch"], "language code"),
        (["a.txt", "--enable", "no-such"], "is no category"),
        (["a.txt", "--removed", "no/such/r.jsonl"], "no folder"),
        (["article.txt", "--removed", "article.txt", "--force"], "read or written itself"),
        (["--in-place"], "name a file"),
    ],
)
def test_wrong_words_get_an_explanation_and_exit_code_2(clean, article, words, says):
    result = clean(*words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert article.read_text("utf-8") == ARTICLE


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["rule", "list"], "'clean rules'"),
        (["rules", "lst"], "did you mean 'list'"),
        (["--profil", "x"], "--profile"),
    ],
)
def test_slips_of_the_finger_get_a_hint(clean, words, says):
    result = clean(*words, with_rules=False)
    assert (result.exit_code, says in result.stderr) == (2, True)


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_it_stumble(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "a.txt").write_bytes(data)
    words = [str(folder / "a.txt"), "-o", str(folder / "b.txt"), "--edits", str(folder / "e.jsonl")]
    result = CliRunner().invoke(
        root, [*words, "--no-strip", "--no-config", "--explain", "--diff"], prog_name="clean"
    )
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert result.exit_code in (0, 1)
    assert (folder / "b.txt").exists() == (result.exit_code == 0)
    if result.exit_code == 0:
        words = ["restore", str(folder / "b.txt"), "--edits", str(folder / "e.jsonl")]
        assert CliRunner().invoke(root, words, prog_name="clean").stdout_bytes == data


def test_options_reach_the_cleaner(clean, tmp_path):
    (tmp_path / "a.txt").write_text("Share\n\nHe said “yes” … — twice.\n", "utf-8")
    text = clean(
        "a.txt", "--no-strip", "--quotes", "keep", "--dashes", "hyphens", "--ellipses", "dots"
    ).stdout
    assert text == "Share\n\nHe said “yes” ... - twice.\n"
    assert clean("a.txt", "--disable", "share").stdout.startswith("Share\n")
    assert clean("a.txt", "--disable", "test.page/*").stdout.startswith("Share\n")
    assert not clean("a.txt", "--max-loss", "1").stdout.startswith("Share\n")


def test_profiles_differ(clean, tmp_path):
    (tmp_path / "a.txt").write_text(CLEAN + "\nHome\n", "utf-8")
    assert "Home" in clean("a.txt", "--profile", "light").stdout
    assert "Home" not in clean("a.txt", "--profile", "standard").stdout
