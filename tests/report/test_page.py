"""The page of a report: whole in itself, escaped, with words where there is nothing to show."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from cleantext import Options
from cleantext.batch.summary import Summary
from cleantext.edits import Edit, Flag, Result, apply_edits
from cleantext.report.findings import Findings
from cleantext.report.page import Report, render_page

HOSTILE = "</script></style><img src=x onerror=alert(1)><!-- {{ 7 * 7 }} {% raw %} \"' & \u202e \ud800 \x00"
VOID = {"meta", "link", "img", "br", "input"}


def report_on(*documents: tuple[Result, list[Flag], str, str], **more: object) -> Report:
    summary, found = Summary(), Findings()
    for result, flags, name, site in documents:
        summary.records += 1
        summary.add_result(result)
        found.add(result, flags, name, site)
    return Report(
        summary=summary, findings=found, options=Options(), **({"inputs": ["a"], "outputs": ["b"]} | more)
    )


def changed(source: str, *edits: Edit) -> Result:
    return Result(source=source, text=apply_edits(source, edits), edits=edits)


def hostile() -> Report:
    text = f"{HOSTILE}\n{HOSTILE}\nrest"
    edit = Edit(0, len(HOSTILE) + 1, HOSTILE, f"p/{HOSTILE}", "ad", "high", HOSTILE)
    report = report_on(
        (changed(text, edit), [Flag(HOSTILE, HOSTILE)], HOSTILE, HOSTILE),
        inputs=[HOSTILE], outputs=[HOSTILE], rejected=HOSTILE, failures=[(HOSTILE, HOSTILE)],
    )  # fmt: skip
    report.summary.records += 1
    report.summary.reject(HOSTILE)
    report.findings.add_rejected(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    return report


class Tags(HTMLParser):
    """Collects tags, attributes and ids, and checks that tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser.tags


def test_hostile_texts_stay_texts():
    page = render_page(hostile())
    page.encode("utf-8")
    found = tags(page)
    assert not [t for t, _ in found if t == "img"]
    assert sum(t == "script" for t, _ in found) == 1
    assert not [a for _, attributes in found for a in attributes if a.startswith("on")]
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") > 10
    assert "{{ 7 * 7 }}" in page
    assert not re.search("[\x00\u202e]", page)
    assert "⟨U+202E⟩" in page


@pytest.mark.parametrize("make", [report_on, hostile])
def test_the_page_loads_nothing_and_its_links_lead_somewhere(make):
    found = tags(render_page(make()))
    ids = [a["id"] for _, a in found if "id" in a]
    assert len(ids) == len(set(ids))
    for tag, attributes in found:
        assert "src" not in attributes, tag
        if "href" in attributes:
            target = attributes["href"] or ""
            assert target == "data:," or target[1:] in ids, target
        for name in ("aria-labelledby", "for"):
            assert attributes.get(name, ids[0]) in ids


def test_empty_states_say_so():
    page = render_page(report_on())
    for words in ("Nothing was changed.", "No rule changed anything.", "No addresses are known",
                  "There is nothing to count.", "None: no brake held", "Nothing was rejected."):  # fmt: skip
        assert words in page
    assert "<table" not in page


def test_one_clean_document_is_counted():
    page = render_page(report_on((changed("The ferry was late."), [], "a.txt", ""), documents="files"))
    assert "Files cleaned" in page
    assert '<th scope="row" data-value="1">unchanged</th>' in page


def test_a_change_is_marked_with_its_rule_and_confidence():
    source = "Share\nThe\u00a0ferry was late."
    edits = (
        Edit(0, 6, "", "en.share/label", "share", "medium", "a note"),
        Edit(9, 10, " ", "t/wide", "spaces"),
    )
    page = render_page(report_on((changed(source, *edits), [], "a.txt", "")))
    assert "<del><bdi>Share</bdi></del>" in page
    assert "<del><bdi>⟨U+00A0⟩</bdi></del><ins><bdi>␣</bdi></ins>" in page
    assert "<code>en.share/label</code> share, medium confidence: " in page


def test_every_column_has_a_header_and_every_row_too():
    found = tags(render_page(hostile()))
    assert {a.get("scope") for t, a in found if t == "th"} == {"col", "row"}
    assert sum(t == "table" for t, _ in found) == sum(t == "caption" for t, _ in found) == 6


def test_a_resumed_run_says_what_its_figures_hold():
    page = render_page(report_on(went_on=True))
    assert "figures and samples are of the whole run" in page
