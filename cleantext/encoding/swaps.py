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
from cleantext.encoding.language import home_costs, lone_letters
from cleantext.encoding.oddness import odd_chars
from cleantext.encoding.tables import read_pack
from cleantext.encoding.votes import Document

__all__ = ["Swap", "find_swaps", "swaps"]

_REMAINS = re.compile("[âãÃÂ][€‚„†¢\u0080-\u0084]")
"""Pieces of UTF-8 sequences: a text with several was not read wrong by one codec only."""
REMEMBERED = 20_000
SAMPLE, FIRST, PROVED = 20, 8, 60
"""So many different words are weighed to choose the codecs, after the first few; then so many to be sure."""
MANY = 12
"""Words with more unsure characters than this are not weighed one by one."""
SHORT = 8
"""Words in which a letter may stand alone, among quotes and such."""
AT_LEAST, SURE, VERY_SURE, MUST_FALL = 2.0, 3.0, 10.0, 0.4
PROOF = 3
"""How odd a character must be where it stands alone for damage, in a text whose language is not known."""
"""The cost must fall by so much (the least for C1 controls, the most where all is letters) and to this share."""


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
    def sure(self) -> dict[int, str]:
        """The same, without characters that `written` lacks: they may be right as they are."""
        return {code: was for code, was in self.back.items() if _encodable(chr(code), self.written)}

    @cached_property
    def unsure(self) -> frozenset[str]:
        """Characters that were either what `back` says, or themselves."""
        return frozenset(chr(code) for code in self.back.keys() - self.sure.keys())


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
def _concerned() -> frozenset[str]:
    """Characters that a swap can make or unmake: others cost the same before and after, so nothing."""
    out: set[str] = set()
    for swap in swaps():
        out.update(map(chr, swap.back))
        out.update(swap.back.values())
    return frozenset(out)


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
_IN_CJK = re.compile("(?<=[\u3040-\ud7a3])[∑╖╗╝╜╛½¼≥≤∞√≠‡†¬´ªºÀ-ÖØ-öø-ÿ](?=[\u3040-\ud7a3])")
_CONTRACTION = re.compile("(?<=[a-z])[íÕÆ](?=(?:s|t|re|ve|ll|d|m)(?![a-z]))")
_PLAIN_SIGNS = frozenset("\u00a0‘’‚“”„‹›«»–—…•%\u200b\u00ad\ufeff′″−→")
_USUAL_SIGNS = frozenset("€£¥©®™°§¿¡½¼¾±×²³ºªµ·")
_NUMBER = re.compile(
    "[0-9]|µ[mgslAFVW]|[lL]·[lL]|[\u3040-\u9fff\uac00-\ud7a3]·|·[·\u3040-\u9fff\uac00-\ud7a3]|°[CF]|[¿¡][^\\W_]|[^\\W_][®™]"
)
"""Beside what a usual sign costs nothing."""


