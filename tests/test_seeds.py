"""The five articles that the project began from: each comes out as its twin, by rules that are general."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cleantext
from cleantext.rules.load import load_rules

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
SHINGLE = 5
"""So many words in a row are a seed's own, not a phrase that any page may have."""


def twin(seed: Path) -> str:
    """How the seed must come out. The seeds end without a line end, and a text that has none gets none."""
    return (seed.parent / "expected" / seed.name).read_text("utf-8").removesuffix("\n")


def test_there_are_five():
    assert len(SEEDS) == 5


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_a_seed_comes_out_as_its_twin(seed):
    assert cleantext.clean(seed.read_text("utf-8")) == twin(seed)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_a_twin_stays_as_it_is(seed):
    assert cleantext.clean(twin(seed)) == twin(seed)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_every_removed_line_names_a_rule_that_exists(seed):
    text = seed.read_text("utf-8")
    result = cleantext.explain(text)
    assert result.text == twin(seed)
    assert result.restore() == text
    assert result.removed
    rules = load_rules().numbers
    for piece in result.removed:
        assert piece.rule in rules
        assert set(piece.losers) <= set(rules)
        assert piece.text == text[piece.start : piece.end].strip("\r\n")


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(words[k:] for k in range(SHINGLE)), strict=False))


def own_shingles() -> set[tuple[str, ...]]:
    """Of lines that stay, and of those that go but speak of what the articles speak of (captions, headlines)."""
    own: set[tuple[str, ...]] = set()
    for seed in SEEDS:
        kept = twin(seed).splitlines()
        names = {w for line in kept for w in re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", line)}
        gone = set(seed.read_text("utf-8").splitlines()) - set(kept)
        for line in [*kept, *(line for line in gone if names.intersection(re.findall(r"\w+", line)))]:
            own |= shingles(words_of(line))
    return own


def test_no_rule_is_written_for_a_seed():
    own = own_shingles()
    assert len(own) > 500
    for rule in load_rules().rules:
        for phrase in (*rule.phrases, *rule.near, *(rule.to if isinstance(rule.to, tuple) else ())):
            assert not own.intersection(shingles(words_of(phrase))), f"{rule.name}: {phrase}"
