"""The body that extraction gives, as lines that know their kind: heading, item, paragraph, quote, row, code.

The tree is in trafilatura's vocabulary: `head`, `p`, `list` and `item`, `quote`, `code`, `table`, `row` and
`cell`, `lb`, and inside lines `hi`, `del`, `ref`, `graphic`. What is unknown counts as inline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from cleantext.rules.scene import count_words

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Kind", "Line", "lines_of", "markdown", "plain", "prose_share", "rows_of"]

PROSE_WORDS = 12
Kind = Literal["heading", "item", "paragraph", "quote", "row", "code", "image"]


class Line(NamedTuple):
    """One line of a body."""

    kind: Kind
    text: str
    """As plain text: no marks but `- ` before items, `|` between cells and fences around code."""
    markdown: str
    """The same in Markdown; "" where plain text alone has it."""
    block: int
    """Number of the block that it belongs to; lines of a paragraph that was broken by hand share one."""


def plain(lines: Iterable[Line]) -> str:
    """The lines as plain text, one below the other."""
    return "\n".join(line.text for line in lines)


def markdown(lines: Iterable[Line]) -> str:
    """The lines as Markdown: a blank line between blocks, hard breaks inside paragraphs."""
    parts: list[str] = []
    last: Line | None = None
    for line in lines:
        if last is not None:
            same = last.block == line.block
            hard = same and line.kind in ("paragraph", "quote")
            parts.append("\\\n" if hard else "\n" if same else "\n\n")
        parts.append(line.markdown)
        last = line
    return "".join(parts)


def prose_share(lines: Iterable[Line]) -> float:
    """The share of the characters that stand in lines of prose length, 0 to 1; 1 where there are none."""
    lengths = [(len(line.text), count_words(line.text) >= PROSE_WORDS) for line in lines]
    total = sum(length for length, _ in lengths)
    return sum(length for length, prose in lengths if prose) / total if total else 1.0


def rows_of(lines: list[Line]) -> set[str]:
    """The texts, without the spaces around them, of a table's rows, and of items that name those below them.

    Seen alone they look like chrome: `| Speed | 2 |`, `- Recommended:`.
    """
    rows = {line.text for line in lines if line.kind == "row" and not _LONE_CELL.fullmatch(line.text)}
    for line, *below in zip(lines, lines[1:], lines[2:], strict=False):
        named = line.kind == "item" and line.text.endswith(":")
        if named and all(b.kind == "item" and not b.text.endswith(":") for b in below):
            rows.add(line.text.strip())
    return rows


def lines_of(body: _Element) -> list[Line]:
    """The lines of a body in trafilatura's vocabulary, in the order of the page; none is blank."""
    writer = _Writer()
    writer.walk(body)
    writer.flush()
    return writer.lines


COLUMN_BREAKS, COLUMN_CHARACTERS = 3, 400
"""A cell of so many line ends and characters is a column of a page that a table lays out, as the nineties did."""
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LONE_CELL = re.compile(r"\| [^|]* \|")
_ESCAPED = re.compile(r"([\\`*_\[\]<])")
_LEADING = re.compile(r"^(\s*)(#{1,6}\s|[-+*>](?=\s|$)|\d{1,9}[.)](?=\s|$)|```|~~~|[-=]{3,}$)")
_BLOCKS = frozenset({"p", "div", "body", "article", "section", "main", "fw", "ab", "row", "cell"})
_EMPHASIS = {"#b": "**", "#i": "*", "#t": "`"}


