"""Doing the jobs: each file read, cleaned, written and told of, one by one with one cleaner.

A file that fails is named with its reason, and the others are done all the same.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleantext.cli.documents import Cleaned, Documents
from cleantext.cli.jobs import Job, why_not_text
from cleantext.errors import CleantextError
from cleantext.files import LinesFile, Source, write_stream, write_whole
from cleantext.report.counts import Counts, FileReport
from cleantext.report.elements import element_record

if TYPE_CHECKING:
    from cleantext.cli.report import FileTally

__all__ = ["Run", "Show"]

MAX_ALIKE = 8
"""Messages of one kind that are shown; the others are counted."""


class SkippedError(CleantextError):
    """A file that is left as it is, and why; `detail` differs from file to file."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} ({detail})" if detail else reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """What goes to standard output."""

    text: bool = False
    diff: bool = False
    explain: bool = False
    counts: bool = False
    """A line for each file, as in a dry run."""


@dataclass(slots=True, kw_only=True)
class Run:
    """One call of the command: how files are treated, and what became of them so far."""

    documents: Documents
    show: Show
    force: bool = False
    write: bool = True
    in_place: bool = False
    backup: bool = False
    quiet: bool = False
    removed: LinesFile | None = None
    edits: LinesFile | None = None
    reports: list[FileReport] | None = None
    """Filled where a report is asked for."""
    tally: FileTally | None = None
    """Likewise, for a page."""
    total: Counts = field(default_factory=Counts)
    written: int = 0
    _said: Counter[str] = field(default_factory=Counter)
    _speak: Callable[[str], None] = field(default_factory=lambda: _speak)

    def do(self, jobs: list[Job], *, progress: bool) -> None:
        """Do all jobs; with a progress bar on standard error, if wanted."""
        with ExitStack() as stack:
            bar = stack.enter_context(_Progress(len(jobs))) if progress else None
            self._speak = bar.say if bar is not None else _speak
            for job in jobs:
                self._do(job)
                if bar is not None:
                    bar.step()
        self._speak = _speak

    def fail(self, name: str, reason: str, kind: str = "") -> None:
        """Name a file that could not be cleaned, and why; failures of one kind are shown up to a number."""
        self.total.failed += 1
        self._say(f"failed\0{kind or reason}", f"{name}: {reason}")
        if self.reports is not None:
            self.reports.append(FileReport(name, error=reason))
        if self.tally is not None:
            self.tally.fail(name, kind or "not cleaned", reason)

    def note(self, kind: str, message: str) -> None:
        """Say something that matters less than a failure."""
        if not self.quiet:
            self._say(kind, message)

    def finish(self) -> None:
        """Say how many messages were left out."""
        for kind, n in self._said.items():
            if n > MAX_ALIKE and not (self.quiet and not kind.startswith("failed")):
                what = kind.partition("\0")[2] or kind
                click.echo(f"... and {n - MAX_ALIKE:,} more: {what}", err=True)

    def _say(self, kind: str, message: str) -> None:
        self._said[kind] += 1
        if self._said[kind] <= MAX_ALIKE:
            self._speak(message)

    def _do(self, job: Job) -> None:
        from cleantext.report.style import visible

        name = visible(click.format_filename(job.name))
        try:
            cleaned = self.documents.clean(job, self._read(job))
            self._keep(job, name, cleaned)
        except OSError as error:
            self.fail(name, _os_reason(error, job.name))
        except UnicodeEncodeError:
            self.fail(name, "holds half of a surrogate pair, which no UTF-8 text can; not cleaned")
        except SkippedError as error:
            self.fail(name, str(error), error.reason)
        except CleantextError as error:
            self.fail(name, str(error))
        else:
            self._tell(job, name, cleaned)

    def _keep(self, job: Job, name: str, cleaned: Cleaned) -> None:
        if cleaned.nothing:
            self._print_views(name, cleaned)
            raise SkippedError(cleaned.nothing)
        self._record(job, cleaned)
        if self.write and job.target is not None:
            self._write(job.target, cleaned.source, cleaned.clean)

    def _read(self, job: Job) -> bytes:
        if job.source is not None and job.source.exists() and (reason := why_not_text(job.source)):
            raise SkippedError(reason)
        if job.target is not None and not self.in_place and not self.force and job.target.exists():
            raise SkippedError("not written, since its target exists; --force overwrites", str(job.target))
        if job.source is None:
            return sys.stdin.buffer.read()
        if job.page:
            self._check_page(job.source)
        return job.source.read_bytes()

    def _check_page(self, path: Path) -> None:
        """Refuse a page before it is read: one that is too long, or whose article would take its place."""
        from cleantext.html.page import check_size

        if self.in_place:
            raise SkippedError("is a web page, whose article does not take its place; -o says where it goes")
        check_size(path.stat().st_size, "bytes", self.documents.pages)

    def _record(self, job: Job, cleaned: Cleaned) -> None:
        """Write down the way back, before the file itself: a text in place must never be without one."""
        from cleantext.report.record import make_record

        if self.edits is not None:
            names = {"file": job.name, "output": None if job.target is None else str(job.target)}
            self.edits.write(names | make_record(cleaned.source, cleaned.result, cleaned.clean))

    def _write(self, target: Path, source: Source, clean: bytes) -> None:
        if self.in_place:
            if clean == source.data:
                return
            if not target.is_file():
                raise SkippedError("is no regular file, so it cannot be cleaned in place")
            if self.backup:
                self._back_up(target, source.data)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, clean)
        self.written += 1

    def _back_up(self, target: Path, data: bytes) -> None:
        backup = target.with_name(target.name + ".bak")
        if backup.exists() and not self.force:
            raise SkippedError("not cleaned, since its backup exists; --force overwrites", str(backup))
        write_whole(backup, data)
        backup.chmod(target.stat().st_mode & 0o7777)

    def _tell(self, job: Job, name: str, cleaned: Cleaned) -> None:
        source, result = cleaned.source, cleaned.result
        counts = Counts()
        counts.add(result, cleaned.elements)
        self.total.merge(counts)
        self._tell_asides(job, name, cleaned)
        self._print(name, cleaned, counts)
        if self.removed is not None:
            for line in _removed_lines(job.name, cleaned):
                self.removed.write(line)
        if self.tally is not None:
            self.tally.add(job.name, cleaned)
        if self.reports is not None:
            flags = [f._asdict() for f in result.flags]
            output = None if job.target is None or not self.write else str(job.target)
            report = FileReport(job.name, output, source.encoding, source.how, counts, flags)
            if cleaned.page:
                report.elements = [element_record(e) for e in cleaned.elements]
            self.reports.append(report)

    def _tell_asides(self, job: Job, name: str, cleaned: Cleaned) -> None:
        source = cleaned.source
        written = self.show.text or (self.write and job.target is not None)
        if written and source.encoding not in ("utf-8", "ascii"):
            self.note(
                "read as another encoding than UTF-8", f"{name}: read as {source.encoding}, written as UTF-8"
            )
        if source.broken:
            places = "1 place" if source.broken == 1 else f"{source.broken:,} places"
            self.note("bytes that do not fit", f"{name}: {places} with bytes that are not {source.encoding}")
        if source.note:
            self.note("about the encoding", f"{name}: {source.note}")
        for flag in cleaned.result.flags:
            self.note(f"flagged: {flag.name}", f"{name}: {flag.name}: {flag.message}")

    def _print(self, name: str, cleaned: Cleaned, counts: Counts) -> None:
        if self.show.text:
            sys.stdout.flush()
            write_stream(sys.stdout.buffer, cleaned.clean)
        self._print_views(name, cleaned)
        if self.show.counts:
            from cleantext.report.counts import describe_counts

            click.echo(f"{name}: {describe_counts(counts)}")

    def _print_views(self, name: str, cleaned: Cleaned) -> None:
        if self.show.diff:
            from cleantext.report.diff import diff_lines
            from cleantext.report.style import is_terminal

            safe = is_terminal(sys.stdout)
            for line in diff_lines(cleaned.result, name.lstrip("/"), safe=safe, elements=cleaned.elements):
                click.echo(line)
        if self.show.explain:
            from cleantext.report.explain import explain_lines

            for line in explain_lines(cleaned.result, name, cleaned.elements):
                click.echo(line)


