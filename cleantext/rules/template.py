"""Phrases: the small language in which rules name lines, and what it compiles to.

    leave a {reply|comment|response}      one of several words
    post a {new? }comment                 a word that may be missing (its space inside the braces)
    follow us on {network}                one entry of a list in rules/vocabulary
    {network+}                            one or more of them, in a row
    {now|on {network}}                    alternatives may hold braces of their own
    {n} comments · posted on {date}       open holes: n, date, time, name, url, email, handle
    by {1-4 words} · read also {...}      some words; the rest of the line, bounded

This module reads them into parts; phrases.py compiles the parts, filing.py says where lines look for them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from cleantext.rules.folding import fold, fold_inside, has_unspaced
from cleantext.rules.holes import HOLES, words_hole

__all__ = [
    "MANY_ENTRIES",
    "MAX_VARIANTS",
    "PREFIX",
    "Part",
    "PhraseError",
    "Vocabulary",
    "parse",
    "without_open_alternatives",
]

Vocabulary = Mapping[str, tuple[str, ...]]
"""Name of a list to its entries."""
Part = tuple[str, ...] | str
"""A parsed phrase is a list of parts: a tuple of literal alternatives, or the pattern of an open hole."""

MAX_VARIANTS = 256
PREFIX = 3
"""So many characters of a word are enough to file a phrase under its beginning."""


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what was found and what is allowed."""


def parse(source: str, vocabulary: Vocabulary, *, fold_separators: bool = True) -> list[Part]:
    """The parts of a phrase without open alternatives, folded save, on wish, for separators.

    Raises:
        PhraseError: unbalanced braces, or braces that name no list and no hole.
    """
    parts: list[Part] = []
    for is_hole, piece in _pieces(source):
        if is_hole:
            parts.append(_hole(piece, source, vocabulary))
        elif piece:
            parts.append((fold_inside(piece) if fold_separators else piece.casefold(),))
    return parts


def _pieces(source: str) -> Iterator[tuple[bool, str]]:
    """The source cut at its outer braces, as (whether in braces, text)."""
    depth = start = 0
    for i, char in enumerate(source):
        if char not in "{}":
            continue
        if depth == 0 or (depth == 1 and char == "}"):
            yield char == "}", source[start:i]
            start = i + 1
        depth += 1 if char == "{" else -1
        if depth < 0:
            break
    if depth:
        raise PhraseError(f"{source!r} has unbalanced braces")
    yield False, source[start:]


def without_open_alternatives(source: str, vocabulary: Vocabulary) -> list[str]:
    """The phrase itself, or with each of the alternatives in place that hold open holes."""
    before = ""
    for is_hole, piece in _pieces(source):
        written = f"{{{piece}}}" if is_hole else piece
        if is_hole and _has_open_alternative(piece):
            forms = _optional_forms(piece) or _alternatives(piece)
            after = source[len(before) + len(written) :]
            out = [s for form in forms for s in without_open_alternatives(before + form + after, vocabulary)]
            if len(out) > MAX_VARIANTS:
                raise PhraseError(
                    f"{source!r} has too many alternatives with open holes: split it into several"
                )
            return out
        before += written
    return [source]


def _has_open_alternative(inner: str) -> bool:
    return "{" in inner and any(
        hole and (_is_open(piece) or _has_open_alternative(piece)) for hole, piece in _pieces(inner)
    )


def _is_open(name: str) -> bool:
    return name.strip() in HOLES or name.strip().endswith(("word", "words", "+"))


def _optional_forms(inner: str) -> list[str] | None:
    """The forms of `{a|b? }`: each alternative with the space beside it, and nothing; None when not optional."""
    if not inner.rstrip().endswith("?"):
        return None
    # The space beside an optional word goes with it, whichever of its forms stands there.
    before = inner[: len(inner) - len(inner.lstrip())]
    after = inner[inner.rindex("?") + 1 :]
    return [before + form.strip() + after for form in _alternatives(inner[: inner.rindex("?")])] + [""]


def _hole(inner: str, source: str, vocabulary: Vocabulary) -> Part:
    name = inner.strip()
    if name in HOLES:
        return HOLES[name]
    try:
        words = words_hole(name)
    except ValueError as error:
        raise PhraseError(f"{source!r}: {error}") from None
    if words:
        return words
    if name in vocabulary:
        return tuple(dict.fromkeys(map(fold_inside, vocabulary[name])))
    if name.endswith("+") and name[:-1] in vocabulary:
        return _many(vocabulary[name[:-1]])
    forms = _optional_forms(inner) or _alternatives(inner)
    if len(forms) == 1:
        lists = ", ".join(sorted(vocabulary)) or "none"
        raise PhraseError(
            f"{source!r}: {{{name}}} is no list and no hole; holes are {', '.join(HOLES)}, N-M words; lists are {lists}"
        )
    return tuple(
        dict.fromkeys(fold_inside(text) for form in forms for text in _closed(form, source, vocabulary))
    )


def _alternatives(inner: str) -> list[str]:
    """What stands between the bars of a pair of braces; bars of inner braces do not count."""
    forms, depth, start = [], 0, 0
    for i, char in enumerate(inner):
        depth += (char == "{") - (char == "}")
        if char == "|" and depth == 0:
            forms.append(inner[start:i])
            start = i + 1
    return [*forms, inner[start:]]


def _closed(form: str, source: str, vocabulary: Vocabulary) -> list[str]:
    """All forms of an alternative, which may hold braces of its own but no open hole."""
    if "{" not in form:
        return [form]
    choices: list[tuple[str, ...]] = []
    for is_hole, piece in _pieces(form):
        part = _hole(piece, source, vocabulary) if is_hole else (piece,)
        if isinstance(part, str):
            raise PhraseError(
                f"{source!r}: the open hole {{{piece}}} stands inside alternatives; write two phrases"
            )
        choices.append(part)
    return ["".join(c) for c in itertools.product(*choices)]


MANY_ENTRIES: dict[str, tuple[str, ...]] = {}
"""Pattern of a `{list+}` to the entries of which it holds one at least."""


_AND = r"and|or|und|oder|et|ou|y|e|i|a|ve|en|och|og|ja|és|и|та|й|και|&|\+|/|-"


@lru_cache(maxsize=256)
def _many(entries: tuple[str, ...]) -> str:
    """One or more entries in a row, with or without a space or "and" between them."""
    folded = sorted({fold(e) for e in entries}, key=lambda e: (-len(e), e))
    one = "|".join(
        re.escape(e) if len(e) >= PREFIX or has_unspaced(e) else rf"{re.escape(e)}(?!\w)" for e in folded
    )
    # The longest entry is listed first and the whole is possessive, so a row is read in one way only.
    pattern = rf"(?:{one})(?: ?(?:(?:{_AND}) )?(?:{one})){{0,24}}+"
    MANY_ENTRIES[pattern] = tuple(fold(e) for e in entries)
    return pattern
