"""Open holes of phrases: what `{date}`, `{name}` or `{1-4 words}` stand for, as patterns over folded text.

Every pattern is bounded: it can take no more than a fixed number of words or characters, and none holds a
repetition inside a repetition that could take the same text in two ways.
"""

from __future__ import annotations

import re

__all__ = ["HOLES", "LETTERS", "words_hole"]

_WORD = r"[^\s]{1,40}+"
_YEAR = r"(?:1[89]|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|ª|º|\.)?"
# Month names of many languages begin with the same three or four letters; the rest of the word is free.
_MONTHS = (
    "jan|feb|fév|mar|mär|maa|apr|avr|abr|may|mai|mei|maj|jun|jui|jul|aug|aoû|ago|aoû|sep|set|oct|okt|ott|out|nov|"
    "dec|dez|déc|dic|ene|gen|gior|giu|lug|mag|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|"
    "кві|тра|чер|лип|сер|вер|жов|лис|гру|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru|led|úno|bře|dub|kvě|čer|srp|"
    "zář|říj|pro|ian|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|tam|hel|huh|tou|kes|hei|elo|syy|lok|mar|jou|ιαν|"
    "φεβ|μαρ|απρ|μαι|μαϊ|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ"
)
_MONTH = rf"(?:{_MONTHS})[^\W\d_]{{0,8}}+\.?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}+[.,]? )?"
_OF = r"(?:(?:of|de|del|di|the) )?"
_TIME = r"(?:[01]?\d|2[0-4])(?:[:.h][0-5]\d){1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?(?: (?:uhr|h|hrs|[a-z]{2,4}t|gmt|utc))?|\d{1,2} ?[ap]\.?m\.?"
_CLOCK = rf"(?:(?:at|um|às|a las|alle|à|-|@|o|kl\.?|в|,)? ?(?:{_TIME}))"
_DAYS = "|".join(
    [
        rf"{_YEAR}[-/.](?:0?\d|1[0-2])[-/.](?:[0-3]?\d)",
        rf"(?:[0-3]?\d)[-/.](?:0?\d|1[0-2]|[0-3]?\d)[-/.](?:{_YEAR}|\d\d)",
        rf"{_WEEKDAY}{_DAY} {_OF}{_MONTH}(?: {_OF}{_YEAR})?",
        rf"{_WEEKDAY}{_MONTH} {_DAY}(?: {_YEAR})?",
        rf"{_WEEKDAY}{_DAY}[-/ ]{_MONTH}[-/ ]{_YEAR}",
        rf"{_MONTH} {_YEAR}",
        rf"{_YEAR} ?[年년] ?\d{{1,2}} ?[月월] ?\d{{1,2}} ?[日일]?",
        rf"{_YEAR}\. ?\d{{1,2}}\. ?\d{{1,2}}\.?",
    ]
)

LETTERS = r"[^\W\d_]"
HOLES: dict[str, str] = {
    "n": r"\d+(?:[.,:]\d+)*+(?:[km](?![^\W_]))?",
    "date": rf"(?:{_DAYS})(?: {_CLOCK})?",
    "time": rf"(?:{_TIME})",
    "name": rf"{LETTERS}[\w.'’&-]{{0,25}}+(?: {LETTERS}[\w.'’&-]{{0,25}}+){{0,4}}",
    "url": r"(?:https?[:/ ]{0,3})?[\w-]{1,60}(?:\.[\w-]{1,60}){0,5}\.[a-z]{2,12}(?:/[^\s]{0,200})?",
    "email": r"[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}",
    "handle": r"@\w{1,40}",
    "...": r".{0,500}",
}
"""Name of an open hole to its pattern over folded text."""

_WORDS = re.compile(r"(\d+)(?:-(\d+))? words?")
MAX_WORDS = 30


def words_hole(name: str) -> str | None:
    """The pattern of `{4 words}` or `{1-4 words}`; None when the name is something else.

    Raises:
        ValueError: the numbers are not from 1 to 30, or in the wrong order.
    """
    match = _WORDS.fullmatch(name)
    if not match:
        return None
    low = int(match[1])
    high = int(match[2] or low)
    if not 1 <= low <= high <= MAX_WORDS:
        raise ValueError(f"{{{name}}} takes numbers from 1 to {MAX_WORDS}, the smaller first")
    return rf"{_WORD}(?: {_WORD}){{{low - 1},{high - 1}}}"
