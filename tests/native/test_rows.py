"""Wide rows and plain ones say the same; which of them a processor uses is chosen when it is asked."""

from __future__ import annotations

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
