"""Pages with a known article, from a folder of sets or a checkout of the scrapinghub benchmark.

A set is a file of JSON lines (`.jsonl`, also `.gz` or `.zst`), a page a line. A record has `html`, and `gold` (the
article's text) or `with` and `without` (pieces that it must and must not hold), perhaps `id`, `page_type` and `url`.
The benchmark at github.com/scrapinghub/article-extraction-benchmark has `ground-truth.json` and a folder `html` of
gzipped pages.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Sample", "read_sets"]

_SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst")


@dataclass(frozen=True, slots=True)
class Sample:
    """A page and what is known of its article."""

    id: str
    html: str
    gold: str | None = None
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    kind: str = ""
    """Type of page, such as `article` or `forum`; "" where the set does not say."""
    url: str | None = None


def read_sets(folder: Path, names: frozenset[str] = frozenset()) -> Iterator[tuple[str, list[Sample]]]:
    """The sets of a folder, by name.

    Raises:
        FileNotFoundError: the folder holds no set that can be read.
        ValueError: a line is no page; names file and line.
    """
    if (folder / "ground-truth.json").exists():
        yield folder.name, list(_scrapinghub(folder))
        return
    files = sorted(p for p in folder.iterdir() if p.name.endswith(_SUFFIXES))
    if not files:
        raise FileNotFoundError(
            f"{folder} holds neither .jsonl files nor ground-truth.json; name a folder of pages"
        )
    for file in files:
        name = file.name.split(".")[0]
        if not names or name in names:
            yield name, list(_records(file))


def _records(file: Path) -> Iterator[Sample]:
    for number, line in enumerate(_lines(file), 1):
        try:
            record = json.loads(line)
            yield Sample(
                str(record.get("id", number)), record["html"], record.get("gold"),
                tuple(record.get("with") or ()), tuple(record.get("without") or ()),
                record.get("page_type") or "", record.get("url") or None,
            )  # fmt: skip
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{file}:{number}: is no page: {error!r}") from None


def _lines(file: Path) -> Iterator[str]:
    if file.name.endswith(".zst"):
        import zstandard

        with file.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
            yield from io.TextIOWrapper(stream, encoding="utf-8")
    else:
        open_text = gzip.open if file.name.endswith(".gz") else open
        with open_text(file, "rt", encoding="utf-8") as text:
            yield from text


def _scrapinghub(folder: Path) -> Iterator[Sample]:
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name, record in sorted(truth.items()):
        page = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()).decode("utf-8", "replace")
        yield Sample(name, page, record["articleBody"], url=record.get("url"))
