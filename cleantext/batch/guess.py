"""Which fields of records hold the text, the address and so on, where nobody said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cleantext.batch.settings import BatchOptions, Fields
from cleantext.errors import InputError

__all__ = ["TEXT", "find_fields", "names_of"]

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


def find_fields(records: Sequence[dict[str, Any]], batch: BatchOptions, *, pages: bool) -> Fields:
    """The fields of an input, from some of its first records.

    Args:
        records: some of the first; where there are none, nothing is missed.
        batch: names that were given hold; "" stands for none.
        pages: whether they come with pages of their own, so that they need no field.

    Raises:
        InputError: no field holds texts.
    """
    found: dict[str, str | None] = {}
    for role, usual in USUAL.items():
        given = getattr(batch, f"{role}_field")
        kinds = str | bytes if role == "html" else str
        if given is None:
            found[role] = next((name for name in usual if _holds(records, name, kinds)), None)
        elif role in ("text", "html"):
            found[role] = given if _holds(records, given, kinds) or _is_null(records, given) else None
        else:
            found[role] = given or None
    if batch.html_field and found["html"] is None and records:
        raise InputError(f"none of the first {len(records):,} records has a page under {batch.html_field!r}")
    if found["text"] is not None and not batch.html_field:
        found["html"] = None  # a text that somebody extracted is what is to be cleaned
    if pages:
        found["text"] = found["text"] or TEXT
    elif found["text"] is None and found["html"] is None and records:
        found["text"] = _null_text(records, batch.text_field)
    return Fields(**found)


def _holds(records: Sequence[dict[str, Any]], name: str, kinds: Any) -> bool:
    """Whether a field has a value of some kind in one of the records."""
    return any(isinstance(record.get(name), kinds) for record in records)


def _is_null(records: Sequence[dict[str, Any]], name: str) -> bool:
    """Whether records have a field, and all of them null in it: later ones may have more."""
    values = [record[name] for record in records if name in record]
    return bool(values) and all(value is None for value in values)


def _null_text(records: Sequence[dict[str, Any]], given: str | None) -> str:
    """The field of texts where all of the first records have null in it.

    Raises:
        InputError: there is none.
    """
    null = next((name for name in USUAL["text"] if _is_null(records, name)), None)
    if given is None and null is not None:
        return null
    there = ", ".join(map(repr, names_of(records))) or "none"
    if given:
        raise InputError(
            f"none of the first {len(records):,} records has a text under {given!r}; fields are {there}"
        )
    raise InputError(f"no field is known to hold texts: say which with --text-field; fields are {there}")


def names_of(records: Iterable[dict[str, Any]]) -> list[str]:
    """The fields that some of the records have, in order."""
    return list(dict.fromkeys(key for record in records for key in record))
