"""What rules do to whole documents: places, proof, order, brakes, files that build on others.

The cases stand in decisions.toml.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cleantext import Cleaner
from tests.rules.written import HEAD, completed

DATA = tomllib.loads((Path(__file__).parent / "decisions.toml").read_text("utf-8"))


def spelt_out(text: str) -> str:
    """A document of a case: `<A>` and the like replaced by the lines they stand for."""
    return re.sub(r"<([A-Z])>", lambda m: DATA["lines"][m[1]], text.strip("\n"))


def cleaner_of(case: dict[str, object], folder: Path) -> Cleaner:
    for name, body in case.get("files", {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, "utf-8")
    path = folder / "rules.toml"
    head = HEAD.replace('languages = ["en"]\n', "")
    path.write_text(case.get("file") or head + completed(case["rules"]), "utf-8")
    return Cleaner(rules=(str(path),), **case.get("options", {}))


@pytest.mark.parametrize("case", DATA["case"], ids=lambda case: case["name"])
def test_rules_decide(case, tmp_path, monkeypatch):
    monkeypatch.setenv("CLEANTEXT_CACHE", "off")  # a hundred small sets would push the built-in one out
    text = spelt_out(case["text"])
    want = text if case["want"] == "same" else spelt_out(case["want"])
    cleaner = cleaner_of(case, tmp_path)
    rows = frozenset(case.get("rows", ()))
    assert cleaner(text, rows=rows) == want

    result = cleaner.explain(text, rows=rows)
    assert result.text == want
    assert result.restore() == text
    if "by" in case:
        assert [r.rule for r in result.removed] == case["by"]
    if "losers" in case:
        assert list(result.removed[0].losers) == case["losers"]
    if "note" in case:
        assert case["note"] in result.removed[0].note
    if "flags" in case:
        assert [f.name for f in result.flags] == case["flags"]


def test_every_case_has_a_name_of_its_own():
    names = [case["name"] for case in DATA["case"]]
    assert len(names) == len(set(names))
