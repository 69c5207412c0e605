"""A document as rules see it: its lines without the blank ones, which of them are prose, what went so far.

Facts that need only the line itself stand in `Look` and are kept from document to document; those that need
the document are worked out here when first asked for.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from cleantext.rules.returning import Returning
from cleantext.rules.shelter import Form

__all__ = ["Cues", "Hit", "Look", "Scene", "Word", "count_words", "ends_sentence", "reads_as_prose"]

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_AFTER_END = "\"')]}»”’›』」】）］〕*_ "
_END_MARKS = frozenset(".!?…。！？．؟۔।॥։።¿¡;")
_CLOSERS = _AFTER_END + "“‘"
Word = re.compile(r"[^\W_]+")
STEM = 6
# Bounds that keep the cost of an echo constant, and so the whole linear in the document's length.
MAX_ECHO_PROSE = 40_000
MAX_ECHO_LINES = 3_000
MAX_ECHO_CHARS = 1_000
MAX_REST = 40


def count_words(text: str) -> int:
    """Words of a line; in scripts without spaces, two characters count as one."""
    spaced = text.count(" ") + 1
    if text.isascii():
        return spaced
    unspaced = len(_UNSPACED.findall(text))
    return spaced + unspaced // 2 if unspaced else spaced


def ends_sentence(text: str) -> bool:
    """Whether the line ends with a mark that ends a sentence, closing quotes and brackets aside."""
    last = text[-1:]
    if last in _CLOSERS:
        last = text.rstrip(_CLOSERS)[-1:]
    return last in _END_MARKS and last != ""


def reads_as_prose(text: str) -> bool:
    """Whether the line reads as sentences: long enough and with an end mark, or very long."""
    length = len(text)
    if length < 22:
        return False
    if text.isascii() or length >= 170:
        if length < 50:
            return False
        words = text.count(" ") + 1
        if words >= 9 and ends_sentence(text):
            return True
        if words >= 30:
            return True
        if text.isascii():
            return False
    words = count_words(text)
    if _UNSPACED.search(text):
        return (
            words >= 30
            or (words >= 11 and ends_sentence(text))
            or (length >= 90 and "\u0e00" <= text[length // 2] <= "\u0eff")
        )
    return words >= 30 or (length >= 50 and words >= 9 and ends_sentence(text))


class Hit(NamedTuple):
    """One rule's claim on a line, from the line's own text."""

    rank: tuple[int, ...]
    """Order among the hits of a line: the smallest wins. The first number is 0 for exceptions."""
    rule: int
    role: str
    """`line`, `from`, `near`, `to`, or `block0`, `block1`, ..."""
    source: str
    """The phrase."""


class Look(NamedTuple):
    """What a line's own text says."""

    key: str
    hits: tuple[Hit, ...]
    prose: bool
    form: Form = ""


