"""The cheapest proof that a text needs no repair: most texts are cleared here, and nothing else is loaded.

What is written here follows from the tables of `rules/encoding`, in a form that costs a few nanoseconds a
character. It may suspect a sound text, which then costs more; it must not clear a damaged one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal, NamedTuple

from cleantext.native import core

__all__ = ["NATIVE", "Kind", "alarms", "holds", "is_suspect", "suspects"]

Kind = Literal["escapes", "utf8", "swaps", "lost", "marks"]
"""The stages of repair, by what they mend."""

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


class _Sign(NamedTuple):
    """A character that is damage if it stands beside others.

    Each field is the inside of a set of a regular expression; "!..." holds for all other characters and where there is
    none, "" always.
    """

    here: str
    before: str = ""
    after: str = ""
    before2: str = ""
    after2: str = ""
    but_not: str = ""
    """What does not stand before it, though it is in `before`."""
    pieces: tuple[str, ...] = ()
    """What a text has for which this counts ..."""
    without: str = ""
    """... and what it does not have."""

    def pattern(self) -> str:
        """What holds behind the character."""
        before, after = (self.before, self.but_not), (self.after, self.after2)
        behind = "".join(f"[{body}]" for body in (self.before2, self.before) if body and body[0] != "!")
        ahead = "".join(f"[{body}]" for body in after if body and body[0] != "!")
        return (
            f"(?<={behind}[{self.here}])"
            + "".join(f"(?<![{body[1:]}].)" for body in before if body.startswith("!"))
            + "".join(f"(?![{body[1:]}])" for body in after if body.startswith("!"))
            + (f"(?={ahead})" if ahead else "")
        )


_UTF8 = [  # a first character of a sequence with what follows it
    _Sign(_CAPITAL, after=f"^\x00-\x7f{_LETTER}’”“»…–—\u00a0„′"),
    _Sign("ÂÃÄÅÐÎØÙ×", after="’”“»…–—„\u00a0ŒŠŽœšžŸ"),
    _Sign("ÂÃ", after="!\\S"),
    _Sign(f"{_SIGN}´\u00ad", before="\x80-\u9fff", but_not="!\u00a0’”“»«…–—„•\u3000-\u9fff"),
    _Sign(_SIGN, before="–—“”’‘«»…", after="^\\s\\d"),
    _Sign("√≈∆ƒ¬", after="À-ÿ\u00a0«»"),
    _Sign(_BOX, after="A-Za-zÀ-ÿ"),
    _Sign(_BOX, before=f"A-Za-zÀ-ÿ{_SIGN}«»¡¿·{_BOX}"),
    _Sign("‚", after="Äâ-óÇ"),
    _Sign("ÔΓ", after="ÇÄä"),
    _Sign("ÿ", after="^\x00-\x7f"),
    _Sign(_CYRILLIC_TAILS, before="В-УвЖЗИЙ"),
    _Sign("В", before="A-Za-z.,;:!?)", after="\u00a0"),
    _Sign("В", before="\\s", before2="A-Za-z0-9", after="\u00a0"),
    _Sign("В", after="\u00a0", after2="\\s"),
    _Sign("ÂĂĹ", after="ŁĄŻŹŚŤŠŞĽśšťžźłąşżľ"),
    _Sign("á", after="º»", after2="^\\s.,;:!?"),
    _Sign("âÂ", after="œšž˜€‚„†"),
    _Sign("\u0080-\u009f\ufffd"),
]
_SWAPS = [  # letters, signs and quotes out of place
    _Sign(f"{_CAPITAL}Æ", before=_SMALL),
    _Sign(f"{_SIGN}„·", before=_LETTER, after=_LETTER),
    _Sign(f"{_WASTE}‚„{_BOX}", before=_LETTER),
    _Sign("Θⁿ", before="a-z"),
    _Sign("Θ", before="\\s", after="\\s"),
    _Sign("ú", before="\\s(", after="\\d"),
    _Sign("Ê", before="©®™"),
    _Sign(_WASTE, after="À-ÿ"),
    _Sign(_QUOTE_IMAGES, after="A-Z"),
    _Sign(f"{_QUOTE_IMAGES}ÒÓÔÕÐÑÊáâ†", before=".,;:!?)"),
    _Sign("ÉÊà", before='"”', after="!\\w"),
    _Sign("Ê", before="\\s", after="Ê"),
    _Sign("⁄", before="\\s(", after="a-z"),
    _Sign("∑", before="a-z.", after="A-Za-z0-9"),
    _Sign("¹", before=_LETTER, after="¹"),
    _Sign("ÂÃÄÆÇÈÊóËÌÏÐÑÒÔÕÖØÙÚÛÜÞâìîïðñôõûùæëòþÿ", before="!\\w’'", after="!\\w’'"),
    _Sign("î", before="a-z", after="!\\w"),
    _Sign("À-ÖØ-öø-ÿ´ª†", before=_OTHER),
    _Sign("À-ÖØ-öø-ÿ´ª†", after=_OTHER),
    _Sign("†", before="!\\S", after="!\\S"),
    _Sign("á", before="\n", after="\n"),
    _Sign("∑╖", before="가-힣"),
    _Sign("\u0080-\u009f"),
]
_MARKS = [_Sign(_SEEN_NEVER)]

_FIRST = f"{_SEEN_NEVER}{_SIGN}{_CAPITAL}{_BOX}{_QUOTE_IMAGES}{_CYRILLIC_TAILS}В‚·áâúàòïÿ´ΓΘⁿĂĹ„"
"""What a sign stands at: the scan looks at nothing else, so not at every letter that some sign names."""

_ALL = [*_MARKS, *_UTF8, *_SWAPS]

_MAYBE_UTF8 = [
    _Sign("В", after="\u00a0", without="о")
]  # _nbsp_of_1251: where there are no Cyrillic small letters
_MAYBE_SWAPS = [  # at least what the functions say that look at more than neighbours
    _Sign("í", before="a-z", after="strvldm", pieces=(" the ",)),  # _english_i
    _Sign("ΓΣΦΩαδεπστφ", before="a-z", without="ς"),  # _dos_greek
    _Sign("—", before="a-zà-ž", after="a-z", without=" the "),  # _dash_for_o, and the next
    _Sign("’", before="b-df-hj-np-tv-z", after="abcdfghjmnprstvz", pieces=(" que ", " el "), without=" the "),
]

_KINDS: tuple[Kind, ...] = ("escapes", "utf8", "swaps", "lost", "marks")
_SURE = {kind: 1 << place for place, kind in enumerate(_KINDS)}
"""The alarms, each a bit, ..."""
_UNSURE = {kind: 1 << place for place, kind in enumerate(_KINDS, len(_KINDS))}
"""... and those of which must be made sure."""
_LOUD = 1 << 2 * len(_KINDS)
"""Beside them: some of what the signs stand at is not among the quiet characters."""
_QUIET = frozenset("“”’‘–—…•\u00a0éèêçäüàß°€£")
"""Characters of which no damage is made alone: those that quotes and dashes turn into are not among them."""


def _native_guard() -> Any:
    """The signs in native code; backslashes it takes for escapes a little too often."""
    if core is None:
        return None
    signs = [(_SURE["utf8"], _FIRST, sign) for sign in _UTF8]
    signs += [(_SURE["swaps"], _FIRST, sign) for sign in _SWAPS]
    signs += [(_SURE["marks"], _FIRST, sign) for sign in _MARKS]
    signs += [(_SURE["lost"], "", _Sign("\ufffd"))]
    signs += [(_UNSURE["utf8"], "", sign) for sign in _MAYBE_UTF8]
    signs += [(_UNSURE["swaps"], "", sign) for sign in _MAYBE_SWAPS]
    return core.Guard(
        signs,
        quiet="".join(_QUIET),
        loud=_LOUD,
        escapes=_SURE["escapes"],
        maybe_escapes=_UNSURE["escapes"],
        lost=_SURE["lost"],
        marks=_SURE["marks"],
    )


NATIVE = _native_guard()


@cache  # compiled when the first text needs it: it takes a tenth of a start
def _pattern(kind: str) -> re.Pattern[str]:
    signs = {"utf8": _UTF8, "swaps": _SWAPS, "marks": _MARKS, "all": _ALL}[kind]
    return re.compile(f"[{_FIRST}](?:{'|'.join(sign.pattern() for sign in signs)})")


_SAFE = bytes(b for b in range(0x20, 0x7F) if b not in b"&?\\=%_") + b"\t\n\f"
_UNQUIET = re.compile(f"[^\x00-\x7f{''.join(_QUIET)}]")
_MOSTLY = 6
"""Texts that have more than one character in so many beyond ASCII are scanned at once."""


def is_suspect(text: str) -> bool:
    """Whether a text may need a repair; False is certain."""
    return holds(text, alarms(text))


def holds(text: str, found: int) -> bool:
    """Whether a text with its alarms may need a repair; False is certain."""
    if not NATIVE:
        return _is_suspect(text)
    if not found:
        return False
    if any(suspects(kind, text, found) for kind in ("escapes", "lost", "marks")):
        return True
    if not (suspects("utf8", text, found) or suspects("swaps", text, found)):
        return False
    return found & _LOUD != 0 or not _is_quiet(text)


def _is_quiet(text: str) -> bool:
    """Whether a text has few characters beyond ASCII, all of them such that no damage is made of them alone."""
    rest = text.encode("utf-8", "surrogatepass").translate(None, _SAFE)
    return len(rest) * _MOSTLY < len(text) and not _UNQUIET.search(rest.decode("utf-8", "surrogatepass"))


def _is_suspect(text: str) -> bool:
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
    return _pattern("all").search(text) is not None


_CHECKED = frozenset("&?\\=%_\r\x7f") | frozenset(map(chr, range(0x20))) - {"\t", "\n", "\f"}
"""What `_suspect_ascii` looks at."""


def alarms(text: str) -> int:
    """What `suspects` goes by: which stages of repair a text may need, as far as a quick look tells."""
    return NATIVE.alarms(text) if NATIVE else sum(_UNSURE.values())


def suspects(kind: Kind, text: str, found: int) -> bool:
    """Whether a text, with its alarms, may need a stage of repair."""
    return found & _SURE[kind] != 0 or (found & _UNSURE[kind] != 0 and _suspects(kind, text))


def _suspects(kind: Kind, text: str) -> bool:
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
    return _pattern(kind).search(text) is not None


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
