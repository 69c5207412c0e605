"""What is read: files, folders, globs, urls and standard input, as a list of inputs in a fixed order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cleantext.batch.formats import FOLDER, Kind, kind_named, kind_of
from cleantext.batch.formats.documents import counted, is_text
from cleantext.batch.streams import filesystem, is_url
from cleantext.errors import InputError

__all__ = ["STANDARD", "Source", "find_sources"]

STANDARD = "-"


class Source(NamedTuple):
    """One input."""

    name: str
    """A path, an fsspec url, or `-`."""
    kind: Kind
    size: int | None
    """Bytes as packed; None where nobody can say."""
    stamp: str
    """Changes when the input does."""
    relative: str
    """Its name within the folder that was named, or its last part."""
    note: str = ""
    """What is to be said before it is read."""

    @property
    def shown(self) -> str:
        """As it is called in messages."""
        return "standard input" if self.name == STANDARD else self.name


def find_sources(names: Sequence[str], read_as: str | None) -> list[Source]:
    """The inputs that words of a command mean, each once, in the order given, those of a folder by name.

    Args:
        names: paths, folders, globs, urls, `-`.
        read_as: the format, where names do not tell.

    Raises:
        InputError: something is not there, or its format is not known.
    """
    kind = None if read_as is None else kind_named(read_as)
    found: dict[str, Source] = {}
    for name in names:
        for source in _expand(name, kind):
            key = (
                source.name
                if is_url(source.name) or source.name == STANDARD
                else os.path.realpath(source.name)
            )
            found.setdefault(key, source)
    return list(found.values())


def _expand(name: str, kind: Kind | None) -> Iterator[Source]:
    if name == STANDARD:
        if kind is None:
            raise InputError("standard input: say what it holds with --from, e.g. --from jsonl")
        yield Source(name, kind, None, "", "standard-input")
    elif is_url(name):
        yield from _remote(name, kind)
    elif Path(name).is_dir():
        yield from _folder(name, kind)
    elif Path(name).exists():
        yield _local(name, kind, Path(name).name)
    elif matches := sorted(glob.glob(name, recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
        files = [match for match in matches if not Path(match).is_dir()]
        if not files:
            raise InputError(f"{name}: fits folders alone; name them, or end it with /*")
        for match in files:
            yield _local(match, kind, Path(match).name)
    else:
        raise InputError(f"{name}: there is no such file or folder")


def _local(name: str, kind: Kind | None, relative: str) -> Source:
    found = kind or kind_of(name)
    if found is None:
        raise InputError(
            f"{name}: its name does not say what it holds; say so with --from, e.g. --from jsonl"
        )
    try:
        state = Path(name).stat()
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error
    regular = Path(name).is_file()
    return Source(name, found, state.st_size if regular else None, str(state.st_mtime_ns), relative)


def _folder(name: str, kind: Kind | None) -> Iterator[Source]:
    sources: list[Source] = []
    texts: list[Path] = []
    for root, folders, files in os.walk(name):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(f for f in files if not f.startswith(".")):
            path = Path(root, file)
            if kind is not None or kind_of(file) is not None:
                if path.exists() and not path.is_file():  # reading could wait for ever
                    raise InputError(
                        f"{path}: is a pipe, socket or device; move it away, or name it by itself"
                    )
                sources.append(_local(str(path), kind, path.relative_to(name).as_posix()))
            elif is_text(file) and path.is_file():
                texts.append(path)
    if sources:
        note = _beside(name, [path.relative_to(name).as_posix() for path in texts])
        yield sources[0]._replace(note=note)
        yield from sources[1:]
    elif texts:
        stamp = f"{len(texts)} {max(p.stat().st_mtime_ns for p in texts)}"
        yield Source(name, Kind(FOLDER), None, stamp, Path(name).name)
    else:
        raise InputError(
            f"{name}: holds no files of records (.jsonl, .csv, .parquet, .warc, ..., plain or packed)"
        )


def _beside(folder: str, texts: list[str]) -> str:
    """The note on texts of a folder that lie beside records; "" where there are none."""
    return f"{folder}: {counted(texts, 'text')} beside the records passed over" if texts else ""


def _remote(name: str, kind: Kind | None) -> Iterator[Source]:
    fs, path = filesystem(name)
    note, texts = "", list[str]()
    try:
        if "*" in path:
            paths, base = sorted(fs.glob(path)), None
        elif fs.isdir(path):
            inside, base = sorted(fs.find(path)), path.rstrip("/") + "/"
            paths = [p for p in inside if kind is not None or kind_of(p)]
            if kind is None:
                texts = [p.removeprefix(base) for p in inside if is_text(p)]
            note = _beside(name, texts)
        else:
            paths, base = [path], None
        for found in paths:
            info: dict[str, Any] = fs.info(found)
            url = fs.unstrip_protocol(found)
            known = kind or kind_of(found)
            if known is None:
                raise InputError(
                    f"{url}: its name does not say what it holds; say so with --from, e.g. --from jsonl"
                )
            relative = found.removeprefix(base) if base else found.rsplit("/", 1)[-1]
            stamp = next(
                (str(info[k]) for k in ("ETag", "etag", "sha", "mtime", "created") if info.get(k)), ""
            )
            yield Source(url, known, info.get("size"), stamp, relative, note)
            note = ""
    except FileNotFoundError as error:
        raise InputError(f"{name}: there is no such file or folder") from error
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error or 'cannot be read'}") from error
    if not paths and texts:
        raise InputError(
            f"{name}: {counted(texts, 'text')}, and no records; texts are read from folders of this machine, "
            "or from anywhere in tar and zip archives"
        )
    if not paths:
        raise InputError(f"{name}: nothing is there that could be read")
