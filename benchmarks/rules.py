"""Does the cost of cleaning grow with the number of rules?

    python -m benchmarks.rules [--articles 400] [--rounds 7]

Strips the same articles with 300, 3,000 and 30,000 made-up rules (whole lines, three in ten with open holes)
beside a loop of one regular expression per rule, all in one run; prints medians over the rounds and ratios.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from collections.abc import Callable, Sequence

from tabulate import tabulate

from benchmarks.articles import articles
from cleantext.options import Options
from cleantext.rules.load import load_rules
from cleantext.rules.model import Pack, Rule
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.strip import Stripper

SIZES = (300, 3_000, 30_000)
_STARTS = "share follow read get watch send print save open join see find visit try rate like view hide start".split()
_NOUNS = (
    "story page post video list photo poll guide deal map quiz game chart topic board offer event recipe review "
    "profile"
).split()
_ENDS = "now today here below above again later first by mail by phone on paper with friends for free in full".split()
_HOLES = ["{n} times", "by {name}", "on {date}", "at {time}", "{1-3 words} more", "via {url}"]


def made_up_rules(count: int) -> list[Rule]:
    """Rules that differ in their words, as many as asked, the same ones every time."""
    rng = random.Random(7)
    pack = Pack("bench.pack")
    rules, seen = [], set()
    while len(rules) < count:
        start, noun, end = rng.choice(_STARTS), rng.choice(_NOUNS), rng.choice(_ENDS)
        phrase = f"{start} {{the |our }}{noun} {end} {rng.choice('abcdefghij')}{rng.randint(0, 9999)}"
        if rng.random() < 0.3:
            phrase = f"{rng.choice(_NOUNS)}{rng.randint(0, 9999)} {rng.choice(_ENDS)} {rng.choice(_HOLES)}"
        if phrase not in seen:
            seen.add(phrase)
            rules.append(
                Rule(
                    name=f"bench.pack/r{len(rules)}",
                    pack=pack,
                    matcher="lines",
                    phrases=(phrase,),
                    category="share",
                )
            )
    return rules


def timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def regex_loop(rules: Sequence[Rule], texts: Sequence[str]) -> None:
    """One compiled expression per rule, each tried on each line: what the index is instead of."""
    words = re.compile(r"\{[^{}]*\}")
    patterns = [
        re.compile(
            "^" + words.sub(".{1,40}", re.sub(r"\{the \|our \}", "(?:the |our )", r.phrases[0])) + "$",
            re.IGNORECASE | re.MULTILINE,
        )
        for r in rules
    ]
    for text in texts:
        for pattern in patterns:
            pattern.sub("", text)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    texts = list(articles(args.articles))
    built_in = load_rules()
    rules = made_up_rules(max(SIZES))
    strippers = {}
    for size in SIZES:
        chosen = RuleSet([*built_in.rules, *rules[:size]], built_in.categories, built_in.vocabulary)
        strippers[size] = Stripper(chosen, Options())
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(args.rounds):
        for size, stripper in strippers.items():
            stripper.rules.index.cache.clear()
            times[size].append(timed(lambda s=stripper: [s.strip(t) for t in texts]))  # type: ignore[misc]
    few = texts[: max(4, len(texts) // 100)]
    loop = timed(lambda: regex_loop(rules[: SIZES[0]], few)) / len(few)
    base = statistics.median(times[SIZES[0]])
    characters = sum(map(len, texts)) / len(texts)
    rows = [
        [f"built-in rules ({len(built_in.rules)}) and {size:,}", median / len(texts) * 1e3, median / base]
        for size, median in ((s, statistics.median(t)) for s, t in times.items())
    ]
    rows.append([f"a loop of {SIZES[0]} regular expressions", loop * 1e3, loop * len(texts) / base])
    print(f"{len(texts)} articles of {characters:,.0f} characters, median of {args.rounds} rounds")
    print(tabulate(rows, ["rules", "ms per article", "ratio"], floatfmt=(None, ".4f", ".2f")))


if __name__ == "__main__":
    main()
