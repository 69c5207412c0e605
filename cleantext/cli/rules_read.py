"""`clean rules list` and `clean rules show`."""

from __future__ import annotations

import difflib
import re
from dataclasses import asdict
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click

from cleantext.cli.flags import complete_rules
from cleantext.cli.help import CONTEXT
from cleantext.rules.model import Rule
from cleantext.rules.ruleset import RuleSet

__all__ = ["list_command", "show_command"]

_rules_option = click.option(
    "--rules",
    "paths",
    multiple=True,
    metavar="PATH",
    type=click.Path(),
    help="Further rule files. Repeatable.",
)
_json_option = click.option("--json", "as_json", is_flag=True, help="As JSON.")


def _load(paths: tuple[str, ...]) -> RuleSet:
    from cleantext.rules.load import load_rules

    return load_rules(paths)


@click.command("list", context_settings=CONTEXT)
@click.option("--lang", metavar="CODE", help="Rules of this language; 'any' for those of none.")
@click.option("--category", metavar="NAME", shell_complete=complete_rules, help="Rules of this category.")
@click.option("--pack", metavar="NAME", help="Rules of this pack, or of those a glob fits ('en.*').")
@_rules_option
@_json_option
def list_command(
    lang: str | None, category: str | None, pack: str | None, paths: tuple[str, ...], as_json: bool
) -> None:
    """Name the rules, in the order in which they are read."""
    rules = _load(paths)
    _check_filters(rules, category, pack)
    chosen = [r for r in rules.rules if _fits(r, lang, category, pack)]
    if as_json:
        _print_json([_plain(r) for r in chosen])
        return
    if not chosen:
        raise click.ClickException("no rule fits all of that")
    from cleantext.report.style import print_table

    columns = ("rule", "category", "confidence", "where", "matcher", "about")
    print_table(columns, [(r.name, _category(r), r.confidence, r.where, r.matcher, r.about) for r in chosen])
    click.echo(f"{len(chosen):,} of {len(rules.rules):,} rules", err=True)


def _check_filters(rules: RuleSet, category: str | None, pack: str | None) -> None:
    if category is not None and category not in rules.categories:
        raise click.UsageError(
            f"{category!r} is no category; there are {', '.join(sorted(rules.categories))}"
        )
    packs = sorted({r.pack.id for r in rules.rules})
    if pack is not None and not any(fnmatchcase(p, pack) for p in packs):
        raise click.UsageError(f"{pack!r} is no pack; there are {', '.join(packs)}")


def _fits(rule: Rule, lang: str | None, category: str | None, pack: str | None) -> bool:
    if lang is not None and not (lang in rule.languages or (lang == "any" and not rule.languages)):
        return False
    return category in (None, rule.category) and (pack is None or fnmatchcase(rule.pack.id, pack))


def _category(rule: Rule) -> str:
    return "(keeps)" if rule.action == "keep" else rule.category


@click.command("show", context_settings=CONTEXT)
@click.argument("name", shell_complete=complete_rules)
@_rules_option
@_json_option
def show_command(name: str, paths: tuple[str, ...], as_json: bool) -> None:
    """Show all of a rule: what it fits, what limits it, its examples, where it stands.

    NAME is a full name (en.comments/reply-form), one inside its pack (reply-form), or a glob ('en.share/*').
    """
    rules = _load(paths)
    chosen = [r for r in rules.rules if fnmatchcase(r.name, name)] or [r for r in rules.rules if r.id == name]
    if not chosen:
        close = difflib.get_close_matches(name, [*rules.numbers, *(r.id for r in rules.rules)], 4, 0.5)
        hint = (
            f"; did you mean {', '.join(dict.fromkeys(close))}?"
            if close
            else "; 'clean rules list' names them all"
        )
        raise click.ClickException(f"no rule is called {name!r}{hint}")
    if as_json:
        _print_json([_plain(r) for r in chosen] if len(chosen) > 1 else _plain(chosen[0]))
        return
    for n, rule in enumerate(chosen):
        if n:
            click.echo()
        _show(rule, rules)


