"""Repair and typography in one: the same as one after the other, and what is called settled is."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext.encoding import repair
from cleantext.mending import GUARD, mender
from cleantext.options import Options
from cleantext.typography import normalise
from tests.strategies import CHROME, PROSE, any_text, damage, documents

needs_core = pytest.mark.skipif(not GUARD, reason="the native core was not built")
mend = mender(Options())
texts = st.one_of(documents, any_text, st.lists(damage | st.sampled_from(PROSE), max_size=6).map("\n".join))


@pytest.mark.parametrize(
    "options", [Options(), Options(repair=False), Options(quotes="curly"), Options(spaces="keep")]
)
@given(text=texts)
def test_mends_as_repair_and_typography_do_in_turn(options, text):
    repaired = repair(text) if options.repair else text
    assert mender(options)(text)[0] == normalise(repaired, options, options.lang)


@given(text=texts, goes=st.integers(min_value=0))
@example("Ver más\nВ\u00a0 на том", 1)
@example("the cat —\nв", 1)
@example("“No.”\n\nShare\n\n“Yes.”", 4)
@example("x\n    a = 1;\n    b = 2;", 2)
@example("a\tb\nc\td", 1)
def test_of_a_settled_text_any_lines_are_left_alone(text, goes):
    mended, settled = mend(text)
    lines = [line for n, line in enumerate(mended.split("\n")) if not goes >> n & 1]
    kept = [line for n, line in enumerate(lines) if line or (n > 0 and lines[n - 1])]
    left = "\n".join(kept).strip("\n")
    if settled:
        assert mend(left)[0] == left


@needs_core
@pytest.mark.parametrize(
    "text",
    [
        "",
        *PROSE[:7],
        *CHROME,
        "\n\n".join(PROSE[:6]),
        "Größe: ca. 3 m²\n© 2019 Müller",
        "a | b ~ c\nWhy? 100%",
    ],
)
def test_most_texts_are_settled(text):
    assert mend(text)[1]


@needs_core
@pytest.mark.parametrize(
    "text",
    [
        "isnâ€™t",  # damage
        "a  b",  # spaces that mean something in code
        "a\tb",
        "`a`",
        "the cafe\u0301",  # not in normal form
        "and\u2014the sea\u2014went",  # damage, if it were not for an English word in another line
        "他说“好”",  # quotes that stay
        "one\r\ntwo",
        " one",
        "one\n\n",
    ],
)
def test_texts_that_may_need_another_look_are_not(text):
    assert not mend(text)[1]


def test_only_what_the_core_does_is_settled():
    assert not mender(Options(quotes="curly"))("one")[1]
    assert not mender(Options(repair=False))("one")[1]
