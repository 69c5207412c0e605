"""`clean learn`: rules proposed from a dump, ready to be read, tested and used."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import click

from cleantext.cli.flags import options_from, rule_flags
from cleantext.cli.help import CONTEXT, GroupedCommand
from cleantext.cli.report import why_no_place

__all__ = ["command"]

_HELP = """Proposes rules for lines that return on many documents of a dump and that no rule takes yet.

\b
  clean learn dump.jsonl.zst -o mine.toml
  clean rules test mine.toml
  clean dump.jsonl.zst -o clean.jsonl.zst --rules mine.toml --enable 'mine/*'

Each comes with its counts, examples of the dump, and a sentence of the dump that has its words and must stay. They are
previews: read them, and set those that are right to stable.
"""


@click.command("learn", cls=GroupedCommand, context_settings=CONTEXT, help=_HELP)
@click.argument("files", nargs=-1, required=True, metavar="DUMP...")
@click.option(
    "-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The rule file."
)
@click.option("-f", "--force", is_flag=True, help="Overwrite a file that exists.")
@click.option(
    "--min-docs", type=click.IntRange(2), default=5, help="Documents that a line must stand on. [5]"
)
@click.option(
    "--min-share",
    type=click.FloatRange(0, 1),
    default=0.05,
    help="Share of its site's documents that it must stand on. [0.05]",
)
@click.option("--limit", type=click.IntRange(1), default=200, help="Rules to propose, at most. [200]")
@click.option("--pack", default="mine", metavar="ID", help="Name of the pack. [mine]")
@click.option(
    "--from", "read_as", metavar="FORMAT", help="Format of the input, where its name does not tell."
)
@click.option("--text-field", metavar="NAME", help="Field that holds the text.")
@click.option("--url-field", metavar="NAME", help="Field that holds the address.")
@click.option(
    "--workers", type=click.IntRange(1), metavar="N", help="Processes that count. [one for each core]"
)
@rule_flags
def command(files: tuple[str, ...], output: Path, force: bool, limit: int, pack: str, **flags: Any) -> int:
    """Propose rules."""
    from cleantext.batch.learn import prove, written
    from cleantext.batch.plan import make_plan
    from cleantext.batch.run import learn_lines
    from cleantext.batch.settings import BatchOptions
    from cleantext.cli.config import Config
    from cleantext.cli.progress import Notes
    from cleantext.files import write_whole
    from cleantext.rules.model import Repeat

    _check_output(output, force=force)
    batch = BatchOptions(
        **{name: flags[name] for name in ("read_as", "text_field", "url_field")},
        write_as="jsonl",
        workers=flags["workers"] or os.cpu_count() or 1,
    )
    asked = Repeat(scope="site", min_docs=flags["min_docs"], min_share=flags["min_share"])
    plan = make_plan(files, None, batch)
    if os.path.realpath(output) in {os.path.realpath(source.name) for source in plan.sources}:
        raise click.UsageError(f"-o {output} is read itself; the rules go to a file of their own")
    with Notes(quiet=False) as watcher:
        gathering = learn_lines(plan, options_from(Config(), flags), batch, asked, watcher=watcher)
    rules = written(gathering.proposals(limit), pack)
    with tempfile.TemporaryDirectory(prefix="cleantext-") as folder:
        text, failing = prove(rules, pack, Path(folder) / "proposed.toml")
    write_whole(output, text.encode())
    left_out = f"; {len(failing):,} left out, whose examples do not come out" if failing else ""
    click.echo(f"{len(rules) - len(failing):,} rules proposed in {output}{left_out}", err=True)
    return 0


def _check_output(path: Path, *, force: bool) -> None:
    """Raise click.UsageError where the rule file has no place, before anything is counted."""
    if why := why_no_place(path):
        raise click.UsageError(f"-o {path}: {why}")
    if path.exists() and not force:
        raise click.UsageError(f"-o {path} exists; --force overwrites it")
