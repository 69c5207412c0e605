"""Lint finds what it is for, and says nothing of rules that stand well.

The cases stand in lint.toml.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleantext.rules.lint import lint_rules
from cleantext.rules.load import load_rules, read_rule_files
from tests.rules.written import HEAD, completed

A = '[[rule]]\nid = "a"\nlines = ["pass it on"]\n'
CASES = tomllib.loads((Path(__file__).parent / "lint.toml").read_text("utf-8"))["case"]


def found(tmp_path: Path, body: str) -> list[tuple[str, str, str, str]]:
    path = tmp_path / "x.toml"
    path.write_text(HEAD + body, "utf-8")
    return [(f.level, f.kind, f.rule, f.message) for f in lint_rules(load_rules((str(path),)))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_lint_says(tmp_path, case):
    got, expected = found(tmp_path, completed(case["rules"])), case["expect"]
    assert [(level, name) for level, _, name, _ in got] == [
        (level, name) for level, _, name, _ in expected
    ], got
    for (_, kind, _, message), (_, kinds, _, part) in zip(got, expected, strict=True):
        assert kind in kinds.split("|"), got
        assert part in message, got


def test_only_the_rules_asked_about_are_named(tmp_path):
    for name, pack in (("a.toml", "t.a"), ("b.toml", "t.b")):
        (tmp_path / name).write_text(HEAD.replace("t.x", pack) + completed(A), "utf-8")
    paths = (str(tmp_path / "a.toml"), str(tmp_path / "b.toml"))
    rules = load_rules(paths)
    assert {f.rule for f in lint_rules(rules)} == {"t.b/a"}
    assert lint_rules(rules, read_rule_files(paths[:1])) == []
