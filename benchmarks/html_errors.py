"""Where pages go wrong: lines left that the gold text does not hold, and lines of it that were lost, by cause."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import cleantext
from benchmarks.html_pages import Sample
from cleantext.html import PageResult
from cleantext.html.said import key_of

__all__ = ["Errors"]

WIDTH = 110
PROSE_WORDS = 12


class Mistake(NamedTuple):
    """A line that was left or lost."""

    cause: str
    line: str
    page: str


class Errors:
    """The mistakes on pages whose gold text is known."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self.mistakes: list[Mistake] = []
        for sample in samples:
            if sample.gold is not None:
                self.mistakes += _mistakes(cleantext.explain_html(sample.html, url=sample.url), sample)

    def report(self, each: int) -> str:
        """The causes, the commonest first, with `each` lines of each."""
        by_cause = defaultdict(list)
        for mistake in self.mistakes:
            by_cause[mistake.cause].append(mistake)
        parts = []
        for cause, found in sorted(by_cause.items(), key=lambda item: -len(item[1])):
            pages = len({m.page for m in found})
            parts.append(f"## {cause}: {len(found)} lines on {pages} pages\n")
            parts += [f"    {m.page[:12]:12}  {m.line[:WIDTH]}" for m in _spread(found, each)]
            parts.append("")
        return "\n".join(parts)


def _mistakes(result: PageResult, sample: Sample) -> Iterator[Mistake]:
    gold = _keys(sample.gold or "")
    got = _keys(result.text)
    held, whole = " ".join(gold), " ".join(got)
    prose = [n for n, key in enumerate(got) if key.count(" ") + 1 >= PROSE_WORDS and key in held]
    for n, (key, line) in enumerate(got.items()):
        if f" {key} " not in f" {held} ":
            place = (
                "no article"
                if not prose
                else "above"
                if n < prose[0]
                else "below"
                if n > prose[-1]
                else "inside"
            )
            yield Mistake(f"left, {place}, {_shape(key)}", line, sample.id)
    taken = {key_of(r.text): r.rule for r in result.body.removed}
    dropped = " ".join(key_of(r.text) for r in result.elements)
    for key, line in gold.items():
        if f" {key} " in f" {whole} ":
            continue
        if key in taken:
            cause = f"lost to {taken[key]}"
        elif key in dropped:
            cause = "lost to a select rule"
        else:
            cause = f"lost in extraction, {_shape(key)}" if prose else "lost in extraction, whole article"
        yield Mistake(cause, line, sample.id)


def _keys(text: str) -> dict[str, str]:
    return {key: line for line in text.split("\n") if (key := key_of(line))}


def _shape(key: str) -> str:
    return "prose" if key.count(" ") + 1 >= PROSE_WORDS else "short"


def _spread(mistakes: list[Mistake], each: int) -> list[Mistake]:
    """So many mistakes, from as many pages as there are."""
    seen: Counter[str] = Counter()
    order = []
    for mistake in mistakes:
        order.append((seen[mistake.page], mistake))
        seen[mistake.page] += 1
    return [m for _, m in sorted(order, key=lambda pair: pair[0])[:each]]
