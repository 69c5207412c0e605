"""What a document as a whole says about the codec that its UTF-8 was read as."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable
from functools import cache, cached_property
from typing import NamedTuple

from cleantext.encoding.chars import script
from cleantext.encoding.codecs import HOME, UNLIKELY, Misreading, grade, misreadings
from cleantext.encoding.guard import Kind, alarms
from cleantext.encoding.language import home_costs, language_of, ranks
from cleantext.encoding.oddness import oddness
from cleantext.encoding.sequences import replaced
from cleantext.native import core

__all__ = ["Document", "Vote", "votes"]

STRONG, COVERED, NEARLY, WHOLE, ALL = 4, 0.4, 0.7, 0.9, 0.98
"""So many odd sequences, and this share of a text's non-ASCII characters, make a vote of the document."""
SHORT = 400
"""Texts with fewer characters beyond ASCII are looked at more closely: lost bytes, lone first bytes."""
RIVAL = 0.7
"""Codecs that explain this share of what the best explains are compared by what comes out."""
SAMPLE = 40
SEEN, LONG = 900, 200
"""Characters beyond ASCII that are counted; longer texts are sampled evenly, and so much of every run."""

_PIECE = re.compile(r"[^\x00-\x7f][^\x00-\x7f]*")  # `re` looks for a single character quickly
_PURE = re.compile(
    "[А-яёЁ]+|[Ά-ώ]{3,}|[\u3005-\u30ff\u3400-\u9fff\uff01-\uff9f]+|[\uac00-\ud7a3]+|[\u0590-\u0fff]+"
)
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_GARBLE = re.compile("ã[‚ƒ†]â|ãƒâ")
"""What mojibake becomes that was put into small letters: nobody can mend it."""


class Judged(NamedTuple):
    """Whether spans are damage."""

    alone: dict[str, bool | None]
    """Wherever they stand; None where their neighbours decide."""
    beside: dict[Hashable, bool]
    """With their neighbours."""


class Document:
    """A text and what is reckoned once about it."""

    def __init__(self, text: str, before: Document | None = None) -> None:
        """`before`: what it was before a repair; its language still holds, if its words told it."""
        self.text = text
        self.suspected: dict[Kind, bool] = {}
        self._judged: dict[Hashable, Judged] = before._judged if before else {}
        self._runs: dict[tuple[str, bool], list[tuple[int, int, str]]] = {}
        if before is not None and before.__dict__.get("language", "") not in ("", "ru", "el", "zh"):
            self.language = before.language

    def judged(self, by: Hashable) -> Judged:
        """What spans were judged to be, by all that this hangs on: it holds for the text after a repair too."""
        return self._judged.setdefault(by, Judged({}, {}))

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
    def _pieces(self) -> tuple[list[str], list[str]]:
        """Runs of characters beyond ASCII: those that may be damage, and those of letters of one script only."""
        pieces: list[str] = core.runs_beyond_ascii(self.text) if core else _PIECE.findall(self.text)
        plain = {piece for piece in set(pieces) if piece[0] >= "\u0370" and _PURE.fullmatch(piece)}
        if not plain:
            return pieces, []
        return [piece for piece in pieces if piece not in plain], [
            piece for piece in pieces if piece in plain
        ]

    @cached_property
    def total(self) -> int:
        """How many characters beyond ASCII there are."""
        mixed, pure = self._pieces
        return sum(map(len, mixed)) + sum(map(len, pure))

    @cached_property
    def chars(self) -> frozenset[str]:
        """The characters of runs that may be damage."""
        return frozenset("".join(set(self._pieces[0])))

    @cached_property
    def sample(self) -> tuple[str, str, float]:
        """Runs of two and more characters that may be damage, a line each: a sample of them, all, and their ratio."""
        pieces = [piece for piece in self._pieces[0] if len(piece) > 1]
        everything = "\n".join(pieces)
        step = len(everything) // SEEN + 1
        if step == 1:
            return everything, everything, 1.0
        sample = "\n".join([piece[:LONG] for piece in pieces[::step]])
        return sample, everything, len(everything) / len(sample)

    def open_ends(self, codec: Misreading) -> bool:
        """Whether a run ends inside a sequence, as it does where the byte A0 became a space."""
        leads = codec.leads
        return any(piece[-1] in leads or piece[-2:-1] in leads for piece in self._pieces[0])

    @cached_property
    def scripts(self) -> frozenset[str]:
        """The scripts of its letters, Latin aside."""
        chars = self.chars.union(*self._pieces[1][:50])
        return frozenset(s for s in map(script, chars) if s and s != "latin")

    @cached_property
    def right_to_left(self) -> bool:
        """Whether something of it is written from right to left."""
        return _RIGHT_TO_LEFT.search(self.text) is not None

    @cached_property
    def language(self) -> str:
        """The language, as far as its commonest words tell."""
        return language_of(self.text)


class Vote(NamedTuple):
    """What a document says for one codec.

    Attributes:
        codec: the codec.
        value: how much it explains, weighed by how likely what comes out is.
        covered: how many characters it explains.
        voted: whether the document is surely damaged by it, here and there.
        whole: whether it explains nearly everything beyond ASCII: then nothing is right as it stands.
        clean: whether most of what looks like its sequences makes sense.
        scripts: scripts beside Latin that what comes out may be in.
        made: what its runs become.
    """

    codec: Misreading
    value: float
    covered: float
    voted: bool
    whole: bool
    clean: bool
    scripts: frozenset[str]
    made: dict[str, str]


