"""Every format in and out: the same records as cleaned one by one, whatever the chunks."""

from __future__ import annotations

import datetime
import gzip
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cleantext
from cleantext.batch.formats import array
from cleantext.cleaner import Cleaner
from cleantext.errors import InputError
from tests.batch.dumps import CLEAN, DIRTY, FAST, rejects, run
from tests.batch.files import read, warc, write

CLEANER = Cleaner(FAST)


TEXTS = st.sampled_from([DIRTY, CLEAN, "", "é", "“a”\n\n\n\nb", 'x"y,z;\tw', "a\r\nb"]) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=30
)


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
)


RECORDS = st.lists(
    st.fixed_dictionaries({"id": st.integers(0, 99), "text": TEXTS, "note": st.text("aé \"',", max_size=5)}),
    min_size=1,
    max_size=12,
)


FORMATS = ["jsonl", "jsonl.gz", "json", "json.zst", "csv", "tsv.gz", "parquet", "arrow"]


@pytest.mark.parametrize("output", ["jsonl", "json.gz", "csv", "tsv", "parquet", "arrow"])
@pytest.mark.parametrize("source", FORMATS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=RECORDS, size=st.integers(1, 400))
def test_any_records_through_any_formats_and_chunks(tmp_path_factory, source, output, rows, size):
    folder = tmp_path_factory.mktemp("run")
    write(folder / f"in.{source}", rows)
    outcome = run(folder / f"in.{source}", folder / f"out.{output}", chunk_size=size)
    assert outcome.ok, rejects(folder / "out.rejected.jsonl")
    want = [row | {"text": CLEANER(row["text"])} for row in rows]
    texts_only = {source.partition(".")[0], output.partition(".")[0]} & {"csv", "tsv"}
    if texts_only:
        want = [{name: str(value) for name, value in row.items()} for row in want]
    made = read(folder / f"out.{output}")
    assert made == want
    if {source.partition(".")[0], output.partition(".")[0]} <= {"jsonl", "json"}:
        assert [list(row) for row in made] == [list(row) for row in want]


@given(record=st.fixed_dictionaries({"text": TEXTS, "a": VALUES, "b": st.lists(VALUES, max_size=2)}))
@settings(max_examples=20)
def test_other_types_go_through_json_unchanged(tmp_path_factory, record):
    folder = tmp_path_factory.mktemp("run")
    for output in ("jsonl", "json"):
        write(folder / "in.jsonl", [record])
        run(folder / "in.jsonl", folder / f"out.{output}", force=True)
        assert read(folder / f"out.{output}") == [record | {"text": CLEANER(record["text"])}]


