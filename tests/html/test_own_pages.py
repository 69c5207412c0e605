"""Pages of the project's own, served on this machine, fetched as a scraper does it, and cleaned.

Each page in `pages/` is two files: `NAME.html`, and `NAME.toml`, which says what must come out of it. `pages/README.md`
tells how to add one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests

import cleantext

FOLDER = Path(__file__).parent / "pages"
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))
KEYS = {
    "about",
    "title",
    "there",
    "gone",
    "todo_there",
    "todo_gone",
    "flags",
    "options",
    "served_in",
    "content_type",
}


def wanted(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


class Site(BaseHTTPRequestHandler):
    """Serves the pages, each in the encoding and with the header that its TOML file names."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name not in NAMES:
            self.send_error(404)
            return
        want = wanted(name)
        body = (FOLDER / f"{name}.html").read_text("utf-8").encode(want.get("served_in", "utf-8"))
        self.send_response(200)
        self.send_header("Content-Type", want.get("content_type", "text/html"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server names it so
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("name", NAMES)
def test_page(site: str, name: str) -> None:
    want = wanted(name)
    response = requests.get(f"{site}/{name}", timeout=30)
    declared = response.headers["Content-Type"]
    options = want.get("options", {})
    result = cleantext.explain_html(response.content, url=response.url, declared=declared, **options)
    at = 0
    for piece in want["there"]:
        found = result.text.find(piece, at)
        assert found >= 0, f"missing, or out of order: {piece!r}\n\n{result.text}"
        at = found + len(piece)
    for piece in want["gone"]:
        assert piece not in result.text, f"left: {piece!r}\n\n{result.text}"
    done = [p for p in want.get("todo_there", ()) if p in result.text]
    done += [p for p in want.get("todo_gone", ()) if p not in result.text]
    assert not done, f"works by now, so it can leave its todo list: {done}"
    if "title" in want:
        assert result.metadata.title == want["title"]
    assert sorted(flag.name for flag in result.flags) == sorted(want.get("flags", []))
    assert result.text == cleantext.clean_html(
        response.content, url=response.url, declared=declared, **options
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_what_its_page_holds(name: str) -> None:
    """A `gone` piece that the page does not have could never be left; both lists must be of the page."""
    want = wanted(name)
    assert set(want) <= KEYS
    assert want["about"]
    assert want["there"]
    assert want["gone"]
    source = (FOLDER / f"{name}.html").read_text("utf-8")
    visible = cleantext.clean_html(source, strip=False, max_elements=1, quotes="keep")
    for piece in [*want["gone"], *want.get("todo_gone", ())]:
        assert piece in visible or piece in source, f"not in the page: {piece!r}"


def test_there_are_pages_of_many_kinds() -> None:
    assert len(NAMES) >= 25
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(NAMES)
