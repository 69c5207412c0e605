"""Text for people: colours where they are wanted, control characters made visible, tables.

Colours appear on a terminal only, and never where the variable NO_COLOR is set (https://no-color.org). rich
draws the tables of a terminal; it loads when the first one is drawn.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import TextIO

import click

__all__ = ["colour", "is_terminal", "print_table", "visible"]

_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def is_terminal(stream: TextIO) -> bool:
    """Whether someone looks at what is written there."""
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def colour(text: str, name: str | None = None, *, bold: bool = False) -> str:
    """The text in a colour (or its own, bold), on a terminal that shows some."""
    if os.environ.get("NO_COLOR") or not is_terminal(sys.stdout):
        return text
    return click.style(text, fg=name, bold=bold or None)


def visible(text: str) -> str:
    """The text with control characters written out, so that no text from the web can steer a terminal."""
    return _CONTROLS.sub(lambda m: f"\\x{ord(m[0]):02x}" if ord(m[0]) < 256 else f"\\u{ord(m[0]):04x}", text)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = ()) -> None:
    """Print a table: drawn on a terminal, columns set apart by two spaces elsewhere.

    Args:
        columns: the headings.
        rows: as many cells each as there are headings.
        right: the headings of columns that are set to the right.
    """
    rows = [[visible(cell) for cell in row] for row in rows]
    if is_terminal(sys.stdout):
        _print_drawn(columns, rows, right)
        return
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    for row in (columns, *rows):
        cells = [
            c.rjust(w) if h in right else c.ljust(w) for c, w, h in zip(row, widths, columns, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def _print_drawn(columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for n, name in enumerate(columns):
        table.add_column(
            name, justify="right" if name in right else "left", overflow="fold", no_wrap=n == 0, ratio=None
        )
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)
