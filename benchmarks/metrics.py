"""The figures, from what a cleaner kept of each unit; their intervals by bootstrap over articles.

    C_char, C_line   share of chrome characters, of chrome units, that are gone (a unit: all of it)
    K_char, K_line   share of kept characters that are lost, of kept lines that lost or gained something
    M_line           share of metadata units that are gone: told, never counted as wrong
    F1               right = a chrome unit gone; wrong = a chrome unit left, or a kept line hurt
    exact            share of articles with all chrome gone, every kept token there and nothing added
    intact           share of articles whose kept lines are all whole

All are in percent. A figure without anything to count (chrome in clean articles) is not a number (nan).
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from benchmarks.alignment import Comparison, Unit

__all__ = ["FIGURES", "Counts", "Estimate", "count", "figures", "mean_figures", "total", "total_figures"]

FIGURES = ("C_char", "C_line", "K_char", "K_line", "M_line", "F1", "exact", "intact")


class Counts(NamedTuple):
    """What one article, or many, add up to."""

    articles: int = 0
    chrome_chars: int = 0
    chrome_chars_gone: int = 0
    chrome_units: int = 0
    chrome_units_gone: int = 0
    kept_chars: int = 0
    kept_chars_lost: int = 0
    kept_lines: int = 0
    kept_lines_hurt: int = 0
    metadata_units: int = 0
    metadata_units_gone: int = 0
    exact: int = 0
    intact: int = 0


class Estimate(NamedTuple):
    """A figure in percent and its 95 % interval."""

    value: float
    low: float
    high: float


def count(comparison: Comparison) -> Counts:
    """One article's counts."""
    of: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in comparison.units:
        of[unit.label].append(unit)
    chrome, kept, metadata = of["C"], of["K"], of["M"]
    lines = {unit.line for unit in kept}
    hurt = {unit.line for unit in kept if unit.hurt}
    chrome_gone = sum(unit.gone for unit in chrome)
    return Counts(
        articles=1,
        chrome_chars=sum(unit.chars for unit in chrome),
        chrome_chars_gone=sum(unit.chars - unit.chars_kept for unit in chrome),
        chrome_units=len(chrome),
        chrome_units_gone=chrome_gone,
        kept_chars=sum(unit.chars for unit in kept),
        kept_chars_lost=sum(unit.chars - unit.chars_kept for unit in kept),
        kept_lines=len(lines),
        kept_lines_hurt=len(hurt),
        metadata_units=len(metadata),
        metadata_units_gone=sum(unit.gone for unit in metadata),
        exact=int(chrome_gone == len(chrome) and not hurt and not comparison.added),
        intact=int(not hurt),
    )


def total(counts: Iterable[Counts]) -> Counts:
    """The sum over articles."""
    return Counts(*map(sum, zip(Counts(), *counts, strict=True)))


def figures(counts: Counts) -> dict[str, float]:
    """The figures of FIGURES, in percent."""
    left = counts.chrome_units - counts.chrome_units_gone
    return {
        "C_char": _share(counts.chrome_chars_gone, counts.chrome_chars),
        "C_line": _share(counts.chrome_units_gone, counts.chrome_units),
        "K_char": _share(counts.kept_chars_lost, counts.kept_chars),
        "K_line": _share(counts.kept_lines_hurt, counts.kept_lines),
        "M_line": _share(counts.metadata_units_gone, counts.metadata_units),
        "F1": _share(
            2 * counts.chrome_units_gone, 2 * counts.chrome_units_gone + left + counts.kept_lines_hurt
        ),
        "exact": _share(counts.exact, counts.articles),
        "intact": _share(counts.intact, counts.articles),
    }


def total_figures(counts: Sequence[Counts], draws: int = 1000, seed: int = 0) -> dict[str, Estimate]:
    """Figures of all articles together; each draw takes as many articles as there are, with replacement."""
    values = figures(total(counts))
    chance = random.Random(seed)
    drawn = [figures(total(chance.choices(counts, k=len(counts)))) for _ in range(draws)] if counts else []
    return {name: Estimate(values[name], *_middle([d[name] for d in drawn])) for name in FIGURES}


def mean_figures(counts: Sequence[Counts], draws: int = 1000, seed: int = 0) -> dict[str, Estimate]:
    """Means over articles: a few long comment threads do not decide. Articles without a value sit out."""
    each = [figures(c) for c in counts]
    out = {}
    for name in FIGURES:
        values = [f[name] for f in each if not math.isnan(f[name])]
        chance = random.Random(seed)
        drawn = [_mean(chance.choices(values, k=len(values))) for _ in range(draws)] if values else []
        out[name] = Estimate(_mean(values), *_middle(drawn))
    return out


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else math.nan


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan


def _middle(values: Iterable[float]) -> tuple[float, float]:
    """The 2.5th and the 97.5th percentile."""
    ordered = sorted(v for v in values if not math.isnan(v))
    if not ordered:
        return math.nan, math.nan
    last = len(ordered) - 1
    return ordered[round(0.025 * last)], ordered[round(0.975 * last)]
