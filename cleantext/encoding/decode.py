"""Bytes to text, and how it was decided: byte order mark, declared charset, UTF-8, or a detector.

UTF-8 is tried before what a page or server declares, since text that is valid UTF-8 by chance does not occur
and wrong declarations do. Labels are read as browsers read them (`iso-8859-1` means windows-1252). UTF-7 is
never guessed. What is no text at all is refused with a name for what it looks like.
"""

from __future__ import annotations

import codecs
import re
from typing import Literal, NamedTuple

from cleantext.encoding.binary import SAMPLE, is_binary, wide_codec
from cleantext.encoding.labels import web_codec
from cleantext.encoding.latin import LATIN_CODECS, latin_codec
from cleantext.errors import DecodeError

__all__ = ["Decoded", "declared_in", "decode", "is_binary"]

How = Literal["asked", "bom", "utf-8", "declared", "detected", "fallback"]

_SNIFFED = 4096  # bytes of a page in which a charset may be declared


class Decoded(NamedTuple):
    """A text and the encoding it was read with."""

    text: str
    encoding: str
    """Name of the Python codec, as `utf-8`, `cp1252`, `gb18030`."""
    how: How
    """`asked` (the caller named it), `bom`, `utf-8` (it is valid), `declared`, `detected`, `fallback`."""
    broken: int = 0
    """Places where bytes do not fit the encoding: they became windows-1252 characters or U+FFFD."""
    note: str = ""
    """What else a person wants to know, such as a declaration that did not hold."""


def decode(
    data: bytes, *, declared: str | None = None, encoding: str | None = None, html: bool = False
) -> Decoded:
    """The text in the bytes.

    Args:
        data: a whole file, page or record.
        declared: what a server or archive says: a label (`gb2312`) or a header (`text/html; charset=gb2312`).
            It is tried if the bytes have no byte order mark and are not UTF-8.
        encoding: the encoding, where the caller knows it; then nothing else is tried.
        html: whether a charset may be declared in the first 4,096 bytes (`<meta>`, XML declaration).

    Returns:
        The text without its byte order mark, with no lone surrogates, its line ends as they are.

    Raises:
        DecodeError: the bytes are no text, or are not in `encoding`, or `encoding` is not known.
    """
    if encoding is not None:
        return _asked(data, encoding)
    if found := _by_bom(data):
        return found
    if reason := is_binary(data):
        raise DecodeError(f"this is not text: it looks like {reason}; convert it to text first")
    if wide := wide_codec(data):
        return _lenient(data, wide, "detected")
    if found := _by_escapes(data):
        return found
    try:
        return Decoded(data.decode(), "utf-8", "utf-8")
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(data):
        return _mended(data, "utf-8")
    notes: list[str] = []
    for label in filter(None, [declared, declared_in(data) if html else None]):
        if found := _by_declaration(data, label, notes):
            return found
    found = _by_detector(data) or _western(data, "fallback")
    return found._replace(note="; ".join(notes))


# -- what the caller says --


def _asked(data: bytes, encoding: str) -> Decoded:
    try:
        codec = codecs.lookup(encoding).name
        text = data.decode("utf-8-sig" if codec == "utf-8" else codec)
    except LookupError:
        mapped = web_codec(encoding)
        if mapped is None:
            raise DecodeError(
                f"encoding {encoding!r} is not known; name a text encoding such as 'utf-8' or 'cp1252', "
                "or leave it out to have it found"
            ) from None
        return _asked(data, mapped)
    except UnicodeDecodeError as error:
        raise DecodeError(
            f"byte 0x{data[error.start]:02x} at offset {error.start} is not {encoding}; "
            "leave the encoding out to have it found, or name the one the text was written in"
        ) from error
    except UnicodeError as error:
        raise DecodeError(f"the bytes are not {encoding} ({error}); leave the encoding out") from error
    return Decoded(text, codec, "asked")


# -- byte order marks and wide encodings --

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _by_bom(data: bytes) -> Decoded | None:
    for bom, codec in _BOMS:
        if data.startswith(bom):
            body = data[len(bom) :]
            if codec == "utf-8":
                return _mended(body, "bom")
            if codec.startswith("utf-32") and len(body) % 4:
                continue  # UTF-16 that begins with a NUL
            return _lenient(body, codec, "bom")
    return None


def _lenient(data: bytes, codec: str, how: How) -> Decoded:
    text = data.decode(codec, "replace")
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return Decoded(text, codec, how, max(1, text.count("\ufffd")))
    return Decoded(text, codec, how)


def _by_escapes(data: bytes) -> Decoded | None:
    """ISO-2022-JP, which is ASCII but for its escape sequences."""
    if b"\x1b$" not in data or not data.isascii():
        return None
    try:
        return Decoded(data.decode("iso2022_jp_2004"), "iso2022_jp_2004", "detected")
    except UnicodeDecodeError:
        return None


# -- UTF-8 with some broken bytes --

_HIGH = bytes(range(0x80, 0x100))
_CESU_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_MEND = "cleantext-mend-utf-8"


