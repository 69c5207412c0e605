"""Every rule of `rules/encoding` does what its own examples claim."""

from __future__ import annotations

import pytest

from cleantext.edits import apply_edits
from cleantext.encoding import find_repairs, repair
from cleantext.encoding.tables import read_pack

PACKS = ("codecs", "swaps", "marks", "escapes", "lost", "waste")
RULES = [(name, rule) for name in PACKS for rule in read_pack(name)["rule"]]
CASES = [
    (f"{name}/{rule['id']}", case["text"], case["want"])
    for name, rule in RULES
    for case in rule.get("case", ())
]
KEEP = [(f"{name}/{rule['id']}", text) for name, rule in RULES for text in rule.get("keep", ())]


@pytest.mark.parametrize(("name", "rule"), RULES, ids=[f"{n}/{r['id']}" for n, r in RULES])
def test_a_rule_has_an_example(name: str, rule: dict[str, object]) -> None:
    assert rule.get("case"), "a rule says by a case what it mends"
    assert rule["about"]


@pytest.mark.parametrize(("rule", "text", "want"), CASES)
def test_a_case_is_mended(rule: str, text: str, want: str) -> None:
    edits, _ = find_repairs(text)
    assert apply_edits(text, edits) == want == repair(text)
    assert f"encoding.{rule}" in {edit.rule for edit in edits}
    assert all(edit.note for edit in edits)


@pytest.mark.parametrize(("rule", "text"), KEEP)
def test_what_a_rule_keeps_stays(rule: str, text: str) -> None:
    assert repair(text) == text
