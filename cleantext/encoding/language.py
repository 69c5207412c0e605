"""A guess at a text's language by its script and commonest short words, for what only the language decides."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from cleantext.encoding.chars import alphabets
from cleantext.encoding.tables import read_pack
from cleantext.native import core

__all__ = ["home_costs", "language_of", "lone_letters", "ranks"]

_OTHERS = "\u0370-\u03ff\u0400-\u052f\u0590-\u0fff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
_OTHER_LETTER = re.compile(f"[{_OTHERS}]")
SEEN = 3_000
"""Characters of a text that are looked at."""


@cache
def _words() -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = {}
    for language, row in read_pack("alphabets")["language"].items():
        for word in row["words"]:
            out.setdefault(word, []).append(language)
    return {word: tuple(names) for word, names in out.items()}


def language_of(text: str) -> str:
    """The language whose short words the beginning of a text has most of; "" where nothing tells.

    "ru" and "el" stand for the scripts, "zh" for any other that is not Latin.
    """
    part = text[:SEEN]
    native = _native()
    others = native.letters(part) if native else "".join(_OTHER_LETTER.findall(part))
    if len(others) > 20 and len(others) * 8 > len(part):
        middle = sorted(others[:400])[min(len(others), 400) // 2]
        return "ru" if "\u0400" <= middle <= "\u052f" else "el" if "\u0370" <= middle <= "\u03ff" else "zh"
    points: dict[str, float] = native.points(part) if native else points_of_words(part)
    if not points:
        return ""
    best = max(points, key=lambda name: points[name])
    return best if points[best] >= 2 else ""


@cache
def _native() -> Any:
    """What tells a language, in native code; None where no core was built."""
    return core.Speech(_words(), _OTHERS) if core else None


def points_of_words(text: str) -> dict[str, float]:
    """Language -> its points, in the order in which its words come; a word's point is shared by its languages."""
    known = _words()
    points: dict[str, float] = {}
    for word in [word for word in text.split() if word in known]:
        for language in (names := known[word]):
            points[language] = points.get(language, 0.0) + 1 / len(names)
    return points


@cache
def home_costs(language: str) -> dict[str, float]:
    """Letter -> what it costs in a text of the language; letters not named cost 1."""
    table = alphabets()
    if not language:
        return dict.fromkeys(frozenset().union(*table.values()), 0.0)
    costs = dict.fromkeys(table["en"], 1.5 if language in ("ru", "el", "zh") else 0.5)
    for name in ("ru", "uk", "sr", "el", "mk", "be"):
        strange = 0.3 if name == "el" and language != "el" else 0.0
        costs.update(dict.fromkeys(table[name], strange))
    costs.update(dict.fromkeys(table.get(language, ()), 0.5 if language == "en" else 0.0))
    return costs


@cache
def ranks(language: str) -> dict[str, int]:
    """Letter -> its place among the language's letters by how common it is; capitals as their small letters."""
    row = read_pack("alphabets")["language"].get(language, {"letters": ""})
    out = {}
    for place, letter in enumerate(row["letters"]):
        out[letter] = out[letter.upper()] = place
    return out


@cache
def lone_letters(language: str) -> frozenset[str]:
    """Letters beyond ASCII that may be a word of the language, small and capital."""
    letters = read_pack("alphabets")["language"].get(language, {}).get("alone", "")
    return frozenset(letters + letters.upper())
