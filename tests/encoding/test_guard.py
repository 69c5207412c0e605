"""The guard clears no text that has something to mend, and nothing heavy is loaded for a sound one."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext.encoding.find import find_edits
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
        assert find_edits(text) == []


def test_a_sound_text_loads_no_tables() -> None:
    code = (
        "import sys; from cleantext.encoding import repair; repair('Nothing – “nothing” is wrong here: café.');"
        "heavy = {'ftfy', 'tomllib', 'html.entities', 'cleantext.encoding.find'} & set(sys.modules);"
        "print(','.join(sorted(heavy)), end='')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("", "")
