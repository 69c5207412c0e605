"""The valid UTF-8 sequences of a text that was read as a single-byte codec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Protocol

from cleantext.encoding.chars import ranges
from cleantext.native import core

__all__ = ["Sequences", "replaced", "sequences_of", "set_of"]


class Sequences(Protocol):
    """Finds the sequences of one codec, from the left; `spaced`: a space may stand for the byte A0."""

    def singles(self, text: str, spaced: bool = False) -> list[str]:
        """Single sequences."""

    def runs(self, text: str, spaced: bool = False) -> list[tuple[int, int, str]]:
        """Sequences side by side: where they begin, where they end, and what they are."""

    def mended(self, text: str, spaced: bool, made: dict[str, str | None]) -> str | None:
        """The text with its runs as `made` has them; None where some run is not in it.

        Args:
            text: the text.
            spaced: as for runs.
            made: what each run becomes; None leaves it as it is.
        """


def sequences_of(codec: Mapping[str, int]) -> Sequences:
    """What finds the sequences of a codec, of which each character's byte is given."""
    return core.Sequences(codec) if core else PatternSequences(codec)


def set_of(codec: Mapping[str, int], low: int, high: int) -> str:
    """The characters of some bytes, as the body of a set."""
    return ranges("".join(c for c, b in codec.items() if low <= b <= high))


def replaced(text: str, pieces: Iterable[tuple[int, int, str]]) -> str:
    """The text with something else in place of some pieces, of which are told where they begin and end, in order."""
    parts: list[str] = []
    at = 0
    for start, end, new in pieces:
        parts += (text[at:start], new)
        at = end
    parts.append(text[at:])
    return "".join(parts)


class PatternSequences:
    """What the native core does, by regular expressions."""

    def __init__(self, codec: Mapping[str, int]) -> None:
        self._codec = codec

    def singles(self, text: str, spaced: bool = False) -> list[str]:
        """Single sequences."""
        return (self._spaced_singles if spaced else self._singles).findall(text)

    def runs(self, text: str, spaced: bool = False) -> list[tuple[int, int, str]]:
        """Sequences side by side."""
        pattern = self._spaced_runs if spaced else self._runs
        return [(*match.span(), match.group()) for match in pattern.finditer(text)]

    def mended(self, text: str, spaced: bool, made: dict[str, str | None]) -> str | None:
        """The text with its runs as `made` has them."""
        runs = self.runs(text, spaced)
        if any(run not in made for _, _, run in runs):
            return None
        return replaced(
            text, [(start, end, new) for start, end, run in runs if (new := made[run]) is not None]
        )

    @cached_property
    def _singles(self) -> re.Pattern[str]:
        return re.compile(self._sequence(""))

    @cached_property
    def _spaced_singles(self) -> re.Pattern[str]:
        return re.compile(self._sequence(" "))

    @cached_property
    def _runs(self) -> re.Pattern[str]:
        return _runs_of(self._sequence(""))

    @cached_property
    def _spaced_runs(self) -> re.Pattern[str]:
        return _runs_of(self._sequence(" "))

    def _sequence(self, blank: str) -> str:
        def some(low: int, high: int) -> str:
            return f"[{set_of(self._codec, low, high)}{blank if low <= 0xA0 <= high else ''}]"

        tail = some(0x80, 0xBF)
        middle = set_of(self._codec, 0xE1, 0xEC) + set_of(self._codec, 0xEE, 0xEF)
        # Written with all first characters at the front, which `re` looks for quickly.
        return (
            f"{some(0xC2, 0xF4)}(?:"
            + "|".join(
                [
                    f"(?<={some(0xC2, 0xDF)}){tail}",
                    f"(?<={some(0xE0, 0xE0)}){some(0xA0, 0xBF)}{tail}",
                    f"(?<=[{middle}]){tail}{tail}",
                    f"(?<={some(0xED, 0xED)}){some(0x80, 0x9F)}{tail}",
                    f"(?<={some(0xED, 0xED)}){some(0xA0, 0xAF)}{tail}{some(0xED, 0xED)}{some(0xB0, 0xBF)}{tail}",
                    f"(?<={some(0xF0, 0xF0)}){some(0x90, 0xBF)}{tail}{tail}",
                    f"(?<={some(0xF1, 0xF3)}){tail}{tail}{tail}",
                    f"(?<={some(0xF4, 0xF4)}){some(0x80, 0x8F)}{tail}{tail}",
                ]
            )
            + ")"
        )


def _runs_of(sequence: str) -> re.Pattern[str]:
    return re.compile(f"{sequence}(?:{sequence})*")
