"""The native way of typography makes what the steps make, and leaves alone what they may have to look at."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleantext import typography
from cleantext.options import Options
from cleantext.typography.form import NORMAL
from cleantext.typography.straight import STRAIGHT
from tests.strategies import documents

pytestmark = pytest.mark.skipif(typography.NATIVE is None, reason="there is no native core")

DEFAULT = Options()
SPECIAL = "“”„‟‘’‚‛'\"`´«»‹›~|-\t\n\r\v\f \u00a0\u1680\u2000\u2009\u202f\u205f\u3000\u2028\u2029\u0085…中ア한。é\u0301ﬁ🙂\u212b"
PIECES = st.sampled_from(
    ["word", "It’s “so”, he said", "\n\n", "    ", "~~~", "''", "| a |", "中文“字”", "и так далее"]
)
TEXTS = st.lists(
    PIECES | st.sampled_from(SPECIAL) | st.sampled_from([" ", "\n", "\u00a0", "'"]) | st.characters()
).map("".join)

CODE = "x = f(y);|import\u00a0os|import os|from a import b|so (it is)|get(it)|else:|if so:|Nothing; else|a::b|cd /|$ ls"
QUOTED = "“Well”,|it’s|`x  y`|``so’’|’’|it´s|don`t|,,so''|''|´´so´´|~~so~~|~~~|```"
EAST_ASIAN = "橋です。|他说“The long way”|「橋」|한글 ‘자’|か\u0301\u3099“so”|a\u3000b|\U00020000’"
OTHERS = "5\u00a0km|e\u0301|Tie\u0302\u0301ng|tiếng Việt|\u2000|\u2028|\r|a\tb|c\td\te|# it"
LINE_PIECES = [*"|".join((CODE, QUOTED, EAST_ASIAN, OTHERS)).split("|"), "| a | b |", "a|b"]
LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "", " ", "    ", "\t", "\u00a0   ", "\u3000", "  \u3000 ", "| "]),
        st.lists(
            st.sampled_from(LINE_PIECES),
            max_size=3,
        ).map(" ".join),
        st.sampled_from(["", "", " ", "\u00a0", "\u3000", "|", "  |  "]),
    ).map("".join),
    max_size=7,
).map("\n".join)
"""Lines with what the native way does line by line, or leaves to Python."""


def by_steps(text: str) -> str:
    return typography._applied(typography._steps(DEFAULT, None), text)


@given(TEXTS | LINES | documents)
@example("x" * 64 + "\n\n\n" + "x" * 64)
@example("x" * 31 + "’’" + "x" * 31)
@example("a\u00a0\nb")
@example("    import\u00a0os\n    import\u00a0re")
@example("    import\u00a0`os`\n    import\u00a0re")
@example("\x1c\t\n    \x1c\n    \x1c")
@example("か\u0301\u3099“Latin letters”")
@settings(max_examples=2000)
def test_it_makes_what_the_steps_make(text: str) -> None:
    made = typography.NATIVE.apply(text)
    steps = by_steps(text)
    assert made is None or made == steps
    assert typography.normalise(text, DEFAULT) == steps


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", ""),
        ("Two lines.\n\nAnd “more’ – it’s…", "Two lines.\n\nAnd \"more' – it's…"),
        ("5\u00a0km | so", "5 km | so"),
        ("5\u00a0km ~ so", "5 km ~ so"),
        ("город\u00a0«Н»", "город «Н»"),
        ("新しい 橋", "新しい 橋"),
        ("新しい “橋”\n“橋” is Japanese", '新しい “橋”\n"橋" is Japanese'),
        ("新しい橋\n“Not so” it’s\n“Latin” 橋", '新しい橋\n"Not so" it\'s\n"Latin" 橋'),
        ("e\u0301", None),
        ("a\u2028b", None),
        ("tiếng Việt, ₂", "tiếng Việt, ₂"),
        ("x\u0327 it’s", "x\u0327 it's"),
        ("a\n", "a\n"),
        ("\n a\u00a0 b \n \n\n    c\n \n", "a b\n\nc\n"),
        ("\u00a0\n ", ""),
        ("a  | b", "a | b"),
        ("| a  | “b”\u00a0", '| a  | "b"\u00a0'),
        ("    if a:\n\n    return  b\nso  it", "    if a:\n\n    return  b\nso it"),
        ("    So it\n\n    was,  he said\n", "So it\n\nwas, he said\n"),
        ("a\tb", "a b"),
        ("a\tb\nc\td\ne  f", "a\tb\nc\td\ne f"),
        ("\u3000橋です。\u3000川  です。\u3000\n\u3000So\u3000it", "\u3000橋です。\u3000川 です。\nSo it"),
        ("It´s ``so’’  he\nit’s", "It's \"so\" he\nit's"),
        ("Use `a  b` it’s\n``` a", None),
        ("''. a\n'' b", "''. a\n'' b"),
    ],
)
def test_what_it_does_itself(text: str, made: str | None) -> None:
    assert typography.NATIVE.apply(text) == made
    if made is not None:
        assert by_steps(text) == made


def test_the_same_object_where_nothing_is_to_be_done() -> None:
    text = "Nothing, é 中 и 🙂."
    assert typography.NATIVE.apply(text) is text


def test_normal_characters_are_normal_beside_any_other() -> None:
    joined = {second for first in map(chr, range(0x110000)) if (second := _second(first))}
    joined |= {chr(point) for span in ((0x1161, 0x1176), (0x11A8, 0x11C3)) for point in range(*span)}
    for first, last in re.findall(r"(.)(?:-(.))?", NORMAL):
        for char in map(chr, range(ord(first), ord(last or first) + 1)):
            assert unicodedata.category(char)[0] != "M"
            assert unicodedata.is_normalized("NFC", char)
            assert char not in joined


def _second(char: str) -> str:
    """The second of the two characters that a character is made of."""
    parts = unicodedata.decomposition(char).split()
    return chr(int(parts[1], 16)) if len(parts) == 2 and parts[0][0] != "<" else ""


def test_every_mark_is_replaced_wherever_it_stands() -> None:
    for mark, plain in STRAIGHT.table.items():
        for place in range(70):
            text = "x" * place + mark + "x" * (70 - place)
            assert typography.NATIVE.apply(text) == text.replace(mark, plain)
