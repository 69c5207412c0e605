"""Open holes of phrases: what `{date}`, `{name}` or `{1-4 words}` stand for, as patterns over folded text.

Every pattern is bounded: it can take no more than a fixed number of words or characters, and none holds a
repetition inside a repetition that could take the same text in two ways.
"""

from __future__ import annotations

import re

from cleantext.rules.patterns import LinePattern

__all__ = [
    "DATE_FIRST",
    "DATE_LAST",
    "HOLES",
    "MONTH_WORDS",
    "begins_with_date",
    "begins_with_number",
    "ends_with_date",
    "has_date",
    "words_hole",
]

_WORD = r"[^\s]{1,40}+"
# Years of the common calendar, of the Islamic and the Persian one, and of the Thai one.
_YEAR = r"(?:1[3489]|20|25)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|o|a|\.)?"
# The beginnings of month names in some thirty languages; the rest of the word is free. Where three letters also
# begin common words (set, market, out of), four are asked for, and the short form must stand alone.
_MONTH_STEMS = (
    "janu|jänn|janv|febr|fevr|févr|feve|marc|mars|märz|maar|marz|apri|avri|abri|aprí|mayo|maio|magg|maja|juni|june|juin|juil|"
    "july|juli|julh|junh|giug|lugl|augu|août|agos|sept|sete|sett|octo|okto|octu|outu|otto|octo|nove|noví|nóve|dece|déce|"
    "dici|deze|dice|gene|genn|ener|янва|февр|март|апре|июня|июнь|июля|июль|авгу|сент|октя|нояб|дека|січн|люто|бере|"
    "квіт|трав|черв|липн|серп|вере|жовт|лист|груд|styc|lute|luty|marz|kwie|czer|lipc|sier|wrze|paźd|list|grud|ledn|"
    "únor|břez|dubn|květ|červ|srpn|září|říjn|pros|ocak|şuba|nisa|mayı|hazi|temm|ağus|eylü|ekim|kası|aral|tamm|"
    "helm|maal|huht|touk|kesä|hein|elok|syys|loka|marr|joul|ιανο|φεβρ|μαρτ|απρι|μαΐο|μαιο|μάιο|ιουν|ιουλ|αυγο|σεπτ|οκτω|"
    "νοεμ|δεκε|ιαν|φεβ|μαρ|απρ|янв|фев|апр|авг|сен|окт|ноя|дек|январ|ianu|iuni|iuli|augu|sept|octo|noie|dece|janua|szept|"
    "ápri|máju|júni|júli|auguszt|októ|nove|dece|янва|мая|май|"
    # Arabic, Persian and Hindi, as folding leaves them
    "يناير|فبراير|مارس|ابريل|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر|شباط|نيسان|ايار|حزيران|تموز|ايلول|"
    "فروردين|ارديبهشت|خرداد|مرداد|شهريور|ابان|بهمن|اسفند|محرم|رمضان|شعبان|"
    "जनवरी|फरवरी|फ़रवरी|मार्च|अप्रैल|जुलाई|अगस्त|सितंबर|सितम्बर|अक्टूबर|अक्तूबर|नवंबर|नवम्बर|दिसंबर|दिसम्बर"
)
_MONTH_SHORT = (
    "jan|feb|fév|mar|mär|apr|avr|abr|may|mai|mei|maj|jun|jul|aug|ago|sep|set|oct|okt|out|ott|nov|dec|dez|déc|dic|ene|gen|"
    "تير|مهر|اذر|دي|اب|मई|जून|giu|lug|mag|мар|июн|июл|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara"
)
_MONTH = rf"(?:(?:{_MONTH_STEMS})[^\W\d_]{{0,10}}+|(?:{_MONTH_SHORT})(?![^\W\d_]))\.?"
# Written without spaces once folded.
_THAI_MONTH = (
    "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม|"
    r"ม\.ค\.|ก\.พ\.|มี\.ค\.|เม\.ย\.|พ\.ค\.|มิ\.ย\.|ก\.ค\.|ส\.ค\.|ก\.ย\.|ต\.ค\.|พ\.ย\.|ธ\.ค\."
)
_OF = r"(?:(?:of|de|del|di|the) )?"
_TIME = (
    r"(?:[01]?\d|2[0-4])(?:[:.h][0-5]\d){1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?(?: (?:uhr|h|hrs|[a-z]{2,4}t|gmt|utc))?"
    r"|\d{1,2} ?[ap]\.?m\.?"
)
_CLOCK = rf"(?:(?:at|um|às|a las|alle|à|-|@|o|kl\.?|в|,)? ?(?:{_TIME}))"
MAX_DATE = 70
"""Characters of the longest text that `{date}` fits, and some more."""


