"""Spaces: one kind, one at a time, none at the ends of lines, at most one blank line; one kind of line end.

Three steps. Line ends first, everywhere: `\\r\\n`, `\\r`, vertical tab, form feed and U+2028 become `\\n`,
U+2029 a blank line. (NEL, U+0085, stays: on the web it is a broken ellipsis far oftener than a line end, and
belongs to the encoding stage.) Then wide and narrow spaces, then the rest; both outside code and tables.
Indentation goes, that of verse too: its lines stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleantext.typography.scripts import any_cjk
from cleantext.typography.shields import BLANKS, inline, no_shields, shielded, shielded_spans
from cleantext.typography.steps import Change, CharMap, Scan, inside

__all__ = ["LINE_ENDS", "SPACES", "WIDE"]

_LINE_END = re.compile("\r\n?|[\v\f\u2028\u2029]")
_AT_LINE_END = re.compile(r"\n(?:[ ]|(?<= \n)|\n\n)")
_RUN = re.compile("[ \t]{2,}|\t")
_RUN_IDEOGRAPHIC = re.compile("[ \t\u3000]{2,}|[\t\u3000]")


def _line_ends_sound(text: str) -> bool:
    if "\r" in text or "\v" in text or "\f" in text:
        return False
    return text.isascii() or ("\u2028" not in text and "\u2029" not in text)


def _find_line_ends(text: str) -> Iterator[Change]:
    for match in _LINE_END.finditer(text):
        yield Change(*match.span(), "\n\n" if match[0] == "\u2029" else "\n", "line-ends")


def _spaces_sound(text: str) -> bool:
    if not text:
        return True
    if "\t" in text or text[0] in "\n " or text[-1] == " " or text.endswith("\n\n"):
        return False
    if not text.isascii() and "\u3000" in text:
        return False
    # Line ends are few, and a pattern that begins with one character is found by memchr: half the price of
    # looking for each pair in turn.
    return "  " not in text and _AT_LINE_END.search(text) is None


def _find_spaces(text: str) -> Iterator[Change]:
    lines = text.split("\n")
    kept = shielded(text, lines)
    at = 0  # where the line begins
    begun = False  # whether a line with text has been met
    blank = -1  # where the first of the blank lines met since then begins
    for i, line in enumerate(lines):
        end = at + len(line)
        shield = kept is not None and kept[i]
        if shield or line.strip(BLANKS):
            if not begun and at > 0:
                yield Change(0, at, "", "blank-lines")
            elif begun and blank >= 0 and at - blank > 1:
                # One line end of the blank lines stays, and the one before them is untouched.
                yield Change(blank, at - 1, "", "blank-lines")
            if not shield:
                yield from _find_in_line(line, at)
            begun, blank = True, -1
        elif blank < 0:
            blank = at
        at = end + 1
    if not begun:
        if text:
            yield Change(0, len(text), "", "blank-lines")
    elif blank >= 0 and blank < len(text):
        # The line end before `blank` is the text's last; what follows goes.
        yield Change(blank, len(text), "", "blank-lines")


def _find_in_line(line: str, at: int) -> Iterator[Change]:
    """The changes in a line that begins at `at` in the text, and that has more than spaces."""
    wide = "\u3000" in line
    cjk = wide and any_cjk().search(line) is not None
    # The ideographic space that begins a paragraph, or stands between CJK words, is theirs.
    front = BLANKS[:-1] if cjk else BLANKS
    start = len(line) - len(line.lstrip(front))
    stop = len(line.rstrip(BLANKS))
    if start:
        yield Change(at, at + start, "", "indent")
    spans = inline(line) if "`" in line else []
    if line.find("  ", start, stop) >= 0 or wide or "\t" in line:
        for match in (_RUN_IDEOGRAPHIC if wide and not cjk else _RUN).finditer(line, start, stop):
            if inside(spans, match.start()):
                continue
            name = "runs" if len(match[0]) > 1 else "tabs" if match[0] == "\t" else "wide"
            yield Change(at + match.start(), at + match.end(), " ", name)
    if stop < len(line):
        yield Change(at + stop, at + len(line), "", "trailing")


LINE_ENDS = Scan("spaces", sound=_line_ends_sound, find=_find_line_ends)
"""One kind of line end."""

WIDE = CharMap("spaces", "wide", dict.fromkeys(BLANKS[2:-1], " "), free=no_shields, kept=shielded_spans)
"""No-break, wide and narrow spaces to plain ones; the ideographic space asks for context: see `SPACES`."""

SPACES = Scan("spaces", sound=_spaces_sound, find=_find_spaces)
"""Plain spaces, single, and none where they do nothing."""