class _Scale:
    """What characters cost in a text of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.home = home_costs(language)
        self.alone = lone_letters(language)
        self.known: dict[str, float] = {}
        self.words: dict[str, list[tuple[str, float]]] = {}

    def char(self, char: str) -> float:
        """What a character beyond ASCII costs wherever it stands."""
        cost = self.known.get(char)
        if cost is None:
            if char.isalpha() and char not in "ªºµ":
                cost = self.home.get(char, 0.0 if char >= "\u0530" else 1.0)
            elif char in _PLAIN_SIGNS or char >= "\u2e80" or "\u0300" <= char <= "\u036f":
                cost = 0.0
            else:
                cost = 0.5 if char in _concerned() else 0.0
            self.known[char] = cost
        return cost

    def suspects(self, char: str) -> bool:
        """Whether a character may cost anything: no small letter of the language, no everyday sign."""
        if self.char(char) > 0:
            return True
        if char in "–—‘’":
            return self.language not in ("en", "") and (char in "–—" or self.language not in _APOSTROPHE)
        if "\u0370" <= char <= "\u03ff":
            return self.language != "el"
        return "\u0080" <= char <= "\u024f" and not char.islower() and char.isalpha()

    def odd(self, token: str) -> list[tuple[str, float]]:
        """The characters of a word that cost something, and what."""
        known = self.words.get(token)
        if known is None:
            if len(self.words) > REMEMBERED:
                self.words.clear()
            known = self.words[token] = self._odd(token)
        return known

    def _odd(self, token: str) -> list[tuple[str, float]]:
        out: list[tuple[str, float]] = list(odd_chars(f" {token} "))
        language = self.language
        if language and len(token) < SHORT:
            out += [(c, 1.0) for c in _ALONE.findall(token) if c not in self.alone and self.char(c)]
        if language == "en":
            out += [(c, 1.0 if token[:1].isupper() else 2.5) for c in _CONTRACTION.findall(token)]
        elif language and ("—" in token or "–" in token):
            out += [(c, 1.0) for c in _DASH_INSIDE.findall(token)]
        if language == "zh":
            out += [(c, 1.0) for c in _IN_CJK.findall(token)]
        elif language not in _APOSTROPHE and ("’" in token or "‘" in token):
            out += [(c, 1.0) for c in _APOSTROPHE_INSIDE.findall(token)]
        for at, char in enumerate(token):
            if char > "\x7f" and (cost := self.char(char)):
                if char in _USUAL_SIGNS and _NUMBER.search(token[max(0, at - 1) : at + 2]):
                    continue
                out.append((char, cost))
        return out

    def cost(self, token: str) -> float:
        """What a word costs."""
        return sum(weight for _, weight in self.odd(token))

    def mend(self, token: str, swap: Swap, keep: bool) -> str:
        """A word with the swap undone; where a character is unsure, the cheaper way; `keep` decides a tie."""
        new = token.translate(swap.sure)
        if swap.unsure.isdisjoint(token):
            return new
        greek = self.language == "el"  # and its letters are what they are
        unsure = [at for at, c in enumerate(token) if c in swap.unsure and not (greek and "Ͱ" < c < "Ͽ")]
        if not unsure:
            return new
        if len(unsure) > MANY:
            return new if keep else token.translate(swap.back)
        now = self.cost(new)
        for _ in range(2 if len(unsure) > 1 else 1):  # a second look, since neighbours have changed
            for at in unsure:
                if new[at] != token[at]:
                    continue
                other = new[:at] + swap.back[ord(token[at])] + new[at + 1 :]
                cost = self.cost(other)
                if cost < now or (cost == now and not keep and not _begins(new, at)):
                    new, now = other, cost
        return new

    def text(self, tokens: dict[str, int], swap: Swap, keep: bool) -> float:
        """What words cost, the swap undone, each so many times."""
        total = 0.0
        for token, times in tokens.items():
            new = self.mend(token, swap, keep)
            cost = self.cost(new)
            if new != token:
                for match in _NEW_INSIDE.finditer(new):
                    if token[match.start()] != match.group():
                        cost += 0.15 if match.group() in "–—" and self.language in ("en", "") else 1.0
                if self.language == "zh":  # words without spaces have none that do not break either
                    cost += sum(0.1 for old, char in zip(token, new, strict=True) if char == "\u00a0" != old)
            total += cost * times
        return total


def _begins(token: str, at: int) -> bool:
    """Whether a capital begins a word: then it needs no other explanation."""
    return token[at].isupper() and not token[at - 1 : at].isalpha() and token[at + 1 : at + 2].islower()


@cache
def _scale(language: str) -> _Scale:
    return _Scale(language)


def _words(text: str) -> list[tuple[int, str]]:
    """The words that are not ASCII, and where each begins."""
    out, at = [], 0
    for word in text.replace("\n", " ").split(" "):
        if not word.isascii():
            out.append((at, word))
        at += len(word) + 1
    return out


def find_swaps(doc: Document) -> list[Edit]:
    """Edits that undo the one swap that makes the text much less odd; none if no pair does."""
    scale = _scale(doc.language)
    suspects = frozenset(filter(scale.suspects, doc.chars))
    if not suspects or len(_REMAINS.findall(doc.text)) > 1:
        return []
    words = _words(doc.text)
    tokens = Counter(word for _, word in words)
    bad: dict[str, float] = {}
    costs: dict[str, float] = {}
    for token, times in tokens.items():
        if not suspects.isdisjoint(token) and (odd := scale.odd(token)):
            costs[token] = sum(weight for _, weight in odd) * times
            for char, weight in odd:
                bad[char] = bad.get(char, 0.0) + weight * times
    now = sum(costs.values())
    few = not doc.language and len(costs) < 2
    if now < AT_LEAST or (
        few and not any(weight >= PROOF for token in costs for _, weight in scale.odd(token))
    ):
        return _controls(doc.text)
    ordered = sorted(costs, key=lambda token: -costs[token])
    worst = ordered[:SAMPLE]
    others = [token for token in tokens if token not in costs]
    good = others[: SAMPLE // 2]
    sample = {token: tokens[token] for token in (*worst, *good)}
    first = {token: tokens[token] for token in worst[:FIRST]}
    hopeless = MUST_FALL * 1.5 * sum(costs[token] for token in first)
    best: tuple[float, Swap, bool] | None = None
    for swap in swaps():
        if sum(n for c, n in bad.items() if ord(c) in swap.back) * 2 < now:
            continue
        if scale.text(first, swap, True) > hopeless:
            continue
        for keep in (False, True) if any(not swap.unsure.isdisjoint(token) for token in sample) else (False,):
            cost = scale.text(sample, swap, keep)
            if best is None or cost < best[0]:
                best = cost, swap, keep
    if best is None or best[0] > now:
        return _controls(doc.text)
    _, swap, keep = best
    most = {token: tokens[token] for token in (*ordered[:PROVED], *others[: PROVED // 2])}
    after = scale.text(most, swap, keep)
    now = sum(costs[token] for token in ordered[:PROVED])
    enough = {"windows-1252-as-latin-1": AT_LEAST, "cp437-as-windows-1252": VERY_SURE}.get(swap.id, SURE)
    if after > MUST_FALL * now or now - after < enough:
        return _controls(doc.text)
    return _edits(words, scale, swap, keep)


def _controls(text: str) -> list[Edit]:
    """Edits that read C1 controls as Windows-1252, as browsers do, where nothing better explains them."""
    out = []
    for match in _C1.finditer(text):
        try:
            made = match.group().encode("latin-1").decode("cp1252")
        except UnicodeDecodeError:
            continue
        note = f"cp1252 read as latin-1: {match.group()!r} is {made!r}"
        out.append(
            Edit(*match.span(), made, "encoding.swaps/windows-1252-as-latin-1", "encoding", "medium", note)
        )
    return out


_C1 = re.compile("[\u0080-\u009f]")


def _edits(words: list[tuple[int, str]], scale: _Scale, swap: Swap, keep: bool) -> list[Edit]:
    out = []
    rule = f"encoding.swaps/{swap.id}"
    known: dict[str, str] = {}
    for start, token in words:
        new = known.get(token)
        if new is None:
            new = known[token] = scale.mend(token, swap, keep)
        if new == token:
            continue
        at = 0
        while at < len(token):
            end = at
            while end < len(token) and token[end] != new[end]:
                end += 1
            if end > at:
                note = f"{swap.written} read as {swap.read}: {token[at:end]!r} is {new[at:end]!r}"
                out.append(Edit(start + at, start + end, new[at:end], rule, "encoding", "high", note))
            at = end + 1
    return out
