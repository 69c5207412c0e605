"""What is no text, told by signature or control characters; and UTF-16 and UTF-32, told by their NULs."""

from __future__ import annotations

import codecs
import unicodedata

__all__ = ["SAMPLE", "is_binary", "wide_codec"]

SAMPLE = 65536
"""Bytes that are looked at to tell text from anything else, and one encoding from another."""


def wide_codec(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, told by where the NULs stand."""
    if b"\0" not in data:
        return None
    sample = data[:SAMPLE]
    if len(data) % 4 == 0:
        for codec in ("utf-32-le", "utf-32-be"):
            if _reads_as(sample, codec):
                return codec
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    codec = "utf-16-le" if odd > even else "utf-16-be"
    return (
        codec
        if len(data) % 2 == 0 and 20 * min(even, odd) <= max(even, odd) and _reads_as(sample, codec)
        else None
    )


def _reads_as(sample: bytes, codec: str) -> bool:
    """Whether the sample, cut anywhere, is text in a wide encoding: assigned characters, hardly a control."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return False
    odd = sum(unicodedata.category(c) in {"Cc", "Cn", "Co"} and c not in "\t\n\r\f" for c in text)
    return bool(text) and 100 * odd <= len(text)


_MAGIC: tuple[tuple[bytes, int, str], ...] = (
    (b"%PDF-", 0, "a PDF document"),
    (b"PK\x03\x04", 0, "a zip archive (or a Word, Excel or EPUB file)"),
    (b"\x1f\x8b", 0, "gzip data"),
    (b"BZh", 0, "bzip2 data"),
    (b"\xfd7zXZ\0", 0, "xz data"),
    (b"\x28\xb5\x2f\xfd", 0, "Zstandard data"),
    (b"7z\xbc\xaf\x27\x1c", 0, "a 7-Zip archive"),
    (b"Rar!\x1a\x07", 0, "a RAR archive"),
    (b"\x89PNG\r\n\x1a\n", 0, "a PNG image"),
    (b"\xff\xd8\xff", 0, "a JPEG image"),
    (b"GIF87a", 0, "a GIF image"),
    (b"GIF89a", 0, "a GIF image"),
    (b"II*\0", 0, "a TIFF image"),
    (b"MM\0*", 0, "a TIFF image"),
    (b"WEBP", 8, "a WebP image"),
    (b"ftyp", 4, "an MP4, HEIC or AVIF file"),
    (b"\x7fELF", 0, "a Linux program"),
    (b"\xcf\xfa\xed\xfe", 0, "a macOS program"),
    (b"\xca\xfe\xba\xbe", 0, "a Java class or macOS program"),
    (b"\0asm", 0, "a WebAssembly program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "an old Word, Excel or PowerPoint file"),
    (b"SQLite format 3\0", 0, "an SQLite database"),
    (b"PAR1", 0, "a Parquet file"),
    (b"ARROW1\0", 0, "an Arrow file"),
    (b"\x93NUMPY", 0, "a NumPy array"),
    (b"OggS\0", 0, "an Ogg recording"),
    (b"ID3", 0, "an MP3 recording"),
    (b"fLaC", 0, "a FLAC recording"),
    (b"wOFF", 0, "a web font"),
    (b"wOF2", 0, "a web font"),
)
_NAMES_TEXT_CAN_HAVE = frozenset({b"BZh", b"WEBP", b"ftyp", b"PAR1", b"ID3", b"fLaC", b"wOFF", b"wOF2"})
# All controls but those that text uses: backspace, tab, line ends, escape (and DEL, which damage makes).
_CONTROLS = bytes(b for b in range(0x20) if b not in b"\b\t\n\v\f\r\x1b")
_NOT_CONTROLS = bytes(b for b in range(256) if b not in _CONTROLS)


def is_binary(data: bytes) -> str | None:
    """What the bytes look like if they are no text (`a PDF document`), else None.

    They are not where a file's signature begins them, or where of the first 64 KB more than 1 in 200 bytes is
    a control character, and they do not read as UTF-16 or UTF-32 either.
    """
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return None
    sample = data[:SAMPLE]
    controls = sample.translate(None, _NOT_CONTROLS)
    for magic, at, what in _MAGIC:
        if data.startswith(magic, at) and (controls or magic not in _NAMES_TEXT_CAN_HAVE):
            return what
    if 200 * len(controls) <= len(sample) or wide_codec(data):
        return None
    if controls.count(0):
        kind = (
            "a Windows program"
            if data.startswith(b"MZ")
            else "a bitmap image"
            if data.startswith(b"BM")
            else ""
        )
        return kind or f"binary data ({sample.count(0)} NUL bytes in the first {len(sample)})"
    return f"binary data ({len(controls)} control characters in the first {len(sample)} bytes)"
