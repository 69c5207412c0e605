"""Each entry of the table of oddness finds its odd examples, and nothing in its fine ones."""

from __future__ import annotations

import re

import pytest

from cleantext.encoding.oddness import oddities, oddness
from cleantext.encoding.tables import read_pack

ROWS = {row["id"]: row for row in read_pack("oddness")["odd"]}
PATTERNS = {row.id: re.compile(row.pattern) for row in oddities()}


def test_names_are_unique() -> None:
    assert len(ROWS) == len(read_pack("oddness")["odd"])


@pytest.mark.parametrize("name", ROWS)
def test_an_entry_has_examples(name: str) -> None:
    assert ROWS[name]["odd"]
    assert ROWS[name]["fine"]
    assert ROWS[name]["about"]


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, row in ROWS.items() for t in row["odd"]])
def test_odd_examples_are_found(name: str, text: str) -> None:
    found = PATTERNS[name].search(f" {text} ")
    assert found is not None
    assert len(found.group()) == 1
    assert not found.group().isascii()
    assert oddness(f" {text} ") >= 1


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, row in ROWS.items() for t in row["fine"]])
def test_fine_examples_are_not(name: str, text: str) -> None:
    assert PATTERNS[name].search(f" {text} ") is None
