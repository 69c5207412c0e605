"""Proving what `select` rules claim, by snippets of HTML put into the midst of a small article.

Of a rule that drops, all text of a `drop` snippet goes (where it has none, an element goes), and of a `keep` snippet
everything stays; the article's own text stays either way. A rule that keeps, or that names the main part, fits an
element of each `keep` snippet and none of its `drop` snippets. A `case` is a page; what is compared is its text: what
is left of it, or for a rule that names the main part, the text of that. A snippet that begins with `<html` or `<body`
is taken as a page of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from cleantext.html.dom import DomResult, PageRules
from cleantext.options import Options
from cleantext.rules.elements import page_text
from cleantext.rules.model import Case, Rule
from cleantext.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["page_problems"]

Problem = tuple[str, str, str]

_TITLE = "Board puts off its vote on the bridge"
_BEFORE = (
    "The harbour board met on Thursday evening to hear what the new bridge over the inlet would cost the town.",
    "Its chairwoman read the engineers' letter aloud, and nobody in the crowded room spoke for quite some time.",
    "A second opinion, which the fishermen had asked for in the spring, came to much the same sum in the end.",
)
_AFTER = (
    "In the end the board put off its vote until autumn, when the harbour's own figures are to be ready at last.",
    "Until then the ferry keeps its timetable, and the old bridge stays open to people who come on foot.",
    "The fishermen, for their part, said that they would rather have a good ferry than half a bridge for years.",
)
_PAGE = (
    f"<html><head><title>{_TITLE} | The Graystone Post</title></head><body><main><article><h1>{_TITLE}</h1>"
    + "".join(f"<p>{p}</p>" for p in _BEFORE)
    + '<div id="example-place">%s</div>'
    + "".join(f"<p>{p}</p>" for p in _AFTER)
    + "</article></main></body></html>"
)


def page_problems(rule: Rule, rules: RuleSet, *, alone: bool) -> Iterator[Problem]:
    """What is wrong with a rule's examples: kind, example, message."""
    site = rule.sites[0].lstrip(".*") or "example.com" if rule.sites else None
    named = (rule.name,) if alone or rule.status == "preview" else ()
    strict = _page_rules(rules, Options(profile="strict", enable=named))
    standard = strict if alone else _page_rules(rules, Options(enable=named))
    if rule.action == "drop":
        yield from _of_drops(rule, strict, standard, site)
    elif alone:
        yield from _of_names(rule, strict, site)
    for case in rule.cases:
        yield from _of_case(rule, case, standard, case.site or site)
    if alone:
        yield from _of_gaps(rule, strict, site)


@lru_cache(maxsize=4)
def _page_rules(rules: RuleSet, options: Options) -> PageRules:
    return PageRules(rules, options)


def _of_drops(rule: Rule, strict: PageRules, standard: PageRules, site: str | None) -> Iterator[Problem]:
    for example in rule.drop:
        if problem := _wrong_drop(example, strict, site):
            yield "drop", example, problem
    for example in rule.keep:
        if problem := _wrong_keep(example, standard, site):
            yield "keep", example, problem


def _of_names(rule: Rule, page_rules: PageRules, site: str | None) -> Iterator[Problem]:
    for example in rule.keep:
        if not page_rules.find(_parsed(example), site):
            yield "keep", example, "holds no element that the selectors fit"
    for example in rule.drop:
        if page_rules.find(_parsed(example), site):
            yield "drop", example, "holds an element that the selectors fit"


def _of_case(rule: Rule, case: Case, page_rules: PageRules, site: str | None) -> Iterator[Problem]:
    page = _parsed(case.text)
    result = page_rules.apply(page, site)
    left = result.main if rule.action == "main" else [page]
    got, want = " ".join(map(page_text, left)), page_text(_parsed(case.want))
    if got != want:
        yield "case", case.about or case.text, f"came out as:\n{got}\nwanted:\n{want}{_takers(result)}"


def _of_gaps(rule: Rule, page_rules: PageRules, site: str | None) -> Iterator[Problem]:
    for example in rule.todo_drop:
        if not _wrong_drop(example, page_rules, site):
            yield "todo_drop", example, "goes by now: move it to drop"
    for example in rule.todo_keep:
        if not _wrong_keep(example, page_rules, site):
            yield "todo_keep", example, "stays by now: move it to keep"


def _wrong_drop(example: str, page_rules: PageRules, site: str | None) -> str:
    page = _parsed(example)
    place = _place(page)
    outside = _outside(page, place)
    result = page_rules.apply(page, site)
    if not result.removed:
        return "should go, but stays" + "".join(f"; {flag.message}" for flag in result.flags)
    if rest := page_text(place):
        return f"should go, but {rest!r} stays"
    if _outside(page, place) != outside:
        return f"takes text outside of it too{_takers(result)}"
    return ""


def _wrong_keep(example: str, page_rules: PageRules, site: str | None) -> str:
    page = _parsed(example)
    result = page_rules.apply(page, site)
    return f"should stay, but goes{_takers(result)}" if result.removed else ""


def _takers(result: DomResult) -> str:
    taken = dict.fromkeys(f"{r.rule} ({r.selector})" for r in result.removed)
    return f": taken by {', '.join(taken)}" if taken else ""


def _parsed(example: str) -> HtmlElement:
    from lxml.html import document_fromstring

    is_page = example.lstrip().lower().startswith(("<!doctype", "<html", "<body"))
    return document_fromstring(example if is_page else _PAGE.replace("%s", example))


def _place(page: HtmlElement) -> HtmlElement:
    """Where a snippet stands in its page."""
    place = page.find('.//div[@id="example-place"]')
    return page if place is None else place


def _outside(page: HtmlElement, place: HtmlElement) -> str:
    rest = "" if place is page else page_text(page).replace(page_text(place), "", 1)
    return " ".join(rest.split())
