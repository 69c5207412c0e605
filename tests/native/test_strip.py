"""A text comes out of `Stripper.strip` the same, to the character, from the native core and from Python."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.labelled import read_labelled
from cleantext.native import core
from cleantext.options import Options
from cleantext.rules.load import load_rules
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.spans import Found
from cleantext.rules.strip import Stripper
from tests.strategies import CHROME, PROSE, any_text, documents

pytestmark = pytest.mark.skipif(core is None, reason="the native core is not built here")

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
LABELLED = sorted((ROOT / "tests" / "articles").rglob("*.txt"))
OPTIONS = (Options(), Options(profile="strict"), Options(profile="light", lang="de", max_loss=0.1))
ODD = (
    "\ud800", "\udfff\ud800", "e\u0301", "a\u0323\u0302", "\u1112\u1161\u11ab", "\u1100\u1161", "한글", "İSTANBUL",
    "STRAẞE", "ΟΔΟΣ", "ὈΔΥΣΣΕΎΣ.", "ΣΑΣ ΣΑΣ", "แชร์บทความนี้", "ข่าวล่าสุด", "\u200fשתפו\u200e", "\u202eerahS\u202c", "شارك",
    "ǅ", "ﬁ", "ℌ", "Å", "½", "٣ دقائق", "५ मिनट", "\U0001d4d7\U0001d4ee", "👩\u200d🚀", "\x1c", "\x85", "\u2028", "\u3000",
)  # fmt: skip

USER_RULES = r"""
schema = 1

[pack]
id = "user.twins"
about = "One rule of each kind."
category = "nav"

[[rule]]
id = "pattern"
about = "A number of a kind."
regex = ['^Nr\. ?\d{2,4}/[A-Z]{2}$']
needs = ["nr."]
drop = ["Nr. 123/AB"]
keep = ["Nr. 5 lives"]

[[rule]]
id = "pattern-of-regex"
about = "What the module `re` cannot read, reads otherwise, or warns of."
regex = ['desk \p{Lu}\d{2}', '[[:upper:]]{2} quay', '(?:lantern){e<=1} quay', '(?<name>pier) no[[0-9]\.']
needs = ["desk", "quay", "pier"]
drop = ["Desk É12", "QX quay", "Lanturn quay", "Pier no7."]
keep = ["Desk 112"]

[[rule]]
id = "near"
about = "A label where another one is near."
lines = ["the harbour {desk|room}"]
near = ["call the harbour{...}"]
drop = ["The harbour desk"]
keep = ["The harbour desks"]

[[rule]]
id = "block"
about = "Lines that stand together."
block = ["alpha quay", "beta quay", "gamma quay"]
drop = ["Alpha Quay"]
keep = ["Alpha Quays"]

[[rule]]
id = "kept"
about = "A line that stays."
action = "keep"
lines = ["share this pier"]
drop = ["Share this pier"]
keep = ["Share this"]

[[rule]]
id = "span"
about = "A part of a line."
span = ["(opens in a new harbour)", "(moors at\nthe quay)"]
drop = ["The pier (opens in a new harbour) closes.", "The ferry (moors at\nthe quay) waits."]
keep = ["The pier opens in a new harbour."]
"""
NEAR_RULES = """
schema = 1
extends = []

[pack]
id = "user.near"
about = "Shapes that ask for a phrase near them."
category = "nav"

[[rule]]
id = "shape"
about = "Short lines near a heading."
shape = { words = "..3", end_mark = false }
near = ["the harbour {desk|room} now"]
drop = ["Boat one"]
keep = ["Boat one came."]

[[rule]]
id = "score"
about = "The same, weighed."
score = [{ weight = 2, zone = "tail" }, { weight = 1, words = "4..6", end_mark = false }]
threshold = 3
near = ["the pier now"]
drop = ["Boat one to the island"]
keep = ["Boat one came."]

[[rule]]
id = "kept"
about = "What stays near a heading."
action = "keep"
shape = { label = true, words = "..4" }
near = ["the whole crew now"]
drop = ["Captain: Ann"]
keep = ["Captain Ann"]
"""
SITE_RULES = """
schema = 1

[pack]
id = "user.site"
about = "Of one site."
category = "nav"
sites = ["example.com"]