def _os_reason(error: OSError, name: str) -> str:
    if isinstance(error, FileNotFoundError):
        if name.startswith(("http://", "https://")):
            return "is an address, not a file; fetch the page: curl -sL ADDRESS | clean - --url ADDRESS"
        return "there is no such file or folder"
    if isinstance(error, PermissionError):
        where = f" ({error.filename})" if error.filename and ".clean-" not in str(error.filename) else ""
        return f"no right to read or write it, or its folder{where}"
    return error.strerror or str(error)


def _removed_lines(name: str, cleaned: Cleaned) -> list[dict[str, Any]]:
    from cleantext.report.lines import line_number, line_starts

    source = cleaned.result.source
    starts = line_starts(source)
    elements = [{"file": name, **element_record(e)} for e in cleaned.elements]
    return elements + [
        {"file": name, "line": line_number(starts, source, r.start, r.end), **r._asdict()}
        for r in cleaned.result.removed
    ]


def _speak(message: str) -> None:
    click.echo(message, err=True)


class _Progress:
    """A bar on standard error, with messages above it."""

    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        self._console = Console(stderr=True)
        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=self._console, transient=True, redirect_stdout=False)
        self._task = self._bar.add_task("cleaning", total=total)

    def __enter__(self) -> _Progress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def say(self, message: str) -> None:
        """Print a line above the bar."""
        self._console.print(message, markup=False, highlight=False, soft_wrap=True)

    def step(self) -> None:
        """One more file is done."""
        self._bar.advance(self._task)
