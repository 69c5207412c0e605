"""The systems that are measured: this project by profile, and what others run on text today.

Each takes an article and says what is left of its text and, where it can, what went by which rule.
"""

from __future__ import annotations

import html
import importlib
import importlib.util
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from benchmarks.labelled import Article

__all__ = ["SYSTEMS", "Cleaned", "Removal", "System", "UnknownSystemError", "installed", "system"]


class UnknownSystemError(ValueError):
    """A system that is not known or not installed."""


class Removal(NamedTuple):
    """`article.text[start:end]` went, or was mended, by this rule."""

    start: int
    end: int
    rule: str


class Cleaned(NamedTuple):
    """A system's output and what it says it took out."""

    text: str
    removed: tuple[Removal, ...] = ()


@dataclass(frozen=True, slots=True)
class System:
    """A named way to clean an article."""

    name: str
    clean: Callable[[Article], Cleaned]


def system(name: str) -> System:
    """One of SYSTEMS by its name, or `module:callable`, which takes a text and gives one.

    Raises:
        UnknownSystemError: there is no such system, or what it needs is not installed.
    """
    if name in SYSTEMS:
        if not installed(name):
            raise UnknownSystemError(
                f"{name} needs a package that is not installed: pip install {NEEDS[name]}"
            )
        return System(name, SYSTEMS[name])
    module, colon, attribute = name.partition(":")
    if not colon:
        raise UnknownSystemError(
            f"no system is called {name!r}; there are {', '.join(SYSTEMS)}, and module:callable"
        )
    try:
        clean = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise UnknownSystemError(f"{name}: {error}") from error
    return System(name, lambda article: Cleaned(clean(article.text)))


def installed(name: str) -> bool:
    """Whether what a system of SYSTEMS needs is installed."""
    return name not in NEEDS or importlib.util.find_spec(NEEDS[name]) is not None


# --- this project -------------------------------------------------------------------------------------


def _ours(profile: str, hints: bool = False) -> Callable[[Article], Cleaned]:
    """This project by profile; with `hints` it is told the article's language and address."""

    def clean(article: Article) -> Cleaned:
        import cleantext

        told = {"lang": article.lang or None, "site": article.url or article.domain or None} if hints else {}
        result = cleantext.explain(article.text, profile=profile, **told)
        taken = [Removal(r.start, r.end, r.rule) for r in result.removed]
        # Repairs are named too: a wrong one hurts a line as much as a removal does.
        mended = [Removal(e.start, e.end, e.rule) for e in result.edits if e.category == "encoding"]
        return Cleaned(result.text, (*taken, *mended))

    return clean


# --- rules by line ------------------------------------------------------------------------------------


def _by_line(reason: Callable[[str], str | None]) -> Callable[[Article], Cleaned]:
    """A system that drops the lines for which `reason` names one."""

    def clean(article: Article) -> Cleaned:
        kept, removed = [], []
        for start, line in _lines(article.text):
            why = reason(line.strip()) if line.strip() else None
            if why is None:
                kept.append(line)
            else:
                removed.append(Removal(start, start + len(line), why))
        return Cleaned("\n".join(kept), tuple(removed))

    return clean


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


_POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")


def _c4(line: str) -> str | None:
    """Line rules of C4 (Raffel et al. 2020, section 2.2, and the policy phrases of the code that made it)."""
    folded = line.casefold()
    if not line.endswith((".", "!", "?", '"', "\u201d")) or line.endswith("..."):
        return "c4/no-end-mark"
    if len(line.split()) < 5:
        return "c4/under-5-words"
    if "javascript" in folded:
        return "c4/javascript"
    return "c4/policy" if any(phrase in folded for phrase in _POLICY) else None


