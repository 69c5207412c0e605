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
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cleantext.rules.folding import EDGE_END, EDGE_START, NUMBER, fold, fold_inside, has_unspaced
from cleantext.rules.holes import HOLES, words_hole

__all__ = ["Phrase", "PhraseError", "Vocabulary", "compile_phrase", "compile_phrases", "head", "literal_size", "prefix", "span_patterns", "weight"]

Vocabulary = Mapping[str, tuple[str, ...]]
"""Name of a list to its entries."""

MAX_EXPANSIONS = 5_000
MAX_KEYS = 48
"""Closed phrases of more forms become patterns: a dictionary of all their forms would be long in the making."""
MAX_OPEN_HOLES = 4
MAX_VARIANTS = 256
MIN_NEEDLE = 3
MIN_LITERAL = 2
MIN_SPAN_NEEDLE = 4
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
    heads: tuple[str, ...] = ()
    """For a pattern that begins with literal text: its first two words, or one, in each of its forms."""
    needles: tuple[str, ...] = ()
    """For a pattern: literal texts, perhaps inside words, of which every line it fits holds one; () if none is sure."""
    needs: str = ""
    """For a pattern without needles: `date`, `digit`, `@`, `.` or `non-ascii`: what every line it fits holds."""


# A parsed phrase is a list of parts: a tuple of literal alternatives, or the pattern of an open hole.
_Part = tuple[str, ...] | str


def compile_phrases(source: str, vocabulary: Vocabulary, max_keys: int = MAX_KEYS) -> list[Phrase]:
    """Read a phrase; where open holes stand among alternatives it is several, one for each of these.

    Raises:
        PhraseError: as `compile_phrase`.
    """
    return [compile_phrase(form, vocabulary, max_keys) for form in _without_open_alternatives(source, vocabulary)]


