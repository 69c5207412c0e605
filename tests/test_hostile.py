"""Input made to break things: nothing crashes, and work grows with the length of the text, not faster.

Work is counted, not timed: calls of functions, Python's own and built-in ones. What a single built-in call may
waste shows only on the clock, and there `python -m benchmarks.hostile` looks.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

import cleantext
from benchmarks.calls import calls_of
from benchmarks.hostile import FAMILIES
from cleantext import Cleaner

SIZE = 8_000
GROWTH = 4
CLEANER = Cleaner()
UNREPAIRED = Cleaner(repair=False)
"""Repair would take some of it away before rules see it."""

families = pytest.mark.parametrize("make", FAMILIES.values(), ids=FAMILIES.keys())


def calls_on(call: Callable[[str], object], text: str) -> int:
    CLEANER._stripper.rules.index.cache.clear()  # lines that it has seen before would cost nothing
    return calls_of(lambda: call(text))


@families
@pytest.mark.parametrize("cleaner", [CLEANER, UNREPAIRED], ids=["all", "unrepaired"])
def test_nothing_crashes(make, cleaner):
    text = make(SIZE)
    result = cleaner.explain(text)
    assert result.text == cleaner(text)
    assert result.restore() == text
    assert cleaner(result.text) == result.text


@pytest.mark.parametrize("call", [CLEANER, CLEANER.explain], ids=["clean", "explain"])
@families
def test_calls_grow_with_the_length(make, call):
    call(make(SIZE * GROWTH))  # what is loaded and compiled at first use
    small, large = calls_on(call, make(SIZE)), calls_on(call, make(SIZE * GROWTH))
    assert large <= GROWTH * 1.25 * small + 2_000


@pytest.mark.slow
def test_a_line_of_ten_megabytes():
    text = "word " * 2_000_000
    assert cleantext.clean(text) == text.strip()


@pytest.mark.slow
def test_a_million_short_lines():
    text = "\n".join(f"{n} of x" for n in range(1_000_000))
    assert cleantext.explain(text).restore() == text


@pytest.mark.slow
def test_brackets_a_million_deep():
    text = "(" * 1_000_000 + "pool" + ")" * 1_000_000
    assert cleantext.clean(text) == text
