"""`clean rules test`, `lint` and `stats`: whether rules do what they say, and what they are worth."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from cleantext.cli.flags import options_from, rule_flags
from cleantext.cli.help import CONTEXT, GroupedCommand
from cleantext.rules.model import Rule
from cleantext.rules.ruleset import RuleSet

__all__ = ["lint_command", "stats_command", "test_command"]

_json_option = click.option("--json", "as_json", is_flag=True, help="As JSON.")
_path_argument = click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())


def _load(paths: tuple[str, ...]) -> tuple[RuleSet, list[Rule] | None]:
    """The whole set, and the rules of it that stand in the files named; None for all."""
    from cleantext.rules.load import load_rules, read_rule_files

    rules = load_rules(paths)
    return rules, read_rule_files(paths) if paths else None


@click.command("test", context_settings=CONTEXT)
@_path_argument
@_json_option
def test_command(paths: tuple[str, ...], as_json: bool) -> int:
    """Try every example of rules, alone and with all other rules on; exit with 1 if one fails."""
    from cleantext.report.style import colour, visible
    from cleantext.rules.check import check_rules

    rules, only = _load(paths)
    tried: list[Rule] = list(rules.rules) if only is None else only
    _say_patience(tried)
    failures = check_rules(rules, only)
    if as_json:
        _print_json([f._asdict() for f in failures])
        return 1 if failures else 0
    for (source, name), group in groupby(failures, key=lambda f: (f.source, f.rule)):
        click.echo(f"{colour(name, 'cyan', bold=True)}  ({source})")
        for failure in group:
            head, *rest = visible_lines(failure.example)
            click.echo(
                f"  {colour(failure.kind, 'red')}  {head}" + "".join(f"\n        {line}" for line in rest)
            )
            click.echo("        " + "\n        ".join(map(visible, failure.message.split("\n"))))
    examples = sum(len(r.drop) + len(r.keep) + len(r.cases) for r in tried)
    how = f"{len(failures):,} do not come out as claimed" if failures else "all come out as claimed"
    click.echo(f"{len(tried):,} rules, {examples:,} examples: {how}")
    return 1 if failures else 0


def _say_patience(rules: Sequence[Rule]) -> None:
    """Say what takes its time, to someone who looks on."""
    from cleantext.report.style import is_terminal

    if is_terminal(sys.stderr):
        click.echo(f"trying the examples of {len(rules):,} rules ...", err=True)


def visible_lines(text: str) -> list[str]:
    """The lines of a text, control characters written out."""
    from cleantext.report.style import visible

    return [visible(line) for line in text.split("\n")]


@click.command("lint", context_settings=CONTEXT)
@_path_argument
@click.option("--notes", is_flag=True, help="Show what is only good to know, too.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("--no-examples", is_flag=True, help="Do not try examples, which takes most of the time.")
@_json_option
def lint_command(paths: tuple[str, ...], notes: bool, strict: bool, no_examples: bool, as_json: bool) -> int:
    """Find shadowed, duplicate, contradictory, dead and too broad rules; exit with 1 on errors."""
    from cleantext.report.style import colour, visible
    from cleantext.rules.lint import lint_rules

    rules, only = _load(paths)
    if not no_examples:
        _say_patience(rules.rules if only is None else only)
    found = lint_rules(rules, only, examples=not no_examples)
    shown = [f for f in found if notes or f.level != "note"]
    if as_json:
        _print_json([f._asdict() for f in shown])
    else:
        colours = {"error": "red", "warning": "yellow", "note": "bright_black"}
        for f in shown:
            click.echo(
                f"{f.source}: {colour(f.level, colours[f.level])}: {f.rule}: {f.kind}: {visible(f.message)}"
            )
        counts = {level: sum(f.level == level for f in found) for level in colours}
        hidden = "" if notes or not counts["note"] else " (--notes shows them)"
        words = ", ".join(f"{n:,} {level}{'' if n == 1 else 's'}" for level, n in counts.items())
        click.echo(f"{len(rules.rules) if only is None else len(only):,} rules: {words}{hidden}", err=True)
    failing = ("error", "warning") if strict else ("error",)
    return 1 if any(f.level in failing for f in found) else 0


@click.command("stats", cls=GroupedCommand, context_settings=CONTEXT)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--field", default="text", metavar="NAME", help="Key of a record that holds its text. [text]")
@click.option("--unused", is_flag=True, help="Name the rules that never fired, instead.")
@click.option("--all", "all_edits", is_flag=True, help="Count repairs, quotes and spaces too.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after so many documents.")
@_json_option
@rule_flags
def stats_command(
    paths: tuple[Path, ...],
    field: str,
    unused: bool,
    all_edits: bool,
    limit: int | None,
    as_json: bool,
    **flags: Any,
) -> int:
    """Count how often each rule fires on texts: files, folders, .jsonl, .jsonl.gz, .jsonl.zst.

    Settings files are not read: what counts is what stands on the command line.
    """
    from itertools import islice

    from cleantext.cleaner import Cleaner
    from cleantext.cli.config import Config
    from cleantext.cli.corpus import read_texts
    from cleantext.rules.load import load_rules
    from cleantext.rules.stats import count_rules

    failed = 0

    def complain(name: str, reason: str) -> None:
        nonlocal failed
        failed += 1
        click.echo(f"{name}: {reason}", err=True)

    options = options_from(Config(), flags)
    cleaner = Cleaner(options)
    stats = count_rules(islice(read_texts(list(paths), field, complain), limit), cleaner)
    rules = load_rules(options.rules)
    names = [r.name for r in rules.rules if r.action == "drop"]
    never = stats.unused(names)
    if as_json:
        rows = [c._asdict() for c in stats.counts(all_edits=all_edits)]
        _print_json({"documents": stats.documents, "changed": stats.changed, "rules": rows, "unused": never})
    elif unused:
        for name in never:
            click.echo(name)
    else:
        _print_counts(stats.counts(all_edits=all_edits), stats.documents)
    if not as_json:
        fired = f"{len(never):,} of {len(names):,} rules never fired"
        click.echo(f"{stats.documents:,} documents, {stats.changed:,} changed; {fired}", err=True)
    return 1 if failed else 0


def _print_counts(counts: list[Any], documents: int) -> None:
    from cleantext.report.style import print_table

    columns = ("rule", "category", "edits", "documents", "share", "first example")
    rows = [
        (
            c.rule,
            c.category,
            f"{c.edits:,}",
            f"{c.documents:,}",
            f"{c.documents / documents:.1%}",
            c.example[:60],
        )
        for c in counts
    ]
    if rows:
        print_table(columns, rows, right=("edits", "documents", "share"))


def _print_json(value: object) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
