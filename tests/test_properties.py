"""What must always hold, for any text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cleantext
from cleantext import Cleaner
from cleantext.edits import Edit, Result, apply_edits, check_edits, compose
from tests.strategies import any_text, documents

OPTIONS = [
    {},
    {"profile": "light"},
    {"profile": "strict"},
    {"quotes": "curly"},
    {"quotes": "keep", "spaces": "keep"},
    {"repair": False},
    {"strip": False},
    {"max_loss": 0.0},
    {"lang": "de"},
]
texts = documents | any_text


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@given(text=texts)
@example("Share\n\n\n")
@example("\n\nShare\n\nAdvertisement")
def test_cleaning_explains_restores_and_settles(options, text):
    cleaner = Cleaner(**options)
    clean = cleaner(text)
    assert cleaner(clean) == clean
    result = cleaner.explain(text)
    assert result.text == clean
    check_edits(result.edits, len(text))
    assert apply_edits(text, result.edits) == clean
    assert result.restore() == text
    assert all(text[r.start : r.end].strip() for r in result.removed)


@given(text=texts)
def test_kept_lines_are_a_subsequence_of_the_input(text):
    clean = Cleaner(repair=False, quotes="keep", spaces="keep", form="keep")(text)
    kept = iter(text.split("\n"))
    assert all(any(line == other for other in kept) for line in clean.split("\n")) or clean == ""


@given(text=documents)
def test_offset_maps_agree_with_the_text_wherever_nothing_changed(text):
    result = cleantext.explain(text)
    touched = {i for e in result.edits for i in range(e.start, e.end)}
    for i, char in enumerate(text):
        if i not in touched:
            at = result.offsets.to_clean(i)
            assert result.text[at] == char
            assert result.offsets.to_source(at) == i


@st.composite
def edits_of(draw, text):
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    out = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        if not (out and start == end == out[-1].start == out[-1].end):
            out.append(Edit(start, end, draw(st.text("xyz", max_size=3)), "test/rule", "ad"))
    return out


@given(data=st.data())
def test_composed_edits_do_what_both_do(data):
    text = data.draw(st.text("abc", max_size=12))
    first = data.draw(edits_of(text))
    middle = apply_edits(text, first)
    second = data.draw(edits_of(middle))
    both = compose(first, second, middle)
    check_edits(both, len(text))
    clean = apply_edits(middle, second)
    assert apply_edits(text, both) == clean
    assert Result(source=text, text=clean, edits=tuple(both)).restore() == text
