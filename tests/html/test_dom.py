"""Rules on the tree of a page: what goes, what stays, and that the index decides as a plain loop does.

Decisions on whole pages stand in dom.toml.
"""

from __future__ import annotations

import pickle
import tomllib
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.cssselect import CSSSelector

from cleantext import Options
from cleantext.html.dom import PageRules
from cleantext.rules.elements import page_text
from cleantext.rules.load import load_rules
from cleantext.rules.model import Condition, Pack, Rule
from cleantext.rules.ruleset import RuleSet
from tests.rules.written import HEAD, completed

CASES = tomllib.loads((Path(__file__).parent / "dom.toml").read_text("utf-8"))["case"]
PROSE = (
    "The ferry to Marram was late again on Tuesday, and nobody on the quay could say why it had been held. "
)


def ruleset(*selectors: str, **fields: object) -> RuleSet:
    """One rule for each selector."""
    known = load_rules()
    rules = [
        Rule(name=f"t/{n}", pack=Pack(id="t"), matcher="select", category="share", phrases=(s,), **fields)
        for n, s in enumerate(selectors)
    ]
    return RuleSet(rules, known.categories, {})


def parsed(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_decisions(case, tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(HEAD + completed(case["rules"]), "utf-8")
    page_rules = PageRules(load_rules((str(path),)), Options(**case.get("options", {})))
    page = parsed(case["page"].replace("PROSE", PROSE))
    result = page_rules.apply(page, case.get("site"))
    assert [[r.rule, r.text.replace(PROSE.strip(), "PROSE")] for r in result.removed] == case["removed"]
    assert [e.get("id", e.tag) for e in result.main] == case.get("main", [])
    assert [f.name for f in result.flags] == case.get("flags", [])
    if "left" in case:
        assert page_text(page).replace(PROSE.strip(), "PROSE") == case["left"]


def test_every_case_has_a_name_of_its_own():
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))


def test_a_page_that_no_selector_fits_is_left_as_it_is():
    page = parsed(f"<p class=a>{PROSE}</p>")
    before = lxml.html.tostring(page)
    assert PageRules(ruleset(".b"), Options()).apply(page) == ([], [], [])
    assert lxml.html.tostring(page) == before


def test_compiled_selectors_pickle():
    rules = pickle.loads(pickle.dumps(ruleset("div.a:not(.b) > [c^=d]:has(i)", "x:is(.y, #z)")))
    assert PageRules(rules, Options()).find(parsed("<div class=a><b c=de><i></i></b></div>"))


# The index against a plain loop over the rules

names = st.sampled_from(["div", "p", "span", "a", "section"])
words = st.sampled_from(["a", "b", "share", "share-bar", "Share", "post-share-bar", "é", ""])
attributes = st.dictionaries(
    st.sampled_from(["class", "id", "role", "data-x"]), st.lists(words, max_size=3).map(" ".join), max_size=3
)


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def written(name: str, attributes: dict[str, str], inner: list[str]) -> str:
        given = "".join(f' {key}="{value}"' for key, value in attributes.items())
        return f"<{name}{given}>{''.join(inner)}</{name}>"

    return st.builds(written, names, attributes, st.lists(children, max_size=4))


pieces = st.sampled_from(["", "word", "more words ", PROSE, "<!-- note -->", "<br>"])
pages = st.lists(st.recursive(pieces, element, max_leaves=12), max_size=4).map(
    lambda parts: f"<html><body>{''.join(parts)}</body></html>"
)

simple = st.one_of(
    st.sampled_from(
        [".a", ".b", ".share", ".share-bar", ".é", "#a", "#share", "[role]", "[data-x]", ":first-child"]
    ),
    st.builds(
        lambda name, operator, value, flag: f'[{name}{operator}"{value}"{flag}]',
        st.sampled_from(["class", "id", "role", "data-x"]),
        st.sampled_from(["=", "~=", "|=", "^=", "$=", "*="]),
        st.sampled_from(["a", "share", "share-bar", "hare", "Share", "a b"]),
        st.sampled_from(["", " i"]),
    ),
    st.sampled_from([":not(.a)", ":is(.a, #b)", ":where(p, .b)", ":has(> .a)", ":has(p)", ":last-child"]),
)
compounds = st.builds(
    lambda name, tests: (name + "".join(tests)) or "*",
    st.one_of(st.just(""), names),
    st.lists(simple, max_size=2),
)
selectors = st.builds(
    lambda first, rest: first + "".join(f"{combinator}{c}" for combinator, c in rest),
    compounds,
    st.lists(st.tuples(st.sampled_from([" ", " > ", " + ", " ~ "]), compounds), max_size=2),
).map(lambda s: s if not s.endswith("*") else f"{s}.a")


def is_filed(selector: str) -> bool:
    from cleantext.rules.selectors import filing_keys, parse_selectors

    return all(filing_keys(s.last) for s in parse_selectors(selector))


@given(pages, st.lists(selectors.filter(is_filed), min_size=1, max_size=6))
def test_index_decides_as_a_plain_loop(html, sources):
    page = parsed(html)
    body = page.find("body")
    got = {
        (e, entry.source)
        for e, entries in PageRules(ruleset(*sources), Options()).find(page)
        for entry in entries
    }
    want = {
        (e, source)
        for source in sources
        for e in CSSSelector(source, translator="html")(page)
        if e is not body and e is not page and e.tag != "head"
    }
    assert got == want


@given(pages, st.lists(selectors.filter(is_filed), min_size=1, max_size=6))
def test_what_stays_is_a_subsequence_and_what_goes_is_on_the_record(html, sources):
    page = parsed(html)
    before = page_text(page).split()
    result = PageRules(ruleset(*sources), Options()).apply(page)
    left = page_text(page)
    words = iter("".join(before))
    assert all(c in words for c in "".join(left.split()))
    gone = "".join(r.text.replace(" ", "") for r in result.removed)
    assert len(gone) + len("".join(left.split())) == len("".join(before))


@given(pages)
def test_tails_stay_in_their_place(html):
    page = parsed(html)
    kept = "".join(t for t in page.xpath("//text()") if not _in_share(t))
    free = tuple(Condition(sign) for sign in ("share", "headline", "main"))
    PageRules(ruleset("[class*=share]", when=free), Options(max_loss=1)).apply(page)
    assert "".join("".join(page.xpath("//text()")).split()) == "".join(kept.split())


def _in_share(text) -> bool:
    """Whether a text goes with an element: a tail belongs to the element around it."""
    around = text.getparent().getparent() if text.is_tail else text.getparent()
    return around is not None and bool(around.xpath("ancestor-or-self::*[contains(@class, 'share')]"))