def test_other_columns_of_a_table_keep_their_types(tmp_path):
    table = pa.table(
        {
            "text": [DIRTY, None, CLEAN],
            "when": pa.array([datetime.datetime(2024, 1, 1, 12)] * 3, pa.timestamp("ms", "UTC")),
            "price": [Decimal("1.10"), None, Decimal("2.00")],
            "raw": [b"\xff", b"", None],
            "tags": [["a"], [], None],
            "deep": [{"x": 1.5}, None, {"x": None}],
            "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
            "small": pa.array([1, 2, 3], pa.int8()),
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    outcome = run(tmp_path / "in.parquet", tmp_path / "out.arrow")
    assert (outcome.summary.without_text, outcome.ok) == (1, True)
    made = pa.feather.read_table(tmp_path / "out.arrow")
    assert made["text"].to_pylist() == [CLEANER(DIRTY), None, CLEAN]
    for name in table.column_names[1:]:
        assert made[name].to_pylist() == table[name].to_pylist(), name
        if name != "kind":
            assert made.schema.field(name).type == table.schema.field(name).type
    run(tmp_path / "in.parquet", tmp_path / "out.jsonl")
    first = read(tmp_path / "out.jsonl")[0]
    assert (first["price"], first["raw"], first["deep"]) == ("1.10", "/w==", {"x": 1.5})
    assert first["when"].startswith("2024-01-01T12:00:00")


def test_numbers_keep_their_spelling_on_the_way_from_json_to_csv(tmp_path):
    (tmp_path / "in.jsonl").write_bytes(
        b'{"text": "a", "n": 1.10, "big": 123456789012345678901, "no": null, "l": [1, 2.0]}'
    )
    run(tmp_path / "in.jsonl", tmp_path / "out.csv")
    assert read(tmp_path / "out.csv") == [
        {"text": "a", "n": "1.10", "big": "123456789012345678901", "no": "", "l": "[1, 2.0]"}
    ]


@pytest.mark.parametrize("output", ["csv", "parquet"])
def test_records_that_do_not_fit_the_first_ones_are_rejected_not_cut(tmp_path, output):
    rows = [{"text": "a", "n": n} for n in range(150)]
    more = [{"text": "b", "n": 1, "new": "c"}, {"text": "b", "n": {"x": "deep"}}, {"text": "z", "n": 5}]
    write(tmp_path / "in.jsonl", rows + more)
    outcome = run(tmp_path / "in.jsonl", tmp_path / f"out.{output}")
    bad = 1 if output == "csv" else 2
    assert outcome.summary.errors == {"does not fit the output": bad}
    found = rejects(tmp_path / "out.rejected.jsonl")
    assert "'new'" in found[0]["message"]
    assert [json.loads(r["record"]) for r in found] == more[:bad]
    assert len(read(tmp_path / f"out.{output}")) == 153 - bad


def test_rows_with_too_many_cells_and_stray_quotes_are_rejected(tmp_path):
    (tmp_path / "in.csv").write_bytes(b'id,text\n1,a\n2,b,c\n3,"a"b\n4,"x\ny"\n5,\xff\n')
    outcome = run(tmp_path / "in.csv", tmp_path / "out.csv")
    assert read(tmp_path / "out.csv") == [{"id": "1", "text": "a"}, {"id": "4", "text": "x\ny"}]
    found = rejects(tmp_path / "out.rejected.jsonl")
    assert [r["offset"] for r in found] == [12, 18, 33]
    assert [
        "3 cells" in found[0]["message"],
        "no row" in found[1]["message"],
        "UTF-8" in found[2]["message"],
    ] == [True] * 3
    assert outcome.summary.records == 5


def test_a_quote_amid_a_cell_opens_none_and_a_quoted_cell_may_run_over_lines(tmp_path):
    rows = b'1\t5" disk\n2\t"x\ny ""z"" "\n3\t\'6" of "it\n"4"\t"""\n"""\n5\td\n'
    (tmp_path / "in.tsv").write_bytes(b"id\ttext\n" + rows)
    for size in (1, 1 << 20):
        outcome = run(tmp_path / "in.tsv", tmp_path / f"{size}.tsv", chunk_size=size)
        assert outcome.ok, outcome
        want = ['5" disk', 'x\ny "z"', '\'6" of "it', '"\n"', "d"]
        assert [(r["id"], r["text"]) for r in read(tmp_path / f"{size}.tsv")] == list(
            zip("12345", want, strict=True)
        )


@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_rows_whose_cells_are_empty_are_records_and_blank_lines_are_none(tmp_path, ending):
    mark = "," if ending == "csv" else "\t"
    (tmp_path / f"in.{ending}").write_text(f"\nid{mark}text\n1{mark}a\n{mark}\n\r\n  \n2{mark}b\n")
    run(tmp_path / f"in.{ending}", tmp_path / f"out.{ending}")
    assert [r["id"] for r in read(tmp_path / f"out.{ending}")] == ["1", "", "2"]
    (tmp_path / f"one.{ending}").write_text('text\na\n""\n\nb\n')
    run(tmp_path / f"one.{ending}", tmp_path / f"two.{ending}")
    assert (tmp_path / f"two.{ending}").read_text() == 'text\na\n""\nb\n'


def test_tabs_alone_stand_between_the_cells_of_a_tsv(tmp_path):
    (tmp_path / "in.tsv").write_text("id\ttext, raw, of all\n1\ta\n")
    run(tmp_path / "in.tsv", tmp_path / "out.tsv", text_field="text, raw, of all")
    assert read(tmp_path / "out.tsv") == [{"id": "1", "text, raw, of all": "a"}]
    (tmp_path / "in.csv").write_text('"name; first, last";text\n1;a\n')
    run(tmp_path / "in.csv", tmp_path / "out.csv")
    assert read(tmp_path / "out.csv") == [{"name; first, last": "1", "text": "a"}]


def test_what_utf_8_cannot_hold_is_rejected_by_csv_and_infinity_keeps_its_name(tmp_path):
    (tmp_path / "in.jsonl").write_bytes(b'{"text": "a", "n": "x"}\n{"text": "b", "n": "\\ud83d"}\n')
    outcome = run(tmp_path / "in.jsonl", tmp_path / "out.csv")
    assert read(tmp_path / "out.csv") == [{"text": "a", "n": "x"}]
    assert "surrogate" in rejects(Path(outcome.rejected))[0]["message"]
    pq.write_table(
        pa.table({"text": ["a"], "n": [float("nan")], "m": [float("-inf")]}), tmp_path / "in.parquet"
    )
    run(tmp_path / "in.parquet", tmp_path / "out.csv", force=True)
    assert read(tmp_path / "out.csv") == [{"text": "a", "n": "nan", "m": "-inf"}]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.json", b'[{"text": "a"}, nonsense]', "holds no record at byte 16"),
        ("a.json", b'[{"text": "a"}, {"text": ]', "breaks off, or is no JSON"),
        ("a.json", b'[{"text": "a"}] {"text": "b"}', "after the array's end"),
        ("a.json", b'[{"text": "a"}, {"text": "b"}', "the array has no end, after byte 29"),
        ("a.json", b'{"text": "a"}]', "holds no record at byte 13"),
        ("a.json", b"\xff\xfe[\0{\0", "is UTF-16"),
        ("a.json", b'[{"text": ' + b"[" * 100_000, "nested too deeply"),
        ("a.csv", b"id,id\n1,2\n", "names 'id' twice"),
        ("a.csv", b'"id"x,text\n1,a\n', "its first row is no heading"),
        ("a.csv", b'"id,text\n1,a\n', "its first row is no heading: unexpected end"),
        ("a.csv", b"id,text\r1,a\r2,b\r", "its first row is no heading: new-line character"),
        ("a.csv", b"\xff\xfei\0d\0", "not UTF-8"),
        ("a.parquet", b"PAR1 nonsense", "no Parquet file"),
        ("a.parquet.gz", gzip.compress(b"PAR1", mtime=0), "neither packed nor come from a pipe"),
        ("a.arrow", b"ARROW1 nonsense", "no Arrow file"),
        ("a.tar", b"nonsense", "no tar archive"),
        ("a.zip", b"nonsense", "no zip archive"),
        ("a.warc", b"nonsense", "no web archive, or damaged"),
        ("a.warc", warc("x", b"text/html", b"<p>a")[:-9], "breaks off in the record at byte 0"),
        (
            "a.warc",
            warc("x", b"text/html", b"<p>a") + b"WARC/1.0\r\nWARC-Type: response\r\n",
            "breaks off in the",
        ),
        ("a.jsonl", '{"text": "a"}'.encode("utf-16"), "UTF-16"),
    ],
)
def test_what_is_not_what_its_name_says_is_an_input_that_failed(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    outcome = run(tmp_path / name, tmp_path / "out.jsonl")
    ((failed, reason),) = outcome.failures
    assert failed == str(tmp_path / name)
    assert said in reason
    assert not (tmp_path / "out.jsonl").exists()


def test_json_records_one_after_another_are_read_too(tmp_path):
    (tmp_path / "in.json").write_bytes(b'\xef\xbb\xbf {"text": "a"}\n{"text":\n "b"}')
    run(tmp_path / "in.json", tmp_path / "out.jsonl")
    assert read(tmp_path / "out.jsonl") == [{"text": "a"}, {"text": "b"}]


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_what_is_no_object_in_an_array_is_rejected_and_the_others_go_on(tmp_path, size):
    odd = [5, -1.5e3, None, True, "x", ["y", {}], 7]
    (tmp_path / "in.json").write_text(json.dumps([{"text": "a"}, *odd, {"text": "b"}, 12345678]))
    outcome = run(tmp_path / "in.json", tmp_path / "out.jsonl", chunk_size=size)
    assert read(tmp_path / "out.jsonl") == [{"text": "a"}, {"text": "b"}]
    assert [json.loads(r["record"]) for r in rejects(Path(outcome.rejected))] == [*odd, 12345678]
    assert not outcome.failures


@pytest.mark.parametrize("packing", [bytes, gzip.compress])
def test_an_array_is_known_again_from_any_place(packing):
    rows = [{"text": "a" * n} for n in range(9)]
    data = json.dumps(rows, indent=1).encode()

    def chunks(text: bytes, start: int) -> list[Any]:
        stream = io.BytesIO(text)
        if packing is gzip.compress:
            stream = io.BufferedReader(gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(text))))
            stream.seekable = lambda: False
        return list(array.read(stream, start, 30, 1000))

    whole = chunks(data, 0)
    for n, chunk in enumerate(whole):
        assert chunks(data, chunk.end) == whole[n + 1 :]
        with pytest.raises(InputError, match="no end"):
            chunks(data.rstrip(b"]"), chunk.end)


