"""What became of a page."""

from __future__ import annotations

import json
from dataclasses import dataclass

from cleantext.edits import Flag, Result
from cleantext.html.dom import Removal
from cleantext.html.metadata import Metadata

__all__ = ["PageResult", "as_json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageResult:
    """The article of a page, and all that was done to get it."""

    text: str
    """The article as `format` asks: plain text, Markdown, or a JSON object."""
    body: Result
    """The article's lines as extraction gave them (`body.source`), what the text rules made of them (`body.text`),
    each edit, and the way back (`body.restore()`). Offsets are in characters of `body.source`."""
    metadata: Metadata
    elements: tuple[Removal, ...] = ()
    """What `select` rules took out of the page, in its order."""
    flags: tuple[Flag, ...] = ()
    """What the caller should know: which way was taken where not the usual one, why there is little or no text."""
    comments: str = ""
    """Readers' comments as plain text, where they were asked for."""

    @property
    def has_text(self) -> bool:
        """Whether anything was found to read, whatever the format."""
        return bool(self.body.text.strip() or self.comments)


def as_json(text: str, metadata: Metadata, comments: str, flags: tuple[Flag, ...]) -> str:
    """A page as one JSON object on one line: metadata, text, comments, flags."""
    record = {**metadata.as_dict(), "text": text}
    if comments:
        record["comments"] = comments
    record["flags"] = [{"name": f.name, "message": f.message} for f in flags]
    return json.dumps(record, ensure_ascii=False)
