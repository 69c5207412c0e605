"""Which single-byte codec a text in Latin letters is in: the one that spells a language.

Detectors tell scripts apart well, and Latin codecs badly: Spanish in windows-1252 is nearly Slovak in
windows-1250. What tells is the alphabet: the language is known by its short ASCII words, which look the same
in all of them, and the right codec makes only letters of that language, and signs of punctuation.
"""

from __future__ import annotations

from collections import Counter

__all__ = ["LATIN_CODECS", "latin_codec"]

LATIN_CODECS = (
    "cp1252",
    "cp1250",
    "iso8859-2",
    "cp1254",
    "cp1257",
    "mac-roman",
    "cp850",
    "cp1258",
    "cp437",
    "cp852",
)
"""In order of preference: how much of the web's text is, or was, in them."""

_SIGNS = frozenset("\u00a0\u00ad–—‘’‚“”„«»‹›…•·§°©®™€£¿¡ºª½²³´×†")


def latin_codec(sample: bytes) -> tuple[str, float] | None:
    """The best codec for the sample, and the share of its characters outside ASCII that do not fit, 0 to 1.

    None where fewer than one Latin letter stands on each of those characters: it is another script.
    """
    from cleantext.encoding.chars import alphabets

    letters = sum(b < 0x80 and chr(b).isalpha() for b in sample)
    high = sum(b >= 0x80 for b in sample)
    if not high or letters < high:
        return None
    table = alphabets()
    known = [table[name] for name in _languages(sample)] or list(table.values())
    best: tuple[str, float] | None = None
    for codec in LATIN_CODECS:
        odd = _odd(sample.decode(codec, "replace"), known) / high
        if best is None or odd < best[1]:
            best = codec, odd
    return best


def _languages(sample: bytes) -> list[str]:
    """The two languages whose short ASCII words the sample has most of; none where it has fewer than two."""
    from cleantext.encoding.tables import read_pack

    words = Counter(sample.lower().split())
    counts = {
        name: sum(words[word.encode()] for word in row["words"])
        for name, row in read_pack("alphabets")["language"].items()
    }
    best = sorted(counts, key=lambda name: -counts[name])[:2]
    return [name for name in best if counts[name] >= 2]


def _odd(text: str, known: list[frozenset[str]]) -> int:
    """How many characters outside ASCII are of no language, or are capitals behind a small letter."""
    chars: Counter[str] = Counter()
    capitals = 0
    before = ""
    for char in text:
        if not char.isascii() and char not in _SIGNS:
            chars[char] += 1
            capitals += char.isupper() and before.islower()
        before = char
    return capitals + min(sum(n for char, n in chars.items() if char not in letters) for letters in known)