def test_records_of_an_array_with_windows_line_ends_are_lines(tmp_path):
    (tmp_path / "in.json").write_bytes(b'[\r\n{\r\n"text": "a",\r"n": 1\r\n},\r\n{"text":\r"b"}\r\n]\r\n')
    run(tmp_path / "in.json", tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == b'{  "text": "a", "n": 1  }\n{"text": "b"}\n'


def test_empty_inputs_give_empty_outputs(tmp_path):
    for source in ("jsonl", "json", "csv"):
        (tmp_path / f"in.{source}").write_bytes(
            b"[]" if source == "json" else b"text\n" if source == "csv" else b""
        )
        for output in ("jsonl", "json", "csv", "parquet", "arrow"):
            outcome = run(tmp_path / f"in.{source}", tmp_path / f"{source}.{output}")
            assert outcome.ok
            assert read(tmp_path / f"{source}.{output}") == []


@pytest.mark.parametrize("source", ["csv", "tsv", "parquet", "arrow"])
@pytest.mark.parametrize("output", ["csv", "tsv", "parquet", "arrow"])
def test_columns_stay_where_there_are_no_rows(tmp_path, source, output):
    table = pa.table({"id": pa.array([], pa.string()), "text": pa.array([], pa.large_string())})
    write_empty = {"parquet": pq.write_table, "arrow": pa.feather.write_feather}.get(source)
    if write_empty:
        write_empty(table, tmp_path / f"in.{source}")
    else:
        (tmp_path / f"in.{source}").write_text("id,text\n" if source == "csv" else "id\ttext\n")
    outcome = run(tmp_path / f"in.{source}", tmp_path / f"out.{output}")
    assert (outcome.ok, outcome.summary.records) == (True, 0)
    if output in ("csv", "tsv"):
        assert (tmp_path / f"out.{output}").read_text() == ("id,text\n" if output == "csv" else "id\ttext\n")
    else:
        made = pq.read_table if output == "parquet" else pa.feather.read_table
        assert made(tmp_path / f"out.{output}").column_names == ["id", "text"]


def test_urls_of_fsspec_are_read_and_written(tmp_path):
    fs = fsspec.filesystem("memory")
    for n in range(3):
        fs.pipe(f"/bucket/in/{n}.jsonl.gz", gzip.compress(json.dumps({"text": DIRTY, "n": n}).encode()))
    fs.pipe("/bucket/in/readme.txt", b"x")
    outcome = run("memory://bucket/in", "memory://bucket/out/")
    assert sorted(fs.find("/bucket/out")) == [f"/bucket/out/{n}.jsonl.gz" for n in range(3)]
    assert outcome.ok
    run("memory://bucket/in/*.gz", "memory://bucket/all.jsonl", workers=1)
    rows = [json.loads(line) for line in fs.cat("/bucket/all.jsonl").splitlines()]
    assert [r["n"] for r in rows] == [0, 1, 2]
    with pytest.raises(cleantext.CleantextError, match="exists"):
        run("memory://bucket/in", "memory://bucket/out/")
    for name in ("memory://bucket/in/0.jsonl.gz", "memory:///bucket/in/0.jsonl.gz"):
        with pytest.raises(cleantext.CleantextError, match="is read itself"):
            run("memory://bucket/in/0.jsonl.gz", name, force=True)


def test_urls_of_files_are_paths(tmp_path):
    write(tmp_path / "in.jsonl", [{"text": DIRTY}])
    with pytest.raises(cleantext.CleantextError, match="is read itself"):
        run(tmp_path / "in.jsonl", f"file://{tmp_path}/in.jsonl", force=True)
    outcome = run(f"file://{tmp_path}/in.jsonl", f"file://{tmp_path}/out.jsonl")
    assert outcome.outputs == [str(tmp_path / "out.jsonl")]


def test_globs_and_several_inputs_go_into_one_output_or_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for n in range(3):
        write(tmp_path / f"{n}.jsonl", [{"text": "a", "n": n}])
    run("[0-9].jsonl", "all.jsonl.zst")
    assert [r["n"] for r in read(tmp_path / "all.jsonl.zst")] == [0, 1, 2]
    run(["2.jsonl", "0.jsonl", "2.jsonl"], "out", write_as="csv")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["0.csv", "2.csv"]
