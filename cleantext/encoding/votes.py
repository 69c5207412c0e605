"""What a document as a whole says about the codec that its UTF-8 was read as."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from cleantext.encoding.chars import script
from cleantext.encoding.codecs import HOME, UNLIKELY, Misreading, grade, misreadings
from cleantext.encoding.document import Document
from cleantext.encoding.language import home_costs, ranks
from cleantext.encoding.memory import Memory
from cleantext.encoding.oddness import oddness
from cleantext.encoding.sequences import replaced

__all__ = ["Vote", "votes"]

STRONG, COVERED, NEARLY, WHOLE, ALL = 4, 0.4, 0.7, 0.9, 0.98
"""So many odd sequences, and this share of a text's non-ASCII characters, make a vote of the document."""
SHORT = 400
"""Texts with fewer characters beyond ASCII are looked at more closely: lost bytes, lone first bytes."""
RIVAL = 0.7
"""Codecs that explain this share of what the best explains are compared by what comes out."""
SAMPLE = 40
FEW = 40
"""So many characters may well come again: what they say is remembered."""

_GARBLE = re.compile("ã[‚ƒ†]â|ãƒâ")
"""What mojibake becomes that was put into small letters: nobody can mend it."""


class Vote(NamedTuple):
    """What a document says for one codec.

    Attributes:
        codec: the codec.
        value: how much it explains, weighed by how likely what comes out is.
        covered: how many characters it explains.
        voted: whether the document is surely damaged by it, here and there.
        whole: whether it explains nearly everything beyond ASCII: then nothing is right as it stands.
        all: whether it explains everything beyond ASCII.
        clean: whether most of what looks like its sequences makes sense.
        scripts: scripts beside Latin that what comes out may be in.
        made: what its runs become.
    """

    codec: Misreading
    value: float
    covered: float
    voted: bool
    whole: bool
    all: bool
    clean: bool
    scripts: frozenset[str]
    made: dict[str, str]


_of_few: Memory[list[Vote]] = Memory()
"""Votes of texts that have nothing beyond ASCII but a few characters, by these."""


def votes(doc: Document) -> list[Vote]:
    """The codecs that explain something, the best first; none for a text that is too far gone."""
    pieces = doc.sample[1]
    # What else they may hang on is not there: other characters, bytes lost.
    few = len(pieces) <= FEW and len(pieces) - pieces.count("\n") == doc.total
    few = few and "?" not in doc.text and "\ufffd" not in pieces
    if few and (known := _of_few.get(pieces)) is not None:
        return known
    found = _votes(doc)
    if few and found and all(vote.all and not vote.whole and _same(vote, found[0]) for vote in found):
        _of_few.keep(pieces, found)
    return found


def _same(vote: Vote, best: Vote) -> bool:
    """Whether all that comes out comes out by the best codec, too."""
    return vote.made.items() <= best.made.items()


def _votes(doc: Document) -> list[Vote]:
    found = []
    silent = False
    whole: set[str] = set()
    for codec in _likely(doc.chars):
        if codec.like in whole:
            continue
        vote = _vote(codec, doc)
        if vote is not None:
            found.append(vote)
            if vote.whole and vote.covered > ALL * doc.total:
                whole.add(codec.id)
                if codec.unlike and _at_home(doc, vote):
                    break
        else:
            silent = True
    garbled = silent and not any(vote.whole for vote in found) and "ã" in doc.chars
    if garbled and _GARBLE.search(doc.text):
        return []
    if len(found) > 1:
        found.sort(key=lambda vote: -vote.value)
        found = _ranked(doc, found)
    return found


def _likely(chars: frozenset[str]) -> list[Misreading]:
    """The codecs of which some characters may begin a sequence and some continue one."""
    table = _parts()
    begins = continues = 0
    for char in chars:
        lead, tail = table.get(char, (0, 0))
        begins |= lead
        continues |= tail
    both = begins & continues
    return [codec for place, codec in enumerate(misreadings()) if both >> place & 1]


