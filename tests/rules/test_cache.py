"""Compiled rules on disk: what comes back is what went in, and what cannot be read is compiled again."""

import pickle

import pytest

from cleantext.errors import RuleError
from cleantext.rules.cache import compile_apart, compiled_rules, rules_digest
from cleantext.rules.load import load_rules
from cleantext.rules.pickles import Sharing, dump, load
from cleantext.rules.scene import Hit

RULES = """
schema = 1
extends = []

[list]
network = ["facebook", "telegram"]

[pack]
id = "t"
category = "share"

[[rule]]
id = "share"
about = "Links to networks, in many spellings."
lines = ["{share|send|post} {this |it |}{on|to} {network}", "posted on {date} by {name}"]
drop = ["Share this on Facebook"]
keep = ["They share this on principle."]

[[rule]]
id = "short"
about = "A short line that says nothing."
lines = ["more"]
when = { words = "..3", zone = "tail" }
drop = ["More"]
keep = ["More was to come."]

[[rule]]
id = "site"
about = "The same on one site."
sites = ["example.com"]
lines = ["the daily example"]
drop = ["The Daily Example"]
keep = ["The daily example was set by the director."]
"""
LINES = [
    "share this on facebook",
    "send to telegram",
    "posted on 3 may 2021 by ann lee",
    "the daily example",
    "no",
]
PARTS = ("index", "site_index", "selectors", "vocabulary", "languages")


@pytest.fixture
def rules(tmp_path, monkeypatch):
    """A file of rules, its compiled state kept in a folder of the test's own."""
    monkeypatch.setenv("CLEANTEXT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "rules.toml").write_text(RULES)
    compiled_rules.cache_clear()
    yield str(tmp_path / "rules.toml")
    compiled_rules.cache_clear()


def _anew(path):
    """The rules as another process would have them."""
    compiled_rules.cache_clear()
    return compiled_rules((path,))


def test_rules_from_the_cache_are_those_that_were_compiled(rules):
    compiled_rules((rules,))
    read, compiled = _anew(rules), load_rules((rules,))
    assert not set(PARTS) & set(vars(read))  # it was read, and no part of it yet
    for line in LINES:
        assert read.hits(line) == compiled.hits(line)
    assert read.vocabulary == compiled.vocabulary
    assert [r.when for r in read.rules] == [r.when for r in compiled.rules]


def test_parts_are_read_when_they_are_asked_for_and_their_pickles_dropped(rules):
    compiled_rules((rules,))
    read = _anew(rules)
    assert read.index.hits("send to telegram")
    assert {p for p in PARTS if p in vars(read)} == {"index"}
    assert set(read._apart) == set(PARTS) - {"index"}


def test_rules_read_from_the_cache_can_be_pickled_again(rules):
    compiled_rules((rules,))
    read = _anew(rules)
    assert read.index.hits("more")  # one part loaded, the others not
    again = load(dump(read))
    assert all(again.hits(line) == read.hits(line) for line in LINES)


def test_the_cache_holds_no_examples(rules):
    compiled_rules((rules,))
    assert all(not rule.drop and not rule.keep for rule in _anew(rules).rules)


@pytest.mark.parametrize("damage", [b"", b"\x80\x05", pickle.dumps({"no": "rules"})])
def test_a_damaged_file_is_compiled_anew(rules, tmp_path, damage):
    compiled_rules((rules,))
    (file,) = (tmp_path / "cache").glob("*.pickle")
    file.write_bytes(damage)
    assert _anew(rules).hits("send to telegram")
    assert len(file.read_bytes()) > len(damage)


def test_a_process_of_its_own_fills_the_cache_once(rules, tmp_path):
    compile_apart((rules,))
    (file,) = (tmp_path / "cache").glob("*.pickle")
    made = file.stat().st_mtime_ns
    compile_apart((rules,))
    assert file.stat().st_mtime_ns == made
    assert not set(PARTS) & set(vars(compiled_rules((rules,))))  # it was read


def test_rules_that_cannot_be_compiled_leave_nothing_in_the_cache(rules, tmp_path):
    (tmp_path / "rules.toml").write_text(RULES.replace("{network}", "{netwrok}"))
    compile_apart((rules,))
    assert not list((tmp_path / "cache").glob("*"))
    with pytest.raises(RuleError, match="netwrok"):
        compiled_rules((rules,))


def test_a_changed_rule_file_has_another_digest(rules, tmp_path):
    before = rules_digest((rules,))
    (tmp_path / "rules.toml").write_text(RULES.replace("telegram", "mastodon"))
    assert rules_digest((rules,)) != before


def test_equal_parts_are_one():
    words = ["one", "two"]
    made = Sharing().once({"a": [("".join(words), 1)], "b": [("".join(words), 1)], "c": ["".join(words)]})
    assert made == {"a": [("onetwo", 1)], "b": [("onetwo", 1)], "c": ["onetwo"]}
    assert made["a"] is made["b"]
    assert made["a"][0][0] is made["c"][0]


def test_equal_parts_of_other_types_stay_apart():
    sharing = Sharing()
    hit = Hit((1, 2), 3, "line", "x")
    made = sharing.once([hit, tuple(hit), (1,), (True,), [1], frozenset((1,))])
    assert [type(v) for v in made] == [Hit, tuple, tuple, tuple, list, frozenset]
    assert made[0].rank is made[1][0]
    assert [type(v[0]) for v in made[2:4]] == [int, bool]
