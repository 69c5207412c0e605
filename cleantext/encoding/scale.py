"""What a word costs in a text of one language: the measure that swaps of single-byte codecs are judged by."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from math import inf

from cleantext.encoding.language import home_costs, lone_letters
from cleantext.encoding.memory import Memory
from cleantext.encoding.oddness import odd_chars
from cleantext.encoding.pairs import Swap, concerned

__all__ = ["Scale", "scale_for"]

MANY = 12
"""Words with more unsure characters than this are not weighed one by one."""
SHORT = 8
"""Words in which a letter may stand alone, among quotes and such."""

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


class _Costs(dict[str, float]):
    """What characters cost, each reckoned when it is asked for first."""

    def __init__(self, reckon: Callable[[str], float]) -> None:
        self._reckon = reckon

    def __missing__(self, char: str) -> float:
        self[char] = cost = self._reckon(char)
        return cost


class Scale:
    """What characters cost in a text of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.home = home_costs(language)
        self.alone = lone_letters(language)
        self.chars = _Costs(self._char)
        self._met: set[str] = set()
        self._suspects: set[str] = set()
        self.words: Memory[tuple[list[tuple[str, float]], float]] = Memory()

    def _char(self, char: str) -> float:
        """What a character beyond ASCII costs wherever it stands."""
        if char.isalpha() and char not in "ªºµ":
            return self.home.get(char, 0.0 if char >= "\u0530" else 1.0)
        if char in _PLAIN_SIGNS or char >= "\u2e80" or "\u0300" <= char <= "\u036f":
            return 0.0
        return 0.5 if char in concerned() else 0.0

    def suspects_of(self, chars: frozenset[str]) -> frozenset[str]:
        """Those of some characters that may cost anything."""
        fresh = chars - self._met
        self._suspects.update(filter(self._may_cost, fresh))
        self._met |= fresh
        return chars & self._suspects

    def _may_cost(self, char: str) -> bool:
        """Whether a character may cost anything: no small letter of the language, no everyday sign."""
        if self.chars[char] > 0:
            return True
        if char in "–—‘’":
            return self.language not in ("en", "") and (char in "–—" or self.language not in _APOSTROPHE)
        if "\u0370" <= char <= "\u03ff":
            return self.language != "el"
        return "\u0080" <= char <= "\u024f" and not char.islower() and char.isalpha()

    def odd(self, token: str) -> list[tuple[str, float]]:
        """The characters of a word that cost something, and what."""
        return self._word(token)[0]

    def cost(self, token: str) -> float:
        """What a word costs."""
        return self._word(token)[1]

    def _word(self, token: str) -> tuple[list[tuple[str, float]], float]:
        known = self.words.get(token)
        if known is None:
            odd = self._odd(token)
            known = self.words.keep(token, (odd, sum([weight for _, weight in odd])))
        return known

    def _odd(self, token: str) -> list[tuple[str, float]]:
        out: list[tuple[str, float]] = list(odd_chars(f" {token} "))
        language = self.language
        if language and len(token) < SHORT:
            out += [(c, 1.0) for c in _ALONE.findall(token) if c not in self.alone and self.chars[c]]
        if language == "en":
            out += [(c, 1.0 if token[:1].isupper() else 2.5) for c in _CONTRACTION.findall(token)]
        elif language and ("—" in token or "–" in token):
            out += [(c, 1.0) for c in _DASH_INSIDE.findall(token)]
        if language == "zh":
            out += [(c, 1.0) for c in _IN_CJK.findall(token)]
        elif language not in _APOSTROPHE and ("’" in token or "‘" in token):
            out += [(c, 1.0) for c in _APOSTROPHE_INSIDE.findall(token)]
        costs = self.chars
        for at, char in enumerate(token):
            if char > "\x7f" and (cost := costs[char]):
                if char in _USUAL_SIGNS and _NUMBER.search(token[max(0, at - 1) : at + 2]):
                    continue
                out.append((char, cost))
        return out

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

    def text(self, tokens: dict[str, int], swap: Swap, keep: bool, most: float = inf) -> float:
        """What words cost, the swap undone, each so many times; not all of them where they cost more than `most`."""
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
            if total > most:
                break
        return total


def _begins(token: str, at: int) -> bool:
    """Whether a capital begins a word: then it needs no other explanation."""
    return token[at].isupper() and not token[at - 1 : at].isalpha() and token[at + 1 : at + 2].islower()


@cache
def scale_for(language: str) -> Scale:
    """The scale of a language, made once."""
    return Scale(language)
