"""What became of one text, for people to read: every line that went and the rule that took it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cleantext.edits import TEXT_CATEGORIES, Edit, Result
from cleantext.report.counts import REPAIR, Counts, describe_counts
from cleantext.report.elements import element_lines
from cleantext.report.lines import line_number, line_starts
from cleantext.report.style import colour, visible

if TYPE_CHECKING:
    from cleantext.html.dom import Removal

__all__ = ["explain_lines"]

CONTEXT = 24
"""Characters shown on either side of a repair."""


def explain_lines(result: Result, name: str, elements: Sequence[Removal] = ()) -> Iterator[str]:
    """Each removed element and line with the rule that took it, each repair with its note, and counts of the rest."""
    counts = Counts()
    counts.add(result, elements)
    yield colour(visible(name), bold=True)
    shown = [e for e in result.edits if e.category == REPAIR or e.category not in TEXT_CATEGORIES]
    shown = [e for e in shown if result.source[e.start : e.end].strip() or e.replacement.strip()]
    starts = line_starts(result.source)
    names = [e.rule for e in elements] + [e.rule for e in shown]
    width = min(max(map(len, names), default=0), 40)
    for rule, selector, text in element_lines(elements):
        yield f"{'<>':>6}  {colour(rule.ljust(width), 'cyan')}  {colour(f'- {text}', 'red')}"
        yield " " * (8 + width + 2) + colour(f"  ({selector})", "bright_black")
    for edit in shown:
        yield from _explain_edit(edit, result.source, starts, width)
    for flag in result.flags:
        yield "  " + colour("!", "yellow") + f" {flag.name}: {visible(flag.message)}"
    yield f"  {describe_counts(counts)}"


def _explain_edit(edit: Edit, source: str, starts: list[int], width: int) -> Iterator[str]:
    piece = source[edit.start : edit.end]
    number = line_number(starts, source, edit.start, edit.end)
    head = f"{number:>6}  {colour(edit.rule.ljust(width), 'cyan')}  "
    margin = " " * (8 + width + 2)
    if edit.replacement or edit.category == REPAIR:
        yield head + colour(f"~ {_in_context(edit, source)}", "yellow")
    else:
        lines = [line for line in piece.strip("\r\n").split("\n") if line.strip()]
        for n, line in enumerate(lines):
            yield (head if n == 0 else margin) + colour(f"- {visible(line.strip())}", "red")
    more = [] if edit.confidence == "high" else [f"{edit.confidence} confidence"]
    more += [visible(edit.note)] if edit.note else []
    more += [f"also: {', '.join(edit.losers)}"] if edit.losers else []
    if more:
        yield margin + colour(f"  ({'; '.join(more)})", "bright_black")


def _in_context(edit: Edit, source: str) -> str:
    """A repair with some of its line: `…controls‚ a large… -> …controls a large…`."""
    low = max(source.rfind("\n", 0, edit.start) + 1, edit.start - CONTEXT)
    end = source.find("\n", edit.end)
    high = min(len(source) if end < 0 else end, edit.end + CONTEXT)
    left, right = source[low : edit.start].lstrip(), source[edit.end : high].rstrip()
    left = f"…{left}" if low and source[low - 1] != "\n" else left
    right = f"{right}…" if source[high : high + 1] not in ("", "\n") else right
    before = f"{left}{source[edit.start : edit.end]}{right}".strip("\n")
    after = f"{left}{edit.replacement}{right}".strip("\n")
    return f"{visible(before)} -> {visible(after)}"
