"""`--report`: JSON on standard output, or a web page in a file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from cleantext.cli.documents import Cleaned
    from cleantext.report.page import Report

__all__ = ["JSON", "FileTally", "ReportTarget", "check_page", "page_of", "why_no_place", "write_page"]

JSON = "json"
_PAGES = (".html", ".htm")


class ReportTarget(click.ParamType["str | Path"]):
    """`json`, or the name of a page."""

    name = "target"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | Path:
        """JSON, or the page's path."""
        if value == JSON:
            return JSON
        path = Path(value)
        if path.suffix.lower() not in _PAGES:
            self.fail(f"{value!r} is neither json nor a name that ends with .html", param, ctx)
        return path


def page_of(flags: dict[str, Any]) -> Path | None:
    """The page that is to be written; None: no page."""
    return flags["report"] if isinstance(flags["report"], Path) else None


def check_page(flags: dict[str, Any], used: Iterable[str | Path | None]) -> None:
    """Find out what would keep the page from being written, before anything is cleaned.

    Args:
        flags: the command's.
        used: files that are read or written themselves.

    Raises:
        click.UsageError: it has no place.
        MissingExtraError: jinja2 is not installed.
    """
    path = page_of(flags)
    if path is None:
        return
    from cleantext.report.page import check_installed

    if os.path.realpath(path) in {os.path.realpath(name) for name in used if name is not None}:
        raise click.UsageError(f"--report {path} is read or written itself")
    if why := why_no_place(path):
        raise click.UsageError(f"--report {path}: {why}")
    if path.exists() and not flags["force"]:
        raise click.UsageError(f"--report {path} exists; --force overwrites it")
    check_installed()


def why_no_place(path: Path) -> str:
    """Why a file could not be written once all is done; "" where nothing stands in its way."""
    if path.is_dir():
        return "is a folder"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    return "" if os.access(path.parent, os.W_OK) else f"nothing can be written in {path.parent}"


def write_page(path: Path, report: Report) -> None:
    """Make the page and put it into its place, whole.

    Raises:
        click.ClickException: it cannot be written.
    """
    from cleantext.files import write_whole
    from cleantext.report.page import render_page

    try:
        write_whole(path, render_page(report).encode("utf-8"))
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror or error}") from error


class FileTally:
    """What a page tells of files that are cleaned one by one."""

    def __init__(self, site: str | None) -> None:
        """Begin with nothing.

        Args:
            site: the host that all of them are of.
        """
        from cleantext.batch.summary import Summary
        from cleantext.report.findings import Findings

        self.summary = Summary()
        self.findings = Findings()
        self._site = site or ""

    def add(self, name: str, cleaned: Cleaned) -> None:
        """Count a file that was cleaned."""
        from cleantext.edits import Flag

        source, result = cleaned.source, cleaned.result
        self.summary.records += 1
        self.summary.bytes_in += len(source.data)
        self.summary.add_result(result, cleaned.elements)
        doubts = (Flag("decoding", source.note),) if source.note else ()
        self.findings.add(result, (*result.flags, *doubts), name, self._site, cleaned.elements)

    def fail(self, name: str, kind: str, reason: str) -> None:
        """Count a file that was not."""
        self.summary.records += 1
        self.summary.reject(kind)
        self.findings.add_rejected(kind, name, reason)
