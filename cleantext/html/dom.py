"""Rules on the tree of a page: what `select` rules drop, what they keep, and where they say that the article is.

    rules = PageRules(ruleset, options)
    result = rules.apply(tree, "example.com")     # changes the tree

The tree is walked once. All decisions are made on the page as it came, and only then carried out, so that none
depends on the order of the rules in their files.

Losing article text is the worst mistake, so a rule that drops is held back by guards, whether it speaks of them or
not: what it takes may hold at most 30 % of the page's prose, not its headline, and nothing that the page marks as its
main part. A rule that names such a sign in its own `when` or `unless` sets its own bound instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cleantext.edits import Flag
from cleantext.html.selectindex import Entry, SelectIndex
from cleantext.options import Options
from cleantext.rules.elements import Measure, Page
from cleantext.rules.index import rank
from cleantext.rules.model import Condition, Rule
from cleantext.rules.ruleset import RuleSet, site_fits

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["DomResult", "PageRules", "Removal"]

DROP_GUARDS = (Condition("share", high=0.3), Condition("headline", 0, 0), Condition("main", 0, 0))
"""Asked of each rule that drops, unless it speaks of the sign itself."""
MAIN_CHARS, MAIN_SHARE = 250, 0.15
"""What a rule names as the article holds so many characters, and such a share of the page's prose: less is a teaser
or an empty shell."""
BLOCKS = frozenset(
    "address article aside blockquote center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
"""Elements that part the text before them from the text after them."""


class Removal(NamedTuple):
    """An element that was dropped."""

    rule: str
    selector: str
    category: str
    confidence: str
    text: str
    """What a reader would have seen of it, white space as single spaces; may be empty."""


class DomResult(NamedTuple):
    """What rules did to a page."""

    removed: list[Removal]
    main: list[HtmlElement]
    """Where the article is, in the order of the page; empty when no rule says so."""
    flags: list[Flag]
    """`brake`: a rule would have taken too much; `main-ignored`: what a rule names as the article holds too little."""


class _Choice(NamedTuple):
    """An element that is to go, and the entry that won it."""

    element: HtmlElement
    entry: Entry
    measure: Measure


Found = list[tuple["HtmlElement", list[Entry]]]


class PageRules:
    """The `select` rules that are on under some options. Holds no state of a page; safe to share between threads."""

    def __init__(self, rules: RuleSet, options: Options) -> None:
        """File the selectors of the rules that may act.

        Raises:
            OptionsError: `enable` or `disable` names neither a category nor a rule.
        """
        self.options = options
        # A page says itself which site it is of, so rules for sites are chosen page by page.
        on = rules.active(options, any_site=True)
        wanted = {"comments"} if options.comments else set()
        self.rules = {
            n: r
            for n, r in enumerate(rules.rules)
            if r.matcher == "select" and on[n] and not (r.action == "drop" and r.category in wanted)
        }
        self._guards = {n: _guards(r) for n, r in self.rules.items()}
        self._index = SelectIndex(
            Entry((*rank(r), n), n, source, selector)
            for n, r in self.rules.items()
            for source, selector in rules.selectors[n]
        )
        self._elsewhere = lru_cache(maxsize=256)(self._rules_of_other_sites)

    def apply(self, tree: HtmlElement, site: str | None = None) -> DomResult:
        """Drop what the rules take from a tree, which is changed.

        Args:
            tree: the page, or an element of it; the element itself is never dropped.
            site: host that the page comes from, in small letters and without `www.`; the options' when None.
        """
        found = self.find(tree, site)
        if not found:
            return DomResult([], [], [])
        page, flags = Page(tree), list[Flag]()
        main = self._main(found, page, flags)
        choices = self._braked(list(self._choices(found, page, main, flags)), flags)
        removed = [self._removal(choice) for choice in choices]
        for choice in choices:
            drop_element(choice.element)
        return DomResult(removed, main, flags)

    def find(self, tree: HtmlElement, site: str | None = None) -> Found:
        """The elements below a tree that selectors fit, with these, the best first, whatever holds rules back."""
        body = tree.find("body") if tree.tag == "html" else None
        found = self._index.find(tree if body is None else body)
        elsewhere = self._elsewhere(site or self.options.site)
        here = (
            (element, sorted(e for e in entries if e.rule not in elsewhere)) for element, entries in found
        )
        return [(element, entries) for element, entries in here if entries]

    def _rules_of_other_sites(self, site: str | None) -> frozenset[int]:
        return frozenset(n for n, r in self.rules.items() if r.sites and not site_fits(r.sites, site))

    # Where the article is

    def _main(self, found: Found, page: Page, flags: list[Flag]) -> list[HtmlElement]:
        """What the best rule names that names enough."""
        named: dict[Entry, list[HtmlElement]] = {}
        best: dict[int, Entry] = {}
        for element, entries in found:
            for entry in entries:
                if self.rules[entry.rule].action == "main" and self._meets(entry, Measure(page, element)):
                    key = best.setdefault(entry.rule, entry)
                    named.setdefault(key, []).append(element)
        for entry in sorted(named):
            elements = _without_inner(dict.fromkeys(named[entry]))
            measures = [Measure(page, e) for e in elements]
            chars = sum(len(m.text) for m in measures)
            share = sum(m.share for m in measures)
            if chars >= MAIN_CHARS and share >= MAIN_SHARE:
                return elements
            message = (
                f"{self.rules[entry.rule].name} names as the article what holds {chars} characters and "
                f"{share:.0%} of the page's prose; less than {MAIN_CHARS} or {MAIN_SHARE:.0%} is not believed"
            )
            flags.append(Flag("main-ignored", message))
        return []

    # What goes

    def _choices(
        self, found: Found, page: Page, main: list[HtmlElement], flags: list[Flag]
    ) -> Iterator[_Choice]:
        """The outermost elements that rules take, each with the rule that wins it."""
        kept = {e for e, entries in found if self._is_kept(entries, Measure(page, e))}
        # What holds an element that is kept, or the article, cannot go either.
        held = {*kept, *main}.union(*(e.iterancestors() for e in (*kept, *main)))
        # What stands inside what is kept stays, and what stands inside what goes is gone with it.
        settled = kept
        for element, entries in found:
            drops = [e for e in entries if self.rules[e.rule].action == "drop"]
            if not drops or element in held or not settled.isdisjoint(element.iterancestors()):
                continue
            measure = Measure(page, element)
            willing = [e for e in drops if self._meets(e, measure)]
            winner = next((e for e in willing if self._unguarded(e, measure)), None)
            if winner is not None:
                settled.add(element)
                yield _Choice(element, winner, measure)
            elif willing and measure.share > DROP_GUARDS[0].high:
                message = (
                    f"{self.rules[willing[0].rule].name} would have dropped {willing[0].source!r}, which holds "
                    f"{measure.share:.0%} of the page's prose"
                )
                flags.append(Flag("brake", message))

    def _is_kept(self, entries: list[Entry], measure: Measure) -> bool:
        return any(self.rules[e.rule].action == "keep" and self._meets(e, measure) for e in entries)

    def _meets(self, entry: Entry, measure: Measure) -> bool:
        """Whether an element has what a rule asks for beside its selector."""
        rule = self.rules[entry.rule]
        return all(map(measure.meets, rule.when)) and not any(map(measure.meets, rule.unless))

    def _unguarded(self, entry: Entry, measure: Measure) -> bool:
        return all(map(measure.meets, self._guards[entry.rule]))

    def _braked(self, choices: list[_Choice], flags: list[Flag]) -> list[_Choice]:
        """The choices without those, largest first, by which more prose would go than the options allow."""
        limit = self.options.max_loss
        # A rule that sets its own bound for the share takes what is prose and no article: readers' comments, say.
        counted = [c for c in choices if DROP_GUARDS[0] in self._guards[c.entry.rule]]
        if sum(c.measure.share_limit for c in counted) <= limit:
            return choices
        loss = sum(c.measure.share for c in counted)
        if loss <= limit:
            return choices
        given_back = set()
        rest = loss
        for choice in sorted(counted, key=lambda c: -c.measure.share):
            if rest <= limit:
                break
            given_back.add(choice.element)
            rest -= choice.measure.share
        message = (
            f"rules would have dropped {loss:.0%} of the page's prose, more than max_loss={limit:g} allows; "
            f"{len(given_back)} elements were given back"
        )
        flags.append(Flag("brake", message))
        return [c for c in choices if c.element not in given_back]

    def _removal(self, choice: _Choice) -> Removal:
        rule = self.rules[choice.entry.rule]
        return Removal(rule.name, choice.entry.source, rule.category, rule.confidence, choice.measure.text)


def _guards(rule: Rule) -> tuple[Condition, ...]:
    named = {c.sign for c in (*rule.when, *rule.unless)}
    return tuple(c for c in DROP_GUARDS if c.sign not in named)


def _without_inner(elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    """The elements that stand inside no other of them."""
    known = set(elements)
    return [e for e in elements if known.isdisjoint(e.iterancestors())]


def drop_element(element: HtmlElement) -> None:
    """Take an element out of its tree, with all that it holds; the text after it stays in its place."""
    parent = element.getparent()
    before = element.getprevious()
    tail = element.tail or ""
    text = (parent.text if before is None else before.tail) or ""
    # Between two texts a block was a break, and words on both sides of it must not run together.
    if element.tag in BLOCKS and text and tail and not (text[-1].isspace() or tail[0].isspace()):
        tail = f" {tail}"
    if before is None:
        parent.text = text + tail or None
    else:
        before.tail = text + tail or None
    element.tail = None
    parent.remove(element)
