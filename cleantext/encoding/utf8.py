"""UTF-8 read as a single-byte codec: find the damaged spans of one layer, and what they were."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from cleantext.edits import Edit
from cleantext.encoding.chars import script
from cleantext.encoding.codecs import HOME, NEVER, UNLIKELY, Misreading, Reading, grade, misreadings
from cleantext.encoding.language import home_costs, languages
from cleantext.encoding.oddness import oddness

__all__ = ["utf8_layer"]

STRONG, COVERED, WHOLE = 4, 0.4, 0.9
"""So many odd sequences, and this share of a text's non-ASCII characters, make a vote of the document."""


class Votes(NamedTuple):
    """What a document as a whole says for one codec."""

    codec: Misreading
    value: float
    voted: bool
    whole: bool
    """Whether it explains nearly everything beyond ASCII: then no such character is right as it stands."""
    language: str
    scripts: frozenset[str]
    """Scripts beside Latin that its letters may be in."""


def _vote(codec: Misreading, text: str, total: int, own: frozenset[str], language: str) -> Votes | None:
    runs = Counter(codec.runs.findall(text))
    if not runs:
        return None
    home = home_costs(language)
    value = strong = covered = 0.0
    scripts: Counter[str] = Counter()
    words: set[str] = set()
    for run, times in runs.items():
        found = codec.reading(run)
        if found is None:
            continue
        weight = len(run) * times
        if found.grade >= UNLIKELY:
            value -= weight
            continue
        covered += weight
        worth = 0.8 if found.grade > HOME else 1 if all(home.get(c, 0) == 0 for c in found.final) else 0.9
        value += weight * worth * (1 if found.odd else 0.5)
        if found.odd or (found.grade == HOME and found.sequences > 1):
            strong += times * found.sequences
        elif found.grade == HOME:
            strong += times / 4
        for name, letters in found.scripts.items():
            scripts[name] += letters * times
            if letters > 2:
                words.add(name)
    voted = strong >= STRONG and covered > COVERED * total
    at_home = {n for n, k in scripts.items() if n in own or (voted and k >= 4 and n in words)}
    whole = voted and covered > WHOLE * total
    return Votes(codec, value, voted, whole, language, frozenset(at_home))


def utf8_layer(text: str) -> list[Edit]:
    """Edits that take one layer of damage off, by the codec that explains most; none if none does."""
    others = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    chars = frozenset(others)
    own = frozenset(s for s in map(script, chars) if s and s != "latin")
    votes = []
    language = languages(text)[0]
    for codec in misreadings():
        if not chars.isdisjoint(codec.leads) and not chars.isdisjoint(codec.tails):
            vote = _vote(codec, text, len(others), own, language)
            if vote is not None:
                votes.append(vote)
    votes.sort(key=lambda v: -v.value)
    rivals = [v for v in votes if v.value > RIVAL * votes[0].value]
    if len(rivals) > 1:
        costs = {v.codec.id: _cost_of(text, v) for v in rivals}
        rivals.sort(key=lambda v: (costs[v.codec.id], -v.value))
        votes = rivals + [v for v in votes if v not in rivals]
    for vote in votes:
        edits = _mend(text, vote)
        if edits:
            return edits
    return []


RIVAL = 0.7
"""Codecs that explain this share of what the best explains are compared by what comes out."""
SAMPLE = 60


def _cost_of(text: str, vote: Votes) -> float:
    """How bad the text would be, by a sample: oddness and strange letters, per character explained."""
    home = home_costs(vote.language)
    cost = seen = 0.0
    for number, match in enumerate(vote.codec.runs.finditer(text)):
        if number == SAMPLE:
            break
        start, end = match.span()
        found = vote.codec.reading(match.group())
        if found is None or found.grade >= UNLIKELY:
            cost += end - start
        else:
            cost += oddness(text[max(0, start - 2) : start] + found.final + text[end : end + 2])
            cost += sum(home.get(c, 0.0 if grade(c) == HOME else 0.5) for c in found.final)
        seen += end - start
    return round(cost / seen - min(1.0, seen / (vote.value or 1)) * 0, 2) if seen else 9.0


_ASCII = bytes(range(0x80))


def _mend(text: str, vote: Votes) -> list[Edit]:
    codec = vote.codec
    out: list[Edit] = []
    spaced = vote.whole and "\xa0" in codec.tails
    pattern = codec.spaced_runs if spaced else codec.runs
    merged = spaced and _spaces_merged(text, codec)
    for match in pattern.finditer(text):
        run = match.group()
        found = codec.reading(run)
        start, end = match.span()
        if found is not None and _accept(text, start, end, found, vote):
            made = found.text
            if merged and run[-1] == " " and text[end : end + 1].isalpha() and not _INSIDE.match(text, end):
                made += " "
            out.append(_edit(codec, start, end, run, made))
        elif found is None or found.sequences > 1:
            for part in codec.sequences.finditer(run):
                piece = codec.reading(part.group())
                a, b = start + part.start(), start + part.end()
                if piece is not None and _accept(text, a, b, piece, vote):
                    out.append(_edit(codec, a, b, part.group(), piece.text))
    return out


_INSIDE = re.compile(r"(?:s|quel[ea]s?|quilo)\b")
"""What follows à inside a Portuguese word."""


def _spaces_merged(text: str, codec: Misreading) -> bool:
    """Whether `Ã` and two spaces (the byte A0 and the space after à) became `Ã` and one."""
    return not any(lead + "  " in text for lead, byte in codec.bytes.items() if byte == 0xC3)


def _edit(codec: Misreading, start: int, end: int, run: str, made: str) -> Edit:
    note = f"UTF-8 read as {codec.title}: {run!r} is {made!r}"
    return Edit(start, end, made, f"encoding.codecs/{codec.id}", "encoding", "high", note)


def _accept(text: str, start: int, end: int, found: Reading, vote: Votes) -> bool:
    if found.grade == NEVER or (found.grade == UNLIKELY and not vote.whole):
        return False
    if found.final.strip("\u00a0") == "" and "\u00a0" in text[start:end]:
        return _nbsp(text, start, vote)
    lone = [s for s, n in found.scripts.items() if n < 2 and s not in vote.scripts]
    if vote.voted and found.odd >= 2 and found.grade == HOME and not lone:
        return True
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    odd = oddness(before + text[start:end] + after)
    left = oddness(before + found.final + after)
    if lone and (odd < 4 or left or lone != ["greek"]):
        return False
    if vote.voted:
        return left <= odd
    if any("\u0300" <= c <= "\u036f" for c in found.final) and vote.codec.id != "windows-1252":
        return False
    return odd - left >= 2


_WITH_A_CIRCUMFLEX = frozenset(["fr", "pt", "ro", "vi", "tr", "cy", ""])


def _nbsp(text: str, start: int, vote: Votes) -> bool:
    """Whether a letter and an NBSP are a damaged NBSP, and not the end of a sound word."""
    if vote.whole:
        return True
    before = text[start - 1] if start else " "
    if script(text[start]) == {"ru": "cyrillic", "el": "greek"}.get(vote.language, "latin?"):
        return not before.isspace()
    return not before.isupper() or vote.language not in _WITH_A_CIRCUMFLEX
