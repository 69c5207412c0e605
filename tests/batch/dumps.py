"""Records for tests of runs, and a short way to run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cleantext import Options
from cleantext.batch.outcome import Outcome, Watcher
from cleantext.batch.plan import make_plan
from cleantext.batch.run import run_plan
from cleantext.batch.settings import BatchOptions

FAST = Options(strip=False)
"""Repair and typography alone: no rules to load."""
DIRTY = (
    "It’s the town’s “old” harbour, controls¬† a large portion of it, she said.\n\nThe ferry isnâ€™t late."
)
CLEAN = "The ferry is late again, and nobody in the village knows when it will come."


def records(count: int) -> list[dict[str, Any]]:
    """So many records, every third one dirty."""
    return [
        {
            "id": n,
            "text": f"{DIRTY if n % 3 == 0 else CLEAN} {n}",
            "score": n / 7,
            "url": f"https://example.com/{n}",
        }
        for n in range(count)
    ]


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=n % 2 == 0).encode() + b"\n" for n, row in enumerate(rows))


class Notes(Watcher):
    """Keeps what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, message: str) -> None:
        self.said.append(message)


def run(
    names: Any, output: Any, options: Options = FAST, *, rejected: Any = None, **settings: Any
) -> Outcome:
    """Run in this process unless `workers` says otherwise; `force`, `restart` and `watcher` as for run_plan."""
    names = [str(n) for n in (names if isinstance(names, list) else [names])]
    how = {k: settings.pop(k) for k in ("force", "restart", "watcher") if k in settings}
    batch = BatchOptions(**({"workers": 0, "chunk_size": 2000} | settings))
    plan = make_plan(names, None if output is None else str(output), batch, rejected=rejected)
    return run_plan(plan, options, batch, **how)


def rejects(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]
