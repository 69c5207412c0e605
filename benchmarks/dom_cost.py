"""Does the cost of rules on pages grow with the number of selectors?

    python -m benchmarks.dom_cost [FOLDER] [--pages 100] [--rounds 5]

Walks the same pages with no rules, with the built-in ones, and with 1,000 and 10,000 made-up selectors more (classes,
ids, attributes, pieces of classes, pairs), beside trafilatura on the same pages and beside a loop that tries every
selector on every page. FOLDER holds sets of pages (benchmarks/html_pages.py); without it pages are made up.
What is dropped is dropped from a copy; making the copy is not counted.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path

from lxml import html
from lxml.cssselect import CSSSelector
from tabulate import tabulate

from benchmarks.html_pages import read_sets
from cleantext import Options
from cleantext.html.dom import PageRules
from cleantext.rules.load import load_rules
from cleantext.rules.model import Pack, Rule
from cleantext.rules.ruleset import RuleSet

MORE = (0, 1_000, 10_000)
_PARTS = (
    "share related promo teaser banner footer list item card box panel story widget meta tool bar nav".split()
)
_SENTENCE = (
    "The harbour board met on Thursday to hear what the new bridge would cost the town and its ferry. "
)


def made_up_rules(count: int) -> list[Rule]:
    """Rules with a selector each, of all kinds, the same ones every time."""
    rng = random.Random(7)
    rules = []
    for n in range(count):
        a, b = rng.choice(_PARTS), rng.choice(_PARTS)
        selector = rng.choice(
            (
                f".{a}-{b}-{n}",
                f"div.{a}-{n} > .{b}-{n}",
                f"#{a}-{n}",
                f"[class*='{a}{n}-{b}']",
                f"[data-{a}='{b}{n}']",
            )
        )
        rules.append(
            Rule(
                name=f"bench/r{n}",
                pack=Pack("bench"),
                matcher="select",
                phrases=(selector,),
                category="share",
            )
        )
    return rules


def made_up_pages(count: int) -> list[str]:
    """Pages of some 900 elements, with classes as themes write them."""
    rng = random.Random(11)
    pages = []
    for _ in range(count):
        parts = [f"<p class='{rng.choice(_PARTS)}-text'>{_SENTENCE * 3}</p>" for _ in range(25)]
        for _ in range(140):
            a, b = rng.choice(_PARTS), rng.choice(_PARTS)
            item = (
                f"<li class='{a}__item {b}-{rng.randint(1, 40)}'><a href='/{rng.random()}'>{a} {b}</a></li>"
            )
            parts.append(
                f"<div class='{a}-{b} {b}' data-{a}='{b}'><ul class='{b}-list'>{item * 2}</ul></div>"
            )
        pages.append(f"<html><body><main>{''.join(parts)}</main></body></html>")
    return pages


def timed(call: Callable[[html.HtmlElement], object], trees: Sequence[html.HtmlElement]) -> float:
    """Milliseconds a page, on copies."""
    copies = [deepcopy(t) for t in trees]
    began = time.process_time()
    for tree in copies:
        call(tree)
    return (time.process_time() - began) / len(trees) * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    sources = made_up_pages(args.pages)
    if args.folder:
        sets = dict(read_sets(args.folder)).values()
        sources = [p.html for pages in sets for p in pages[: args.pages // len(sets)]]
    trees = [html.document_fromstring(s.encode()) for s in sources]
    built_in = load_rules()
    selects = [r for r in built_in.rules if r.matcher == "select"]
    engines = {"no rules": PageRules(RuleSet([], built_in.categories, {}), Options())}
    for more in MORE:
        rules = RuleSet([*selects, *made_up_rules(more)], built_in.categories, {})
        count = sum(len(r.phrases) for r in rules.rules)
        engines[f"{count:,} selectors"] = PageRules(rules, Options())
    times: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(args.rounds):
        for name, engine in engines.items():
            times[name].append(timed(engine.apply, trees))
    few = trees[:: max(1, len(trees) // 10)]
    loop = [CSSSelector(s, translator="html") for r in selects for s in r.phrases]
    rows = [[name, statistics.median(t)] for name, t in times.items()]
    rows.append([f"a loop of {len(loop):,} selectors", timed(lambda t: [s(t) for s in loop], few)])
    rows.append(["trafilatura", timed(_extracted, trees)])
    elements = sum(sum(1 for _ in t.iter("*")) for t in trees) / len(trees)
    base = rows[-1][1]
    print(f"{len(trees)} pages of {elements:,.0f} elements, median of {args.rounds} rounds, CPU time")
    shown = [[name, ms, 100 * ms / base] for name, ms in rows]  # type: ignore[operator]
    print(tabulate(shown, ["", "ms a page", "% of trafilatura"], floatfmt=(None, ".3f", ".1f")))


def _extracted(tree: html.HtmlElement) -> str | None:
    from trafilatura import extract

    return extract(tree, include_comments=False)


if __name__ == "__main__":
    main()
