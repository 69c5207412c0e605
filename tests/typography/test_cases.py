"""Typography by its case files, in both faces: the text, and the edits that make it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleantext.edits import apply_edits, check_edits
from cleantext.options import Options
from cleantext.typography import find_changes, normalise

CASES = Path(__file__).parent.parent / "cases" / "typography"
SEEDS = Path(__file__).parent.parent.parent / "seeds"
BY_FILE: dict[str, dict[str, Any]] = {"curly": {"quotes": "curly"}}


def _cases(table: str) -> list[Any]:
    return [
        pytest.param(
            case,
            {**BY_FILE.get(file.stem, {}), **case.get("options", {})},
            id=f"{file.stem}: {case['label']}",
        )
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8")).get(table, [])
    ]


def check(text: str, options: Options, expected: str) -> None:
    assert normalise(text, options) == expected
    edits = find_changes(text, options)
    check_edits(edits, len(text))
    assert apply_edits(text, edits) == expected
    assert {e.category for e in edits} <= {"quotes", "spaces", "dashes", "form"}
    assert all(e.rule.startswith(f"typography.{e.category}/") for e in edits)
    assert normalise(expected, options) == expected


@pytest.mark.parametrize(("case", "options"), _cases("case"))
def test_case(case: dict[str, Any], options: dict[str, Any]) -> None:
    check(case["input"], Options(lang=case.get("lang"), **options), case["expected"])


@pytest.mark.parametrize(("case", "options"), _cases("same"))
def test_sound_text_stays(case: dict[str, Any], options: dict[str, Any]) -> None:
    check(case["text"], Options(**options), case["text"])


@pytest.mark.parametrize("quotes", ["straight", "keep"])
@pytest.mark.parametrize(("case", "_options"), _cases("same"))
def test_sound_text_gives_the_same_object(
    case: dict[str, Any], _options: dict[str, Any], quotes: str
) -> None:
    options = Options(quotes=quotes, spaces="keep", form="keep")  # type: ignore[arg-type]
    once = normalise(case["text"], options)
    assert normalise(once, options) is once


@pytest.mark.parametrize("file", sorted(SEEDS.glob("*.txt")), ids=lambda file: file.stem)
def test_lines_of_the_seeds_come_out_as_expected(file: Path) -> None:
    got = normalise(file.read_text(encoding="utf-8"), Options()).split("\n")
    want = (SEEDS / "expected" / file.name).read_text(encoding="utf-8").split("\n")
    damaged = {line for line in want if "currently controls a large portion" in line}  # the repair stage's
    assert set(want) - set(got) - {""} == damaged
