"""The library's ways in for many: texts, dicts, tables."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pytest

import cleantext
from cleantext import BatchError, Cleaner, OptionsError
from cleantext.batch.pool import AHEAD
from cleantext.batch.settings import BatchOptions
from tests.batch.dumps import CLEAN, DIRTY, FAST

CLEANER = Cleaner(FAST)


@pytest.mark.parametrize("workers", [0, 2])
def test_texts_come_back_clean_and_in_order(workers):
    texts = [f"{DIRTY} {n}" for n in range(50)] + ["\ud83d half", ""]
    assert list(CLEANER.stream(iter(texts), workers=workers)) == [CLEANER(t) for t in texts]


def test_texts_are_read_as_they_are_needed():
    read = []

    def texts():
        for n in itertools.count():
            read.append(f"{CLEAN} {n}" * 100)
            yield read[-1]

    stream = CLEANER.stream(texts(), workers=1)
    assert next(stream) == f"{CLEAN} 0" * 100
    stream.close()
    chunk = BatchOptions().chunk_size + len(read[-1])  # it is full with the record that goes beyond
    assert sum(map(len, read)) < AHEAD * chunk


@pytest.mark.parametrize("workers", [0, 1])
def test_records_keep_all_that_is_not_their_text(workers):
    thing = object()
    records = [{"n": thing, "body": DIRTY, "z": 1.5}, {"body": None}, {"n": 2}]
    made = list(cleantext.clean_records(records, text_field="body", strip=False, workers=workers))
    assert made == [{"n": thing, "body": CLEANER(DIRTY), "z": 1.5}, {"body": None}, {"n": 2}]
    assert list(made[0]) == ["n", "body", "z"]
    assert records[0]["body"] == DIRTY


def test_records_tell_what_was_done_if_asked():
    (made,) = cleantext.clean_records([{"text": DIRTY}], strip=False, with_counts=True)
    assert made["cleantext"]["counts"]["encoding"] == 2


TOLD = {"with_removed": True, "with_counts": True, "with_flags": True}


@pytest.mark.parametrize(
    "settings", [{}, TOLD, {"html_field": "page"}, {"url_field": "url", "lang_field": "lang"}]
)
def test_records_come_out_of_workers_as_out_of_this_process(settings):
    records = [
        {"text": f"Share\n{DIRTY}\n\nShare", "url": "https://example.com/1", "lang": "en"},
        {"text": CLEAN, "page": f"<html><body><article><p>{CLEAN * 9}</p></article></body></html>"},
        {"text": "\ud83d half", "url": 7, "lang": "xx", "more": (1, 2)},
        {"text": None, "page": None},
    ]
    here = list(cleantext.clean_records(records, **settings))
    assert list(cleantext.clean_records(records, workers=1, **settings)) == here
    assert [list(record) for record in here] == [
        list(dict.fromkeys([*r, *h])) for r, h in zip(records, here, strict=True)
    ]
    assert here[0]["text"] != records[0]["text"]


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize("text", ["x" * 101, "é" * 51])
def test_a_record_that_is_too_long_is_an_error(workers, text):
    records = [{"text": "fits"}, {"text": text}]
    with pytest.raises(BatchError, match="more than max_record=100 allows"):
        list(cleantext.clean_records(records, max_record=100, strip=False, workers=workers))


def test_a_record_that_cannot_be_cleaned_is_an_error():
    with pytest.raises(BatchError, match="is no text but int"):
        list(cleantext.clean_records([{"text": 5}], strip=False))
    with pytest.raises(OptionsError, match="no option is called 'colour'"):
        cleantext.clean_records([], colour=1)
    with pytest.raises(OptionsError, match="needs a field"):
        cleantext.clean_records([], text_field="")


@pytest.mark.parametrize("workers", [0, 1])
def test_records_before_an_error_of_their_source_come_out_first(workers):
    def source():
        for n in range(5):
            yield {"text": f"{DIRTY} {n}"}
        raise RuntimeError("the source broke")

    made = []
    with pytest.raises(RuntimeError, match="the source broke"):
        made.extend(r["text"] for r in cleantext.clean_records(source(), strip=False, workers=workers))
    assert made == [CLEANER(f"{DIRTY} {n}") for n in range(5)]


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize(
    ("record", "said"),
    [
        (None, "record 1: is no mapping but NoneType"),
        ("text", "is no mapping but str"),
        ({"text": b"a"}, "bytes"),
    ],
)
def test_what_is_no_record_is_an_error(workers, record, said):
    made = []
    with pytest.raises(BatchError, match=said):
        made.extend(cleantext.clean_records([{"text": "a"}, record], strip=False, workers=workers))
    assert made == [{"text": "a"}] or (workers and "bytes" in said)


def test_what_would_do_nothing_or_cannot_be_is_said_at_once():
    for settings in ({"repeats": True}, {"max_errors": 3}, {"read_as": "csv"}):
        with pytest.raises(OptionsError, match="no option is called"):
            cleantext.clean_records([], **settings)
    for settings in ({"text_field": 5}, {"time_limit": "5"}, {"time_limit": None}, {"with_counts": "no"}):
        with pytest.raises(OptionsError, match="is not allowed; it takes"):
            cleantext.clean_records([], **settings)
    for workers in (-1, 2.5, "2"):
        with pytest.raises(OptionsError, match="workers"):
            CLEANER.stream([], workers=workers)
    with pytest.raises(BatchError, match="text 1 is no text but NoneType"):
        list(CLEANER.stream(["a", None], workers=1))
    with pytest.raises(OptionsError, match=r"takes a pyarrow\.Table, not RecordBatch"):
        cleantext.clean_table(pa.table({"text": ["a"]}).to_batches()[0])
    with pytest.raises(BatchError, match="do not go to workers"):
        list(cleantext.clean_records([{"page": b"<p>a"}], html_field="page", workers=1))


def test_tables_keep_their_other_columns():
    table = pa.table(
        {
            "id": pa.array([1, 2, 3], pa.int16()),
            "text": [DIRTY, None, CLEAN],
            "when": pa.array([1, 2, 3], pa.timestamp("ns")),
            "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
        }
    )
    made = cleantext.clean_table(table, strip=False)
    assert made["text"].to_pylist() == [CLEANER(DIRTY), None, CLEAN]
    assert made.drop(["text", "kind"]).equals(table.drop(["text", "kind"]))
    assert made["kind"].to_pylist() == ["a", "b", "a"]
    told = cleantext.clean_table(table, strip=False, with_counts=True)
    assert '"encoding":2' in told["cleantext"].to_pylist()[0]
    assert cleantext.clean_table(table.slice(0, 0), strip=False).num_rows == 0
    with pytest.raises(OptionsError, match="no column 'body'; it has id, text"):
        cleantext.clean_table(table, text_field="body")
    with pytest.raises(BatchError, match="is no text"):
        cleantext.clean_table(table, text_field="id", strip=False)