@cache
def _parts() -> dict[str, tuple[int, int]]:
    """Character -> the codecs of which it may begin a sequence, and continue one, a bit for each."""
    table: dict[str, tuple[int, int]] = {}
    for place, codec in enumerate(misreadings()):
        for char in codec.bytes:
            lead, tail = table.get(char, (0, 0))
            table[char] = lead | (char in codec.leads) << place, tail | (char in codec.tails) << place
    return table


def _at_home(doc: Document, vote: Vote) -> bool:
    """Whether all that comes out is in the alphabet of the text's language, or an everyday sign."""
    letters = {char for text in vote.made.values() for char in text if char.isalpha() or _strange(char)}
    if not letters:
        return True
    home = home_costs(doc.language)
    return all(not home.get(char, _strange(char)) for char in letters)


def _ranked(doc: Document, found: list[Vote]) -> list[Vote]:
    """Votes by value, those near the best by the cost of what comes out."""
    best = found[0]
    rivals = [best]
    others = []
    for vote in found[1:]:
        if vote.value > RIVAL * best.value and not _same(vote, best):
            rivals.append(vote)
        else:
            others.append(vote)
    if len(rivals) > 1:
        most = max(vote.covered for vote in rivals)
        costs = {vote.codec.id: _cost(doc, vote) + most - vote.covered for vote in rivals}
        rivals.sort(key=lambda vote: (costs[vote.codec.id], -vote.value))
    return rivals + others


class Count(NamedTuple):
    """What sequences of one codec say.

    Attributes:
        value: how much they explain, weighed by how likely what comes out is.
        strong: how many of them are odd where they stand.
        covered: characters of those that make sense.
        clean: whether most of those that are odd or make sense do so.
        scripts: letters that come out, by script, Latin aside.
        made: what each becomes.
    """

    value: float
    strong: float
    covered: float
    clean: bool
    scripts: dict[str, int]
    made: dict[str, str]


def _count(codec: Misreading, pieces: str) -> Count | None:
    """What the codec's sequences in pieces say; None where there are none."""
    runs = Counter(codec.sequences.singles(pieces))
    if not runs:
        return None
    value = strong = covered = 0.0
    scripts: dict[str, int] = {}
    made: dict[str, str] = {}
    bad = good = 0
    known = codec.known
    for run, times in runs.items():
        found = known.get(run) or codec.reading(run)
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
    return Count(value, strong, covered, bad < good, scripts, made)


def _vote(codec: Misreading, doc: Document) -> Vote | None:
    pieces, everything, times_more = doc.sample
    count = _count(codec, pieces)
    if count is None and times_more > 1:
        count, times_more = _count(codec, everything), 1.0
    if count is None:
        return None
    value, strong, covered = (n * times_more for n in (count.value, count.strong, count.covered))
    explains_all = covered >= doc.total
    if not explains_all:
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
    at_home = frozenset(n for n, k in count.scripts.items() if n in doc.scripts or (voted and k >= 3))
    return Vote(codec, value, covered, voted, whole, explains_all, count.clean, at_home, count.made)


def _lost_bytes(codec: Misreading, doc: Document, strong: float) -> int | None:
    """How many characters stand in sequences with bytes lost; None where too much is lost to mend anything."""
    text = doc.text
    western = codec.id == "windows-1252" and strong > 0
    lost = "\ufffd" in text or codec.asks(text)
    if not western and not lost:
        return 0
    # Nothing but characters beyond ASCII need be looked at where no byte was lost.
    rest = text if lost else doc.sample[1]
    runs = doc.runs(codec) if lost else codec.sequences.runs(rest)
    rest = replaced(rest, [(start, end, " ") for start, end, _ in runs])
    gone = sum(map(len, codec.lossy.findall(rest))) if lost else 0
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
