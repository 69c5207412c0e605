"""One single-byte codec read as another: one wrong character for each right one.

No sequence gives such damage away, so the whole document decides: what it costs as it stands (letters that
its language lacks, capitals and signs inside words, quotes on the wrong side) against what it would cost.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property

from cleantext.edits import Edit
from cleantext.encoding.language import home_costs, languages, lone_letters
from cleantext.encoding.oddness import odd_chars
from cleantext.encoding.tables import read_pack

__all__ = ["Swap", "find_swaps", "swaps"]

_TOKEN = re.compile(r"[^ \t\n\r]*[^\x00-\x7f \t\n\r][^ \t\n\r]*")
_REMAINS = re.compile("[âãÃÂ][€‚„†¢\u0080-\u0084]")
"""Pieces of UTF-8 sequences: a text with several was not read wrong by one codec only."""
SAMPLE = 60
"""So many different words are weighed to choose the codecs; then the whole text."""
AT_LEAST, SURE, MUST_FALL = 2.0, 3.0, 0.4
"""The cost must fall by so much (the second number but for C1 controls) and to this share of what it was."""


@dataclass(frozen=True, eq=False)
class Swap:
    """Text in `written`, read as `read`."""

    id: str
    written: str
    read: str

    @cached_property
    def back(self) -> dict[int, str]:
        """For `str.translate`: what each character was."""
        out = {}
        for byte in range(0x80, 0x100):
            one = bytes([byte])
            char = _decode(one, self.read)
            try:
                was = one.decode(self.written)
            except UnicodeDecodeError:
                continue
            if was != char:
                out[ord(char)] = was
        return out

    @cached_property
    def back_kept(self) -> dict[int, str]:
        """The same, without characters that `written` lacks: they may be right as they are."""
        return {code: was for code, was in self.back.items() if _encodable(chr(code), self.written)}


def _decode(one: bytes, codec: str) -> str:
    try:
        return one.decode(codec)
    except UnicodeDecodeError:
        return chr(one[0])


def _encodable(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


@cache
def swaps() -> tuple[Swap, ...]:
    """The pairs of `rules/encoding/swaps.toml`, in their order."""
    return tuple(Swap(row["id"], row["written"], row["read"]) for row in read_pack("swaps")["rule"])


_APOSTROPHE = frozenset(["en", "fr", "it", "nl", "ca", "tr", "sq", "cy", "gd", ""])
"""Languages in which an apostrophe may stand inside any word ("": not known)."""
_SMALL = "a-zß-öø-ÿāăąćčđďēęěğīıķļłńňņőœřśşšťūůűųźżžα-ώа-ёіїєґ"
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏΆ-ώЀ-џ"
_DASH_INSIDE = re.compile(f"(?<=[{_SMALL}])[–—](?=[{_SMALL}])")
_APOSTROPHE_INSIDE = re.compile(f"(?<=[{_SMALL}])[‘’](?=[{_SMALL}])(?!s\\b)")
_NEW_INSIDE = re.compile(f"(?<=[{_LETTER}])[–—“”„‘…«»](?=[{_LETTER}])")
_ALONE = re.compile("(?<![\\w’'.-])[à-öø-ÿÀ-ÖØ-Þœšž](?![\\w’'.-])")
_CONTRACTION = re.compile("(?<=[a-z])[íÕÆ](?=(?:s|t|re|ve|ll|d|m)(?![a-z]))")
_PLAIN_SIGNS = frozenset("\u00a0‘’‚“”„‹›«»–—…•·%\u200b\u00ad\ufeff′″−→")
_USUAL_SIGNS = frozenset("€£©®™°§¿¡½±×²³")


class _Scale:
    """What characters cost in a text of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.home = home_costs(language)
        self.alone = lone_letters(language)
        self.known: dict[str, float] = {}

    def char(self, char: str) -> float:
        """What a character beyond ASCII costs wherever it stands."""
        cost = self.known.get(char)
        if cost is None:
            if char.isalpha():
                cost = self.home.get(char, 0.0 if char >= "\u0530" else 1.0)
            elif char in _PLAIN_SIGNS or char >= "\u2e80" or "\u0300" <= char <= "\u036f":
                cost = 0.0
            else:
                cost = 0.25 if char in _USUAL_SIGNS else 0.5
            self.known[char] = cost
        return cost

    def odd(self, token: str) -> list[tuple[str, float]]:
        """The characters of a word that cost something, and what."""
        out: list[tuple[str, float]] = list(odd_chars(f" {token} "))
        if self.language:
            out += [(c, 1.0) for c in _ALONE.findall(token) if c not in self.alone]
        if self.language == "en":
            out += [(c, 1.0) for c in _CONTRACTION.findall(token)]
        elif self.language:
            out += [(c, 1.0) for c in _DASH_INSIDE.findall(token)]
        if self.language not in _APOSTROPHE:
            out += [(c, 1.0) for c in _APOSTROPHE_INSIDE.findall(token)]
        out += [(c, self.char(c)) for c in token if c > "\x7f" and self.char(c)]
        return out

    def text(self, tokens: dict[str, int], table: dict[int, str]) -> float:
        """What words cost, once translated, each so many times."""
        total = 0.0
        for token, times in tokens.items():
            new = token.translate(table)
            cost = sum(weight for _, weight in self.odd(new))
            if new != token:
                cost += sum(1 for m in _NEW_INSIDE.finditer(new) if token[m.start()] != m.group())
            total += cost * times
        return total


def find_swaps(text: str) -> list[Edit]:
    """Edits that undo the one swap that makes the text much less odd; none if no pair does."""
    tokens = Counter(_TOKEN.findall(text))
    if not tokens or len(_REMAINS.findall(text)) > 1:
        return []
    scale = _Scale(languages(text)[0])
    bad: dict[str, float] = {}
    costs: dict[str, float] = {}
    for token, times in tokens.items():
        odd = scale.odd(token)
        if odd:
            costs[token] = sum(weight for _, weight in odd) * times
            for char, weight in odd:
                bad[char] = bad.get(char, 0.0) + weight * times
    now = sum(costs.values())
    if now < AT_LEAST:
        return []
    worst = sorted(costs, key=lambda token: -costs[token])[:SAMPLE]
    good = [token for token in tokens if token not in costs][:SAMPLE]
    sample = {token: tokens[token] for token in (*worst, *good)}
    best: tuple[float, Swap, dict[int, str]] | None = None
    for swap in swaps():
        if sum(n for c, n in bad.items() if ord(c) in swap.back) * 2 < now:
            continue
        for table in (swap.back, swap.back_kept):
            cost = scale.text(sample, table)
            if best is None or cost < best[0]:
                best = cost, swap, table
    if best is None:
        return []
    _, swap, table = best
    after = scale.text(tokens, table)
    enough = AT_LEAST if swap.id == "windows-1252-as-latin-1" else SURE
    if after > MUST_FALL * now or now - after < enough:
        return []
    return _edits(text, swap, table)


def _edits(text: str, swap: Swap, table: dict[int, str]) -> list[Edit]:
    out = []
    rule = f"encoding.swaps/{swap.id}"
    for match in re.finditer(r"[^\x00-\x7f]+", text):
        old = match.group()
        new = old.translate(table)
        if new != old:
            note = f"{swap.written} read as {swap.read}: {old!r} is {new!r}"
            out.append(Edit(match.start(), match.end(), new, rule, "encoding", "high", note))
    return out
