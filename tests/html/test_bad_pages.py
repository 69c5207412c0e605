"""Pages that are broken, huge, or none: an error that says what to do, or a text with a flag; never a crash."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner

import cleantext
from cleantext.cli.root import root

LINES = [
    "The ferry to Marram was late again on Tuesday, and nobody on the quay could say why it had been held so long.",
    "It left at noon, two hours after its time, and the people who had waited in the rain for it were not pleased.",
    "The next boat did not leave at all, and the harbour office had closed its window by the time they came back.",
]
BODY = "".join(f"<p>{line}</p>" for line in LINES)
PAGE = f"<!doctype html><html><head><title>Ferry</title></head><body><article>{BODY}</article></body></html>"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\2\0\0\0" + zlib.compress(bytes(range(256)) * 40)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n" + zlib.compress(
    b"BT (x) Tj ET" * 400
)


def has_lines(text: str) -> bool:
    return all(line in text for line in LINES)


@pytest.mark.parametrize(
    ("page", "flags"),
    [
        (PAGE.replace("</p>", "").replace("</article></body></html>", ""), []),
        (PAGE.removesuffix("</article></body></html>") + "<div class='", []),
        (PAGE.replace("<article>", "<article>" + "<div>" * 50_000), ["too-deep"]),
        (PAGE.replace("<article>", "<article>" + "<b><i>" * 25_000), ["too-deep"]),
        (PAGE.replace("ferry", "fer\0ry").replace("noon", "\x08noon\x1b"), []),
        (f"<!doctype html><html><head><title>Ferry</title></head>{BODY}", []),
        (BODY, []),
        ("\ufeff" + PAGE, []),
        (PAGE.replace("<p>", "<p>\ud83d").replace("</p>", "\udc00</p>"), []),
        (PAGE.replace("<p>", "<p>&#xD83D;&#0;&#x110000;"), ["encoding.lost"] * 3),
        (PAGE.replace("<article>", f"<article {' '.join(f'a{n}=1' for n in range(60_000))}>"), ["too-many-attributes"]),
        (PAGE.replace("<article>", f"<article data-state='{'x = 1 ' * 60_000}'>"), []),
        (PAGE.replace("<title>", "<!-- never closed <title>"), ["no-article"]),
    ],
    ids=[
        "cut-off", "cut-off-in-a-tag", "nested", "nested-inline", "controls", "no-body", "no-head", "mark", "halves",
        "bad-references", "attributes", "long-attribute", "open-comment",
    ],
)  # fmt: skip
def test_broken_pages_give_their_text_or_a_flag(page: str, flags: list[str]) -> None:
    for given in (page, page.encode("utf-8", "surrogatepass")):
        result = cleantext.explain_html(given)
        names = [flag.name for flag in result.flags if flag.name != "decoding"]
        assert names == flags
        assert has_lines(result.text) or "no-article" in names
        result.text.encode()


@pytest.mark.parametrize("half", [r"\ud83d", r"\udc00\ud83d", r"\\ud83d\ud83d"])
@pytest.mark.parametrize("kind", ["text", "markdown", "json"])
def test_halves_of_surrogate_pairs_in_an_apps_state(half: str, kind: str) -> None:
    body = " ".join(LINES * 3)
    state = f'{{"props": {{"article": {{"body": "{body} {half} {body}", "smile": "\\ud83d\\ude00"}}}}}}'
    linked = f'{{"@type": "NewsArticle", "headline": "{half} Ferry", "author": {{"name": "A {half}"}}}}'
    page = (
        f'<html><head><script type="application/ld+json">{linked}</script></head><body><div id="__next"></div>'
        f'<script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>'
    )
    result = cleantext.explain_html(page, format=kind)
    assert "embedded" in [flag.name for flag in result.flags]
    assert has_lines(result.text)
    result.text.encode()
    result.body.source.encode()


def test_xml_that_is_no_page() -> None:
    items = "".join(f"<item><title>{line}</title></item>" for line in LINES)
    feed = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'
    assert "no-html" in [flag.name for flag in cleantext.explain_html(feed).flags]


def test_a_folder_goes_on_past_bad_pages(tmp_path: Path) -> None:
    files = {
        "good.html": PAGE.encode(),
        "empty.html": b"",
        "blank.html": b" \r\n\t\n",
        "shell.html": b"<!doctype html><html><body><div id=app></div></body></html>",
        "menu.html": b"<html><body><nav class=menu><a href=/>Home</a> <a href=/in>Log in</a> <a href=/p>Privacy policy</a></nav></body></html>",
        "picture.html": PNG,
        "paper.html": PDF,
        "long.html": (PAGE + "<!-- " + "x" * 100_000).encode(),
        "charset.html": PAGE.replace("<head>", '<head><meta charset="klingon">')
        .replace("ferry", "fërry")
        .encode(),
        "nested.html": ("<div>" * 50_000 + BODY).encode(),
        "half.html": PAGE.encode() + "ü".encode()[:1],
    }
    for name, data in files.items():
        (tmp_path / "in" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    # More than the page of 50,000 elements has, less than the one with the comment.
    limits = ["--max-page-size", "300000", "--no-config"]
    (tmp_path / "in" / "long.html").write_bytes((PAGE + "<!-- " + "x" * 300_000).encode())
    out = tmp_path / "out"
    result = CliRunner().invoke(root, [str(tmp_path / "in"), "-o", str(out), *limits], prog_name="clean")
    assert result.exit_code == 1
    good = {"good.txt", "charset.txt", "nested.txt", "half.txt"}
    assert {path.name for path in out.iterdir()} == good
    assert has_lines((out / "good.txt").read_text("utf-8"))
    assert all((out / name).stat().st_size > 100 for name in good)
    for name, says in {
        "empty": "the page is empty",
        "blank": "the page is empty",
        "shell": "too little text",
        "picture": "a PNG image; convert it",
        "paper": "a PDF document; convert it",
        "long": "more than max_page_size=300,000 allows; raise it",
        "nested": "too deep",
    }.items():
        line = next(line for line in result.stderr.splitlines() if f"{name}.html: " in line)
        assert says in line
    assert "4 files cleaned" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace("<article>", f"<article>{BODY * 60_000}"),
        PAGE.replace("<article>", "<article>" + "<p>" + LINES[0] * 180_000),
        PAGE.replace("<article>", "<article>" + "<a href=/>Story</a>\n" * 900_000),
        PAGE.replace(
            "<article>", "<article><table>" + "<tr><td>Boat</td><td>Noon</td></tr>" * 30_000 + "</table>"
        ),
        PAGE + "<!-- " + "x " * 10_000_000,
        PAGE + '<a href="' + "x" * 20_000_000,
        PAGE + "<script>" + json.dumps([{"a": [{"text": "b"}]}] * 600_000) + "</script>",
        PAGE + "<script type='application/ld+json'>" + '[{"a":' * 3_000_000,
    ],
    ids=["paragraphs", "paragraph", "links", "table", "comment", "attribute", "state", "nested-state"],
)
def test_pages_of_twenty_megabytes(page: str) -> None:
    assert LINES[2] in cleantext.explain_html(page).text
