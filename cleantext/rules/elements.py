"""Signs of an element of a page: what rules for pages ask for in `when` and `unless`, beside their selectors.

Prose is what reads as part of a paragraph: pieces of text of nine words or more, outside links and controls. It is
counted in words, so that a heading, a list of links or a row of buttons weighs nothing against the article.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, cast

from cleantext.rules.model import Condition
from cleantext.rules.scene import Word, count_words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

__all__ = ["ELEMENT_SIGNS", "ElementSign", "Measure", "page_text"]

PIECE_WORDS = 9
"""So many words a piece of text has to count as prose."""
_UNSEEN = ("script", "style", "noscript", "template", "textarea")
_SEEN = f"[not({' or '.join(f'parent::{name}' for name in _UNSEEN)})]"
_TEXT = ".//text()"
_LINKED = ".//a//text()"
# Asked of elements, not of their texts, which are twice as many. Links hold text themselves or one element deeper.
_PIECES = (
    "descendant-or-self::*[not(self::script or self::style or self::noscript or self::template or self::textarea"
    " or self::a or self::button or self::option or self::label or parent::a)]/text()[string-length() >= 18]"
)
_PARAGRAPHS = ".//p[not(parent::a or parent::button or parent::label)]/text()[string-length() >= 18]"
_MARKED = "descendant-or-self::*[self::main or @role='main' or @itemprop='articleBody'][1]"
_FORUM_TYPES = ("QAPage", "DiscussionForumPosting")
_FORUM_MAKERS = ("Discourse", "phpBB", "vBulletin", "Flarum", "MyBB", "NodeBB", "Vanilla", "SMF")
_FORUM_SIGNS = "/html[@id='XF'] | /html/body[@id='phpbb']"
_ARTICLE_TYPES = ("Article", "BlogPosting", "FAQPage")
_OPEN_GRAPH = "/html/head/meta[@property='og:type']/@content"
_GENERATOR = "/html/head/meta[@name='generator']/@content"
_DATA = "//script[@type='application/ld+json']/text()"


@cache
def _xpath(path: str) -> Callable[[Element], list[Any]]:
    """A path compiled: gives elements, or strings."""
    from lxml.etree import XPath

    return cast("Callable[[Element], list[Any]]", XPath(path, smart_strings=False))


def page_text(element: Element) -> str:
    """The text of an element as a reader sees it, white space as single spaces; no scripts and styles."""
    clean = next(element.iter(*_UNSEEN), None) is None
    return " ".join(" ".join(_xpath(_TEXT if clean else _TEXT + _SEEN)(element)).split())


def _pieces(path: str, element: Element) -> list[int]:
    """The words of each piece of prose."""
    words = [count_words(" ".join(piece.split())) for piece in _xpath(path)(element)]
    return [n for n in words if n >= PIECE_WORDS]


class Page:
    """What is known of a whole page; each fact is worked out when first asked for."""

    def __init__(self, root: Element) -> None:
        self.root = root

    @cached_property
    def prose(self) -> int:
        """Words of prose."""
        return sum(_pieces(_PIECES, self.root))

    @cached_property
    def some_prose(self) -> int:
        """Words of prose that stand in `p` directly: no more than all, and found in a fifth of the time."""
        return sum(_pieces(_PARAGRAPHS, self.root))

    @cached_property
    def lone_article(self) -> Element | None:
        """The only `article`; among others, one is a teaser."""
        found = list(islice(self.root.iter("article"), 2))
        return found[0] if len(found) == 1 else None

    @cached_property
    def forum(self) -> bool:
        """Whether the page says that it is a forum, or questions and answers: there readers' words are the article."""
        if _xpath(_FORUM_SIGNS)(self.root):
            return True
        if any(maker.startswith(_FORUM_MAKERS) for maker in _xpath(_GENERATOR)(self.root)):
            return True
        types = [*_xpath("//@itemtype")(self.root), *_xpath(_DATA)(self.root)]
        return any(name in text for text in types for name in _FORUM_TYPES)

    @cached_property
    def product(self) -> bool:
        """Whether the page says that it offers a product, and not that it is an article about one."""
        if any(kind.strip().startswith(("product", "og:product")) for kind in _xpath(_OPEN_GRAPH)(self.root)):
            return True
        types = " ".join([*_xpath("//@itemtype")(self.root), *_xpath(_DATA)(self.root)])
        return "Product" in types and "Offer" in types and not any(name in types for name in _ARTICLE_TYPES)

    @cached_property
    def headline(self) -> Element | None:
        """The longest `h1` that the page's title repeats, else the first."""
        found = list(self.root.iter("h1"))
        if len(found) < 2:
            return found[0] if found else None
        title = page_text(next(self.root.iter("title"), self.root)).casefold()
        texts = {h: page_text(h).casefold() for h in found}
        named = [h for h in found if texts[h] and texts[h] in title]
        return max(named, key=lambda h: len(texts[h]), default=found[0])


