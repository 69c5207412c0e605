"""Where a system goes wrong: chrome left by place and shape, kept lines hurt by the rule that took them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from tabulate import tabulate

from benchmarks.alignment import Comparison, Unit
from benchmarks.labelled import Article
from benchmarks.metrics import Counts
from benchmarks.peers import Cleaned

__all__ = ["Cleaning", "by_article", "by_cause"]

WIDTH = 120


class Cleaning(Protocol):
    """What one system did to one article."""

    @property
    def article(self) -> Article: ...
    @property
    def cleaned(self) -> Cleaned: ...
    @property
    def comparison(self) -> Comparison: ...
    @property
    def counts(self) -> Counts: ...


def by_cause(runs: Iterable[Cleaning], each: int) -> str:
    """Chrome left and kept lines hurt, `each` lines of every cause, the commonest cause first."""
    left: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    hurt: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for run in runs:
        kept = [unit.line for unit in run.comparison.units if unit.label == "K"]
        for unit in run.comparison.units:
            if unit.label == "C" and not unit.gone:
                left[_place_and_shape(unit, kept)].append((run.article.id, unit.text))
            elif unit.label == "K" and unit.hurt:
                hurt[_culprit(unit, run.cleaned)].append((run.article.id, unit.text))
    return "\n".join([*_section("Chrome left", left, each), "", *_section("Kept lines hurt", hurt, each)])


def by_article(runs: Iterable[Cleaning], number: int) -> str:
    """The articles that lose most, then those that keep most chrome, as a table."""

    def badness(run: Cleaning) -> tuple[int, int, int]:
        c = run.counts
        return c.kept_lines_hurt, c.kept_chars_lost, c.chrome_units - c.chrome_units_gone

    worst = sorted((run for run in runs if any(badness(run))), key=badness, reverse=True)
    rows = []
    for run in worst[:number]:
        c = run.counts
        rules = sorted({_culprit(u, run.cleaned) for u in run.comparison.units if u.label == "K" and u.hurt})
        rows.append(
            [
                run.article.id,
                run.article.kind or "-",
                f"{c.kept_lines_hurt} of {c.kept_lines}",
                f"{c.kept_chars_lost} of {c.kept_chars}",
                f"{c.chrome_units - c.chrome_units_gone} of {c.chrome_units}",
                ", ".join(rules)[:WIDTH],
            ]
        )
    headers = ["article", "kind", "kept lines hurt", "characters lost", "chrome left", "rules"]
    return tabulate(rows, headers, tablefmt="github", disable_numparse=True)


def _place_and_shape(unit: Unit, kept: Sequence[int]) -> str:
    """Where chrome stands and what it looks like: the nearest there is to a cause for what no rule took."""
    if not kept:
        place = "no article"
    elif unit.line < kept[0]:
        place = "head"
    elif unit.line > kept[-1]:
        place = "tail"
    else:
        place = "middle"
    ends = unit.text.rstrip(" \t\"'”’»)")[-1:] in {".", "!", "?", "…", "。", "！", "？", "।", "؟"}
    if not unit.gone and unit.tokens_kept < unit.tokens:
        return f"{place}, in part only"
    if ends and unit.chars > 40:
        return f"{place}, a sentence"
    return (
        f"{place}, up to 3 words"
        if unit.tokens <= 3
        else f"{place}, {'up to 8' if unit.tokens <= 8 else 'over 8'} words"
    )


def _culprit(unit: Unit, cleaned: Cleaned) -> str:
    """The rules that took something of the unit."""
    rules = {r.rule for r in cleaned.removed if r.start < unit.end and unit.start < r.end}
    if rules:
        return " + ".join(sorted(rules))
    return "altered, not removed" if unit.tokens_kept == unit.tokens else "no rule named"


def _section(title: str, causes: dict[str, list[tuple[str, str]]], each: int) -> list[str]:
    out = [f"### {title}: {sum(map(len, causes.values()))}"]
    for cause, lines in sorted(causes.items(), key=lambda item: (-len(item[1]), item[0])):
        out += ["", f"**{cause}**: {len(lines)}", ""]
        out += [f"- `{ident}` {' '.join(text.split())[:WIDTH]}" for ident, text in lines[:each]]
    return out
