"""How much chrome goes and how much of the article stays, beside other tools, on labelled articles.

    python -m benchmarks.accuracy                                     # the project's own articles
    python -m benchmarks.accuracy FOLDER --systems standard light C4  # any folder of labelled articles
    python -m benchmarks.accuracy --systems standard --errors 10      # what is left and lost, by cause
    python -m benchmarks.accuracy --systems standard --group 20       # the articles that lose most

The format of the articles and how they are labelled: docs/labelled-articles.md. What the figures mean:
benchmarks/metrics.py. Tables are in Markdown; square brackets hold 95 % intervals (bootstrap over articles).
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabulate import tabulate

from benchmarks.alignment import Comparison, compare
from benchmarks.error_report import by_article, by_cause
from benchmarks.labelled import Article, LabelledError, read_labelled
from benchmarks.metrics import FIGURES, Counts, Estimate, count, figures, mean_figures, total, total_figures
from benchmarks.peers import SYSTEMS, Cleaned, System, UnknownSystemError, installed, system
from cleantext.errors import CleantextError

__all__ = ["Run", "main", "measure"]

OWN_ARTICLES = Path(__file__).resolve().parent.parent / "tests" / "articles"
BESIDE = ("light", "standard", "strict", "jusText", "C4", "RefinedWeb", "datatrove", "nothing")
GROUPS: dict[str, Callable[[Article], str]] = {
    "lang": lambda article: article.lang or "?",
    "kind": lambda article: article.kind.partition("-")[0] or "?",
    "source": lambda article: article.source or "?",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one system did to one article."""

    article: Article
    cleaned: Cleaned
    comparison: Comparison
    counts: Counts


def measure(cleaner: System, articles: Iterable[Article]) -> list[Run]:
    """Clean every article and lay the output against its labels."""
    runs = []
    for article in articles:
        cleaned = cleaner.clean(article)
        comparison = compare(article, cleaned.text)
        runs.append(Run(article, cleaned, comparison, count(comparison)))
    return runs


def main(argv: Sequence[str] | None = None) -> int:
    """The command; 0, or 2 with a message where articles or systems are not what they should be."""
    args = _arguments(argv)
    try:
        articles = _articles(args.paths or [OWN_ARTICLES], args.lang, args.kind)
        cleaners = [system(name) for name in args.systems or filter(installed, BESIDE)]
        runs = {cleaner.name: measure(cleaner, articles) for cleaner in cleaners}
    except (LabelledError, UnknownSystemError, CleantextError, OSError) as error:
        print(f"accuracy: {error}", file=sys.stderr)
        return 2
    _print_tables(runs, args.by, args.draws)
    first = next(iter(runs))
    if args.errors:
        print(f"\n## What {first} left and lost, by cause\n")
        print(by_cause(runs[first], args.errors))
    if args.group:
        print(f"\n## The articles that {first} does worst on\n")
        print(by_article(runs[first], args.group))
    if args.json:
        args.json.write_text(
            json.dumps(_for_json(runs, args.by, args.draws), indent=1) + "\n", encoding="utf-8"
        )
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", nargs="*", type=Path, help="files or folders (default: the project's own articles)"
    )
    parser.add_argument(
        "--systems",
        nargs="+",
        metavar="NAME",
        help=f"of {', '.join(SYSTEMS)}; or module:callable, str to str",
    )
    parser.add_argument("--lang", help="only articles in this language")
    parser.add_argument("--kind", default="", help="only articles whose kind starts so (trap, clean, chrome)")
    parser.add_argument("--by", choices=GROUPS, default="lang", help="what the second tables go by")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="show N lines of each cause (first system)"
    )
    parser.add_argument(
        "--group", type=int, default=0, metavar="N", help="show the N worst articles (first system)"
    )
    parser.add_argument("--draws", type=int, default=1000, help="bootstrap draws (default 1000)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    return parser.parse_args(argv)


def _articles(paths: Sequence[Path], lang: str | None, kind: str) -> list[Article]:
    articles = [article for path in paths for article in read_labelled(path)]
    chosen = [a for a in articles if lang in (None, a.lang) and a.kind.startswith(kind)]
    if not chosen:
        raise LabelledError(paths[0], 0, f"none of {len(articles)} articles is of this language and kind")
    return chosen


def _print_tables(runs: dict[str, list[Run]], by: str, draws: int) -> None:
    counts = {name: [run.counts for run in of] for name, of in runs.items()}
    number = len(next(iter(counts.values())))
    print(f"## {number} articles together\n")
    print(_estimates({name: total_figures(c, draws) for name, c in counts.items()}))
    print("\n## Means of the articles\n")
    print(_estimates({name: mean_figures(c, draws) for name, c in counts.items()}))
    for name, of in runs.items():
        print(f"\n## {name}, by {by}\n")
        rows = []
        for group, members in _groups(of, by).items():
            values = figures(total(members))
            rows.append([group, len(members), *(_number(values[figure]) for figure in FIGURES)])
        print(_table([by, "articles", *FIGURES], rows))


def _groups(runs: Iterable[Run], by: str) -> dict[str, list[Counts]]:
    """Counts by group, the largest group first."""
    groups: defaultdict[str, list[Counts]] = defaultdict(list)
    for run in runs:
        groups[GROUPS[by](run.article)].append(run.counts)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def _estimates(by_system: dict[str, dict[str, Estimate]]) -> str:
    rows = [
        [name, *(f"{_number(e.value)} [{_number(e.low)}, {_number(e.high)}]" for e in values.values())]
        for name, values in by_system.items()
    ]
    return _table(["system", *FIGURES], rows)


def _table(headers: list[str], rows: list[list[object]] | list[list[str]]) -> str:
    align = ["left"] + ["right"] * (len(headers) - 1)
    return tabulate(rows, headers, tablefmt="github", colalign=align, disable_numparse=True)


def _number(value: float) -> str:
    """One decimal; two below one, where the losses are; a dash for nothing to count."""
    if math.isnan(value):
        return "-"
    return f"{value:.2f}" if 0 < value < 1 else f"{value:.1f}"


def _for_json(runs: dict[str, list[Run]], by: str, draws: int) -> dict[str, object]:
    out: dict[str, object] = {}
    for name, of in runs.items():
        counts = [run.counts for run in of]
        out[name] = {
            "articles": len(counts),
            "together": {k: _or_none(v) for k, v in total_figures(counts, draws).items()},
            "means": {k: _or_none(v) for k, v in mean_figures(counts, draws).items()},
            f"by_{by}": {
                group: {k: None if math.isnan(v) else v for k, v in figures(total(members)).items()}
                for group, members in _groups(of, by).items()
            },
        }
    return out


def _or_none(estimate: Estimate) -> dict[str, float] | None:
    return None if math.isnan(estimate.value) else estimate._asdict()


if __name__ == "__main__":
    sys.exit(main())
