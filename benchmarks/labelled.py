"""Articles labelled line by line: what a text cleaner should keep and what it should take out.

Two formats hold the same thing. A text file a person edits::

    id: en-ferry
    domain: gazette.example.com
    lang: en
    kind: chrome
    note: what the article is there to show
    ---
    C| Share
    K| The ferry leaves at nine. [[C:Read more: Ferry late again]]

    M| Photo: A. Name

and JSON lines, an article a line: `{id, source, domain, url, lang, text, lines: [{text, label, spans}]}`,
where `lines` are the lines of `text` that are not blank, in order, and `spans` are `[start, end, label]`
in characters of that line. `docs/labelled-articles.md` says how the labels are decided.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast, get_args

__all__ = ["Article", "Label", "LabelledError", "Line", "Span", "as_record", "read_labelled"]

Label = Literal["K", "C", "M"]
"""K keep: the article. C chrome. M metadata (byline, date, caption, credit): kept or gone, both are right."""

LABELS: frozenset[str] = frozenset(get_args(Label))
SOURCE = "written for cleantext"
FIELDS = ("id", "domain", "url", "lang", "kind", "note")
REQUIRED = ("id", "domain", "lang", "kind")
SPAN = re.compile(r"\[\[([A-Z]):(.*?)\]\](?!\])")


class LabelledError(ValueError):
    """A labelled article that cannot be read: the message names file, line and what is wrong."""

    def __init__(self, path: Path, number: int, message: str) -> None:
        self.path, self.number = path, number
        super().__init__(f"{path}:{number}: {message}")


class Span(NamedTuple):
    """A part of a line, `line.text[start:end]`, whose label differs from the line's."""

    start: int
    end: int
    label: Label


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without its line end, and its label."""

    text: str
    label: Label
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A document and its labels. `lines` are the lines of `text` that are not blank, in order."""

    id: str
    lang: str
    text: str
    lines: tuple[Line, ...]
    domain: str = ""
    url: str | None = None
    source: str = SOURCE
    kind: str = ""
    note: str = ""


def read_labelled(path: Path) -> Iterator[Article]:
    """Articles of a `.txt` or `.jsonl` file, or of a folder and the folders in it, sorted by path.

    Raises:
        LabelledError: a file breaks the format, or a folder holds no article at all.
        FileNotFoundError: there is no such path.
    """
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.suffix in (".txt", ".jsonl") and p.is_file())
        if not files:
            raise LabelledError(path, 0, "this folder holds no .txt and no .jsonl file")
        for file in files:
            yield from read_labelled(file)
    elif path.suffix == ".jsonl":
        yield from _read_records(path)
    else:
        yield _read_text(path)


def as_record(article: Article) -> dict[str, Any]:
    """The article as JSON lines hold it."""
    record: dict[str, Any] = {"id": article.id, "source": article.source, "domain": article.domain}
    if article.url:
        record["url"] = article.url
    if article.kind:
        record["kind"] = article.kind
    lines = [{"text": x.text, "label": x.label, "spans": [list(s) for s in x.spans]} for x in article.lines]
    return record | {"lang": article.lang, "text": article.text, "lines": lines}


# --- text files ---------------------------------------------------------------------------------------


def _read_text(path: Path) -> Article:
    try:
        rows = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise LabelledError(
            path, 0, f"this file is not UTF-8: {error.reason} at byte {error.start}"
        ) from error
    if rows[-1] == "":
        rows.pop()
    if "---" not in rows:
        raise LabelledError(path, len(rows), "no line '---' ends the fields at the head")
    body = rows.index("---") + 1
    fields = _fields(path, rows[: body - 1])
    lines: list[Line] = []
    text: list[str] = []
    for number, row in enumerate(rows[body:], body + 1):
        if not row.strip():
            text.append(row)
            continue
        line = _labelled_line(path, number, row)
        lines.append(line)
        text.append(line.text)
    if not lines:
        raise LabelledError(path, len(rows), "the article has no lines")
    return Article(
        id=fields["id"],
        lang=fields["lang"],
        text="\n".join(text),
        lines=tuple(lines),
        domain=fields["domain"],
        url=fields.get("url"),
        kind=fields["kind"],
        note=fields.get("note", ""),
    )