_COUNTER = re.compile(
    r"\d[\d.,]*\s*[km]?\s+(likes?|shares?|comments?|retweets?|reposts?|quotes?|bookmarks?|upvotes?|downvotes?"
    r"|downloads?|views?|followers?)",
    re.IGNORECASE,
)
_REFINED_START = re.compile(r"sign[ -]?in|log[ -]?in", re.IGNORECASE)
_REFINED_END = re.compile(r"read more\W*$", re.IGNORECASE)
_REFINED_ANYWHERE = re.compile(r"items in cart", re.IGNORECASE)


def _refinedweb(line: str) -> str | None:
    """Line rules of RefinedWeb (Penedo et al. 2023, appendix G.2), with the patterns that it names."""
    letters = [c for c in line if c.isalpha()]
    words = line.split()
    if letters and sum(c.isupper() for c in letters) > len(letters) / 2:
        return "refinedweb/upper-case"
    if not any(c.isalpha() for c in line) and any(c.isdigit() for c in line):
        return "refinedweb/numbers"
    if _COUNTER.fullmatch(line):
        return "refinedweb/counter"
    if len(words) == 1:
        return "refinedweb/one-word"
    short = len(words) <= 10
    if short and (_REFINED_START.match(line) or _REFINED_END.search(line) or _REFINED_ANYWHERE.search(line)):
        return "refinedweb/pattern"
    return None


# --- libraries ----------------------------------------------------------------------------------------

_STOPLISTS = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew",
    "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ko": "Korean", "nl": "Dutch",
    "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
}  # fmt: skip
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PARAGRAPH = re.compile(r"/p\[(\d+)\]$")


@cache
def _justext_module() -> Any:
    return importlib.import_module("justext")


@cache
def _stoplist(lang: str) -> frozenset[str]:
    return _justext_module().get_stoplist(_STOPLISTS[lang]) if lang in _STOPLISTS else frozenset()


def _justext(article: Article) -> Cleaned:
    """Each line as a paragraph of a page; the article's own language, length alone where it has no list."""
    lines = [(start, line) for start, line in _lines(article.text) if line.strip()]
    page = "".join(f"<p>{html.escape(_NOT_XML.sub('', line))}</p>" for _, line in lines)
    words = _stoplist(article.lang)
    density = {} if words else {"stopwords_low": 0.0, "stopwords_high": 0.0}
    good = set()
    why = {}
    for paragraph in _justext_module().justext(f"<html><body>{page}</body></html>", words, **density):
        place = _PARAGRAPH.search(paragraph.xpath)
        if place is None:
            continue
        number = int(place[1]) - 1
        why[number] = f"justext/{paragraph.cf_class}"
        if not paragraph.is_boilerplate:
            good.add(number)
    kept = [line for number, (_, line) in enumerate(lines) if number in good]
    removed = tuple(
        Removal(start, start + len(line), why.get(number, "justext/empty"))
        for number, (start, line) in enumerate(lines)
        if number not in good
    )
    return Cleaned("\n".join(kept), removed)


def _datatrove(article: Article) -> Cleaned:
    """datatrove's C4 filter with its line rules; those that drop a whole document are off."""
    # Both libraries come without types, hence import_module: what it gives is Any.
    data: Any = importlib.import_module("datatrove.data")
    filters: Any = importlib.import_module("datatrove.pipeline.filters")
    lines = filters.C4QualityFilter(
        min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False
    )
    document = data.Document(text=article.text, id=article.id)
    lines.filter(document)
    return Cleaned(document.text)


SYSTEMS: dict[str, Callable[[Article], Cleaned]] = {
    "light": _ours("light"),
    "standard": _ours("standard"),
    "strict": _ours("strict"),
    "hinted": _ours("standard", hints=True),
    "jusText": _justext,
    "C4": _by_line(_c4),
    "RefinedWeb": _by_line(_refinedweb),
    "datatrove": _datatrove,
    "nothing": lambda article: Cleaned(article.text),
}
"""Every system by name. The first four are this project: its profiles, and `standard` when it is told each
article's language and address."""

NEEDS = {"jusText": "justext", "datatrove": "datatrove"}
"""The package that a system imports, where it is not one of this project's own."""
