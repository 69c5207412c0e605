"""Texts and pages in folders, tar and zip archives: a file is a record."""

from __future__ import annotations

import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from tarfile import InvalidHeaderError, ReadError, TruncatedHeaderError  # type: ignore[attr-defined]  # missing in its stubs
from typing import BinaryIO, NamedTuple, Self

from cleantext.batch.chunk import Chunk, Oversize, Page, Row
from cleantext.batch.formats.lines import HEAD, check_seekable
from cleantext.batch.until import UntilError
from cleantext.errors import DecodeError, InputError

__all__ = ["counted", "is_text", "parse", "read_folder", "read_tar", "read_zip"]

_TEXT_ENDINGS = frozenset({".txt", ".text", ".md", ".markdown", ".rst", ".adoc", ".asc", ".org"})
_PAGE_ENDINGS = frozenset({".html", ".htm", ".xhtml"})


_FEW = 3
"""Names that are shown of files that are passed over."""


class _File(NamedTuple):
    number: int
    """Among all."""
    name: str
    data: bytes
    error: str = ""
    """Why it cannot be read."""


Body = list[_File]
_Member = tuple[str, int, Callable[[int], bytes]]
"""A file's name, its size, and what reads so many of its bytes, or raises _BadFileError."""


class _BadFileError(Exception):
    """A file that cannot be read, though others beside it can."""


def read_tar(stream: BinaryIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:
    """The chunks of a tar archive. Places are members, counted from 0.

    Raises:
        InputError: it is damaged.
    """
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:
            links: list[str] = []
            yield from _chunks(_tar_members(archive, links), start, size, max_record, links)
    except tarfile.TarError as error:
        raise InputError(f"is no tar archive, or damaged: {error}") from error


class _Header(tarfile.TarInfo):
    """A header that says when it is damaged, which tarfile takes for the end of the archive."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        """The next header.

        Raises:
            tarfile.TarError: it is damaged, or there is none any more.
        """
        try:
            return super().fromtarfile(tarfile)
        except (InvalidHeaderError, TruncatedHeaderError) as error:
            raise ReadError(f"{error} after byte {tarfile.offset:,}") from error


def _tar_members(archive: tarfile.TarFile, links: list[str]) -> Iterator[_Member]:
    """The files, and into `links` the names of texts and pages that are links to others, which may have gone by."""
    for member in archive:
        if (member.islnk() or member.issym()) and is_text(member.name):
            links.append(member.name)
        file = archive.extractfile(member) if member.isreg() else None
        if file is not None:
            yield member.name, member.size, file.read


def read_zip(stream: BinaryIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:
    """The chunks of a zip archive. Places are members, counted from 0.

    Raises:
        InputError: it is damaged, packed once more, or comes from a pipe.
    """
    check_seekable(stream, "a zip archive")
    try:
        with zipfile.ZipFile(stream) as archive:
            yield from _chunks(_zip_members(archive), start, size, max_record)
    except zipfile.BadZipFile as error:
        raise InputError(f"is no zip archive that can be read: {error}") from error


def _zip_members(archive: zipfile.ZipFile) -> Iterator[_Member]:
    for member in archive.infolist():
        if not member.is_dir():

            def read(size: int, member: zipfile.ZipInfo = member) -> bytes:
                try:
                    with archive.open(member) as file:
                        return file.read(size)
                except _BAD_MEMBER as error:
                    raise _BadFileError(f"cannot be unpacked: {error}") from error

            yield member.filename, member.file_size, read


_BAD_MEMBER = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)
"""What zipfile raises where a member is damaged, locked, or packed in a way that it does not know."""


def read_folder(folder: str, start: int, size: int, max_record: int) -> Iterator[Chunk]:
    """The chunks of a folder's files, in order of their names. Places are files, counted from 0."""
    yield from _chunks(_folder_members(folder), start, size, max_record)


def _folder_members(folder: str) -> Iterator[_Member]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if not name.startswith(".") and is_text(name) and path.is_file():

                def read(size: int, path: Path = path) -> bytes:
                    try:
                        with path.open("rb") as file:
                            return file.read(size)
                    except OSError as error:
                        raise _BadFileError(f"cannot be read: {error.strerror or error}") from error

                yield path.relative_to(folder).as_posix(), path.stat().st_size, read


def _chunks(
    members: Iterator[_Member], start: int, size: int, most: int, links: Sequence[str] = ()
) -> Iterator[Chunk]:
    """The chunks of files from a place on; the last one tells of links that were found among them."""
    files = UntilError(_files(members, start, most), (InputError, tarfile.TarError))
    body: Body = []
    begin, held, number = start, 0, start - 1
    for file, length in files:
        number = file.number
        if len(file.data) > most:
            if body:
                yield Chunk(begin, number, body, held)
            yield Chunk(number, number + 1, Oversize(file.data[:HEAD], length), len(file.data))
            begin, body, held = number + 1, [], 0
            continue
        body.append(file)
        held += len(file.data)
        if held >= size:
            yield Chunk(begin, number + 1, body, held)
            begin, body, held = number + 1, [], 0
    if body or links:
        note = f"{counted(links, 'link')} to other files passed over" if links else ""
        yield Chunk(begin, number + 1, body, held, note)
    files.check()


def _files(members: Iterator[_Member], start: int, most: int) -> Iterator[tuple[_File, int]]:
    """The texts and pages from a place on, up to one byte past the limit of each; and how long they are."""
    for number, (name, length, read) in enumerate(members):
        if number < start or not is_text(name):
            continue
        try:
            data = read(most + 1)
        except _BadFileError as error:
            yield _File(number, name, b"", str(error)), 0
        else:
            yield _File(number, name, data), max(length, len(data))


def counted(names: Sequence[str], what: str) -> str:
    """How many there are, and the first few of them: `2 links (a.txt, b.txt)`."""
    few = ", ".join(names[:_FEW]) + (", ..." if len(names) > _FEW else "")
    return f"{len(names):,} {what}{'' if len(names) == 1 else 's'} ({few})"


def is_text(name: str) -> bool:
    """Whether a file is a text or a page, by its name."""
    return _ending(name) in _TEXT_ENDINGS | _PAGE_ENDINGS


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def parse(body: Body, start: int) -> Iterator[Row]:  # noqa: ARG001 - the files know their own places
    """The records of a chunk: texts of any encoding, and pages."""
    from cleantext.files import read_source

    for number, name, data, error in body:
        if error:
            yield Row(number, data, None, f"{name}: {error}")
            continue
        if _ending(name) in _PAGE_ENDINGS:
            yield Row(number, data, {"path": name}, is_json=False, page=Page(data, ""))
            continue
        try:
            yield Row(number, data, {"path": name, "text": read_source(data).text}, is_json=False)
        except DecodeError as damage:
            yield Row(number, data, None, f"{name}: {damage}")