[[rule]]
id = "line"
about = "A line of that site."
lines = ["harbour plus {n}"]
drop = ["Harbour Plus 12"]
keep = ["Harbour Plus twelve"]
"""


class Both:
    """Some rules under some options, in both engines."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._strippers = {options: Stripper(rules, options) for options in OPTIONS}

    def strip(self, text: str, options: Options) -> tuple[str, str]:
        """The text as Python leaves it, and as the core does."""
        stripper = self._strippers.get(options) or Stripper(self.rules, options)
        stripper.prepare()
        return python_strip(stripper, text), stripper.strip(text)

    def check(self, text: str, *options: Options) -> int:
        """Compare; how many characters went."""
        went = 0
        for chosen in options or OPTIONS:
            python, native = self.strip(text, chosen)
            assert native == python, chosen
            went += len(text) - len(native)
        return went


def python_strip(stripper: Stripper, text: str) -> str:
    found: Found
    text, found = stripper._without_spans(text)
    return stripper._without_lines(text, found, frozenset())


@pytest.fixture(scope="module")
def both() -> Both:
    return Both(load_rules())


@pytest.fixture(scope="module")
def with_user_rules(tmp_path_factory) -> Both:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "own.toml").write_text(USER_RULES, "utf-8")
    (folder / "site.toml").write_text(SITE_RULES, "utf-8")
    return Both(load_rules((str(folder),)))


@pytest.fixture(scope="module")
def with_near_rules(tmp_path_factory) -> Both:
    file = tmp_path_factory.mktemp("rules") / "near.toml"
    file.write_text(NEAR_RULES, "utf-8")
    return Both(load_rules((str(file),)))


def test_the_core_is_what_strips(both):
    stripper = Stripper(both.rules, Options())
    stripper.prepare()
    assert both.rules.native.of(both.rules, 0) is not None


def test_seeds_and_labelled_articles(both):
    texts = [file.read_text("utf-8") for file in SEEDS]
    texts += [article.text for file in LABELLED for article in read_labelled(file)]
    assert sum(map(both.check, texts)) > 10_000


def test_examples_of_all_rules(both):
    for rule in both.rules.rules:
        options = replace(OPTIONS[1], site=rule.sites[0].lstrip(".") if rule.sites else None, lang=None)
        lines = [*rule.drop, *rule.keep]
        both.check("\n".join([PROSE[0], *lines, PROSE[1]]), options)
        for case in rule.cases:
            both.check(case.text, options)


odd_line = st.lists(st.sampled_from([*ODD, *CHROME, *PROSE, " ", "\t", "12", ":", "…"]), max_size=6).map(
    "".join
)


@given(st.lists(st.one_of(odd_line, any_text), max_size=20).map("\n".join))
def test_odd_unicode(both, text):
    both.check(text)


@given(documents)
def test_any_document(both, text):
    both.check(text)


@pytest.mark.parametrize("odd", ODD)
def test_each_oddity_beside_chrome_and_in_prose(both, odd):
    lines = [
        odd,
        f"Share {odd}",
        f"{odd} Share",
        "Share",
        f"{PROSE[0]} {odd}",
        f"{odd} {PROSE[1]}",
        PROSE[2].upper() + odd,
    ]
    both.check("\n".join([*lines, *map(str.upper, lines), *map(str.lower, lines)]))


def test_lines_that_return(both):
    """What is kept of a line from the second time on says the same, under these options and others."""
    texts = ["\n".join([f"Story number {n}", *CHROME, *PROSE, *CHROME[::2]]) for n in range(4)]
    assert sum(both.check(text) for text in texts * 2) > 0


DATES = (
    "3 May 2024", "May 3, 2024", "2024-05-03", "Fri, 3 May 2024 10:30 am", "10:30", "3. Mai 2024", "le 3 mai 2024 à 10h30",
    "3 мая 2024 г.", "2024年5月3日", "3 de mayo de 2024", "Monday 3 June", "3/5/24", "31.13.2024", "May 3, 2024 May 4, 2024",
)  # fmt: skip


@pytest.mark.parametrize("date", DATES)
def test_dates_among_words(both, date):
    """A date is found once in a line, for all phrases that have one."""
    forms = (
        "{}",
        "{} |",
        "By Ann Lee, {}",
        "{} by Ann Lee",
        "Updated: {}",
        "{} - 12 comments",
        "Photo: {} / Ann",
        "{} {}",
    )
    lines = [form.replace("{}", date) for form in forms]
    both.check("\n".join([*lines, *PROSE, *lines]))
    for line in lines:
        both.check("\n".join([line, *PROSE, line]))


