"""What is to be cleaned, and where it goes: from the words of the command line to a list of jobs.

Everything that can be wrong with the whole of it is found here, before the first file is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

__all__ = [
    "PAGE_ENDINGS",
    "PAGE_SUFFIXES",
    "TEXT_SUFFIXES",
    "Job",
    "Pages",
    "Plan",
    "plan_jobs",
    "why_not_text",
]

STANDARD = "-"
TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".md", ".markdown", ".rst", ".adoc", ".asc", ".org"})
"""Endings of the files that are cleaned in folders. A file that is named itself may have any other."""
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".mht", ".mhtml"})
RECORD_SUFFIXES = frozenset(
    {".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".arrow", ".warc", ".xml"}
)
PACKED_SUFFIXES = frozenset({".gz", ".zst", ".bz2", ".xz", ".zip"})


PAGE_ENDINGS = {"text": ".txt", "markdown": ".md", "json": ".json"}
"""What the articles of pages are called, by their format."""


class Job(NamedTuple):
    """One file to clean."""

    name: str
    """As it is shown."""
    source: Path | None
    """None: standard input."""
    target: Path | None
    """None: standard output, or nowhere."""
    page: bool = False
    """Whether it is a web page. Of standard input this shows when it is read."""


class Pages(NamedTuple):
    """How web pages among the files are treated."""

    ending: str = ".txt"
    """What the names of their articles end in."""
    all: bool = False
    """Whether everything named is a page, whatever it is called."""


_TEXT_PAGES = Pages()


class Plan(NamedTuple):
    """All jobs, and what was found that cannot be one."""

    jobs: list[Job]
    failures: list[tuple[str, str]]
    """Name and reason."""
    left_alone: int
    """Files in folders whose names are not those of texts."""
    folders: bool
    """Whether a folder is among what was named."""


def plan_jobs(
    files: Sequence[str], output: str | None, *, in_place: bool, shows: bool, pages: Pages = _TEXT_PAGES
) -> Plan:
    """Find the files and their targets.

    Args:
        files: as named: files, folders, `-`.
        output: what `-o` names, None without it.
        in_place: whether each file takes its own text's place.
        shows: whether something else than the text goes to standard output, so that none needs a target.
        pages: how web pages are told, and what their articles are called.

    Raises:
        click.UsageError: it cannot be done as it was said.
    """
    _check_words(files, output, in_place=in_place, shows=shows)
    plan = Plan([], [], 0, any(Path(f).is_dir() for f in files if f != STANDARD))
    many = plan.folders or len(files) > 1
    seen: set[str] = set()
    for name in files:
        if name == STANDARD:
            target = (
                None
                if output in (None, STANDARD)
                else _single_target(f"standard-input{pages.ending}", str(output))
            )
            plan.jobs.append(Job("standard input", None, target, pages.all))
            continue
        path = Path(name)
        if path.is_dir():
            plan = _add_folder(plan, path, output, seen, in_place=in_place, pages=pages)
        elif (real := os.path.realpath(path)) not in seen:
            seen.add(real)
            clean = _clean_name(path, pages)
            if in_place:
                target = path
            elif output in (None, STANDARD):
                target = None
            else:
                target = Path(str(output)) / clean if many else _single_target(clean, str(output))
            plan.jobs.append(Job(name, path, target, _is_page(path, pages)))
    if not in_place:
        _check_targets(plan.jobs)
    return plan


def _check_words(files: Sequence[str], output: str | None, *, in_place: bool, shows: bool) -> None:
    if in_place and output is not None:
        raise click.UsageError("--in-place and -o exclude each other: one says here, the other says there")
    if STANDARD in files and (in_place or len(files) > 1):
        raise click.UsageError("- (standard input) stands alone, and cannot be cleaned in place")
    folder = next((f for f in files if f != STANDARD and Path(f).is_dir()), None)
    if output in (None, STANDARD) and not in_place and not shows:
        if folder is not None:
            raise click.UsageError(
                f"{folder} is a folder: say where its clean texts go with -o OUT, or --in-place"
            )
        if len(files) > 1:
            raise click.UsageError(
                f"{len(files)} files cannot go to standard output together: "
                "say where their clean texts go with -o FOLDER, or --in-place"
            )
    if (
        output not in (None, STANDARD)
        and (folder is not None or len(files) > 1)
        and Path(str(output)).is_file()
    ):
        raise click.UsageError(f"-o {output} is a file; for several files or a folder it takes a folder")


def _single_target(name: str, output: str) -> Path:
    """Where one file goes: to the output's name, or into it, by its own, when that is a folder."""
    if Path(output).is_dir() or output.endswith(("/", os.sep)):
        return Path(output) / name
    return Path(output)


