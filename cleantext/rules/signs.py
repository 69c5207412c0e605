"""Signs: the named facts about a line that rules ask for in `when`, `unless`, `shape` and `score`.

Each takes the scene (the document so far) and the place of a line, and gives a number (a truth value as 0
or 1) or a word. A new sign is a function here with a docstring; rule files can then use its name.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from cleantext.rules.holes import has_date
from cleantext.rules.model import Condition
from cleantext.rules.patterns import LinePattern
from cleantext.rules.scene import Scene, count_words, ends_sentence

__all__ = ["ENTRY", "LABEL", "LINK", "MONEY", "SIGNS", "TIME", "Fact", "Sign", "holds"]

Fact = Callable[[Scene, int], float | str]


@dataclass(frozen=True, slots=True)
class Sign:
    """A named fact about a line."""

    name: str
    kind: Literal["number", "flag", "word"]
    fact: Fact
    about: str
    words: tuple[str, ...] = ()
    document: bool = False
    """Whether it is the same for all lines of a document."""
    cost: int = 1
    """What it takes to work it out, beside a look into a list: a scorecard asks the cheap ones first."""


SIGNS: dict[str, Sign] = {}


def _sign(
    kind: Literal["number", "flag", "word"] = "number",
    words: tuple[str, ...] = (),
    *,
    document: bool = False,
    cost: int = 1,
) -> Callable[[Fact], Fact]:
    def register(fact: Fact) -> Fact:
        name = fact.__name__.rstrip("_")
        SIGNS[name] = Sign(name, kind, fact, (fact.__doc__ or "").strip(), words, document, cost)
        return fact

    return register


def holds(condition: Condition, scene: Scene, i: int) -> bool:
    """Whether line i has what the condition asks for."""
    value = SIGNS[condition.sign].fact(scene, i)
    if isinstance(value, str):
        return value in condition.words
    return condition.low <= value <= condition.high


# The line itself


@_sign(cost=2)
def words(scene: Scene, i: int) -> float:
    """Number of words; in scripts without spaces two characters count as one."""
    return count_words(scene.texts[i])


@_sign()
def chars(scene: Scene, i: int) -> float:
    """Length in characters."""
    return len(scene.texts[i])


@_sign("flag", cost=2)
def end_mark(scene: Scene, i: int) -> float:
    """Ends with a mark that ends a sentence."""
    return ends_sentence(scene.texts[i])


@_sign("flag", cost=3)
def question(scene: Scene, i: int) -> float:
    """Ends with a question mark."""
    return scene.texts[i].rstrip("\"'”’») ").endswith(("?", "？", "؟"))


@_sign("flag")
def colon(scene: Scene, i: int) -> float:
    """Ends with a colon."""
    return scene.texts[i].endswith((":", "："))


@_sign("flag", cost=5)
def label(scene: Scene, i: int) -> float:
    """Begins with a label of one to three words and a colon, with text after it."""
    return LABEL(scene.texts[i])


LABEL = LinePattern(r"\W*(?:[^\W_]++\W?[ ]?){1,3}[:：]\s*\S", "match")


@_sign(cost=10)
def digits(scene: Scene, i: int) -> float:
    """Share of digits among letters and digits, 0 to 1."""
    text = scene.texts[i]
    known = sum(map(str.isalnum, text))
    return sum(map(str.isdigit, text)) / known if known else 0.0


@_sign("flag", cost=5)
def symbols(scene: Scene, i: int) -> float:
    """Holds neither a letter nor a digit."""
    return not any(map(str.isalnum, scene.texts[i]))


@_sign(cost=20)
def capitals(scene: Scene, i: int) -> float:
    """Share of words of four or more letters that begin with a capital, 0 to 1."""
    long = [w for w in scene.words(i) if len(w) >= 4]
    return sum(w[0].isupper() for w in long) / len(long) if long else 0.0


@_sign("flag")
def upper(scene: Scene, i: int) -> float:
    """All letters are capitals, in a script that has them."""
    return scene.texts[i].isupper()


@_sign("flag")
def lower_start(scene: Scene, i: int) -> float:
    """Begins with a small letter."""
    return scene.texts[i][:1].islower()


@_sign("flag")
def quoted(scene: Scene, i: int) -> float:
    """Begins with a quotation mark or a dash of dialogue."""
    return scene.texts[i].startswith(('"', "'", "“", "„", "«", "‘", "‚", "»", "「", "『", "–", "—", "- "))


@_sign("flag", cost=3)
def bullet(scene: Scene, i: int) -> float:
    """Begins as an item of a list: a bullet, a dash, or a number or letter with a full stop or bracket."""
    return bool(_BULLET(scene.texts[i]))


_BULLET = re.compile(r"(?:[-*+•●▪■◦○‣–—·]|\(?(?:\d{1,2}|[a-zA-Z])[.)])\s").match


@_sign("flag", cost=5)
def parts(scene: Scene, i: int) -> float:
    """Is cut into parts by bars, dots, slashes or arrows."""
    return bool(_PARTS(scene.texts[i]))


_PARTS = re.compile(r"\S\s*[|•·»›→¦]\s*\S|\S\s/\s\S|\t").search


@_sign("flag", cost=10)
def date(scene: Scene, i: int) -> float:
    """Holds a date."""
    text = scene.texts[i]
    return (
        len(text) < 200
        and any(map(str.isdigit, text))
        and bool(has_date(text.lower().replace(",", " ").replace("  ", " ")))
    )


@_sign("flag", cost=5)
def time(scene: Scene, i: int) -> float:
    """Holds a time of day or a duration such as 4:05."""
    return TIME(scene.texts[i])


TIME = LinePattern(r"(?<![\d:])\d{1,2}[:.h]\d\d(?!\d)|\b\d{1,2} ?[ap]\.?m\b", "search", any_case=True)


@_sign("flag", cost=5)
def money(scene: Scene, i: int) -> float:
    """Holds a price."""
    return MONEY(scene.texts[i])


MONEY = LinePattern(r"[$€£¥₹]\s?\d|\d\s?(?:[$€£¥₹]|EUR\b|USD\b|zł|Kč|kr\b|руб|грн|元|円|원)", "search")


@_sign("flag", cost=10)
def link(scene: Scene, i: int) -> float:
    """Holds a url, an e-mail address, a handle or a hashtag."""
    return LINK(scene.texts[i])


LINK = LinePattern(
    r"https?://|www\.\w|\w@\w[\w-]*\.\w|(?<!\w)[@#][^\W\d]|\b[\w-]+\.(?:com|org|net|de|fr|es|co\.uk|ru|pl|it)\b",
    "search",
)


@_sign(cost=10)
def cue(scene: Scene, i: int) -> float:
    """How many of its words are in the list `cue` of the vocabulary: words of web chrome."""
    return scene.cue_words("cue", i)


@_sign(cost=10)
def address(scene: Scene, i: int) -> float:
    """How many of its words are in the list `address`: words by which a page speaks to its reader."""
    return scene.cue_words("address", i)


@_sign("flag", cost=10)
def entry(scene: Scene, i: int) -> float:
    """Has the form of an entry in a list: a label and its value, or a number, price, time or date at an end."""
    return ENTRY(scene.texts[i])


ENTRY = LinePattern(
    r"\W{0,3}[^:：]{1,40}[:：]\s*\S.{0,120}|\W{0,3}\d[\d.,:/-]*\S{0,3}(?:\s.{0,100})?|.{1,100}\s[\d.,:/-]*\d\W{0,3}|\W{0,2}[$€£¥₩]\s?\d.{0,100}",
    "fullmatch",
)


@_sign(cost=60)
def entries_near(scene: Scene, i: int) -> float:
    """Share of entries among the lines of its run within four lines of it, 0 to 1: high in lists of scores or dates."""
    start, end = scene.runs[i]
    low, high = max(start, i - 4), min(end, i + 5)
    return sum(ENTRY(t) for t in scene.texts[low:high]) / (high - low) if high > low else 0.0


# The line and the article's words


@_sign(cost=20)
def echo(scene: Scene, i: int) -> float:
    """Share of its longer words that the article's prose holds, 0 to 1; -1 when it has none."""
    return scene.echo(i)


