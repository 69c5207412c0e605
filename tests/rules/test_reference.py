"""The compiled index against a plain loop, on thousands of generated rules and lines."""

from __future__ import annotations

import random
import re

import pytest

from cleantext.rules.index import Index
from cleantext.rules.model import Pack, Rule
from cleantext.rules.phrases import compile_phrase
from cleantext.rules.template import PhraseError
from tests.rules.reference import fits

VOCABULARY = {"network": ("facebook", "twitter", "e-mail"), "thing": ("story", "photo essay", "分享")}
WORDS = [
    "share",
    "read",
    "more",
    "the",
    "our",
    "comments",
    "reply",
    "leave",
    "a",
    "news",
    "teilen",
    "mehr",
    "分享",
    "到",
    "e-mail",
    "24",
    "don’t",
]
HOLES = [
    "{n}", "{network}", "{thing}", "{reply|comment}", "{new? }", "{ now?}", "{a |the |}", "{1-2 words}", "{...}", "{time}", "{email}",
    "{handle}", "{url}", "{name}", "{date}",
]  # fmt: skip
FILLERS = {
    "{n}": ["12", "1.2k", "1,204"], "{network}": ["Facebook", "E-Mail"], "{thing}": ["photo essay", "分享"], "{reply|comment}": ["Reply", "comment"],
    "{new? }": ["new ", ""], "{ now?}": [" now", ""], "{a |the |}": ["a ", "the ", ""], "{1-2 words}": ["some", "two words"],
    "{...}": ["", "and all the rest, really"], "{time}": ["12:30", "4 pm"], "{email}": ["a.b@example.com"], "{handle}": ["@ann"],
    "{url}": ["https://example.com/a", "example.org"], "{name}": ["Ann Example", "J. O’Hara"], "{date}": ["May 3, 2019", "3. März 2020", "2021-04-05"],
}  # fmt: skip
NOISE = ["", "", "", "» ", "• ", "- ", " »", ":", "...", "!", " |", "?"]


def a_phrase(rng: random.Random) -> str:
    parts = [rng.choice(HOLES) if rng.random() < 0.4 else rng.choice(WORDS) for _ in range(rng.randint(1, 4))]
    return re.sub(r"(\{new\? \}|\{a \|the \|\}) ", r"\1", " ".join(parts)).replace(" { now", "{ now")


def a_line(rng: random.Random, phrase: str) -> str:
    line = re.sub(r"\{[^{}]*\}", lambda m: rng.choice(FILLERS[m[0]]), phrase)
    if rng.random() < 0.3:
        words = line.split(" ")
        words.insert(rng.randint(0, len(words)), rng.choice(WORDS))
        line = " ".join(words)
    if rng.random() < 0.3:
        line = rng.choice([str.upper, str.title, str.lower])(line)
    return rng.choice(NOISE) + line + rng.choice(NOISE)


@pytest.mark.parametrize("seed", range(12))
def test_index_decides_as_a_plain_loop(seed):
    rng = random.Random(seed)
    phrases = []
    while len(phrases) < 120:
        phrase = a_phrase(rng)
        try:
            phrases.append((phrase, compile_phrase(phrase, VOCABULARY, max_keys=48 if seed % 2 else 2)))
        except PhraseError:
            continue
    pack = Pack("test.pack")
    rules = [
        Rule(name=f"test.pack/r{i}", pack=pack, matcher="lines", phrases=(p,))
        for i, (p, _) in enumerate(phrases)
    ]
    index = Index(rules, [(i, "line", compiled) for i, (_, compiled) in enumerate(phrases)])
    hits = 0
    for _ in range(400):
        line = a_line(rng, rng.choice(phrases)[0]).strip()
        if not line or len(line) > 150:
            continue
        want = {i for i, (phrase, _) in enumerate(phrases) if fits(phrase, line, VOCABULARY)}
        got = {hit.rule for hit in index.look(line).hits}
        assert got == want, (line, [phrases[i][0] for i in got ^ want])
        hits += len(want)
    assert hits > 200, "the lines must meet the phrases often, or this proves nothing"
