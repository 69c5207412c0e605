"""Words, runs and marks beyond ASCII, and what tells a language, are the same in native code."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext.encoding import language, marks
from cleantext.encoding.document import _NATIVE, MOST_PURE, pieces_of
from cleantext.encoding.swaps import _count, _words
from cleantext.native import core

PIECES = st.sampled_from(
    [
        "é",
        "ab",
        "Привет",
        "ωΆώ",
        "ώώ",
        "가",
        "あ中",
        "ש",
        "ש" * 60,
        " ",
        "\n",
        "\t",
        "\u00a0",
        "中",
        "🙂",
        "\ud800",
        "plain words " * 4,
        "é中 " * 60,
        "中 " * 60,
    ]
)


native = pytest.mark.skipif(core is None, reason="there is no native core")
WORDS = st.sampled_from(sorted(language._words()))


@native
@given(st.lists(PIECES | st.characters()).map("".join))
@example("a" * 31 + "é" + "a" * 40 + " b é")
@example("🙂é𠀀é🙂 é𠀀\U0010ffff")
def test_words_and_runs_are_the_same(text: str) -> None:
    assert core is not None
    assert core.words_beyond_ascii(text) == _words(text)
    for suspects in ("", "é", "中é🙂"):
        tokens, suspected = core.count_words_beyond_ascii(text, suspects)
        assert (list(tokens.items()), suspected) == (
            list(_count(text, suspects)[0].items()),
            _count(text, suspects)[1],
        )
    assert _NATIVE.of(text, MOST_PURE) == pieces_of(text)


@native
@given(st.lists(WORDS | PIECES | st.characters()), st.sampled_from(["", " ", "\u2003", "\n\x1c"]))
def test_what_tells_a_language_is_the_same(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    ours = language._native()
    assert list(ours.points(text).items()) == list(language.points_of_words(text).items())
    assert ours.letters(text) == "".join(language._OTHER_LETTER.findall(text))


@native
@given(
    st.lists(st.sampled_from([*marks._marks(), "\r", "\n", "\x1b[1m", "\ud83d", "\ude00"]) | PIECES).map(
        "".join
    )
)
@example("\r\n\r\r\n\x1b[0;1m\ud83d\ude00\ude00" + "a" * 40 + "\x7f")
def test_marks_are_the_same(text: str) -> None:
    found = [match.span() for match in marks.matches(text)]
    assert found == [match.span() for match in marks._pattern().finditer(text)]
