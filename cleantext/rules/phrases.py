"""Phrases: the small language in which rules name lines, and what it compiles to.

    leave a {reply|comment|response}      one of several words
    post a {new? }comment                 a word that may be missing (its space inside the braces)
    follow us on {network}                one entry of a list in rules/vocabulary
    {network+}                            one or more of them, in a row
    {now|on {network}}                    alternatives may hold braces of their own
    {n} comments · posted on {date}       open holes: n, date, time, name, url, email, handle
    by {1-4 words} · read also {...}      some words; the rest of the line, bounded

A phrase is compared with folded lines (see folding.py), whole line to whole phrase. Closed phrases, and those
whose only open hole is `{n}`, expand into keys of a dictionary. The others become a pattern, filed under
words that every line they match must hold.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cleantext.rules.folding import EDGE_END, EDGE_START, NUMBER, fold, fold_inside
from cleantext.rules.holes import HOLES, words_hole

__all__ = ["Phrase", "PhraseError", "Vocabulary", "compile_phrase", "compile_phrases", "head", "prefix", "span_patterns"]

Vocabulary = Mapping[str, tuple[str, ...]]
"""Name of a list to its entries."""

MAX_EXPANSIONS = 5_000
MAX_OPEN_HOLES = 4
MAX_VARIANTS = 256
PREFIX = 3


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what was found and what is allowed."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase: either `keys`, or a `pattern` with the words that file it."""

    source: str
    size: int
    """How specific it is: the letters and digits of its shortest literal form."""
    keys: tuple[str, ...] = ()
    pattern: str = ""
    anchors: tuple[tuple[str, ...], ...] = ()
    """For a pattern: groups of words; of each group, one must stand in the line (first the rarest, if known)."""
    heads: tuple[str, ...] = ()
    """For a pattern that begins with literal text: its first two words, or one, in each of its forms."""
    tails: tuple[str, ...] = ()
    """For a pattern that ends with literal text: its last word in each of its forms."""
    needle: str = ""
    """For a pattern: literal text, perhaps inside a word, that every line it fits holds; "" when there is none."""
    needs: str = ""
    """For a pattern: `date` or `digit` when every line it fits holds one."""


# A parsed phrase is a list of parts: a tuple of literal alternatives, or the pattern of an open hole.
_Part = tuple[str, ...] | str


def compile_phrases(source: str, vocabulary: Vocabulary) -> list[Phrase]:
    """Read a phrase; where open holes stand among alternatives it is several, one for each of these.

    Raises:
        PhraseError: as `compile_phrase`.
    """
    return [compile_phrase(form, vocabulary) for form in _without_open_alternatives(source, vocabulary)]


def compile_phrase(source: str, vocabulary: Vocabulary) -> Phrase:
    """Read one phrase, without open holes among alternatives.

    Raises:
        PhraseError: unbalanced braces, an unknown list or hole, nothing literal and no open hole, too many
            forms, or too many open holes.
    """
    parts = _parse(source, vocabulary)
    opens = [p for p in parts if isinstance(p, str)]
    forms = 1
    for part in parts:
        if not isinstance(part, str):
            forms *= len(part)
    # A phrase with both holes and digits of its own cannot stand in the dictionary: `{n}` there is any number.
    digits = bool(opens) and any(c.isdigit() for part in parts if not isinstance(part, str) for a in part for c in a)
    if all(p == HOLES["n"] for p in opens) and forms <= MAX_EXPANSIONS and not digits:
        keys = tuple(dict.fromkeys(_expand(parts)))
        if "" in keys:
            raise PhraseError(f"{source!r} has a form with no letter or digit, which would match every line")
        return Phrase(source, min(map(_size, keys)), keys=keys)
    if not opens:
        raise PhraseError(f"{source!r} has {forms:,} forms; {MAX_EXPANSIONS:,} are allowed: split it into several")
    if len(opens) > MAX_OPEN_HOLES:
        raise PhraseError(f"{source!r} has {len(opens)} open holes; {MAX_OPEN_HOLES} are allowed")
    return _open(source, parts)


def _parse(source: str, vocabulary: Vocabulary, *, fold_separators: bool = True) -> list[_Part]:
    parts: list[_Part] = []
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


def _without_open_alternatives(source: str, vocabulary: Vocabulary) -> list[str]:
    """The phrase itself, or with each of the alternatives in place that hold open holes."""
    before = ""
    for is_hole, piece in _pieces(source):
        written = f"{{{piece}}}" if is_hole else piece
        if is_hole and _has_open_alternative(piece):
            forms = _optional_forms(piece) or _alternatives(piece)
            after = source[len(before) + len(written) :]
            out = [s for form in forms for s in _without_open_alternatives(before + form + after, vocabulary)]
            if len(out) > MAX_VARIANTS:
                raise PhraseError(f"{source!r} has too many alternatives with open holes: split it into several")
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


