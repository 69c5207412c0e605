"""Lint finds what it is for, and says nothing of rules that stand well.

Each case is a rule file in short and what lint says of it: level, kind, rule, and a part of the message.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cleantext.rules.lint import lint_rules
from cleantext.rules.load import load_rules, read_rule_files

HEAD = """
schema = 1
extends = []
[pack]
id = "t.x"
about = "For tests."
languages = ["en"]
category = "share"
"""


def rule(
    name: str, body: str, drop: str = '["Pass it on"]', keep: str = '["Nobody ever came there."]'
) -> str:
    return f'[[rule]]\nid = "{name}"\nabout = "A rule."\n{body}\ndrop = {drop}\nkeep = {keep}\n'


A = rule("a", 'lines = ["pass it on"]')

CASES = {
    "the same phrases": (
        A + rule("b", 'lines = ["pass it on"]'),
        [("error", "duplicate", "t.x/b", "t.x/a")],
    ),
    "all phrases inside another rule's": (
        rule("a", 'lines = ["pass {it|this} on"]') + rule("b", 'lines = ["pass it on"]'),
        [("error", "dead", "t.x/b", "never wins a line: t.x/a")],
    ),
    "a phrase that another rule takes first": (
        A + rule("b", 'lines = ["pass it on", "hand it over"]', drop='["Hand it over"]'),
        [("warning", "shadowed", "t.x/b", "'pass it on' is taken by t.x/a first")],
    ),
    "a pattern takes what a phrase names": (
        rule("a", 'lines = ["pass it {...}"]', drop='["Pass it round"]')
        + rule("b", 'lines = ["pass it on", "hand it over"]\npriority = -1', drop='["Hand it over"]'),
        [("warning", "shadowed", "t.x/b", "'pass it on' is taken by t.x/a first")],
    ),
    "the more specific phrase wins, so nothing is shadowed": (
        rule("a", 'lines = ["{1-2 words} it on please"]', drop='["Pass it on please"]')
        + rule("b", 'lines = ["pass it on please"]', drop='["Pass it on please"]'),
        [("warning", "shadowed", "t.x/a", "each of its drop examples is taken by t.x/b")],
    ),
    "the same phrase under other conditions is only noted": (
        rule("a", 'lines = ["pass it on"]\nwhere = "tail"')
        + rule("b", 'lines = ["pass it on"]\nconfidence = "medium"'),
        [("note", "duplicate", "t.x/a", "stands in t.x/b too")],
    ),
    "a narrower rule below a wider one": (
        A + rule("b", 'lines = ["pass it on"]\nwhere = "tail"\nconfidence = "medium"'),
        [("error", "dead|duplicate", "t.x/b", "t.x/a")],
    ),
    "twice inside one rule": (
        rule("a", 'lines = ["pass {it|this} on", "pass this on!"]'),
        [("warning", "duplicate", "t.x/a", "'pass this on!' says nothing that 'pass {it|this} on' does not")],
    ),
    "open holes among alternatives": (
        rule("a", 'lines = ["pass {it|{n}|{1-2 words}} on"]')
        + rule("b", 'lines = ["hand it over"]', drop='["Hand it over"]'),
        [],
    ),
    "a keep rule with the phrase of a drop rule": (
        A + rule("b", 'lines = ["pass it on", "so it goes"]\naction = "keep"', drop='["Pass it on"]'),
        [("error", "contradictory", "t.x/a", "kept by t.x/b")],
    ),
    "a keep example that another rule takes": (
        A + rule("b", 'lines = ["hand it over"]', drop='["Hand it over"]', keep='["Pass it on"]'),
        [("error", "contradictory", "t.x/b", "goes by t.x/a")],
    ),
    "a rule that fits none of its examples": (
        rule("a", 'lines = ["pass it on"]', drop='["Hand it over"]'),
        [("error", "dead", "t.x/a", "fits none"), ("error", "example", "t.x/a", "should go, but stays")],
    ),
    "deprecated for a rule that is not there": (
        A
        + rule(
            "b",
            'lines = ["hand it over"]\nstatus = "deprecated"\nreplaced_by = "t.x/gone"',
            drop='["Hand it over"]',
        ),
        [("error", "replaced", "t.x/b", "'t.x/gone' is no rule")],
    ),
    "a gap that is closed by now": (
        rule("a", 'lines = ["pass {it|this} on"]\ntodo_drop = ["Pass this on!"]'),
        [("warning", "todo", "t.x/a", "move it to drop")],
    ),
    "a phrase that ordinary lines are": (
        rule("a", 'lines = ["introduction", "pass it on"]'),
        [("warning", "broad", "t.x/a", "'Introduction'")],
    ),
    "a phrase of holes alone": (
        rule(
            "a",
            'lines = ["{1-3 words}"]',
            drop='["Pass it on"]',
            keep='["This line has more words than three."]',
        ),
        [("warning", "broad", "t.x/a", "ordinary text"), ("warning", "broad", "t.x/a", "hardly a letter")],
    ),
    "the same at the edges only is a matter of taste": (
        rule("a", 'lines = ["introduction", "pass it on"]\nwhere = "tail"'),
        [],
    ),
    "a span that prose holds": (
        rule("a", 'span = ["by email"]', drop='["He wrote by email to us."]'),
        [("warning", "broad", "t.x/a", "'by email'")],
    ),
    "rules for two languages may say the same": (
        rule("a", 'lines = ["pass it on"]\nlanguages = ["de"]')
        + rule("b", 'lines = ["pass it on"]\nlanguages = ["fr"]'),
        [("note", "duplicate", "t.x/a", "")],
    ),
    "a rule for a site stands before the general one": (
        rule("a", 'lines = ["pass it on"]\nsites = ["example.com"]') + rule("b", 'lines = ["pass it on"]'),
        [("note", "duplicate", "t.x/a", "")],
    ),
}


def found(tmp_path: Path, body: str) -> list[tuple[str, str, str, str]]:
    path = tmp_path / "x.toml"
    path.write_text(HEAD + body, "utf-8")
    return [(f.level, f.kind, f.rule, f.message) for f in lint_rules(load_rules((str(path),)))]


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES.keys())
def test_lint_says(tmp_path, body, expected):
    got = found(tmp_path, body)
    assert [(level, name) for level, _, name, _ in got] == [
        (level, name) for level, _, name, _ in expected
    ], got
    for (_, kind, _, message), (_, kinds, _, part) in zip(got, expected, strict=True):
        assert kind in kinds.split("|"), got
        assert part in message, got


def test_only_the_rules_asked_about_are_named(tmp_path):
    for name, pack in (("a.toml", "t.a"), ("b.toml", "t.b")):
        (tmp_path / name).write_text(HEAD.replace("t.x", pack) + A, "utf-8")
    paths = (str(tmp_path / "a.toml"), str(tmp_path / "b.toml"))
    rules = load_rules(paths)
    assert {f.rule for f in lint_rules(rules)} == {"t.b/a"}
    assert lint_rules(rules, read_rule_files(paths[:1])) == []
