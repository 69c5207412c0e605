"""Charset labels as the web uses them: which codec of Python a browser would read a label with."""

from __future__ import annotations

import codecs

__all__ = ["web_codec"]

# Where browsers, by the WHATWG encoding standard, read a label otherwise than Python's codec of that name.
_WEB = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "euc_kr": "cp949",
    "johab": None,
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "utf-7": None,
    "utf-16": "utf-16-le",
    "iso2022_kr": None,
    "hz": None,
}
# Labels that Python does not know.
_LABELS = {
    "unicode-1-1-utf-8": "utf-8",
    "x-unicode20utf8": "utf-8",
    "x-sjis": "cp932",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "x-x-big5": "big5hkscs",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-cp1254": "cp1254",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ukrainian": "mac_cyrillic",
    "dos-874": "cp874",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "ks_c_5601-1989": "cp949",
    "unicode": "utf-16-le",
}


def web_codec(label: str) -> str | None:
    """The Python codec for a web label; None where it is unknown, or unsafe (UTF-7)."""
    label = label.strip().strip("\"'").casefold()
    if label in _LABELS:
        return _LABELS[label]
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    if not info._is_text_encoding or info.name.startswith(
        ("idna", "punycode", "raw", "unicode", "undefined")
    ):
        return None
    return _WEB.get(info.name, info.name)
