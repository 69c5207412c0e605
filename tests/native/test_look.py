"""A line is looked up with the same result by the native core and by Python, short or long, plain or closely."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext.native import core
from cleantext.rules.load import load_rules
from cleantext.rules.scene import Look
from tests.native.deciding import FORMS, Twins
from tests.rules.written import HEAD, completed
from tests.strategies import CHROME, any_text

pytestmark = pytest.mark.skipif(core is None, reason="the native core is not built here")

SENTENCE = (
    "The council of the old town met on Monday, and nobody expected that the bridge would be closed again."
)
# With characters that fold to two, or to one of ASCII, and scripts with and without spaces.
BEYOND = (
    "Der Gemeinderat der großen Stadt traf sich am Montag in der Straße am Fluß, und niemand wußte von der Brücke …",
    "В понедельник собрался совет старого города, и никто не ожидал, что мост у реки снова закроют на «всю» зиму.",
    "Le conseil de la vieille ville s’est réuni lundi — ﬁnalement №２ — et personne n’attendait que le pont ferme ½ an.",
    "古い町の議会が月曜日に開かれ、橋が再び閉鎖されるとは誰も予想していなかった。 " * 3 + "古い 町 の 橋",
)
SPREAD = "3 - May 2024 ,  5 : 30 p . m .  |  the  harbour / quay -- and  so  on  "
EXAMPLES = [
    example
    for rule in load_rules().rules
    for example in (*rule.drop, *rule.keep)
    if "\n" not in example and example.strip()
]


@pytest.fixture(scope="module")
def twins() -> Twins:
    return Twins.built_in()


def differences(twins: Twins, line: str) -> list[tuple[object, object]]:
    """What the engines say of a line where that is not the same, as it is and looked at closely."""
    index = twins.rules.index

    def plain(look: Look) -> tuple[object, ...]:
        places = sorted({twins.places[hit] for hit in look.hits})
        return look.key, places, look.prose, FORMS.index(look.form)

    look = index.look(line)
    pairs = [(plain(look), twins.native.look(line, sited=False, closely=False))]
    if not look.hits:  # of other lines that is not asked
        pairs.append((plain(index.look_closely(line)), twins.native.look(line, sited=False, closely=True)))
    return [pair for pair in pairs if pair[0] != pair[1]]


def test_examples_of_rules_alone_and_beside_sentences(twins: Twins) -> None:
    wrong = []
    for number, example in enumerate(EXAMPLES):
        around = (
            example,
            f"{example} {SENTENCE}",
            f"{SENTENCE} {example}",
            f"{SPREAD}{example}",
            f"{SPREAD * 2}{example}",
            *(f"{example} {sentence}" for sentence in BEYOND),
            *(f"{sentence} {example}" for sentence in BEYOND),
        )
        # All of them alone, each in one of the other ways.
        for line in {around[0], around[1 + number % (len(around) - 1)]}:
            wrong += [(line, pair) for pair in differences(twins, line.strip())]
    assert not wrong[:5]


DATES = st.sampled_from(
    [
        "3 May 2024",
        "May 3rd, 2024",
        "2024-05-03",
        "03.05.2024",
        "3. Mai",
        "10:30 am",
        "10 uhr",
        "5 PM",
        "12h30",
    ]
)
PIECES = st.one_of(
    DATES,
    st.sampled_from(CHROME),
    st.sampled_from(["@harbour", "the app is free", "©", "(c)", "read", "100 Main St", SENTENCE[:40]]),
    st.sampled_from(
        ["Straße", "ﬁn", "…", "№２", "½", "’s", "«ещё»", "中 文", "한국어", "e\u0301", "Ⅷ", "٣", "™"]
    ),
)
GAPS = st.sampled_from([" ", " | ", "  ", ", ", " - ", "/", ": ", " -- ", "`"])


LONG_LINES = """
[[rule]]
id = "filed-under-its-beginning"
lines = ["the grand {...} sale ends {...} on monday {...}"]
[[rule]]
id = "filed-under-a-word"
lines = ["{...} subscribe for {...} lanterns"]
[[rule]]
id = "filed-under-its-beginning-with-odd-letters"
lines = ["die große {...} straße endet {...} am fluß {...}", "на этой неделе {...} мост {...} закрыт {...}", "橋は {...} 閉鎖 {...}"]
"""


@pytest.mark.parametrize(
    ("words", "hits"), [("sale ends early on Monday", 2), ("on Monday the sale ends", 0), ("harbour", 0)]
)
def test_long_lines_are_looked_up_where_a_phrase_fits_them(tmp_path, words: str, hits: int) -> None:
    """Not where one may fit because all of its words are there."""
    file = tmp_path / "long.toml"
    file.write_text(HEAD + completed(LONG_LINES), "utf-8")
    line = f"The grand winter {words} of the council, as it was told to all who came, and so subscribe for new lanterns"
    own = Twins(load_rules((str(file),)))
    assert not differences(own, line)
    assert len(own.rules.index.look(line).hits) == hits


@pytest.mark.parametrize(
    ("line", "hits"),
    [
        ("Die große {} Straße endet nun {} am Fluß {} und weiter", 1),
        ("DIE GROSSE {} STRASSE ENDET NUN {} AM FLUSS {} UND WEITER", 1),
        ("Die große {} Strasse endet nun {} am Fluss {} … und weiter ﬁnal", 1),
        ("Die große {} Straße beginnt nun {} am Fluß {} und weiter", 0),
        ("На этой неделе {} мост у реки {} закрыт {} на зиму", 1),
        ("На этой неделе {} мост у реки {} открыт {} на зиму", 0),
        ("橋は{}閉鎖{}という", 1),
        ("橋 は {} 閉 鎖 {} という", 1),
        ("橋は{}開放{}という", 0),
    ],
)
def test_long_lines_beyond_ascii(tmp_path, line: str, hits: int) -> None:
    file = tmp_path / "long.toml"
    file.write_text(HEAD + completed(LONG_LINES), "utf-8")
    own = Twins(load_rules((str(file),)))
    long = (
        line.format("wie alle sagten, die gekommen waren,", "(nach 12 Jahren)", "hinter der alten Mühle")
        + " — so" * 9
    )
    assert not differences(own, long)
    assert len(own.rules.index.look(long).hits) == hits


@given(st.lists(st.tuples(PIECES, GAPS), min_size=1, max_size=8), st.integers(0, 160))
def test_lines_put_together(twins: Twins, pieces: list[tuple[str, str]], start: int) -> None:
    line = (SENTENCE * 2)[:start] + "".join(piece + gap for piece, gap in pieces)
    line = " ".join(line.splitlines()).strip()
    assert not differences(twins, line)


@given(any_text, st.integers(0, 160))
def test_any_line(twins: Twins, text: str, start: int) -> None:
    line = " ".join(((SENTENCE * 2)[:start] + text).splitlines()).strip()
    if line:
        assert not differences(twins, line)