def _mostly_utf8(data: bytes) -> bool:
    """Whether valid sequences of several bytes are at least ten times as many as broken places.

    No text in another encoding comes near; a UTF-8 file that somebody pasted a line into does.
    """
    broken = data.decode("utf-8", "replace").count("\ufffd") - data.count(b"\xef\xbf\xbd")
    valid = len(data.decode("utf-8", "ignore")) - len(data.translate(None, _HIGH))
    return valid >= 10 * broken or (valid > 0 and _only_cut_off(data))


def _only_cut_off(data: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _mended(data: bytes, how: How) -> Decoded:
    """UTF-8; single bytes that do not fit are read as windows-1252, cut-off sequences become U+FFFD."""
    try:
        return Decoded(data.decode(), "utf-8", how)
    except UnicodeDecodeError:
        broken = data.decode("utf-8", "replace").count("\ufffd") - data.count(b"\xef\xbf\xbd")
        return Decoded(data.decode("utf-8", _MEND), "utf-8", how, broken)


def _mend(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, start, end = error.object, error.start, error.end
    if _CESU_PAIR.match(data, start):
        pair = data[start : start + 6].decode("utf-8", "surrogatepass")
        return pair.encode("utf-16", "surrogatepass").decode("utf-16"), start + 6
    if data[start] == 0xED and len(surrogate := data[start : start + 3]) == 3 and surrogate[1] >= 0xA0:
        return "\ufffd", start + 3 if 0x80 <= surrogate[2] < 0xC0 else start + 2
    cut_off = end == len(data) and data[start] >= 0xC2
    if end - start > 1 or cut_off:
        return "\ufffd", end
    return data[start:end].decode("cp1252", "replace"), end


codecs.register_error(_MEND, _mend)


# -- what page and server declare --

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.:+-]+)[\"']")
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)


def declared_in(page: bytes) -> str | None:
    """The charset label that a page declares in its first 4,096 bytes, None where there is none."""
    head = _COMMENT.sub(b"", page[:_SNIFFED])
    match = _XML.search(head) or _META.search(head)
    return match[1].decode("ascii", "replace") if match else None


def _by_declaration(data: bytes, label: str, notes: list[str]) -> Decoded | None:
    if match := _HEADER.search(label):
        label = match[1]
    elif "/" in label:
        return None  # a content type without a charset
    codec = web_codec(label)
    if codec is None:
        notes.append(f"declared {label!r} is no encoding that a page can have")
        return None
    if codec == "cp1252":
        if _is_foreign(data):
            notes.append(f"declared {label!r}, but its words are of another alphabet")
            return None
        return _western(data, "declared")
    try:
        return Decoded(data.decode(codec), codec, "declared")
    except UnicodeError:
        text = data.decode(codec, "replace")
    broken = text.count("\ufffd")
    # A few places in a long text are damage; many say that the declaration is wrong.
    if codec != "utf-8" and 200 * broken <= len(data.translate(None, bytes(range(0x80)))):
        return Decoded(text, codec, "declared", broken)
    notes.append(f"declared {label!r} does not fit {broken} places")
    return None


_FOREIGN = re.compile(rb"[\xa1-\xff]{4,}")
MIN_FOREIGN = 50
"""Bytes in such rows from which on they count."""


def _is_foreign(data: bytes) -> bool:
    """Whether most high bytes stand in rows of four and more, as letters of Cyrillic, Greek or Chinese do.

    Pages of every alphabet are served as iso-8859-1, the default of old servers; words of western languages
    hardly have two letters in succession that are not ASCII.
    """
    sample = _sample(data)
    in_rows = sum(map(len, _FOREIGN.findall(sample)))
    high = len(sample) - len(sample.translate(None, _HIGH))
    return in_rows >= MIN_FOREIGN and 2 * in_rows >= high


# -- neither mark nor declaration --

_CANDIDATES = [
    "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_7", "mac_roman", "mac_cyrillic", "cp866", "cp437",
    "gb18030", "big5", "cp932", "euc_jp", "cp949",
]  # fmt: skip


def _by_detector(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    sample = _sample(data)
    latin = latin_codec(sample)
    if latin and not latin[1]:
        return _detected(data, latin[0])
    best = from_bytes(sample, cp_isolation=_CANDIDATES, enable_fallback=False).best()
    codec = codecs.lookup(best.encoding).name if best else ""
    if latin and latin[1] <= 0.3 and (not codec or codec in LATIN_CODECS):
        return _detected(data, latin[0])
    return _detected(data, codec) if codec else None


def _detected(data: bytes, codec: str) -> Decoded:
    return _western(data, "detected") if codec == "cp1252" else _lenient(data, codec, "detected")


def _sample(data: bytes) -> bytes:
    """As much of the data as is needed, cut at a line's end so that no character is cut."""
    if len(data) <= SAMPLE:
        return data
    end = data.rfind(b"\n", 0, SAMPLE)
    return data[: end if end > 0 else SAMPLE]


def _western(data: bytes, how: How) -> Decoded:
    """Windows-1252; the five bytes that it leaves out become the controls of that number, as in browsers."""
    try:
        return Decoded(data.decode("cp1252"), "cp1252", how)
    except UnicodeDecodeError:
        text = "".join(bytes([b]).decode("cp1252") if b not in _UNUSED else chr(b) for b in data)
        return Decoded(text, "cp1252", how, sum(data.count(b) for b in _UNUSED))


_UNUSED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
