"""Where records go: the outputs of a run, and what can be wrong with them before the first byte is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from cleantext.batch.encode import TABLES
from cleantext.batch.formats import FORMATS, PACKINGS, WRITABLE, Kind, kind_named, kind_of, packing_of
from cleantext.batch.settings import BatchOptions
from cleantext.batch.sources import STANDARD, Source, find_sources
from cleantext.batch.streams import filesystem, is_url, local_path
from cleantext.errors import BatchError, OptionsError

__all__ = ["Plan", "Target", "check_existing", "check_places", "make_plan"]

_NEW = Kind("jsonl", "zst")
"""What inputs become whose own format is not written."""


class Target(NamedTuple):
    """One output."""

    name: str
    """A path, an fsspec url, or `-` for standard output."""
    kind: Kind


class Plan(NamedTuple):
    """A run: what is read, and where each input's records go."""

    sources: list[Source]
    targets: list[Target]
    goes_to: list[int]
    """For each source, its target; sources of a target stand together."""
    rejected: str | None
    """Where rejected records go; None: nowhere, they are only named."""
    folder: Path | None
    """The folder of the run under way; None where nothing is kept of it (standard output)."""


def make_plan(
    names: Sequence[str], output: str | None, batch: BatchOptions, *, rejected: str | None = None
) -> Plan:
    """Find inputs and outputs.

    Args:
        names: paths, folders, globs, urls, `-`.
        output: a file, a folder or a url; None or `-` for standard output.
        batch: of this `read_as` and `write_as` matter.
        rejected: the file of rejected records; None: beside the output.

    Raises:
        BatchError, OptionsError: it cannot be done as it was said.
    """
    names = [local_path(name) for name in names]
    output, rejected = (None if name is None else local_path(name) for name in (output, rejected))
    sources = find_sources(names, batch.read_as)
    wanted = None
    if batch.write_as is not None:
        wanted = _written(kind_named(batch.write_as, output=True), f"--to {batch.write_as}")
    if output is None or output == STANDARD:
        kind = wanted or _own(sources[0].kind, Kind("jsonl"))
        if kind.format in TABLES:
            raise OptionsError(
                f"{kind.format} cannot go to standard output, for its end is written first: name a file with -o"
            )
        if rejected is not None:
            raise OptionsError(
                "a file of rejected records goes with an output that is a file or folder: name it with -o"
            )
        return Plan(sources, [Target(STANDARD, kind)], [0] * len(sources), None, None)
    if _is_folder(names, output, sources):
        targets = [Target(_joined(output, s, wanted), wanted or _own(s.kind, _NEW)) for s in sources]
        goes_to = list(range(len(sources)))
        folder = _work_folder(output, ".clean-run")
        rejects = rejected or _join(output, "rejected.jsonl")
    else:
        kind = _kind_of_output(output, wanted)
        targets, goes_to = [Target(output, kind)], [0] * len(sources)
        path = PurePosixPath(output)
        folder = _work_folder(str(path.parent) if not is_url(output) else output, f".{path.name}.clean-run")
        rejects = rejected or output.removesuffix(path.name) + _stem(path.name) + ".rejected.jsonl"
    _check_names(sources, targets, rejects)
    return Plan(sources, targets, goes_to, rejects, folder)


def _own(kind: Kind, other: Kind) -> Kind:
    if kind.format in TABLES:
        return Kind(kind.format)  # an Arrow stream may come packed
    return kind if kind.format in WRITABLE else other


def _written(kind: Kind, words: str) -> Kind:
    """The same, if it can be written.

    Raises:
        OptionsError: it is a table, and packed once more.
    """
    if kind.packing and kind.format in TABLES:
        raise OptionsError(f"{words}: {kind.format} packs its columns itself; leave out the .{kind.packing}")
    return kind


def _is_folder(names: Sequence[str], output: str, sources: list[Source]) -> bool:
    if output.endswith(("/", os.sep)) or (not is_url(output) and Path(output).is_dir()):
        return True
    return kind_of(output) is None and (
        len(sources) > 1 or any(Path(n).is_dir() for n in names if not is_url(n))
    )


