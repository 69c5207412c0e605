"""Words and runs beyond ASCII are the same in native code."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext.encoding.swaps import _words
from cleantext.encoding.votes import _PIECE
from cleantext.native import core

PIECES = st.sampled_from(["é", "ab", " ", "\n", "\t", "\u00a0", "中", "🙂", "\ud800", "plain words " * 4])


@pytest.mark.skipif(core is None, reason="there is no native core")
@given(st.lists(PIECES | st.characters()).map("".join))
@example("a" * 31 + "é" + "a" * 40 + " b é")
def test_words_and_runs_are_the_same(text: str) -> None:
    assert core is not None
    assert core.words_beyond_ascii(text) == _words(text)
    assert core.runs_beyond_ascii(text) == _PIECE.findall(text)
