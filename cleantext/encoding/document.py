"""A text and what is reckoned once about it, for all stages of repair."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Any

from cleantext.encoding.chars import script
from cleantext.encoding.codecs import Misreading
from cleantext.encoding.guard import Kind, alarms
from cleantext.encoding.language import SEEN as SPOKEN
from cleantext.encoding.language import language_of
from cleantext.native import core

__all__ = ["Document", "pieces_of"]

SEEN, LONG = 900, 200
"""Characters beyond ASCII that are counted; longer texts are sampled evenly, and so much of every run."""

_PIECE = re.compile(r"[^\x00-\x7f][^\x00-\x7f]*")  # `re` looks for a single character quickly
_PURE = (
    ("А-яёЁ", 1),
    ("Ά-ώ", 3),
    ("\u3005-\u30ff\u3400-\u9fff\uff01-\uff9f", 1),
    ("\uac00-\ud7a3", 1),
    ("\u0590-\u0fff", 1),
)
"""Letters of one script, and how many side by side are no damage."""
_PURE_PIECE = re.compile("|".join(f"[{letters}]{{{least},}}" for letters, least in _PURE))
_BY_LETTERS = ("", "ru", "el", "zh")
"""What is said of a language that no words tell."""
MOST_PURE = 50
"""So many runs of them are looked at for their scripts."""
_NATIVE: Any = core.Pieces(_PURE) if core else None
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


_language_of = lru_cache(maxsize=8)(language_of)  # documents ask again for what the ones before them were


class Document:
    """A text and what is reckoned once about it."""

    def __init__(self, text: str, before: Document | None = None, text_only: bool = False) -> None:
        """Take a text.

        Args:
            text: the text.
            before: what it was before a repair; its language holds, if its words tell it.
            text_only: nobody will ask how the text came about that is left in the end.
        """
        self.text = text
        self.text_only: bool = before.text_only if before else text_only
        self.suspected: dict[Kind, bool] = {}
        self._runs: dict[tuple[str, bool], list[tuple[int, int, str]]] = {}
        self._beginnings: tuple[str, ...] = (*(before._beginnings if before else ()), text[:SPOKEN])

    def runs(self, codec: Misreading, spaced: bool = False) -> list[tuple[int, int, str]]:
        """The runs of a codec's sequences, where they begin and end; `spaced`: a space may stand for the byte A0."""
        key = codec.id, spaced
        known = self._runs.get(key)
        if known is None:
            known = self._runs[key] = codec.sequences.runs(self.text, spaced)
        return known

    @cached_property
    def alarms(self) -> int:
        """What the guard says of it."""
        return alarms(self.text)

    @cached_property
    def _pieces(self) -> tuple[list[str], str, list[str], int]:
        found: tuple[list[str], str, list[str], int] = (
            _NATIVE.of(self.text, MOST_PURE) if _NATIVE else pieces_of(self.text)
        )
        return found

    @property
    def mixed(self) -> list[str]:
        """Its runs of characters beyond ASCII that may be damage."""
        return self._pieces[0]

    @property
    def total(self) -> int:
        """How many characters beyond ASCII there are."""
        return self._pieces[3]

    @cached_property
    def chars(self) -> frozenset[str]:
        """The characters of runs that may be damage."""
        return frozenset(self._pieces[1])

    @cached_property
    def sample(self) -> tuple[str, str, float]:
        """Runs of two and more characters that may be damage, a line each: a sample of them, all, and their ratio."""
        pieces = [piece for piece in self.mixed if len(piece) > 1]
        everything = "\n".join(pieces)
        step = len(everything) // SEEN + 1
        if step == 1:
            return everything, everything, 1.0
        sample = "\n".join([piece[:LONG] for piece in pieces[::step]])
        return sample, everything, len(everything) / len(sample)

    @cached_property
    def _ends(self) -> frozenset[str]:
        """The last characters of runs that may be damage, and those before them."""
        return frozenset("".join({piece[-2:] for piece in self.mixed}))

    def open_ends(self, codec: Misreading) -> bool:
        """Whether a run ends inside a sequence, as it does where the byte A0 became a space."""
        return not self._ends.isdisjoint(codec.leads)

    @cached_property
    def scripts(self) -> frozenset[str]:
        """The scripts of its letters, Latin aside."""
        chars = self.chars.union(*self._pieces[2])
        return frozenset(s for s in map(script, chars) if s and s != "latin")

    @cached_property
    def right_to_left(self) -> bool:
        """Whether something of it is written from right to left."""
        return _RIGHT_TO_LEFT.search(self.text) is not None

    @cached_property
    def language(self) -> str:
        """The language, as far as its commonest words tell; before it was mended, if they told it then."""
        *earlier, now = self._beginnings
        told = (language for part in earlier if (language := _language_of(part)) not in _BY_LETTERS)
        return next(told, None) or _language_of(now)


def pieces_of(text: str) -> tuple[list[str], str, list[str], int]:
    """Runs of characters beyond ASCII.

    Returns:
        Those that may be damage; their characters, each once; the first ones of letters of one script; how many
        characters all of them have.
    """
    pieces = _PIECE.findall(text)
    plain = {piece for piece in set(pieces) if piece[0] >= "\u0370" and _PURE_PIECE.fullmatch(piece)}
    mixed = [piece for piece in pieces if piece not in plain]
    pure = [piece for piece in pieces if piece in plain] if plain else []
    return mixed, "".join(dict.fromkeys("".join(mixed))), pure[:MOST_PURE], sum(map(len, pieces))
