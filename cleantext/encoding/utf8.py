"""UTF-8 read as a single-byte codec: find the damaged spans of one layer, and what they were."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from cleantext.edits import Edit
from cleantext.encoding.chars import script
from cleantext.encoding.codecs import HOME, PLAUSIBLE, UNLIKELY, Misreading, Reading, misreadings
from cleantext.encoding.oddness import oddness

__all__ = ["utf8_layer"]

STRONG, COVERED = 4, 0.4
"""So many odd sequences, and this share of a text's non-ASCII characters, make a vote of the document."""


class Votes(NamedTuple):
    """What a document as a whole says for one codec."""

    codec: Misreading
    value: float
    voted: bool
    scripts: frozenset[str]
    """Scripts beside Latin that its letters may be in."""


def _vote(codec: Misreading, text: str, total: int, own: frozenset[str]) -> Votes | None:
    runs = Counter(codec.runs.findall(text))
    if not runs:
        return None
    value = strong = covered = 0.0
    scripts: Counter[str] = Counter()
    words: set[str] = set()
    for run, times in runs.items():
        found = codec.reading(run)
        if found is None:
            continue
        if found.grade == UNLIKELY:
            value -= times * len(run)
            continue
        weight = len(run) * times
        value += weight * (1 if found.grade == HOME else 0.8) * (1 if found.odd else 0.3)
        covered += weight
        if found.odd:
            strong += times * found.sequences
        for name, letters in found.scripts.items():
            scripts[name] += letters * times
            if letters > 2:
                words.add(name)
    voted = strong >= STRONG and covered > COVERED * total
    at_home = {n for n, k in scripts.items() if n in own or (voted and k >= 4 and n in words)}
    return Votes(codec, value, voted, frozenset(at_home))


def utf8_layer(text: str) -> list[Edit]:
    """Edits that take one layer of damage off, by the codec that explains most; none if none does."""
    others = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    chars = frozenset(others)
    own = frozenset(s for s in map(script, chars) if s and s != "latin")
    votes = []
    for codec in misreadings():
        if not chars.isdisjoint(codec.leads) and not chars.isdisjoint(codec.tails):
            vote = _vote(codec, text, len(others), own)
            if vote is not None:
                votes.append(vote)
    votes.sort(key=lambda v: -v.value)
    for vote in votes:
        edits = _mend(text, vote)
        if edits:
            return edits
    return []


_ASCII = bytes(range(0x80))


def _mend(text: str, vote: Votes) -> list[Edit]:
    codec = vote.codec
    rule = f"encoding.codecs/{codec.id}"
    out = []
    pattern = codec.spaced_runs if vote.voted else codec.runs
    for match in pattern.finditer(text):
        run = match.group()
        found = codec.reading(run)
        start, end = match.span()
        if found is not None and _accept(text, start, end, found, vote):
            note = f"UTF-8 read as {codec.title}: {run!r} is {found.text!r}"
            out.append(Edit(start, end, found.text, rule, "encoding", "high", note))
        elif found is None or found.sequences > 1:
            at = start
            for part in codec.sequences.finditer(run):
                piece = codec.reading(part.group())
                a, b = start + part.start(), start + part.end()
                if piece is not None and _accept(text, a, b, piece, vote):
                    note = f"UTF-8 read as {codec.title}: {part.group()!r} is {piece.text!r}"
                    out.append(Edit(a, b, piece.text, rule, "encoding", "high", note))
                at = b
    return out


def _accept(text: str, start: int, end: int, found: Reading, vote: Votes) -> bool:
    if found.grade == UNLIKELY:
        return False
    lone = [s for s, n in found.scripts.items() if n < 2 and s not in vote.scripts]
    if vote.voted:
        if found.odd >= 2 and found.grade == HOME and not lone:
            return True
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    odd = oddness(before + text[start:end] + after)
    left = oddness(before + found.final + after)
    if lone and (odd < 4 or left):
        return False
    if vote.voted:
        return left <= odd
    return odd - left >= 2