def _fields(path: Path, rows: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        name, colon, value = row.partition(":")
        if not colon or name not in FIELDS:
            raise LabelledError(
                path, number, f"{row!r} is no field; allowed are {', '.join(FIELDS)}, as 'name: value'"
            )
        if name in fields:
            raise LabelledError(path, number, f"field {name!r} is given twice")
        if not value.strip():
            raise LabelledError(path, number, f"field {name!r} is empty")
        fields[name] = value.strip()
    missing = [name for name in REQUIRED if name not in fields]
    if missing:
        raise LabelledError(path, len(rows) + 1, f"field {missing[0]!r} is missing")
    return fields


def _labelled_line(path: Path, number: int, row: str) -> Line:
    if row[:1] not in LABELS or row[1:3] != "| ":
        raise LabelledError(path, number, f"a line starts with 'K| ', 'C| ' or 'M| ', not {row[:12]!r}")
    parts: list[str] = []
    spans: list[Span] = []
    rest, at, length = row[3:], 0, 0
    for match in SPAN.finditer(rest):
        before, inner = rest[at : match.start()], match[2]
        start = length + len(before)
        spans.append(Span(start, start + len(inner), _label(path, number, match[1])))
        parts += [before, inner]
        length = start + len(inner)
        at = match.end()
    text = "".join([*parts, rest[at:]])
    if not text.strip():
        raise LabelledError(path, number, "a labelled line has no text; leave a blank line without a label")
    return Line(text, cast(Label, row[0]), tuple(spans))


# --- JSON lines ---------------------------------------------------------------------------------------


def _read_records(path: Path) -> Iterator[Article]:
    with path.open("rb") as file:
        for number, row in enumerate(file, 1):
            try:
                text = row.decode("utf-8")
            except UnicodeDecodeError as error:
                raise LabelledError(path, number, f"this line is not UTF-8: {error.reason}") from error
            if text.strip():
                yield _article(path, number, text)


def _article(path: Path, number: int, row: str) -> Article:
    try:
        record = json.loads(row)
    except json.JSONDecodeError as error:
        raise LabelledError(path, number, f"this is not JSON: {error.msg}") from error
    if not isinstance(record, dict):
        raise LabelledError(path, number, "this is not a JSON object")
    for key, kind in (("id", str), ("text", str), ("lines", list)):
        if not isinstance(record.get(key), kind):
            raise LabelledError(path, number, f"{key!r} is missing or is no {kind.__name__}")
    lines = tuple(_line(path, number, place, line) for place, line in enumerate(record["lines"]))
    found = [row for row in record["text"].split("\n") if row.strip()]
    if found != [line.text for line in lines]:
        raise LabelledError(path, number, "'lines' are not the lines of 'text' that are not blank")
    return Article(
        id=record["id"],
        lang=str(record.get("lang") or ""),
        text=record["text"],
        lines=lines,
        domain=str(record.get("domain") or ""),
        url=record.get("url"),
        source=str(record.get("source") or ""),
        kind=str(record.get("kind") or ""),
        note=str(record.get("note") or ""),
    )


def _line(path: Path, number: int, place: int, line: Any) -> Line:
    if not isinstance(line, dict) or not isinstance(line.get("text"), str):
        raise LabelledError(path, number, f"line {place} is no object with a 'text'")
    text, given = line["text"], line.get("spans") or []
    spans: list[Span] = []
    for value in given if isinstance(given, list) else [given]:
        if not (isinstance(value, list) and len(value) == 3 and isinstance(value[0], int)):
            raise LabelledError(path, number, f"line {place}: a span is [start, end, label], not {value!r}")
        spans.append(Span(value[0], value[1], _label(path, number, value[2])))
    spans.sort()
    at = 0
    for span in spans:
        if not (isinstance(span.end, int) and at <= span.start < span.end <= len(text)):
            raise LabelledError(path, number, f"line {place}: {span} overlaps another or leaves the line")
        at = span.end
    return Line(text, _label(path, number, line.get("label")), tuple(spans))


def _label(path: Path, number: int, label: object) -> Label:
    if not isinstance(label, str) or label not in LABELS:
        raise LabelledError(path, number, f"a label is K, C or M, not {label!r}")
    return cast(Label, label)
