"""Where code and tables stand: their spaces mean something, so spaces (and mostly quotes) are left alone."""

from __future__ import annotations

import re

from cleantext.typography.scripts import letter_before
from cleantext.typography.steps import Spans, merged

__all__ = [
    "BLANKS",
    "code",
    "code_words",
    "fenced",
    "inline",
    "looks_like_code",
    "no_code_marks",
    "no_shields",
    "shielded",
    "shielded_spans",
]

BLANKS = " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""All characters that are a space inside a line."""

_INDENTS = BLANKS[:-1]  # the ideographic space begins paragraphs

_FENCE = re.compile(r"(`{3,}|~{3,})([^`]*)\Z")
# Code between backticks touches them: ``quoted'' and ``quoted'' are not code, though two pairs stand there.
_INLINE = re.compile(r"(?<!`)(`+)(?![`\s])(?:[^`\n]*[^`\s])??\1(?![`\w])")
# Signs that prose hardly has; words only in the places where code has them.
_CODE_LINE = re.compile(
    r"[{}=<>\\]|;\s*$|[A-Za-z_]\[|[A-Za-z_]\((?!(?:s|es|e|n|en|in|innen|r)\))|->|::|^\s*(?:#\s|//|/\*|\*/|\$\s|>>>\s|@\w|--\w)"
    r"|^\s*(?:elif|else|try|do|then|begin|finally)\s*:?\s*$|^\s*(?:if|for|while|with|except|case)\b.*:\s*$"
    r"|^\s*(?:import [\w.]+|return(?: [\w.]+)?|pass|break|continue|end|fi|done)\s*$"
    r"|^\s*(?:from \S+ import|sudo|git|pip3? install|npm (?:install|run)|apt(?:-get)? install|cd [/~.])\s"
)


def looks_like_code(line: str) -> bool:
    """Whether a line has signs of code, or begins as a line of code does."""
    return _CODE_LINE.search(line) is not None


def code_words() -> frozenset[str]:
    """At least the words, in small letters, with which a line may begin that looks like code."""
    return frozenset(re.findall("[a-z]+", _CODE_LINE.pattern))


def no_code_marks(text: str) -> bool:
    """Whether the text can have no fenced and no inline code."""
    return "`" not in text and ("~" not in text or "~~~" not in text)


def fenced(text: str) -> Spans:
    """The fenced blocks of code, fences and all, without the last line end. A fence never closed is none."""
    if "```" not in text and "~~~" not in text:
        return []
    lines = text.split("\n")
    return _joined(lines, _fence_lines(lines))


def inline(text: str) -> Spans:
    """The pieces of code between backticks within a line, backticks and all."""
    if "`" not in text:
        return []
    return [m.span() for m in _INLINE.finditer(text) if not letter_before(text, m.start()).isalnum()]


def code(text: str) -> Spans:
    """All code: fenced, between backticks, and indented."""
    lines = text.split("\n")
    blocks: list[bool] | None = None
    if "```" in text or "~~~" in text:
        blocks = _fence_lines(lines)
    blocks = _either(blocks, _indented_lines(lines))
    return merged(_joined(lines, blocks), inline(text))


def no_shields(text: str) -> bool:
    """Whether the text can have no line for `shielded`, if its spaces are plain."""
    return "\t" not in text and "|" not in text and no_code_marks(text) and "    " not in text


def shielded_spans(text: str, _places: list[int]) -> Spans:
    """The lines that `shielded` flags, and code within lines, as spans of the text."""
    lines = text.split("\n")
    flags = shielded(text, lines)
    return merged(_joined(lines, flags) if flags else [], inline(text))


def shielded(text: str, lines: list[str]) -> list[bool] | None:
    """Which lines have spaces that mean something: lines of code and rows of tables; None where none have."""
    flags: list[bool] | None = None
    if "```" in text or "~~~" in text:
        flags = _fence_lines(lines)
    flags = _either(flags, _indented_lines(lines))
    if "\t" in text:
        flags = _either(flags, _tabbed_lines(lines))
    if "|" in text:
        flags = _either(flags, [_piped(line) for line in lines])
    return flags if any(flags) else None


def _either(a: list[bool] | None, b: list[bool]) -> list[bool]:
    return b if a is None else [x or y for x, y in zip(a, b, strict=True)]


def _joined(lines: list[str], flags: list[bool]) -> Spans:
    spans: Spans = []
    at = 0
    for line, flag in zip(lines, flags, strict=True):
        end = at + len(line)
        if flag:
            if spans and spans[-1][1] == at - 1:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((at, end))
        at = end + 1
    return spans


def _fence_lines(lines: list[str]) -> list[bool]:
    flags = [False] * len(lines)
    opened, mark = -1, ""
    for i, line in enumerate(lines):
        bare = line.strip(BLANKS)
        if not bare.startswith(("```", "~~~")):
            continue
        if opened >= 0:
            if bare.startswith(mark) and not bare.strip(mark[0]):
                flags[opened : i + 1] = [True] * (i + 1 - opened)
                opened = -1
        elif match := _FENCE.match(bare):
            opened, mark = i, match[1]
    return flags


def _indented_lines(lines: list[str]) -> list[bool]:
    """Runs of two and more lines indented by four spaces or a tab, of which half look like code.

    Blank lines inside a run belong to it.
    """
    flags = [False] * len(lines)
    run: list[int] = []
    for i, line in enumerate([*lines, "end"]):
        if line and (line[0] == "\t" or not line[:4].strip(_INDENTS)) and line.strip(BLANKS):
            run.append(i)
        elif line.strip(BLANKS):
            if len(run) > 1 and 2 * sum(looks_like_code(lines[k]) for k in run) >= len(run):
                flags[run[0] : run[-1] + 1] = [True] * (run[-1] + 1 - run[0])
            run = []
    return flags


def _tabbed_lines(lines: list[str]) -> list[bool]:
    """Rows of a table with tabs: neighbours with the same number of tabs between their cells."""
    counts = [line.strip(BLANKS).count("\t") if "\t" in line else 0 for line in lines]
    flags = [False] * len(lines)
    for i in range(len(lines) - 1):
        if counts[i] and counts[i] == counts[i + 1]:
            flags[i] = flags[i + 1] = True
    return flags


def _piped(line: str) -> bool:
    if line.count("|") < 2:
        return False
    bare = line.strip(BLANKS)
    return bare.startswith("|") or bare.endswith("|")
