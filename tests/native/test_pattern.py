"""The core's regular expressions say what `re` and `regex` say."""

from __future__ import annotations

import re

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleantext.native import core
from cleantext.native.host import LINE_PATTERNS, Host
from cleantext.rules.folding import fold
from cleantext.rules.load import load_rules

pytestmark = pytest.mark.skipif(core is None, reason="the native core is not built here")

FLAT = load_rules().flat()
LETTERS = "abAB7_ .-:éÉжЖ日٣"
MARKS = st.sampled_from([re.escape(c) for c in LETTERS])
CLASSES = st.sampled_from(
    [r"\w", r"\W", r"\d", r"\s", r"\S", ".", "[a-c]", "[^a-cé]", r"[^\W\d_]", r"[\w.-]", "[]:]"]
)
ZERO = st.sampled_from(["^", "$", r"\b", r"\Z", r"(?<=a)", r"(?<![\w.])"])
TIMES = st.sampled_from(
    ["", "?", "*", "+", "{2}", "{1,3}", "{0,2}", "{,2}", "??", "{1,2}?", "?+", "*+", "{1,2}+"]
)
GROUP_TIMES = st.sampled_from(["", "?", "{2}", "{1,3}", "{0,2}", "?+", "++"])


def groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    ways = st.lists(inner, min_size=1, max_size=8).map("|".join)
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.tuples(st.sampled_from(["(?:", "("]), ways, GROUP_TIMES).map(lambda g: f"{g[0]}{g[1]}){g[2]}"),
        ways.map(lambda w: f"(?={w})"),
        ways.map(lambda w: f"(?!{w})"),
        ways.map(lambda w: f"(?>{w})"),
    )


SOURCES = st.recursive(
    st.one_of(st.tuples(st.one_of(MARKS, CLASSES), TIMES).map("".join), ZERO), groups, max_leaves=12
)
TEXTS = st.text(alphabet=LETTERS, max_size=12)


@given(SOURCES, st.lists(TEXTS, min_size=1, max_size=6), st.booleans())
def test_as_re_has_it(source: str, texts: list[str], any_case: bool) -> None:
    assert core is not None
    try:
        ours = core.Pattern(source, any_case)
    except ValueError:  # the core does not know all patterns
        return
    theirs = re.compile(source, re.IGNORECASE if any_case else 0)
    for text in texts:
        for how in ("fullmatch", "match", "search"):
            assert getattr(ours, how)(text) == (getattr(theirs, how)(text) is not None), (how, text)


@given(st.sampled_from(FLAT.patterns if FLAT else [""]), st.data())
def test_patterns_of_rules_on_what_almost_fits(source: str, data: st.DataObject) -> None:
    assert core is not None
    words = re.findall(r"[^\W\d_]+", re.sub(r"\\.|\{[^}]*\}|\(\?.|\[[^]]*\]", " ", source)) or ["x"]
    piece = st.one_of(
        st.sampled_from(words), st.sampled_from(["3 may 2024", "2024-05-03", "10:30 am", "x@y.org", "12k"])
    )
    key = fold(" ".join(data.draw(st.lists(piece, min_size=1, max_size=6))))
    fits = re.fullmatch(source, key) is not None
    assert core.Pattern(source).fullmatch(key) == fits
    assert core.Pattern(source, holes=Host.holes).fullmatch(key) == fits


def test_the_core_knows_the_patterns_of_the_rules() -> None:
    assert core is not None
    assert FLAT is not None
    for source in FLAT.patterns:
        core.Pattern(source)
    for pattern in LINE_PATTERNS:
        core.Pattern(pattern.source, pattern.any_case)


@pytest.mark.parametrize(
    "source",
    [
        "(?P<a>b)",
        r"(a)\1",
        "(?:ab)*",
        "(?i)a",
        "[a&&b]",
        "[[a]",
        r"\x41",
        "a**",
        "{2}",
        "(",
        "a)",
        "(?:a{9}){9999}",
        "(?:a|ab){2}+",
        "(" * 10_000 + "a" + ")" * 10_000,
    ],
)
def test_what_it_does_not_know_is_said(source: str) -> None:
    assert core is not None
    with pytest.raises(ValueError, match="does not know all"):
        core.Pattern(source)


def test_what_takes_too_long_is_left() -> None:
    assert core is not None
    assert core.Pattern("(?:a?){30}a{30}").fullmatch("a" * 29) is None
    assert core.Pattern("(?:a?){30}a{30}").fullmatch("a" * 60) is True


def test_regex_takes_characters_alike() -> None:
    assert core is not None
    alike = [chr(c) for c in range(0x10000) if core.reads_everywhere_alike(chr(c))]
    assert len(alike) > 30_000
    for source in (r"\w", r"\d", r"\s", r"[a-z]", r"[^A-Zà-ž]", r"[а-я]", r"[^\W\d_]", "."):
        ours = core.Pattern(source, any_case=True)
        theirs = regex.compile(source, regex.IGNORECASE)
        assert [c for c in alike if ours.fullmatch(c) != (theirs.fullmatch(c) is not None)] == []
    cased = [c for c in alike if c.lower() != c or c.upper() != c]
    for c in cased:
        ours = core.Pattern(re.escape(c), any_case=True)
        theirs = regex.compile(regex.escape(c), regex.IGNORECASE)
        for form in {c, *c.lower(), *c.upper()}:
            if core.reads_everywhere_alike(form):
                assert ours.fullmatch(form) == (theirs.fullmatch(form) is not None), (c, form)
