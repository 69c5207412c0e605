"""What must always hold: nothing raises, repairs are final, edits are what they say, sound text stays."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cleantext.edits import apply_edits, check_edits
from cleantext.encoding import find_repairs, repair
from cleantext.encoding.chars import alphabets

SCRIPTS = {
    "armenian": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "devanagari": "अआइईउऊएकखगघचजटतदनपबमयरलवशसह",
    "thai": "กขคงจชซดตทนบปผพมยรลวสหอ",
    "georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "kana": "あいうえおかきくけこさしすせそアイウエオカキクケコ",
    "han": "的一是不了人我在有他这中大来上国个到说们",
    "hangul": "가나다라마바사아자차카타파하",
}
LETTERS = {
    **{
        name: "abcdefghijklmnoprstuvz" + "".join(sorted(c for c in row if c.islower()))
        for name, row in alphabets().items()
    },
    **SCRIPTS,
}
NOT_LATIN = {"ru", "uk", "be", "sr", "mk", "el"}


@st.composite
def sound_texts(draw: st.DrawFn) -> str:
    """Sentences of made-up words in the letters of one language, with plain punctuation."""
    name = draw(st.sampled_from(sorted(LETTERS)))
    letters = LETTERS[name]
    if name in NOT_LATIN:
        letters = letters[22:]
    word = st.text(letters, min_size=2, max_size=9)
    sentences = []
    for _ in range(draw(st.integers(1, 4))):
        words = draw(st.lists(word, min_size=2, max_size=12))
        words[0] = words[0][:1].upper() + words[0][1:] if len(words[0][:1].upper()) == 1 else words[0]
        sentences.append(" ".join(words) + draw(st.sampled_from([".", "!", "?", ",", ":", " –", "…"])))
    return draw(st.sampled_from([" ", "\n", "\n\n"])).join(sentences)


@given(sound_texts())
@settings(max_examples=400, deadline=None)
def test_sound_text_in_any_script_stays(text: str) -> None:
    assert repair(text) == text


ANY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "ÃÂâ€™œž¬†√©ƒÄÕÒÓ├─╨ВЃР\u00a0\u0092\ufffd?&;#\\u=%\ud83d\ude00\u200b\ufeffabcABC .\n\r\x00"
        ),
    ),
    max_size=120,
)
BITS = ["â€™", "Ã©", "Â\u00a0", "¬†", "√©", "donÕt", "ìso", "&amp;", "&#8217;", "\\u2019", "=E2=80=99", "%C3%A9", "вЂ™", "Р°", "├⌐",
        "\ufffd", "it?s", " Â ", "Ã ", "ÃƒÂ©", "é", "ß", "“", "”", " ", "\n", "the", "Word", "СССР»", "ð\x9f\x98\x80", "\x85", "½", "ﬁ", "\u00ad"]  # fmt: skip
MIXED = st.lists(st.sampled_from(BITS), max_size=25).map("".join)


@given(st.one_of(ANY, MIXED))
@settings(max_examples=600, deadline=None)
def test_repairs_are_edits_and_final(text: str) -> None:
    edits, flags = find_repairs(text)
    check_edits(edits, len(text))
    mended = apply_edits(text, edits)
    assert repair(text) == mended
    assert repair(mended) == mended
    assert all(e.category == "encoding" and e.rule.startswith("encoding.") and e.note for e in edits)
    assert all(text[e.start : e.end] != e.replacement for e in edits)
    assert all(0 <= f.start <= f.end <= len(text) for f in flags)


@given(sound_texts(), st.sampled_from(["cp1252", "mac_roman", "cp437", "cp1251"]))
@settings(max_examples=150, deadline=None)
def test_what_was_read_wrong_comes_back_or_stays(text: str, codec: str) -> None:
    """A repair of whole damage gives the text back, or leaves something; it never raises."""
    hurt = "".join(_read(char.encode(), codec) if char > "\x7f" else char for char in text)
    assume(hurt != text)
    assert isinstance(repair(hurt), str)


def test_what_other_texts_told_of_needs_no_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = "Es war ja „schön“, sagte Jürgen – und alle hörten größtenteils zu.\nDie Tür fiel zu; „früher“ war’s anders."
    hurt = "".join(_read(char.encode(), "cp1252") if char > "\x7f" else char for char in sound)
    assert repair(hurt) == sound
    monkeypatch.delattr("cleantext.encoding.utf8._mend")
    assert repair(hurt) == sound


def _read(data: bytes, codec: str) -> str:
    return "".join(bytes([b]).decode(codec, "ignore") or chr(b) for b in data)


@pytest.mark.parametrize(
    "text", ["", "\x00", "\ud800", "\udfff\ud800", "\U0010ffff", "Ã", "Â", "&", "\\u", "=", "%C3"]
)
def test_edges_do_not_raise(text: str) -> None:
    find_repairs(text)
