"""The guard clears no text that has something to mend, and nothing heavy is loaded for a sound one."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext.encoding import guard
from cleantext.encoding.find import mended
from cleantext.encoding.guard import is_suspect
from cleantext.encoding.tables import read_pack

PACKS = ("codecs", "swaps", "marks", "escapes", "lost", "waste")
DAMAGED = [
    case["text"] for name in PACKS for rule in read_pack(name)["rule"] for case in rule.get("case", ())
]


@pytest.mark.parametrize("text", DAMAGED)
def test_damage_is_suspect(text: str) -> None:
    assert is_suspect(text)


@pytest.mark.parametrize("text", DAMAGED)
def test_damage_in_a_long_sound_text_is_suspect(text: str) -> None:
    sound = "A sound sentence, with “quotes” and a dash – or two.\n" * 40
    assert is_suspect(sound + text + "\n" + sound)


def test_damage_in_ascii_is_suspect_beside_quiet_characters() -> None:
    assert is_suspect("A\u00a0line of a sheet_x000D_\n" + "and more of it " * 9)


@given(
    st.lists(
        st.sampled_from(
            ["é", "ä", "“a”", "x", " ", "\n", "1", ".", "–", "’s", "Ö", "ñ", "word", "Я", "я", "ж", "λ", "中"]
        )
    ).map("".join)
)
@settings(max_examples=300, deadline=None)
def test_what_the_guard_clears_has_nothing_to_mend(text: str) -> None:
    if not is_suspect(text):
        assert mended(text, guard.alarms(text)) == text


MARKS_AND_LETTERS = st.characters(max_codepoint=0x24F) | st.sampled_from(
    "’“”‘„‚–—…•†‡‰‹›⁄€™∂∆∏∑√∞∩∫≈≠≡≤≥⌐⌠⌡◊░│╗ƒˆ˜ВвЖРСо ςΘΓαφⁿ中가あ\u00a0\u3000\ufffd\u200b\u2028\ud800🙂\U0001d7ce"
)
PIECES = st.sampled_from(
    r"&amp; &#3 &&; T&A; don?t x?y? =C3=A9 =%C3%A9 \u00e9 \n \r\n _x000D_ a]b^c itís kt—ry polic’a l’autre s".split(
        " "
    )
) | st.sampled_from([" the ", " que ", " el ", "\r", "\n", "\t", "\f", "В\u00a0", "Û "])


native = pytest.mark.skipif(guard.NATIVE is None, reason="there is no native core")
TEXTS = st.lists(MARKS_AND_LETTERS | PIECES | st.sampled_from(DAMAGED) | st.just("sound " * 8)).map("".join)


@native
@given(TEXTS)
@settings(max_examples=1000)
def test_the_native_guard_suspects_the_same(text: str) -> None:
    assert is_suspect(text) == guard._is_suspect(text)


@native
@given(TEXTS)
@settings(max_examples=1000)
def test_native_alarms_are_for_what_a_stage_is_asked_for(text: str) -> None:
    found = guard.alarms(text)
    for kind in guard._KINDS:
        assert guard.suspects(kind, text, found) == guard._suspects(kind, text)


@native
@pytest.mark.parametrize(
    "text",
    [
        'Plain ASCII, 100 %, A&B, a_b = c? "Yes?" x\t\f\r\n]^`~',
        "“So” – it’s the café’s • naïve façade… l’autre",
        "Der Bär läuft über 5\u00a0° – für 3\u00a0€",
        "В\u00a0городе открыли библиотеку",
        "北京市议会星期一通过了计划。🙂",
    ],
)
def test_the_native_guard_clears_sound_texts_itself(text: str) -> None:
    assert guard.alarms(text) == 0


def test_a_sound_text_loads_no_tables() -> None:
    code = (
        "import sys; from cleantext.encoding import repair; repair('Nothing – “nothing” is wrong here: café.');"
        "heavy = {'ftfy', 'tomllib', 'html.entities', 'cleantext.encoding.find'} & set(sys.modules);"
        "print(','.join(sorted(heavy)), end='')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("", "")
