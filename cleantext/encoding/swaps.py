"""One single-byte codec read as another: one wrong character for each right one.

No sequence gives such damage away, so the whole document decides: what it costs as it stands (letters that
its language lacks, capitals and signs inside words, quotes on the wrong side) against what it would cost.
"""

from __future__ import annotations

import re
from collections import Counter
from math import inf

from cleantext.edits import Edit
from cleantext.encoding.document import Document
from cleantext.encoding.pairs import Swap, swaps
from cleantext.encoding.scale import Scale, scale_for
from cleantext.native import core

__all__ = ["find_swaps"]

_REMAINS = re.compile(  # with all first characters at the front, which `re` looks for quickly
    "[âãÃÂÄÅÐÑÎÏ](?:(?<=[âãÃÂ])[€‚„†¢\u0080-\u0084]|(?<=[a-zà-ž][ÃÄÅ])(?= )"
    "|(?<=[ÐÑ])(?:(?=[\u0400-\u045f])|(?<=[\u0400-\u045f].))|(?<=[ÎÏ])(?:(?=[\u0370-\u03ff])|(?<=[\u0370-\u03ff].)))"
)
"""Pieces of UTF-8 sequences: a text with several was not read wrong by one codec only. No codec of Cyrillic, or of
Greek, has the letters that such pieces of theirs are."""
_LEADS = frozenset("âãÃÂÄÅÐÑÎÏ")
_C1 = re.compile("[\u0080-\u009f]")
SAMPLE, FIRST, PROVED = 20, 8, 60
"""So many different words are weighed to choose the codecs, after the first few; then so many to be sure."""
AT_LEAST, SURE, VERY_SURE, MUST_FALL = 2.0, 3.0, 10.0, 0.4
"""The cost must fall by so much (the least for C1 controls, the most where all is letters) and to this share."""
PROOF = 3
"""How odd a character must be where it stands alone for damage, in a text whose language is not known."""


def _words(text: str) -> list[tuple[int, str]]:
    """The words that are not ASCII, and where each begins."""
    out, at = [], 0
    for word in text.replace("\n", " ").split(" "):
        if not word.isascii():
            out.append((at, word))
        at += len(word) + 1
    return out


def _count(text: str, suspects: str) -> tuple[dict[str, int], list[str]]:
    """How often each word stands in a text that is not ASCII; and those of them that have one of the suspects."""
    tokens = Counter([word for _, word in _words(text)])
    return tokens, [token for token in tokens if not frozenset(suspects).isdisjoint(token)]


def find_swaps(doc: Document) -> list[Edit]:
    """Edits that undo the one swap that makes the text much less odd; none if no pair does."""
    scale = scale_for(doc.language)
    suspects = scale.suspects_of(doc.chars)
    if not suspects:
        return []
    if not doc.chars.isdisjoint(_LEADS) and len(_REMAINS.findall(doc.text)) > 1:
        return _controls(doc)
    count = core.count_words_beyond_ascii if core else _count
    tokens, suspected = count(doc.text, "".join(suspects))
    bad: dict[str, float] = {}
    costs: dict[str, float] = {}
    for token in suspected:
        if odd := scale.odd(token):
            times = tokens[token]
            costs[token] = sum(weight for _, weight in odd) * times
            for char, weight in odd:
                bad[char] = bad.get(char, 0.0) + weight * times
    now = sum(costs.values())
    few = not doc.language and len(costs) < 2
    if now < AT_LEAST or (
        few and not any(weight >= PROOF for token in costs for _, weight in scale.odd(token))
    ):
        return _controls(doc)
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
        if scale.text(first, swap, True, hopeless) > hopeless:
            continue
        for keep in (False, True) if any(not swap.unsure.isdisjoint(token) for token in sample) else (False,):
            cost = scale.text(sample, swap, keep, inf if best is None else best[0])
            if best is None or cost < best[0]:
                best = cost, swap, keep
    if best is None or best[0] > now:
        return _controls(doc)
    _, swap, keep = best
    most = {token: tokens[token] for token in (*ordered[:PROVED], *others[: PROVED // 2])}
    after = scale.text(most, swap, keep)
    now = sum(costs[token] for token in ordered[:PROVED])
    enough = {"windows-1252-as-latin-1": AT_LEAST, "cp437-as-windows-1252": VERY_SURE}.get(swap.id, SURE)
    if after > MUST_FALL * now or now - after < enough:
        return _controls(doc)
    return _edits(core.words_beyond_ascii(doc.text) if core else _words(doc.text), scale, swap, keep)


def _controls(doc: Document) -> list[Edit]:
    """Edits that read C1 controls as Windows-1252, as browsers do, where nothing better explains them."""
    out: list[Edit] = []
    if doc.chars.isdisjoint(map(chr, range(0x80, 0xA0))):
        return out
    for match in _C1.finditer(doc.text):
        try:
            made = match.group().encode("latin-1").decode("cp1252")
        except UnicodeDecodeError:
            continue
        note = f"cp1252 read as latin-1: {match.group()!r} is {made!r}"
        out.append(
            Edit(*match.span(), made, "encoding.swaps/windows-1252-as-latin-1", "encoding", "medium", note)
        )
    return out


def _edits(words: list[tuple[int, str]], scale: Scale, swap: Swap, keep: bool) -> list[Edit]:
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