@_sign("flag")
def phrase(scene: Scene, i: int) -> float:
    """A phrase of an active rule fits the line, whether or not the rule took it."""
    return scene.hit[i]


@_sign("flag")
def prose(scene: Scene, i: int) -> float:
    """Reads as sentences and no phrase fits it."""
    return scene.prose[i]


@_sign()
def copy_of(scene: Scene, i: int) -> float:
    """How many lines above its first copy stands, blank ones not counted; 0 when there is none."""
    return i - scene.copies[scene.key(i)][0]


# Where it stands


@_sign("word", ("head", "body", "tail"))
def zone(scene: Scene, i: int) -> str:
    """`head` before the first prose line, `tail` after the last, else `body`."""
    return scene.zone(i)


@_sign()
def share(scene: Scene, i: int) -> float:
    """Share of the document's prose that stands before the line, 0 to 1."""
    return scene.share(i)


@_sign()
def line(scene: Scene, i: int) -> float:
    """Its number among the lines, from 1, blank ones not counted."""
    return i + 1


@_sign()
def line_from_end(scene: Scene, i: int) -> float:
    """Its number counted from the end, from 1."""
    return scene.size - i


@_sign(cost=2)
def after_prose(scene: Scene, i: int) -> float:
    """How many lines above the nearest prose line stands; 0 for prose, 99 when there is none."""
    return _distance(scene, i, -1)


