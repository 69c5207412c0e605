"""One scan of a text for many literals at once."""

from __future__ import annotations

import re

import ahocorasick_rs

__all__ = ["scan"]

_SURROGATES = re.compile("[\ud800-\udfff]")


def scan(scanner: ahocorasick_rs.AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    """Where the scanner's literals stand in a text, as (number of the literal, start, end) in characters."""
    try:
        return scanner.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:
        # Lone surrogates, which the scanner cannot take: no literal holds one, so any other character will do.
        return scanner.find_matches_as_indexes(_SURROGATES.sub("\ufffd", text), overlapping=True)
