"""Pairs of single-byte codecs, written in one and read as the other: what each character was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from cleantext.encoding.tables import read_pack

__all__ = ["Swap", "concerned", "swaps"]


@dataclass(frozen=True, eq=False)
class Swap:
    """Text in `written`, read as `read`."""

    id: str
    written: str
    read: str

    @cached_property
    def back(self) -> dict[int, str]:
        """For `str.translate`: what each character was."""
        out = {}
        for byte in range(0x80, 0x100):
            one = bytes([byte])
            char = _decode(one, self.read)
            try:
                was = one.decode(self.written)
            except UnicodeDecodeError:
                continue
            if was != char:
                out[ord(char)] = was
        return out

    @cached_property
    def sure(self) -> dict[int, str]:
        """The same, without characters that `written` lacks: they may be right as they are."""
        return {code: was for code, was in self.back.items() if _encodable(chr(code), self.written)}

    @cached_property
    def unsure(self) -> frozenset[str]:
        """Characters that were either what `back` says, or themselves."""
        return frozenset(chr(code) for code in self.back.keys() - self.sure.keys())


def _decode(one: bytes, codec: str) -> str:
    try:
        return one.decode(codec)
    except UnicodeDecodeError:
        return chr(one[0])


def _encodable(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


@cache
def concerned() -> frozenset[str]:
    """Characters that a swap can make or unmake: others cost the same before and after, so nothing."""
    out: set[str] = set()
    for swap in swaps():
        out.update(map(chr, swap.back))
        out.update(swap.back.values())
    return frozenset(out)


@cache
def swaps() -> tuple[Swap, ...]:
    """The pairs of `rules/encoding/swaps.toml`, in their order."""
    return tuple(Swap(row["id"], row["written"], row["read"]) for row in read_pack("swaps")["rule"])
