"""Threads of comments without a box of their own, as old blog systems print them: put into one.

Rules and extractors take threads by what their box is named. Where a heading, or an empty anchor that links lead to,
stands among the paragraphs of a post, and the comments come after it in the same box, there is nothing to name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["box_threads"]

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_ANCHORS = "descendant::a[not(node())][@id='comments' or @name='comments']"
_LONG_TEXT_BEFORE = "boolean(preceding::text()[string-length(normalize-space()) >= 60])"
MAX_HEADING = 120
_WORDS = (
    "comments?|comentarios?|comentários?|commentaires?|commenti|kommentare?|kommentarer|kommentit|reacties|komentarze|"
    "komentáře|yorumlar|комментарии|коментарі|コメント|评论|댓글"
)
_THREAD = re.compile(
    rf"\W*(?:(?:\d+|one|no|reader|readers'|user|your)\s+)?(?:{_WORDS})(?:\s+so far)?[\W\d]*"
    r"|\W*(?:\d+|one|no)\s+(?:comments?|responses?|repl(?:y|ies)|thoughts?)\s+(?:to|on|for)\b.*"
    rf"|\W*\d+\s+(?:gedanken?|antworten|{_WORDS})\s+(?:zu|auf|sur|sobre|su|op|para|en)\b.*",
    re.IGNORECASE,
)


def box_threads(tree: HtmlElement) -> None:
    """Put what follows the heading or anchor of a thread into a `div` whose class says what it is.

    Threads that stand in a box named for comments are left as they are; so is one with no long text before it.
    """
    body = tree.find("body")
    root = tree if body is None else body
    starts = [h for h in root.iter(*_HEADINGS) if _heads_thread(h)]
    for start in (*starts, *root.xpath(_ANCHORS)):
        if not _in_thread(start) and start.xpath(_LONG_TEXT_BEFORE):
            _box(_outermost(start, root))


def _heads_thread(heading: HtmlElement) -> bool:
    if heading.get("id") == "comments":
        return True
    text = " ".join(heading.text_content().split())
    return len(text) <= MAX_HEADING and _THREAD.fullmatch(text) is not None


def _in_thread(element: HtmlElement) -> bool:
    return any(
        "comment" in f"{e.get('class') or ''} {e.get('id') or ''}".casefold()
        for e in element.iterancestors()
        if e.tag not in ("body", "html")
    )


def _outermost(start: HtmlElement, root: HtmlElement) -> HtmlElement:
    """The box of a heading that holds nothing else, which the thread then follows."""
    text = start.text_content().split()
    parent = start.getparent()
    while text and parent is not None and parent is not root and parent.text_content().split() == text:
        start, parent = parent, parent.getparent()
    return start


def _box(start: HtmlElement) -> None:
    from lxml.html import builder

    following = list(start.itersiblings())
    if not following:
        return
    box = builder.DIV({"class": "comments-area"})
    start.addprevious(box)
    box.extend([start, *following])
