"""Pages as files and pipes hold them: told from texts by how they begin, and taken out of MIME archives.

A browser's "web page, single file" (`.mht`, `.mhtml`) is an e-mail message: the page is one of its parts, beside its
pictures and style sheets.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from cleantext.errors import PageError

if TYPE_CHECKING:
    from email.message import EmailMessage

__all__ = ["StoredPage", "begins_like_page", "is_archive", "read_stored"]

_BEGINNING = 4096
"""Bytes that are looked at to tell a page or an archive from a text."""
_PAGE = re.compile(
    r"\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|article|main)\b)",
    re.IGNORECASE | re.DOTALL,
)
_MIME_HEADER = re.compile(
    rb"^(?:content-type:\s*multipart/related|mime-version:|snapshot-content-location:)",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[ \t]*\S")
_WIDE_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class StoredPage(NamedTuple):
    """A page that a file holds."""

    data: bytes
    declared: str | None = None
    """The charset that the archive names for it."""
    url: str | None = None
    """The address that it was stored from, where an archive says so."""


def begins_like_page(data: bytes) -> bool:
    """Whether a document begins as pages do: a doctype, `<html>` or an element of its head; or is a MIME archive."""
    head = data[:_BEGINNING].removeprefix(codecs.BOM_UTF8)
    for mark, codec in _WIDE_MARKS:
        if head.startswith(mark):
            return _PAGE.match(head[2:].decode(codec, "ignore")) is not None
    return _PAGE.match(head.decode("latin-1")) is not None or is_archive(head)


def is_archive(data: bytes) -> bool:
    """Whether a document begins as MIME archives of pages do: with header lines, one of which says so."""
    head = data[:_BEGINNING].lstrip()
    return _HEADER_LINE.match(head) is not None and _MIME_HEADER.search(_header(head)) is not None


def _header(head: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]


def read_stored(data: bytes) -> StoredPage:
    """The page in a file: the file itself, or the main part of a MIME archive.

    Raises:
        PageError: an archive holds no page, or is damaged.
    """
    if not is_archive(data):
        return StoredPage(data)
    from email import message_from_bytes, policy

    try:
        archive = message_from_bytes(data.lstrip(), policy=policy.default)
        part = _main_part(archive)
        body = part.get_payload(decode=True)
    except (RecursionError, LookupError, ValueError) as error:
        message = f"this MIME archive is damaged ({type(error).__name__}: {error}); save the page again"
        raise PageError(message) from error
    if not isinstance(body, bytes):
        raise PageError("the main part of this MIME archive has no content; save the page again")
    return StoredPage(body, part.get_content_charset(), _address(part, archive))


def _main_part(archive: EmailMessage) -> EmailMessage:
    """The part that the archive names as its start, or its first page.

    Raises:
        PageError: there is none.
    """
    pages = [part for part in archive.walk() if part.get_content_type() in _PAGE_TYPES]
    start = archive.get_param("start")
    named = [part for part in pages if start and part["Content-ID"] == start]
    if not (named or pages):
        kinds = sorted({p.get_content_type() for p in archive.walk() if not p.is_multipart()})
        raise PageError(f"this MIME archive holds no web page (text/html), only {', '.join(kinds)}")
    return (named or pages)[0]


_PAGE_TYPES = ("text/html", "application/xhtml+xml")


def _address(part: EmailMessage, archive: EmailMessage) -> str | None:
    names = (part["Content-Location"], archive["Snapshot-Content-Location"], archive["Content-Location"])
    addresses = ("".join(str(name).split()) for name in names if name)
    return next((a for a in addresses if a.lower().startswith(("http://", "https://"))), None)
