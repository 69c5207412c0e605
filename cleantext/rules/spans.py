"""What is found by searching: phrases inside lines ("(opens in new window)"), replacements, regular expressions.

One scan of the document for the rarest word of every span and the `needs` of every expression says which are
worth trying; most documents hold none of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cleantext.errors import RuleError
from cleantext.rules.filing import groups_of, shortest
from cleantext.rules.filing import needles as needles_of
from cleantext.rules.index import asks_short_lines_only, regex_items
from cleantext.rules.model import Rule
from cleantext.rules.scan import Scanner
from cleantext.rules.scene import Hit
from cleantext.rules.template import PhraseError, Vocabulary, parse, without_open_alternatives

__all__ = ["Found", "Span", "SpanIndex"]


MIN_SPAN_NEEDLE = 4
BLOCK = 1 << 16
"""Characters that are searched at once."""


class Span(NamedTuple):
    """A piece of a text that a rule takes or replaces; offsets in characters."""

    start: int
    end: int
    replacement: str
    rule: int


class Found(NamedTuple):
    """What one scan of a text found."""

    spans: list[Span]
    regexes: dict[int, list[tuple[Hit, str]]]
    """By line number: the expressions of which a needed literal stands in the line."""


_NOTHING = Found([], {})


class SpanIndex:
    """Finds the spans of all rules in a text, and which regular expressions are worth trying on its lines."""

    def __init__(self, rules: Sequence[Rule], vocabulary: Vocabulary) -> None:
        self._patterns: list[tuple[int, str]] = []
        self._by_needle: dict[str, list[int]] = {}
        self.expressions: dict[str, list[tuple[Hit, str]]] = {}
        """By literal, the expressions that lines need not be short for, each with the hit that it means."""
        for number, rule in enumerate(rules):
            if rule.matcher == "span":
                for phrase in rule.phrases:
                    try:
                        for needles, pattern in span_patterns(phrase, rule.at, vocabulary):
                            self._add(needles, number, pattern)
                    except PhraseError as error:
                        raise RuleError(
                            str(error), source=rule.pack.source, rule=rule.name, key="span"
                        ) from None
            elif rule.matcher == "replace":
                for old, _ in rule.pairs:
                    self._add((old.lower(),), number, re.escape(old))
            elif rule.matcher == "regex" and not asks_short_lines_only(rule):
                for needle in rule.needs:
                    self.expressions.setdefault(needle, []).extend(regex_items(number, rule))
        self._replacements = {
            (n, old): new
            for n, rule in enumerate(rules)
            if rule.matcher == "replace"
            for old, new in rule.pairs
        }
        self._literal = {number for number, _ in self._replacements}
        self._scanner = Scanner(dict.fromkeys((*self._by_needle, *self.expressions)))
        self._longest = max(map(len, self._scanner.literals), default=0)

    def _add(self, needles: tuple[str, ...], number: int, pattern: str) -> None:
        for needle in needles:
            self._by_needle.setdefault(needle, []).append(len(self._patterns))
        self._patterns.append((number, pattern))

    def literals(self) -> list[tuple[str, list[int]]]:
        """The literals of spans, each with the rules that look for it."""
        return [(n, [self._patterns[p][0] for p in places]) for n, places in self._by_needle.items()]

    def find(self, text: str, active: bytearray) -> Found:
        """Spans of the active rules, sorted and disjoint: where two overlap the earlier, then the longer wins."""
        low = text.lower()
        needles: set[str] = set()
        regexes: dict[int, list[tuple[Hit, str]]] = {}
        line = 0
        # In blocks, so that a text of nothing but needles takes no more memory than any other.
        for start in range(0, len(low), BLOCK):
            matches = self._scanner.scan(low[start : start + BLOCK + self._longest])
            found = {needle for needle, _ in matches}
            if not found.isdisjoint(self.expressions):
                places = [(at, needle) for needle, at in matches if at < BLOCK and needle in self.expressions]
                self._note_regexes(low, start, line, sorted(places), active, regexes)
            needles |= found
            if start + BLOCK < len(low):
                line += low.count("\n", start, start + BLOCK)
        if not needles:
            return _NOTHING
        spans = []
        for place in {p for n in needles for p in self._by_needle.get(n, ())}:
            number, pattern = self._patterns[place]
            if active[number]:
                spans += self._spans(text, number, pattern)
        spans.sort(key=lambda s: (s.start, -s.end, s.rule))
        out: list[Span] = []
        for span in spans:
            if not out or span.start >= out[-1].end:
                out.append(span)
        return Found(out, regexes)

    def _note_regexes(
        self,
        low: str,
        at: int,
        line: int,
        places: list[tuple[int, str]],
        active: bytearray,
        out: dict[int, list[tuple[Hit, str]]],
    ) -> None:
        """Note, by line number, the expressions of which a literal stands in the block that begins at `at`."""
        block = at
        for place, needle in places:
            for item in self.expressions[needle]:
                if active[item[0].rule]:
                    line += low.count("\n", at, block + place)
                    at = block + place
                    items = out.setdefault(line, [])
                    if item not in items:
                        items.append(item)

    def _spans(self, text: str, number: int, pattern: str) -> list[Span]:
        literal = number in self._literal
        found = _compiled(pattern, 0 if literal else re.IGNORECASE | re.MULTILINE).finditer(text)
        return [
            Span(m.start(), m.end(), self._replacements[number, m[0]] if literal else "", number)
            for m in found
        ]


@lru_cache(maxsize=4096)
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(pattern, flags)


_TOLERANT = {"'": "['’‘ʼ´`]", '"': '["“”„«»]', "-": "[-‐‑‒–—]", " ": r"[^\S\n]{1,3}"}


def span_patterns(source: str, at: str, vocabulary: Vocabulary) -> list[tuple[tuple[str, ...], str]]:
    """For a phrase inside lines: words of which one must stand in the text, and a pattern over unfolded text.

    One such pair for each alternative that holds an open hole.

    Raises:
        PhraseError: as `compile_phrase`; also when no word of four or more letters marks the phrase.
    """
    return [_span_pattern(form, at, vocabulary) for form in without_open_alternatives(source, vocabulary)]


def _span_pattern(source: str, at: str, vocabulary: Vocabulary) -> tuple[tuple[str, ...], str]:
    parts = parse(source, vocabulary, fold_separators=False)
    pattern = []
    for part in parts:
        if isinstance(part, str):
            pattern.append(f"(?:{part})".replace(" ", "[^\\S\\n]"))
        else:
            forms = ["".join(_TOLERANT.get(c, re.escape(c)) for c in form) for form in part]
            pattern.append(forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})")
    needles = needles_of(groups_of(parts))
    if not needles or shortest(needles) < MIN_SPAN_NEEDLE:
        raise PhraseError(
            f"{source!r} has no text of four or more letters by which a document could be searched for it"
        )
    first, last = parts[0], parts[-1]
    before = r"(?<!\w)" if isinstance(first, str) or first[0][:1].isalnum() else ""
    after = r"(?!\w)" if isinstance(last, str) or last[0][-1:].isalnum() else ""
    start = r"^[^\S\n]{0,8}" if at == "start" else before
    end = r"[^\S\n]{0,8}$" if at == "end" else after
    return needles, start + "".join(pattern) + end
