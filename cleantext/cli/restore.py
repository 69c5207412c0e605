"""`clean restore`: the source again, byte for byte, from a clean file and the edits that made it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleantext.cli.help import CONTEXT

__all__ = ["command"]

_HELP = """Gives back what a clean file was made from, byte for byte.

\b
  clean a.txt -o b.txt --edits edits.jsonl
  clean restore b.txt --edits edits.jsonl -o a-again.txt

The clean file must be as it was written: an edited one is refused.
"""


@click.command("restore", context_settings=CONTEXT, help=_HELP)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--edits",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The file that --edits wrote.",
)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    type=click.Path(path_type=Path),
    help="Where to; standard output without it.",
)
@click.option("-f", "--force", is_flag=True, help="Overwrite a file that exists.")
def command(file: Path, edits: Path, output: Path | None, force: bool) -> None:
    """Restore one file."""
    from cleantext.files import refusal, write_stream, write_whole
    from cleantext.report.record import find_record, read_records, restore_source

    try:
        clean = file.read_bytes()
        with edits.open(encoding="utf-8") as lines:
            record = find_record(read_records(lines, str(edits)), clean)
    except OSError as error:
        raise click.ClickException(refusal(error)) from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{edits} is no file of edits: it is not UTF-8") from error
    if record is None:
        raise click.ClickException(f"{edits} holds no edits of {file} as it is now; was it changed since?")
    data = restore_source(record, clean)
    if output is None:
        write_stream(sys.stdout.buffer, data)
        return
    if output.exists() and not force:
        raise click.ClickException(f"{output} exists; --force overwrites it")
    try:
        write_whole(output, data)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
