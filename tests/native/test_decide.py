"""The native core takes the same lines as the engine in Python, under every profile and in every round."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.articles import articles
from benchmarks.hostile import FAMILIES
from benchmarks.labelled import read_labelled
from cleantext.native import core
from cleantext.options import Options
from tests.strategies import PROSE, any_text, documents

pytestmark = pytest.mark.skipif(core is None, reason="the native core is not built here")
if core is not None:
    from tests.native.deciding import Twins

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
LABELLED = sorted((ROOT / "tests" / "articles").rglob("*.txt"))
PROFILES = ("light", "standard", "strict")
OPTIONS = [
    *(replace(Options(), profile=profile) for profile in PROFILES),
    Options(lang="de", max_loss=0.1),  # rules of other languages off, and a brake that holds
    Options(site="example.com", max_loss=1.0),
]


@pytest.fixture(scope="module")
def twins() -> Twins:
    return Twins.built_in()


@pytest.fixture(scope="module")
def examples(twins: Twins) -> list[str]:
    """Lines of the rules' examples, taken ones and others."""
    rules = twins.rules.rules
    cases = [case.text.split("\n") for rule in rules for case in rule.cases]
    lines = [line for rule in rules for line in (*rule.drop, *rule.keep)]
    return [*lines, *(line for case in cases for line in case)]


def check(twins: Twins, text: str) -> int:
    """Compare all rounds under all options; how many lines went."""
    went = 0
    for options in OPTIONS:
        for lines, python, native in twins.rounds(text, options):
            assert native == python, f"{options}\n" + "\n".join(lines)
            went += sum(n >= 0 for n in python)
    return went


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.stem)
def test_seeds(twins, file):
    assert check(twins, file.read_text("utf-8")) > 0


def test_labelled_articles(twins):
    assert sum(check(twins, a.text) for file in LABELLED for a in read_labelled(file)) > 100


def test_made_articles(twins):
    assert sum(check(twins, text) for text in articles(40, damaged=0.1)) > 100


@pytest.mark.parametrize("make", FAMILIES.values(), ids=FAMILIES.keys())
def test_hostile_texts(twins, make):
    check(twins, make(3_000))


def test_cases_of_rules(twins):
    assert sum(check(twins, case.text) for rule in twins.rules.rules for case in rule.cases) > 100


@given(st.data())
def test_examples_of_rules_among_prose(twins, examples, data):
    line = st.one_of(st.sampled_from(examples), st.sampled_from(PROSE), st.just(""), any_text)
    check(twins, "\n".join(data.draw(st.lists(line, max_size=30))))


@given(documents)
def test_any_document(twins, text):
    check(twins, text)


@given(st.lists(st.sampled_from(["a\tb\tc", "| a | b | c |", "x = 1;", "```", "Share", *PROSE]), max_size=16))
def test_tables_and_code(twins, lines):
    check(twins, "\n".join(lines))


@given(st.lists(st.tuples(st.sampled_from(["Name 12", "Share", "Menu", *PROSE]), st.booleans()), max_size=16))
def test_rows_that_callers_name(twins, lines):
    texts, rows = [text for text, _ in lines], [named for _, named in lines]
    for options in OPTIONS:
        python, native = twins.with_rows(texts, rows, options)
        assert native == python


def test_a_document_of_very_many_lines(twins):
    check(twins, "\n".join(f"{PROSE[n % len(PROSE)]} {n}\nShare\nLine {n % 50}" for n in range(1_200)))


def test_lower_case_is_that_of_python(twins):
    # The prose is lowered as a whole where a capital sigma or a dotted I stands in it: these hang on what is beside.
    text = "ΟΔΥΣΣΕΥΣ ΚΑΙ ΣΟΦΟΣ ΣΤΗΝ İSTANBUL: {} and more words of prose until the line is long enough to be one."
    for middle in ("ΣΑΣ", "ΣΑΣ.", "A\u0301Σ", "İİ", "\ud800Σ", "ẞ", "ǅ"):
        prose = text.format(middle)
        check(twins, "\n".join(["Οδυσσευς και σοφος", prose, "Share", prose, prose.lower(), "σας σας"]))


def test_signs_that_the_core_does_not_know_are_told(twins, monkeypatch):
    from cleantext.native import export
    from cleantext.rules import signs

    name = next(rule for rule in twins.rules.rules if rule.when).when[0].sign
    monkeypatch.setitem(signs.SIGNS, "not_yet", replace(signs.SIGNS[name], name="not_yet"))
    monkeypatch.setattr(export, "SIGNS", signs.SIGNS)
    with pytest.raises(export.NotNativeError, match="not_yet"):
        export._asked("not_yet")
