"""UTF-8 read as a single-byte codec: find the damaged spans of one layer, and what they were."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from cleantext.edits import Edit
from cleantext.encoding.chars import script
from cleantext.encoding.codecs import HOME, NEVER, UNLIKELY, Misreading, Reading, grade, misreadings
from cleantext.encoding.language import home_costs, languages, ranks
from cleantext.encoding.oddness import oddness

__all__ = ["utf8_layer"]

STRONG, COVERED, WHOLE, LONG = 4, 0.4, 0.9, 400
"""So many odd sequences, and this share of a text's non-ASCII characters, make a vote of the document."""


_LOST = re.compile("(?<=[a-z])[ÃÄÅ]\ufffd|â€\ufffd")
"""Sequences with a byte lost that are plain without any other damage beside them."""
_GARBLE = re.compile("ã[‚ƒ†]â|ãƒâ")
"""What mojibake becomes that was put into small letters: nobody can mend it."""


class Votes(NamedTuple):
    """What a document as a whole says for one codec."""

    codec: Misreading
    value: float
    covered: float
    """How many characters it explains."""
    voted: bool
    whole: bool
    """Whether it explains nearly everything beyond ASCII: then no such character is right as it stands."""
    clean: bool
    """Whether all that looks like its sequences makes sense."""
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
    bad = good = 0
    for run, times in runs.items():
        found = codec.reading(run)
        if found is None:
            continue
        weight = len(run) * times
        if found.grade >= UNLIKELY:
            value -= weight
            bad += times if found.odd > 1 else 0
            continue
        covered += weight
        good += times
        worth = 0.8 if found.grade > HOME else 1 if all(home.get(c, 0) == 0 for c in found.final) else 0.9
        value += weight * worth * (1 if found.odd else 0.5)
        if found.odd or (found.grade == HOME and found.sequences > 1):
            strong += times * found.sequences
        elif found.grade == HOME:
            strong += times / 4
        for name, letters in found.scripts.items():
            scripts[name] += letters * times
            if found.sequences > 2:
                words.add(name)
    if total < LONG and "\u00a0" in codec.tails:
        covered += sum(len(m) for m in codec.spaced_runs.findall(text)) - sum(len(r) * n for r, n in runs.items())
    rest = ""
    if total < LONG:
        rest = codec.runs.sub(" ", text)
        if "\ufffd" in rest or "?" in rest:
            gone = codec.lossy.findall(rest)
            covered += sum(map(len, gone))
            value += sum(map(len, gone)) / 2
            rest = codec.lossy.sub(" ", rest) if gone else rest
    if strong and rest and codec.id == "windows-1252" and len(codec.broken.findall(rest)) * 2 > strong:
        return None
    voted = strong >= STRONG and covered > COVERED * total
    at_home = {n for n, k in scripts.items() if n in own or (voted and k >= 3 and n in words)}
    whole = strong >= 2 and covered > WHOLE * total
    return Votes(codec, value, covered, voted or whole, whole, bad < good, language, frozenset(at_home))


def utf8_layer(text: str) -> list[Edit]:
    """Edits that take one layer of damage off, by the codec that explains most; none if none does."""
    others = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    chars = frozenset(others)
    own = frozenset(s for s in map(script, chars) if s and s != "latin")
    votes = []
    garbled = False
    language = languages(text)[0]
    for codec in misreadings():
        if not chars.isdisjoint(codec.leads) and not chars.isdisjoint(codec.tails):
            vote = _vote(codec, text, len(others), own, language)
            if vote is not None:
                votes.append(vote)
            elif _GARBLE.search(text):
                garbled = True
    if garbled and not any(v.whole for v in votes):
        return []
    votes.sort(key=lambda v: -v.value)
    rivals = [v for v in votes if v.value > RIVAL * votes[0].value]
    if len(rivals) > 1:
        costs = {v.codec.id: _cost_of(text, v) for v in rivals}
        most = max(v.covered for v in rivals)
        rivals.sort(key=lambda v: (costs[v.codec.id] + most - v.covered, -v.value))
        votes = rivals + [v for v in votes if v not in rivals]
    for vote in votes:
        edits = _mend(text, vote)
        if edits:
            return edits
    note = "UTF-8 read as Windows-1252, bytes lost"
    return [
        Edit(*m.span(), "\ufffd", "encoding.codecs/windows-1252", "encoding", "medium", f"{note}: {m.group()!r}")
        for m in (_LOST.finditer(text) if "\ufffd" in text else ())
    ]


RIVAL = 0.7
"""Codecs that explain this share of what the best explains are compared by what comes out."""
SAMPLE = 80