class Cues:
    """Words that weigh a little: lists of the vocabulary, ready to be counted in lines."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        self.stems = {name: frozenset(w[:STEM].lower() for w in words) for name, words in lists.items()}
        self.unspaced = {
            name: tuple(w for w in words if _UNSPACED.search(w) or "가" <= w[0] <= "힣")
            for name, words in lists.items()
        }

    def count(self, name: str, text: str, words: list[str]) -> int:
        """How many words of the line are in the list, by their first six letters."""
        stems = self.stems[name]
        found = sum(w[:STEM].lower() in stems for w in words)
        if not found and not text.isascii():
            low = text.lower()
            found = sum(w in low for w in self.unspaced[name])
        return found


class Scene:
    """The lines of one document, for one round of decisions."""

    def __init__(
        self,
        texts: list[str],
        looks: list[Look],
        active: bytearray,
        cues: Cues,
        returning: Mapping[int, Returning] | None = None,
    ) -> None:
        self.texts = texts
        """Lines, stripped, without the blank ones."""
        self.looks = looks
        self.active = active
        self.cues = cues
        self.size = len(texts)
        self.taken: list[int] = [-1] * self.size
        """Per line, the rule that took it, or -1."""
        self.hit_lines = [i for i, look in enumerate(looks) if look.hits]
        """Places of the lines that phrases of any rules fit."""
        self.hit = [False] * self.size
        """Per line, whether a phrase of an active rule fits."""
        self.prose = [look.prose for look in looks]
        for i in self.hit_lines:
            if any(active[h.rule] and h.role != "near" and h.rank[0] for h in looks[i].hits):
                self.hit[i], self.prose[i] = True, False
        self.returning = returning or {}
        """Lines that return on other documents as often as some active rule asks."""
        for i in self.returning:
            self.prose[i] = False
        self.closing_at: list[int] = []
        """Lines taken by rules that close an article (comments, related, tags, author, legal)."""
        self.nav_at: list[int] = []
        """Lines taken by rules for navigation."""
        self._echo: dict[int, float] = {}
        self._words: dict[int, list[str]] = {}
        self._run_facts: dict[int, tuple[float, float]] = {}

    @cached_property
    def prose_lines(self) -> list[int]:
        """Places of the prose lines."""
        return [i for i, prose in enumerate(self.prose) if prose]

    @property
    def first_prose(self) -> int:
        """Place of the first prose line, or the number of lines."""
        return self.prose_lines[0] if self.prose_lines else self.size

    @property
    def last_prose(self) -> int:
        """Place of the last prose line, or -1."""
        return self.prose_lines[-1] if self.prose_lines else -1

    @cached_property
    def prose_before(self) -> list[int]:
        """Per line, the characters of prose before it; one more entry at the end holds them all."""
        lengths = (len(t) if p else 0 for t, p in zip(self.texts, self.prose, strict=True))
        return [0, *accumulate(lengths)]

    def share(self, i: int) -> float:
        """The share of the document's prose, in characters, that stands before line i."""
        total = self.prose_before[-1]
        return self.prose_before[i] / total if total else 0.0

    def zone(self, i: int) -> str:
        """`head`, `body` or `tail`; without any prose all is body, since nothing says where the article is."""
        if not self.prose_lines:
            return "body"
        if i < self.first_prose:
            return "head"
        return "tail" if i > self.last_prose else "body"

    @cached_property
    def zones(self) -> dict[str, range]:
        """The lines of each zone."""
        if not self.prose_lines:
            return {"head": range(0), "body": range(self.size), "tail": range(0)}
        start, end = self.first_prose, self.last_prose + 1
        return {"head": range(start), "body": range(start, end), "tail": range(end, self.size)}

    @cached_property
    def prose_text(self) -> str:
        """The article's prose in lower case, a space before each line; of very long ones the beginning."""
        parts, size = [""], 0
        for i in self.prose_lines:
            parts.append(self.texts[i])
            size += len(self.texts[i])
            if size > MAX_ECHO_PROSE:
                break
        return " ".join(parts).lower()

    def echo(self, i: int) -> float:
        """The share of a line's words of four or more letters that the prose holds, by their first six letters.

        Of a prose line: that other prose lines hold. In scripts without spaces pairs of characters stand for
        words. -1 when the line has no such word, or the document is one long list.
        """
        cached = self._echo.get(i)
        if cached is not None:
            return cached
        value = -1.0
        if self.size <= MAX_ECHO_LINES:
            low = self.texts[i][:MAX_ECHO_CHARS].lower()
            if not low.isascii() and _UNSPACED.search(low):
                chars = _UNSPACED.findall(low)
                stems = {a + b for a, b in pairwise(chars)}
            else:
                stems = {" " + w[:STEM].lower() for w in self.words(i) if len(w) >= 4}
            if stems:
                prose = self.prose_text
                if self.prose[i]:
                    low = " " + low
                    found = sum(prose.count(s) > low.count(s) for s in stems)
                else:
                    found = sum(s in prose for s in stems)
                value = found / len(stems)
        self._echo[i] = value
        return value

    @cached_property
    def rest(self) -> list[tuple[int, float, float]]:
        """Per line, of the lines below it: how many are prose, their mean echo, the share that chrome fits.

        Of the echo the next forty lines of prose count; -1 without any.
        """
        out: list[tuple[int, float, float]] = []
        prose = chrome = 0
        echoes: deque[float] = deque(maxlen=MAX_REST)
        for i in range(self.size - 1, -1, -1):
            below = self.size - 1 - i
            mean = sum(echoes) / len(echoes) if echoes else -1.0
            out.append((prose, mean, chrome / below if below else 0.0))
            if self.prose[i]:
                prose += 1
                echoes.append(max(0.0, self.echo(i)))
            elif self.hit[i] or self.taken[i] >= 0:
                chrome += 1
        return out[::-1]

    def words(self, i: int) -> list[str]:
        """The words of a line, as they stand."""
        words = self._words.get(i)
        if words is None:
            words = self._words[i] = Word.findall(self.texts[i][:MAX_ECHO_CHARS])
        return words

    def cue_words(self, name: str, i: int) -> int:
        """How many of a line's words are in a list of the vocabulary."""
        return self.cues.count(name, self.texts[i], self.words(i))

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """Per line, the run of lines without prose that it stands in, as (start, end); (i, i) for prose."""
        out: list[tuple[int, int]] = [(i, i) for i in range(self.size)]
        start = 0
        for end in [*self.prose_lines, self.size]:
            for i in range(start, end):
                out[i] = (start, end)
            start = end + 1
        return out

    def run_facts(self, i: int) -> tuple[float, float]:
        """Of the run of line i: the mean number of words, and the share that a phrase fits or a rule took."""
        start, end = self.runs[i]
        if start == end:
            return 0.0, 0.0
        facts = self._run_facts.get(start)
        if facts is None:
            words = sum(map(count_words, self.texts[start:end]))
            chrome = sum(self.hit[j] or self.taken[j] >= 0 for j in range(start, end))
            facts = self._run_facts[start] = (words / (end - start), chrome / (end - start))
        return facts

    def take(self, i: int, number: int) -> None:
        """Note that a rule took line i."""
        self.taken[i] = number
        self._run_facts.pop(self.runs[i][0], None)

    @cached_property
    def copies(self) -> dict[str, list[int]]:
        """Folded line to all places where it stands, in order."""
        places: dict[str, list[int]] = {}
        for i in range(self.size):
            places.setdefault(self.key(i), []).append(i)
        return places

    @cached_property
    def copied(self) -> list[int]:
        """Places of all lines that stand more than once, in order."""
        copies = self.copies
        if len(copies) == self.size:
            return []
        return sorted(i for key, places in copies.items() if key and len(places) > 1 for i in places)

    def key(self, i: int) -> str:
        """The folded line; for prose, which is not folded ahead, its lower case."""
        return self.looks[i].key or self.texts[i].lower()

    @cached_property
    def headline(self) -> int:
        """Place of what looks like the headline, or -1: in the head, the first line that the prose echoes.

        Of four words or more a third is enough, of two or three the prose must hold all.
        """
        for i in range(min(self.first_prose, 40)):
            words = count_words(self.texts[i])
            if not self.hit[i] and words >= 2 and self.echo(i) >= (1 / 3 if words >= 4 else 1):
                return i
        return -1

    @cached_property
    def short_inside(self) -> float:
        """Of the lines between the first and the last prose line, the share that are short and no phrase."""
        first, last = self.first_prose, self.last_prose
        if last - first < 2:
            return 0.0
        short = sum(not self.prose[i] and not self.hit[i] for i in range(first, last))
        return short / (last - first)
