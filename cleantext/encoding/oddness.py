"""How odd a text is: the sum of characters that stand where sound text hardly ever has them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from cleantext.encoding.chars import alphabets, builtin_classes, ranges
from cleantext.encoding.memory import Memory
from cleantext.encoding.tables import read_pack
from cleantext.native import core

__all__ = ["Oddity", "oddities", "oddness"]

_NAME = re.compile(r"\{([a-z-]+)\}")


class Oddity(NamedTuple):
    """One entry of the table."""

    id: str
    pattern: str
    weight: int


@cache
def oddities() -> tuple[Oddity, ...]:
    """The entries of `rules/encoding/oddness.toml`, classes filled in, the heaviest first."""
    pack = read_pack("oddness")
    classes = {**builtin_classes(), **{k: ranges(v) for k, v in pack["classes"].items()}}
    return tuple(
        Oddity(row["id"], _NAME.sub(lambda m: classes[m.group(1)], row["pattern"]), row["weight"])
        for row in sorted(pack["odd"], key=lambda row: -row["weight"])
    )


@cache
def _pattern() -> tuple[re.Pattern[str], list[int]]:
    rows = oddities()
    # The look-ahead rejects ASCII at once: every entry consumes a character beyond it.
    compiled = re.compile("(?=[^\\x00-\\x7f])(?:" + "|".join(f"({row.pattern})" for row in rows) + ")")
    return compiled, [0, *(row.weight for row in rows)]


@cache
def _pairs() -> re.Pattern[str]:
    return re.compile(f"[{builtin_classes()['accented']}](?=[{builtin_classes()['accented']}])")


@cache
def strangers(pair: str) -> bool:
    """Whether no language has both letters."""
    return not any(letters.issuperset(pair) for name, letters in alphabets().items() if name != "en")


@cache
def _native() -> Any:
    """The table in native code, which says the same; None where no core was built."""
    if core is None:
        return None
    others = [letters for name, letters in alphabets().items() if name != "en"]
    rows = [(row.pattern, row.weight) for row in oddities()]
    return core.Oddness(rows, builtin_classes()["accented"], map("".join, others))


_memory: Memory[int] = Memory()


def oddness(text: str) -> int:
    """The oddness of a short text; it should show two characters of context on both sides."""
    known = _memory.get(text)
    if known is not None:
        return known
    native = _native()
    value: int = native.total(text) if native else sum(weight for _, weight in pattern_odd_chars(text))
    return _memory.keep(text, value)


def odd_chars(text: str) -> list[tuple[str, int]]:
    """The odd characters of a short text, each with its weight."""
    native = _native()
    return native.chars(text) if native else pattern_odd_chars(text)


def pattern_odd_chars(text: str) -> list[tuple[str, int]]:
    """What the native core does, by regular expressions."""
    pattern, weights = _pattern()
    out = [(m.group(), weights[m.lastindex]) for m in pattern.finditer(text) if m.lastindex]
    for match in _pairs().finditer(text):
        at = match.start()
        if strangers(text[at : at + 2]):
            out += [(text[at], 1), (text[at + 1], 1)]
    return out
