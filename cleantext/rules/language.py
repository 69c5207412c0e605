"""Is a rule of another language than the document? Asked only where a rule of a language claims a line.

A document whose language nobody gave meets the rules of all languages, and some words stand in several:
"Tags", "Video", "Comments". A rule is foreign where the document's small words, or its script, speak clearly for
some other language than the rule's own. Rules for English are never foreign: its chrome is everywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

__all__ = ["Languages", "foreign"]

MAX_WORDS = 200
CLEARLY = 4
AT_LEAST = 8
SCRIPTS = {
    "Cyrillic": (re.compile("[а-яёіїєґў]"), ("ru", "uk", "bg", "be", "sr", "mk")),
    "Greek": (re.compile("[α-ωά-ώ]"), ("el",)),
    "Arabic": (re.compile("[\u0620-\u06ff]"), ("ar", "fa", "ur")),
    "Hebrew": (re.compile("[\u05d0-\u05ea]"), ("he",)),
    "Devanagari": (re.compile("[\u0900-\u097f]"), ("hi", "mr", "ne")),
    "Thai": (re.compile("[\u0e00-\u0e7f]"), ("th",)),
    "Hangul": (re.compile("[가-힣]"), ("ko",)),
    "Kana": (re.compile("[\u3040-\u30ff]"), ("ja",)),
    "Han": (re.compile("[\u4e00-\u9fff]"), ("zh", "ja")),
}
PREFIX = "stop-"


class Languages:
    """The small words of the vocabulary, ready to be counted."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        self._of_word: dict[str, tuple[str, ...]] = {}
        for name, words in lists.items():
            if name.startswith(PREFIX):
                for word in words:
                    self._of_word[word] = (*self._of_word.get(word, ()), name.removeprefix(PREFIX))

    @property
    def of_word(self) -> Mapping[str, tuple[str, ...]]:
        """Each small word to the languages that it speaks for."""
        return self._of_word

    def evidence(self, prose: str) -> Counter[str]:
        """Per language, how many of the first words of a text (in lower case) speak for it."""
        words = prose.split(None, MAX_WORDS)[:MAX_WORDS]
        found: Counter[str] = Counter()
        times = Counter(words)
        for word in times.keys() & self._of_word.keys():
            for language in self._of_word[word]:
                found[language] += times[word]
        text = " ".join(words)
        if not text.isascii():
            for pattern, languages in SCRIPTS.values():
                signs = len(pattern.findall(text)) // 4
                if signs:
                    for language in languages:
                        found[language] += signs
        return found


def foreign(languages: tuple[str, ...], evidence: Counter[str]) -> bool:
    """Whether a text with this evidence is clearly in another language than these."""
    if not evidence:
        return False
    own = max(evidence[language] for language in languages)
    best = max(evidence.values())
    return best >= CLEARLY * own + AT_LEAST