class _Writer:
    """Walks a body and writes its lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.text: list[str] = []
        self.marked: list[str] = []
        self.kind: Kind = "paragraph"
        self.block = 0
        self.level = 2
        self.markers: list[str] = []
        self.first = True  # whether the next line opens its list item

    # -- lines --

    def add(self, text: str, marked: str | None = None) -> None:
        """Put text at the end of the line that is being written."""
        self.text.append(text)
        self.marked.append(_ESCAPED.sub(r"\\\1", text) if marked is None else marked)

    def flush(self) -> None:
        """End the line, if it holds anything."""
        text = _SPACE.sub(" ", "".join(self.text)).strip(" ")
        marked = _SPACE.sub(" ", "".join(self.marked)).strip(" ")
        self.text, self.marked = [], []
        if text or marked:
            self.lines.append(self._line(text, marked))
            self.first = False

    def _line(self, text: str, marked: str) -> Line:
        if self.kind == "heading":
            return Line("heading", text, f"{'#' * self.level} {marked}", self.block)
        marked = _LEADING.sub(r"\1\\\2", marked)
        if self.kind == "item":
            depth = max(0, len(self.markers) - 1)
            mark = self.markers[-1] if self.markers else "-"
            indent = sum(len(m) + 1 for m in self.markers[:-1]) * " "
            if self.first:
                return Line("item", f"{'  ' * depth}- {text}", f"{indent}{mark} {marked}", self.block)
            return Line(
                "item", f"{'  ' * depth}  {text}", f"{indent}{' ' * (len(mark) + 1)}{marked}", self.block
            )
        if self.kind == "quote":
            return Line("quote", text, f"> {marked}", self.block)
        return Line(self.kind, text, marked, self.block)

    def open(self, kind: Kind, block: bool = True) -> None:
        """End the line and begin another of a kind."""
        self.flush()
        self.kind = kind
        self.block += block

    # -- elements --

    def walk(self, element: _Element) -> None:
        """Write an element's text and children, not its tail."""
        if element.text:
            self.add(element.text)
        for child in element:
            tag = child.tag
            if tag == "lb":
                self.flush()
            elif tag == "head":
                self._heading(child)
            elif tag == "list":
                self._list(child)
            elif tag == "item":
                self._item(child, "-")
            elif tag == "quote":
                self._within(child, "quote")
            elif tag == "code":
                self._code(child)
            elif tag == "table":
                self._table(child)
            elif tag == "graphic":
                self._image(child)
            elif tag in _BLOCKS:
                self._within(child, self.kind if self.kind in ("quote", "item") else "paragraph")
            elif isinstance(tag, str) and tag != "done":
                self._inline(child)
            if child.tail:
                self.add(child.tail)

    def _within(self, element: _Element, kind: Kind) -> None:
        before = self.kind
        # The first paragraph of an item stands on the item's own line, and all of a list are one block.
        self.open(kind, block=kind != "item" and not (kind == before == "quote"))
        self.walk(element)
        self.open(before, block=kind != "item")

    def _heading(self, element: _Element) -> None:
        rend = element.get("rend") or "h2"
        before, self.level = self.kind, int(rend[1]) if rend[1:2] in "123456" and rend[1:2] else 2
        self.open("heading")
        self.walk(element)
        self.open(before)

    def _list(self, element: _Element) -> None:
        before, outer = self.kind, bool(self.markers)
        self.open("item", block=not outer)
        ordered = element.get("rend") == "ol"
        if element.text:
            self.add(element.text)
        for n, child in enumerate(element, 1):
            if child.tag == "item":
                self._item(child, f"{n}." if ordered else "-")
            else:
                self.walk(child)
            if child.tail and child.tail.strip():
                self.add(child.tail)
        self.open(before, block=not outer)

    def _item(self, element: _Element, marker: str) -> None:
        before = self.kind
        self.open("item", block=False)
        self.markers.append(marker)
        self.first = True
        self.walk(element)
        self.flush()
        self.markers.pop()
        self.kind = before

    def _code(self, element: _Element) -> None:
        for lb in element.iter("lb"):
            lb.tail = "\n" + (lb.tail or "")
        code = "".join(map(str, element.itertext()))
        if "\n" not in code.strip("\n"):
            self.add(code, f"`{code.strip()}`" if code.strip() else code)
            return
        before = self.kind
        self.open("code")
        fence = "```" if "```" not in code else "~~~~"
        for line in (fence, *code.strip("\n").split("\n"), fence):
            line = line.rstrip()
            self.lines.append(Line("code", line, line, self.block))
        self.open(before)

    def _table(self, element: _Element) -> None:
        has_heads = any(cell.get("role") for row in element for cell in row)
        if not has_heads and any(_is_column(cell) for row in element for cell in row):
            for row in element:
                self._columns(row, "paragraph")
            return
        before = self.kind
        self.open("row")
        for n, row in enumerate(element):
            if any(map(_is_column, row)):
                self._columns(row, "row")
                self.open("row")
                continue
            cells = [self._cell(cell) for cell in row]
            if not any(text for text, _ in cells):
                continue
            marked = "| " + " | ".join(mark.replace("|", "\\|") for _, mark in cells) + " |"
            if n == 0:
                marked += "\n|" + " --- |" * len(cells)
            text = " | ".join(text for text, _ in cells if text)
            self.lines.append(Line("row", f"| {text} |", marked, self.block))
        self.open(before)

    def _columns(self, row: _Element, other: Kind) -> None:
        """Write a row of which some cell holds paragraphs, cell by cell; cells of one value as lines of a kind."""
        for cell in row:
            self._within(cell, "paragraph" if _is_column(cell) else other)

    def _cell(self, element: _Element) -> tuple[str, str]:
        inner = _Writer()
        inner.walk(element)
        inner.flush()
        return " ".join(x.text for x in inner.lines), " ".join(x.markdown for x in inner.lines)

    def _image(self, element: _Element) -> None:
        source, alt = (
            element.get("src") or "",
            _SPACE.sub(" ", element.get("alt") or element.get("title") or "").strip(),
        )
        if source:
            described = _ESCAPED.sub(r"\\\1", alt)
            self.add(alt, f"![{described}]({_target(source)})")

    def _inline(self, element: _Element) -> None:
        start = len(self.marked)
        lines = len(self.lines)
        self.walk(element)
        if len(self.lines) > lines or len(self.marked) == start:
            return  # a line ended inside: no mark can span it
        inner = "".join(self.marked[start:])
        if not inner.strip():
            return
        opening, closing = _marks(element)
        lead, trail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        self.marked[start:] = [f"{lead}{opening}{inner.strip()}{closing}{trail}"]


def _is_column(cell: _Element) -> bool:
    """Whether a cell of a table holds a text of several paragraphs."""
    breaks = sum(1 for _ in cell.iter("lb", "p", "head"))
    return breaks >= COLUMN_BREAKS and sum(map(len, cell.itertext())) >= COLUMN_CHARACTERS


def _marks(element: _Element) -> tuple[str, str]:
    if element.tag == "hi":
        mark = _EMPHASIS.get(element.get("rend") or "", "")
        return mark, mark
    if element.tag == "del":
        return "~~", "~~"
    target = element.get("target") if element.tag == "ref" else None
    return ("[", f"]({_target(target)})") if target else ("", "")


def _target(url: str) -> str:
    return url.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
