"""Formats of records, by the names of files: which is which, and how it is packed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from cleantext.errors import OptionsError

if TYPE_CHECKING:
    from cleantext.batch.chunk import Chunk, Row

__all__ = [
    "FOLDER",
    "FORMATS",
    "PACKINGS",
    "WRITABLE",
    "Kind",
    "kind_named",
    "kind_of",
    "packing_of",
    "parser_of",
    "reader_of",
]

FORMATS: dict[str, tuple[str, ...]] = {
    "jsonl": (".jsonl", ".ndjson", ".jsonlines"),
    "json": (".json",),
    "csv": (".csv",),
    "tsv": (".tsv", ".tab"),
    "parquet": (".parquet", ".pq"),
    "arrow": (".arrow", ".feather", ".ipc"),
    "warc": (".warc",),
    "wet": (".wet",),
    "tar": (".tar",),
    "zip": (".zip",),
}
"""Formats and the endings of their files."""
FOLDER = "folder"
"""A folder of texts and pages, each of which is a record."""
PACKINGS = {".gz": "gz", ".zst": "zst", ".zstd": "zst", ".bz2": "bz2", ".xz": "xz"}
_SHORT = {".tgz": (".tar", "gz"), ".tbz2": (".tar", "bz2"), ".txz": (".tar", "xz"), ".tzst": (".tar", "zst")}
WRITABLE = ("jsonl", "json", "csv", "tsv", "parquet", "arrow")
_BY_ENDING = {ending: name for name, endings in FORMATS.items() for ending in endings}


class Kind(NamedTuple):
    """A format and how it is packed."""

    format: str
    packing: str = ""
    """`gz`, `zst`, `bz2`, `xz`, or "" for plain."""

    @property
    def ending(self) -> str:
        """The ending of its files' names."""
        return FORMATS[self.format][0] + (f".{self.packing}" if self.packing else "")

    @property
    def words(self) -> str:
        """As `--from` and `--to` name it."""
        return self.format + (f".{self.packing}" if self.packing else "")


def kind_of(name: str) -> Kind | None:
    """What a file's (or url's) name says it holds; None where it names no format of records."""
    suffixes = _suffixes(name)
    if suffixes and suffixes[-1] in _SHORT:
        ending, packing = _SHORT[suffixes[-1]]
        return Kind(_BY_ENDING[ending], packing)
    packing = packing_of(name)
    if packing:
        suffixes.pop()
    found = _BY_ENDING.get(suffixes[-1]) if suffixes else None
    return None if found is None else Kind(found, packing)


def packing_of(name: str) -> str:
    """How a file's (or url's) name says that it is packed, whatever it holds; "" for plain."""
    return PACKINGS.get("".join(_suffixes(name)[-1:]), "")


def _suffixes(name: str) -> list[str]:
    return [s.lower() for s in PurePosixPath(name.partition("?")[0] if "://" in name else name).suffixes]


def kind_named(words: str, *, output: bool = False) -> Kind:
    """The format that `--from` or `--to` names: `jsonl`, `csv.gz`.

    Raises:
        OptionsError: there is no such format, or it is not written.
    """
    found = kind_of("x." + words.lstrip(".").lower())
    if found is None or (output and found.format not in WRITABLE):
        allowed = ", ".join(WRITABLE if output else FORMATS)
        raise OptionsError(
            f"{words!r} is no format of records{' that is written' if output else ''}; it takes {allowed}"
        )
    return found


_READERS = {
    "jsonl": ("lines", "read"),
    "json": ("array", "read"),
    "csv": ("csvrows", "read"),
    "tsv": ("csvrows", "read_tsv"),
    "parquet": ("tables", "read_parquet"),
    "arrow": ("tables", "read_arrow"),
    "warc": ("warc", "read"),
    "wet": ("warc", "read"),
    "tar": ("documents", "read_tar"),
    "zip": ("documents", "read_zip"),
    FOLDER: ("documents", "read_folder"),
}
"""The module of each format, and the function in it that cuts an input into chunks."""


def reader_of(name: str) -> Callable[..., Iterator[Chunk]]:
    """What cuts an input of this format into chunks: `read(stream, start, size, max_record)`; of a folder, its name
    stands for the stream.
    """
    module, function = _READERS[name]
    read: Callable[..., Iterator[Chunk]] = getattr(import_module(f"{__name__}.{module}"), function)
    return read


def parser_of(name: str) -> Callable[[Any, int], Iterator[Row]]:
    """What makes records of a chunk: `parse(body, start)`."""
    parse: Callable[[Any, int], Iterator[Row]] = import_module(f"{__name__}.{_READERS[name][0]}").parse
    return parse
