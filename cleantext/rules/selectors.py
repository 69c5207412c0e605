"""CSS selectors, parsed once into plain values, and whether one fits an element.

cssselect reads the syntax. What it gives is turned into values that pickle and that are matched from the right: an
index (select.py) finds by one test of the rightmost compound which selectors are worth trying at all.

Names of elements and attributes count in small letters, values as written unless the selector says `i`, classes and
ids as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cssselect import parser as css
    from lxml.etree import _Element as Element

__all__ = [
    "Compound",
    "Has",
    "Selector",
    "SelectorError",
    "Test",
    "filing_keys",
    "fits",
    "parse_selectors",
    "proves",
    "tokens",
]

MAX_COMPOUNDS = 5
"""So many compounds a selector may have; each descendant combinator can walk up the whole page."""
_SPACE = re.compile(r"[ \t\n\r\f]+")


class SelectorError(ValueError):
    """A selector that cannot be read, or asks for what is not supported."""


class Test(NamedTuple):
    """What one attribute must be."""

    name: str
    operator: str
    """`exists`, `=`, `~=`, `|=`, `^=`, `$=` or `*=`."""
    value: str
    any_case: bool = False


class Compound(NamedTuple):
    """What one element must be: `div.share[role=group]:not(.price)`."""

    tag: str = ""
    tests: tuple[Test, ...] = ()
    none_of: tuple[Selector, ...] = ()
    any_of: tuple[tuple[Selector, ...], ...] = ()
    """Of each group, at least one must fit."""
    has: tuple[Has, ...] = ()
    place: tuple[str, ...] = ()
    """`first-child`, `last-child`."""


class Selector(NamedTuple):
    """A compound, and what must stand left of it, nearest first, each with its combinator."""

    last: Compound
    left: tuple[tuple[str, Compound], ...] = ()


class Has(NamedTuple):
    """`:has(...)`: a child (`>`) or a descendant (space) that a selector fits."""

    combinator: str
    inner: Selector


def parse_selectors(source: str) -> tuple[Selector, ...]:
    """Read a selector, or several between commas.

    Raises:
        SelectorError: it is no CSS, or uses what is not supported.
    """
    import cssselect

    try:
        parsed = cssselect.parse(source)
    except cssselect.SelectorError as error:
        raise SelectorError(f"is no selector: {error}") from None
    for one in parsed:
        if one.pseudo_element is not None:
            raise SelectorError("names a pseudo-element, which no page holds")
    return tuple(_selector(one.parsed_tree) for one in parsed)


def _selector(tree: css.Tree) -> Selector:
    from cssselect import parser as css

    left: list[tuple[str, Compound]] = []
    while isinstance(tree, css.CombinedSelector):
        left.append((tree.combinator, _compound(tree.subselector)))
        tree = tree.selector
    chain = [*(c for _, c in left), _compound(tree)]
    if len(chain) > MAX_COMPOUNDS:
        raise SelectorError(f"has {len(chain)} compounds; {MAX_COMPOUNDS} are allowed")
    return Selector(chain[0], tuple(zip((c for c, _ in left), chain[1:], strict=True)))


def _compound(tree: css.Tree) -> Compound:
    from cssselect import parser as css

    tests: list[Test] = []
    none_of: list[Selector] = []
    any_of: list[tuple[Selector, ...]] = []
    has: list[Has] = []
    place: list[str] = []
    while not isinstance(tree, css.Element):
        if isinstance(tree, css.Hash):
            tests.append(Test("id", "=", tree.id))
        elif isinstance(tree, css.Class):
            tests.append(Test("class", "~=", tree.class_name))
        elif isinstance(tree, css.Attrib):
            tests.append(_test(tree))
        elif isinstance(tree, css.Negation):
            none_of.append(_selector(tree.subselector))
        elif isinstance(tree, css.Matching | css.SpecificityAdjustment):
            any_of.append(tuple(_selector(s) for s in tree.selector_list))
        elif isinstance(tree, css.Relation):
            has += [_has(combinator.value, inner) for combinator, inner in tree.arguments]
        elif isinstance(tree, css.Pseudo) and tree.ident in _PLACES:
            place.append(tree.ident)
        else:
            name = getattr(tree, "ident", getattr(tree, "name", type(tree).__name__))
            known = ", ".join(f":{p}" for p in ("not()", "is()", "where()", "has()", *sorted(_PLACES)))
            raise SelectorError(f"asks for :{name}; of these there are {known}")
        tree = tree.selector
    if tree.namespace:
        raise SelectorError("names a namespace; pages have none")
    return Compound(
        (tree.element or "").lower(),
        tuple(reversed(tests)),
        tuple(reversed(none_of)),
        tuple(reversed(any_of)),
        tuple(reversed(has)),
        tuple(reversed(place)),
    )


def _test(tree: css.Attrib) -> Test:
    value = tree.value.value or "" if tree.value is not None else ""
    operator = str(tree.operator)
    if operator not in _COMPARE:
        raise SelectorError(f"has the operator {operator}; there are {', '.join(_COMPARE)}")
    any_case = tree.flag == "i"
    return Test(tree.attrib.lower(), operator, value.lower() if any_case else value, any_case)


def _has(combinator: str | None, inner: css.Selector) -> Has:
    if combinator not in (" ", ">"):
        raise SelectorError(f"has :has({combinator} ...); it takes a descendant or, after >, a child")
    selector = _selector(inner.parsed_tree)
    if selector.left:
        raise SelectorError("has more than one compound inside :has(); it takes one")
    return Has(combinator, selector)


# Matching


def fits(element: Element, selector: Selector) -> bool:
    """Whether a selector fits an element of a page."""
    return _is(element, selector.last) and _stands(element, selector.left)


def _stands(element: Element, left: tuple[tuple[str, Compound], ...]) -> bool:
    if not left:
        return True
    (combinator, compound), rest = left[0], left[1:]
    if combinator == ">":
        parent = element.getparent()
        return parent is not None and _is(parent, compound) and _stands(parent, rest)
    if combinator == " ":
        return any(_is(a, compound) and _stands(a, rest) for a in element.iterancestors())
    before = (s for s in element.itersiblings(preceding=True) if isinstance(s.tag, str))
    if combinator == "+":
        sibling = next(before, None)
        return sibling is not None and _is(sibling, compound) and _stands(sibling, rest)
    return any(_is(s, compound) and _stands(s, rest) for s in before)


def _is(element: Element, compound: Compound) -> bool:
    if compound.tag and element.tag != compound.tag:
        return False
    for test in compound.tests:
        value = element.get(test.name)
        if value is None or not _COMPARE[test.operator](
            value.lower() if test.any_case else value, test.value
        ):
            return False
    if any(fits(element, s) for s in compound.none_of):
        return False
    if not all(any(fits(element, s) for s in group) for group in compound.any_of):
        return False
    if not all(_holds(element, has) for has in compound.has):
        return False
    return all(_PLACES[place](element) for place in compound.place)


def _holds(element: Element, has: Has) -> bool:
    inner = element.iterchildren() if has.combinator == ">" else element.iterdescendants()
    return any(isinstance(e.tag, str) and fits(e, has.inner) for e in inner)


def tokens(value: str) -> list[str]:
    """The words of an attribute, between what HTML calls white space."""
    return value.split() if value.isascii() else [t for t in _SPACE.split(value) if t]


_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "exists": lambda _, __: True,
    "=": lambda value, want: value == want,
    "~=": lambda value, want: want in value and want in tokens(value),
    "|=": lambda value, want: value == want or value.startswith(f"{want}-"),
    "^=": lambda value, want: want != "" and value.startswith(want),
    "$=": lambda value, want: want != "" and value.endswith(want),
    "*=": lambda value, want: want != "" and want in value,
}


def _alone(element: Element, *, preceding: bool) -> bool:
    return not any(isinstance(s.tag, str) for s in element.itersiblings(preceding=preceding))


_PLACES: dict[str, Callable[[Element], bool]] = {
    "first-child": lambda element: _alone(element, preceding=True),
    "last-child": lambda element: _alone(element, preceding=False),
}


# Filing


def filing_keys(compound: Compound) -> list[Test | str]:
    """What to file a compound under: a test, or the name of an element; several where `:is()` leaves a
    choice, none where it asks nothing of the element itself.
    """
    tests = [t for t in compound.tests if t.value or t.operator == "exists"]
    best = max(tests, key=_rarity, default=None)
    if best is not None and best.operator != "exists":
        return [best]
    for group in compound.any_of:
        keys = [filing_keys(s.last) for s in group]
        if all(keys):
            return [key for some in keys for key in some]
    if best is not None:
        return [best]
    return [compound.tag] if compound.tag else []


_OPERATORS = ("exists", "*=", "^=", "$=", "|=", "~=", "=")


def _rarity(test: Test) -> tuple[int, bool, int]:
    """How few elements are likely to pass: by kind of test, then an id or class before others, then by length."""
    return _OPERATORS.index(test.operator), test.name in ("id", "class"), len(test.value)


def proves(key: Test | str, selector: Selector) -> bool:
    """Whether an element filed under a key needs no further look."""
    if isinstance(key, str):
        return selector == Selector(Compound(key))
    whole = key.operator in ("exists", "=", "~=") and not key.any_case
    return whole and selector == Selector(Compound(tests=(key,)))
