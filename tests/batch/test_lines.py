"""Cutting lines into chunks: nothing lost, the same from any chunk's end, memory bounded."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext.batch.chunk import InFile, Oversize
from cleantext.batch.formats.lines import HEAD, file_chunks, parse, read
from cleantext.errors import InputError

DATA = st.lists(st.binary(max_size=12).map(lambda b: b.replace(b"\n", b"x")), max_size=12).map(b"\n".join)


def plain(data: bytes) -> bool:
    return not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))


@given(DATA.filter(plain), st.integers(1, 20))
def test_chunks_are_whole_lines_and_together_the_file(data, size):
    chunks = list(read(io.BytesIO(data), 0, size, 1000))
    assert b"".join(c.body for c in chunks) == data
    assert all(c.body.endswith(b"\n") for c in chunks[:-1])
    at = 0
    for chunk in chunks:
        assert (chunk.start, chunk.end) == (at, at + len(chunk.body))
        at = chunk.end


@given(DATA.filter(plain), st.integers(1, 20), st.integers(1, 30))
def test_reading_on_from_a_chunk_gives_the_same_chunks(data, size, most):
    chunks = list(read(io.BytesIO(data), 0, size, most))
    for n, chunk in enumerate(chunks):
        assert list(read(io.BytesIO(data), chunk.end, size, most)) == chunks[n + 1 :]


@given(
    DATA | DATA.map(b"\xef\xbb\xbf".__add__) | st.just(b"{}\n" * 9_000 + b"x" * 40_000 + b"\n{}\n" * 9),
    st.integers(1, 20) | st.sampled_from([20_000, 50_000]),
    st.integers(1, 30),
    st.integers(0, 3),
)
def test_chunks_that_lie_in_a_file_are_those_that_are_read_from_it(tmp_path_factory, data, size, most, skip):
    path = tmp_path_factory.getbasetemp() / "lines.jsonl"
    path.write_bytes(data)
    try:
        want = list(read(io.BytesIO(data), 0, size, most))
    except InputError:
        with io.FileIO(path) as file, pytest.raises(InputError):
            next(file_chunks(file, 0, size, most))
        return
    start = want[min(skip, len(want)) - 1].end if want and skip else 0
    with io.FileIO(str(path)) as file:
        chunks = list(file_chunks(file, start, size, most))
    assert [_loaded(c, data) for c in chunks] == list(read(io.BytesIO(data), start, size, most))
    inode = path.stat().st_ino
    assert {c.body for c in chunks if isinstance(c.body, InFile)} <= {InFile(str(path), inode)}


def _loaded(chunk, data):
    return chunk._replace(body=data[chunk.start : chunk.end]) if isinstance(chunk.body, InFile) else chunk


def test_a_file_that_became_shorter_is_not_read_on(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_bytes(b"{}\n")
    with io.FileIO(path) as file, pytest.raises(InputError, match="is shorter"):
        next(file_chunks(file, 4, 100, 100))


def test_of_a_line_past_the_limit_only_the_head_is_kept():
    long = b"x" * 50_000
    chunks = list(read(io.BytesIO(b"{}\n" + long + b"\n{}\n"), 0, 100, 10_000))
    assert [type(c.body) for c in chunks] == [bytes, Oversize, bytes]
    assert chunks[1].body == Oversize(long[:100], len(long) + 1)
    assert len(chunks[1].body.head) <= HEAD
    assert chunks[2].start == 3 + len(long) + 1


def test_a_byte_order_mark_is_passed_over_and_utf16_refused():
    (chunk,) = read(io.BytesIO(b"\xef\xbb\xbf{}\n"), 0, 100, 100)
    assert (chunk.start, chunk.body) == (3, b"{}\n")
    with pytest.raises(InputError, match="UTF-16"):
        next(read(io.BytesIO("{}".encode("utf-16")), 0, 100, 100))


def test_rows_know_where_they_stand_and_blank_lines_are_none():
    rows = list(parse(b'{"a":1}\n\n  \nnonsense\n[1]\n', 10))
    assert [(r.offset, r.values) for r in rows] == [(10, {"a": 1}), (22, None), (31, None)]
    assert "list" in rows[2].error
