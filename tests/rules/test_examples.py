"""Every rule's own examples, alone and with all other rules on."""

from __future__ import annotations

import pytest

from cleantext.rules.check import check_rules
from cleantext.rules.load import load_rules

PACKS = sorted({rule.pack.id for rule in load_rules().rules})


@pytest.mark.parametrize("pack", PACKS)
def test_examples_of_every_rule_hold(pack):
    rules = load_rules()
    failures = check_rules(rules, [r for r in rules.rules if r.pack.id == pack])
    assert not failures, "\n".join(f"{f.rule}: {f.kind} {f.example!r} {f.message}" for f in failures)