def _cost_of(text: str, vote: Votes) -> float:
    """How bad the text would be, reckoned from a sample: oddness and strange letters."""
    home, place = home_costs(vote.language), ranks(vote.language)
    cost = seen = 0.0
    for number, match in enumerate(vote.codec.runs.finditer(text)):
        if number == SAMPLE:
            break
        start, end = match.span()
        found = vote.codec.reading(match.group())
        if found is None or found.grade >= UNLIKELY:
            cost += end - start
            continue
        seen += end - start
        before, after = text[max(0, start - 2) : start], text[end : end + 2]
        cost += oddness((before if before.isascii() else " ") + found.final + (after if after.isascii() else " "))
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
            if merged and run[-1] == " " and codec.bytes[run[-2]] == 0xC3 and text[end : end + 1].isalpha() and not _INSIDE.match(text, end):
                made += " "
            out.append(_edit(codec, start, end, run, made))
        elif found is None or found.sequences > 1:
            for part in codec.sequences.finditer(run):
                piece = codec.reading(part.group())
                a, b = start + part.start(), start + part.end()
                if piece is not None and _accept(text, a, b, piece, vote):
                    out.append(_edit(codec, a, b, part.group(), piece.text))
    if out or vote.voted:
        more = _lost_bytes(text, vote)
        if more:
            taken = {at for e in out for at in range(e.start, e.end)}
            out += [e for e in more if taken.isdisjoint(range(e.start, e.end))]
            out.sort(key=lambda e: e.start)
    return out


def _lost_bytes(text: str, vote: Votes) -> list[Edit]:
    """Edits for what else is damaged where the codec is sure: sequences with bytes lost, à with its space."""
    codec = vote.codec
    out = []
    if "\ufffd" in text or "?" in text:
        for match in codec.lossy.finditer(text):
            note = f"UTF-8 read as {codec.title}, bytes lost: {match.group()!r} was one character"
            out.append(Edit(*match.span(), "\ufffd", f"encoding.codecs/{codec.id}", "encoding", "high", note))
    if codec.id != "windows-1252" and "\u00a0" in codec.tails and vote.language not in ("ru", "el"):
        lead = next(c for c, b in codec.bytes.items() if b == 0xC3)
        if lead + " " in text:
            for match in re.finditer(rf"(?<![^\s(\"“«]){lead} (?=[a-z’])", text):
                out.append(_edit(codec, *match.span(), match.group(), "à "))
    return out


_INSIDE = re.compile(r"(?:s|quel[ea]s?|quilo)(?![\w’'])")
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
    if found.final.strip("\u00a0") == "" and odd > 1:
        return True
    if found.grade > HOME and not vote.voted and script(text[start]) in ("greek", "cyrillic"):
        return False
    if lone == ["thai"] and odd > left + 1 and vote.codec.id == "windows-1252":
        return True
    if lone:
        return lone == ["greek"] and odd >= 2 and text[start] in "ÎÏ"
    if vote.voted:
        return left <= odd + vote.whole
    return _convinces(before, after, found, vote, odd - left)


_BESIDE = re.compile(r"[\w.,;:!?\"')(“”’‘—–-]")
_WASTE = frozenset("´¨¸¯¬¦¤\u00ad")


def _convinces(before: str, after: str, found: Reading, vote: Votes, gain: int) -> bool:
    """Whether a span is damaged beyond doubt, though the document does not vote for it."""
    if any(n > 2 for n in found.scripts.values()) and found.sequences > 2:
        return True
    if gain < 2 or not vote.clean or any(c.isalpha() and grade(c) > HOME for c in found.final):
        return False
    if vote.codec.id != "windows-1252" and any("\u0300" <= c <= "\u036f" for c in found.final):
        return False
    if _WASTE.issuperset(found.final) and not (before[-1:].isalnum() and vote.codec.id == "windows-1252"):
        return False
    tail = before[-1:] in vote.codec.tails and before[-1:] not in _CLOSING and not before[-1:].isalpha()
    return not tail and _BESIDE.search(before + after) is not None or len(found.final) > 1 and not tail


_CLOSING = frozenset("\u00a0”“’‘»–—…•©®™°")


_WITH_A_CIRCUMFLEX = frozenset(["fr", "pt", "ro", "vi", "tr", "cy", ""])


def _nbsp(text: str, start: int, vote: Votes) -> bool:
    """Whether a letter and an NBSP are a damaged NBSP, and not the end of a sound word."""
    if vote.whole:
        return True
    before = text[start - 1] if start else " "
    if script(text[start]) == {"ru": "cyrillic", "el": "greek"}.get(vote.language, "latin?"):
        return not before.isspace()
    return not before.isupper() or vote.language not in _WITH_A_CIRCUMFLEX
