"""The page in a real browser: it asks for nothing but itself, its script runs, its console stays quiet."""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cleantext.report.page import render_page
from tests.report.test_page import hostile

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --enable-logging=stderr"
).split()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no chromium here (apt-get install chromium)"),
]


class Visit(NamedTuple):
    dom: str
    requests: list[str]
    console: list[str]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of the test's folder."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def visit(url: str, tmp_path: Path) -> Visit:
    """Open a page; what it asked for comes from the browser's own log of its network."""
    log = tmp_path / "net.json"
    where = [f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}", "--dump-dom", url]
    done = subprocess.run(
        [str(BROWSER), *QUIET, *where], capture_output=True, text=True, timeout=120, check=True
    )
    origin = url.rpartition("/")[0]
    asked = []
    told = json.loads(log.read_text("utf-8"))
    begins = told["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    for event in told["events"]:
        given = event.get("params", {})
        if (
            event["type"] == begins
            and "url" in given
            and (given.get("initiator") == origin or given["url"].startswith(origin))
        ):
            asked.append(given["url"])
    return Visit(done.stdout, asked, re.findall(r":CONSOLE[(:].*", done.stderr))


def test_the_page_asks_for_nothing_else_and_its_script_runs(server, tmp_path):
    (tmp_path / "report.html").write_text(render_page(hostile()), "utf-8")
    seen = visit(f"{server}/report.html", tmp_path)
    assert set(seen.requests) == {f"{server}/report.html"}
    assert seen.console == []
    assert seen.dom.count('<button type="button">') > 20, "columns can be sorted"
    assert "<img" not in seen.dom


def test_a_page_that_loads_and_complains_would_be_caught(server, tmp_path):
    (tmp_path / "bad.html").write_text('<img src="http://127.0.0.1:9/x.png"><script>oops()</script>', "utf-8")
    seen = visit(f"{server}/bad.html", tmp_path)
    assert "http://127.0.0.1:9/x.png" in seen.requests
    assert any("oops" in line for line in seen.console)
