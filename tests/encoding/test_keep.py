"""Sound text comes back unchanged: written lines in many languages, and generated text in any script."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleantext.encoding import find_repairs, repair

CASES = Path(__file__).resolve().parent.parent / "cases" / "encoding" / "keep.toml"
KEEP = tomllib.loads(CASES.read_text(encoding="utf-8"))
LINES = [(section, line) for section, row in KEEP.items() for line in row["lines"]]


def test_the_suite_is_large() -> None:
    assert len(LINES) >= 300
    assert len(KEEP) >= 20


@pytest.mark.parametrize(("section", "line"), LINES, ids=[f"{s}-{i}" for i, (s, _) in enumerate(LINES)])
def test_a_sound_line_stays(section: str, line: str) -> None:
    assert repair(line) == line


@pytest.mark.parametrize("section", KEEP)
def test_sound_lines_stay_together(section: str) -> None:
    text = "\n".join(KEEP[section]["lines"])
    assert find_repairs(text).edits == ()
