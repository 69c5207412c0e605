"""Samples of changed documents: which are kept, and the excerpt that is kept of each.

Which ones is decided by a digest of the text, not by chance or by place: of each category of changes the few
documents with the lowest digests. So the same texts give the same samples whatever the chunks and workers, and
samples of parts merge into the samples of the whole.
"""

from __future__ import annotations

import hashlib
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cleantext.edits import Edit, Result

__all__ = ["Mark", "Piece", "Sample", "Samples", "make_sample"]

PER_CATEGORY = 3
"""Documents kept for each category."""
MAX_CHANGES = 40
"""Changes shown of one document; each rule's first ones come first."""
MAX_CHANGED = 400
"""Characters shown of one change."""
AROUND = 120
"""Unchanged characters shown on each side of a change."""
MIN_GAP = 40
"""Unchanged characters that are worth leaving out."""
MAX_NAME = 300
"""Characters of a document's name."""


class Mark(NamedTuple):
    """Who made a change, and how sure it was."""

    rule: str
    category: str
    confidence: str
    note: str


class Piece(NamedTuple):
    """A stretch of a sample, in order: unchanged, changed, or left out."""

    text: str = ""
    """As it was."""
    replacement: str = ""
    mark: int = 0
    """Number (from 1) of the mark that tells of a change; 0 where nothing was changed."""
    left_out: int = 0
    """Characters that stood here, after `text`, and are not shown."""
    changes_left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An excerpt of a document, with some of its changes."""

    key: str
    """Hex digest of its source and its categories."""
    name: str
    """Where it stands."""
    size: int
    """Characters of its source."""
    clean_size: int
    """Characters of its clean text."""
    changes: int
    """All of them, shown or not."""
    categories: tuple[str, ...]
    marks: tuple[Mark, ...]
    pieces: tuple[Piece, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, made: dict[str, Any]) -> Sample:
        """The sample that `as_json` wrote."""
        changes = {
            "categories": tuple(made["categories"]),
            "marks": tuple(Mark(*m) for m in made["marks"]),
            "pieces": tuple(Piece(*p) for p in made["pieces"]),
        }
        return cls(**(made | changes))


@dataclass(slots=True)
class Samples:
    """A bounded choice of samples."""

    kept: dict[str, Sample] = field(default_factory=dict)
    """By key."""
    _lowest: dict[str, list[str]] = field(default_factory=dict)
    """For each category the keys that are kept for its sake, sorted."""

    def add(self, result: Result, name: str) -> None:
        """Keep a document if its digest is among the lowest; its excerpt is made only then.

        Args:
            result: of the document; nothing is kept where nothing was changed.
            name: where it stands, for people.
        """
        if not result.edits:
            return
        categories = sorted({e.category for e in result.edits})
        # The same text may be of two sites, and be cleaned by other rules there.
        whole = "\0".join((*categories, result.source)).encode("utf-8", "surrogatepass")
        key = hashlib.blake2b(whole, digest_size=12).hexdigest()
        if self._enters(key, categories):
            self._take(make_sample(result, key, name))

    def merge(self, others: Iterable[Sample]) -> list[Sample]:
        """Take those of others that are among the lowest; gives those that were taken."""
        taken = []
        for sample in others:
            if self._enters(sample.key, sample.categories):
                self._take(sample)
                taken.append(sample)
        return [s for s in taken if s.key in self.kept]

    def _enters(self, key: str, categories: Iterable[str]) -> bool:
        if key in self.kept:
            return False  # the same text once more
        lists = [self._lowest.get(c, []) for c in categories]
        return any(len(keys) < PER_CATEGORY or key < keys[-1] for keys in lists)

    def _take(self, sample: Sample) -> None:
        self.kept[sample.key] = sample
        lists = [self._lowest.setdefault(category, []) for category in sample.categories]
        for keys in lists:
            insort(keys, sample.key)
        for key in [keys.pop() for keys in lists if len(keys) > PER_CATEGORY]:
            self._release(key)

    def _release(self, key: str) -> None:
        sample = self.kept.get(key)
        if sample is not None and not any(key in self._lowest[c] for c in sample.categories):
            del self.kept[key]


def make_sample(result: Result, key: str, name: str) -> Sample:
    """The excerpt of a changed document.

    Args:
        result: its edits.
        key: its digest.
        name: where it stands, for people.
    """
    edits = result.edits
    chosen = _chosen(edits)
    marks: dict[Mark, int] = {}
    for n in chosen:
        marks.setdefault(_mark(edits[n]), len(marks) + 1)
    return Sample(
        key=key,
        name=name[:MAX_NAME],
        size=len(result.source),
        clean_size=len(result.text),
        changes=len(edits),
        categories=tuple(sorted({e.category for e in edits})),
        marks=tuple(marks),
        pieces=tuple(_pieces(result.source, edits, chosen, marks)),
    )


def _chosen(edits: Sequence[Edit]) -> list[int]:
    """Numbers of the edits that are shown: every rule's first before any rule's second, in order of the text."""
    met: Counter[str] = Counter()
    ranked = []
    for n, edit in enumerate(edits):
        ranked.append((met[edit.rule], n))
        met[edit.rule] += 1
    return sorted(n for _, n in sorted(ranked)[:MAX_CHANGES])


def _mark(edit: Edit) -> Mark:
    return Mark(edit.rule, edit.category, edit.confidence, edit.note[:MAX_CHANGED])


def _pieces(
    source: str, edits: Sequence[Edit], chosen: Sequence[int], marks: dict[Mark, int]
) -> Iterator[Piece]:
    """The shown edits with what stands around them; a change that is not shown lies in what is left out."""
    at = 0
    for before, n in zip([-1, *chosen], chosen, strict=False):
        edit = edits[n]
        low = max(at, edit.start - AROUND, edits[n - 1].end if n else 0)
        if n == before + 1 and low - at < MIN_GAP:
            low = at
        if low > at:
            yield Piece(left_out=low - at, changes_left_out=n - before - 1)
        yield from _same(source[low : edit.start])
        shown = source[edit.start : edit.end][:MAX_CHANGED]
        left_out = edit.end - edit.start - len(shown)
        yield Piece(shown, edit.replacement[:MAX_CHANGED], marks[_mark(edit)], left_out)
        next_start = edits[n + 1].start if n + 1 < len(edits) else len(source)
        at = min(edit.end + AROUND, next_start)
        yield from _same(source[edit.end : at])
    if at < len(source) or chosen[-1] + 1 < len(edits):
        yield Piece(left_out=len(source) - at, changes_left_out=len(edits) - chosen[-1] - 1)


def _same(text: str) -> Iterator[Piece]:
    if text:
        yield Piece(text)
