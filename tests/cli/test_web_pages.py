"""Web pages as input: files, folders, archives, pipes; formats; what is told of them; pages that are none."""

from __future__ import annotations

import json
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart

import pytest

from tests.cli.texts import ARTICLE

LINES = [
    "The ferry to Marram was late again on Tuesday, and nobody on the quay could say why it had been held so long.",
    "It left at noon, “two hours after its time”, and the people who had waited in the rain were not pleased.",
    "The next boat did not leave at all, and the harbour office had closed its window by the time they came back.",
]
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Ferry late again | The Graystone Post</title></head><body>
<nav><a href="/">Home</a></nav><article><h1>Ferry late again</h1><p>{LINES[0]}</p>
<div class="share-buttons"><a href="/f">Share on Facebook</a> <a href="/t">Tweet</a></div>
<p>{LINES[1]}</p><p>Share</p><p>{LINES[2]}</p></article></body></html>"""
TEXT = "\n".join(LINES) + "\n"


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "ferry.html"
    path.write_text(PAGE, "utf-8")
    return path


def archive(page: bytes, subtype: str = "html", charset: str | None = None, **headers: str) -> bytes:
    """A page as browsers save it in one file: with a picture, the page being the second part."""
    whole = MIMEMultipart("related", type="text/html", start="<main@page>")
    whole["Snapshot-Content-Location"] = "https://post.example/ferry"
    part = EmailMessage()
    part.set_content(page, "text", subtype, cte="quoted-printable", cid="<main@page>")
    for name, value in headers.items():
        part[name.replace("_", "-")] = value
    if charset:
        part.set_param("charset", charset)
    picture = EmailMessage()
    picture.set_content(b"\x89PNG\r\n", "image", "png", cte="base64")
    whole.attach(picture)
    whole.attach(part)
    return whole.as_bytes()


# -- what comes out --


def test_a_page_becomes_its_article(clean, page):
    result = clean(page)
    assert (result.exit_code, result.stdout, result.stderr) == (0, TEXT, "")


def test_markdown_and_json(clean, page):
    assert clean(page, "--format", "markdown").stdout.split("\n\n")[:2] == ["# Ferry late again", LINES[0]]
    record = json.loads(clean(page, "--format", "json", "--url", "https://post.example/ferry").stdout)
    assert (record["title"], record["url"]) == ("Ferry late again", "https://post.example/ferry")
    assert record["text"] == TEXT.rstrip()


def test_the_flags_of_pages_reach_them(clean, tmp_path):
    row = "<table><tr><td>Boat</td><td>Noon</td></tr><tr><td>Train</td><td>One</td></tr></table>"
    more = f'<p>{LINES[0]} See <a href="https://a.example/t">the table</a>.</p>{row}</article>'
    (tmp_path / "a.html").write_text(PAGE.replace("</article>", more), "utf-8")
    assert "| Boat | Noon |" in clean("a.html").stdout
    assert "Noon |" not in clean("a.html", "--no-tables").stdout
    shown = clean("a.html", "--links", "--format", "markdown").stdout
    assert "[the table](https://a.example/t)" in shown
    assert "https://" not in clean("a.html", "--format", "markdown").stdout


def test_quotes_of_pages_stay_unless_somebody_speaks_of_them(clean, page, tmp_path):
    assert '"two hours' in clean(page, "--quotes", "straight").stdout
    (tmp_path / "cleantext.toml").write_text('quotes = "straight"\nformat = "markdown"\n', "utf-8")
    result = clean(page)
    assert result.stdout.startswith("# Ferry late again")
    assert '"two hours' in result.stdout


# -- where it goes --


def test_a_folder_of_pages_is_mirrored(clean, tmp_path):
    for name in ("a.html", "deep/b.HTM", "deep/c.xhtml", "d.v2.html"):
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE, "utf-8")
    (tmp_path / "pages" / "e.mht").write_bytes(archive(PAGE.encode()))
    (tmp_path / "pages" / "state.json").write_text("{}", "utf-8")
    (tmp_path / "pages" / "note.md").write_text(ARTICLE, "utf-8")
    result = clean("pages", "-o", "out")
    assert result.exit_code == 0
    assert "6 files cleaned, 6 changed, 1 left alone" in result.stderr
    found = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.*")}
    assert found == {"a.txt", "deep/b.txt", "deep/c.txt", "d.v2.txt", "e.txt", "note.md"}
    assert (tmp_path / "out" / "e.txt").read_text("utf-8") == TEXT
    clean("pages", "-o", "markdown", "--format", "markdown")
    assert (tmp_path / "markdown" / "deep" / "c.md").read_text("utf-8").startswith("# Ferry late again")


def test_a_page_into_a_folder_or_a_file(clean, page, tmp_path):
    assert clean(page, "-o", "out/").exit_code == 0
    assert (tmp_path / "out" / "ferry.txt").read_text("utf-8") == TEXT
    assert clean(page, "-o", "ferry.json", "--format", "json").exit_code == 0
    assert json.loads((tmp_path / "ferry.json").read_text("utf-8"))["title"] == "Ferry late again"


def test_a_page_and_a_text_of_one_name_are_refused_together(clean, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_text(PAGE, "utf-8")
    (tmp_path / "in" / "a.txt").write_text(ARTICLE, "utf-8")
    result = clean("in", "-o", "out")
    assert (result.exit_code, "both become" in result.stderr) == (2, True)


def test_no_article_takes_its_pages_place(clean, page):
    result = clean(page, "--in-place")
    assert (result.exit_code, "-o says where" in result.stderr) == (1, True)
    assert page.read_text("utf-8") == PAGE


def test_edits_lead_back_to_the_page(clean, page, tmp_path):
    clean(page, "-o", "a.md", "--format", "markdown", "--edits", "edits.jsonl")
    assert clean("restore", "a.md", "--edits", "edits.jsonl", with_rules=False).stdout == PAGE


# -- standard input --


@pytest.mark.parametrize(
    "data",
    [
        PAGE.encode(),
        b"\xef\xbb\xbf\n " + PAGE.encode(),
        ("\ufeff" + PAGE.replace('<meta charset="utf-8">', "")).encode("utf-16-le"),
        ("<?xml version='1.0'?>\n<!-- a > b -->\n" + PAGE.removeprefix("<!doctype html>\n")).encode(),
        archive(PAGE.encode()),
    ],
    ids=["plain", "mark", "utf-16", "xhtml", "archive"],
)
def test_a_page_on_standard_input_is_known_by_its_beginning(clean, data):
    result = clean("-", stdin=data)
    assert (result.exit_code, result.stdout) == (0, TEXT)


@pytest.mark.parametrize("text", [ARTICLE, "<b>bold</b> claims\n", "Subject: the ferry\n\nIt was late.\n"])
def test_a_text_on_standard_input_stays_one(clean, text):
    assert clean("-", "--quotes", "keep", "--no-strip", stdin=text.encode()).stdout == text


def test_html_forces_a_page(clean, tmp_path):
    piece = PAGE[PAGE.index("<article>") :].replace("<article>", "<div>")
    assert clean("-", stdin=piece.encode()).stdout != TEXT
    assert clean("-", "--html", stdin=piece.encode()).stdout == TEXT
    (tmp_path / "index.php").write_text(PAGE, "utf-8")
    assert clean("index.php", "--html").stdout == TEXT
    assert "--html reads it as one" in clean("index.php").stderr


def test_flags_of_pages_with_texts_are_refused(clean, article):
    result = clean(article, "--no-tables")
    assert (result.exit_code, "--no-tables is for web pages" in result.stderr) == (2, True)
    result = clean("-", "--format", "json", stdin=ARTICLE.encode())
    assert (result.exit_code, "--html reads it as one" in result.stderr) == (1, True)
    result = clean("a.html", "--url", "http://[")
    assert (result.exit_code, "is no address" in result.stderr) == (2, True)


# -- what is told --


def test_removed_elements_are_told_everywhere(clean, page, tmp_path):
    rule, selector, text = "html.share/share-bar", ".share-buttons", "Share on Facebook Tweet"
    explained = clean(page, "--explain", with_rules=False).stdout
    assert rule in explained
    assert f"- {text}" in explained
    assert f"({selector})" in explained
    assert f"# {rule}  <{selector}>  {text}" in clean(page, "--diff", with_rules=False).stdout
    report = json.loads(clean(page, "--report", "json", with_rules=False).stdout)
    assert [(e["rule"], e["selector"], e["text"]) for e in report["files"][0]["elements"]] == [
        (rule, selector, text)
    ]
    assert report["total"]["elements_removed"] == 1
    assert report["total"]["by_rule"][rule] == 1
    clean(page, "-o", "out.txt", "--removed", "removed.jsonl", with_rules=False)
    told = [json.loads(line) for line in (tmp_path / "removed.jsonl").read_text("utf-8").splitlines()]
    assert told[0] == {
        "file": str(page), "rule": rule, "selector": selector,
        "category": "share", "confidence": "high", "text": text,
    }  # fmt: skip
    assert "Share" in [t["text"] for t in told[1:]]


# -- MIME archives --


def test_an_archive_names_charset_and_address(clean, tmp_path):
    page = PAGE.replace('<meta charset="utf-8">', "").replace("ferry to Marram", "паром в Маррам")
    page = page.replace("“", '"').replace("”", '"')
    data = archive(page.encode("koi8_r"), charset="koi8-r", Content_Location="https://other.example/ferry")
    (tmp_path / "a.mhtml").write_bytes(data)
    record = json.loads(clean("a.mhtml", "--format", "json").stdout)
    assert record["text"].startswith("The паром в Маррам was late")
    assert record["url"] == "https://other.example/ferry"
    data = archive(PAGE.encode(), Content_Location="cid:frame-1@mhtml.blink")
    (tmp_path / "b.mht").write_bytes(data.replace(b"\n", b"\r\n"))
    assert json.loads(clean("b.mht", "--format", "json").stdout)["url"] == "https://post.example/ferry"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (archive(b"body { }", "css"), "holds no web page (text/html), only image/png, text/css"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", "holds no web page"),
        (b"MIME-Version: 1.0\nContent-Type: text/html\n\n", "the page is empty"),
    ],
)
def test_archives_without_a_page(clean, tmp_path, data, says):
    (tmp_path / "a.mht").write_bytes(data)
    result = clean("a.mht")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("a.mht: ")
    assert says in result.stderr


def test_an_archive_of_many_boxes_in_boxes_ends(clean, tmp_path):
    head = "MIME-Version: 1.0\n"
    nested = "".join(f"Content-Type: multipart/related; boundary=b{n}\n\n--b{n}\n" for n in range(5000))
    (tmp_path / "a.mht").write_text(f"{head}{nested}Content-Type: text/html\n\n{PAGE}", "utf-8")
    result = clean("a.mht")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stdout or result.stderr.startswith("a.mht: ")