def _is_page(path: Path, pages: Pages) -> bool:
    return pages.all or path.suffix.lower() in PAGE_SUFFIXES


def _clean_name(path: Path, pages: Pages) -> str:
    """The name of a file's clean text: its own, but a page's ending gives way to that of its article."""
    if not _is_page(path, pages) or path.suffix == pages.ending:
        return path.name
    return f"{path.stem if path.suffix.lower() in PAGE_SUFFIXES else path.name}{pages.ending}"


def _add_folder(
    plan: Plan, folder: Path, output: str | None, seen: set[str], *, in_place: bool, pages: Pages
) -> Plan:
    out = None if output in (None, STANDARD) else Path(str(output))
    if out is not None and out.exists() and out.samefile(folder):
        raise click.UsageError(
            f"-o {out} is the folder that is cleaned; to clean it where it is, use --in-place"
        )
    left_alone = 0
    count = len(plan.jobs)
    for path, reason in _walk(folder, skip=out):
        if reason:
            plan.failures.append((str(path), reason))
        elif path.suffix.lower() not in TEXT_SUFFIXES | PAGE_SUFFIXES:
            left_alone += 1
        elif (real := os.path.realpath(path)) not in seen:
            seen.add(real)
            inside = path.relative_to(folder).parent / _clean_name(path, pages)
            target = path if in_place else out / inside if out else None
            plan.jobs.append(Job(str(path), path, target, _is_page(path, pages)))
    if len(plan.jobs) == count:
        others = f"; the {left_alone:,} it has are cleaned when you name them" if left_alone else ""
        endings = " ".join(sorted((TEXT_SUFFIXES | PAGE_SUFFIXES) - {""}))
        plan.failures.append((str(folder), f"holds no text files or pages ({endings}, or no ending){others}"))
    return plan._replace(left_alone=plan.left_alone + left_alone)


def _walk(folder: Path, skip: Path | None) -> Iterator[tuple[Path, str]]:
    """Files of a folder, in order, hidden ones left out; or what could not be read, and why."""
    unread: list[OSError] = []
    real_skip = os.path.realpath(skip) if skip else None
    for root, folders, files in os.walk(folder, onerror=unread.append):
        folders[:] = sorted(
            f for f in folders if not f.startswith(".") and os.path.realpath(Path(root, f)) != real_skip
        )
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(root, name), ""
    for error in unread:
        yield Path(os.fsdecode(error.filename)), error.strerror or str(error)


def _check_targets(jobs: list[Job]) -> None:
    by_target: dict[str, str] = {}
    for job in jobs:
        if job.target is None:
            continue
        key = os.path.normcase(os.path.realpath(job.target))
        if job.source is not None and key == os.path.normcase(os.path.realpath(job.source)):
            raise click.UsageError(
                f"{job.name} would be overwritten by its own clean text; if you want that, use --in-place"
            )
        if key in by_target:
            raise click.UsageError(
                f"{by_target[key]} and {job.name} would both become {job.target}; clean them apart"
            )
        by_target[key] = job.name


def why_not_text(path: Path) -> str:
    """Why a file is neither a text nor a page, by its name; "" where nothing speaks against it."""
    suffixes = [s.lower() for s in path.suffixes]
    last = suffixes[-1] if suffixes else ""
    if last in PACKED_SUFFIXES:
        return "packed files are not supported yet; unpack it first"
    if last in RECORD_SUFFIXES:
        return f"holds records, which cleaning line by line would damage; {last} files are not supported"
    return ""