def votes(doc: Document) -> list[Vote]:
    """The codecs that explain something, the best first; none for a text that is too far gone."""
    found = []
    garbled = False
    whole: set[str] = set()
    for codec in misreadings():
        if codec.like in whole or doc.chars.isdisjoint(codec.leads) or doc.chars.isdisjoint(codec.tails):
            continue
        vote = _vote(codec, doc)
        if vote is not None:
            found.append(vote)
            if vote.whole and vote.covered > ALL * doc.total:
                whole.add(codec.id)
                if codec.unlike and _at_home(doc, vote):
                    break
        elif _GARBLE.search(doc.text):
            garbled = True
    if garbled and not any(vote.whole for vote in found):
        return []
    if len(found) > 1:
        found.sort(key=lambda vote: -vote.value)
        found = _ranked(doc, found)
    return found


def _at_home(doc: Document, vote: Vote) -> bool:
    """Whether all that comes out is in the alphabet of the text's language, or an everyday sign."""
    home = home_costs(doc.language)
    return all(not home.get(char, _strange(char)) for text in vote.made.values() for char in text)


def _ranked(doc: Document, found: list[Vote]) -> list[Vote]:
    """Votes by value, those near the best by the cost of what comes out."""
    best = found[0]
    rivals = [best]
    others = []
    for vote in found[1:]:
        if vote.value > RIVAL * best.value and not vote.made.items() <= best.made.items():
            rivals.append(vote)
        else:
            others.append(vote)
    if len(rivals) > 1:
        most = max(vote.covered for vote in rivals)
        costs = {vote.codec.id: _cost(doc, vote) + most - vote.covered for vote in rivals}
        rivals.sort(key=lambda vote: (costs[vote.codec.id], -vote.value))
    return rivals + others


def _vote(codec: Misreading, doc: Document) -> Vote | None:
    pieces, everything, times_more = doc.sample
    runs = Counter(codec.sequences.singles(pieces))
    if not runs and times_more > 1:
        runs = Counter(codec.sequences.singles(everything))
        times_more = 1.0
    if not runs:
        return None
    value = strong = covered = 0.0
    scripts: dict[str, int] = {}
    made: dict[str, str] = {}
    bad = good = 0
    for run, times in runs.items():
        found = codec.reading(run)
        if found is None:
            continue
        made[run] = found.text
        weight = len(run) * times
        value += weight * found.worth
        if found.grade >= UNLIKELY:
            bad += times if found.odd > 1 else 0
            continue
        covered += weight
        good += times
        if found.odd:
            strong += times
        elif found.grade == HOME:
            strong += times / 4
        for name, letters in found.scripts.items():
            scripts[name] = scripts.get(name, 0) + letters * times
    value, covered, strong = value * times_more, covered * times_more, strong * times_more
    if covered < doc.total:
        if (
            "\u00a0" in codec.tails
            and (doc.total < SHORT or covered > NEARLY * doc.total)
            and doc.open_ends(codec)
        ):
            covered = max(covered, float(sum(end - start for start, end, _ in doc.runs(codec, spaced=True))))
        if doc.total < SHORT and covered < WHOLE * doc.total:
            gone = _lost_bytes(codec, doc, strong)
            if gone is None:
                return None
            covered, value = covered + gone, value + gone / 2
    whole = strong >= 2 and covered > WHOLE * doc.total
    voted = whole or (strong >= STRONG and covered > COVERED * doc.total)
    at_home = {n for n, k in scripts.items() if n in doc.scripts or (voted and k >= 3)}
    return Vote(codec, value, covered, voted, whole, bad < good, frozenset(at_home), made)


def _lost_bytes(codec: Misreading, doc: Document, strong: float) -> int | None:
    """How many characters stand in sequences with bytes lost; None where too much is lost to mend anything."""
    text = doc.text
    western = codec.id == "windows-1252" and strong > 0
    if not western and "\ufffd" not in text and not codec.asks(text):
        return 0
    rest = replaced(text, [(start, end, " ") for start, end, _ in doc.runs(codec)])
    gone = sum(map(len, codec.lossy.findall(rest))) if "\ufffd" in rest or "?" in rest else 0
    if gone:
        rest = codec.lossy.sub(" ", rest)
    if western and len(codec.broken.findall(rest)) * 2 > strong:
        return None
    return gone


def _cost(doc: Document, vote: Vote) -> float:
    """How bad the text would be, reckoned from a sample: oddness and strange letters."""
    home, place = home_costs(doc.language), ranks(doc.language)
    text = doc.text
    cost = seen = 0.0
    for start, end, run in doc.runs(vote.codec)[:SAMPLE]:
        found = vote.codec.reading(run)
        if found is None or found.grade >= UNLIKELY:
            cost += end - start
            continue
        seen += end - start
        before, after = text[max(0, start - 2) : start], text[end : end + 2]
        cost += oddness(
            (before if before.isascii() else " ") + found.final + (after if after.isascii() else " ")
        )
        for char in found.final:
            cost += home.get(char, _strange(char)) + min(place.get(char, 0), 8) / 40
    return cost * max(1.0, vote.covered / seen) if seen else 99.0


@cache
def _strange(char: str) -> float:
    """What a character costs that is in no alphabet of the language."""
    if grade(char) == HOME and not char.isalpha():
        return 0.0
    if "\u0300" <= char <= "\u036f" or script(char) == "latin":
        return 1.0
    return 0.0 if char.isalpha() or char > "\U0001f000" else 0.3
