"""What is shown: diff, explanation, report, what was removed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from cleantext.edits import Edit, Result, apply_edits
from cleantext.report.diff import diff_lines
from tests.cli.texts import ARTICLE, CLEAN

DAMAGED = ARTICLE.replace("four million", "four million â€“ in all").replace(
    "two hundred", "two hundred and 5\x1b[31m"
)


def patched(source: str, diff: list[str]) -> str:
    """The source with a unified diff applied, as strictly as can be."""
    lines = source.split("\n")
    out, at = [], 0
    body: Iterator[str] = iter(diff[2:])
    for line in body:
        if match := re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@", line):
            start = int(match[1]) - (match[2] != "0")
            out += lines[at:start]
            at = start
        elif line[0] == "+":
            out.append(line[1:])
        else:
            assert lines[at] == line[1:], (lines[at], line)
            if line[0] == " ":
                out.append(line[1:])
            at += 1
    return "\n".join(out + lines[at:])


def test_a_diff_instead_of_the_text(clean, article):
    result = clean(article, "--diff")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("--- a/")
    assert "-Share" in lines
    assert "-Leave a Reply" in lines
    assert "\x1b" not in result.stdout
    assert patched(ARTICLE, lines) == CLEAN


def test_no_diff_where_nothing_changes(clean, tmp_path):
    (tmp_path / "a.txt").write_text(CLEAN, "utf-8")
    assert clean("a.txt", "--diff").stdout == ""


def test_diff_beside_a_written_text(clean, article, tmp_path):
    result = clean(article, "--diff", "-o", "out.txt")
    assert "-Share" in result.stdout
    assert (tmp_path / "out.txt").read_text("utf-8") == CLEAN


@st.composite
def results(draw: st.DrawFn) -> Result:
    """A text of short lines with edits anywhere in it."""
    source = draw(st.text("ab\n", max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(source)), max_size=10)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = tuple(Edit(a, b, draw(st.text("ab\n", max_size=4)), "p/r", "share") for a, b in pairs)
    return Result(source=source, text=apply_edits(source, edits), edits=edits)


@given(results())
def test_every_diff_leads_from_the_source_to_the_clean_text(result):
    diff = list(diff_lines(result, "x", safe=False))
    assert (patched(result.source, diff) if diff else result.source) == result.text


def test_an_explanation_names_rules_and_repairs(clean, tmp_path):
    (tmp_path / "a.txt").write_text(DAMAGED, "utf-8")
    out = clean("a.txt", "--explain").stdout
    assert re.search(r"^ +1  test\.page/share +- Share$", out, re.MULTILINE)
    assert re.search(r"^ +7  test\.page/reply +- Leave a Reply$", out, re.MULTILINE)
    assert re.search(r"^ +5  encoding\..* ~ .*â€“ in all.* -> .*– in all", out, re.MULTILINE)
    assert "2 lines removed" in out
    assert "\x1b" not in out


def test_a_report_counts_by_file_and_in_total(clean, article, tmp_path):
    (tmp_path / "b.txt").write_text(CLEAN, "utf-8")
    (tmp_path / "c.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    result = clean(article, "b.txt", "c.txt", "--report", "json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    first, second, third = report["files"]
    assert first["by_rule"]["test.page/share"] == 1
    assert first["lines_removed"] == 2
    assert second["changed"] is False
    assert "not text" in third["error"]
    total = report["total"]
    assert (total["files"], total["changed"], total["failed"]) == (2, 1, 1)
    assert total["by_category"]["share"] == total["by_category"]["comments"] == 1
    assert report["options"]["profile"] == "standard"


def test_the_brake_is_told(clean, tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    rules = tmp_path / "greedy.toml"
    rules.write_text(
        'schema = 1\nextends = []\n[pack]\nid = "test.greedy"\ncategory = "share"\n[[rule]]\nid = "all"\n'
        'about = "Takes prose."\nshape = { prose = true }\nconfidence = "high"\n'
        'drop = ["x"]\nkeep = ["y"]\n',
        "utf-8",
    )
    result = clean("a.txt", "--rules", rules, with_rules=False)
    assert result.exit_code == 0
    assert "a.txt: brake: " in result.stderr


def test_what_was_removed_goes_to_a_file(clean, article, tmp_path):
    result = clean(article, "--removed", "removed.jsonl")
    assert (result.exit_code, result.stdout) == (0, CLEAN)
    lines = [json.loads(line) for line in (tmp_path / "removed.jsonl").read_text("utf-8").splitlines()]
    assert [(x["line"], x["text"], x["rule"], x["category"]) for x in lines] == [
        (1, "Share", "test.page/share", "share"),
        (7, "Leave a Reply", "test.page/reply", "comments"),
    ]
    for x in lines:
        assert x["text"] in ARTICLE[x["start"] : x["end"]]
    result = clean(article, "--removed", "removed.jsonl")
    assert result.exit_code == 2
    assert "--force" in result.stderr
