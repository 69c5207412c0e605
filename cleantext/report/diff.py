"""A unified diff made from edits.

The edits already say what became of what, so no lines are compared: the cost is linear in the text, where a
diff that searches for the longest common lines is quadratic at worst.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cleantext.edits import Result
from cleantext.report.elements import element_lines
from cleantext.report.lines import line_starts
from cleantext.report.style import colour, visible

if TYPE_CHECKING:
    from cleantext.html.dom import Removal

__all__ = ["diff_lines"]

CONTEXT = 2
"""Lines shown around a change."""


class _Block(NamedTuple):
    """Lines `a` to `b` of the source became lines `c` to `d` of the clean text (from 0, ends excluded)."""

    a: int
    b: int
    c: int
    d: int


def diff_lines(result: Result, name: str, *, safe: bool, elements: Sequence[Removal] = ()) -> Iterator[str]:
    """The lines of a unified diff, without line ends; none where nothing changed.

    Args:
        result: the edits of a text.
        name: the file, for the head.
        safe: write control characters out, as for a terminal; a diff that will be applied must not.
        elements: what was dropped from a page before; told above the diff, where `patch` reads over it.
    """
    for rule, selector, text in element_lines(elements):
        yield colour(f"# {rule}  <{selector}>  {text}", "bright_black")
    show = visible if safe else str
    before, after = result.source.split("\n"), result.text.split("\n")
    blocks = _trimmed(_blocks(result), before, after)
    if not blocks:
        return
    yield colour(f"--- a/{visible(name)}", bold=True)
    yield colour(f"+++ b/{visible(name)}", bold=True)
    for hunk in _hunks(blocks):
        a, b = max(0, hunk[0].a - CONTEXT), min(len(before), hunk[-1].b + CONTEXT)
        c, d = hunk[0].c - (hunk[0].a - a), hunk[-1].d + (b - hunk[-1].b)
        # A text that ends with a newline has no further line after it.
        b -= b == len(before) and not before[-1] and hunk[-1].b < b
        d -= d == len(after) and not after[-1] and hunk[-1].d < d
        yield colour(f"@@ -{_range(a, b)} +{_range(c, d)} @@", "cyan")
        at = a
        for block in hunk:
            yield from (f" {show(line)}" for line in before[at : block.a])
            yield from (colour(f"-{show(line)}", "red") for line in before[block.a : block.b])
            yield from (colour(f"+{show(line)}", "green") for line in after[block.c : block.d])
            at = block.b
        yield from (f" {show(line)}" for line in before[at:b])


def _blocks(result: Result) -> Iterator[_Block]:
    """The changed lines; those of edits that touch the same lines are one block."""
    source, text = result.source, result.text
    starts, clean_starts = line_starts(source), line_starts(text)
    block: _Block | None = None
    shift = 0
    for edit in result.edits:
        start = edit.start + shift
        end = start + len(edit.replacement)
        shift += len(edit.replacement) - (edit.end - edit.start)
        a, c = bisect_right(starts, edit.start) - 1, bisect_right(clean_starts, start) - 1
        b, d = bisect_right(starts, edit.end) - 1, bisect_right(clean_starts, end) - 1
        whole = starts[a] == edit.start and starts[b] == edit.end and clean_starts[d] == end
        if not whole:
            b, d = b + 1, d + 1
        if block is not None and (a < block.b or c < block.d):
            block = _Block(block.a, max(b, block.b), block.c, max(d, block.d))
        else:
            if block is not None:
                yield block
            block = _Block(a, b, c, d)
    if block is not None:
        yield block


def _trimmed(blocks: Iterator[_Block], before: list[str], after: list[str]) -> list[_Block]:
    """The blocks without the lines at their edges that are the same on both sides."""
    out = []
    for a, b, c, d in blocks:
        while a < b and c < d and before[a] == after[c]:
            a, c = a + 1, c + 1
        while a < b and c < d and before[b - 1] == after[d - 1]:
            b, d = b - 1, d - 1
        if a < b or c < d:
            out.append(_Block(a, b, c, d))
    return out


def _hunks(blocks: list[_Block]) -> Iterator[list[_Block]]:
    """Blocks whose context lines would touch stand in one hunk."""
    hunk = [blocks[0]]
    for block in blocks[1:]:
        if block.a - hunk[-1].b > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(block)
    yield hunk


def _range(start: int, end: int) -> str:
    size = end - start
    if size == 1:
        return str(start + 1)
    return f"{start + 1 if size else start},{size}"