@_sign(cost=2)
def before_prose(scene: Scene, i: int) -> float:
    """How many lines below the nearest prose line stands; 0 for prose, 99 when there is none."""
    return _distance(scene, i, 1)


def _distance(scene: Scene, i: int, step: int) -> float:
    start, end = scene.runs[i]
    if start == end:
        return 0
    if step < 0:
        return i - start + 1 if start > 0 else 99
    return end - i if end < scene.size else 99


@_sign()
def run(scene: Scene, i: int) -> float:
    """Length of the run of lines without prose in which it stands; 0 for prose."""
    start, end = scene.runs[i]
    return end - start


@_sign(cost=10)
def run_words(scene: Scene, i: int) -> float:
    """Mean number of words of the lines of its run."""
    return scene.run_facts(i)[0]


@_sign(cost=10)
def run_phrases(scene: Scene, i: int) -> float:
    """Share of the lines of its run that a phrase fits or a rule took, 0 to 1."""
    return scene.run_facts(i)[1]


@_sign("word", ("above", "headline", "below", "none"), cost=10)
def headline(scene: Scene, i: int) -> str:
    """Whether it stands above or below what looks like the headline, or is it; `none` when there is none."""
    at = scene.headline
    if at < 0:
        return "none"
    return "headline" if i == at else "above" if i < at else "below"


# What stands near it


@_sign(cost=8)
def chrome_near(scene: Scene, i: int) -> float:
    """Distance, in lines, to the nearest line that a rule took; 99 when none is within eight."""
    for d in range(1, 9):
        if (i - d >= 0 and scene.taken[i - d] >= 0) or (i + d < scene.size and scene.taken[i + d] >= 0):
            return d
    return 99


@_sign(cost=3)
def chrome_above(scene: Scene, i: int) -> float:
    """How many of the four lines above it rules took."""
    return sum(t >= 0 for t in scene.taken[max(0, i - 4) : i])


@_sign(cost=3)
def chrome_below(scene: Scene, i: int) -> float:
    """How many of the four lines below it rules took."""
    return sum(t >= 0 for t in scene.taken[i + 1 : i + 5])


@_sign()
def since_closing(scene: Scene, i: int) -> float:
    """Lines since the last one that closes an article (comments, related stories, tags, author); 99 when none."""
    at = bisect_right(scene.closing_at, i)
    return i - scene.closing_at[at - 1] if at else 99


@_sign()
def nav_below(scene: Scene, i: int) -> float:
    """How many lines below it, above the first prose, rules for navigation took; 0 outside the head."""
    first = scene.first_prose
    if i >= first or first == scene.size:
        return 0
    return bisect_left(scene.nav_at, first) - bisect_right(scene.nav_at, i)


# What lies below it


@_sign(cost=100)
def rest_prose(scene: Scene, i: int) -> float:
    """Number of prose lines below."""
    return scene.rest[i][0]


@_sign(cost=100)
def rest_echo(scene: Scene, i: int) -> float:
    """Mean echo of the next forty prose lines below, 0 to 1; -1 when there is none."""
    return scene.rest[i][1]


@_sign(cost=100)
def rest_phrases(scene: Scene, i: int) -> float:
    """Share of the lines below that a phrase fits or a rule took, 0 to 1."""
    return scene.rest[i][2]


# The document


@_sign(document=True)
def document_prose(scene: Scene, i: int) -> float:
    """Number of prose lines of the document."""
    return len(scene.prose_lines)


@_sign(document=True)
def document_lines(scene: Scene, i: int) -> float:
    """Number of lines of the document, blank ones not counted."""
    return scene.size


@_sign(document=True, cost=5)
def short_inside(scene: Scene, i: int) -> float:
    """Share of short lines between the first and the last prose line, 0 to 1: high in recipes and listings."""
    return scene.short_inside


@_sign(cost=100)
def echo_after(scene: Scene, i: int) -> float:
    """How many of the next forty prose lines are long and echo the article: the article goes on."""
    later = scene.prose_lines[bisect_right(scene.prose_lines, i) :][:40]
    return sum(scene.echo(j) >= 0.34 for j in later if count_words(scene.texts[j]) >= 20)


# Any sign of the line itself, asked of the line above or below; outside the document all are 0.


def _neighbour(sign: Sign, step: int, where: str) -> None:
    def fact(scene: Scene, i: int) -> float | str:
        return sign.fact(scene, i + step) if 0 <= i + step < scene.size else 0.0

    name = f"{where}_{sign.name}"
    SIGNS[name] = Sign(
        name, sign.kind, fact, f"The sign `{sign.name}` of the line {where}.", cost=sign.cost + 1
    )


for _name in (
    "words", "end_mark", "question", "bullet", "entry", "echo", "prose", "phrase", "cue", "date", "capitals", "colon",
):  # fmt: skip
    _neighbour(SIGNS[_name], -1, "above")
    _neighbour(SIGNS[_name], 1, "below")
