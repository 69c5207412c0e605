"""Recipes, results, verse and dialogue in many languages: what looks like chrome and is not stays.

The articles stand in traps.toml.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleantext import Cleaner

CASES = tomllib.loads((Path(__file__).parent / "traps.toml").read_text("utf-8"))["case"]


@pytest.fixture(scope="module", params=["light", "standard"])
def cleaner(request: pytest.FixtureRequest) -> Cleaner:
    return Cleaner(profile=request.param, quotes="keep")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_built_in_rules_take_nothing_from_an_article_without_chrome(
    case: dict[str, str], cleaner: Cleaner
) -> None:
    text = case["text"].strip("\n")
    assert [(removed.rule, removed.text) for removed in cleaner.explain(text).removed] == []


def test_every_trap_has_a_name_of_its_own() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))
