"""The cheapest proof that a text needs no repair: most texts are cleared here, and nothing else is loaded.

What is written here follows from the tables of `rules/encoding`, in a form that costs a few nanoseconds a
character. It may suspect a sound text, which then costs more; it must not clear a damaged one.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["is_suspect", "suspects"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ENTITY = re.compile(r"&(?:#[0-9xX]|[A-Za-z][A-Za-z0-9]+;)")
_QUESTION = re.compile(r"\?(?=(?:s|t|re|ve|ll|d|m|S|T|RE|VE|LL|D|M)(?![\w=&/]))(?<=[A-Za-z].)")
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}\\x|r?\\?n(?=[\s\"“‘«A-ZÀ-ÞА-ЯΑ-Ω0-9•–—\\-]|$))")
_QUOTED = re.compile("=[0-9A-F]{2}=[0-9A-F]{2}")
_PERCENT = re.compile("%[0-9A-Fa-f]{2}%[0-9A-Fa-f]{2}")

_I_FOR_APOSTROPHE = re.compile("í(?=(?:s|t|re|ve|ll|d|m)(?![a-z]))(?<=[a-z].)")

_CYRILLIC_SMALL = re.compile("[а-я]")
_GREEK_IN_WORD = re.compile("[ΓΣΦΩαδεπστφ](?<=[a-z].)")
_APOSTROPHE_FOR_I = re.compile("’(?=[abcdfghjmnprstvz][a-z])(?<=[b-df-hj-np-tv-z].)")
_DASH_IN_WORD = re.compile("—(?=[a-z])(?<=[a-zà-ž].)")

# Classes of characters, as bodies of sets.
_SMALL = "a-zß-öø-ÿāăąćčďđēėęěğģīįıķĺļľłńņňőœŕřśşšţťūůűųźżžơưșțạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_CAPITAL = "À-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŐŒŔŘŚŞŠŢŤŪŮŰŲŸŹŻŽ"
_LETTER = f"A-Z{_SMALL}{_CAPITAL}Ạ-ỹͰ-ϿЀ-џ"
_SIGN = "¢-¦§¨©ª¬®¯°±²³µ¶¸¹º¼-¾×÷ƒˆˇ˘-˝†‡•‰‹›⁄₧€™∂∆∏∑√∞∩∫≈≠≡≤≥⌐⌠⌡◊"
# NBSP, ¡, ¿, «, », ·, ´, quotes, dashes and … are not among the signs: they stand beside letters in sound text.
_WASTE = "¦¤¨¬¯¸ˆˇ˘-˝‰ƒ◊⌐₧‡"
_BOX = "\u2500-\u259f"
_SEEN_NEVER = (
    "\u0080-\u009f\u00ad\u0149\u01c4-\u01cc\u01f1-\u01f3\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ue000-\uf8ff\ufb00-\ufb06\ufeff\ufff9-\ufffd"
)
_QUOTE_IMAGES = "ìîñôûùæëöóíÆ"
"""What quotes and dashes of Windows-1252 become in MacRoman and code page 437."""
_OTHER = "\u0386-\u0fff\u3040-\u9fff\uac00-\ud7a3"
_CYRILLIC_TAILS = "°±µ‚ѓ†‡€‰‹ЉЊЌЋЏђ‘•™љ›њќћџЎў¤Ґ§©¬®ЂЃЈ¶"

_UTF8 = [  # a first character of a sequence with what follows it
    f"(?<=[{_CAPITAL}])(?=[^\x00-\x7f{_LETTER}’”“»…–—\u00a0„′])",
    "(?<=[ÂÃÄÅÐÎØÙ×])(?=[’”“»…–—„\u00a0ŒŠŽœšžŸ])",
    "(?<=[ÂÃ])(?=\\s|$)",
    f"(?<=[\x80-\u9fff][{_SIGN}´\u00ad])(?<![\u00a0’”“»«…–—„•\u3000-\u9fff].)",
    f"(?<=[–—“”’‘«»…][{_SIGN}])(?=[^\\s\\d])",
    "(?<=[√≈∆ƒ¬])(?=[À-ÿ\u00a0«»])",
    f"(?<=[{_BOX}])(?=[A-Za-zÀ-ÿ])",
    f"(?<=[A-Za-zÀ-ÿ{_SIGN}«»¡¿·][{_BOX}])",
    f"(?<=[{_BOX}]{{2}})",
    "(?<=‚)(?=[Äâ-óÇ])",
    "(?<=[ÔΓ])(?=[ÇÄä])",
    "(?<=ÿ)(?=[^\\x00-\\x7f])",
    f"(?<=[В-УвЖЗИЙ][{_CYRILLIC_TAILS}])",
    "(?<=[A-Za-z.,;:!?)]В)(?=\u00a0)|(?<=[A-Za-z0-9]\\sВ)(?=\u00a0)|(?<=В)(?=\u00a0\\s)",
    "(?<=[ÂĂĹ])(?=[ŁĄŻŹŚŤŠŞĽśšťžźłąşżľ])",
    "(?<=á)(?=[º»][^\\s.,;:!?])",
    "(?<=[âÂ])(?=[œšž˜€‚„†])",
    "(?<=[\u0080-\u009f\ufffd])",
]
_SWAPS = [  # letters, signs and quotes out of place
    f"(?<=[{_SMALL}][{_CAPITAL}Æ])",
    f"(?<=[{_LETTER}][{_SIGN}„·])(?=[{_LETTER}])",
    f"(?<=[{_LETTER}][{_WASTE}‚„])",
    f"(?<=[{_LETTER}][{_BOX}])",
    "(?<=[a-z][Θⁿ])|(?<=\\sΘ)(?=\\s)",
    "(?<=[\\s(]ú)(?=\\d)|(?<=[©®™]Ê)",
    f"(?<=[{_WASTE}])(?=[À-ÿ])",
    f"(?<=[{_QUOTE_IMAGES}])(?=[A-Z])",
    f"(?<=[.,;:!?)][{_QUOTE_IMAGES}ÒÓÔÕÐÑÊáâ†])",
    '(?<=["”][ÉÊà])(?!\\w)|(?<=\\sÊ)(?=Ê)',
    "(?<=[\\s(]⁄)(?=[a-z])|(?<=[a-z.]∑)(?=[A-Za-z0-9])",
    f"(?<=[{_LETTER}]¹)(?=¹)",
    "(?<=[ÂÃÄÆÇÈÊóËÌÏÐÑÒÔÕÖØÙÚÛÜÞâìîïðñôõûùæëòþÿ])(?<![\\w’'].)(?![\\w’'])",
    "(?<=[a-z]î)(?!\\w)",
    f"(?<=[{_OTHER}][À-ÖØ-öø-ÿ´ª†])",
    f"(?<=[À-ÖØ-öø-ÿ´ª†])(?=[{_OTHER}])",
    "(?<=†)(?<!\\S.)(?!\\S)",
    "(?<=\ná)(?=\n)",
    "(?<=[가-힣][∑╖])",
    "(?<=[\u0080-\u009f])",
]
_MARKS = [f"(?<=[{_SEEN_NEVER}])"]

_FIRST = f"[{_SEEN_NEVER}{_SIGN}{_CAPITAL}{_BOX}{_QUOTE_IMAGES}{_CYRILLIC_TAILS}В‚·áâúàòïÿ´ΓΘⁿĂĹ„]"
"""What any of them ends at: the scan looks at nothing else."""


def _pattern(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile(f"{_FIRST}(?:{'|'.join(alternatives)})")


@cache  # compiled when the first text needs it, as the others: it takes a tenth of a start
def _suspect() -> re.Pattern[str]:
    return _pattern([*_MARKS, *_UTF8, *_SWAPS])


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    return {"utf8": _pattern(_UTF8), "swaps": _pattern(_SWAPS), "marks": _pattern(_MARKS)}


_SAFE = bytes(b for b in range(0x20, 0x7F) if b not in b"&?\\=%_") + b"\t\n\f"
_QUIET = frozenset("“”’‘–—…•\u00a0éèêçäüàß°€£_")
"""Characters of which no damage is made alone: those that quotes and dashes turn into are not among them."""
_MOSTLY = 6
"""Texts that have more than one character in so many beyond ASCII are scanned at once."""


def is_suspect(text: str) -> bool:
    """Whether a text may need a repair; False is certain."""
    rest = text.encode("utf-8", "surrogatepass").translate(None, _SAFE)
    if not rest:
        return False
    if rest.isascii():
        return _suspect_ascii(text)
    if len(rest) * _MOSTLY < len(text):
        left = set(rest.decode("utf-8", "surrogatepass"))
        if left <= _QUIET:
            return False
        if not left.isdisjoint(_CHECKED):
            if _suspect_ascii(text):
                return True
            if left - _CHECKED <= _QUIET:
                return False
    elif _suspect_ascii(text):
        return True
    if _english_i(text) or _dos_greek(text) or _dash_for_o(text) or _nbsp_of_1251(text):
        return True
    return _suspect().search(text) is not None


_CHECKED = frozenset("&?\\=%\r\x7f") | frozenset(map(chr, range(0x20))) - {"\t", "\n", "\f"}
"""What `_suspect_ascii` looks at."""


def suspects(kind: str, text: str) -> bool:
    """Whether a text may need a stage of repair: "escapes", "utf8", "swaps", "lost" or "marks"."""
    if kind == "escapes":
        return _has_escapes(text)
    if kind == "lost":
        return "\ufffd" in text or ("?" in text and _QUESTION.search(text) is not None)
    if kind == "marks" and (_CONTROL.search(text) or _lone_return(text)):
        return True
    if text.isascii():
        return False
    if kind == "swaps" and (_english_i(text) or _dos_greek(text) or _dash_for_o(text)):
        return True
    if kind == "utf8" and _nbsp_of_1251(text):
        return True
    return _kinds()[kind].search(text) is not None


def _english_i(text: str) -> bool:
    """Whether an English text has `itís` or `donít`; a Spanish one has its `país`."""
    return "í" in text and " the " in text and _I_FOR_APOSTROPHE.search(text) is not None


def _dos_greek(text: str) -> bool:
    """Whether Latin words have Greek letters, as code page 437 puts them; a Greek text has its final sigma."""
    if "ς" in text or not any(letter in text for letter in "αΣΦφτπΩδε"):
        return False
    return _GREEK_IN_WORD.search(text) is not None


def _dash_for_o(text: str) -> bool:
    """Whether `kt—ry` stands for `który` or `polic’a` for `policía`; English writes dashes without spaces."""
    if " the " in text:
        return False
    if "—" in text and _DASH_IN_WORD.search(text):
        return True
    return "’" in text and " que " in text and " el " in text and _APOSTROPHE_FOR_I.search(text) is not None


def _suspect_ascii(text: str) -> bool:
    if _CONTROL.search(text) or _has_escapes(text):
        return True
    if "?" in text and _QUESTION.search(text):
        return True
    return _lone_return(text)


def _lone_return(text: str) -> bool:
    return "\r" in text and text.count("\r") != text.count("\r\n")


def _nbsp_of_1251(text: str) -> bool:
    """Whether a Cyrillic В with an NBSP stands in a text without Cyrillic small letters."""
    return "В\u00a0" in text and _CYRILLIC_SMALL.search(text) is None


def _has_escapes(text: str) -> bool:
    return bool(
        ("&" in text and _ENTITY.search(text))
        or ("\\" in text and _ESCAPE.search(text))
        or ("=" in text and _QUOTED.search(text))
        or "_x000D_" in text
        or ("%" in text and _PERCENT.search(text))
    )
