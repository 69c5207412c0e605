"""`clean FILE...`: the main job."""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from cleantext import __version__, native
from cleantext.cli.config import is_encoding
from cleantext.cli.flags import (
    PAGES,
    configured,
    grouped_option,
    options_from,
    page_flags,
    page_options_from,
    rule_flags,
    settings_flags,
    text_flags,
)
from cleantext.cli.help import CONTEXT, VERBS, GroupedCommand
from cleantext.cli.records import are_records, check_texts, clean_records, record_flags
from cleantext.cli.report import JSON, FileTally, ReportTarget, check_page, page_of, write_page
from cleantext.errors import OptionsError

if TYPE_CHECKING:
    from cleantext.cleaner import Cleaner
    from cleantext.cli.jobs import Job
    from cleantext.cli.run import Run
    from cleantext.files import LinesFile
    from cleantext.options import Options

__all__ = ["command"]

_HELP = """Strips web chrome from article text, mends encoding damage, makes quotes and spaces plain.

\b
  clean article.txt                      the clean text, on standard output
  clean page.html --format markdown      the article of a web page
  clean article.txt --explain            what would go, and by which rule
  clean pages/ -o clean/                 a folder, mirrored; --in-place cleans it where it is
  clean dump.jsonl.zst -o clean.jsonl.zst   records: JSON lines, CSV, Parquet, WARC, ...
  curl -sL URL | clean - --url URL       standard input, a text or a page

Text of any encoding is read; UTF-8 is written. Files are written whole or not at all, and none that exists is
overwritten without --force.
"""
_PROGRESS_FROM = 20
"""Files from which on a bar is worth drawing."""


