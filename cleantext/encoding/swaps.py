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
from cleantext.encoding.language import home_costs, languages
from cleantext.encoding.oddness import odd_chars, oddness
from cleantext.encoding.tables import read_pack

__all__ = ["Swap", "find_swaps", "swaps"]

_TOKEN = re.compile(r"[^ \t\n\r]*[^\x00-\x7f \t\n\r][^ \t\n\r]*")
SAMPLE = 60
"""So many different words are weighed to choose the codecs; then the whole text."""
AT_LEAST, MUST_FALL = 2.0, 0.4


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
_DASH_INSIDE = re.compile("(?<=[^\\W\\d_A-Z])[–—](?=[^\\W\\d_A-Z])")
_APOSTROPHE_INSIDE = re.compile("(?<=[^\\W\\d_A-Z])[‘’](?=[^\\W\\d_A-Z])(?!s\\b)")
_NEW_INSIDE = re.compile("(?<=[^\\W\\d_])[–—“”„‘…«»](?=[^\\W\\d_])")
_PLAIN_SIGNS = frozenset("\u00a0‘’‚“”„‹›«»–—…•·€£°©®™§¿¡′″→←%‰\u200b\u00ad\ufeff²³½×±")


class _Scale:
    """What characters cost in a text of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.home = home_costs(language)
        self.known: dict[str, float] = {}

    def char(self, char: str) -> float:
        """What a character beyond ASCII costs wherever it stands."""
        cost = self.known.get(char)
        if cost is None:
            if char.isalpha():
                cost = self.home.get(char, 0.0 if char >= "\u0530" else 1.0)
            else:
                cost = 0.0 if char in _PLAIN_SIGNS or char >= "\u2e80" or "\u0300" <= char <= "\u036f" else 0.5
            self.known[char] = cost
        return cost

    def inside(self, token: str) -> float:
        """What dashes and apostrophes inside a word cost."""
        cost = 0.0
        if self.language not in ("en", ""):
            cost += len(_DASH_INSIDE.findall(token))
        if self.language not in _APOSTROPHE:
            cost += len(_APOSTROPHE_INSIDE.findall(token))
        return cost

    def token(self, token: str) -> float:
        """What a word costs."""
        cost = oddness(f" {token} ") + self.inside(token)
        for char in token:
            if char > "\x7f":
                cost += self.char(char)
        return cost

    def text(self, tokens: dict[str, int], table: dict[int, str]) -> float:
        """What words cost, once translated, each so many times."""
        total = 0.0
        for token, times in tokens.items():
            new = token.translate(table)
            cost = self.token(new)
            if new != token:
                cost += sum(1 for m in _NEW_INSIDE.finditer(new) if token[m.start()] != m.group())
            total += cost * times
        return total

    def blame(self, tokens: dict[str, int]) -> Counter[str]:
        """Which characters cost how much."""
        bad: Counter[str] = Counter()
        for token, times in tokens.items():
            for char, weight in odd_chars(f" {token} "):
                bad[char] += weight * times  # type: ignore[assignment]
            if self.language not in ("en", ""):
                for char in _DASH_INSIDE.findall(token):
                    bad[char] += times
            if self.language not in _APOSTROPHE:
                for char in _APOSTROPHE_INSIDE.findall(token):
                    bad[char] += times
            for char in token:
                if char > "\x7f" and self.char(char):
                    bad[char] += self.char(char) * times  # type: ignore[assignment]
        return bad


def find_swaps(text: str) -> list[Edit]:
    """Edits that undo the one swap that makes the text much less odd; none if no pair does."""
    tokens = Counter(_TOKEN.findall(text))
    if not tokens:
        return []
    scale = _Scale(languages(text)[0])
    bad = scale.blame(tokens)
    now = sum(bad.values())
    if now < AT_LEAST:
        return []
    sample = dict(list(tokens.items())[:SAMPLE])
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
    if after > MUST_FALL * now or now - after < AT_LEAST + (swap.written != "cp1252" or swap.read != "latin-1"):
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
