"""One codec that UTF-8 was read as: its bytes, the pattern of its sequences, what they mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, cached_property

from cleantext.encoding.chars import letters_of_all, ranges, script
from cleantext.encoding.memory import Memory
from cleantext.encoding.oddness import oddness
from cleantext.encoding.sequences import Sequences, replaced, sequences_of, set_of
from cleantext.encoding.tables import read_pack

__all__ = ["Misreading", "Reading", "grade", "misreadings"]

HOME, PLAUSIBLE, UNLIKELY, NEVER = 0, 1, 2, 3
"""How likely a character is in any text: in a language's alphabet or a common sign; seen; hardly seen; never."""


@cache
def _common() -> frozenset[str]:
    return letters_of_all() | frozenset(read_pack("alphabets")["marks"]["common"])


@cache
def _unlikely() -> tuple[tuple[int, int], ...]:
    spans = (span.partition("-") for span in read_pack("alphabets")["marks"]["unlikely"])
    return tuple((int(low, 16), int(high or low, 16)) for low, _, high in spans)


@cache
def grade(char: str) -> int:
    """HOME, PLAUSIBLE or UNLIKELY."""
    if char in _common():
        return HOME
    code = ord(char)
    if code < 0x80 or (unicodedata.category(char) in ("Cn", "Co", "Cs") and char != "\uf8ff"):
        return NEVER
    return UNLIKELY if any(low <= code <= high for low, high in _unlikely()) else PLAUSIBLE


class Reading:
    """What a run of sequences means; what is not asked for is not reckoned.

    Attributes:
        text: the run decoded, one character for each sequence.
        odd: oddness of the run as it stands, at the end of a word in capitals, where it is least odd.
        grade: the worst grade of a character in it.
        scripts: scripts of its letters, Latin aside, and how many letters of each.
        plain: whether no context is needed where the document votes: odd, and Latin letters or everyday signs.
        worth: what a character of it adds to the codec's vote.
    """

    __slots__ = ("_codec", "_final", "_run", "grade", "odd", "plain", "scripts", "text", "worth")

    def __init__(self, codec: Misreading, run: str, text: str) -> None:
        self._codec = codec
        self._run = run
        self._final: str | None = None
        self.text = text
        self.odd = oddness(f"A{run[:4]} ")
        if _plain().issuperset(text):
            self.grade = HOME
            self.scripts: dict[str, int] = {}
            self.plain = self.odd >= 2 and text.strip("\u00a0") != ""
        elif _layered().issuperset(text):
            self.grade, self.scripts, self.plain = PLAUSIBLE, {}, self.odd >= 2
        else:
            self.grade = HOME if _common().issuperset(self.final) else max(map(grade, self.final))
            self.scripts = _scripts(self.final)
            self.plain = False
        likely = 1.0 if self.grade == HOME else 0.8
        self.worth = -1.0 if self.grade >= UNLIKELY else likely * (1.0 if self.odd else 0.5)

    @property
    def note(self) -> str:
        """What an edit says of it."""
        return f"UTF-8 read as {self._codec.title}: {self._run!r} is {self.text!r}"

    @property
    def final(self) -> str:
        """The text with further layers taken off, which is what the run is judged by."""
        if self._final is None:
            self._final = _peeled(self._codec, self.text) if len(self.text) > 1 else self.text
        return self._final


def _scripts(text: str) -> dict[str, int]:
    for name, letters in _one_script():
        if letters.issuperset(text):
            return {name: len(text)}
    out: dict[str, int] = {}
    for char in text:
        name = script(char)
        if name and name != "latin" and char.isalpha():
            out[name] = out.get(name, 0) + 1
    return out


@cache
def _layered() -> frozenset[str]:
    """Characters of Windows-1252 and its C1 controls: what a further layer of damage consists of."""
    return frozenset(misreadings()[0].bytes) - {chr(0xA0)}


@cache
def _one_script() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(
        (name, frozenset(c for c in map(chr, range(low, high)) if c.isalpha()))
        for name, low, high in (("cyrillic", 0x400, 0x530), ("greek", 0x386, 0x3D0))
    )


@cache
def _plain() -> frozenset[str]:
    return frozenset(char for char in _common() if script(char) in ("", "latin"))


def _peeled(codec: Misreading, text: str) -> str:
    first = misreadings()[0]
    for _ in range(4):
        best = text
        for deep in (codec, first):
            if deep.leads.isdisjoint(text) or deep.tails.isdisjoint(text):
                continue
            inner = deep.peeled(text)
            if inner != text and (oddness(inner), len(inner)) < (oddness(best), len(best)):
                best = inner
        if best == text:
            break
        text = best
    return text


