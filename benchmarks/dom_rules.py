"""What `select` rules do to labelled pages: which take chrome, which take the article, and what that changes.

    python -m benchmarks.dom_rules FOLDER [--rules PATH] [--only GLOB] [--show RULE] [--scores]

FOLDER holds sets of pages (see benchmarks/html_pages.py). For each rule: on how many pages it dropped how many
elements; how many of their words the article holds (`article`: these are lost) and how many trafilatura gives out as
article that are none (`chrome`: these are the gain). Words that trafilatura leaves out anyway count in neither. What
no label speaks of is `unknown`. Each rule is tried with all others on, so an element inside another one that went
counts for that.

`--scores` extracts every page before and after, and prints the scores of each set. `--show RULE` prints what went.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import re
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from tabulate import tabulate

from benchmarks.html_pages import Sample, read_sets
from benchmarks.html_scores import Score, score, summary
from cleantext import Options
from cleantext.html.dom import PageRules
from cleantext.rules.elements import page_text
from cleantext.rules.load import load_rules

_WORD = re.compile(r"\w+")
RUN = 4
"""A word counts as held by a text when a run of so many words around it stands there; of shorter pieces, all."""

SCORES = ("set", "", "word F1", "run P", "run R", "run F1", "exact", "piece P", "piece R", "piece F1")


@dataclass(slots=True)
class Effect:
    """What one rule did."""

    pages: set[str] = field(default_factory=set)
    elements: int = 0
    words: int = 0
    article: int = 0
    chrome: int = 0
    unknown: int = 0
    shown: list[tuple[str, str, int, int, str]] = field(default_factory=list)
    """Page, selector, words of article, words of chrome, text."""

    def add(self, page: str, selector: str, text: str, counts: tuple[int, int, int, int]) -> None:
        words, article, chrome, unknown = counts
        self.pages.add(page)
        self.elements += 1
        self.words += words
        self.article += article
        self.chrome += chrome
        self.unknown += unknown
        self.shown.append((page, selector, article, chrome, text))


def held(words: list[str], text: set[tuple[str, ...]], size: int) -> list[bool]:
    """Of each word, whether a run around it is among the runs of a text."""
    marks = [False] * len(words)
    for i in range(len(words) - size + 1):
        if tuple(words[i : i + size]) in text:
            marks[i : i + size] = [True] * size
    return marks


@lru_cache(maxsize=8)
def runs(text: str, size: int) -> set[tuple[str, ...]]:
    words = _WORD.findall(text)
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}


@lru_cache(maxsize=8)
def lines(text: str) -> set[str]:
    return {" ".join(_WORD.findall(line)) for line in text.split("\n")}


def judge(text: str, left: str, page: Sample, extracted: str) -> tuple[int, int, int, int]:
    """Words of a dropped text: all, those of the article, those of chrome that were given out, those not known.

    What the rest of the page (`left`) holds too is not lost: a menu repeats the headline, a list of contents the heads.
    """
    words = _WORD.findall(text)
    if not words:
        return 0, 0, 0, 0
    out = _marks(words, extracted)
    if page.gold is not None:
        gold, still = _marks(words, page.gold), _marks(words, left)
        article = sum(g and not s for g, s in zip(gold, still, strict=True))
        return len(words), article, sum(o and not g for o, g in zip(out, gold, strict=True)), 0
    plain = " ".join(text.split())
    lost = [one for s in page.present if (one := " ".join(s.split())) in plain and one not in left]
    article = sum(len(_WORD.findall(one)) for one in lost)
    chrome = sum(
        len(_WORD.findall(s))
        for s in page.absent
        if (one := " ".join(s.split())) in plain and one in extracted
    )
    return len(words), article, chrome, max(0, sum(out) - article - chrome)


def _marks(words: list[str], text: str) -> list[bool]:
    """Which words a text holds in a run; a text of under four words has to be a line of it."""
    if len(words) < RUN:
        return [" ".join(words) in lines(text)] * len(words)
    return held(words, runs(text, RUN), RUN)


@cache
def page_rules(paths: tuple[str, ...], only: str) -> PageRules:
    rules = load_rules(paths)
    off = tuple(r.name for r in rules.rules if r.matcher == "select" and not fnmatchcase(r.name, only))
    return PageRules(rules, Options(rules=paths, disable=off))


def extract(tree: object) -> str:
    from trafilatura import extract as trafilatura_extract

    return trafilatura_extract(tree, include_comments=False) or ""  # type: ignore[arg-type]


@dataclass(slots=True)
class Outcome:
    """What became of one page."""

    page: Sample
    before: str
    after: str
    left: str
    """The text of the page without what went."""
    removed: list[tuple[str, str, str]]
    flags: list[str]


def try_page(page: Sample, paths: tuple[str, ...], only: str, scores: bool, cached: Path | None) -> Outcome:
    from trafilatura.utils import load_html

    tree = load_html(page.html)
    if tree is None:
        return Outcome(page, "", "", "", [], [])
    before = _kept(page, cached)
    host = (urlsplit(page.url or "").hostname or "").removeprefix("www.") or None
    result = page_rules(paths, only).apply(tree, host)
    left = page_text(tree)
    after = (extract(tree) if result.removed else before) if scores else ""
    removed = [(r.rule, r.selector, r.text) for r in result.removed]
    return Outcome(page, before, after, left, removed, [f"{f.name}: {f.message}" for f in result.flags])


def _kept(page: Sample, folder: Path | None) -> str:
    """What trafilatura makes of a page as it is; kept between runs where there is a folder for it."""
    if folder is None:
        return extract(page.html)
    file = folder / hashlib.blake2b(page.html.encode("utf-8", "replace"), digest_size=12).hexdigest()
    if file.exists():
        return str(pickle.loads(file.read_bytes()))
    text = extract(page.html)
    file.write_bytes(pickle.dumps(text))
    return text


def outcomes(pages: list[Sample], args: argparse.Namespace) -> Iterator[Outcome]:
    rest = [tuple(args.rules)], [args.only], [args.scores], [args.cache]
    with ProcessPoolExecutor(args.workers) as pool:
        yield from pool.map(try_page, pages, *(column * len(pages) for column in rest), chunksize=8)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rules", action="append", default=[], help="further rule files")
    parser.add_argument("--only", default="*", help="a glob of rule names; the other rules are off")
    parser.add_argument("--show", default="", help="a glob of rule names: print what these took")
    parser.add_argument("--losses", action="store_true", help="print only what holds words of the article")
    parser.add_argument("--flags", action="store_true", help="print the flags raised")
    parser.add_argument(
        "--scores", action="store_true", help="extract before and after, which takes its time"
    )
    parser.add_argument("--cache", type=Path, help="a folder to keep extractions in between runs")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    if args.cache:
        args.cache.mkdir(parents=True, exist_ok=True)
    effects: defaultdict[str, Effect] = defaultdict(Effect)
    for name, pages in read_sets(args.folder):
        done = list(outcomes(pages, args))
        for outcome in done:
            for rule, selector, text in outcome.removed:
                where = f"{name}/{outcome.page.id[:12]}"
                effects[rule].add(
                    where, selector, text, judge(text, outcome.left, outcome.page, outcome.before)
                )
            for flag in outcome.flags if args.flags else ():
                print(f"{name}/{outcome.page.id[:12]} {flag}")
        if args.scores:
            print_scores(name, done)
    print_effects(effects)
    print_shown(effects, args.show, losses=args.losses)


def print_scores(name: str, done: list[Outcome]) -> None:
    before = [score(o.before, o.page) for o in done]
    after = [score(o.after, o.page) for o in done]
    rows = [(name, when, *summary(scores)) for when, scores in (("before", before), ("after", after))]
    print(tabulate(rows, headers=SCORES, floatfmt=".2f"))
    changed = [
        (_worth(a) - _worth(b), f"{name}/{o.page.id[:12]}", o)
        for o, b, a in zip(done, before, after, strict=True)
        if a != b
    ]
    for change, page, o in sorted(changed, key=lambda c: c[0])[:8]:
        if change < 0:
            print(f"  {change:+.3f} {page} {', '.join(dict.fromkeys(r for r, _, _ in o.removed))[:160]}")
    better, worse = sum(c[0] > 0 for c in changed), sum(c[0] < 0 for c in changed)
    print(f"  pages better {better}, worse {worse}\n")


def _worth(scored: Score) -> float:
    """A page's score as one number: word F1, or the pieces found less those that are wrong."""
    if scored.word_f1 is not None:
        return scored.word_f1
    right, wrong, _ = scored.pieces or (0, 0, 0)
    return right - wrong


def print_effects(effects: dict[str, Effect]) -> None:
    rows = [
        (name, len(e.pages), e.elements, e.words, e.article, e.chrome, e.unknown)
        for name, e in sorted(effects.items(), key=lambda item: (-item[1].article, -item[1].chrome))
    ]
    print(tabulate(rows, headers=["rule", "pages", "elements", "words", "article", "chrome", "unknown"]))
    total = [sum(row[i] for row in rows) for i in range(2, 7)]  # type: ignore[misc]
    print("all:", dict(zip(("elements", "words", "article", "chrome", "unknown"), total, strict=True)))


def print_shown(effects: dict[str, Effect], glob: str, *, losses: bool) -> None:
    for name, effect in effects.items():
        if glob and fnmatchcase(name, glob):
            for page, selector, article, chrome, text in effect.shown:
                if article or not losses:
                    print(f"{name} {page} {selector} article={article} chrome={chrome}\n    {text[:300]}")


if __name__ == "__main__":
    main()
