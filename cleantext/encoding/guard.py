"""The cheapest proof that a text needs no repair: most texts are cleared here, and nothing else is loaded.

What is written here follows from the tables of `rules/encoding`, in a form that costs a few nanoseconds a
character. It may suspect a sound text, which then costs more; it must not clear a damaged one.
"""

from __future__ import annotations

import re

__all__ = ["is_suspect"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ENTITY = re.compile(r"&(?:#[0-9xX]|[A-Za-z][A-Za-z0-9]+;)")
_QUESTION = re.compile(r"\?(?=(?:s|t|re|ve|ll|d|m|S|T|RE|VE|LL|D|M)(?![\w=&/]))(?<=[A-Za-z].)")
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}\\x)")
_QUOTED = re.compile("=[0-9A-F]{2}=[0-9A-F]{2}")
_PERCENT = re.compile("%[0-9A-Fa-f]{2}%[0-9A-Fa-f]{2}")

# Classes of characters, as bodies of sets.
_SMALL = "a-zß-öø-ÿāăąćčďđēėęěğģīįıķĺļľłńņňőœŕřśşšţťūůűųźżžơưșțạ-ỹ"
_CAPITAL = "À-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŐŒŔŘŚŞŠŢŤŪŮŰŲŸŹŻŽ"
_LETTER = f"A-Z{_SMALL}{_CAPITAL}Ͱ-ϿЀ-џ"
_SIGN = (
    "¢-¦§¨©ª¬®¯°±²³µ¶¸¹º¼-¾×÷ƒˆˇ˘-˝†‡•‰‹›⁄₧€™∂∆∏∑√∞∩∫≈≠≡≤≥Ω⌐⌠⌡◊"
)  # no NBSP, ¡, ¿, «, », ·, ´, quotes, dashes, …: those stand beside letters in sound text
_WASTE = "¦¤¨¬¯¸ˆˇ˘-˝‰ƒ◊⌐₧‡"
_BOX = "\u2500-\u259f"
_SEEN_NEVER = (
    "\u0080-\u009f\u00ad\u0149\u01c4-\u01cc\u01f1-\u01f3\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ue000-\uf8ff\ufb00-\ufb06\ufeff\ufff9-\ufffd"
)
_QUOTE_IMAGES = "ìîñôûùæëöóíÆ"
"""What quotes and dashes of Windows-1252 become in MacRoman and code page 437."""
_CYRILLIC_TAILS = "°±µ‚ѓ†‡€‰‹ЉЊЌЋЏђ‘•™љ›њќћџЎў¤Ґ§©¬®ЂЃЈ¶"

_SUSPECT = re.compile(
    f"[{_SEEN_NEVER}{_SIGN}{_CAPITAL}{_BOX}{_QUOTE_IMAGES}{_CYRILLIC_TAILS}В‚„“‘·áâÿ´]"
    "(?:"
    + "|".join(
        [
            f"(?<=[{_SEEN_NEVER}])",
            # UTF-8 read as something: a first character with what follows it
            f"(?<=[{_CAPITAL}])(?=[^\x00-\x7f{_LETTER}’”“»…–—\u00a0„′])",
            "(?<=[ÂÃÄÅÐÎØÙ×])(?=[’”“»…–—„\u00a0ŒŠŽœšžŸ])",
            "(?<=[ÂÃ])(?=\\s|$)",
            f"(?<=[^\x00-\x7f\u00a0’”“»«…–—„•][{_SIGN}´])",
            f"(?<=[–—“”’‘«»…][{_SIGN}])(?=[^\\s\\d])",
            "(?<=[√≈∆ƒ¬])(?=[À-ÿ\u00a0«»])",
            f"(?<=[{_BOX}])(?=[A-Za-zÀ-ÿ])",
            f"(?<=[A-Za-zÀ-ÿ{_SIGN}«»¡¿·][{_BOX}])",
            "(?<=‚)(?=[Äâ-óÇ])",
            "(?<=ÿ)(?=[^\\x00-\\x7f])",
            f"(?<=[В-УвЖЗИЙ][{_CYRILLIC_TAILS}])",
            "(?<=[A-Za-z.,;:!?)]В)(?=\u00a0)",
            "(?<=á)(?=[º»][^\\s.,;:!?])",
            "(?<=[âÂ])(?=[œšž˜€‚„†])",
            # one single-byte codec read as another: letters, signs and quotes out of place
            f"(?<=[{_SMALL}][{_CAPITAL}Æ])",
            f"(?<=[{_LETTER}][{_SIGN}“‘„·])(?=[{_LETTER}])",
            f"(?<=[{_LETTER}][{_WASTE}‚„])",
            f"(?<=[{_WASTE}])(?=[À-ÿ])",
            f"(?<=[{_QUOTE_IMAGES}])(?=[A-Z])",
            "(?<=[a-z]í)(?=(?:s|t|re|ve|ll|d|m)(?![a-z]))",
            f"(?<=[.,;:!?'\")][{_QUOTE_IMAGES}ÒÓÔÕÐÑÊáâ†])",
            "(?<=[ÂÃÄÆÇÈËÌÏÐÑÒÔÕÖØÙÚÛÜÞâìîïðñôõûùæëþÿ])(?<![\\w’'].)(?![\\w’'])",
            "(?<=[a-z]î)(?!\\w)",
        ]
    )
    + ")"
)


def is_suspect(text: str) -> bool:
    """Whether a text may need a repair; False is certain."""
    if _CONTROL.search(text):
        return True
    if "&" in text and _ENTITY.search(text):
        return True
    if "?" in text and _QUESTION.search(text):
        return True
    if "\\" in text and _ESCAPE.search(text):
        return True
    if "=" in text and _QUOTED.search(text):
        return True
    if "%" in text and _PERCENT.search(text):
        return True
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return True
    return not text.isascii() and _SUSPECT.search(text) is not None