@dataclass(frozen=True, eq=False)
class Misreading:
    """UTF-8 read as one single-byte codec."""

    id: str
    title: str
    bytes: dict[str, int]
    """Character -> the byte, 0x80 to 0xFF, that it was; several characters may have been the same byte."""
    like: str = ""
    """Another codec that differs in a few bytes only: this one is not tried where that explains all."""
    unlike: bool = False
    """Whether a text that this one explains wholly, and well, can be explained by no other."""
    known: Memory[Reading | None] = field(default_factory=Memory)
    _pieces: Memory[list[tuple[int, int, Reading]]] = field(default_factory=Memory)

    @cached_property
    def leads(self) -> frozenset[str]:
        """Characters that begin sequences."""
        return frozenset(c for c, b in self.bytes.items() if 0xC2 <= b <= 0xF4)

    @cached_property
    def tails(self) -> frozenset[str]:
        """Characters that continue sequences."""
        return frozenset(c for c, b in self.bytes.items() if 0x80 <= b <= 0xBF)

    @cached_property
    def table(self) -> dict[int, int]:
        """For `str.translate`: characters to the Latin-1 characters of their bytes, spaces to NBSP."""
        return {**{ord(c): b for c, b in self.bytes.items()}, 0x20: 0xA0}

    @cached_property
    def sequences(self) -> Sequences:
        """Finds its sequences."""
        return sequences_of(self.bytes)

    @cached_property
    def lossy(self) -> re.Pattern[str]:
        """Finds sequences of which bytes were lost: U+FFFD stands for them, or after two leads a question mark."""

        def some(low: int, high: int) -> str:
            return f"[{set_of(self.bytes, low, high)}]"

        two, three, four = some(0xC2, 0xDF), some(0xE0, 0xEF), some(0xF0, 0xF4)
        tail = some(0x80, 0xBF)
        gone = f"[\ufffd{set_of(self.bytes, 0x80, 0xBF)}]"
        return re.compile(
            f"{some(0xC2, 0xF4)}(?:"
            f"(?<={four})(?:{tail}{tail}\ufffd|{tail}\ufffd{gone}?|\ufffd{gone}?{gone}?)"
            f"|(?<={three})(?:{tail}\ufffd|\ufffd{tail}|\ufffd\ufffd?)|(?<={two})\ufffd"
            f"|(?<={some(0xE2, 0xE2)})(?:{some(0x80, 0x80)}\\?|\\?{tail})"
            f"|(?<={some(0xC3, 0xC3)})\\?(?=[^\\W\\d_]))"
        )

    @cached_property
    def _questions(self) -> tuple[str, ...]:
        two, three = ([c for c, b in self.bytes.items() if b == byte] for byte in (0xC3, 0xE2))
        return tuple(f"{c}?" for c in two + three) + tuple(
            f"{c}{d}?" for c in three for d, b in self.bytes.items() if b == 0x80
        )

    def asks(self, text: str) -> bool:
        """Whether a question mark stands where a sequence's byte may have been lost."""
        return "?" in text and any(question in text for question in self._questions)

    @cached_property
    def broken(self) -> re.Pattern[str]:
        """Finds first characters of sequences that something else of the codec follows, once all runs are gone."""
        leads, every = ranges("".join(self.leads)), ranges("".join(self.bytes))
        return re.compile(f"[{leads}][{every}]")

    def reading(self, run: str) -> Reading | None:
        """What a run means; None where it means nothing."""
        if run in self.known:
            return self.known[run]
        text = self.decode(run)
        return self.known.keep(run, Reading(self, run, text) if text else None)

    def pieces(self, run: str) -> list[tuple[int, int, Reading]]:
        """What the sequences of a run mean one by one, where they mean something: from, to, the reading."""
        found = self._pieces.get(run)
        if found is None:
            found = []
            end = 0
            for sequence in self.sequences.singles(run, spaced=True):
                start, end = end, end + len(sequence)
                if (piece := self.reading(sequence)) is not None:
                    found.append((start, end, piece))
            self._pieces.keep(run, found)  # now that it is whole: other threads may read it
        return found

    def peeled(self, text: str) -> str:
        """A text with its runs decoded."""
        return replaced(text, [(a, b, self.decode(run) or run) for a, b, run in self.sequences.runs(text)])

    def decode(self, run: str) -> str | None:
        """The run decoded; None where it is no UTF-8."""
        try:
            text = run.translate(self.table).encode("latin-1").decode("utf-8", "surrogatepass")
            if any("\ud800" <= c <= "\udfff" for c in text):
                text = text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeError:
            return None
        return text


def _byte_map(codecs: list[str], spare: str) -> dict[str, int]:
    out: dict[str, int] = {}
    for name in codecs:
        for byte in range(0x80, 0x100):
            try:
                char = bytes([byte]).decode(name)
            except UnicodeDecodeError:
                if spare != "c1" or byte > 0x9F:
                    continue
                char = chr(byte)
            out.setdefault(char, byte)
    return out


@cache
def misreadings() -> tuple[Misreading, ...]:
    """The codecs of `rules/encoding/codecs.toml`, in their order."""
    return tuple(
        Misreading(
            row["id"],
            row["title"],
            _byte_map(row["read"], row["spare"]),
            row.get("like", ""),
            row.get("unlike", False),
        )
        for row in read_pack("codecs")["rule"]
    )
