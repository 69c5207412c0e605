"""The labelled articles of this project parse, and the reader says what is wrong with those that do not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.export_labelled import export
from benchmarks.labelled import Article, LabelledError, Line, Span, as_record, read_labelled

ARTICLES = Path(__file__).parent / "articles"
FILES = sorted(ARTICLES.rglob("*.txt"))
HEAD = "id: xx-a\ndomain: a.example.com\nlang: xx\nkind: chrome\n---\n"


def one(tmp_path: Path, text: str, name: str = "a.txt") -> Article:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    (article,) = read_labelled(file)
    return article


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_an_article_of_the_project_parses_and_is_named_after_its_file(file: Path) -> None:
    (article,) = read_labelled(file)
    assert article.id == f"{file.parent.name}-{file.stem}"
    assert article.lang == file.parent.name
    assert [line.text for line in article.lines] == [x for x in article.text.split("\n") if x.strip()]
    assert article.kind.partition("-")[0] in {"chrome", "clean", "trap"}
    assert article.note, "say what the article is there to show"
    labels = {line.label for line in article.lines}
    assert "K" in labels
    assert (article.kind == "chrome") <= ("C" in labels)
    assert (article.kind == "clean") <= ("C" not in labels)
    host = article.domain.split(".")
    assert host[-2] == "example", "invented publishers stand on example domains"
    assert article.url is None or f"//{article.domain}/" in article.url


def test_the_set_is_wide_enough_to_measure_by() -> None:
    articles = list(read_labelled(ARTICLES))
    assert len({a.id for a in articles}) == len(articles) >= 70
    assert len({a.domain for a in articles}) == len(articles), "one article a publisher"
    assert len({a.lang for a in articles}) >= 14
    kinds = Counter(a.kind.partition("-")[0] for a in articles)
    assert kinds["trap"] >= 25
    untouched = [a for a in articles if not any(x.label == "C" or x.spans for x in a.lines)]
    assert len(untouched) * 4 >= len(articles), "a quarter and more has nothing to remove"


def test_prefixes_blank_lines_and_spans_become_text_and_labels(tmp_path: Path) -> None:
    article = one(tmp_path, HEAD + "C| Share\n\nK|   He said [[C:Read more]] no. [[M:(ab)]]\nM| By A | B\n")
    assert article.text == "Share\n\n  He said Read more no. (ab)\nBy A | B"
    assert article.lines == (
        Line("Share", "C"),
        Line("  He said Read more no. (ab)", "K", (Span(10, 19, "C"), Span(24, 28, "M"))),
        Line("By A | B", "M"),
    )
    assert article.lines[1].text[10:19] == "Read more"


def test_brackets_inside_a_span_belong_to_it(tmp_path: Path) -> None:
    article = one(tmp_path, HEAD + "K| So. [[C:[Watch the video]]]\nK| a[[0]] = b\n")
    assert article.text == "So. [Watch the video]\na[[0]] = b"
    assert article.lines[0].spans == (Span(4, 21, "C"),)
    assert article.lines[1].spans == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: a\n", "a.txt:1: no line '---' ends the fields"),
        ("id: a\ncolour: red\n---\nK| a\n", "a.txt:2: 'colour: red' is no field"),
        ("id: a\nid: b\n---\nK| a\n", "a.txt:2: field 'id' is given twice"),
        ("id:\n---\nK| a\n", "a.txt:1: field 'id' is empty"),
        ("id: a\ndomain: b\nlang: c\n---\nK| a\n", "a.txt:4: field 'kind' is missing"),
        (HEAD, "the article has no lines"),
        (HEAD + "K| a\nShare\n", "a.txt:7: a line starts with 'K| ', 'C| ' or 'M| ', not 'Share'"),
        (HEAD + "X| a\n", "a.txt:6: a line starts with"),
        (HEAD + "K|a\n", "a.txt:6: a line starts with"),
        (HEAD + "K|  \n", "a.txt:6: a labelled line has no text"),
        (HEAD + "K| a [[Q:b]]\n", "a.txt:6: a label is K, C or M, not 'Q'"),
    ],
)
def test_a_mistake_in_a_text_file_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LabelledError) as caught:
        one(tmp_path, text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("{", "a.jsonl:1: this is not JSON"),
        ("[]", "a.jsonl:1: this is not a JSON object"),
        ('{"id": "a", "lines": []}', "'text' is missing or is no str"),
        ('{"id": "a", "text": "a", "lines": []}', "'lines' are not the lines of 'text'"),
        ('{"id": "a", "text": "a", "lines": ["a"]}', "line 0 is no object with a 'text'"),
        ('{"id": "a", "text": "a", "lines": [{"text": "a", "label": "Z"}]}', "not 'Z'"),
        (
            '{"id": "a", "text": "a", "lines": [{"text": "a", "label": "K", "spans": [[0, 9, "C"]]}]}',
            "leaves",
        ),
        ('{"id": "a", "text": "a", "lines": [{"text": "a", "label": "K", "spans": [3]}]}', "a span is"),
    ],
)
def test_a_mistake_in_json_lines_is_named(tmp_path: Path, record: str, message: str) -> None:
    with pytest.raises(LabelledError) as caught:
        one(tmp_path, record + "\n", "a.jsonl")
    assert message in str(caught.value)


def test_bytes_that_are_not_utf8_and_empty_folders_are_errors(tmp_path: Path) -> None:
    with pytest.raises(LabelledError, match="holds no"):
        list(read_labelled(tmp_path))
    (tmp_path / "a.txt").write_bytes(b"id: \xff")
    with pytest.raises(LabelledError, match="not UTF-8"):
        list(read_labelled(tmp_path))
    (tmp_path / "a.txt").rename(tmp_path / "a.jsonl")
    with pytest.raises(LabelledError, match="not UTF-8"):
        list(read_labelled(tmp_path))
    with pytest.raises(FileNotFoundError):
        list(read_labelled(tmp_path / "none.txt"))


def test_export_writes_a_file_a_language_that_reads_back_the_same(tmp_path: Path) -> None:
    articles = list(read_labelled(ARTICLES))
    written = export(articles, tmp_path / "out")
    assert sum(written.values()) == len(articles)
    back = {a.id: a for a in read_labelled(tmp_path / "out")}
    assert len(back) == len(articles)
    for article in articles:
        assert as_record(back[article.id]) == as_record(article)


def test_a_record_has_the_keys_that_scorers_read() -> None:
    record = as_record(Article("a", "en", "x\ny", (Line("x", "K"), Line("y", "C", (Span(0, 1, "M"),)))))
    assert json.loads(json.dumps(record)) == {
        "id": "a",
        "source": "written for cleantext",
        "domain": "",
        "lang": "en",
        "text": "x\ny",
        "lines": [
            {"text": "x", "label": "K", "spans": []},
            {"text": "y", "label": "C", "spans": [[0, 1, "M"]]},
        ],
    }
