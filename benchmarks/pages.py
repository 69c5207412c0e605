"""Web pages with what their article is known to be, and how near to it an extraction comes.

A set is a file of JSON lines (`.jsonl`, also `.gz` or `.zst`), a page a line: `html`, and `gold` (its article) or
`with` and `without` (lists of snippets that the article does and does not hold), or both; `id`, `url`, `lang` and
`page_type` where they are known.

Three scores: tokens (as a multiset), shingles of four words, and snippets found. All are counts that can be summed.
"""

from __future__ import annotations

import gzip
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["LabelledPage", "Score", "page_sets", "read_pages", "score_page", "shingles", "total_score"]

_SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst")
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_WORD = re.compile(r"\w+")
SHINGLE = 4


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page and what its article is known to be."""

    id: str
    html: str
    url: str | None = None
    lang: str | None = None
    page_type: str = ""
    gold: str | None = None
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


class Score(NamedTuple):
    """Precision, recall and their harmonic mean, 0 to 1."""

    precision: float
    recall: float
    f1: float


def page_sets(folder: Path) -> dict[str, Path]:
    """The sets in a folder, by name."""
    return {p.name.split(".")[0]: p for p in sorted(folder.iterdir()) if p.name.endswith(_SUFFIXES)}


def read_pages(path: Path) -> Iterator[LabelledPage]:
    """The pages of a set.

    Raises:
        ValueError: a line is no page; names file and line.
    """
    for number, line in enumerate(_lines(path), 1):
        try:
            row: dict[str, Any] = json.loads(line)
            yield LabelledPage(
                id=str(row.get("id", number)),
                html=row["html"],
                url=row.get("url") or None,
                lang=row.get("lang") or None,
                page_type=row.get("page_type") or "",
                gold=row.get("gold"),
                present=tuple(row.get("with") or ()),
                absent=tuple(row.get("without") or ()),
            )
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path}:{number}: is no page: {error!r}") from None


def _lines(path: Path) -> Iterator[str]:
    if path.name.endswith(".zst"):
        import zstandard

        with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as unpacked:
            yield from io.TextIOWrapper(unpacked, encoding="utf-8")
    elif path.name.endswith(".gz"):
        with gzip.open(path, "rt", encoding="utf-8") as unpacked_text:
            yield from unpacked_text
    else:
        with path.open(encoding="utf-8") as text:
            yield from text


# Scores


def score_page(got: str, page: LabelledPage) -> dict[str, Score | tuple[int, int, int]]:
    """What a text is worth as the article of a page: `tokens` and `shingles` where there is gold, `snippets` (found,
    wrongly found, missed) where there are snippets.
    """
    scores: dict[str, Score | tuple[int, int, int]] = {}
    if page.gold is not None:
        scores["tokens"] = _overlap(_TOKEN.findall(got.lower()), _TOKEN.findall(page.gold.lower()))
        scores["shingles"] = _overlap(shingles(got).elements(), shingles(page.gold).elements())
    if page.present or page.absent:
        text = " ".join(got.split())
        found = sum(" ".join(s.split()) in text for s in page.present)
        wrong = sum(" ".join(s.split()) in text for s in page.absent)
        scores["snippets"] = (found, wrong, len(page.present) - found)
    return scores


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words; of a shorter text, the whole."""
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)) if words)


def _overlap(got: Iterable[Any], gold: Iterable[Any]) -> Score:
    a, b = Counter(got), Counter(gold)
    if not a or not b:
        same = float(not a and not b)
        return Score(same, same, same)
    common = (a & b).total()
    return _score(common, a.total(), b.total())


def _score(common: int, got: int, gold: int) -> Score:
    p, r = common / got if got else 0.0, common / gold if gold else 0.0
    return Score(p, r, 2 * p * r / (p + r) if p + r else 0.0)


def total_score(scores: list[Score | tuple[int, int, int]]) -> Score:
    """One score for many pages: the mean where each page has one, for snippets that of their sums."""
    if scores and not isinstance(scores[0], Score):
        found, wrong, missed = (sum(s[i] for s in scores) for i in range(3))
        return _score(int(found), int(found + wrong), int(found + missed))
    return Score(*(sum(s[i] for s in scores) / max(1, len(scores)) for i in range(3)))