def _hole(inner: str, source: str, vocabulary: Vocabulary) -> _Part:
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
    return tuple(dict.fromkeys(fold_inside(text) for form in forms for text in _closed(form, source, vocabulary)))


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
            raise PhraseError(f"{source!r}: the open hole {{{piece}}} stands inside alternatives; write two phrases")
        choices.append(part)
    return ["".join(c) for c in itertools.product(*choices)]


@lru_cache(maxsize=64)
def _many(entries: tuple[str, ...]) -> str:
    """One or more entries in a row, with or without a space or "and" between them."""
    one = "|".join(re.escape(e) for e in sorted({fold(e) for e in entries}, key=lambda e: (-len(e), e)))
    # The longest entry is listed first and the whole is possessive, so a row is read in one way only.
    return rf"(?:{one})(?: ?(?:(?:and|or|und|oder|et|ou|y|e|&|\+|/|-) )?(?:{one})){{0,24}}+"


def _expand(parts: list[_Part]) -> Iterator[str]:
    for form in itertools.product(*((NUMBER,) if isinstance(p, str) else p for p in parts)):
        yield _fold_form("".join(form))


def _fold_form(text: str) -> str:
    if NUMBER not in text:
        return fold(text)
    # A digit in its place, so that separators beside it fold as they do in a line.
    digit = next(d for d in "7135902468" if d not in text)
    return fold(text.replace(NUMBER, digit)).replace(digit, NUMBER)


def _size(key: str) -> int:
    return sum(map(str.isalnum, key.replace(NUMBER, "")))


def _open(source: str, parts: list[_Part]) -> Phrase:
    variants = [[p for p in v if p != ("",)] for v in itertools.product(*map(_with_and_without, parts))]
    if len(variants) > MAX_VARIANTS:
        raise PhraseError(f"{source!r} has too many words that may be missing beside its open holes: split it into several")
    bodies = list(dict.fromkeys(map(_pattern, variants)))
    body = bodies[0] if len(bodies) == 1 else f"(?:{'|'.join(bodies)})"
    groups = _anchors(parts)
    size = sum(min(map(_size, p)) for p in parts if not isinstance(p, str))
    opens = [p for p in parts if isinstance(p, str)]
    literals = [p[0].strip() for p in parts if not isinstance(p, str) and len(p) == 1]
    literals = [EDGE_END.sub("", EDGE_START.sub("", text)) for text in literals]
    needle = max(literals, key=len, default="")
    needs = "date" if HOLES["date"] in parts else "digit" if {HOLES["n"], HOLES["time"]}.intersection(opens) else ""
    return Phrase(source, size, pattern=body, anchors=groups, heads=_heads(parts), tails=_tails(parts), needle=needle, needs=needs)


def _with_and_without(part: _Part) -> tuple[_Part, ...]:
    if isinstance(part, str) or "" not in part:
        return (part,)
    return (tuple(a for a in part if a), ("",))


def _pattern(parts: list[_Part]) -> str:
    """The pattern of a phrase without optional parts."""
    pieces = []
    for i, part in enumerate(parts):
        if isinstance(part, str):
            pieces.append(f"(?:{part})")
            continue
        # Take from the ends what folding takes from the ends of a line.
        forms = [EDGE_START.sub("", a) for a in part] if i == 0 else list(part)
        forms = [EDGE_END.sub("", a) for a in forms] if i == len(parts) - 1 else forms
        escaped = [re.escape(a).replace(r"\ ", " ") for a in dict.fromkeys(forms)]
        pieces.append(escaped[0] if len(escaped) == 1 else f"(?:{'|'.join(escaped)})")
    body = re.sub(" +", " ", "".join(pieces)).strip(" ")
    # The rest of a line may be nothing, and then the space before or after it is not there either.
    rest = f"(?:{HOLES['...']})"
    return body.replace(f" {rest}", f"(?: {rest})?").replace(f"{rest} ", f"(?:{rest} )?")


