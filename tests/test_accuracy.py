"""The figures, on articles so small that each can be worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from benchmarks.accuracy import main, measure
from benchmarks.alignment import Comparison, Unit, canonical, compare
from benchmarks.error_report import by_article, by_cause
from benchmarks.labelled import Article, Line, Span
from benchmarks.metrics import Counts, count, figures, mean_figures, total, total_figures
from benchmarks.peers import Cleaned, Removal, System, UnknownSystemError, system


def article(*lines: str, spans: dict[int, tuple[Span, ...]] | None = None) -> Article:
    """An article of lines such as "K The ferry left."."""
    made = tuple(
        Line(line[2:], line[0], (spans or {}).get(i, ()))  # type: ignore[arg-type]
        for i, line in enumerate(lines)
    )
    return Article("a", "en", "\n".join(line.text for line in made), made)


FERRY = article(
    "C Share", "K Ferry sinks", "M By Ann Poe", "K Nobody was hurt.", "C Read more", "K It was old."
)


def scores(of: Article, output: str) -> dict[str, float]:
    return {k: v for k, v in figures(count(compare(of, output))).items() if not math.isnan(v)}


def state(comparison: Comparison, label: str) -> list[tuple[str, str]]:
    def say(unit: Unit) -> str:
        if unit.gone:
            return "gone"
        return "altered" if unit.altered else "cut" if unit.hurt else "whole"

    return [(unit.text, say(unit)) for unit in comparison.units if unit.label == label]


def test_a_perfect_output_is_exact() -> None:
    assert scores(FERRY, "Ferry sinks\n\nNobody was hurt.\nIt was old.") == {
        "C_char": 100,
        "C_line": 100,
        "K_char": 0,
        "K_line": 0,
        "M_line": 100,
        "F1": 100,
        "exact": 100,
        "intact": 100,
    }


def test_metadata_may_stay_or_go() -> None:
    kept = scores(FERRY, "Ferry sinks\nBy Ann Poe\nNobody was hurt.\nIt was old.")
    assert kept["M_line"] == 0
    assert (kept["exact"], kept["F1"]) == (100, 100)


def test_doing_nothing_removes_nothing_and_hurts_nothing() -> None:
    same = scores(FERRY, FERRY.text)
    assert (same["C_char"], same["C_line"], same["K_line"], same["F1"], same["exact"]) == (0, 0, 0, 0, 0)
    assert same["intact"] == 100
    clean = article("K One line.", "K Another.")
    assert scores(clean, clean.text) == {"K_char": 0, "K_line": 0, "exact": 100, "intact": 100}


def test_one_chrome_line_left_and_one_kept_line_lost() -> None:
    # Gone: Read more (8 of 13 chrome characters, 1 of 2 units). Lost: "It was old." (9 of 33, 1 of 3 lines).
    got = scores(FERRY, "Share\nFerry sinks\nBy Ann Poe\nNobody was hurt.")
    assert got["C_char"] == pytest.approx(100 * 8 / 13)
    assert got["C_line"] == 50
    assert got["K_char"] == pytest.approx(100 * 9 / 33)
    assert got["K_line"] == pytest.approx(100 / 3)
    assert got["F1"] == 50
    assert (got["exact"], got["intact"]) == (0, 0)


def test_a_unit_counts_as_gone_only_when_all_of_it_is() -> None:
    got = scores(article("K Hello there.", "C Read more news"), "Hello there.\nnews")
    assert (got["C_line"], got["C_char"]) == (0, pytest.approx(100 * 8 / 12))


def test_empty_output_loses_all() -> None:
    got = scores(FERRY, "")
    assert (got["C_line"], got["K_char"], got["K_line"], got["intact"]) == (100, 100, 100, 0)


def test_lines_may_be_joined_and_split() -> None:
    assert scores(FERRY, "Ferry sinks Nobody\nwas hurt. It was old.")["exact"] == 100


def test_what_was_put_in_hurts_the_lines_beside_it() -> None:
    comparison = compare(article("K One two.", "K Three four."), "One two.\nThree big four.")
    assert state(comparison, "K") == [("One two.", "whole"), ("Three four.", "altered")]
    assert comparison.added == 1


def test_a_line_that_was_added_between_whole_lines_makes_it_inexact_only() -> None:
    got = scores(article("K One two.", "K Three four."), "One two.\nHello\nThree four.")
    assert (got["intact"], got["exact"]) == (100, 0)


def test_spans_are_units_of_their_own() -> None:
    of = article("K It sank. Read more (ab)", spans={0: (Span(9, 18, "C"), Span(19, 23, "M"))})
    comparison = compare(of, "It sank. (ab)")
    assert [(u.label, u.text.strip(), u.gone) for u in comparison.units if u.text.strip()] == [
        ("K", "It sank.", False),
        ("C", "Read more", True),
        ("M", "(ab)", False),
    ]
    assert scores(of, "It sank.")["exact"] == 100


def test_a_copy_of_a_kept_line_may_go_whichever_it_is() -> None:
    of = article("K Ferry sinks", "K Nobody was hurt.", "C Ferry sinks")
    first = scores(of, "Ferry sinks\nNobody was hurt.")
    second = scores(of, "Nobody was hurt.\nFerry sinks")
    assert first == second
    assert first["exact"] == 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“So,” he said", '"So," he said'),
        ("she doesn’t", "she doesn't"),
        ("she doesn‚Äôt", "she doesn't"),
        ("she doesnâ€™t know", "she doesn't know"),
        ("controls¬† a large", "controls a large"),
        ("a\u00a0b \u200bc", "a b c"),
        ("1990—1995", "1990-1995"),
        ("ﬁne", "fine"),
    ],
)
def test_repairs_and_quote_styles_are_no_change(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_case_and_words_are() -> None:
    assert canonical("Share") != canonical("share")


def test_units_know_where_they_stand_in_the_text() -> None:
    of = Article("a", "en", "x x\n\n  x x y", (Line("x x", "C"), Line("  x x y", "K", (Span(2, 5, "C"),))))
    assert [of.text[u.start : u.end] for u in compare(of, "").units] == ["x x", "x x", " y"]


# --- sums, means, intervals ---------------------------------------------------------------------------


def test_totals_weigh_units_and_means_weigh_articles() -> None:
    long = Counts(articles=1, chrome_units=90, chrome_units_gone=90)
    short = Counts(articles=1, chrome_units=10)
    without = Counts(articles=1, exact=1, intact=1)
    assert figures(total([long, short, without]))["C_line"] == 90
    assert mean_figures([long, short, without], draws=10)["C_line"].value == 50
    assert math.isnan(mean_figures([without], draws=10)["C_line"].value)


def test_intervals_hold_the_value_and_shrink_to_it_when_all_articles_are_alike() -> None:
    alike = [Counts(articles=1, chrome_units=4, chrome_units_gone=3)] * 5
    assert total_figures(alike, draws=50)["C_line"] == (75, 75, 75)
    mixed = [Counts(articles=1, intact=i % 2, exact=0) for i in range(40)]
    for estimates in (total_figures(mixed, draws=200), mean_figures(mixed, draws=200)):
        assert estimates["intact"].low < estimates["intact"].value == 50 < estimates["intact"].high
    assert total_figures(mixed, draws=50) == total_figures(mixed, draws=50), "the same seed, the same draws"


# --- systems ------------------------------------------------------------------------------------------


def rules_of(name: str, text: str) -> dict[str, str]:
    lines = text.split("\n")
    cleaned = system(name).clean(Article("a", "en", text, tuple(Line(line, "K") for line in lines)))
    assert cleaned.text.split("\n") == [
        x for x in lines if x not in {text[r.start : r.end] for r in cleaned.removed}
    ]
    return {text[r.start : r.end]: r.rule for r in cleaned.removed}


def test_c4_keeps_sentences_of_five_words() -> None:
    said = "She said: “It was very old.”"
    text = f"Ferry sinks\nNobody on board was hurt.\nIt sank.\nThis page uses cookies, says the note.\n{said}"
    assert rules_of("C4", text) == {
        "Ferry sinks": "c4/no-end-mark",
        "It sank.": "c4/under-5-words",
        "This page uses cookies, says the note.": "c4/policy",
    }


def test_refinedweb_takes_capitals_counters_and_single_words() -> None:
    text = "BREAKING NEWS\n3 likes\n12\nShare\nSign in to go on\nRead more...\nFerry sinks in the bay"
    assert rules_of("RefinedWeb", text) == {
        "BREAKING NEWS": "refinedweb/upper-case",
        "3 likes": "refinedweb/counter",
        "12": "refinedweb/numbers",
        "Share": "refinedweb/one-word",
        "Sign in to go on": "refinedweb/pattern",
        "Read more...": "refinedweb/pattern",
    }


def test_any_callable_can_be_measured() -> None:
    assert system("textwrap:dedent").clean(article("K   a")).text == "a"
    for name in ("nobody", "no_such_module:clean", "textwrap:no_such_function"):
        with pytest.raises(UnknownSystemError):
            system(name)


def test_justext_judges_every_line_once() -> None:
    pytest.importorskip("justext")
    prose = (
        "The ferry that had carried the people of the island for forty years sank on a quiet evening in May, "
        "and nobody who was on it was hurt at all, as the captain said to those who had come to the shore."
    )
    of = article("C Share", f"K {prose}", f"K {prose} It was old.")
    cleaned = system("jusText").clean(of)
    assert cleaned.text.split("\n") == [of.lines[1].text, of.lines[2].text]
    assert [(of.text[r.start : r.end], r.rule) for r in cleaned.removed] == [("Share", "justext/short")]


# --- reports ------------------------------------------------------------------------------------------

DROP_THREE = System(
    "three",
    lambda of: Cleaned(
        "\n".join(of.text.split("\n")[:-1]), (Removal(of.text.rindex("\n"), len(of.text), "x/last"),)
    ),
)


def test_errors_are_grouped_by_the_rule_that_took_the_line_and_by_place() -> None:
    report = by_cause(measure(DROP_THREE, [FERRY]), 5)
    assert "### Chrome left: 2" in report
    assert "**head, up to 3 words**: 1\n\n- `a` Share" in report
    assert "**middle, up to 3 words**: 1\n\n- `a` Read more" in report
    assert "### Kept lines hurt: 1\n\n**x/last**: 1\n\n- `a` It was old." in report


def test_losses_are_told_by_article() -> None:
    report = by_article(measure(DROP_THREE, [FERRY, article("K One.", "C Two")]), 5)
    assert "1 of 3" in report
    assert "9 of 33" in report
    assert "x/last" in report
    assert len(report.split("\n")) == 3, "an article without faults is not listed"


def test_the_command_prints_tables_and_names_mistakes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.txt"
    file.write_text(
        "id: a\ndomain: a.example.com\nlang: en\nkind: chrome\n---\nC| Share\nK| It sank.\n", "utf-8"
    )
    figures_file = tmp_path / "figures.json"
    arguments = ["--systems", "nothing", "C4", "--draws", "10", "--errors", "1", "--group", "1"]
    assert main([str(tmp_path), *arguments, "--json", str(figures_file)]) == 0
    printed = capsys.readouterr().out
    assert "## 1 articles together" in printed
    assert "100.0 [100.0, 100.0]" in printed
    assert "## nothing, by lang" in printed
    assert "### Chrome left: 1" in printed
    assert '"C_line": {' in figures_file.read_text("utf-8")
    assert main([str(tmp_path), "--lang", "fr"]) == 2
    assert main([str(tmp_path), "--systems", "nobody"]) == 2
    file.write_text("oops", "utf-8")
    assert main([str(tmp_path)]) == 2
    assert "a.txt:1: no line '---'" in capsys.readouterr().err
