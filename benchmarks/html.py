"""Pages: how near to the article, and how many a second, beside other extractors, all in one run.

    python -m benchmarks.html PAGES                        # all systems that are installed
    python -m benchmarks.html PAGES --systems cleantext,trafilatura --sets wcxb --limit 100
    python -m benchmarks.html PAGES --errors 12            # lines left and lines lost, by cause

PAGES is a folder of `.jsonl` files, packed or not, or a checkout of the scrapinghub benchmark (see
`benchmarks.html_pages`). The systems take turns on each page, so that a busy machine is busy for all; times are of the
processor, in one process.
"""

from __future__ import annotations

import argparse
import importlib.util
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from tabulate import tabulate

from benchmarks.html_errors import Errors
from benchmarks.html_pages import Sample, read_sets
from benchmarks.html_scores import Score, score, summary

Extract = Callable[[str], str]


def _cleantext() -> Extract:
    import cleantext

    return cleantext.clean_html


def _trafilatura() -> Extract:
    import trafilatura

    return lambda html: trafilatura.extract(html, include_comments=False) or ""


def _resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: extract_plain_text(html, main_content=True)


def _readability() -> Extract:
    import lxml.html
    from readability import Document

    def extract(html: str) -> str:
        tree = lxml.html.fromstring(Document(html).summary())
        return "\n".join(text for piece in tree.itertext() if (text := piece.strip()))

    return extract


def _justext() -> Extract:
    import justext
    from justext.utils import get_stoplist, get_stoplists

    words = frozenset(word for language in get_stoplists() for word in get_stoplist(language))
    return lambda html: "\n".join(p.text for p in justext.justext(html, words) if not p.is_boilerplate)


SYSTEMS: dict[str, tuple[str, Callable[[], Extract]]] = {
    "cleantext": ("cleantext", _cleantext),
    "trafilatura": ("trafilatura", _trafilatura),
    "resiliparse": ("resiliparse", _resiliparse),
    "readability-lxml": ("readability", _readability),
    "jusText": ("justext", _justext),
}
"""By name: the module that must be installed, and what makes its function from a page to a text."""

COLUMNS = ("set", "system", "word F1", "run P", "run R", "run F1", "exact", "piece P", "piece R", "piece F1", "pages/s",
           "failed")  # fmt: skip


class Run:
    """One system on one set of pages."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.extract = SYSTEMS[name][1]()
        self.scores: list[Score] = []
        self.seconds = 0.0
        self.failed = 0

    def take(self, sample: Sample) -> None:
        """Extract a page, and score what came out."""
        began = time.process_time()
        try:
            text = self.extract(sample.html)
        except Exception:  # noqa: BLE001 -- a system that fails on a page has that counted, and goes on
            text = ""
            self.failed += 1
        self.seconds += time.process_time() - began
        self.scores.append(score(text, sample))

    def row(self, name: str) -> list[object]:
        """The run as a row of the table."""
        speed = len(self.scores) / self.seconds if self.seconds else 0.0
        return [name, self.name, *summary(self.scores), f"{speed:.0f}", self.failed or ""]


def compare(samples: list[Sample], systems: list[str]) -> list[Run]:
    """Every system on every page of a set, in turn."""
    runs = [Run(system) for system in systems]
    for run in runs:  # the first page pays for loading
        run.extract(samples[0].html)
    for sample in samples:
        for run in runs:
            run.take(sample)
    return runs


def by_kind(runs: list[Run]) -> str:
    """Word F1 by type of page."""
    kinds = sorted({s.kind for run in runs for s in run.scores if s.kind and s.word_f1 is not None})
    if not kinds:
        return ""
    rows = []
    for run in runs:
        of = defaultdict(list)
        for s in run.scores:
            of[s.kind].append(s)
        rows.append([run.name, *(summary(of[kind]).word_f1 for kind in kinds)])
    return tabulate(rows, headers=["word F1", *kinds], floatfmt=".1f", tablefmt="github")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "pages", type=Path, help="a folder of .jsonl.zst files, or a checkout of the benchmark"
    )
    parser.add_argument("--systems", default="", help=f"some of {', '.join(SYSTEMS)} [those installed]")
    parser.add_argument("--sets", default="", help="names of sets [all]")
    parser.add_argument("--limit", type=int, default=0, help="pages of each set [all]")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="print N lines of each cause instead"
    )
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    systems = [s for s in args.systems.split(",") if s] or [
        name for name, (module, _) in SYSTEMS.items() if importlib.util.find_spec(module)
    ]
    if unknown := sorted(set(systems) - set(SYSTEMS)):
        parser.error(f"no system is called {unknown[0]!r}; there are {', '.join(SYSTEMS)}")
    rows = []
    for name, samples in read_sets(args.pages, frozenset(filter(None, args.sets.split(",")))):
        samples = samples[: args.limit or None]
        if args.errors:
            print(f"# {name}\n\n{Errors(samples).report(args.errors)}")
            continue
        runs = compare(samples, systems)
        rows += [run.row(name) for run in runs]
        print(f"# {name}: {len(samples)} pages\n\n{by_kind(runs)}\n", flush=True)
    if rows:
        print(tabulate(rows, headers=COLUMNS, floatfmt=".1f", tablefmt="github"))


if __name__ == "__main__":
    main()
