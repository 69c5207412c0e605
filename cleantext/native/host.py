"""What the native core asks of Python: the pieces that stand in one place only, regular expressions above all.

Each question is about one line or one character and is asked at most once for a line that is seen often.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import cast

from cleantext.native.beginnings import Beginnings, beginnings
from cleantext.rules.folding import fold, fold_characters
from cleantext.rules.holes import begins_with_date, ends_with_date
from cleantext.rules.regexes import search_regex
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.scene import MAX_ECHO_CHARS, Cues, Scene, Word
from cleantext.rules.shelter import form
from cleantext.rules.signs import SIGNS

__all__ = ["LINE_SIGNS", "Host"]

LINE_SIGNS = (
    "question", "label", "bullet", "parts", "date", "time", "money", "link", "cue", "address", "entry"
)  # fmt: skip
"""The signs that need a line's own text only, in the order of `LineSign` (lines.h)."""
_FORMS = ("", "fence", "row", "code")
_DATE_FIRST, _DATE_LAST = 128, 256
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")


class Host:
    """Answers for one set of rules. The numbers of patterns and expressions are places in the lists given."""

    def __init__(self, rules: RuleSet, patterns: Sequence[str], expressions: Sequence[str]) -> None:
        self._rules = rules
        self._patterns = patterns
        self._compiled: list[re.Pattern[str] | None] = [None] * len(patterns)
        self._expressions = expressions
        self._facts = [SIGNS[name].fact for name in LINE_SIGNS]

    def fits(self, number: int, key: str) -> bool:
        """Whether a pattern fits a folded line."""
        pattern = self._compiled[number]
        if pattern is None:
            pattern = self._compiled[number] = re.compile(self._patterns[number])
        return pattern.fullmatch(key) is not None

    def begins(self, number: int) -> Beginnings:
        """What every folded line begins with that a pattern fits; none where that is not known."""
        skips, begins = beginnings(self._patterns[number], 1)
        return () if skips else begins

    def matches(self, number: int, line: str) -> bool:
        """Whether a regular expression of a rule fits a line."""
        return search_regex(self._expressions[number], line)

    def form(self, line: str) -> int:
        """What a line is, see `shelter.form`, as a number."""
        return _FORMS.index(form(line))

    def date_ends(self, key: str) -> int:
        """Of a folded line that holds a date: whether it begins with one, and ends with one, as bits."""
        return _DATE_FIRST * begins_with_date(key) | _DATE_LAST * ends_with_date(key)

    def folded(self, char: str) -> str | None:
        """How a character folds; None where its neighbours have a say in it: marks that join it, syllables."""
        parts = unicodedata.normalize("NFKC", char)
        out = fold_characters(char)
        simple = not any(unicodedata.category(c)[0] == "M" for c in (char, *parts, *out))
        return out if simple and not _JAMO.search(char + parts + out) else None

    def fold(self, line: str) -> str:
        """The key of a line."""
        return fold(line)

    def lower(self, text: str) -> str:
        """The text in small letters."""
        return text.lower()

    def sign(self, which: int, text: str) -> float:
        """A sign of a line, by its place in LINE_SIGNS."""
        value = self._facts[which](cast(Scene, _Line(text, self._rules.cues)), 0)
        assert not isinstance(value, str)
        return value


class _Line:
    """What the signs in LINE_SIGNS ask of a scene, for one line."""

    __slots__ = ("cues", "texts")

    def __init__(self, text: str, cues: Cues) -> None:
        self.texts = (text,)
        self.cues = cues

    def words(self, _: int) -> list[str]:
        return Word.findall(self.texts[0][:MAX_ECHO_CHARS])

    def cue_words(self, name: str, _: int) -> int:
        return self.cues.count(name, self.texts[0], self.words(0))
