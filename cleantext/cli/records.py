"""Records: their flags, and the run over dumps, tables and archives that `clean` does when it is given some."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleantext.batch.formats import kind_of
from cleantext.cli.flags import Size, grouped_option, stacked
from cleantext.cli.jobs import PAGE_SUFFIXES, STANDARD, TEXT_SUFFIXES
from cleantext.cli.report import JSON, check_page, page_of, write_page
from cleantext.errors import StoppedError

if TYPE_CHECKING:
    from cleantext.batch.outcome import Outcome
    from cleantext.batch.plan import Plan
    from cleantext.batch.settings import BatchOptions
    from cleantext.batch.sources import Source
    from cleantext.options import Options
    from cleantext.report.page import Report

__all__ = ["are_records", "check_texts", "clean_records", "record_flags"]

F = TypeVar("F", bound=Callable[..., Any])

RECORDS = "Records (JSON lines, CSV, Parquet, WARC, ...)"
_FOR_TEXTS = (
    "in_place",
    "backup",
    "diff",
    "explain",
    "edits",
    "removed",
    "encoding",
    "dry_run",
    "html",
    "url",
)
"""Flags that only texts and pages have."""
_FOR_RECORDS = (
    *(f"{role}_field" for role in ("text", "html", "url", "id", "lang")),
    "with_removed",
    "with_counts",
    "with_flags",
    "repeats",
    "count_memory",
    "workers",
    "rejected",
    "max_errors",
    "max_record",
    "max_expansion",
    "time_limit",
    "chunk_size",
    "salvage",
    "restart",
)
"""Flags that only records have, but for those that say that something holds or becomes records."""
_INTERRUPTED = 130


def _field(role: str, what: str) -> Callable[[F], F]:
    about = f"Field that holds {what}; '' for none. Looked for if not given."
    return grouped_option(f"--{role}-field", group=RECORDS, metavar="NAME", help=about)


record_flags = stacked(
    grouped_option(
        "--from",
        "read_as",
        group=RECORDS,
        metavar="FORMAT",
        help="Format of the input, where its name does not tell.",
    ),
    grouped_option(
        "--to",
        "write_as",
        group=RECORDS,
        metavar="FORMAT",
        help="Format of the output: jsonl.zst, csv, parquet, ...",
    ),
    _field("text", "the text to clean"),
    _field("html", "a web page, where there is no text"),
    _field("url", "the address, for rules of sites"),
    _field("id", "the record's name"),
    _field("lang", "the language"),
    grouped_option(
        "--with-removed", group=RECORDS, is_flag=True, help="Add what was removed to each record."
    ),
    grouped_option(
        "--with-counts", group=RECORDS, is_flag=True, help="Add counts by category to each record."
    ),
    grouped_option(
        "--with-flags", group=RECORDS, is_flag=True, help="Add flags, such as the brake, to each record."
    ),
    grouped_option(
        "--repeats",
        group=RECORDS,
        is_flag=True,
        help="Count lines over all records first; those that return on many of a site may go.",
    ),
    grouped_option(
        "--count-memory",
        group=RECORDS,
        type=Size(),
        metavar="SIZE",
        help="Memory for counting; past it, counts spill to the disk. [256M]",
    ),
    grouped_option(
        "--workers",
        group=RECORDS,
        type=click.IntRange(1),
        metavar="N",
        help="Processes that clean. [one for each core]",
    ),
    grouped_option(
        "--rejected",
        group=RECORDS,
        metavar="FILE",
        help="Where bad records go. [beside the output, NAME.rejected.jsonl]",
    ),
    grouped_option(
        "--max-errors",
        group=RECORDS,
        type=click.IntRange(0),
        metavar="N",
        help="Stop when more records than that are bad.",
    ),
    grouped_option(
        "--max-record",
        group=RECORDS,
        type=Size(),
        metavar="SIZE",
        help="Reject records that are longer. [16M]",
    ),
    grouped_option(
        "--max-expansion",
        group=RECORDS,
        type=float,
        metavar="TIMES",
        help="How many times its size a packed input may unpack to. [500]",
    ),
    grouped_option(
        "--time-limit",
        group=RECORDS,
        type=float,
        metavar="SECONDS",
        help="Reject a record that takes longer. [60]",
    ),
    grouped_option(
        "--chunk-size",
        group=RECORDS,
        type=Size(),
        metavar="SIZE",
        help="Input that a worker takes at a time. [2M]",
    ),
    grouped_option(
        "--salvage", group=RECORDS, is_flag=True, help="Keep what could be read of an input that breaks off."
    ),
    grouped_option(
        "--restart",
        group=RECORDS,
        is_flag=True,
        help="Begin anew instead of going on with an interrupted run.",
    ),
)
"""Flags for records."""


def are_records(files: Sequence[str], options: Options, flags: dict[str, Any]) -> bool:
    """Whether what is named holds records rather than texts or pages.

    Raises:
        click.UsageError: some of it holds records, and some does not.
    """
    if flags["read_as"] or flags["write_as"]:
        return True
    if flags["output"] and (kind := kind_of(flags["output"])):
        # The article of one page can be a JSON file, too.
        article = options.format == "json" and kind.ending == ".json" and len(files) == 1
        return not (article and kind_of(files[0]) is None and not Path(files[0]).is_dir())
    found = [_holds_records(name) for name in files]
    if any(found) and not all(found):
        texts = files[found.index(False)]
        raise click.UsageError(
            f"{files[found.index(True)]} holds records and {texts} is a text: clean them apart"
        )
    return any(found)


def check_texts(flags: dict[str, Any]) -> None:
    """Raise click.UsageError where a flag for records is given with texts and pages, for which it would do nothing."""
    for name in _FOR_RECORDS:
        if flags[name]:
            raise click.UsageError(
                f"--{name.replace('_', '-')} is for records, and these are texts; --from says what records they hold, "
                "and --to makes records of them"
            )


def _holds_records(name: str) -> bool:
    if name == STANDARD:
        return False
    if "://" in name or not Path(name).is_dir():
        return kind_of(name) is not None
    texts = records = False
    for path in Path(name).rglob("*"):
        if path.name.startswith("."):
            continue
        records = records or kind_of(path.name) is not None
        if path.suffix.lower() in TEXT_SUFFIXES | PAGE_SUFFIXES and path.is_file():
            texts = True
            break
    return records and not texts


def clean_records(files: Sequence[str], options: Options, pages: Options, flags: dict[str, Any]) -> int:
    """Clean records as the flags say, texts and pages each by their options; gives the exit code.

    Raises:
        click.UsageError, CleantextError: it cannot be done as it was said.
    """
    from cleantext.batch.plan import make_plan
    from cleantext.batch.run import run_plan
    from cleantext.batch.settings import BatchOptions
    from cleantext.cli.progress import Notes
    from cleantext.report.dump import describe_errors, describe_outcome, outcome_json

    for name in _FOR_TEXTS:
        if flags[name]:
            raise click.UsageError(
                f"--{name.replace('_', '-')} is for texts and pages; these are records (see --with-removed)"
            )
    if flags["report"] == JSON and flags["output"] in (None, STANDARD):
        raise click.UsageError("--report json goes to standard output, so say where the records go with -o")
    page = page_of(flags)
    names = BatchOptions.__dataclass_fields__
    given = {k: v for k, v in flags.items() if k in names and v is not None}
    batch = BatchOptions(**given, details=flags["report"] == JSON, findings=page is not None)
    plan = make_plan(files, flags["output"], batch, rejected=flags["rejected"])
    check_page(flags, [plan.rejected, *(s.name for s in plan.sources), *(t.name for t in plan.targets)])
    batch = batch.but(workers=flags["workers"] or _workers(plan.sources, batch))
    with ExitStack() as stack:
        watcher = stack.enter_context(Notes(quiet=bool(flags["quiet"])))
        try:
            how: dict[str, Any] = {"pages": pages, "watcher": watcher}
            outcome = run_plan(plan, options, batch, force=flags["force"], restart=flags["restart"], **how)
        except KeyboardInterrupt:
            stack.close()
            click.echo(
                "\nstopped" + ("; give the same command again to go on" if plan.folder else ""), err=True
            )
            raise click.exceptions.Exit(_INTERRUPTED) from None
        except StoppedError as error:
            stack.close()
            click.echo(f"Error: {error}", err=True)
            return 1
    said = "\n".join(describe_errors(outcome)) if flags["quiet"] else describe_outcome(outcome)
    if said:
        click.echo(said, err=True)
    if page is not None:
        write_page(page, _report(plan, options, batch, outcome))
    if flags["report"] == JSON:
        click.echo(json.dumps(outcome_json(outcome, options), ensure_ascii=False, indent=2))
    return 0 if outcome.ok else 1


def _report(plan: Plan, options: Options, batch: BatchOptions, outcome: Outcome) -> Report:
    from cleantext.report.page import Report

    return Report(
        summary=outcome.summary,
        findings=outcome.findings,
        options=options,
        inputs=[source.shown for source in plan.sources],
        outputs=outcome.outputs,
        rejected=outcome.rejected,
        failures=outcome.failures,
        seconds=outcome.seconds,
        workers=batch.workers,
        went_on=outcome.went_on,
    )


def _workers(sources: Sequence[Source], batch: BatchOptions) -> int:
    """As many as there are cores, but none for less than a few chunks."""
    sizes = [s.size for s in sources]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if None in sizes:
        return cores
    return max(1, min(cores, sum(s or 0 for s in sizes) // batch.chunk_size))