def compile_phrase(source: str, vocabulary: Vocabulary, max_keys: int = MAX_KEYS) -> Phrase:
    """Read one phrase, without open holes among alternatives.

    Closed phrases of up to `max_keys` forms become keys; those of more a pattern, as open ones do.

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
    if len(opens) > MAX_OPEN_HOLES:
        raise PhraseError(f"{source!r} has {len(opens)} open holes; {MAX_OPEN_HOLES} are allowed")
    literals = [form for part in parts if not isinstance(part, str) for form in part]
    # A phrase with both holes and digits of its own cannot stand in the dictionary: `{n}` there is any number.
    closed = all(p == HOLES["n"] for p in opens) and not (opens and any(c.isdigit() for a in literals for c in a))
    # Where a script without spaces meets spaces, only whole forms fold as lines do.
    whole = any(map(has_unspaced, literals)) and any(" " in a for a in literals)
    if closed and (forms <= max_keys or whole or _variants(parts) > MAX_VARIANTS):
        if forms > MAX_EXPANSIONS:
            raise PhraseError(f"{source!r} has {forms:,} forms; {MAX_EXPANSIONS:,} are allowed: split it into several")
        keys = tuple(dict.fromkeys(_expand(parts)))
        if "" in keys:
            raise PhraseError(f"{source!r} has a form with no letter or digit, which would match every line")
        return Phrase(source, min(map(literal_size, keys)), keys=keys)
    return _open(source, parts)


def _variants(parts: list[_Part]) -> int:
    return math.prod(len(_with_and_without(p)) for p in parts)


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


_MANY_ENTRIES: dict[str, tuple[str, ...]] = {}
"""Pattern of a `{list+}` to the entries of which it holds one at least."""


@lru_cache(maxsize=256)
def _many(entries: tuple[str, ...]) -> str:
    """One or more entries in a row, with or without a space or "and" between them."""
    folded = sorted({fold(e) for e in entries}, key=lambda e: (-len(e), e))
    one = "|".join(re.escape(e) if len(e) >= PREFIX else rf"{re.escape(e)}(?!\w)" for e in folded)
    # The longest entry is listed first and the whole is possessive, so a row is read in one way only.
    pattern = rf"(?:{one})(?: ?(?:(?:and|or|und|oder|et|ou|y|e|i|a|ve|en|och|og|ja|és|и|та|й|και|&|\+|/|-) )?(?:{one})){{0,24}}+"
    _MANY_ENTRIES[pattern] = tuple(fold(e) for e in entries)
    return pattern


def _expand(parts: list[_Part]) -> Iterator[str]:
    for form in itertools.product(*((NUMBER,) if isinstance(p, str) else p for p in parts)):
        yield _fold_form("".join(form))


def _fold_form(text: str) -> str:
    if NUMBER not in text:
        return fold(text)
    # A digit in its place, so that separators beside it fold as they do in a line.
    digit = next(d for d in "7135902468" if d not in text)
    return fold(text.replace(NUMBER, digit)).replace(digit, NUMBER)


def literal_size(key: str) -> int:
    """How specific a literal text is: its letters and digits."""
    return sum(map(str.isalnum, key.replace(NUMBER, "")))


def _open(source: str, parts: list[_Part]) -> Phrase:
    choices = [_with_and_without(p) for p in parts]
    if math.prod(map(len, choices)) > MAX_VARIANTS:
        raise PhraseError(f"{source!r} has too many words that may be missing beside its open holes: split it into several")
    variants = [[p for chosen in v for p in chosen] for v in itertools.product(*choices)]
    for variant in variants:
        if _fits_anything(variant):
            raise PhraseError(f"{source!r} has a form that would fit almost any line, once folding has taken the marks at its ends")
    bodies = list(dict.fromkeys(map(_pattern, variants)))
    body = bodies[0] if len(bodies) == 1 else f"(?:{'|'.join(bodies)})"
    size = sum(min(map(literal_size, p)) for p in parts if not isinstance(p, str))
    return Phrase(source, size, pattern=body, heads=_heads(parts), needles=_needles(parts), needs=_needs(parts))


def _fits_anything(variant: list[_Part]) -> bool:
    """Whether a form is no more than words and rests, with at most a letter beside them."""
    trimmed = _trimmed(_trimmed(variant, 0, EDGE_START), -1, EDGE_END)
    strong = (HOLES["n"], HOLES["date"], HOLES["time"], HOLES["url"], HOLES["email"], HOLES["handle"])
    holes = [p for p in trimmed if isinstance(p, str)]
    if (trimmed and not holes) or any(p in strong or p in _MANY_ENTRIES for p in holes):
        return False
    literals = [p for p in trimmed if not isinstance(p, str)]
    return sum(min(weight(text.strip(" ")) for text in p) for p in literals) < MIN_LITERAL


def _needs(parts: list[_Part]) -> str:
    """What every line holds that an open hole of the phrase fits."""
    for name, needed in (("date", "date"), ("n", "digit"), ("time", "digit"), ("email", "@"), ("handle", "@"), ("url", ".")):
        if HOLES[name] in parts:
            return needed
    foreign = (p for p in parts if not isinstance(p, str) and "" not in p)
    return "non-ascii" if any(not any(map(str.isascii, forms)) for forms in foreign) else ""


def _needles(parts: list[_Part]) -> tuple[str, ...]:
    """Of the groups of literal texts of which every match holds one, that with the longest members."""
    best: tuple[str, ...] = ()
    for i, part in enumerate(parts):
        group = _MANY_ENTRIES.get(part, ()) if isinstance(part, str) else part
        if i == 0:
            group = tuple(EDGE_START.sub("", text) for text in group)
        if i == len(parts) - 1:
            group = tuple(EDGE_END.sub("", text) for text in group)
        texts = tuple(dict.fromkeys(text.strip(" ") for text in group))
        if texts and _shortest(texts) >= MIN_NEEDLE and (not best or _shortest(texts) > _shortest(best)):
            best = texts
    return best


def _shortest(texts: tuple[str, ...]) -> int:
    return min(map(weight, texts))


def weight(text: str) -> int:
    """How much a literal text narrows a search: its length, but more for signs that are seldom or say much."""
    return sum(1 if c.isascii() and (c.isalnum() or c == " ") else 2 if c.isalpha() and c > "\u10ff" else 1 if c.isalnum() else 3 for c in text)


def _with_and_without(part: _Part) -> list[list[_Part]]:
    """The forms of a part that differ in the spaces at their ends or in being there at all; spaces apart."""
    if isinstance(part, str):
        return [[part]]
    groups: dict[tuple[str, str], list[str]] = {}
    for form in part:
        text = form.strip(" ")
        ends = (" " if form[:1] == " " else "", " " if text and form[-1:] == " " else "")
        groups.setdefault(ends, []).append(text)
    out: list[list[_Part]] = []
    for (before, after), forms in groups.items():
        present = tuple(dict.fromkeys(f for f in forms if f))
        if present:
            out.append([*([(before,)] if before else []), present, *([(after,)] if after else [])])
        if "" in forms:
            out.append([(before,)] if before else [])
    return out


def _pattern(parts: list[_Part]) -> str:
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


def _trimmed(parts: list[_Part], end: int, edge: re.Pattern[str]) -> list[_Part]:
    """Take from an end (0 or -1) what folding takes from that end of a line."""
    out = list(parts)
    while out and not isinstance(part := out[end], str):
        forms = tuple(dict.fromkeys(edge.sub("", a) for a in part))
        if forms != ("",):
            out[end] = forms
            break
        del out[end]
    return out


def _heads(parts: list[_Part]) -> tuple[str, ...]:
    """The beginnings of a phrase, two words each where they are sure; () when one begins with an open hole."""
    if isinstance(parts[0], str):
        # An entry of fewer letters stands as a word of its own (see _many), a longer one may be glued to the next.
        entries = _MANY_ENTRIES.get(parts[0], ())
        return tuple(sorted({prefix(e) or e for e in entries}))
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


def head(key: str) -> str:
    """The first two words of a folded line, or its only one."""
    words = key.split(" ", 2)
    return f"{words[0]} {words[1]}" if len(words) > 1 and words[1] else words[0]


def prefix(key: str) -> str:
    """The first characters of a folded line, marked as no whole word; "" when it is too short."""
    return f"{key[:PREFIX]}*" if len(key) >= PREFIX else ""


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
    needles = _needles(parts)
    if not needles or _shortest(needles) < MIN_SPAN_NEEDLE:
        raise PhraseError(f"{source!r} has no text of four or more letters by which a document could be searched for it")
    first, last = parts[0], parts[-1]
    before = r"(?<!\w)" if isinstance(first, str) or first[0][:1].isalnum() else ""
    after = r"(?!\w)" if isinstance(last, str) or last[0][-1:].isalnum() else ""
    start = r"^[^\S\n]{0,8}" if at == "start" else before
    end = r"[^\S\n]{0,8}$" if at == "end" else after
    return needles, start + "".join(pattern) + end
