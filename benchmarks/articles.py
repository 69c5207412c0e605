"""Articles for measuring speed: made from a seed, the same every time, no two lines alike save chrome.

About 4,000 characters each; 55 in 100 have chrome lines, 60 in 100 curly quotes, 12 in 100 are in another
language than English, and `damaged` of them went through a wrong codec.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Mix", "articles"]

_SUBJECTS = [
    "The mayor",
    "A retired teacher",
    "The harbour board",
    "Nobody in the village",
    "The younger brother",
    "Her lawyer",
    "The ferry company",
    "One engineer",
    "The night nurse",
    "Our neighbour",
]
_VERBS = [
    "said that",
    "had not expected that",
    "wrote in a letter that",
    "told the court that",
    "remembers how",
    "doubts whether",
    "announced on Monday that",
    "was the first to see that",
    "explained why",
    "denied that",
]
_THINGS = [
    "the old bridge",
    "a second ferry",
    "the water tower",
    "the school roof",
    "the yearly market",
    "the railway line",
    "the new archive",
    "a grain store",
    "the west pier",
    "the town clock",
]
_ACTIONS = [
    "would cost more than planned",
    "should be repaired before winter",
    "had been sold twice in ten years",
    "needs a new keeper",
    "was closed without notice",
    "could not carry the weight of lorries",
    "will open again in spring",
    "belongs to nobody in particular",
    "had stood empty since the flood",
    "was never finished",
]
_TAILS = [
    "although the figures are not public",
    "as the minutes of the meeting show",
    "which surprised even her friends",
    "and the council took note of it",
    "but no date has been set",
    "while the rain went on",
    "in spite of two earlier votes",
    "for the third time in a decade",
    "with a smile",
    "after a long silence",
]
_GERMAN = [
    "Die Brücke",
    "Der Bürgermeister",
    "Das alte Archiv",
    "Eine Lehrerin",
    "Niemand im Dorf",
    "wurde im Frühjahr",
    "hat am Montag",
    "soll bis zum Herbst",
    "konnte das Geld",
    "für die Straße",
    "über den Fluß",
    "nach langer Prüfung",
    "geschlossen",
    "verkauft",
    "bewilligt",
    "eröffnet",
]
_RUSSIAN = [
    "Старый мост",
    "Мэр города",
    "Новая библиотека",
    "Учительница",
    "Никто в деревне",
    "весной",
    "в понедельник",
    "до осени",
    "после долгой проверки",
    "закрыли",
    "продали",
    "открыли",
    "ради дороги",
    "у реки",
]
_CHROME_HEAD = ["Share", "Skip to main content", "Home | News | Sports", "Advertisement", "Menu"]
_CHROME_BODY = ["Advertisement", "Story continues below advertisement", "Read more", "Share this article"]
_CHROME_TAIL = [
    "Share this:", "Related articles", "Follow us on Facebook", "Leave a Reply",
    "Your email address will not be published. Required fields are marked *", "12 comments",
    "Subscribe to our newsletter", "Tags: harbour, bridge", "© 2024 Example Media. All rights reserved.",
]  # fmt: skip


def _sentence(rng: random.Random) -> str:
    quote = rng.random()
    thing, action = rng.choice(_THINGS), rng.choice(_ACTIONS)
    number = f" for the {rng.randint(2, 99)}th time" if rng.random() < 0.3 else ""
    said = f"{rng.choice(_SUBJECTS)} {rng.choice(_VERBS)} {thing} {action}{number}, {rng.choice(_TAILS)}"
    if quote < 0.15:
        return f"“It’s {thing} that {action}{number},” {rng.choice(_SUBJECTS).lower()} said."
    return f"{said}."


def _foreign(rng: random.Random, words: list[str]) -> str:
    return " ".join(rng.choice(words) for _ in range(rng.randint(9, 16))) + "."


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares and sizes, where they differ from one measurement to another."""

    curly: float = 0.6
    """Share of articles with curly quotes, which makes them other than ASCII."""
    foreign: float = 0.12
    """Share of articles in another language than English."""
    sentences: tuple[int, int] = (2, 5)
    """Fewest and most sentences of a paragraph."""
    tail: int = 6
    """Most lines of chrome below the article."""


def _article(rng: random.Random, mix: Mix) -> str:
    kind = rng.random()
    words = _GERMAN if kind < mix.foreign * 2 / 3 else _RUSSIAN if kind < mix.foreign else None
    curly = rng.random() < mix.curly
    lines = [f"{rng.choice(_THINGS).capitalize()} {rng.choice(_ACTIONS)}"]
    size = 0
    while size < rng.gauss(3900, 700):
        count = rng.randint(*mix.sentences)
        made = [_foreign(rng, words) if words else _sentence(rng) for _ in range(count)]
        line = " ".join(made)
        if not curly:
            line = line.replace("“", '"').replace("”", '"').replace("’", "'")
        lines.append(line)
        size += len(line)
        if rng.random() < 0.06:
            lines.append(
                rng.choice(["What comes next", "The figures", "An old quarrel", "Looking back"])
                + f" {rng.randint(1, 99)}"
            )
    if rng.random() < 0.55:
        lines[0:0] = rng.sample(_CHROME_HEAD, rng.randint(0, 2))
        for _ in range(rng.randint(0, 2)):
            lines.insert(rng.randint(1, len(lines)), rng.choice(_CHROME_BODY))
        lines += rng.sample(_CHROME_TAIL, rng.randint(1, mix.tail))
    return ("\n\n" if rng.random() < 0.8 else "\n").join(lines) + "\n"


def articles(count: int, *, damaged: float = 0.0, seed: int = 1, mix: Mix | None = None) -> Iterator[str]:
    """So many articles; the given share of them as UTF-8 read in a wrong codec."""
    rng = random.Random(seed)
    for _ in range(count):
        text = _article(rng, mix or Mix())
        if rng.random() < damaged:
            codec = rng.choice(["cp1252", "mac_roman", "latin-1", "cp1251"])
            text = text.encode("utf-8").decode(codec, errors="replace").replace("\ufffd", "")
        yield text
