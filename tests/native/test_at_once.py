"""A text comes out of one call of the native core as it does stage by stage, and comes back as it was where nothing goes."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext import Cleaner
from cleantext.native import core
from cleantext.options import Options
from tests.strategies import CHROME, PROSE, any_text, damage, documents

pytestmark = pytest.mark.skipif(core is None, reason="the native core is not built here")

PLAIN = Options(repair=False, quotes="keep", spaces="keep", form="keep")
CLEANERS = {
    name: Cleaner(options).warm()
    for name, options in {
        "default": Options(),
        "strict": Options(profile="strict"),
        "nothing mended": PLAIN,
        "of one site": Options(site="www.cnn.com", lang="en"),
    }.items()
}
texts = st.one_of(
    documents,
    any_text,
    st.lists(damage | st.sampled_from([*PROSE, *CHROME]), max_size=9).map("\n".join),
)
SPANNED = f"{PROSE[0]}\n\n{PROSE[1]} (Photo by Ann Lee/Getty Images)\n\nShare\n\n{PROSE[2]} [Read more]"


@pytest.mark.parametrize("name", CLEANERS)
@given(text=texts)
@example(SPANNED)
@example("Ver más\nShare\nВ\u00a0 на том")
@example("the cat —\nShare\nв")
@example("â€œNo.â€\x9d\n\nShare\n\nâ€œYes.â€\x9d")
def test_at_once_as_in_stages(name: str, text: str) -> None:
    cleaner = CLEANERS[name]
    assert cleaner._at_once is not None
    clean = cleaner(text)
    assert clean == cleaner._in_stages(text, frozenset(), *cleaner._mend(text))
    if clean == text:
        assert clean is text


def test_texts_of_every_width() -> None:
    """What goes may be all that needed wide characters, and so may what is mended."""
    for wide in ("é", "“", "Ж", "𝐀"):
        text = f"{PROSE[0]}\n\nShare {wide}\n\n{wide}{PROSE[1]}{wide}\n\nShare"
        cleaner = CLEANERS["default"]
        assert cleaner(text) == cleaner._in_stages(text, frozenset(), *cleaner._mend(text))


def test_who_needs_python_has_no_short_cut() -> None:
    assert Cleaner(quotes="curly").warm()._at_once is None
    assert Cleaner(strip=False).warm()._at_once is None


def test_what_is_no_text_is_said() -> None:
    with pytest.raises(TypeError, match="a text is a str, not bytes"):
        CLEANERS["default"](b"Share")  # type: ignore[arg-type]


def test_a_cleaner_travels_without_it() -> None:
    again = pickle.loads(pickle.dumps(CLEANERS["default"]))
    assert again._at_once is None
    assert again(SPANNED) == CLEANERS["default"](SPANNED)
    assert again.warm()._at_once is not None
