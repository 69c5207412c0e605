"""What a line begins with that a regular expression fits, so that the expression need not be tried on most lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

try:
    from re import _constants as op  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # another Python than the ones we know: expressions are tried as they come
    parser = None

__all__ = ["Beginnings", "beginnings", "longest"]

SIZE = 6
"""So many characters are enough."""
TELLING = 3
"""A beginning of fewer letters than this does not tell much."""
MOST = 2_000
"""More beginnings than this save nothing."""
_ANY = (1 << 32) - 1
_ODD = re.compile(
    "[\u0130\u0131\u017f\u1c80-\u1c8f\u1e60\u1e61\u1e9b\u2126-\u212b\uab70-\uabbf\ufb05\ufb06"
    "\U00010000-\U0010ffff]"
)
"""Letters that match one which is no capital of theirs where case does not matter, beside those of Greek."""
_OTHERWISE = re.compile(
    r"(?<!\\)(?:\\\\)*\{(?!\d*,?\d*\})"  # bounds of a fuzzy match
    r"|\[:[^\[\]]+:\]"  # a class of POSIX
    r"|\[\^?\[|\[[^\]]*(?:--|&&|~~|\|\|)"  # sets in sets, of which `re` warns
)
"""What `regex` reads otherwise than `re`, or may some day."""

Beginnings = tuple[str, ...]


@lru_cache(maxsize=4096)
def beginnings(pattern: str, least: int = TELLING) -> tuple[bool, Beginnings]:
    """The beginnings of all lines that a pattern fits.

    Args:
        pattern: of `re` or `regex`.
        least: so many letters must each beginning have, if it is not a sign.

    Returns:
        Whether a line's characters before its first word are passed over, as `\\W{0,5}` does; and what comes then, of
        up to six characters, in small letters: none where it may be anything.
    """
    parsed = _parsed(pattern)
    if parsed is None:
        return False, ()
    tree = list(parsed)
    while tree and tree[0][0] is op.AT:
        del tree[0]
    skips = bool(tree) and _passes_over(tree[0])
    going, done = _grown(tree[1:] if skips else tree, {""})
    found = {text.lower() for text in going | done}
    if len(found) > MOST or not all(_tells(text, least) for text in found) or any(map(_ODD.search, found)):
        return False, ()
    if skips and not all(text[0].isalnum() for text in found):
        return False, ()
    return skips, tuple(sorted(found))


@lru_cache(maxsize=4096)
def longest(pattern: str) -> int:
    """Characters of the longest line that a pattern fits, where that is known; else more than any line has."""
    parsed = _parsed(pattern)
    return _ANY if parsed is None else min(int(parsed.getwidth()[1]), _ANY)


def _parsed(pattern: str) -> Any:
    """The pattern as `re` takes it apart; None where only `regex` reads it or reads it so, or it is too large."""
    if parser is None or _OTHERWISE.search(pattern):
        return None
    try:
        return parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


def _tells(text: str, least: int) -> bool:
    """Whether few lines begin so: with some letters, or with a sign."""
    return len(text) >= least or (text != "" and not text[0].isalnum())


def _passes_over(node: Any) -> bool:
    """Whether a node is `\\W{0,n}`."""
    kind, value = node
    return kind in (op.MAX_REPEAT, op.POSSESSIVE_REPEAT) and list(value[2]) == [
        (op.IN, [(op.CATEGORY, op.CATEGORY_NOT_WORD)])
    ]


def _grown(tree: Iterable[Any], begun: set[str]) -> tuple[set[str], set[str]]:
    """What texts that begin so go on to: those that the tree's end leaves open, and those that are long enough."""
    done: set[str] = set()
    for kind, value in tree:
        done |= {text for text in begun if len(text) >= SIZE}
        begun = begun - done
        if not begun:
            break
        if len(begun) + len(done) > MOST:
            return set(), done | begun
        if kind is op.LITERAL:
            begun = {text + chr(value) for text in begun}
        elif kind is op.IN:
            chars = _chars(value)
            if not chars or len(chars) * len(begun) > MOST:
                return set(), done | begun
            begun = {text + char for text in begun for char in chars}
        elif kind is op.SUBPATTERN or kind is op.ATOMIC_GROUP:
            begun, more = _grown(value[-1] if kind is op.SUBPATTERN else value, begun)
            done |= more
        elif kind is op.BRANCH:
            ways = [_grown(way, begun) for way in value[1]]
            begun = {text for going, _ in ways for text in going}
            done |= {text for _, more in ways for text in more}
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            low, high, inner = value
            once, more = _grown(inner, begun)
            done |= more
            if high == 1:
                begun = once if low else begun | once
            else:  # after the first time anything may come
                done |= once
                begun = set() if low else begun
        elif kind not in (op.AT, op.ASSERT, op.ASSERT_NOT):
            return set(), done | begun
    return begun, done


def _chars(members: list[Any]) -> set[str]:
    """The characters of a set; none where they are too many to tell."""
    out: set[str] = set()
    for kind, value in members:
        if kind is op.LITERAL:
            out.add(chr(value))
        elif kind is op.RANGE and value[1] - value[0] < 64:
            out.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return set()
    return out
