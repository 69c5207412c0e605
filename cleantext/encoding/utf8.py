"""UTF-8 read as a single-byte codec: find the damaged spans of one layer, and what they were."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from cleantext.edits import Edit
from cleantext.encoding.chars import script
from cleantext.encoding.codecs import HOME, NEVER, UNLIKELY, Misreading, Reading, grade
from cleantext.encoding.document import Document
from cleantext.encoding.lost import find_lost_quotes
from cleantext.encoding.memory import Memory
from cleantext.encoding.oddness import oddness
from cleantext.encoding.sequences import replaced
from cleantext.encoding.votes import Vote, votes

__all__ = ["utf8_layer"]

_CONTEXT = 2
"""So many characters on either side tell whether a sequence is damage."""
_LOST = re.compile("(?<=[a-z])[ÃÄÅ]\ufffd|â€\ufffd")
"""Sequences with a byte lost that are plain without any other damage beside them."""


def utf8_layer(doc: Document) -> list[Edit] | str:
    """Edits that take one layer of damage off, by the codec that explains most; none if none does.

    Closing quotes with a byte lost come first, since what is left of them and a space may be read as a sequence.

    For a document of which only the text is asked for perhaps the text that they make.
    """
    if quotes := find_lost_quotes(doc):
        return quotes
    for vote in votes(doc):
        # Where the document does not vote, neighbours decide.
        if doc.text_only and vote.voted and (made := _mended(doc, vote)):
            return made
        edits = _mend(doc, vote)
        if edits:
            return edits
    note = "UTF-8 read as Windows-1252, bytes lost"
    return [
        Edit(
            *m.span(),
            "\ufffd",
            "encoding.codecs/windows-1252",
            "encoding",
            "medium",
            f"{note}: {m.group()!r}",
        )
        for m in (_LOST.finditer(doc.text) if "\ufffd" in doc.text else ())
    ]


def _mend(doc: Document, vote: Vote) -> list[Edit]:
    text, codec = doc.text, vote.codec
    rule = f"encoding.codecs/{codec.id}"
    out: list[Edit] = []
    spaced = _spaced(vote)
    merged = spaced and _spaces_merged(text, codec)
    known, alone, accept = codec.known, _judged(_by(vote)).alone, _judge(doc, vote)
    for start, end, run in doc.runs(codec, spaced):
        found = known.get(run) or codec.reading(run)
        damage = alone.get(run)
        if damage is None:
            damage = found is not None and accept(start, end, run, found)
        if damage and found is not None:
            made = found.text
            if merged and run[-1] == " " and codec.bytes[run[-2]] == 0xC3 and _begins_word(text, end):
                made += " "
            out.append(Edit(start, end, made, rule, "encoding", "high", found.note))
        elif found is None or len(found.text) > 1:
            for a, b, piece in codec.pieces(run):
                if accept(start + a, start + b, run[a:b], piece):
                    out.append(Edit(start + a, start + b, piece.text, rule, "encoding", "high", piece.note))
    if out or vote.voted:
        more = _lost_bytes(doc, vote)
        if more:
            taken = {at for e in out for at in range(e.start, e.end)}
            out += [e for e in more if taken.isdisjoint(range(e.start, e.end))]
            out.sort(key=lambda e: e.start)
    return out


def _mended(doc: Document, vote: Vote) -> str | None:
    """The text that the edits of `_mend` make, if what becomes of each run is known wherever it stands.

    None if it is not, or if there are no edits.
    """
    text, codec, spaced = doc.text, vote.codec, _spaced(vote)
    judged = _judged(_by(vote))
    made = codec.sequences.mended(text, spaced, judged.become)
    if made is None:
        unknown = {run for _, _, run in doc.runs(codec, spaced)} - judged.become.keys()
        if not all(_learn(run, vote, judged) for run in unknown):
            return None
        made = codec.sequences.mended(text, spaced, judged.become)
    if made is None or made == text:
        return None
    lost = _lost_bytes(doc, vote)
    if not lost:
        return made
    pieces = [(e.start, e.end, e.replacement) for e in lost]
    for start, end, run in doc.runs(codec, spaced):
        new = judged.become.get(run, "")
        if new == "":  # forgotten meanwhile
            return None
        if new is not None:
            pieces.append((start, end, new))
    pieces.sort()
    return None if any(a[1] > b[0] for a, b in pairwise(pieces)) else replaced(text, pieces)


def _learn(run: str, vote: Vote, judged: Judged) -> bool:
    """Keep what a run becomes wherever it stands; False where that hangs on what stands beside it."""
    found = vote.codec.reading(run)
    damage = found is not None and _damage_anywhere(run, found, vote, judged.alone)
    made: str | None = None
    if damage is None or (damage and run[-1] == " "):  # à and its space may be one character
        return False
    if damage and found is not None:
        made = found.text
    elif found is None or len(found.text) > 1:
        parts, done = [], 0
        for start, end, piece in vote.codec.pieces(run):
            damage = _damage_anywhere(run[start:end], piece, vote, judged.alone)
            if damage is None:
                return False
            if damage:
                parts += [run[done:start], piece.text]
                done = end
        made = "".join([*parts, run[done:]]) if parts else None
    judged.become.keep(run, made)
    return True


def _spaced(vote: Vote) -> bool:
    """Whether a space may stand for the byte A0."""
    return vote.whole and "\xa0" in vote.codec.tails


def _lost_bytes(doc: Document, vote: Vote) -> list[Edit]:
    """Edits for what else is damaged where the codec is sure: sequences with bytes lost, à with its space."""
    text, codec = doc.text, vote.codec
    out = []
    if "\ufffd" in text or codec.asks(text):
        for match in codec.lossy.finditer(text):
            note = f"UTF-8 read as {codec.title}, bytes lost: {match.group()!r} was one character"
            out.append(Edit(*match.span(), "\ufffd", f"encoding.codecs/{codec.id}", "encoding", "high", note))
    if codec.id != "windows-1252" and "\u00a0" in codec.tails:
        lead = next(c for c, b in codec.bytes.items() if b == 0xC3)
        if lead + " " in text and doc.language not in ("ru", "el"):
            for match in re.finditer(rf"(?<![^\s(\"“«]){lead} (?=[a-z’])", text):
                note = f"UTF-8 read as {codec.title}, NBSP made a space: {match.group()!r} is 'à '"
                out.append(Edit(*match.span(), "à ", f"encoding.codecs/{codec.id}", "encoding", "high", note))
    return out


def _begins_word(text: str, at: int) -> bool:
    return text[at : at + 1].isalpha() and not _INSIDE.match(text, at)


_INSIDE = re.compile(r"(?:s|quel[ea]s?|quilo)(?![\w’'])")
"""What follows à inside a Portuguese word."""


def _spaces_merged(text: str, codec: Misreading) -> bool:
    """Whether `Ã` and two spaces (the byte A0 and the space after à) became `Ã` and one."""
    return not any(lead + "  " in text for lead, byte in codec.bytes.items() if byte == 0xC3)


class Judged(NamedTuple):
    """Whether spans are damage."""

    alone: Memory[bool | None]
    """Wherever they stand; None where their neighbours decide."""
    beside: Memory[bool]
    """With their neighbours."""
    become: Memory[str | None]
    """What they become wherever they stand; None where they stay."""


_ROOM = 250_000
"""Characters of spans that are kept, of each kind of vote."""


@lru_cache(maxsize=64)
def _judged(_what_it_hangs_on: Hashable) -> Judged:
    """What spans were judged to be in any text; see `_by`."""
    return Judged(Memory(_ROOM), Memory(_ROOM), Memory(_ROOM))


def _by(vote: Vote) -> Hashable:
    """What it hangs on, beside a span and its neighbours, whether it is damage."""
    return vote.codec.id, vote.voted, vote.whole, vote.clean, vote.all, vote.scripts


def _judge(doc: Document, vote: Vote) -> Callable[[int, int, str, Reading], bool]:
    """What tells whether a span is damage: where it begins and ends, what it is and what it means."""
    text = doc.text
    alone, beside, _ = _judged(_by(vote))
    last = len(text) - _CONTEXT

    def accept(start: int, end: int, span: str, found: Reading) -> bool:
        damage = _damage_anywhere(span, found, vote, alone)
        if damage is not None:
            return damage
        if _is_blank(found) and "\u00a0" in span:
            return _nbsp(doc, start, vote)
        if start < _CONTEXT or end > last:
            return _accept(text, start, end, found, vote)
        # The piece tells which of it is the span.
        around = text[start - _CONTEXT : end + _CONTEXT]
        damage = beside.get(around)
        return beside.keep(around, _accept(text, start, end, found, vote)) if damage is None else damage

    return accept


def _damage_anywhere(span: str, found: Reading, vote: Vote, known: Memory[bool | None]) -> bool | None:
    """What `_accept_anywhere` says, which is remembered."""
    damage = known.get(span)
    if damage is None and span not in known:
        damage = known.keep(span, _accept_anywhere(span, found, vote))
    return damage


def _accept_anywhere(span: str, found: Reading, vote: Vote) -> bool | None:
    """Whether a span is damage, where that is so whatever stands beside it; None where its neighbours decide."""
    if found.grade >= (NEVER if vote.whole else UNLIKELY):
        return False
    if vote.voted and (
        found.plain or (found.odd and found.scripts and vote.scripts.issuperset(found.scripts))
    ):
        return found.grade < UNLIKELY
    if " " in span and any(c < "\u0800" and grade(c) > HOME for c in found.text):
        return False  # a space that was no NBSP: another byte was lost here
    return None if _is_blank(found) else _settled(span, found, vote)


def _is_blank(found: Reading) -> bool:
    return found.final.strip("\u00a0") == ""


def _settled(span: str, found: Reading, vote: Vote) -> bool | None:
    """The same, but for what only blank ones need to be asked for first."""
    lone = _lone_scripts(found, vote)
    if vote.voted and found.odd >= 2 and found.grade == HOME and not lone:
        return True
    if found.grade > HOME and not vote.voted and script(span[0]) in ("greek", "cyrillic"):
        return False
    if lone:
        return None if lone in (["thai"], ["greek"]) else False
    if vote.whole and found.grade == HOME:
        return True
    return None if vote.voted else _convinces_anywhere(found, vote)


def _lone_scripts(found: Reading, vote: Vote) -> list[str]:
    """Scripts of which one letter would come out, in a text that has none of them."""
    return [s for s, n in found.scripts.items() if n < 2 and s not in vote.scripts]


def _accept(text: str, start: int, end: int, found: Reading, vote: Vote) -> bool:
    """Whether a span, of which something may come, is damage as it stands between its neighbours."""
    span = text[start:end]
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    odd = oddness(before + span + after)
    left = oddness(before + found.final + after)
    if _is_blank(found):
        damage = True if odd > 1 else _settled(span, found, vote)
        if damage is not None:
            return damage
    lone = _lone_scripts(found, vote)
    if lone == ["thai"] and odd > left + 1 and vote.codec.id == "windows-1252":
        return True
    if lone:
        return lone == ["greek"] and odd >= 2 and text[start] in "ÎÏ"
    if vote.voted:
        return left <= odd + (vote.whole or bool(found.scripts))
    # A letter of an alphabet that nothing else is written in; Greek ones stand alone in formulas: Γ².
    stranger = vote.all and not found.scripts and script(text[start]) == "cyrillic"
    return _convinces(before, after, found, vote, odd - left + stranger)


_QUOTES = frozenset("\"'`“”‘’«»()")
_BESIDE = re.compile(r"[\w.,;:!?\"')(“”’‘—–-]")
_WASTE = frozenset("´¨¸¯¬¦¤\u00ad")


def _convinces_anywhere(found: Reading, vote: Vote) -> bool | None:
    """What `_convinces` says whatever stands beside the span; None where its neighbours decide."""
    if any(n > 2 for n in found.scripts.values()) and len(found.text) > 2:
        return True
    if not vote.clean or any(c.isalpha() and grade(c) > HOME for c in found.final):
        return False
    combining = any("\u0300" <= c <= "\u036f" for c in found.final)
    if combining and vote.codec.id != "windows-1252":
        return False
    if found.grade > HOME and not combining and all(c < "\u0800" for c in found.final):
        return False  # two bytes prove little
    return None


def _convinces(before: str, after: str, found: Reading, vote: Vote, gain: int) -> bool:
    """Whether a span is damaged beyond doubt, though the document does not vote for it."""
    if gain < 2:
        return False
    if before[-1:] and after[:1] and before[-1] in _QUOTES and after[0] in _QUOTES:
        return False  # an article quotes it: `"Ã¤" instead of "ä"`
    if _WASTE.issuperset(found.final) and not (before[-1:].isalnum() and vote.codec.id == "windows-1252"):
        return False
    tail = before[-1:] in vote.codec.tails and before[-1:] not in _CLOSING and not before[-1:].isalpha()
    return (not tail and _BESIDE.search(before + after) is not None) or (len(found.final) > 1 and not tail)


_CLOSING = frozenset("\u00a0”“’‘»–—…•©®™°")


_OTHERS = {"cyrillic": "ru", "greek": "el"}
"""Scripts, with what is said of a text's language that is written in them."""
_AFTER_FRENCH_NBSP = frozenset(":;!?»%")
_WITH_A_CIRCUMFLEX = frozenset(["fr", "pt", "ro", "vi", "tr", "cy", ""])


def _nbsp(doc: Document, start: int, vote: Vote) -> bool:
    """Whether a letter and an NBSP are a damaged NBSP, and not the end of a sound word."""
    if vote.whole:
        return True
    text = doc.text
    before = text[start - 1] if start else " "
    after = text[start + 2 : start + 3]
    letter = script(text[start])
    if letter in _OTHERS and doc.language == _OTHERS[letter]:
        return not before.isspace() or after in ("\n", "\t", "\u00a0", text[start])
    if after.isspace() or after in _AFTER_FRENCH_NBSP:
        return True
    return not before.isupper() or doc.language not in _WITH_A_CIRCUMFLEX
