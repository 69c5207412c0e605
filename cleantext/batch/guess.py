"""Which fields of records hold the text, the address and so on, where nobody said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cleantext.batch.settings import BatchOptions, Fields
from cleantext.errors import InputError

__all__ = ["TEXT", "find_fields"]

TEXT = "text"
"""The field that takes a page's text where no other is named."""

USUAL = {
    "text": ("text", "content", "body", "article", "raw_content", "maintext", "document", "article_body"),
    "html": ("html", "raw_html", "page", "source_html"),
    "url": ("url", "source_url", "link", "uri", "target_uri"),
    "id": ("id", "doc_id", "uuid", "_id", "warc_record_id"),
    "lang": ("lang", "language", "lang_code"),
}
"""Names that fields have in dumps and corpora, the likeliest first."""


def find_fields(records: Sequence[dict[str, Any]], batch: BatchOptions, name: str, *, pages: bool) -> Fields:
    """The fields of an input, from some of its first records.

    Args:
        records: some of the first.
        batch: names that were given hold; "" stands for none.
        name: the input's, for messages.
        pages: whether they come with pages of their own, so that they need no field.

    Raises:
        InputError: no field holds texts.
    """
    found: dict[str, str | None] = {}
    for role, usual in USUAL.items():
        given = getattr(batch, f"{role}_field")
        candidates = usual if given is None else (given,) if given else ()
        found[role] = next(
            (
                c
                for c in candidates
                if any(isinstance(r.get(c), str | bytes if role == "html" else str) for r in records)
            ),
            None,
        )
    if batch.html_field and found["html"] is None:
        raise InputError(
            f"{name}: none of the first {len(records):,} records has a page under {batch.html_field!r}"
        )
    if found["text"] is not None and not batch.html_field:
        found["html"] = None  # a text that somebody extracted is what is to be cleaned
    if pages:
        found["text"] = found["text"] or TEXT
    elif found["text"] is None and found["html"] is None and records:
        asked = batch.text_field
        there = ", ".join(map(repr, _names(records))) or "none"
        if asked:
            raise InputError(
                f"{name}: none of the first {len(records):,} records has a text under {asked!r}; fields are {there}"
            )
        raise InputError(
            f"{name}: no field is known to hold texts: say which with --text-field; fields are {there}"
        )
    return Fields(**found)


def _names(records: Iterable[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for record in records for key in record))
