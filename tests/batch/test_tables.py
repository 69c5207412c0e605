"""Tables: what their types hold goes through, what they do not hold is rejected, and nothing is cut or half-made."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

import cleantext
from cleantext.errors import InputError
from tests.batch.dumps import CLEAN, DIRTY, rejects, run

NOT_UTF8 = pa.Array.from_buffers(
    pa.string(), 2, [None, pa.array([0, 2, 4], pa.int32()).buffers()[1], pa.py_buffer(b"ab\xff\xfe")]
)
FAR = pa.array([600_000_000_000, 5], pa.timestamp("s"))
"""In the year 20983, and in 1970."""


def write(path: Path, **columns: Any) -> Path:
    (pq.write_table if path.suffix == ".parquet" else pa.feather.write_feather)(pa.table(columns), path)
    return path


def write_lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def read(path: Path) -> list[dict[str, Any]]:
    made = pq.read_table(path) if path.suffix == ".parquet" else pa.feather.read_table(path)
    return made.to_pylist()


@pytest.mark.parametrize(
    ("first", "later", "said"),
    [
        (1, "n/a", "has another type"),
        ({"x": 1}, {"x": 1, "y": {"z": 2}}, "field 'm.y' is not among"),
        ([{"x": 1}], [{"x": 1}, {"y": 2}], "field 'm.y' is not among"),
        (1.5, 2**70 + 1, "has another type"),
        ("a", "\ud83d", "has another type"),
    ],
)
@pytest.mark.parametrize("count", [1, 150])
def test_what_the_types_of_the_first_records_cannot_hold_is_rejected(tmp_path, first, later, said, count):
    if count == 1 and "field" in said:
        count = 150  # among the first hundred such fields become part of the type
    good = [{"text": "a", "m": first}] * count
    source = write_lines(tmp_path / "in.jsonl", *good, {"text": "b", "m": later}, good[0])
    outcome = run(source, tmp_path / "out.parquet")
    (rejected,) = rejects(Path(outcome.rejected))
    assert said in rejected["message"]
    assert json.loads(rejected["record"])["m"] == later
    assert read(tmp_path / "out.parquet") == [*good, good[0]]


def test_what_parquet_has_no_type_for_is_said_before_anything_is_cleaned(tmp_path):
    source = write_lines(tmp_path / "in.jsonl", {"text": "a", "m": {}})
    (failure,) = run(source, tmp_path / "out.parquet").failures
    assert "does not go into Parquet: Cannot write struct type 'm'" in failure[1]
    assert run(source, tmp_path / "out.arrow").ok


def test_bad_records_before_the_first_good_one_keep_no_table_from_being_made(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"bad\n" * 300 + b'{"text": "a"}\n')
    outcome = run(source, tmp_path / "out.parquet", chunk_size=100)
    assert outcome.summary.errors == {"no record": 300}
    assert read(tmp_path / "out.parquet") == [{"text": "a"}]


def test_tables_of_other_columns_fit_the_first_one_or_are_rejected(tmp_path):
    first = write(tmp_path / "1.parquet", text=[DIRTY], n=pa.array([1], pa.int32()))
    other = write(tmp_path / "2.parquet", n=pa.array([2], pa.int64()), text=["b"])
    fewer = write(tmp_path / "3.parquet", text=["c"])
    more = write(tmp_path / "4.parquet", text=["d"], n=pa.array([4], pa.int32()), x=[4])
    outcome = run([first, other, fewer, more], tmp_path / "all.parquet")
    assert [(r["text"], r["n"]) for r in read(tmp_path / "all.parquet")][1:] == [("b", 2), ("c", None)]
    (rejected,) = rejects(Path(outcome.rejected))
    assert "field 'x' is not among" in rejected["message"]
    assert pq.read_schema(tmp_path / "all.parquet").field("n").type == pa.int32()


@pytest.mark.parametrize("ending", ["parquet", "arrow", "jsonl"])
@pytest.mark.parametrize("workers", [0, 1])
def test_a_text_that_is_no_utf_8_is_rejected_and_the_others_go_on(tmp_path, ending, workers):
    source = write(tmp_path / "in.parquet", text=NOT_UTF8, n=[1, 2])
    outcome = run(source, tmp_path / f"out.{ending}", workers=workers)
    (rejected,) = rejects(Path(outcome.rejected))
    assert "field 'text' cannot be read: 'utf-8' codec" in rejected["message"]
    assert json.loads(rejected["record"]) == {"text": "//4=", "n": 2}
    assert (outcome.summary.records, rejected["offset"]) == (2, 1)


def test_values_that_python_has_none_for_go_through(tmp_path):
    source = write(tmp_path / "in.parquet", text=[DIRTY, "b"], when=FAR, raw=NOT_UTF8)
    assert run(source, tmp_path / "out.parquet").ok
    made = pq.read_table(tmp_path / "out.parquet")
    assert made["when"].combine_chunks().cast(FAR.type).equals(FAR)
    assert made["raw"].combine_chunks().cast(pa.binary()).to_pylist() == [b"ab", b"\xff\xfe"]
    source = write(tmp_path / "far.parquet", text=["a", "b"], when=FAR)
    run(source, tmp_path / "out.jsonl")
    made = [json.loads(line)["when"] for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert made == ["20983-03-30 10:40:00.000", "1970-01-01T00:00:05"]


def test_a_damaged_batch_is_named_before_anything_reaches_beyond_it(tmp_path):
    table = pa.table({"text": [CLEAN] * 3})
    pa.feather.write_feather(table, tmp_path / "in.arrow", compression="uncompressed")
    data = bytearray((tmp_path / "in.arrow").read_bytes())
    at = data.index(len(CLEAN).to_bytes(4, "little") + (2 * len(CLEAN)).to_bytes(4, "little"))
    data[at : at + 4] = b"\xff\xff\xff\x7f"
    (tmp_path / "in.arrow").write_bytes(data)
    (failure,) = run(tmp_path / "in.arrow", tmp_path / "out.jsonl").failures
    assert "is no Arrow file, or damaged" in failure[1]
    for name in ("in.parquet", "in.arrow"):
        write(tmp_path / name, text=[CLEAN], headline=["a"])
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data.replace(b"headline", b"head\xff\xffne"))
        (failure,) = run(tmp_path / name, tmp_path / "out.jsonl").failures
        assert "or damaged: 'utf-8' codec" in failure[1]


def test_dictionaries_in_lists_and_records_are_written_out(tmp_path):
    words = pa.array(["q", "r"]).dictionary_encode()
    source = write(
        tmp_path / "in.arrow",
        text=["a"],
        list=pa.ListArray.from_arrays([0, 2], words),
        struct=pa.StructArray.from_arrays([words[:1]], ["x"]),
        map=pa.MapArray.from_arrays([0, 2], pa.array(["k", "l"]), words),
    )
    want = read(source)
    for ending in ("arrow", "parquet"):
        assert run(source, tmp_path / f"out.{ending}").ok
        assert read(tmp_path / f"out.{ending}") == want
    assert cleantext.clean_table(pa.feather.read_table(source), strip=False).to_pylist() == want


def test_columns_of_one_name_and_places_that_are_taken_are_said(tmp_path):
    twice = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"]), pa.array(["c"])], ["text", "n", "n"])
    pq.write_table(twice, tmp_path / "in.parquet")
    (failure,) = run(tmp_path / "in.parquet", tmp_path / "out.parquet").failures
    assert "two columns named 'n'" in failure[1]
    taken = pa.table({"text": [DIRTY], "cleantext": [1]})
    pq.write_table(taken, tmp_path / "in.parquet")
    (failure,) = run(tmp_path / "in.parquet", tmp_path / "out.parquet", with_counts=True).failures
    assert "its column 'cleantext' holds int64" in failure[1]
    with pytest.raises(InputError, match="two columns named 'n'"):
        cleantext.clean_table(twice, strip=False)
    with pytest.raises(InputError, match="'cleantext' holds int64"):
        cleantext.clean_table(taken, strip=False, with_counts=True)


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
def test_a_text_in_a_table_is_too_long_whatever_it_becomes(tmp_path, ending):
    source = write(tmp_path / "in.parquet", text=["é" * 600, CLEAN])
    outcome = run(source, tmp_path / f"out.{ending}", max_record=1000)
    assert outcome.summary.errors == {"too long": 1}


def test_a_packed_arrow_file_is_said_to_be_one_and_a_packed_stream_is_read(tmp_path):
    table = pa.table({"text": [DIRTY]})
    write(tmp_path / "in.arrow", text=[DIRTY])
    (tmp_path / "file.arrow.gz").write_bytes(gzip.compress((tmp_path / "in.arrow").read_bytes()))
    (failure,) = run(tmp_path / "file.arrow.gz", tmp_path / "out.arrow").failures
    assert "an Arrow file (not a stream) is read from its end" in failure[1]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    (tmp_path / "stream.arrow.gz").write_bytes(gzip.compress(sink.getvalue().to_pybytes()))
    assert run(tmp_path / "stream.arrow.gz", tmp_path / "out.arrow").ok
