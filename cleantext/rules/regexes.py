"""Regular expressions in rules: the escape hatch, checked before use and bounded in time.

A pattern is matched against the whole stripped line. Repetition must be bounded (`{0,80}` rather than `*`), and
no repetition may stand inside another, save possessive ones; what passes still runs under a time limit.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

__all__ = ["check_regex", "search_regex"]

TIME_LIMIT_S = 0.05
_QUANTIFIERS = "*+?{"


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> regex.Pattern[str]:
    import regex  # takes as long to load as a text to clean, and few texts have anything that a pattern is tried on

    return regex.compile(pattern, regex.IGNORECASE)


def search_regex(pattern: str, text: str) -> bool:
    """Whether the pattern fits the whole line.

    A pattern that takes longer than the limit counts as not fitting: a rule that is in doubt takes nothing.
    """
    try:
        return _compiled(pattern).fullmatch(text, timeout=TIME_LIMIT_S) is not None
    except TimeoutError:
        return False


def check_regex(pattern: str) -> str | None:
    """What is wrong with a pattern, or None."""
    import regex

    try:
        compiled = _compiled(pattern)
    except regex.error as error:
        return f"is no regular expression: {error}"
    if compiled.fullmatch("") is not None:
        return "matches the empty line, and so every line it is tried on"
    return _repetition(pattern)


def _repetition(pattern: str) -> str | None:
    """Look for unbounded and for nested repetition."""
    # Per open group: whether a repetition stands inside it.
    groups: list[bool] = [False]
    i, last_group_repeats = 0, False
    last_was_group = False
    while i < len(pattern):
        c = pattern[i]
        if c == "\\":
            i += 2
            last_was_group = False
            continue
        if c == "[":
            i = _class_end(pattern, i)
            last_was_group = False
            continue
        if c == "(":
            groups.append(False)
            i += 1
            if pattern[i : i + 1] == "?":
                # Past the group's own `?`, which repeats nothing.
                i += 1
            last_was_group = False
            continue
        if c == ")":
            last_group_repeats = groups.pop() if len(groups) > 1 else False
            groups[-1] |= last_group_repeats
            last_was_group = True
            i += 1
            continue
        if c in _QUANTIFIERS:
            high, end = _quantifier(pattern, i)
            if end == i:
                i += 1
                last_was_group = False
                continue
            possessive = pattern[end : end + 1] == "+"
            if high is None and not possessive:
                return f"has an unbounded repetition at character {i} ({pattern[i:end]}); bound it, e.g. {{0,80}}"
            if (high is None or high > 1) and last_was_group and last_group_repeats and not possessive:
                return (
                    f"has a repetition around another at character {i} ({pattern[i:end]}); "
                    "make the outer possessive or take it apart"
                )
            if high is None or high > 1:
                groups[-1] = True
            i = end + (pattern[end : end + 1] in ("+", "?"))
            last_was_group = False
            continue
        last_was_group = False
        i += 1
    return None


def _class_end(pattern: str, i: int) -> int:
    """Where a character class that begins at i ends."""
    i += 1
    if pattern[i : i + 1] == "^":
        i += 1
    if pattern[i : i + 1] == "]":
        i += 1
    while i < len(pattern) and pattern[i] != "]":
        i += 2 if pattern[i] == "\\" else 1
    return i + 1


def _quantifier(pattern: str, i: int) -> tuple[int | None, int]:
    """The upper bound of the quantifier at i (None: unbounded) and where it ends (i: it is no quantifier)."""
    if pattern[i] == "?":
        return 1, i + 1
    if pattern[i] in "*+":
        return None, i + 1
    end = pattern.find("}", i)
    body = pattern[i + 1 : end] if end > 0 else ""
    low, comma, high = body.partition(",")
    if end < 0 or not (low.isdigit() or low == "") or not (high.isdigit() or high == "") or body == "":
        return 1, i
    if not comma:
        return int(low), end + 1
    return (int(high) if high else None), end + 1
