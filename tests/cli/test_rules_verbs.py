"""`clean rules list | show | test | lint | stats`."""

from __future__ import annotations

import gzip
import json

import pytest
import zstandard

from tests.cli.texts import ARTICLE, CLEAN


@pytest.fixture
def verb(clean, rules):
    """Call `clean rules VERB`, the test's rules given as the verb wants them."""

    def call(name, *args, given=True):
        extra = [] if not given else [str(rules)] if name in ("test", "lint") else ["--rules", str(rules)]
        return clean("rules", name, *args, *extra, with_rules=False)

    return call


def test_list_names_rules_by_filter(verb):
    out = verb("list").stdout
    assert "test.page/share" in out
    assert "A comment prompt." in out
    assert "test.page/share" not in verb("list", "--category", "comments").stdout
    assert len(json.loads(verb("list", "--pack", "test.*", "--lang", "en", "--json").stdout)) == 3
    assert verb("list", "--lang", "any").exit_code == 1
    result = verb("list", "--category", "shar")
    assert (result.exit_code, "there are ad," in result.stderr) == (2, True)


def test_show_tells_all_of_a_rule(verb, rules):
    for name in ("test.page/share", "share"):
        out = verb("show", name).stdout
        for part in (
            "share{ this? }",
            "SHARE THIS:",
            "They share a flat",
            "on in: light, standard",
            "category",
        ):
            assert part in out
        assert f"{rules}:12" in out
    assert json.loads(verb("show", "test.page/share", "--json").stdout)["phrases"] == ["share{ this? }"]
    assert verb("show", "test.page/*").stdout.count("stands in") == 3


def test_show_of_an_unknown_name_suggests(verb):
    result = verb("show", "test.page/shar")
    assert result.exit_code == 1
    assert "did you mean test.page/share" in result.stderr


def test_test_proves_examples(verb, rules):
    result = verb("test")
    assert (result.exit_code, "3 rules, 7 examples: all come out as claimed" in result.stdout) == (0, True)
    rules.write_text(
        rules.read_text("utf-8").replace('drop = ["Leave a Reply"]', 'drop = ["Go away"]'), "utf-8"
    )
    from cleantext.rules.load import load_rules

    load_rules.cache_clear()
    result = verb("test")
    assert result.exit_code == 1
    assert "test.page/reply" in result.stdout
    assert "drop  Go away" in result.stdout
    assert json.loads(verb("test", "--json").stdout)[0]["rule"] == "test.page/reply"


def test_a_mistake_in_a_rule_file_is_named(verb, rules, clean):
    rules.write_text(rules.read_text("utf-8").replace('id = "reply"', 'id = "Reply!"'), "utf-8")
    for result in (verb("test"), verb("lint"), verb("list"), clean("-", stdin=b"x")):
        assert result.exit_code == 2
        assert str(rules) in result.stderr
        assert "Reply!" in result.stderr


def test_lint_exits_with_1_on_errors_only(verb, rules):
    assert verb("lint").exit_code == 0
    text = rules.read_text("utf-8")
    rules.write_text(text.replace('lines = ["home"]', 'lines = ["home", "leave a reply"]'), "utf-8")
    from cleantext.rules.load import load_rules

    load_rules.cache_clear()
    result = verb("lint")
    assert (result.exit_code, "shadowed" in result.stdout) == (0, True)
    assert verb("lint", "--strict").exit_code == 1
    assert json.loads(verb("lint", "--json").stdout)[0]["kind"] == "shadowed"
    rules.write_text(text.replace('lines = ["home"]', 'lines = ["leave a reply"]'), "utf-8")
    load_rules.cache_clear()
    result = verb("lint")
    assert result.exit_code == 1
    assert f"{rules}: error: test.page/maybe: " in result.stdout


def test_stats_count_over_files_folders_and_records(verb, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE, "utf-8")
    (folder / "b.md").write_text(CLEAN, "utf-8")
    records = "".join(json.dumps({"text": t}) + "\n" for t in (ARTICLE, CLEAN)).encode()
    (folder / "c.jsonl").write_bytes(records)
    (folder / "d.jsonl.gz").write_bytes(gzip.compress(records))
    (folder / "e.jsonl.zst").write_bytes(zstandard.compress(records))
    result = verb("stats", folder, "--json")
    assert result.exit_code == 0
    stats = json.loads(result.stdout)
    assert (stats["documents"], stats["changed"]) == (8, 4)
    rows = {row["rule"]: row for row in stats["rules"]}
    assert rows["test.page/share"]["documents"] == 4
    assert rows["test.page/share"]["example"] == "Share"
    assert stats["unused"] == ["test.page/maybe"]
    assert verb("stats", folder, "--unused").stdout == "test.page/maybe\n"
    table = verb("stats", folder).stdout
    assert "50.0%" in table
    assert "typography" not in table
    assert "typography" in verb("stats", folder, "--all").stdout


def test_stats_name_what_cannot_be_read(verb, tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"text": "a"}\nnonsense\n{"body": "b"}\n[]\n', "utf-8")
    (tmp_path / "bad.gz").write_bytes(b"\x1f\x8b no")
    (tmp_path / "bad.jsonl.zst").write_bytes(b"no zst")
    result = verb("stats", *(tmp_path / n for n in ("bad.jsonl", "bad.gz", "bad.jsonl.zst", "missing.txt")))
    assert result.exit_code == 1
    for part in (
        "line 2 is no record: Expecting",
        "line 3 is no record",
        "line 4",
        "bad.gz",
        "bad.jsonl.zst",
        "missing.txt",
    ):
        assert part in result.stderr
    assert "1 documents" in result.stderr
