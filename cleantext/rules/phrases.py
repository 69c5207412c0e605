"""Compiling phrases (see template.py for the language) into what lines are compared with.

A phrase is compared with folded lines (see folding.py), whole line to whole phrase. Closed phrases with few
forms, and those whose only open hole is `{n}`, expand into keys of a dictionary. The others become a pattern.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleantext.rules.filing import ends, groups_of, heads, literal_size, needles, needs, tails, tests, weight
from cleantext.rules.folding import EDGE_END, EDGE_START, NUMBER, fold, has_unspaced
from cleantext.rules.holes import HOLES
from cleantext.rules.template import (
    MANY_ENTRIES,
    MAX_VARIANTS,
    Part,
    PhraseError,
    Vocabulary,
    parse,
    without_open_alternatives,
)

__all__ = ["Phrase", "compile_phrase", "compile_phrases"]

MAX_EXPANSIONS = 5_000
MAX_KEYS = 48
"""Closed phrases of more forms become patterns: a dictionary of all their forms would be long in the making."""
MAX_OPEN_HOLES = 4
MIN_LITERAL = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase: either `keys`, or a `pattern` with the words that file it."""

    source: str
    size: int
    """How specific it is: the letters and digits of its shortest literal form."""
    keys: tuple[str, ...] = ()
    pattern: str = ""
    heads: tuple[str, ...] = ()
    """For a pattern that begins with literal text: its first two words, or one, in each of its forms."""
    needles: tuple[str, ...] = ()
    """For a pattern: literal texts, perhaps inside words, of which every line it fits holds one; () if none is sure."""
    tails: tuple[str, ...] = ()
    """For a pattern that ends with a word of its own: that word, in each of its forms."""
    ends: frozenset[str] = frozenset()
    """For a pattern that ends with literal text: its last three characters, or fewer, in each of its forms."""
    tests: tuple[tuple[str, ...], ...] = ()
    """For a pattern: groups of texts, of each of which every line it fits holds one."""
    needs: str = ""
    """For a pattern without needles: one of NEEDS (index.py): what every line it fits holds."""


def compile_phrases(source: str, vocabulary: Vocabulary, max_keys: int = MAX_KEYS) -> list[Phrase]:
    """Read a phrase; where open holes stand among alternatives it is several, one for each of these.

    Raises:
        PhraseError: as `compile_phrase`.
    """
    return [
        compile_phrase(form, vocabulary, max_keys) for form in without_open_alternatives(source, vocabulary)
    ]


def compile_phrase(source: str, vocabulary: Vocabulary, max_keys: int = MAX_KEYS) -> Phrase:
    """Read one phrase, without open holes among alternatives.

    Closed phrases of up to `max_keys` forms become keys; those of more a pattern, as open ones do.

    Raises:
        PhraseError: unbalanced braces, an unknown list or hole, nothing literal and no open hole, too many
            forms, or too many open holes.
    """
    parts = parse(source, vocabulary)
    opens = [p for p in parts if isinstance(p, str)]
    forms = math.prod(len(part) for part in parts if not isinstance(part, str))
    if len(opens) > MAX_OPEN_HOLES:
        raise PhraseError(f"{source!r} has {len(opens)} open holes; {MAX_OPEN_HOLES} are allowed")
    literals = [form for part in parts if not isinstance(part, str) for form in part]
    # A phrase with both holes and digits of its own cannot stand in the dictionary: `{n}` there is any number.
    closed = all(p == HOLES["n"] for p in opens) and not (
        opens and any(c.isdigit() for a in literals for c in a)
    )
    # Where a script without spaces meets spaces, only whole forms fold as lines do.
    whole = any(map(has_unspaced, literals)) and any(" " in a for a in literals)
    # A list on its own has no more forms than entries.
    if closed and (forms <= max_keys or len(parts) == 1 or whole or _variants(parts) > MAX_VARIANTS):
        if forms > MAX_EXPANSIONS:
            raise PhraseError(
                f"{source!r} has {forms:,} forms; {MAX_EXPANSIONS:,} are allowed: split it into several"
            )
        keys = tuple(dict.fromkeys(_expand(parts)))
        if "" in keys:
            raise PhraseError(f"{source!r} has a form with no letter or digit, which would match every line")
        return Phrase(source, min(map(literal_size, keys)), keys=keys)
    return _open(source, parts)