def _days(weekday: str, weekday_of_month: str) -> str:
    """What dates are without a time, with what may stand before days and before months."""
    ways = [
        rf"{_YEAR}[-/.](?:0?\d|1[0-2])[-/.](?:[0-3]?\d)",
        rf"{weekday}(?:[0-3]?\d)[-/.] ?(?:0?\d|1[0-2]|[0-3]?\d)[-/.] ?(?:{_YEAR}|\d\d)",
        # Names of months stand in two places alone, since they are most of what compiling a date takes: what may
        # only come before some tails asks for them ahead.
        rf"{weekday}{_DAY}(?: {_OF}|[-/](?=[^\d\s/-]+[-/ ]{_YEAR})){_MONTH}(?: {_OF}{_YEAR}|[-/]{_YEAR})?",
        rf"{weekday_of_month}{_MONTH} (?:{_DAY}(?: {_YEAR})?|{_YEAR})",
        rf"{_YEAR} ?[年년] ?\d{{1,2}} ?[月월] ?\d{{1,2}} ?[日일]?",
        rf"{_YEAR}\. ?\d{{1,2}}\. ?\d{{1,2}}\.?",
        rf"(?:0?[1-9]|[12]\d|3[01]) ?(?:{_THAI_MONTH}) ?(?:{_YEAR}|\d\d)?",
        rf"(?:ngày )?{_DAY} tháng (?:1[0-2]|0?[1-9])(?: (?:năm )?{_YEAR})?",
    ]
    return "|".join(ways)


_WEEKDAY = r"[^\W\d_]{2,12}+[.,]? "
_DAYS = _days(rf"(?:{_WEEKDAY})?", rf"(?:{_WEEKDAY}(?=[^\d\s]+ \d{{1,2}}(?!\d)))?")
_DAYS_ALONE = _days("", "")


def _with_time(days: str) -> str:
    return rf"(?:{days})(?: {_CLOCK})?"


_LETTER = r"[^\W\d_]"
HOLES: dict[str, str] = {
    "n": r"(?:\d{1,3}(?: \d{3})++(?!\d)|\d+(?:[.,:]\d+)*+(?:[km](?![^\W_]))?)",
    "date": _with_time(_DAYS),
    "time": rf"(?:{_TIME})",
    "name": rf"{_LETTER}[\w.'’&-]{{0,25}}+(?: {_LETTER}[\w.'’&-]{{0,25}}+){{0,4}}",
    "url": r"(?:https?[:/ ]{0,3})?[\w-]{1,60}(?:\.[\w-]{1,60}){0,5}\.[a-z]{2,12}(?:/[^\s]{0,200})?",
    "email": r"[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}",
    "handle": r"@\w{1,40}",
    "...": r".{0,500}",
}
"""Name of an open hole to its pattern over folded text."""


DATE_FIRST = LinePattern(f"(?:{_DAYS})", "match")
# Wherever a date follows the name of a day, it stands there without it, too.
DATE_LAST = LinePattern(rf"{_with_time(_DAYS_ALONE)}\Z", "search")


def begins_with_date(key: str) -> bool:
    """Whether folded text begins as `{date}` does."""
    return DATE_FIRST(key)


def ends_with_date(key: str) -> bool:
    """Whether folded text ends as `{date}` does."""
    return _may_end_date(key) and DATE_LAST(key[-MAX_DATE:])


_DATE_REACH = 48
"""Characters from the end of a date to the digit in it that is next, and some more."""
_LAST_LETTERS = re.compile(r"([0-9]?)([a-z]+)\.?\Z")
_LAST_OF_TIME = re.compile(r"uhr|h|hrs|[a-z]{2,4}t|utc|[ap]?m|[ap]")
_LAST_OF_DAY = frozenset({"st", "nd", "rd", "th", "er", "o", "a"})


def _may_end_date(key: str) -> bool:
    """A fast test that everything passes which ends as `{date}` does."""
    if not re.search(r"\d", key[-_DATE_REACH:]):
        return False
    found = _LAST_LETTERS.search(key, max(0, len(key) - _DATE_REACH))
    if not found:  # it ends in a number, a mark, or letters beyond ASCII
        return True
    digit, letters = found.groups()
    return (
        _is_month(letters)
        or _LAST_OF_TIME.fullmatch(letters) is not None
        or (digit != "" and letters in _LAST_OF_DAY)
        or not key[-len(letters) - 2 :].isascii()
    )


_NUMBER = re.compile(r"\d{1,4}")
_NUMERIC_DATE = re.compile(r"\d{1,4}(?:[-/.]\d{1,2}[-/.]\d{1,4}|\. ?\d{1,2}\. ?\d|[-/.][^\W\d_]| ?[年년])")
_STEMS = frozenset(stem[:4] for stem in f"{_MONTH_STEMS}|{_THAI_MONTH}|tháng".replace("\\", "").split("|"))
_SHORTS = frozenset(_MONTH_SHORT.split("|")) | {stem for stem in _STEMS if len(stem) == 3}
_SMALL_WORDS = frozenset({"of", "de", "del", "di", "the"})


def has_date(key: str) -> bool:
    """Whether folded text holds a date: a fast test that every match of `{date}` passes."""
    for number in _NUMBER.finditer(key):
        start, end = number.span()
        if _NUMERIC_DATE.match(key, start):
            return True
        before = key[max(0, start - 24) : start].split()[-2:]
        after = key[end : end + 24].lstrip("strdnhª.º").split()[:2]
        if any(_is_month(w) for w in (*before, *after) if w not in _SMALL_WORDS):
            return True
    return False


def _is_month(word: str) -> bool:
    return word[:4] in _STEMS or word[:3] in _SHORTS


MONTH_WORDS = (_STEMS, _SHORTS, _SMALL_WORDS)
"""What `has_date` takes for a month: beginnings of four letters, of three; and words that are none."""


def begins_with_number(pattern: str) -> bool:
    """Whether the pattern of a phrase fits nothing that begins with anything but a digit."""
    return pattern.startswith(f"(?:{HOLES['n']})")


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
