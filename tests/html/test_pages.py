"""Pages in, articles out: the public functions on pages written for the test."""

from __future__ import annotations

import json

import pytest

import cleantext

PROSE = (
    "The ferry to Marram was late again on Tuesday, and nobody on the quay could say why it had been held. "
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Ferry late again | The Graystone Post</title>
<meta property="og:title" content="Ferry late again"><meta property="og:type" content="article">
<meta property="og:site_name" content="The Graystone Post"><meta name="author" content="Ina Holm"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Ferry late again</h1><p class="by">By Ina Holm</p>
<p>{PROSE * 3}</p><h2>What the harbour says</h2><p>{PROSE * 2}It was <em>not</em> the first time.</p>
<ul><li>The boat left at noon, two hours after its time.</li><li>The next one did not leave at all.</li></ul>
<blockquote><p>We are sorry, and we shall say more when we know more about the engine.</p></blockquote>
<p>{PROSE * 2}</p><p>Share this article</p></article><footer>© The Graystone Post</footer></body></html>"""


def test_article_without_title_byline_and_chrome() -> None:
    text = cleantext.clean_html(PAGE)
    lines = text.split("\n")
    assert lines[0].startswith("The ferry to Marram")
    assert "What the harbour says" in lines
    assert "- The boat left at noon, two hours after its time." in lines
    assert not {"Home", "Share this article", "By Ina Holm", "Ferry late again"} & set(lines)


def test_explanation_says_the_same_and_more() -> None:
    result = cleantext.explain_html(PAGE, url="https://post.example/ferry")
    assert result.text == cleantext.clean_html(PAGE, url="https://post.example/ferry")
    assert result.body.restore() == result.body.source
    assert result.metadata.title == "Ferry late again"
    assert result.metadata.author == "Ina Holm"
    assert result.metadata.language == "en"
    assert {"page.self/title", "page.self/author"} <= {e.rule for e in result.body.edits}


def test_markdown_keeps_shapes() -> None:
    lines = cleantext.clean_html(PAGE, format="markdown").split("\n")
    assert lines[0] == "# Ferry late again"
    assert "## What the harbour says" in lines
    assert "- The next one did not leave at all." in lines
    assert any(line.startswith("> We are sorry") for line in lines)
    assert any(line.endswith("It was *not* the first time.") for line in lines)


def test_json_carries_text_and_metadata() -> None:
    record = json.loads(cleantext.clean_html(PAGE, format="json"))
    assert record["text"] == cleantext.clean_html(PAGE)
    assert (record["title"], record["site"], record["flags"]) == (
        "Ferry late again",
        "The Graystone Post",
        [],
    )


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1252"])
def test_bytes_are_decoded(codec: str) -> None:
    page = f"<html><body><article><p>{PROSE}Crème brûlée für alle.</p><p>{PROSE}</p></article></body></html>"
    assert "Crème brûlée für alle." in cleantext.clean_html(page.encode(codec))


def test_header_names_the_charset() -> None:
    page = f"<html><body><p>Паром опоздал, и никто не знал почему. {PROSE}</p></body></html>".encode("koi8_r")
    assert "Паром опоздал" in cleantext.clean_html(page, declared="text/html; charset=koi8-r")


@pytest.mark.parametrize(
    ("page", "flag"),
    [
        ("", "empty"),
        ("no tags here, only a line of text", "no-html"),
        ("<html><body></body></html>", "no-article"),
        ("<html><body>" + "<div>" * 50_000 + PROSE + "</div>" * 50_000 + "</body></html>", "too-deep"),
    ],
)
def test_nothing_is_empty_without_a_reason(page: str, flag: str) -> None:
    result = cleantext.explain_html(page)
    assert flag in [f.name for f in result.flags]
    assert result.text == cleantext.clean_html(page)


def test_text_below_the_parsers_depth_is_read() -> None:
    deep = "<html><body>" + "<div>" * 50_000 + PROSE + "</div>" * 50_000 + "<p>After.</p></body></html>"
    assert cleantext.clean_html(deep, strip=False) == f"{PROSE.strip()}\nAfter."


def test_limits_can_be_set() -> None:
    with pytest.raises(cleantext.PageError, match="max_page_size=10"):
        cleantext.clean_html(PAGE, max_page_size=10)
    flags = cleantext.explain_html(PAGE, max_elements=5).flags
    assert [f.name for f in flags] == ["too-many-elements"]


def test_pdf_is_refused() -> None:
    with pytest.raises(cleantext.DecodeError, match="PDF"):
        cleantext.clean_html(b"%PDF-1.7\n\x00\x01\x02 obj")


@pytest.mark.parametrize(
    "data", ["NULs \x00 and \x08 controls", "<![CDATA[ x ]]>", "<p", "<!--", "<a b='", "&#xD800;"]
)
def test_odd_pages_do_not_raise(data: str) -> None:
    cleantext.clean_html(data)
    cleantext.explain_html(f"<html><body><p>{PROSE}{data}")


def test_article_in_linked_data() -> None:
    body = json.dumps({"@type": "NewsArticle", "articleBody": PROSE * 8})
    page = f'<html><body><div id="app"></div><script type="application/ld+json">{body}</script></body></html>'
    result = cleantext.explain_html(page)
    assert result.text.startswith("The ferry to Marram")


def test_article_in_an_apps_state() -> None:
    paragraphs = [{"type": "p", "text": PROSE * 2} for _ in range(4)]
    state = json.dumps(
        {"props": {"pageProps": {"story": {"blocks": paragraphs}, "menu": [{"text": "Home"}]}}}
    )
    page = f'<html><body><div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>'
    result = cleantext.explain_html(page, disable=["copy"])
    assert "embedded" in [f.name for f in result.flags]
    assert result.text.startswith("The ferry to Marram")
    assert "Home" not in result.text


def test_gaps_are_filled() -> None:
    """A subhead and a box that extractors pass over, between paragraphs that they take."""
    box = "Boats of this class carry two engines each, and the second was taken out in March for repair."
    page = PAGE.replace("<ul>", f'<div class="frame"><div>{box}</div></div><ul>')
    assert box in cleantext.clean_html(page).split("\n")


def test_chrome_fills_no_gap() -> None:
    """The same box, named as what it is."""
    box = "Boats of this class carry two engines each, and the second was taken out in March for repair."
    page = PAGE.replace("<ul>", f'<div class="related-box"><div>{box}</div></div><ul>')
    assert box not in cleantext.clean_html(page)


def test_the_lead_above_the_body_is_kept() -> None:
    lead = (
        "Passengers on the quay at Marram waited for two hours on Tuesday before anyone from the harbour office came "
        "down to tell them that the noon boat would not leave at all."
    )
    head = f'<header class="top"><h1>Ferry late again</h1><div class="intro"><p>{lead}</p></div></header>'
    page = PAGE.replace("<article><h1>Ferry late again</h1>", f"{head}<article>")
    assert cleantext.clean_html(page).split("\n")[0] == lead


@pytest.mark.parametrize(
    ("name", "lead", "stays"),
    [
        ("article-lead", "The noon boat to Marram did not leave, and it took the harbour office two hours to tell anyone why.", True),
        ("subline", "The noon boat to Marram did not leave, and it took the harbour office two hours to tell anyone why.", False),
        ("article-lead", "The noon boat to Marram did not leave.", False),
    ],
)  # fmt: skip
def test_a_short_lead_is_kept_where_the_page_calls_it_one(name: str, lead: str, stays: bool) -> None:
    page = PAGE.replace("<article>", "").replace(
        "<h1>Ferry late again</h1>",
        f'<header><h1>Ferry late again</h1><h2 class="{name}">{lead}</h2></header><article>',
    )
    assert (lead in cleantext.clean_html(page)) is stays


def test_a_dateline_is_metadata() -> None:
    page = PAGE.replace('<p class="by">', '<p>Updated: 19 Nov 2031, 10:48</p><p class="by">')
    assert "2031" not in cleantext.clean_html(page)
    assert cleantext.clean_html(page, disable=["date"]).startswith("Updated: 19 Nov 2031")


def test_a_list_keeps_its_short_lines() -> None:
    """A page of short lines is a list; rules of place and shape, which are of medium confidence, would take it."""
    names = [
        "Ada",
        "Brill",
        "Cobol",
        "Dylan",
        "Eiffel",
        "Forth",
        "Gosu",
        "Haxe",
        "Icon",
        "Joy",
        "Kaya",
        "Lua",
    ] * 3
    index = "".join(f"<h2>{name[0]}</h2><ul><li>{name}</li><li>{name} Plus</li></ul>" for name in names)
    intro = "<p>Languages that are taught at the college of Graystone this year, by the letter they begin with.</p>"
    page = f"<html><body><article>{intro}{index}</article></body></html>"
    result = cleantext.explain_html(page)
    assert result.text.count("\n") == result.body.source.count("\n")


def test_unstripped_pages_keep_title_and_chrome() -> None:
    text = cleantext.clean_html(PAGE, strip=False)
    assert "Share this article" in text
    assert "Ferry late again" in text