def _heads(parts: list[_Part]) -> tuple[str, ...]:
    """The beginnings of a phrase, two words each where they are sure; () when one begins with an open hole."""
    begun, done = [""], set()
    for part in parts:
        if isinstance(part, str):
            break
        grown = [b + a for b in begun for a in part]
        done.update(g for g in grown if g.lstrip().count(" ") >= 2)
        begun = [g for g in grown if g.lstrip().count(" ") < 2]
        if not begun or len(begun) > MAX_VARIANTS:
            break
    else:
        done.update(begun)
        begun = []
    # Of what an open hole follows, the words up to the last space are sure, or else the first characters.
    sure = {b if " " not in b else b[: b.rfind(" ") + 1] for b in map(str.lstrip, begun)}
    heads = {head(EDGE_START.sub("", d)) for d in done} | {prefix(b) if " " not in b else head(b) for b in sure}
    return () if "" in heads else tuple(sorted(heads))


def _tails(parts: list[_Part]) -> tuple[str, ...]:
    """The last words of a phrase; () when it ends with an open hole or a part that may be missing."""
    last = parts[-1]
    if isinstance(last, str) or "" in last:
        return ()
    forms = [EDGE_END.sub("", a) for a in last]
    if _glued(parts, len(parts) - 1, -1) and not all(" " in f for f in forms):
        return ()
    words = {f.rsplit(" ", 1)[-1] for f in forms}
    return () if "" in words else tuple(sorted(words))


def head(key: str) -> str:
    """The first two words of a folded line, or its only one."""
    words = key.split(" ", 2)
    return f"{words[0]} {words[1]}" if len(words) > 1 and words[1] else words[0]


def prefix(key: str) -> str:
    """The first characters of a folded line, marked as no whole word; "" when it is too short."""
    return f"{key[:PREFIX]}*" if len(key) >= PREFIX else ""


def _anchors(parts: list[_Part]) -> tuple[tuple[str, ...], ...]:
    """Groups of whole words in the order of the phrase; every match holds one word of each group."""
    groups: list[tuple[str, ...]] = []
    for i, part in enumerate(parts):
        if isinstance(part, str) or "" in part:
            continue
        glued_left, glued_right = _glued(parts, i, -1), _glued(parts, i, 1)
        if len(part) == 1:
            text = part[0]
            words = text.split(" ")
            whole = words[1 if glued_left else 0 : len(words) - 1 if glued_right else len(words)]
            groups += [(w,) for w in whole if w]
            continue
        choices = []
        for text in part:
            words = text.split(" ")
            whole = words[1 if glued_left else 0 : len(words) - 1 if glued_right else len(words)]
            choices.append(next(filter(None, whole), ""))
        if all(choices):
            groups.append(tuple(dict.fromkeys(choices)))
    return tuple(groups)


def _glued(parts: list[_Part], i: int, step: int) -> bool:
    """Whether a neighbour of part i can touch it without a space between."""
    j = i + step
    while 0 <= j < len(parts):
        part = parts[j]
        if isinstance(part, str):
            return True
        if any(a and not (a.endswith(" ") if step < 0 else a.startswith(" ")) for a in part):
            return True
        if "" not in part:
            return False
        j += step
    return False


_TOLERANT = {"'": "['’‘ʼ´`]", '"': '["“”„«»]', "-": "[-‐‑‒–—]", " ": r"[^\S\n]{1,3}"}


def span_patterns(source: str, at: str, vocabulary: Vocabulary) -> list[tuple[tuple[str, ...], str]]:
    """For a phrase inside lines: words of which one must stand in the text, and a pattern over unfolded text.

    One such pair for each alternative that holds an open hole.

    Raises:
        PhraseError: as `compile_phrase`; also when no word of four or more letters marks the phrase.
    """
    return [_span_pattern(form, at, vocabulary) for form in _without_open_alternatives(source, vocabulary)]


def _span_pattern(source: str, at: str, vocabulary: Vocabulary) -> tuple[tuple[str, ...], str]:
    parts = _parse(source, vocabulary, fold_separators=False)
    pattern = []
    for part in parts:
        if isinstance(part, str):
            pattern.append(f"(?:{part})".replace(" ", "[^\\S\\n]"))
        else:
            forms = ["".join(_TOLERANT.get(c, re.escape(c)) for c in form) for form in part]
            pattern.append(forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})")
    groups = [g for g in _anchors(parts) if min(map(len, g)) >= 4 or not all(w.isascii() for w in g)]
    if not groups:
        raise PhraseError(f"{source!r} has no word of four or more letters by which a text could be searched for it")
    needles = max(groups, key=lambda g: (min(map(len, g)), -len(g)))
    first, last = parts[0], parts[-1]
    before = r"(?<!\w)" if isinstance(first, str) or first[0][:1].isalnum() else ""
    after = r"(?!\w)" if isinstance(last, str) or last[0][-1:].isalnum() else ""
    start = r"^[^\S\n]{0,8}" if at == "start" else before
    end = r"[^\S\n]{0,8}$" if at == "end" else after
    return needles, start + "".join(pattern) + end
