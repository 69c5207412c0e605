"""What the native core asks of Python: the pieces that stand in one place only.

Regular expressions the core reads and tries itself (`src/pattern.h`). It asks only where it does not know all that is
in one, where characters would be taken otherwise, or where it takes too long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from cleantext.rules.folding import fold, fold_characters
from cleantext.rules.holes import DATE_FIRST, DATE_LAST, HOLES
from cleantext.rules.regexes import search_regex
from cleantext.rules.shelter import CODE, CODE_MARK
from cleantext.rules.signs import ENTRY, LABEL, LINK, MONEY, TIME

__all__ = ["LINE_PATTERNS", "Host"]

LINE_PATTERNS = (LABEL, TIME, MONEY, LINK, ENTRY, CODE_MARK, CODE, DATE_FIRST, DATE_LAST)
"""What both engines ask of lines, in the order of `LinePattern` (lines.h)."""
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")


class Host:
    """Answers for one set of rules. The numbers of patterns and expressions are places in the lists given."""

    holes = tuple(f"(?:{HOLES[name]})" for name in ("date", "time"))
    """The patterns of large holes, which the core reads once for all phrases that have them."""
    line_patterns = tuple((pattern.source, pattern.how, pattern.any_case) for pattern in LINE_PATTERNS)

    def __init__(self, patterns: Sequence[str], expressions: Sequence[str]) -> None:
        self._patterns = patterns
        self._expressions = expressions
        self._compiled: list[re.Pattern[str] | None] = [None] * len(patterns)

    def pattern(self, number: int) -> str:
        """The pattern of a phrase."""
        return self._patterns[number]

    def expression(self, number: int) -> str:
        """A regular expression of a rule."""
        return self._expressions[number]

    def fits(self, number: int, key: str) -> bool:
        """Whether a pattern fits a folded line."""
        pattern = self._compiled[number]
        if pattern is None:
            pattern = self._compiled[number] = re.compile(self._patterns[number])
        return pattern.fullmatch(key) is not None

    def matches(self, number: int, line: str) -> bool:
        """Whether a regular expression of a rule fits a line."""
        return search_regex(self._expressions[number], line)

    def found(self, which: int, line: str) -> bool:
        """Whether a line has what one of LINE_PATTERNS looks for, by its place there."""
        return LINE_PATTERNS[which](line)

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
