"""Unicode normal form, piece by piece, so that what it may not touch stays.

Left as they are by every form: CJK compatibility ideographs and the angle brackets U+2329 and U+232A, which
normalisation replaces with other characters than the writer chose, and the spacing accents that it would turn
into a backtick, or into a space with a mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal

from cleantext.typography.steps import Change, Scan

__all__ = ["NORMAL", "form_step"]

NORMAL = (
    "\u0080-\u02ff\u0370-\u0373\u0375-\u0377\u037a-\u037d\u037f-\u0386\u0388-\u0482\u048a-\u052f\u0531-\u0556"
    "\u0559-\u058a\u05d0-\u05ea\u0600-\u060f\u061b-\u064a\u0660-\u066f\u0671-\u06d5\u0904-\u0939\u0e01-\u0e30"
    "\u10d0-\u10ff\u1e00-\u1eff\u2002-\u2027\u202a-\u2064\u2070\u2071\u2074-\u208e\u20a0-\u20c0\u2100-\u2125"
    "\u2127-\u2129\u212c-\u2328\u232b-\u2adb\u3001-\u3029\u3030-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\ufe30-\ufe4f\ufeff\uff01-\uffef\U0001f000-\U0001faff\U00020000-\U0002a6d6"
)
"""Inside of a character class: characters that NFC leaves alone whatever comes before them, of common scripts.

No marks are among them: so a character and what may join it stand in one run of others.
"""

_KEPT = "\u00a8\u00af\u00b4\u00b8\u02d8-\u02dd\u1fef\u1ffd\u2329\u232a\uf900-\ufaff\U0002f800-\U0002fa1f"
# Characters that can join the one before them, though they are no marks: hangul vowels and finals, Kirat Rai.
_JOINING = "\u1161-\u1175\u11a8-\u11c2\U00016d63-\U00016d6a"

MAX_CLUSTER = 64
"""A character with more marks than this is no text in any script; it is left as it is."""
LONG_TEXT = 20_000

_Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


class _FormStep(Scan):
    """The step for a form, with a short way for texts that have nothing that it must leave alone."""

    def __init__(
        self, form: _Form, *, sound: Callable[[str], bool], find: Callable[[str], Iterator[Change]]
    ) -> None:
        super().__init__("form", sound=sound, find=find)
        # Compatibility forms join what stands in two pieces.
        self._whole: Literal["NFC", "NFD"] | None = form if form in ("NFC", "NFD") else None

    def apply(self, text: str) -> str:
        """The text after the step."""
        if self._whole is None or self._sound(text) or _kept().search(text) or _has_long_run(text):
            return super().apply(text)
        return unicodedata.normalize(self._whole, text)


@lru_cache(maxsize=4)
def form_step(form: _Form) -> Scan:
    """The step that brings a text into a normal form."""

    def sound(text: str) -> bool:
        if text.isascii():
            return True
        # Sorting a long run of marks takes square time, so of long texts the runs are looked for first.
        if len(text) > LONG_TEXT and _has_long_run(text):
            return False
        return unicodedata.is_normalized(form, text)

    def find(text: str) -> Iterator[Change]:
        for start, end in _stretches(text) if form == "NFC" else [(0, len(text))]:
            for match in _clusters().finditer(text, start, end):
                old = match[0]
                if len(old) > MAX_CLUSTER:
                    continue
                new = unicodedata.normalize(form, old)
                if new != old:
                    yield Change(*match.span(), new, form.lower())

    return _FormStep(form, sound=sound, find=find)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where NFC may change something: what is not NORMAL, with the character before, which it may join."""
    for match in _not_normal().finditer(text):
        yield max(0, match.start() - 1), match.end()


@lru_cache(maxsize=1)
def _not_normal() -> re.Pattern[str]:
    return re.compile(f"[^\\x00-\\x7f{NORMAL}]+")


@lru_cache(maxsize=1)
def _clusters() -> re.Pattern[str]:
    """A character with all that may join or reorder behind it; runs of marks without a character as well."""
    joining = _marks() + _JOINING
    return re.compile(f"[^\\x00-\\x7f{_KEPT}{joining}][{joining}]*|[\\x00-\\x7f]?[{joining}]+")


def _has_long_run(text: str) -> bool:
    # A run of so many marks holds one of the characters that stand so far apart; few texts hold any there.
    places = (MAX_CLUSTER * match.start() for match in _mark().finditer(text[::MAX_CLUSTER]))
    return any(_long_runs().search(text, max(0, at - MAX_CLUSTER), at + MAX_CLUSTER) for at in places)


@lru_cache(maxsize=1)
def _mark() -> re.Pattern[str]:
    return re.compile(f"[{_marks()}{_JOINING}]")


@lru_cache(maxsize=1)
def _kept() -> re.Pattern[str]:
    return re.compile(f"[{_KEPT}]")


@lru_cache(maxsize=1)
def _long_runs() -> re.Pattern[str]:
    return re.compile(f"[{_marks()}{_JOINING}]{{{MAX_CLUSTER},}}")


@lru_cache(maxsize=1)
def _marks() -> str:
    """All combining marks, as ranges for a character class (a third of a second, so on first need only)."""
    points = [i for i in range(0x300, 0x1F000) if unicodedata.category(chr(i))[0] == "M"]
    points += range(0xE0100, 0xE01F0)
    ranges: list[list[int]] = []
    for point in points:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in ranges)
