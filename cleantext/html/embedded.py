"""Articles that stand in a page's data rather than in its markup: JSON-LD, and the state of an app shell.

A page that a script draws in the browser often brings its text along as JSON: `articleBody` in JSON-LD, or a tree
of props such as that of Next.js. The longest body that reads like an article is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from cleantext.html.flat import flat_lines
from cleantext.html.lines import Line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["embedded_lines", "linked_data"]

MIN_STATE = 500
"""Characters of a script from which on it can hold an article."""
MAX_NODES = 200_000
"""Values of a page's state that are looked at."""
_BODY_KEYS = frozenset(
    {"articlebody", "articletext", "body", "bodyhtml", "bodytext", "content", "contenthtml", "html", "markup",
     "reviewbody", "text", "value", "rendered", "cooked"}
)  # fmt: skip
_HALF = re.compile(
    r"(\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\\\)|\\u[dD][89a-fA-F][\da-fA-F]{2}"
)
"""A pair, or an escaped backslash, as its group; else the escape of a half."""
_STATE = re.compile(r"^\s*(?:window\.)?[\w.$\[\]\"']+\s*=\s*(?=[\[{])")
_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")
_SENTENCE = re.compile(r"\w[^.!?。！？]{20,}[.!?。！？]")


def linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of a page's JSON-LD, those in `@graph` and `mainEntity` too; what is no JSON is passed over."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text:
            yield from _objects(_loaded(script.text))


def _objects(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(data, list) and depth < 6:
        for item in data:
            yield from _objects(item, depth + 1)
    elif isinstance(data, dict) and depth < 6:
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(data.get(key), depth + 1)


def _without_halves(text: str) -> str:
    """A JSON text without escapes of lone halves of surrogate pairs, which no UTF-8 can hold."""
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return _HALF.sub(lambda m: m[0] if m[1] else r"\ufffd", text)


def _loaded(text: str) -> Any:
    """The value of a JSON text, None where it is none."""
    try:
        # Pages have raw line ends inside strings, which strict reading refuses.
        return json.loads(_without_halves(text).strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def embedded_lines(tree: HtmlElement, scripts: tuple[str, ...]) -> list[Line]:
    """The lines of the longest article in the page's JSON-LD, or else in its other scripts; [] where none is."""
    bodies = [value for data in linked_data(tree) for key in ("articleBody", "reviewBody")
              if isinstance(value := data.get(key), str)]  # fmt: skip
    bodies = [b for b in bodies if _reads_like_article(b)] or [
        b for script in scripts for b in _state_bodies(script)
    ]
    return _text_lines(max(bodies, key=len)) if bodies else []


def _state_bodies(script: str) -> Iterator[str]:
    if len(script) < MIN_STATE:
        return
    if script.lstrip()[:1] in ("[", "{"):
        data = _loaded(script)
    elif match := _STATE.match(script):
        data = _loaded(script[match.end() :])
    else:
        return
    yield from filter(_reads_like_article, _long_strings(data))


def _long_strings(data: Any) -> Iterator[str]:
    """Bodies in a state: the string under a key that names one, or neighbours under such keys in a list, joined."""
    stack = [data]
    seen = 0
    while stack and seen < MAX_NODES:
        seen += 1
        value = stack.pop()
        if isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, str):
                    if key.casefold().replace("_", "") in _BODY_KEYS:
                        yield inner
                else:
                    stack.append(inner)
        elif isinstance(value, list):
            pieces = [piece for item in value if (piece := _piece(item))]
            if len(pieces) > 1:
                yield "\n".join(pieces)
            stack.extend(reversed(value))


def _piece(item: Any) -> str:
    """The text of a paragraph object in a list of them."""
    if not isinstance(item, dict):
        return ""
    return next(
        (v for k, v in item.items() if isinstance(v, str) and k.casefold() in _BODY_KEYS and v.strip()), ""
    )


def _reads_like_article(text: str) -> bool:
    return len(text) > 400 and len(_SENTENCE.findall(_TAGS.sub(" ", unescape(text[:20_000])))) >= 4


def _text_lines(body: str) -> list[Line]:
    body = unescape(body) if "&lt;" in body else body
    if _TAGS.search(body):
        return flat_lines(body if "<p" in body else body.replace("\n", "<br>"))
    return flat_lines(body.replace("<", "&lt;").replace("\n", "<br>"))
