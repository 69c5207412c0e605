"""Classes of characters, as the bodies of regular expression sets, and alphabets of languages."""

from __future__ import annotations

import re
from functools import cache

from cleantext.encoding.tables import read_pack

__all__ = ["alphabets", "builtin_classes", "letters_of_all", "script"]

LATIN = [(0xC0, 0x24F), (0x1E00, 0x1EFF)]
CYRILLIC = [(0x400, 0x45F), (0x490, 0x493)]
GREEK = [(0x386, 0x3CE)]


def _chars(ranges: list[tuple[int, int]]) -> str:
    return "".join(chr(c) for low, high in ranges for c in range(low, high + 1) if chr(c).isalpha())


def _small(chars: str) -> str:
    return "".join(c for c in chars if c.islower())


def _capital(chars: str) -> str:
    return "".join(c for c in chars if c.isupper())


def ranges(chars: str) -> str:
    """The characters as the body of a set, neighbours joined into ranges."""
    out: list[str] = []
    codes = sorted({ord(c) for c in chars})
    i = 0
    while i < len(codes):
        j = i
        while j + 1 < len(codes) and codes[j + 1] == codes[j] + 1:
            j += 1
        first, last = (re.escape(chr(codes[k])) for k in (i, j))
        out.append(first if i == j else f"{first}-{last}")
        i = j + 1
    return "".join(out)


@cache
def builtin_classes() -> dict[str, str]:
    """Class name -> body of a regular expression set."""
    latin, cyrillic, greek = _chars(LATIN), _chars(CYRILLIC), _chars(GREEK)
    ascii_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    every = ascii_letters + latin + cyrillic + greek
    return {
        "letter": ranges(every),
        "small": ranges(_small(every)),
        "capital": ranges(_capital(every)),
        "latin": ranges(ascii_letters + latin),
        "accented": ranges(latin),
        "accented-small": ranges(_small(latin)),
        "accented-capital": ranges(_capital(latin) + _capital(cyrillic) + _capital(greek)),
        "cyrillic": ranges(cyrillic),
        "greek": ranges(greek),
        "greek-small": ranges(_small(greek)),
    }


@cache
def alphabets() -> dict[str, frozenset[str]]:
    """Language -> its letters beyond a to z, small and capital."""
    out = {}
    for language, row in read_pack("alphabets")["language"].items():
        small: str = row["letters"]
        big = "".join(c.upper() for c in small if len(c.upper()) == 1)
        out[language] = frozenset(small + big + row.get("capitals", ""))
    return out


@cache
def letters_of_all() -> frozenset[str]:
    """Letters that stand in some language's alphabet."""
    return frozenset().union(*alphabets().values())


_SCRIPTS = [
    (0x41, 0x24F, "latin"), (0x1E00, 0x1EFF, "latin"),
    (0x370, 0x3FF, "greek"), (0x1F00, 0x1FFF, "greek"),
    (0x400, 0x52F, "cyrillic"), (0x530, 0x58F, "armenian"), (0x591, 0x5F4, "hebrew"),
    (0x600, 0x6FF, "arabic"), (0x750, 0x77F, "arabic"), (0x8A0, 0x8FF, "arabic"),
    (0xFB50, 0xFDFF, "arabic"), (0xFE70, 0xFEFE, "arabic"),
    (0x900, 0x97F, "devanagari"), (0x980, 0x9FF, "bengali"), (0xA00, 0xA7F, "gurmukhi"),
    (0xA80, 0xAFF, "gujarati"), (0xB00, 0xB7F, "oriya"), (0xB80, 0xBFF, "tamil"), (0xC00, 0xC7F, "telugu"),
    (0xC80, 0xCFF, "kannada"), (0xD00, 0xD7F, "malayalam"), (0xD80, 0xDFF, "sinhala"),
    (0xE00, 0xE7F, "thai"), (0xE80, 0xEFF, "lao"), (0xF00, 0xFFF, "tibetan"), (0x1000, 0x109F, "myanmar"),
    (0x10A0, 0x10FF, "georgian"), (0x1200, 0x137F, "ethiopic"), (0x1780, 0x17FF, "khmer"),
    (0x2E80, 0x2FDF, "cjk"), (0x3000, 0x30FF, "cjk"), (0x3100, 0x31FF, "cjk"), (0x3200, 0x9FFF, "cjk"),
    (0xAC00, 0xD7A3, "cjk"), (0xF900, 0xFAFF, "cjk"), (0xFE30, 0xFE4F, "cjk"), (0xFF00, 0xFFEF, "cjk"),
    (0x20000, 0x3134F, "cjk"),
]  # fmt: skip


@cache
def script(char: str) -> str:
    """The script of a letter, "" for signs, digits and scripts that are not told apart."""
    code = ord(char)
    for low, high, name in _SCRIPTS:
        if low <= code <= high:
            return name if name != "latin" or char.isalpha() else ""
    return ""