def _show(rule: Rule, rules: RuleSet) -> None:
    from cleantext.report.style import colour, visible

    def row(name: str, value: str) -> None:
        if value:
            click.echo(f"  {name:<12}{visible(value)}")

    def rows(name: str, values: tuple[str, ...]) -> None:
        for n, value in enumerate(values):
            for k, line in enumerate(value.split("\n")):
                click.echo(f"  {(name if n == k == 0 else ''):<12}{'' if k == 0 else '  '}{visible(line)}")

    click.echo(colour(rule.name, "cyan", bold=True))
    row("", rule.about)
    category = rules.categories.get(rule.category)
    row("category", f"{category.id}: {category.about}" if category else "")
    row("action", "keep: what it fits stays, whatever other rules say" if rule.action == "keep" else "")
    row("status", rule.status + (f", replaced by {rule.replaced_by}" if rule.replaced_by else ""))
    row("confidence", f"{rule.confidence} (on in: {', '.join(_profiles(rule, rules)) or 'no profile'})")
    row("languages", ", ".join(rule.languages) or "any")
    row("sites", ", ".join(rule.sites))
    row("where", rule.where)
    row("priority", str(rule.priority) if rule.priority else "")
    rows(rule.matcher, rule.phrases or tuple(f"{old!r} -> {new!r}" for old, new in rule.pairs))
    rows("near", rule.near)
    if rule.matcher == "from":
        rows("to", rule.to if isinstance(rule.to, tuple) else (str(rule.to),))
    rows("needs", rule.needs)
    row("repeat", ", ".join(f"{k} {v}" for k, v in asdict(rule.repeat).items()) if rule.repeat else "")
    row("when", ", ".join(map(str, rule.when)))
    row("unless", ", ".join(map(str, rule.unless)))
    rows("score", tuple(f"{t.weight:+g}  {', '.join(map(str, t.conditions))}" for t in rule.score))
    row("threshold", f"{rule.threshold:g}" if rule.score else "")
    rows("drop", rule.drop)
    rows("keep", rule.keep)
    rows("todo_drop", rule.todo_drop)
    rows("todo_keep", rule.todo_keep)
    rows("cases", tuple(c.about or c.text.split("\n", 1)[0] + " ..." for c in rule.cases))
    row("stands in", f"{_place(rule)}, pack {rule.pack.id} {rule.pack.version}")
    row("order", f"{rules.numbers[rule.name] + 1} of {len(rules.rules)}")


def _profiles(rule: Rule, rules: RuleSet) -> list[str]:
    """Profiles in which the rule acts without being named."""
    from cleantext.options import Options

    number = rules.numbers[rule.name]
    site = rule.sites[0].lstrip(".*") or "example.com" if rule.sites else None
    names: tuple[Any, ...] = ("light", "standard", "strict")
    return [p for p in names if rules.active(Options(profile=p, site=site))[number]]


def _place(rule: Rule) -> str:
    """The rule's file, with the line of its name where that can be found."""
    from cleantext._data import rules_dir

    source = rule.pack.source
    built_in = rules_dir() / source
    file = Path(source) if Path(source).is_file() else Path(str(built_in))
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return source
    match = re.search(
        rf"^\s*id\s*=\s*[\"']{re.escape(rule.id)}[\"']", text[text.find("[[rule]]") :], re.MULTILINE
    )
    if match is None:
        return str(file)
    line = text.count("\n", 0, text.find("[[rule]]") + match.end()) + 1
    return f"{file}:{line}"


def _plain(rule: Rule) -> dict[str, Any]:
    """The rule as plain values, without what it leaves open."""
    plain = {k: v for k, v in asdict(rule).items() if v not in ("", (), None, 0)}
    plain["pack"] = {k: v for k, v in plain["pack"].items() if v not in ("", ())}
    for key in ("when", "unless"):
        if getattr(rule, key):
            plain[key] = [str(c) for c in getattr(rule, key)]
    if rule.score:
        plain["score"] = [{"weight": t.weight, "when": [str(c) for c in t.conditions]} for t in rule.score]
    return plain


def _print_json(value: object) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
