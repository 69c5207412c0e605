"""Lines that return on other documents: how they are named, and how often each was counted.

The counting is done elsewhere (batch/repeats.py); here is what rules ask of it. A line is known by a hash of 64 bits
of its folded form, a line of a site by that of the line and that of the site together (exclusive or). Where m lines
are looked up among n that return, some line is taken for another with a chance of m·n / 2^64: 1 in 18,000 for a
million lines that return and a thousand million that are looked up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

from cleantext.rules.folding import fold
from cleantext.rules.model import Repeat

__all__ = ["EVERY", "Counts", "Returning", "Site", "everywhere", "line_hash"]


def line_hash(text: str) -> int:
    """The hash of a folded line, or of any other text: 64 bits."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


EVERY = line_hash("")
"""Stands for the line that is on every document: its count is the number of documents. No folded line is empty."""


class Returning(NamedTuple):
    """On how many documents a line stands."""

    site: int
    site_size: int
    """Documents of the site; 0 where the site is not known, or too small for anything to return."""
    dump: int
    dump_size: int

    def meets(self, repeat: Repeat) -> bool:
        """Whether the line returns as often as a rule asks."""
        docs, size = self._of(repeat)
        return docs >= repeat.min_docs and docs >= repeat.min_share * size

    def describe(self, repeat: Repeat) -> str:
        """The count that a rule goes by, for people."""
        docs, size = self._of(repeat)
        where = "the site" if repeat.scope == "site" else "the dump"
        return f"on {docs:,} of {size:,} documents of {where}"

    def _of(self, repeat: Repeat) -> tuple[int, int]:
        return (self.site, self.site_size) if repeat.scope == "site" else (self.dump, self.dump_size)


class Counts:
    """Counts of the lines that return, looked up by hash."""

    def __init__(self, hashes: Sequence[int], docs: Sequence[int]) -> None:
        """Take the counts.

        Args:
            hashes: of lines and of lines of sites, in order.
            docs: for each, the number of documents on which it stands.
        """
        self._hashes, self._docs = hashes, docs
        self.dump_size = self.of(EVERY)

    def of(self, number: int) -> int:
        """The count of a hash; 0 for lines that do not return often enough for any rule."""
        at = bisect_left(self._hashes, number)
        return self._docs[at] if at < len(self._hashes) and self._hashes[at] == number else 0

    def site(self, host: str) -> Site:
        """The counts as a document of a host sees them; "" where it is not known."""
        return Site(self, host)


def everywhere(lines: Iterable[str]) -> Site:
    """Counts for trying rules: the lines stand on every document of a large site and dump."""
    hashes = {EVERY, *(line_hash(key) for line in lines if (key := fold(line)))}
    host = "example.com"
    numbers = sorted({h ^ s for h in hashes for s in (0, line_hash(host))})
    return Counts(numbers, [1_000_000] * len(numbers)).site(host)


class Site:
    """The counts as documents of one site see them."""

    __slots__ = ("_counts", "_hash", "size")

    def __init__(self, counts: Counts, host: str) -> None:
        self._counts = counts
        self._hash = line_hash(host) if host else 0
        self.size = counts.of(self._hash ^ EVERY) if host else 0

    def find(self, texts: Sequence[str]) -> dict[int, Returning]:
        """The places of those lines (stripped) that return, and how often they do."""
        found: dict[int, Returning] = {}
        counts = self._counts
        for i, text in enumerate(texts):
            key = fold(text)
            if not key:
                continue
            number = line_hash(key)
            site = counts.of(self._hash ^ number) if self.size else 0
            dump = counts.of(number)
            if site or dump:
                found[i] = Returning(site, self.size, dump, counts.dump_size)
        return found
