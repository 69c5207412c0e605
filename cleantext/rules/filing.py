"""Where a line looks for the phrases that may fit it: what every line that a phrase fits begins with, or holds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache, lru_cache

from cleantext.rules.folding import EDGE_END, EDGE_START, NUMBER, has_unspaced
from cleantext.rules.holes import HOLES
from cleantext.rules.template import MANY_ENTRIES, MAX_VARIANTS, PREFIX, Part

__all__ = [
    "ends",
    "groups_of",
    "has_other_script",
    "head",
    "heads",
    "initial",
    "literal_size",
    "long_prefix",
    "needles",
    "needs",
    "prefix",
    "shortest",
    "tails",
    "tests",
    "weight",
]

MIN_NEEDLE = 3
RARE_ENOUGH = 8
"""Texts of this weight are seldom enough; more of them cost more than longer ones save."""
MAX_JOINED = 96
"""So many texts, at most, stand for parts that follow each other ("do not ", "does not ")."""
END = 3
LONG_PREFIX = 6
"""So many characters of a beginning tell more: half of all prose begins with "The"."""
FIRST_UNSPACED = "\u0e00"
FIRST_OTHER = "\u0370"
"""From here on stand the scripts other than Latin."""
SURE = 10
"""Texts of this weight hardly stand in another line by chance."""
MAX_TEST = 40
MAX_TESTS = 3


def heads(parts: list[Part]) -> tuple[str, ...]:
    """The beginnings of a phrase, two words each where they are sure; () when one begins with an open hole."""
    if isinstance(parts[0], str):
        # An entry of fewer letters stands as a word of its own (see _many), a longer one may be glued to the next.
        return tuple(sorted({_beginning(e) or e for e in MANY_ENTRIES.get(parts[0], ())}))
    begun = [""]
    done: set[str] = set()
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
    found = {head(EDGE_START.sub("", d)) for d in done} | {
        _beginning(b) if " " not in b else head(b) for b in sure
    }
    return () if "" in found else tuple(sorted(found))


def tails(parts: list[Part]) -> tuple[str, ...]:
    """The last words that lines may have which a phrase fits; () when it may end in anything."""
    last = parts[-1]
    if isinstance(last, str):
        return ()
    before = parts[-2] if len(parts) > 1 else (" ",)
    # After an open hole, or text that need not end in a space, a form of one word may be glued to what stands there.
    apart = not isinstance(before, str) and all(form.endswith(" ") for form in before)
    found = set()
    for form in last:
        text = EDGE_END.sub("", form)
        space, word = (" " in text), text[text.rfind(" ") + 1 :]
        if not word or has_unspaced(text) or not (space or apart):
            return ()
        found.add(word)
    return tuple(sorted(found))


def head(key: str) -> str:
    """The first two words of a folded line, or its only one."""
    words = key.split(" ", 2)
    return f"{words[0]} {words[1]}" if len(words) > 1 and words[1] else words[0]


def prefix(key: str) -> str:
    """The first characters of a folded line, marked as no whole word; "" when it is too short."""
    return f"{key[:PREFIX]}*" if len(key) >= PREFIX else ""


def long_prefix(key: str) -> str:
    """As `prefix`, of more characters."""
    return f"{key[:LONG_PREFIX]}*" if len(key) >= LONG_PREFIX else ""


def initial(key: str) -> str:
    """The first character of a folded line, marked so, in a script that writes no spaces; else ""."""
    return f"{key[0]}^" if key and key[0] >= FIRST_UNSPACED and has_unspaced(key[0]) else ""


def _beginning(text: str) -> str:
    """What a line that goes on after this text in some way can be filed under; "" when the text is too short."""
    return long_prefix(text) or prefix(text) or initial(text)


def ends(parts: list[Part]) -> frozenset[str]:
    """The last three characters (or fewer, of shorter texts) that lines have which a phrase fits; empty if any."""
    last = parts[-1]
    forms = MANY_ENTRIES.get(last, ()) if isinstance(last, str) else last
    found = {EDGE_END.sub("", form).strip()[-END:] for form in forms}
    return frozenset() if "" in found else frozenset(found)


def literal_size(key: str) -> int:
    """How specific a literal text is: its letters and digits."""
    return sum(map(str.isalnum, key.replace(NUMBER, "")))


def needs(parts: list[Part]) -> str:
    """What every line that the phrase fits holds: the first of NEEDS, of those that are sure, is the rarest."""
    if HOLES["date"] in parts:
        if HOLES["date"] in (parts[0], parts[-1]):
            return "date first" if parts[0] == HOLES["date"] else "date last"
        # Fewer lines have a time of day.
        return "time" if HOLES["time"] in parts else "date"
    if any(all(map(has_other_script, forms)) for forms in parts if not isinstance(forms, str)):
        return "script"
    for name, needed in (("time", "time"), ("n", "digit"), ("email", "@"), ("handle", "@"), ("url", "url")):
        if HOLES[name] in parts:
            return needed
    if any(all(map(_has_digit, forms)) for forms in parts if not isinstance(forms, str)):
        return "digit"
    return ""


def _has_digit(key: str) -> bool:
    return any(map(str.isdecimal, key))


def has_other_script(key: str) -> bool:
    """Whether folded text holds a character of another script than Latin."""
    return not key.isascii() and max(key) >= FIRST_OTHER


Group = tuple[str, ...]
"""Literal texts of which every line that a phrase fits holds one."""


def needles(groups: list[Group]) -> Group:
    """Of a phrase's groups that with the rarest members, or the smallest."""
    return max(groups, key=lambda group: (min(shortest(group), RARE_ENOUGH), -len(group)), default=())


