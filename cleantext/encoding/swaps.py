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
AT_LEAST = 2.0


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


def _cost(tokens: dict[str, int], home: dict[str, float], table: dict[int, str] | None = None) -> float:
    total = 0.0
    for token, times in tokens.items():
        new = token.translate(table) if table else token
        cost = float(oddness(f" {new} "))
        for char in new:
            if char > "\x7f" and char.isalpha():
                cost += home.get(char, 0.0 if char >= "\u0370" else 1.0)
        if table and new != token:
            cost += sum(1 for m in _NEW_INSIDE.finditer(new) if token[m.start()] != m.group())
        total += cost * times
    return total


_NEW_INSIDE = re.compile("(?<=[^\\W\\d_])[–—“”„‘…«»](?=[^\\W\\d_])")


def find_swaps(text: str) -> list[Edit]:
    """Edits that undo the one swap that makes the text much less odd; none if no pair does."""
    tokens = Counter(_TOKEN.findall(text))
    if not tokens:
        return []
    home = home_costs(languages(text)[0])
    sample = dict(list(tokens.items())[:SAMPLE])
    bad: Counter[str] = Counter()
    for token, times in tokens.items():
        for char, weight in odd_chars(f" {token} "):
            bad[char] += weight * times
        for char in token:
            if char > "\x7f" and char.isalpha():
                cost = home.get(char, 0.0 if char >= "\u0370" else 1.0)
                if cost:
                    bad[char] += cost * times
    now = sum(bad.values())
    if now < AT_LEAST:
        return []
    best: tuple[float, Swap, dict[int, str]] | None = None
    for swap in swaps():
        if sum(n for c, n in bad.items() if ord(c) in swap.back) * 2 < now:
            continue
        for table in (swap.back, swap.back_kept):
            cost = _cost(sample, home, table)
            if best is None or cost < best[0]:
                best = cost, swap, table
    if best is None:
        return []
    _, swap, table = best
    after = _cost(tokens, home, table)
    if after * 2 > now or now - after < AT_LEAST:
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