class Measure:
    """One element of a page; each fact is worked out when first asked for."""

    def __init__(self, page: Page, element: Element) -> None:
        self.page = page
        self.element = element

    @cached_property
    def text(self) -> str:
        """Its text, white space as single spaces."""
        return page_text(self.element)

    @cached_property
    def prose(self) -> list[int]:
        """The words of each of its pieces of prose."""
        return _pieces(_PIECES, self.element) if count_words(self.text) >= PIECE_WORDS else []

    @cached_property
    def share(self) -> float:
        """The share of the page's prose that it holds."""
        held = sum(self.prose)
        return held / self.page.prose if held else 0.0

    @cached_property
    def share_limit(self) -> float:
        """What the share is at most, cheaply; infinite where that cannot be said."""
        held = sum(self.prose)
        if not held:
            return 0.0
        return held / self.page.some_prose if self.page.some_prose else float("inf")

    def meets(self, condition: Condition) -> bool:
        """Whether the element has what a condition asks for."""
        if condition.sign == "share" and condition.low <= 0 and self.share_limit <= condition.high:
            return True
        return condition.low <= ELEMENT_SIGNS[condition.sign].fact(self) <= condition.high


@dataclass(frozen=True, slots=True)
class ElementSign:
    """A named fact about an element of a page."""

    name: str
    kind: Literal["number", "flag"]
    fact: Callable[[Measure], float]
    about: str
    words: tuple[str, ...] = ()


ELEMENT_SIGNS: dict[str, ElementSign] = {}

Fact = Callable[[Measure], float]


def _sign(kind: Literal["number", "flag"] = "number") -> Callable[[Fact], Fact]:
    def register(fact: Fact) -> Fact:
        name = fact.__name__
        ELEMENT_SIGNS[name] = ElementSign(name, kind, fact, (fact.__doc__ or "").strip())
        return fact

    return register


@_sign()
def words(m: Measure) -> float:
    """Number of words of its text; in scripts without spaces two characters count as one."""
    return count_words(m.text) if m.text else 0


@_sign()
def chars(m: Measure) -> float:
    """Length of its text in characters, white space counted once."""
    return len(m.text)


@_sign()
def prose(m: Measure) -> float:
    """Number of words that it holds in pieces of nine words or more, outside links and controls."""
    return sum(m.prose)


@_sign()
def pieces(m: Measure) -> float:
    """Number of such pieces: about its paragraphs."""
    return len(m.prose)


@_sign()
def share(m: Measure) -> float:
    """Share of the page's prose that it holds, 0 to 1. No rule drops more than 0.3 unless told."""
    return m.share


@_sign()
def linked(m: Measure) -> float:
    """Share of its text that stands in links, 0 to 1."""
    if not m.text:
        return 0.0
    if m.element.tag == "a" or next(m.element.iterancestors("a"), None) is not None:
        return 1.0
    return min(1.0, len(" ".join(" ".join(_xpath(_LINKED)(m.element)).split())) / len(m.text))


@_sign()
def links(m: Measure) -> float:
    """Number of links that it holds."""
    return len(_xpath(".//a[@href]")(m.element))


@_sign("flag")
def headline(m: Measure) -> float:
    """Is or holds the page's headline, an `h1`. No rule drops that unless told."""
    return m.page.headline is not None and m.page.headline in m.element.iter("h1")


@_sign("flag")
def main(m: Measure) -> float:
    """Is or holds `main`, `role=main`, `itemprop=articleBody` or the only `article`. No rule drops that unless told."""
    if _xpath(_MARKED)(m.element):
        return True
    return m.page.lone_article is not None and m.page.lone_article in m.element.iter("article")


@_sign("flag")
def heading(m: Measure) -> float:
    """Is or holds a heading, `h1` to `h6`."""
    return bool(
        _xpath("descendant-or-self::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]")(
            m.element
        )
    )


@_sign("flag")
def control(m: Measure) -> float:
    """Holds a field or button of a form."""
    return bool(_xpath(".//input[not(@type='hidden')] | .//textarea | .//select | .//button")(m.element))


@_sign("flag")
def data(m: Measure) -> float:
    """Is or holds a table, code or a formula."""
    return bool(_xpath("descendant-or-self::*[self::table or self::pre or self::math]")(m.element))


@_sign("flag")
def forum(m: Measure) -> float:
    """The page says that it is a forum, or questions and answers; then readers' words are its text."""
    return m.page.forum


@_sign("flag")
def product(m: Measure) -> float:
    """The page says that it offers a product; then customers' words are comments."""
    return m.page.product


@_sign("flag")
def inline(m: Measure) -> float:
    """Stands in running text: nine words or more stand beside it, in the same element and outside of others."""
    parent = m.element.getparent()
    if parent is None:
        return False
    beside = Word.findall(" ".join(_xpath("text()")(parent)))
    return count_words(" ".join(beside)) >= PIECE_WORDS
