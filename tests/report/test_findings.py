"""What a report page is made of: bounded, and the same however the input is cut and shared out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext.edits import Edit, Flag, Result, apply_edits
from cleantext.report import findings as module
from cleantext.report.findings import Findings
from cleantext.report.samples import MAX_CHANGES, PER_CATEGORY, make_sample
from tests.batch.dumps import lines, records, run

ROOT = Path(__file__).parent.parent.parent


def result_of(source: str, edits: list[Edit]) -> Result:
    return Result(source=source, text=apply_edits(source, edits), edits=tuple(edits))


@st.composite
def results(draw: st.DrawFn) -> Result:
    source = draw(st.text(max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(source)), max_size=8)))
    edits = [
        Edit(a, b, draw(st.sampled_from(["", "x"])), f"p/{category}", category)
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
        for category in [draw(st.sampled_from(["ad", "share", "quotes"]))]
        if a < b
    ]
    return result_of(source, edits)


def found_in(documents: list[Result]) -> Findings:
    found = Findings()
    for n, result in enumerate(documents):
        found.add(result, [Flag("brake", "held")] if n % 3 == 0 else [], f"text {n}", f"site{n % 4}.example")
    return found


@given(st.lists(results(), max_size=30), st.integers(1, 10))
def test_findings_of_parts_merge_into_those_of_the_whole(documents, size):
    whole = Findings()
    for start in range(0, len(documents), size):
        whole.merge(found_in_part(documents, start, size))
    assert whole.as_json() == found_in(documents).as_json()
    assert Findings.from_json(json.loads(json.dumps(whole.as_json()))).as_json() == whole.as_json()


def found_in_part(documents: list[Result], start: int, size: int) -> Findings:
    found = Findings()
    for n, result in list(enumerate(documents))[start : start + size]:
        found.add(result, [Flag("brake", "held")] if n % 3 == 0 else [], f"text {n}", f"site{n % 4}.example")
    return found


@given(st.lists(results(), max_size=30), st.integers(1, 10))
def test_what_merging_gives_is_all_that_a_journal_needs(documents, size):
    whole, replayed = Findings(), Findings()
    for start in range(0, len(documents), size):
        news = whole.merge(found_in_part(documents, start, size))
        replayed.merge(Findings.from_json(json.loads(json.dumps(news.as_json()))))
    assert replayed.as_json() == whole.as_json()


@given(st.lists(results(), max_size=40))
def test_characters_by_rule_add_up_and_samples_are_bounded(documents):
    found = found_in(documents)
    gone = sum(len(r.source) - len(r.text) for r in documents)
    assert sum(t.characters for t in found.rules.values()) == gone
    assert sum(t.characters for t in found.categories.values()) == gone
    assert sum(s.characters_in - s.characters_out for s in found.sites.values()) == gone
    kept = found.samples.kept.values()
    for category in found.categories:
        having = {r.source for r in documents if any(e.category == category for e in r.edits)}
        assert sum(category in s.categories for s in kept) >= min(PER_CATEGORY, len(having))
    assert len(kept) <= PER_CATEGORY * len(found.categories)


@given(results())
def test_a_sample_shows_or_counts_every_character_and_change(result):
    if not result.edits:
        return
    sample = make_sample(result, "key", "name")
    assert "".join(p.text for p in sample.pieces) == result.source, "short texts are shown whole"
    assert sum(p.mark > 0 for p in sample.pieces) == len(result.edits)


def test_a_long_sample_leaves_out_and_says_how_much():
    source = "ab" * 5000
    edits = [Edit(n, n + 1, "", "p/a", "ad") for n in range(0, 9000, 100)]
    edits[-1] = edits[-1]._replace(rule="p/rare")
    sample = make_sample(result_of(source, edits), "key", "name")
    assert sum(len(p.text) + p.left_out for p in sample.pieces) == len(source)
    shown = sum(p.mark > 0 for p in sample.pieces)
    assert shown == MAX_CHANGES
    assert shown + sum(p.changes_left_out for p in sample.pieces) == len(edits)
    assert "p/rare" in {m.rule for m in sample.marks}, "a rule's first change comes before another's fortieth"


def test_sites_past_the_limit_are_counted_together(monkeypatch):
    monkeypatch.setattr(module, "MAX_SITES", 2)
    found = Findings()
    for n in range(5):
        found.add(result_of("abc", []), [], f"text {n}", f"site{n}.example")
    assert list(found.sites) == ["site0.example", "site1.example"]
    assert found.other_sites.documents == 3


def test_chunks_and_workers_make_no_difference(tmp_path):
    source = tmp_path / "a.jsonl"
    source.write_bytes(lines(records(200)) + b"broken\n")
    one = run(source, tmp_path / "b.jsonl", findings=True)
    many = run(source, tmp_path / "c.jsonl", findings=True, chunk_size=700, workers=2)
    assert one.findings.as_json() == many.findings.as_json()
    assert one.findings.sites["example.com"].documents == 200
    assert [r.error for r in one.findings.rejected] == ["no record"]


def test_a_run_without_a_report_collects_nothing(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(lines(records(9)))
    assert run(tmp_path / "a.jsonl", tmp_path / "b.jsonl").findings == Findings()


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_a_killed_run_that_goes_on_reports_the_whole(tmp_path):
    source = tmp_path / "a.jsonl"
    source.write_bytes(lines(records(6000)))
    whole = run(source, tmp_path / "whole.jsonl", findings=True).findings.as_json()
    code = "from tests.batch.dumps import run; import sys; run(sys.argv[1], sys.argv[2], findings=True, workers=1)"
    command = [sys.executable, "-c", code, str(source), str(tmp_path / "b.jsonl")]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    journal = tmp_path / ".b.jsonl.clean-run" / "journal.jsonl"
    while process.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\n") > 1):
        time.sleep(0.01)
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait()
    outcome = run(source, tmp_path / "b.jsonl", findings=True, force=True)
    assert outcome.findings.as_json() == whole
