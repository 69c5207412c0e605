"""Wide rows and plain ones say the same; which of them a processor uses is chosen when it is asked."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import Cleaner
from cleantext.encoding.guard import alarms
from cleantext.native import core
from tests.strategies import PROSE, any_text, documents

pytestmark = pytest.mark.skipif(core is None, reason="there is no native core")

SIGNS = ("a", "Z", "\n", "?", "\t", "|", "  ", "''", "{", "é", "ÿ", "€", "”", "я", "中", "\U0001f600", "İ")


def said(text: str, clean: Cleaner) -> tuple[int, str]:
    return alarms(text), clean(text)


def check(text: str, clean: Cleaner) -> None:
    core.use_wide_rows(False)
    try:
        plain = said(text, clean)
    finally:
        core.use_wide_rows(True)
    assert said(text, clean) == plain


@pytest.fixture(scope="module")
def clean() -> Cleaner:
    return Cleaner().warm()


@given(
    piece=st.text(st.sampled_from("\n\nab \u00e9\u20ac\U0001f600"), max_size=90),
    times=st.sampled_from([1, 1, 1, 7, 900]),
)
def test_lines_are_counted(piece: str, times: int) -> None:
    text = piece * times
    core.use_wide_rows(False)
    try:
        plain = core.count_line_ends(text)
    finally:
        core.use_wide_rows(True)
    assert plain == core.count_line_ends(text) == text.count("\n")


ALL = "".join(map(chr, range(0x11000)))
PLAIN = re.sub("[\u0130\u03a3]", "", ALL)  # the small letters of these hang on what is beside, or are more


@pytest.mark.parametrize(
    "text",
    [
        *(ALL[:end] * 3 for end in (0x80, 0xC0, 0x100)),
        *(PLAIN[start:] + PLAIN[:start] for start in range(3)),
        *(PLAIN[:0x8000] + "a" * size for size in (0, 1, 15, 16, 31)),
        *(
            "Ä" * size + "Ж" * 40 + "z" * 40 + sign + "Ö" * 33
            for size in range(32)
            for sign in ("", "\u03a3a")
        ),
    ],
)
def test_a_text_is_read_in_small_letters(text: str) -> None:
    lower = "".join("σ" if c == "\u03a3" else c.lower() for c in text)
    for wide in (False, True):
        core.use_wide_rows(wide)
        low, data, is_ascii = core.small_letters(text)
        assert low == lower
        assert data == bytes(ord(c) if c < "\x80" else ord(c) & 0x7F | 0x80 for c in lower)
        assert is_ascii == text.isascii()


@pytest.mark.parametrize("at", [0, 31, 32, 40, 77])
def test_what_becomes_two_letters_is_said(at: int) -> None:
    for other in "aж":
        assert core.small_letters(other * at + "\u0130" + other * (77 - at)) is None


@given(text=st.lists(st.one_of(documents, any_text), max_size=4).map(" ".join))
def test_any_text(text: str, clean: Cleaner) -> None:
    check(text, clean)


@pytest.mark.parametrize("sign", SIGNS)
def test_every_place_of_a_row(sign: str, clean: Cleaner) -> None:
    for at in range(70):
        check("B" * at + sign + "c" * (69 - at), clean)


def test_small_letters_in_every_place_of_a_row(clean: Cleaner) -> None:
    for size in range(40):
        text = f"{'B' * size}\n\nADS BY AMAZON\n\n{PROSE[0]}"
        check(text, clean)
        assert "AMAZON" not in clean(text)
