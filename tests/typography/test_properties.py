"""What holds for typography with any text and any options."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext.edits import apply_edits, check_edits
from cleantext.options import Options
from cleantext.typography import find_changes, normalise
from cleantext.typography.scripts import cjk_lines
from cleantext.typography.styles import styles
from tests.strategies import any_text, documents

pieces = st.sampled_from(
    [
        *"'\"`´“”‘’„‚«»,;.!?()[]{}|/<>=#-–—…⁇ \t\n\r\v\f\u00a0\u2009\u202f\u3000\u2028\u2029\u0085",
        *"\u0301\u05b0aeiZé5中か한하\u3099שاДﬁ¨ΐ\u1fef\u1ffd\u212b\uf900\U0002f800🙂\x00\ud800\udc00",
        "  ", "\n\n", "\r\n", "    ", "``", "''", "´´", ",,", "```", "~~~", "--", "---", "...", ". . .",
        "6'2\"", "'90s", "'tis", "don't", "x = 1;", "    return f(x)", "| a | b |", "a\tb", "“The End”",
        "他说", "e\u0301",
    ]
)  # fmt: skip
mixed = st.lists(pieces, max_size=30).map("".join)
texts = mixed | documents | any_text
options_sets = st.builds(
    Options,
    quotes=st.sampled_from(["straight", "curly", "keep"]),
    spaces=st.sampled_from(["plain", "keep"]),
    dashes=st.sampled_from(["keep", "plain", "hyphens"]),
    ellipses=st.sampled_from(["keep", "character", "dots"]),
    form=st.sampled_from(["NFC", "NFD", "NFKC", "NFKD", "keep"]),
    lang=st.sampled_from([None, *sorted(styles())]),
)


@given(text=texts, options=options_sets)
@example(text="'\nit's\u0000", options=Options(quotes="curly", lang="ru"))
@example(text="90s«~~~ f(x);é''ש\"O'豈", options=Options(quotes="curly", lang="fr"))
@example(text="éְ´d", options=Options(form="NFD"))
def test_both_faces_agree_and_a_second_run_changes_nothing(text: str, options: Options) -> None:
    made = normalise(text, options)
    edits = find_changes(text, options)
    check_edits(edits, len(text))
    assert apply_edits(text, edits) == made
    assert all(text[e.start : e.end] != e.replacement for e in edits)
    assert normalise(made, options) == made
    assert find_changes(made, options) == ()


@given(text=texts)
def test_keep_is_the_identity(text: str) -> None:
    options = Options(quotes="keep", spaces="keep", form="keep")
    assert normalise(text, options) is text


_CJK = st.characters(
    min_codepoint=0x3001, max_codepoint=0x9FFF, exclude_categories=["Cn", "Zs", "Mn"]
) | st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)


@given(st.text(_CJK | st.sampled_from("“”‘’…—、。「」！？（）～％０９Ａ"), min_size=1, max_size=60))
def test_chinese_japanese_and_korean_stay_as_they_are(text: str) -> None:
    if cjk_lines(text, [0]):
        assert normalise(text, Options()) == text
        assert normalise(text, Options(dashes="hyphens", ellipses="dots")) == text


@given(st.text(st.characters(categories=["L", "N", "P"], exclude_characters="“”‘’„‚‟‛`´'"), max_size=80))
def test_letters_digits_and_marks_of_any_script_stay(text: str) -> None:
    assert normalise(text, Options(form="keep")) == text


@given(text=texts)
def test_straight_leaves_no_curly_quote_outside_code_and_cjk(text: str) -> None:
    text = text.replace("`", "").replace("~", "")
    made = normalise(text, Options())
    if not cjk_lines(made, range(len(made))):
        assert not set(made) & set("“”‘’„‚‟‛") or any(ord(c) > 0x1100 for c in made)


@given(text=texts)
def test_spaces_are_single_and_lines_are_trimmed(text: str) -> None:
    text = "".join(c for c in text if c not in "`~|\t=;")
    made = normalise(text.replace("    ", " "), Options(form="keep"))
    assert not made.startswith("\n")
    assert "\n\n\n" not in made
    assert "\r" not in made
    for line in made.split("\n"):
        assert line == line.rstrip(" \u00a0\u2009\u202f")


@pytest.mark.parametrize(
    "piece",
    [
        "`",
        "``",
        "'",
        '"',
        "´",
        "«",
        "''a",
        "`a'",
        ",,a",
        " ",
        "  ",
        "\n",
        "|",
        "-",
        "--",
        "...",
        "<a",
        ' " ',
        "``a'' ",
        "'a ",
        "a' ",
    ],
)
@pytest.mark.parametrize("quotes", ["straight", "curly"])
def test_long_runs_come_to_an_end(piece: str, quotes: Any) -> None:
    text = piece * 20_000
    normalise(text, Options(quotes=quotes, dashes="plain", ellipses="character"))
