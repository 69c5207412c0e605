"""Documents out of files, folders and JSON lines, for counting over them."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from cleantext.cli.jobs import TEXT_SUFFIXES
from cleantext.errors import CleantextError, MissingExtraError
from cleantext.files import read_source

__all__ = ["read_texts"]

_RECORDS = (".jsonl", ".ndjson")
_PACKED = (".gz", ".zst")

Complain = Callable[[str, str], None]
"""Called with the name of what cannot be read, and why."""


def read_texts(paths: list[Path], field: str, complain: Complain) -> Iterator[str]:
    """The texts in files, folders and JSON lines (.jsonl, .jsonl.gz, .jsonl.zst), one after another.

    Args:
        paths: what to read; of folders, the text files and JSON lines in them.
        field: the key of a record that holds its text.
        complain: told of everything that cannot be read; the rest is read all the same.

    Raises:
        MissingExtraError: a `.zst` file, and the package that reads it is not installed.
    """
    for path in paths:
        files = sorted(p for p in path.rglob("*") if _is_meant(p)) if path.is_dir() else [path]
        if not files:
            complain(str(path), "holds no text files or JSON lines")
        for file in files:
            try:
                if _ending(file) in _RECORDS:
                    yield from _records(file, field, complain)
                else:
                    with _open(file) as data:
                        text = read_source(data.read()).text
                    yield text
            except MissingExtraError:
                raise
            except CleantextError as error:
                complain(str(file), str(error))
            except _damage() as error:
                complain(str(file), f"is damaged: {error}")
            except OSError as error:
                complain(str(file), error.strerror or str(error))


def _damage() -> tuple[type[Exception], ...]:
    """What readers of packed files raise when these are damaged."""
    found: list[type[Exception]] = [EOFError, zlib.error, gzip.BadGzipFile]
    if "zstandard" in sys.modules:
        found.append(sys.modules["zstandard"].ZstdError)
    return tuple(found)


def _ending(path: Path) -> str:
    """The last suffix, that of packing aside."""
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _is_meant(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and _ending(path) in (*TEXT_SUFFIXES, *_RECORDS)


def _open(path: Path) -> BinaryIO:
    if path.suffix.lower() == ".gz":
        return cast(BinaryIO, gzip.open(path))
    if path.suffix.lower() == ".zst":
        try:
            import zstandard
        except ModuleNotFoundError:
            raise MissingExtraError("zstandard", "batch") from None
        return cast(BinaryIO, zstandard.open(path, "rb"))
    return path.open("rb")


def _records(path: Path, field: str, complain: Complain) -> Iterator[str]:
    with io.TextIOWrapper(_open(path), encoding="utf-8-sig", errors="replace", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError as error:
                complain(str(path), f"line {number} is no JSON: {error}")
                continue
            text = record.get(field) if isinstance(record, dict) else None
            if isinstance(text, str):
                yield text
            else:
                complain(str(path), f"line {number} is no record with a text under {field!r}")
