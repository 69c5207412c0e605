"""Rules proposed from a dump: they load, their own tests pass, and cleaning with them takes what they were learned from."""

import json
import tomllib

import pytest
from click.testing import CliRunner

from cleantext.batch.learn import phrase_of
from cleantext.cleaner import Cleaner
from cleantext.cli.root import root
from cleantext.rules.check import check_rules
from cleantext.rules.load import load_rules, read_rule_files

SUBHEAD = "What happened next"


def record(n):
    lines = [
        f"The council of town number {n} voted on Monday to close swimming pool {n * 7} on Mill Street for good.",
        SUBHEAD,
        f"Its {n + 3} members had debated the matter for {n + 9} hours, and some left before the vote was called.",
        f"Until autumn the swimmers of street {n * 13} may use the harbour lanterns, where a guard will stand.",
        f"Harbour lanterns of March {n % 28 + 1}, 2021, page {n}",
    ]
    return {"url": f"https://graystone.example/{n}", "text": "\n\n".join(lines)}


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "dump.jsonl"
    path.write_text("".join(json.dumps(record(n)) + "\n" for n in range(12)))
    return path


def learn(dump, output, *words):
    result = CliRunner().invoke(root, ["learn", str(dump), "-o", str(output), "--workers", "1", *words])
    assert result.exit_code == 0, result.output
    return result


def test_lines_that_differ_in_numbers_and_dates_become_one_rule(dump, tmp_path):
    output = tmp_path / "mine.toml"
    learn(dump, output)
    rules = tomllib.loads(output.read_text())["rule"]
    (rule,) = rules
    assert rule["lines"] == ["harbour lanterns {date} page {n}"]
    assert (rule["status"], rule["where"], rule["sites"]) == ("preview", "tail", ["graystone.example"])
    assert "may use the harbour lanterns" in rule["keep"][0]
    assert "# on 12 of 12 documents of graystone.example" in output.read_text()


def test_what_is_proposed_is_proved_and_works(dump, tmp_path):
    output = tmp_path / "mine.toml"
    learn(dump, output)
    own = read_rule_files((str(output),))
    assert own
    assert check_rules(load_rules((str(output),)), own) == []
    text = record(3)["text"]
    assert Cleaner(rules=[str(output)], site="graystone.example")(text) == text
    cleaner = Cleaner(rules=[str(output)], enable=["mine/*"], site="graystone.example")
    assert cleaner(text) == text.rpartition("\n\n")[0]


def test_the_same_dump_gives_the_same_file(dump, tmp_path):
    learn(dump, tmp_path / "a.toml")
    learn(dump, tmp_path / "b.toml", "--workers", "2")
    assert (tmp_path / "a.toml").read_bytes() == (tmp_path / "b.toml").read_bytes()


def test_a_dump_without_such_lines_gives_a_file_without_rules(dump, tmp_path):
    learn(dump, tmp_path / "mine.toml", "--min-docs", "100")
    assert "rule" not in tomllib.loads((tmp_path / "mine.toml").read_text())


def test_files_that_exist_stay(dump, tmp_path):
    output = tmp_path / "mine.toml"
    output.write_text("mine")
    result = CliRunner().invoke(root, ["learn", str(dump), "-o", str(output)])
    assert result.exit_code != 0
    assert "exists" in result.output
    assert output.read_text() == "mine"


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("» Posted on March 3, 2021 at desk 14", "posted {date} at desk {n}"),
        ("Write to ann@example.com or @annexample", "write to {email} or {handle}"),
        (
            "The 9 members of the board met on March 3, 2021 to vote on the bridge.",
            "the 9 members of the board met on march 3 2021 to vote on the bridge",
        ),
        ("12 / 14", ""),
        ("A {brace} in a line", ""),
        ("x" * 400, ""),
    ],
)
def test_phrases_of_lines(line, phrase):
    assert phrase_of(line) == phrase
