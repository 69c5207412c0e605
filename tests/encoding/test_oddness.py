"""Each entry of the table of oddness finds its odd examples, and nothing in its fine ones."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext.encoding.chars import builtin_classes
from cleantext.encoding.codecs import misreadings
from cleantext.encoding.oddness import odd_chars, oddities, oddness, pattern_odd_chars
from cleantext.encoding.tables import read_pack
from cleantext.native import core

ROWS = {row["id"]: row for row in read_pack("oddness")["odd"]}
PATTERNS = {row.id: re.compile(row.pattern) for row in oddities()}


def test_names_are_unique() -> None:
    assert len(ROWS) == len(read_pack("oddness")["odd"])


@pytest.mark.parametrize("name", ROWS)
def test_an_entry_has_examples(name: str) -> None:
    assert ROWS[name]["odd"]
    assert ROWS[name]["fine"]
    assert ROWS[name]["about"]


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, row in ROWS.items() for t in row["odd"]])
def test_odd_examples_are_found(name: str, text: str) -> None:
    found = PATTERNS[name].search(f" {text} ")
    assert found is not None
    assert len(found.group()) == 1
    assert not found.group().isascii()
    assert oddness(f" {text} ") >= 1


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, row in ROWS.items() for t in row["fine"]])
def test_fine_examples_are_not(name: str, text: str) -> None:
    assert PATTERNS[name].search(f" {text} ") is None


native = pytest.mark.skipif(core is None, reason="there is no native core")
READ_WRONG = sorted({char for codec in misreadings() for char in codec.bytes})
BESIDE = "abdelmrstvzkMGABN .,;:!?()[]\\^-'’_019\n“”‘„…–—ЯжёΩαςÅé中가´ªº⁄∑¹²\x85🙂𝟎\ud800"


@native
@given(st.text(st.sampled_from(READ_WRONG) | st.sampled_from(BESIDE) | st.characters(), max_size=12))
@settings(max_examples=1000)
def test_the_native_core_says_the_same(text: str) -> None:
    assert odd_chars(text) == pattern_odd_chars(text)


@native
def test_the_native_core_says_the_same_of_each_example() -> None:
    for row in ROWS.values():
        for text in (*row["odd"], *row["fine"]):
            for whole in (text, f" {text} ", f"a{text}a", f"É{text}é"):
                assert odd_chars(whole) == pattern_odd_chars(whole)


@native
@pytest.mark.parametrize(
    "pattern",
    ["é*", "é+", ".", "(é)|a)", "[é", "éé", "(?=é)", "\\bé", "[!é]", "[\\bé]", "[\\+-é]", "[+-\\^é]", "🙂"],
)
def test_the_native_core_refuses_what_it_does_not_know(pattern: str) -> None:
    assert core is not None
    with pytest.raises(ValueError, match=r"\w"):
        core.Oddness([(pattern, 1)], builtin_classes()["accented"], [])
