"""Every change is an Edit; from the edits follow the report, the undo and the offset map.

An edit says: characters `start` to `end` of the text that came in became `replacement`, by `rule`.
All offsets are in characters (code points), never bytes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cleantext.errors import EditsError

__all__ = [
    "Edit",
    "Flag",
    "OffsetMap",
    "Removed",
    "Result",
    "apply_edits",
    "as_text_file",
    "check_edits",
    "compose",
]


TEXT_CATEGORIES = frozenset({"encoding", "quotes", "spaces", "dashes", "form"})
"""Categories of edits that mend the text's characters; all others take chrome out."""


class Edit(NamedTuple):
    """One change: `source[start:end]` became `replacement`."""

    start: int
    end: int
    replacement: str
    rule: str
    """Full name, `pack/rule` (`en.comments/reply-form`, `encoding.mac-roman/utf-8`)."""
    category: str
    confidence: str = "high"
    note: str = ""
    """What a person wants to know beside the name: what was read as what, a score's largest terms."""
    losers: tuple[str, ...] = ()
    """Rules that would have taken the same line, had this one not won."""


class Flag(NamedTuple):
    """Something that the caller should know: a brake that held, damage left because it is ambiguous."""

    name: str
    message: str
    start: int = 0
    end: int = 0


class Removed(NamedTuple):
    """A piece of the source that is gone: its text, without line ends at its edges, and the rule."""

    start: int
    end: int
    text: str
    rule: str
    category: str
    confidence: str
    note: str
    losers: tuple[str, ...]


def check_edits(edits: Sequence[Edit], length: int) -> None:
    """Raise EditsError unless the edits are sorted, disjoint and inside a text of `length` characters."""
    at = 0
    for edit in edits:
        if not at <= edit.start <= edit.end <= length:
            raise EditsError(
                f"edit {edit.start}:{edit.end} by {edit.rule} overlaps its neighbour, is out of order, "
                f"or stands outside the text ({length} characters)"
            )
        at = edit.end


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made; they are sorted and disjoint."""
    if not edits:
        return text
    parts, at = [], 0
    for edit in edits:
        parts.append(text[at : edit.start])
        parts.append(edit.replacement)
        at = edit.end
    parts.append(text[at:])
    return "".join(parts)


def compose(first: Sequence[Edit], second: Sequence[Edit], middle: str) -> list[Edit]:
    """Edits that do in one step what `first`, then `second` do.

    `middle` is the text between them: what `first` makes, and what the offsets of `second` stand in.
    Where edits of both overlap they melt into one that spans them all and carries the name of the
    longest: a line that went names the rule that took it, not the space that was trimmed at its end.
    """
    if not first or not second:
        return list(first or second)
    out: list[Edit] = []
    shift = 0  # offset in `middle` minus offset in the source, past the edits of `first` met so far
    i = j = 0
    while i < len(first) and j < len(second):
        a, b = first[i], second[j]
        a_start = a.start + shift
        a_end = a_start + len(a.replacement)
        both_points = a_start == a_end == b.start == b.end
        if a_end <= b.start and not both_points:
            out.append(a)
            shift = a_end - a.end
            i += 1
        elif b.end <= a_start and not both_points:
            out.append(b._replace(start=b.start - shift, end=b.end - shift))
            j += 1
        else:
            low, high = min(a_start, b.start), max(a_end, b.end)
            source_low = low - shift
            shift = a_end - a.end
            group, inner = [a], [b]
            i, j = i + 1, j + 1
            while True:
                if i < len(first) and first[i].start + shift < high:
                    a = first[i]
                    a_end = a.start + shift + len(a.replacement)
                    high = max(high, a_end)
                    shift = a_end - a.end
                    group.append(a)
                    i += 1
                elif j < len(second) and second[j].start < high:
                    high = max(high, second[j].end)
                    inner.append(second[j])
                    j += 1
                else:
                    break
            made = [e._replace(start=e.start - low, end=e.end - low) for e in inner]
            longest = max(group + inner, key=lambda e: e.end - e.start)
            replacement = apply_edits(middle[low:high], made)
            out.append(longest._replace(start=source_low, end=high - shift, replacement=replacement))
    out.extend(first[i:])
    out.extend(e._replace(start=e.start - shift, end=e.end - shift) for e in second[j:])
    return out


class OffsetMap:
    """Offsets of the clean text to offsets of the source, and back (both in characters).

    An offset inside a replacement maps to the start of what was replaced; one inside a removed piece to the
    place where it stood. So spans found in the clean text can be drawn in the original.
    """

    __slots__ = ("_clean", "_source")

    def __init__(self, edits: Sequence[Edit]) -> None:
        clean, source = [0], [0]
        shift = 0
        for edit in edits:
            start = edit.start + shift
            clean.append(start)
            source.append(edit.start)
            clean.append(start + len(edit.replacement))
            source.append(edit.end)
            shift += len(edit.replacement) - (edit.end - edit.start)
        self._clean, self._source = clean, source

    def to_source(self, offset: int) -> int:
        """Where in the source the character at `offset` of the clean text stands."""
        return _map(offset, self._clean, self._source)

    def to_clean(self, offset: int) -> int:
        """Where in the clean text the character at `offset` of the source stands, or stood."""
        return _map(offset, self._source, self._clean)


def _map(offset: int, here: list[int], there: list[int]) -> int:
    # Even places of both lists begin an unchanged stretch (after edit k/2); odd places begin an edit.
    at = bisect_right(here, offset) - 1
    if at % 2:
        return there[at]
    return there[at] + offset - here[at]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A clean text and all that became of its source."""

    source: str
    text: str
    edits: tuple[Edit, ...] = ()
    flags: tuple[Flag, ...] = ()

    def restore(self) -> str:
        """The text that came in, rebuilt from the clean text and the edits' own record of it."""
        parts, at = [], 0
        shift = 0
        for edit in self.edits:
            start = edit.start + shift
            parts.append(self.text[at:start])
            parts.append(self.source[edit.start : edit.end])
            at = start + len(edit.replacement)
            shift += len(edit.replacement) - (edit.end - edit.start)
        parts.append(self.text[at:])
        return "".join(parts)

    @property
    def changed(self) -> bool:
        """Whether anything is different from the source."""
        return bool(self.edits)

    @property
    def offsets(self) -> OffsetMap:
        """A map between offsets of the clean text and of the source."""
        return OffsetMap(self.edits)

    @property
    def removed(self) -> tuple[Removed, ...]:
        """The pieces of text that rules took out, in order; repairs, quotes and spaces are not among them."""
        out = []
        for e in self.edits:
            if e.category in TEXT_CATEGORIES:
                continue
            text = self.source[e.start : e.end].strip("\r\n")
            if text.strip():
                out.append(Removed(e.start, e.end, text, e.rule, e.category, e.confidence, e.note, e.losers))
        return tuple(out)

    def counts(self, by: Literal["rule", "category"] = "category") -> dict[str, int]:
        """How many edits each rule, or each category, made; the commonest first."""
        return dict(Counter(getattr(e, by) for e in self.edits).most_common())


def as_text_file(result: Result) -> Result:
    """The result as a text file holds it: its last line ends with a line end, and the edits say that it was added."""
    if not result.text or result.text.endswith("\n"):
        return result
    size = len(result.text)
    added = Edit(size, size, "\n", "any.lines/final-line-end", "spaces")
    edits = tuple(compose(result.edits, [added], result.text))
    return Result(source=result.source, text=result.text + "\n", edits=edits, flags=result.flags)
