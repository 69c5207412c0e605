"""What stands badly among `select` rules: selectors written twice, or so broad that content has their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from cleantext.html.selectindex import Entry, SelectIndex
from cleantext.rules.model import Rule
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.selectors import Compound

__all__ = ["Remark", "page_remarks"]

MIN_PIECE = 4
"""Letters that a piece of a class has at least: `ad` stands in `shadow`, `loader` and `badge`."""
ORDINARY_PAGE = """
<body><main id="main-content" class="content"><article class="article post entry story"><header class="article-header">
<h1 class="title headline entry-title">A</h1></header>
<div class="article-body entry-content post-content story-body text">
<p class="lead intro summary">B</p>
<section class="section chapter"><h2 class="subtitle heading">C</h2><p>D</p></section>
<ul class="list ingredients"><li class="item">E</li></ul>
<table class="table data"><tr><td class="cell">F</td></tr></table>
<blockquote class="quote pullquote">G</blockquote><pre class="code highlight">H</pre>
<dl class="glossary"><dd>I</dd></dl>
<div class="recipe instructions steps">J</div><div class="share-price-table">K</div><div class="related-work">L</div>
<div class="comment-of-the-day">M</div><div class="newsletter-archive">N</div><div class="poem verse lyrics">O</div>
<div class="qa question answer">P</div><div class="ticker liveblog update">Q</div><div class="box factbox">R</div>
</div></article></main></body>
"""


class Remark(NamedTuple):
    """Something about a rule that its author should look at."""

    level: Literal["warning", "note"]
    kind: Literal["broad", "duplicate"]
    rule: Rule
    message: str


def page_remarks(rules: RuleSet, chosen: Sequence[Rule]) -> Iterator[Remark]:
    """What is to be said of the chosen rules, which are for pages, among all others."""
    numbers = {rules.numbers[r.name]: r for r in chosen if r.matcher == "select"}
    yield from _twice(rules, numbers)
    yield from _short_pieces(rules, numbers)
    yield from _broad(rules, numbers)


def _twice(rules: RuleSet, numbers: dict[int, Rule]) -> Iterator[Remark]:
    first: dict[object, int] = {}
    for number, selectors in rules.selectors.items():
        rule = rules.rules[number]
        for source, selector in selectors:
            key = (selector, rule.action, frozenset(rule.sites))
            earlier = first.get(key)
            if earlier is None:
                first[key] = number
            elif earlier == number and number in numbers:
                yield Remark("warning", "duplicate", rule, f"{source!r} is written twice")
            elif number in numbers:
                name = rules.rules[earlier].name
                yield Remark("note", "duplicate", rule, f"{source!r} stands in {name} too")


def _short_pieces(rules: RuleSet, numbers: dict[int, Rule]) -> Iterator[Remark]:
    for number, rule in numbers.items():
        for source, selector in rules.selectors[number]:
            if any(t.operator == "*=" and len(t.value.strip()) < MIN_PIECE for t in selector.last.tests):
                message = (
                    f"{source!r} looks for a piece of fewer than {MIN_PIECE} letters, which many words hold"
                )
                yield Remark("warning", "broad", rule, message)


def _broad(rules: RuleSet, numbers: dict[int, Rule]) -> Iterator[Remark]:
    from lxml.html import document_fromstring

    free = {n: r for n, r in numbers.items() if r.action == "drop" and not (r.sites or r.when or r.unless)}
    index = SelectIndex(Entry((n,), n, source, s) for n in free for source, s in rules.selectors[n])
    for element, entries in index.find(document_fromstring(ORDINARY_PAGE)):
        for entry in entries:
            shown = f"{element.tag} class={element.get('class', '')!r}"
            message = f"{entry.source!r} takes ordinary elements, with nothing to hold it back: {shown}"
            yield Remark("warning", "broad", free[entry.rule], message)
    for number, rule in free.items():
        for source, selector in rules.selectors[number]:
            last = selector.last
            if last == Compound(last.tag) and not selector.left and "-" not in last.tag:
                message = f"{source!r} takes every {last.tag}; say which, or set limits under `when`"
                yield Remark("warning", "broad", rule, message)
