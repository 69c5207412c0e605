"""How near an extracted text is to the article: words, runs of words, pieces.

- word F1: of the words of both, counted as often as they occur; mean over pages;
- run F1: of runs of four words (shingles), precision and recall as means over pages, as in the scrapinghub benchmark;
- exact: share of pages with the same words in the same order;
- piece F1: of pieces that must and must not be there, summed over pages, as in trafilatura's own evaluation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import mean
from typing import Any, NamedTuple

from benchmarks.html_pages import Sample

__all__ = ["Score", "Summary", "score", "summary"]

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_WORD = re.compile(r"\w+")
_RUN = 4


class Score(NamedTuple):
    """One page's figures; None where the page does not say what they need."""

    kind: str
    word_f1: float | None
    run: tuple[float, float] | None
    """Precision and recall."""
    exact: bool | None
    pieces: tuple[int, int, int] | None
    """Right, wrong, missed."""


class Summary(NamedTuple):
    """A set's figures in percent; None where no page has what they need."""

    word_f1: float | None
    run_p: float | None
    run_r: float | None
    run_f1: float | None
    exact: float | None
    piece_p: float | None
    piece_r: float | None
    piece_f1: float | None


def score(text: str, sample: Sample) -> Score:
    """What a text is worth as the article of a page."""
    word_f1 = run = exact = pieces = None
    if sample.gold is not None:
        got, gold = Counter(_TOKEN.findall(text.lower())), Counter(_TOKEN.findall(sample.gold.lower()))
        word_f1 = _f1(*_rates(got, gold))
        run = _rates(_runs(text), _runs(sample.gold))
        exact = _WORD.findall(text) == _WORD.findall(sample.gold)
    if sample.present or sample.absent:
        plain = " ".join(text.split())
        right, wrong = (
            sum(" ".join(piece.split()) in plain for piece in pieces)
            for pieces in (sample.present, sample.absent)
        )
        pieces = (right, wrong, len(sample.present) - right)
    return Score(sample.kind, word_f1, run, exact, pieces)


def summary(scores: Iterable[Score]) -> Summary:
    """The figures of many pages."""
    scores = list(scores)
    runs = [s.run for s in scores if s.run is not None]
    run_p, run_r = (mean(r[i] for r in runs) if runs else None for i in (0, 1))
    pieces = [s.pieces for s in scores if s.pieces is not None]
    right, wrong, missed = (sum(p[i] for p in pieces) for i in range(3))
    piece_p = right / (right + wrong) if right + wrong else None
    piece_r = right / (right + missed) if right + missed else None
    figures = (
        _mean([s.word_f1 for s in scores if s.word_f1 is not None]),
        run_p, run_r, _both(run_p, run_r),
        _mean([float(s.exact) for s in scores if s.exact is not None]),
        piece_p, piece_r, _both(piece_p, piece_r),
    )  # fmt: skip
    return Summary(*(None if x is None else 100 * x for x in figures))


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1)) if words)


def _rates(got: Counter[Any], gold: Counter[Any]) -> tuple[float, float]:
    if not got or not gold:
        same = float(not got and not gold)
        return same, same
    common = (got & gold).total()
    return common / got.total(), common / gold.total()


def _f1(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


def _both(p: float | None, r: float | None) -> float | None:
    return None if p is None or r is None else _f1(p, r)


def _mean(values: Sequence[float]) -> float | None:
    return mean(values) if values else None