def _variants(parts: list[Part]) -> int:
    return math.prod(len(_with_and_without(p)) for p in parts)


def _expand(parts: list[Part]) -> Iterator[str]:
    for form in itertools.product(*((NUMBER,) if isinstance(p, str) else p for p in parts)):
        yield _fold_form("".join(form))


def _fold_form(text: str) -> str:
    if NUMBER not in text:
        return fold(text)
    # A digit in its place, so that separators beside it fold as they do in a line.
    digit = next(d for d in "7135902468" if d not in text)
    return fold(text.replace(NUMBER, digit)).replace(digit, NUMBER)


def _open(source: str, parts: list[Part]) -> Phrase:
    choices = [_with_and_without(p) for p in parts]
    if math.prod(map(len, choices)) > MAX_VARIANTS:
        raise PhraseError(
            f"{source!r} has too many words that may be missing beside its open holes: split it into several"
        )
    variants = [[p for chosen in v for p in chosen] for v in itertools.product(*choices)]
    for variant in variants:
        if _fits_anything(variant):
            raise PhraseError(
                f"{source!r} has a form that would fit almost any line, once folding has taken the marks at its ends"
            )
    bodies = list(dict.fromkeys(map(_pattern, variants)))
    body = bodies[0] if len(bodies) == 1 else f"(?:{'|'.join(bodies)})"
    size = sum(min(map(literal_size, p)) for p in parts if not isinstance(p, str))
    groups = groups_of(parts)
    return Phrase(
        source,
        size,
        pattern=body,
        heads=heads(parts),
        needles=needles(groups),
        tails=tails(parts),
        ends=ends(parts),
        tests=tests(groups),
        needs=needs(parts),
    )


def _fits_anything(variant: list[Part]) -> bool:
    """Whether a form is no more than words and rests, with at most a letter beside them."""
    trimmed = _trimmed(_trimmed(variant, 0, EDGE_START), -1, EDGE_END)
    strong = (HOLES["n"], HOLES["date"], HOLES["time"], HOLES["url"], HOLES["email"], HOLES["handle"])
    holes = [p for p in trimmed if isinstance(p, str)]
    if (trimmed and not holes) or any(p in strong or p in MANY_ENTRIES for p in holes):
        return False
    literals = [p for p in trimmed if not isinstance(p, str)]
    return sum(min(weight(text.strip(" ")) for text in p) for p in literals) < MIN_LITERAL


def _with_and_without(part: Part) -> list[list[Part]]:
    """The forms of a part that differ in the spaces at their ends or in being there at all; spaces apart."""
    if isinstance(part, str):
        return [[part]]
    groups: dict[tuple[str, str], list[str]] = {}
    for form in part:
        text = form.strip(" ")
        ends = (" " if form[:1] == " " else "", " " if text and form[-1:] == " " else "")
        groups.setdefault(ends, []).append(text)
    out: list[list[Part]] = []
    for (before, after), forms in groups.items():
        present = tuple(dict.fromkeys(f for f in forms if f))
        if present:
            out.append([*([(before,)] if before else []), present, *([(after,)] if after else [])])
        if "" in forms:
            out.append([(before,)] if before else [])
    return out


def _pattern(parts: list[Part]) -> str:
    """The pattern of a phrase without optional parts."""
    trimmed = _trimmed(_trimmed(parts, 0, EDGE_START), -1, EDGE_END)
    pieces = []
    for part in trimmed:
        if isinstance(part, str):
            pieces.append(f"(?:{part})")
            continue
        escaped = [re.escape(a).replace(r"\ ", " ") for a in part]
        pieces.append(escaped[0] if len(escaped) == 1 else f"(?:{'|'.join(escaped)})")
    body = re.sub(" +", " ", "".join(pieces))
    # The rest of a line may be nothing, and then the space before or after it is not there either.
    rest = f"(?:{HOLES['...']})"
    return body.replace(f" {rest}", f"(?: {rest})?").replace(f"{rest} ", f"(?:{rest} )?")


def _trimmed(parts: list[Part], end: int, edge: re.Pattern[str]) -> list[Part]:
    """Take from an end (0 or -1) what folding takes from that end of a line."""
    out = list(parts)
    while out and not isinstance(part := out[end], str):
        forms = tuple(dict.fromkeys(edge.sub("", a) for a in part))
        if forms != ("",):
            out[end] = forms
            break
        del out[end]
    return out
