"""The native way of typography makes what the steps make, and leaves alone what they may have to look at."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleantext import typography
from cleantext.options import Options
from cleantext.typography.form import NORMAL
from cleantext.typography.straight import STRAIGHT
from tests.strategies import documents

pytestmark = pytest.mark.skipif(typography._NATIVE is None, reason="there is no native core")

DEFAULT = Options()
SPECIAL = "“”„‟‘’‚‛'\"`´«»‹›~|-\t\n\r\v\f \u00a0\u1680\u2000\u2009\u202f\u205f\u3000\u2028\u2029\u0085…中ア한。é\u0301ﬁ🙂\u212b"
PIECES = st.sampled_from(
    ["word", "It’s “so”, he said", "\n\n", "    ", "~~~", "''", "| a |", "中文“字”", "и так далее"]
)
TEXTS = st.lists(
    PIECES | st.sampled_from(SPECIAL) | st.sampled_from([" ", "\n", "\u00a0", "'"]) | st.characters()
).map("".join)


@given(TEXTS | documents)
@example("x" * 64 + "\n\n\n" + "x" * 64)
@example("x" * 31 + "’’" + "x" * 31)
@example("a\u00a0\nb")
@settings(max_examples=1000)
def test_it_makes_what_the_steps_make(text: str) -> None:
    made = typography._NATIVE.apply(text)
    assert made is None or made == typography._normalise(text, DEFAULT, None)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", ""),
        ("Two lines.\n\nAnd “more’ – it’s…", "Two lines.\n\nAnd \"more' – it's…"),
        ("5\u00a0km | so", None),
        ("5\u00a0km ~ so", "5 km ~ so"),
        ("город\u00a0«Н»", "город «Н»"),
        ("新しい 橋", "新しい 橋"),
        ("新しい “橋”", None),
        ("e\u0301", None),
        ("a\n", "a\n"),
        ("\n a\u00a0 b \n \n\n    c\n \n", "a b\n\nc\n"),
        ("\u00a0\n ", ""),
        ("a  | b", None),
        ("    if a:\n\n    return b", None),
        ("a\tb", None),
    ],
)
def test_what_it_does_itself(text: str, made: str | None) -> None:
    assert typography._NATIVE.apply(text) == made


def test_the_same_object_where_nothing_is_to_be_done() -> None:
    text = "Nothing, é 中 и 🙂."
    assert typography._NATIVE.apply(text) is text


def test_normal_characters_are_normal_beside_any_other() -> None:
    for first, last in zip(NORMAL[::3], NORMAL[2::3], strict=False):
        for point in range(ord(first), ord(last) + 1):
            assert not unicodedata.combining(chr(point))


def test_every_mark_is_replaced_wherever_it_stands() -> None:
    for mark, plain in STRAIGHT.table.items():
        for place in range(70):
            text = "x" * place + mark + "x" * (70 - place)
            assert typography._NATIVE.apply(text) == text.replace(mark, plain)