def _kind_of_output(output: str, wanted: Kind | None) -> Kind:
    """What an output becomes, by its name and by what `--to` names.

    Raises:
        OptionsError: neither tells, or they contradict each other.
    """
    kind = kind_of(output)
    if wanted is not None:
        if kind is None:  # it may tell the packing all the same
            kind = Kind(wanted.format, packing_of(output) or wanted.packing)
        if kind.format != wanted.format or (wanted.packing and kind != wanted):
            raise OptionsError(
                f"-o {output}: its name says {kind.words}, and --to {wanted.words}; change one, or leave out --to"
            )
    elif kind is None or kind.format not in WRITABLE:
        raise OptionsError(
            f"-o {output}: its name does not say in which format to write; end it with one of "
            f"{', '.join(FORMATS[name][0] for name in WRITABLE)}, or say --to"
        )
    return _written(kind, f"-o {output}")


def _joined(folder: str, source: Source, wanted: Kind | None) -> str:
    path = PurePosixPath(source.relative)
    kind = wanted or _own(source.kind, _NEW)
    known = kind_of(path.name)
    name = path.name if known == kind else _stem(path.name) + kind.ending
    return _join(folder, str(path.with_name(name)))


def _join(folder: str, name: str) -> str:
    return folder.rstrip("/") + "/" + name if is_url(folder) else str(Path(folder, name))


def _stem(name: str) -> str:
    """A file's name without the endings of its format and packing."""
    endings = {*PACKINGS, *(e for endings in FORMATS.values() for e in endings)}
    path = PurePosixPath(name)
    while path.suffix.lower() in endings and path.stem:
        path = path.with_suffix("")
    return path.name


def _work_folder(near: str, name: str) -> Path:
    """The folder of the run: beside its output, or for a url in the user's own cache."""
    if not is_url(near):
        return Path(near, name)
    import hashlib

    import platformdirs

    digest = hashlib.blake2b(near.encode(), digest_size=8).hexdigest()
    return Path(platformdirs.user_cache_dir("cleantext"), "runs", digest)


def _check_names(sources: list[Source], targets: list[Target], rejected: str) -> None:
    read = {_real(s.name): s.name for s in sources if s.name != STANDARD}
    written: set[str] = set()
    for name in [*(t.name for t in targets), rejected]:
        real = _real(name)
        if real in read:
            raise BatchError(f"{name} is read itself; its clean records must go to another file")
        if real in written:
            raise BatchError(f"two inputs would both become {name}; clean them apart")
        written.add(real)


def check_places(plan: Plan) -> None:
    """Raise BatchError where something other than a file has the name of an output, which would take its place."""
    for name in _outputs(plan):
        if not is_url(name) and os.path.exists(name) and not Path(name).is_file():  # noqa: PTH110 - as realpath does
            what = "a folder" if Path(name).is_dir() else "no file but a device or pipe"
            raise BatchError(f"{name} is {what}; name another output")


def _outputs(plan: Plan) -> list[str]:
    return [t.name for t in plan.targets if t.name != STANDARD] + ([plan.rejected] if plan.rejected else [])


def check_existing(plan: Plan, begun: set[str | None]) -> None:
    """Raise BatchError where an output exists that this run has not written.

    Args:
        plan: the run.
        begun: names of the outputs that an interrupted run of the same command has published.
    """
    there = [name for name in _outputs(plan) if name not in begun and _exists(name)]
    if there:
        more = f" (and {len(there) - 1:,} more)" if len(there) > 1 else ""
        raise BatchError(f"{there[0]}{more} exists; --force overwrites")


def _real(name: str) -> str:
    if not is_url(name):
        return os.path.normcase(os.path.realpath(name))
    fs, path = filesystem(name)
    return str(fs.unstrip_protocol(path))


def _exists(name: str) -> bool:
    if is_url(name):
        fs, path = filesystem(name)
        return bool(fs.exists(path))
    return os.path.lexists(name)