def test_very_long_lines(both):
    for line in (
        "Share " * 40_000,
        PROSE[0] * 2_000,
        "İ" * 50_000,
        "ΑΣ " * 30_000,
        "a" * 300_000,
        "\u0301" * 20_000,
    ):
        both.check(
            "\n".join(["Share", line, PROSE[0], line[:601], line[:600], line[:101], line[:100]]), Options()
        )


def test_ten_thousand_short_lines(both):
    lines = [CHROME[n % len(CHROME)] if n % 3 else f"Line {n} of it" for n in range(10_000)]
    both.check("\n".join(lines), Options())


OWN = [
    "Nr. 123/AB", "Nr. 5 lives", "The harbour desk", "Call the harbour at noon", "Alpha Quay", "Beta Quay", "Gamma Quay",
    "Share this pier", "Share this", "The pier (opens in a new harbour) closes.", "Harbour Plus 12", "",
    *PROSE[:3], *CHROME[:6],
]  # fmt: skip


@given(
    st.lists(st.sampled_from(OWN), max_size=20).map("\n".join),
    st.sampled_from([None, "example.com", "news.example.com"]),
)
def test_rules_of_users(with_user_rules, text, site):
    with_user_rules.check(text, Options(site=site), Options(site=site, profile="strict"))


def test_rules_of_users_act(with_user_rules):
    text = "\n".join([PROSE[0], *OWN[:11], PROSE[1]])
    anywhere = with_user_rules.strip(text, Options())[1].split("\n")
    there = with_user_rules.strip(text, Options(site="example.com"))[1].split("\n")
    assert "Share this pier" in anywhere
    assert "The pier closes." in anywhere
    assert not {"Nr. 123/AB", "The harbour desk", "Beta Quay"} & set(anywhere)
    assert set(anywhere) - set(there) == {"Harbour Plus 12"}


def test_a_span_of_two_lines_acts(with_user_rules):
    python, native = with_user_rules.strip("The ferry (moors at\nthe quay) waits.", Options())
    assert python == native == "The ferry waits."


def test_what_only_regex_reads_acts(with_user_rules):
    lines = [
        "Desk É12",
        "Desk 112",
        "QX quay",
        "Qx quay to the east",
        "Lanturn quay",
        "Pier no7.",
        "Pier nox.",
    ]
    python, native = with_user_rules.strip("\n".join([PROSE[0], *lines, PROSE[1]]), Options())
    assert python == native
    assert set(lines) - set(native.split("\n")) == {"Desk É12", "QX quay", "Lanturn quay", "Pier no7."}


NEAR = [
    "The harbour desk now", "The harbour room now", "The pier now", "The whole crew now", "Boat one", "Boat one to the island",
    "Captain: Ann", "Captain Ann", "", *PROSE[:4],
]  # fmt: skip


@given(st.lists(st.sampled_from(NEAR), max_size=20).map("\n".join))
def test_shapes_near_phrases(with_near_rules, text):
    with_near_rules.check(text, Options(), Options(profile="strict"))


def test_shapes_near_phrases_act(with_near_rules):
    def left(*lines):
        return with_near_rules.strip("\n".join([*PROSE[:2], *lines]), Options())[1].split("\n")[2:]

    assert left("Boat one", "The harbour desk now") == ["The harbour desk now"]
    assert left("Boat one", "The pier now") == ["Boat one", "The pier now"]
    assert left("The pier now", "Boat one to the island") == ["The pier now"]
    assert left("The harbour desk now", "Captain: Ann", "The whole crew now") == [
        "The harbour desk now",
        "Captain: Ann",
        "The whole crew now",
    ]


def test_threads_share_one_core():
    rules = load_rules()  # nothing in it is known yet: what threads find out, they find out at once
    stripper = Stripper(rules, Options())
    stripper.prepare()
    texts = [article.text for file in LABELLED[:12] for article in read_labelled(file)]
    texts += ["\n".join([*ODD, *CHROME, *PROSE])] * 8
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            forth = threads.map(stripper.strip, texts)
            back = threads.map(stripper.strip, reversed(texts))
            found, again = list(forth), list(back)[::-1]
    finally:
        sys.setswitchinterval(interval)
    wanted = [python_strip(stripper, text) for text in texts]
    assert found == wanted
    assert again == wanted
