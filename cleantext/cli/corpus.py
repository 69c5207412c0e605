"""Documents out of files, folders and JSON lines, for counting over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from cleantext.batch.formats import PACKINGS, kind_of
from cleantext.batch.jsontext import parse_record
from cleantext.batch.settings import BatchOptions
from cleantext.batch.streams import open_input
from cleantext.cli.jobs import TEXT_SUFFIXES
from cleantext.errors import CleantextError
from cleantext.files import read_source

__all__ = ["read_texts"]

Complain = Callable[[str, str], None]
"""Called with the name of what cannot be read, and why."""


def read_texts(paths: list[Path], field: str, complain: Complain) -> Iterator[str]:
    """The texts in files, folders and JSON lines, plain or packed, one after another.

    Args:
        paths: what to read; of folders, the text files and JSON lines in them.
        field: the key of a record that holds its text.
        complain: told of everything that cannot be read; the rest is read all the same.
    """
    for path in paths:
        files = sorted(p for p in path.rglob("*") if _is_meant(p)) if path.is_dir() else [path]
        if not files:
            complain(str(path), "holds no text files or JSON lines")
        for file in files:
            try:
                stream, _ = open_input(str(file), BatchOptions().max_expansion)
                with stream:
                    if _holds_lines(file):
                        yield from _records(file, stream, field, complain)
                    else:
                        yield read_source(stream.read()).text
            except CleantextError as error:
                complain(str(file), str(error))
            except OSError as error:
                complain(str(file), error.strerror or str(error))


def _holds_lines(path: Path) -> bool:
    kind = kind_of(path.name)
    return kind is not None and kind.format == "jsonl"


def _is_meant(path: Path) -> bool:
    plain = path.with_suffix("") if path.suffix.lower() in PACKINGS else path
    meant = _holds_lines(path) or plain.suffix.lower() in TEXT_SUFFIXES
    return path.is_file() and not path.name.startswith(".") and meant


def _records(path: Path, lines: BinaryIO, field: str, complain: Complain) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = parse_record(line.removeprefix(b"\xef\xbb\xbf"))
        except ValueError as error:
            complain(str(path), f"line {number} is no record: {error}")
            continue
        text = record.get(field)
        if isinstance(text, str):
            yield text
        else:
            complain(str(path), f"line {number} is no record with a text under {field!r}")