def tests(groups: list[Group]) -> tuple[Group, ...]:
    """A few of a phrase's groups, those first that say most: asked before the pattern is tried."""
    chosen: list[Group] = []
    for group in sorted((g for g in dict.fromkeys(groups) if len(g) <= MAX_TEST), key=_doubt):
        if not any(_implies(other, group) for other in chosen):
            chosen.append(group)
            if len(chosen) == MAX_TESTS:
                break
    return tuple(chosen)


def _doubt(group: Group) -> float:
    """How many lines, about, hold a text of a group, as a logarithm."""
    return math.log2(len(group)) - min(shortest(group), SURE)


def _implies(group: Group, other: Group) -> bool:
    """Whether every line that holds a text of a group holds one of another group."""
    return all(any(part in text for part in other) for text in group)


def groups_of(parts: list[Part]) -> list[Group]:
    """The groups of literal texts of which every match of a phrase holds one, as lines hold them."""
    groups = []
    last = len(parts) - 1
    for first, stop, group in _joined(parts):
        if first == 0:
            group = tuple(EDGE_START.sub("", text) for text in group)
        if stop > last:
            group = tuple(EDGE_END.sub("", text) for text in group)
        texts = tuple(dict.fromkeys(text.strip(" ") for text in group))
        if texts and shortest(texts) >= MIN_NEEDLE:
            groups.append(texts)
    return groups


def _joined(parts: list[Part]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Groups of literal texts with the parts (first, stop) that they stand for: single parts, and stretches of them."""
    for first, part in enumerate(parts):
        if isinstance(part, str):
            if part in MANY_ENTRIES:
                yield first, first + 1, MANY_ENTRIES[part]
            continue
        yield first, first + 1, part
        joined = part
        for stop in range(first + 1, len(parts)):
            following = parts[stop]
            if isinstance(following, str) or len(joined) * len(following) > MAX_JOINED:
                break
            joined = tuple(a + b for a in joined for b in following)
            yield first, stop + 1, joined


def shortest(texts: tuple[str, ...]) -> int:
    """The weight of the text that narrows a search least."""
    return min(map(weight, texts))


@lru_cache(maxsize=1 << 17)  # asked a million times while rules are compiled, mostly of the same texts
def weight(text: str) -> int:
    """How much a literal text narrows a search: its length, but more for signs that are seldom or say much."""
    if text.isascii():
        signs = text.encode("ascii").translate(None, _PLAIN)
        return len(text) + 2 * len(signs)
    return sum(map(_weight_of, text))


_PLAIN = bytes(b for b in range(128) if chr(b).isalnum() or chr(b) == " ")


@cache
def _weight_of(c: str) -> int:
    if c.isascii() and (c.isalnum() or c == " "):
        return 1
    if c.isalpha() and c > "\u10ff":
        return 2
    return 1 if c.isalnum() else 3
