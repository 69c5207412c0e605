"""Sequences of a codec are found alike by patterns and by the native core, and give back what was read wrong."""

from __future__ import annotations

from threading import Thread

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleantext.encoding.codecs import Misreading, Reading, misreadings
from cleantext.encoding.memory import ROOM
from cleantext.encoding.sequences import PatternSequences, replaced
from cleantext.native import core

CODECS = {codec.id: codec for codec in misreadings()}
CHARS = st.sampled_from("aé’яλ中😀\U000e0001\ud83d\ude00\u00a0ห́")


def read_wrong(text: str, codec: Misreading) -> str:
    chars = {byte: char for char, byte in reversed(codec.bytes.items())}
    return "".join(chars.get(byte, chr(byte)) for byte in text.encode("utf-8", "surrogatepass"))


@st.composite
def texts(draw: st.DrawFn) -> tuple[Misreading, str]:
    """A codec, and pieces of its sequences beside whole ones."""
    codec = CODECS[draw(st.sampled_from(sorted(CODECS)))]
    some = st.sampled_from([*codec.bytes, " ", "a", "\n", "🙂"])
    whole = CHARS.map(lambda char: read_wrong(char, codec))
    return codec, "".join(draw(st.lists(some | whole | st.characters())))


@pytest.mark.skipif(core is None, reason="there is no native core")
@given(texts())
@example((CODECS["windows-1252"], "í\u00a0½í¸€ í\u00a0½í í¸€ Ã  Ã©Ã" + "a" * 40 + "Ã©"))
@settings(max_examples=500, deadline=None)
def test_the_native_core_finds_the_same(given_text: tuple[Misreading, str]) -> None:
    codec, text = given_text
    assert core is not None
    ours, theirs = core.Sequences(codec.bytes), PatternSequences(codec.bytes)
    for spaced in (False, True):
        assert ours.singles(text, spaced) == theirs.singles(text, spaced)
        runs = theirs.runs(text, spaced)
        assert ours.runs(text, spaced) == runs
        made = {run: "ħ🙂"[: start % 3] or None for start, _, run in runs}
        assert ours.mended(text, spaced, made) == theirs.mended(text, spaced, made) is not None
        if made:
            made.popitem()
            assert ours.mended(text, spaced, made) is theirs.mended(text, spaced, made) is None


@pytest.mark.parametrize("name", ["windows-1252", "mac-roman", "windows-1251"])
def test_runs_give_back_what_was_read_wrong(name: str) -> None:
    codec = CODECS[name]
    text = "“Café” – тест, 😀!"
    hurt = read_wrong(text, codec)
    runs = codec.sequences.runs(hurt)
    assert replaced(hurt, [(start, end, codec.decode(run) or run) for start, end, run in runs]) == text
    assert codec.peeled(hurt) == text


def test_a_space_may_stand_for_an_nbsp() -> None:
    found = CODECS["windows-1252"].sequences
    assert found.runs("voilÃ , Ã©Ã ") == [(8, 10, "Ã©")]
    assert found.runs("voilÃ , Ã©Ã ", spaced=True) == [(4, 6, "Ã "), (8, 12, "Ã©Ã ")]
    assert found.singles("voilÃ , Ã©Ã ", spaced=True) == ["Ã ", "Ã©", "Ã "]


def test_runs_become_what_is_known_of_them() -> None:
    found = CODECS["windows-1252"].sequences
    text = "CafÃ©, naÃ¯ve: itâ€™s Ã©Â©"
    known: dict[str, str | None] = {"Ã©": "é", "Ã¯": None, "â€™": "’", "Ã©Â©": "é©"}
    assert found.mended(text, False, known) == "Café, naÃ¯ve: it’s é©"
    assert found.mended(text + " Ã¤", False, known) is None


def test_threads_see_the_pieces_of_a_run_all_or_none() -> None:
    seen: list[int] = []

    class Watched(Misreading):
        """Lets another thread ask for the same run while its pieces are read."""

        asked = False

        def reading(self, run: str) -> Reading | None:
            if not Watched.asked:
                Watched.asked = True
                other = Thread(target=lambda: seen.append(len(self.pieces("Ã©Ã¤"))))
                other.start()
                other.join()
            return super().reading(run)

    codec = Watched("windows-1252", "Windows-1252", CODECS["windows-1252"].bytes)
    assert len(codec.pieces("Ã©Ã¤")) == 2
    assert seen == [2]


def test_what_is_remembered_of_runs_has_bounds() -> None:
    codec = Misreading("windows-1252", "Windows-1252", CODECS["windows-1252"].bytes)
    for n in range(30):
        long = read_wrong(chr(0x4E00 + n) * (ROOM // 30), codec)
        assert codec.reading(long) is not None
        assert sum(map(len, codec.known)) <= ROOM
    assert codec.known