def _complete_files(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    found = [CompletionItem(incomplete, type="file")]
    if not ctx.params.get("files"):
        found += [
            CompletionItem(name, help=about) for name, about in VERBS.items() if name.startswith(incomplete)
        ]
    return found


def _check_encoding(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not is_encoding(value):
        raise click.BadParameter(f"{value!r} is no text encoding; it takes a name such as utf-8 or cp1252")
    return value


def _check_url(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    from cleantext.options import Options

    if value is not None:
        try:
            Options(site=value)
        except OptionsError:
            raise click.BadParameter(
                f"{value!r} is no address; it takes one such as https://example.com/a"
            ) from None
    return value


OUTPUT = "Where it goes"
SHOW = "What is shown"
READ = "How files are treated"


@click.command("clean", cls=GroupedCommand, verbs=VERBS, context_settings=CONTEXT, help=_HELP)
@click.argument("files", nargs=-1, metavar="FILE|FOLDER|-...", shell_complete=_complete_files)
@grouped_option(
    "-o",
    "--output",
    group=OUTPUT,
    metavar="OUT",
    type=click.Path(),
    help="File for one text; folder for several, or for a folder.",
)
@grouped_option(
    "-i", "--in-place", group=OUTPUT, is_flag=True, help="Put the clean text where the old one stands."
)
@grouped_option(
    "--backup/--no-backup", group=OUTPUT, default=None, help="With --in-place: keep the old file as NAME.bak."
)
@grouped_option("-f", "--force", group=OUTPUT, is_flag=True, help="Overwrite files that exist.")
@grouped_option(
    "-n", "--dry-run", group=OUTPUT, is_flag=True, help="Write nothing; say for each file what would change."
)
@grouped_option(
    "-d",
    "--diff",
    group=SHOW,
    is_flag=True,
    help="A unified diff, instead of the text unless that goes to a file.",
)
@grouped_option(
    "-e",
    "--explain",
    group=SHOW,
    is_flag=True,
    help="Each removed line and its rule, each repair and its reason; likewise.",
)
@grouped_option(
    "--report",
    group=SHOW,
    type=ReportTarget(),
    metavar="json|FILE.html",
    help="json: counts by rule and category, likewise; FILE.html: a page with figures and samples.",
)
@grouped_option(
    "--removed",
    group=SHOW,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write what was removed as JSON lines.",
)
@grouped_option(
    "--edits",
    group=SHOW,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write every change as JSON lines, for 'clean restore'.",
)
@grouped_option(
    "-q",
    "--quiet",
    group=SHOW,
    is_flag=True,
    default=None,
    help="No notes, summary or progress; only errors.",
)
@record_flags
@rule_flags
@text_flags
@grouped_option(
    "--encoding",
    group=READ,
    metavar="NAME",
    callback=_check_encoding,
    help="Encoding of the files, where it is known; else it is found out.",
)
@page_flags
@grouped_option("--url", group=PAGES, metavar="URL", callback=_check_url, help="Where the page comes from.")
@grouped_option(
    "--html", group=PAGES, is_flag=True, help="Everything named is a page, whatever it is called."
)
@settings_flags
@click.version_option(
    __version__,
    "-V",
    "--version",
    prog_name="clean",
    message=f"%(prog)s %(version)s ({'native core' if native.core else 'pure Python'})",
)
def command(files: tuple[str, ...], **flags: Any) -> int:
    """Clean files."""
    if not files:
        if flags["output"] is None and not flags["in_place"] and not _terminal_input():
            files = ("-",)
        else:
            raise click.UsageError("name a file or a folder, or - for standard input")
    _check_verb(files[0])
    return _clean(files, flags)


def _check_verb(name: str) -> None:
    """Raise click.UsageError for a file that does not exist and looks like a verb."""
    if not Path(name).exists():
        from difflib import get_close_matches

        if meant := get_close_matches(name, VERBS, 1, 0.75):
            raise click.UsageError(f"there is no file {name!r}; did you mean the command 'clean {meant[0]}'?")


def _terminal_input() -> bool:
    from cleantext.report.style import is_terminal

    return is_terminal(sys.stdin)


def _clean(files: tuple[str, ...], flags: dict[str, Any]) -> int:
    from cleantext.cli.documents import Documents
    from cleantext.cli.jobs import PAGE_ENDINGS, Pages, plan_jobs
    from cleantext.cli.run import Run, Show

    began = time.monotonic()
    _check_flags(flags)
    config = configured(flags["config"], flags["no_config"])
    options = options_from(config, flags)
    settings = {name: value for name, value in config.command.items() if flags[name] is None}
    page_options = page_options_from(config, flags, options)
    if are_records(files, options, flags):
        quiet = settings.get(
            "quiet", flags["quiet"]
        )  # the others are for texts, which this command has none of
        return clean_records(files, options, page_options, flags | {"quiet": quiet})
    check_texts(flags)
    flags |= settings
    views = flags["diff"] or flags["explain"] or flags["report"] == JSON
    shows = views or flags["dry_run"]
    pages = Pages(PAGE_ENDINGS[options.format], flags["html"])
    plan = plan_jobs(files, flags["output"], in_place=flags["in_place"], shows=shows, pages=pages)
    _check_pages(flags, plan.jobs)
    show = Show(
        text=not shows and flags["output"] in (None, "-") and not flags["in_place"],
        diff=flags["diff"],
        explain=flags["explain"],
        counts=flags["dry_run"] and not views,
    )
    _check_lines_files(flags, plan.jobs)
    check_page(
        flags, [flags["removed"], flags["edits"], *(p for j in plan.jobs for p in (j.source, j.target))]
    )
    documents = Documents(
        cleaner=_build_cleaner(options, config.path),
        pages=page_options,
        encoding=flags["encoding"],
        url=flags["url"],
        only_pages=_page_flag(flags),
    )
    with ExitStack() as stack:
        run = Run(
            documents=documents,
            show=show,
            force=flags["force"],
            write=not flags["dry_run"],
            in_place=flags["in_place"],
            backup=bool(flags["backup"]),
            quiet=bool(flags["quiet"]),
            reports=[] if flags["report"] == JSON else None,
            tally=FileTally(options.site) if page_of(flags) else None,
        )
        if run.write:
            run.removed = _lines_file(stack, flags["removed"])
            run.edits = _lines_file(stack, flags["edits"])
        try:
            for name, reason in plan.failures:
                run.fail(name, reason)
            run.do(plan.jobs, progress=_wants_progress(len(plan.jobs), run))
        finally:
            run.finish()
            if not views:
                _print_end(run, plan.left_alone)
        if run.reports is not None:
            _print_report(run)
        _write_page(run, page_of(flags), files, flags["output"], time.monotonic() - began)
    return 1 if run.total.failed else 0


def _check_flags(flags: dict[str, Any]) -> None:
    if flags["backup"] and not flags["in_place"]:
        raise click.UsageError("--backup goes with --in-place; with -o nothing is lost")
    if flags["report"] == JSON and (flags["diff"] or flags["explain"]):
        raise click.UsageError("--report json stands alone; --diff and --explain would end up among its JSON")


_PAGE_FLAGS = (
    "format", "comments", "tables", "links", "images", "max_page_size", "max_elements", "url"
)  # fmt: skip


def _page_flag(flags: dict[str, Any]) -> str:
    """A flag on the command line that speaks of pages alone; "" where there is none."""
    name = next((name for name in _PAGE_FLAGS if flags[name] is not None), "")
    no = "no-" if flags.get(name) is False else ""
    return f"--{no}{name.replace('_', '-')}" if name else ""


def _check_pages(flags: dict[str, Any], jobs: list[Job]) -> None:
    flag = _page_flag(flags)
    if flag and jobs and not any(job.page or job.source is None for job in jobs):
        raise click.UsageError(
            f"{flag} is for web pages, and {jobs[0].name} is a text; --html reads it as a page"
        )
    if flags["url"] and len(jobs) > 1:
        raise click.UsageError("--url is the address of one page; of several, --site names the host")


def _check_lines_files(flags: dict[str, Any], jobs: list[Job]) -> None:
    used = {os.path.realpath(p): p for job in jobs for p in (job.source, job.target) if p is not None}
    for name in ("removed", "edits"):
        path = flags[name]
        if path is None:
            continue
        if (real := os.path.realpath(path)) in used:
            raise click.UsageError(f"--{name} {path} is also {used[real]}, which is read or written itself")
        used[real] = path
        if path.exists() and not flags["force"] and not flags["dry_run"]:
            raise click.UsageError(f"--{name} {path} exists; --force overwrites it")
        if not path.parent.is_dir():
            raise click.UsageError(f"--{name} {path}: there is no folder {path.parent}")


def _build_cleaner(options: Options, config: Path | None) -> Cleaner:
    from cleantext.cleaner import Cleaner
    from cleantext.rules.pickles import uncollected

    try:
        with uncollected():
            cleaner = Cleaner(options).warm(explain=True)
            gc.freeze()  # rules stay: to look through them for garbage takes longer than to clean a text
            return cleaner
    except OptionsError as error:
        if config is None:
            raise
        raise OptionsError(f"{error} (settings are read from {config})") from error


def _lines_file(stack: ExitStack, path: Path | None) -> LinesFile | None:
    from cleantext.files import LinesFile

    if path is None:
        return None
    try:
        return stack.enter_context(LinesFile(path))
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror or error}") from error


def _wants_progress(jobs: int, run: Run) -> bool:
    from cleantext.report.style import is_terminal

    prints = run.show.diff or run.show.explain or run.show.counts
    return jobs >= _PROGRESS_FROM and not run.quiet and not prints and is_terminal(sys.stderr)


def _print_end(run: Run, left_alone: int) -> None:
    """Say what was done, when files were written or would have been."""
    from cleantext.report.counts import describe_counts

    if run.quiet or run.show.text or run.total.documents + run.total.failed < 1:
        return
    total = run.total
    words = [
        f"{total.documents:,} file{'' if total.documents == 1 else 's'} {'cleaned' if run.write else 'read'}"
    ]
    words += [f"{total.changed:,} {'changed' if run.write else 'would change'}"]
    words += [f"{total.failed:,} failed"] if total.failed else []
    words += [f"{left_alone:,} left alone, by their names no texts or pages"] if left_alone else []
    click.echo(f"{', '.join(words)}; {describe_counts(total)}", err=True)


def _write_page(
    run: Run, path: Path | None, files: tuple[str, ...], output: str | None, seconds: float
) -> None:
    if path is None or run.tally is None:
        return
    from cleantext.report.page import Report

    report = Report(
        summary=run.tally.summary,
        findings=run.tally.findings,
        options=run.documents.cleaner.options,
        inputs=files,
        outputs=["in place"] if run.in_place else [output] if output is not None and run.write else [],
        documents="files",
        seconds=seconds,
    )
    write_page(path, report)


def _print_report(run: Run) -> None:
    import json
    from dataclasses import asdict

    report = {
        "cleantext": __version__,
        "options": asdict(run.documents.cleaner.options),
        "page_options": asdict(run.documents.pages),
        "files": [r.as_json() for r in run.reports or ()],
        "total": run.total.as_json(),
    }
    click.echo(json.dumps(report, ensure_ascii=False, indent=2))
