"""Counts of what happened: one file's, and their total, as plain values for JSON and for summaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Self

from cleantext.edits import TEXT_CATEGORIES, Removed, Result

if TYPE_CHECKING:
    from cleantext.html.dom import Removal

__all__ = ["Counts", "FileReport", "Sizes", "describe_counts", "is_whole_lines"]

REPAIR = "encoding"
"""The category of edits that mend encoding damage."""


@dataclass(slots=True)
class Sizes:
    """How many documents, how many of them changed, and their characters before and after."""

    documents: int = 0
    changed: int = 0
    characters_in: int = 0
    characters_out: int = 0

    def add_text(self, before: int, after: int, *, changed: bool) -> None:
        """Count one more document, of so many characters before and after."""
        self.documents += 1
        self.changed += changed
        self.characters_in += before
        self.characters_out += after

    def merge(self, other: Self) -> None:
        """Add the sums of others to these."""
        for name in _SUMS[type(self)]:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def removed_share(self) -> float:
        """The share of characters that went, 0 to 1 (below 0 where texts became longer)."""
        return 1 - self.characters_out / self.characters_in if self.characters_in else 0.0


@dataclass(slots=True)
class Counts(Sizes):
    """Sums over documents, and over the edits of those that were explained."""

    failed: int = 0
    flagged: int = 0
    lines_removed: int = 0
    pieces_removed: int = 0
    """Pieces that went out of lines whose rest stayed."""
    elements_removed: int = 0
    """Elements that went out of pages; their lines are not counted above."""
    by_category: Counter[str] = field(default_factory=Counter)
    """Edits of each category, and elements."""
    by_rule: Counter[str] = field(default_factory=Counter)
    """Edits of each rule, and elements."""

    def add(self, result: Result, elements: Sequence[Removal] = ()) -> None:
        """Count one more document with its edits, and with what was dropped from it if it was a page."""
        changed = result.changed or bool(elements)
        self.add_text(len(result.source), len(result.text), changed=changed)
        self.elements_removed += len(elements)
        self.flagged += bool(result.flags)
        for piece in result.removed:
            if is_whole_lines(piece, result.source):
                self.lines_removed += sum(1 for line in piece.text.split("\n") if line.strip())
            else:
                self.pieces_removed += 1
        self.by_category.update(e.category for e in result.edits)
        self.by_category.update(e.category for e in elements)
        self.by_rule.update(e.rule for e in result.edits)
        self.by_rule.update(e.rule for e in elements)

    def merge(self, other: Counts) -> None:
        """Add the sums of others to these."""
        Sizes.merge(self, other)
        self.by_category.update(other.by_category)
        self.by_rule.update(other.by_rule)

    def as_json(self, *, total: bool = True) -> dict[str, Any]:
        """Plain values; the commonest category and rule first."""
        whole = {
            "files": self.documents,
            "changed": self.changed,
            "failed": self.failed,
            "flagged": self.flagged,
        }
        return (whole if total else {}) | {
            "lines_removed": self.lines_removed,
            "pieces_removed": self.pieces_removed,
            "elements_removed": self.elements_removed,
            "characters_in": self.characters_in,
            "characters_out": self.characters_out,
            "by_category": dict(self.by_category.most_common()),
            "by_rule": dict(self.by_rule.most_common()),
        }

    @classmethod
    def from_json(cls, made: dict[str, Any]) -> Counts:
        """The sums that `as_json` wrote, all of them."""
        sums = {"documents" if name == "files" else name: n for name, n in made.items()}
        return cls(**sums | {name: Counter(made[name]) for name in ("by_category", "by_rule")})


_SUMS = {kind: tuple(f.name for f in fields(kind) if f.type == "int") for kind in (Sizes, Counts)}


def is_whole_lines(piece: Removed, source: str) -> bool:
    """Whether a removed piece is a line, or several, and not a part of one."""
    start = piece.start == 0 or source[piece.start - 1] == "\n" or source[piece.start] == "\n"
    end = piece.end == len(source) or source[piece.end - 1] == "\n" or source[piece.end] == "\n"
    return start and end


@dataclass(slots=True)
class FileReport:
    """What became of one file."""

    file: str
    output: str | None = None
    encoding: str = ""
    how: str = ""
    counts: Counts = field(default_factory=Counts)
    flags: list[dict[str, Any]] = field(default_factory=list)
    elements: list[dict[str, Any]] | None = None
    """What was dropped from a page; None of a text."""
    error: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values; of a file that failed, the reason."""
        if self.error is not None:
            return {"file": self.file, "error": self.error}
        return {
            "file": self.file,
            "output": self.output,
            "encoding": self.encoding,
            "encoding_by": self.how,
            "changed": bool(self.counts.changed),
            **self.counts.as_json(total=False),
            "flags": self.flags,
            **({} if self.elements is None else {"elements": self.elements}),
        }


def describe_counts(counts: Counts) -> str:
    """In words: `3 lines removed (comments 2, share 1), 1 repair, 1 other change (quotes 1)`."""
    removed = Counter({c: n for c, n in counts.by_category.items() if c not in TEXT_CATEGORIES})
    other = Counter({c: n for c, n in counts.by_category.items() if c in TEXT_CATEGORIES and c != REPAIR})
    parts = []
    if counts.elements_removed:
        parts.append(f"{_number(counts.elements_removed, 'element')} removed")
    if counts.lines_removed:
        parts.append(f"{_number(counts.lines_removed, 'line')} removed")
    if counts.pieces_removed:
        parts.append(f"{_number(counts.pieces_removed, 'piece')} of lines removed")
    if parts:
        parts[-1] += _listed(removed)
    if repairs := counts.by_category[REPAIR]:
        parts.append(_number(repairs, "repair"))
    if other:
        parts.append(f"{_number(other.total(), 'other change')}{_listed(other)}")
    return ", ".join(parts) or "nothing to change"


def _listed(counter: Counter[str]) -> str:
    return f" ({', '.join(f'{name} {n:,}' for name, n in counter.most_common())})" if counter else ""


def _number(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
