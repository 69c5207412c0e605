"""Threads of comments that have no box of their own."""

from __future__ import annotations

import pytest
from lxml import html

from cleantext.html.threads import box_threads

POST = "<p>The winter ferry to Marram is to stop in March, and it is the harbour master himself who told me so.</p>"


def boxed(inner: str) -> str | None:
    """What the box holds that a page gets, as text; None where it gets none."""
    tree = html.document_fromstring(f"<html><body>{inner}</body></html>")
    box_threads(tree)
    found = tree.find_class("comments-area")
    return " ".join(found[0].text_content().split()) if found else None


@pytest.mark.parametrize(
    "start",
    [
        "<h2 id='comments'>Talk</h2>",
        "<h3>Comments</h3>",
        "<h3>12 Comments:</h3>",
        "<h4>Comments (3)</h4>",
        "<h3>2 Responses to “The winter ferry”</h3>",
        "<h2>2 Gedanken zu „Die Fähre“</h2>",
        "<h2>Kommentare</h2>",
        "<h3>Комментарии (3)</h3>",
        "<a name='comments'></a>",
        "<div><h3>Comments</h3></div>",
    ],
)
def test_what_follows_goes_into_the_box(start: str) -> None:
    found = boxed(
        f"<div>{POST}{start}<p>I was on her.</p> and so was she. <p>So was I.</p></div><p>Below</p>"
    )
    assert found is not None
    assert found.endswith("I was on her. and so was she. So was I.")
    assert "ferry to Marram" not in found


@pytest.mark.parametrize(
    "inner",
    [
        f"<h3>Comments</h3>{POST}",
        f"{POST}<h3>The minister's comments on the ferry were short</h3><p>She had none.</p>",
        f"{POST}<h3>Discussion</h3><p>The figures show what must be weighed.</p>",
        f"{POST}<a name='comments'>5 comments</a><p>More of the post.</p>",
        f"{POST}<div id='comments'><h3>Comments</h3><p>I was on her.</p></div>",
        f"{POST}<h3>Comments</h3>",
    ],
)
def test_no_box_without_need(inner: str) -> None:
    assert boxed(inner) is None
