"""What is shown while a run over records goes on: notes, and on a terminal a bar."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from cleantext.batch.outcome import Watcher
from cleantext.report.style import is_terminal, visible

if TYPE_CHECKING:
    from cleantext.batch.summary import Summary

__all__ = ["Notes"]

MAX_NOTES = 20
"""Notes that are shown; the others are counted."""


class Notes(Watcher):
    """Notes on standard error, and above them a bar if someone looks on."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._said: set[str] = set()
        self._bar: Any = None
        self._task: Any = None
        self._began = time.monotonic()
        self._first: tuple[int, int] | None = None

    def __enter__(self) -> Notes:
        return self

    def _start_bar(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
        self._task = self._bar.add_task("", total=None)
        self._bar.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        if len(self._said) > MAX_NOTES and not self._quiet:
            click.echo(f"... and {len(self._said) - MAX_NOTES:,} more notes", err=True)

    def note(self, message: str) -> None:
        """Say something once, up to MAX_NOTES."""
        if self._quiet or message in self._said:
            return
        self._said.add(message)
        if len(self._said) > MAX_NOTES:
            return
        if self._bar is not None:
            self._bar.console.print(visible(message), markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(visible(message), err=True)

    def step(self, summary: Summary, read: int, whole: int | None) -> None:
        """Draw the bar anew; it begins with the first chunk, since its thread would keep workers from being forked."""
        if self._bar is None:
            if self._quiet or not is_terminal(sys.stderr):
                return
            self._start_bar()
        if self._first is None:  # what an interrupted run did is no measure of this one's speed
            self._first = (summary.records, summary.bytes_in)
            self._began = time.monotonic()
        seconds = max(time.monotonic() - self._began, 0.001)
        records, size = summary.records - self._first[0], summary.bytes_in - self._first[1]
        words = f"{records / seconds:,.0f} records/s  {size / seconds / 1e6:.1f} MB/s"
        words += f"  {summary.counts.removed_share:.1%} removed"
        if summary.rejected:
            words += f"  {summary.rejected:,} rejected"
        self._bar.update(self._task, completed=read, total=whole, description=words)
