"""Dashes and ellipses, off by default: sound text uses them in many ways.

Neither touches code, tables drawn with pipes, or Chinese, Japanese and Korean lines. The minus sign (U+2212)
is no dash and stays, as do rules of hyphens and options such as `--verbose`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from cleantext.typography.scripts import cjk_lines
from cleantext.typography.shields import code
from cleantext.typography.steps import Change, Scan, Spans, inside, merged

__all__ = ["dash_step", "ellipsis_step"]

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\ufe58\ufe63"
_RUN = re.compile(f"[-{_DASHES}]+")
# Hyphens typed for a dash: between words, between spaced words, or where speech breaks off (but no--").
_TYPED = re.compile(
    rf"(?<=\w)-{{2,3}}(?=\w)|(?<=[^\s«»{_DASHES}-] )-{{2,3}}(?= [^\s«»{_DASHES}-])"
    r"|(?<=[^\W\d_])-{2,3}(?=[\"'`´“”‘’»]|,,)"
)
_PLAIN = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\ufe63": "-", "\u2012": "–", "\u2015": "—", "\ufe58": "—"}
)
_HYPHENS = str.maketrans(dict.fromkeys(_DASHES, "-"))
_PIPES = re.compile(r"^[^\n|]*\|[^\n|]*\|[^\n]*$", re.MULTILINE)

_THREE_DOTS = re.compile(r"(?<![.…])(?<!\. )\.(?:\.\.|\u0020\.\u0020\.)(?![.…]|\u0020\.)")


def dash_step(kind: Literal["plain", "hyphens"]) -> Scan:
    """The step for `dashes`: one of each kind (- – —), or hyphens only; `--` typed for a dash is one."""

    def sound(text: str) -> bool:
        return text.isascii() and "--" not in text

    table, typed = (_PLAIN, "—") if kind == "plain" else (_HYPHENS, "-")

    def find(text: str) -> Iterator[Change]:
        found = [match for match in _RUN.finditer(text) if match[0] != "-"]
        kept = _kept(text, found) if found else []
        for match in found:
            start, end = match.span()
            new = match[0].translate(table)
            # Judged as it stands after the mapping, so that a second run finds nothing new.
            if new in {"--", "---"} and _TYPED.match(
                text[max(0, start - 2) : start] + new + text[end : end + 2], min(start, 2)
            ):
                new = typed
            if new != match[0] and not inside(kept, start):
                yield Change(start, end, new, kind)

    return Scan("dashes", sound=sound, find=find)


def ellipsis_step(kind: Literal["character", "dots"]) -> Scan:
    """The step for `ellipses`: three dots to the character, or the character to three dots."""
    pattern, new, mark = (_THREE_DOTS, "…", ". .") if kind == "character" else (re.compile("…"), "...", "…")

    def sound(text: str) -> bool:
        return mark not in text and (kind == "dots" or "..." not in text)

    def find(text: str) -> Iterator[Change]:
        found = list(pattern.finditer(text))
        kept = _kept(text, found) if found else []
        for match in found:
            if not inside(kept, match.start()):
                yield Change(*match.span(), new, "ellipses")

    return Scan("dashes", sound=sound, find=find)


def _kept(text: str, found: list[re.Match[str]]) -> Spans:
    lines = cjk_lines(text, [match.start() for match in found])
    return merged(lines, code(text), [match.span() for match in _PIPES.finditer(text)])
