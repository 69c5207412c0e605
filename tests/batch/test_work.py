"""Chunks of JSON lines, cleaned where they stand: the same as record by record."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import Cleaner, Options
from cleantext.batch.chunk import Chunk, Shape, Task
from cleantext.batch.cleaners import Cleaners, host_of
from cleantext.batch.formats import Kind
from cleantext.batch.formats.lines import parse
from cleantext.batch.jsontext import replaced
from cleantext.batch.settings import BatchOptions, Fields
from cleantext.batch.work import Job, Work
from tests.batch.dumps import FAST

SHAPE = Shape(input="jsonl", output=Kind("jsonl"), fields=Fields(text="text", url="url"))
START = 100
WORK = Work(Job(options=FAST, pages=FAST, batch=BatchOptions(max_record=400)))
CLEAN = Cleaner(FAST)

TEXTS = st.text(max_size=20) | st.sampled_from(["“Curly”", "plain", "two\nlines ", "x" * 500])
OTHERS = st.none() | st.integers() | st.text(max_size=5) | st.dictionaries(st.just("text"), TEXTS, max_size=1)
RECORDS = st.dictionaries(st.sampled_from(["id", "url", "meta", "é"]), OTHERS, max_size=3).flatmap(
    lambda rest: (TEXTS | OTHERS).map(lambda text: {**rest, "text": text}) | st.just(rest)
)
LINES = (
    st.tuples(RECORDS, st.booleans()).map(lambda made: json.dumps(made[0], ensure_ascii=made[1]).encode())
    | RECORDS.map(
        lambda record: b"\t" + json.dumps(record).replace('"text"', '"te\\u0078t"').encode() + b" \r"
    )
    | st.sampled_from([b"", b" \t\r", b"\x0c", b"{", b"[1]", b'{"text": "\xff"}', b'{"text": "a"} x'])
    | st.binary(max_size=6).map(lambda data: data.replace(b"\n", b""))
)


def done(body: bytes, work: Work = WORK, **more):
    return work.do(
        Task(Chunk(START, START + len(body), body, len(body)), "in", SHAPE, **more), lambda _: None
    )


def one_by_one(body: bytes, skip: dict[int, str]) -> tuple[bytes, list[tuple[str, int]]]:
    """The output, and kind and place of what is rejected, told by the simplest loop."""
    out, rejected = [], []
    for number, row in enumerate(parse(body, START), 1):
        text = (row.values or {}).get("text")
        if number in skip:
            rejected.append(("stopped a worker", row.offset))
        elif len(row.raw) > 400:
            rejected.append(("too long", row.offset))
        elif row.values is None:
            rejected.append(("no record", row.offset))
        elif text is None or (isinstance(text, str) and CLEAN(text) == text):
            out.append(row.raw + b"\n")
        elif isinstance(text, str):
            out.append(replaced(row.raw, row.values, {"text": CLEAN(text)}) + b"\n")
        else:
            rejected.append(("wrong type", row.offset))
    return b"".join(out), rejected


@given(st.lists(LINES, max_size=8), st.booleans(), st.sampled_from([{}, {1: "was killed"}, {2: "", 3: ""}]))
def test_lines_cleaned_in_place_are_those_cleaned_one_by_one(lines, ends, skip):
    body = b"\n".join(lines) + (b"\n" if ends else b"")
    made = done(body, skip=skip)
    want, rejected = one_by_one(body, skip)
    assert made.body == want
    assert made.rows == want.count(b"\n")
    assert [(r["error"], r["offset"]) for r in map(orjson.loads, made.rejected.splitlines())] == rejected
    assert made.summary.records == made.rows + len(rejected)
    assert made.summary.rejected == len(rejected)
    assert made.summary.bytes_out == len(want)


@given(st.lists(LINES, max_size=8))
def test_what_was_cleaned_is_counted_as_with_details(lines):
    body = b"\n".join(lines)
    explaining = Work(Job(options=FAST, pages=FAST, batch=BatchOptions(max_record=400, details=True)))
    plain, told = done(body), done(body, explaining)
    assert plain.body == told.body
    assert plain.rejected == told.rejected
    for name in (
        "records",
        "rejected",
        "without_text",
        "bytes_in",
        "bytes_out",
        "lines_fewer",
        "errors",
        "shares",
    ):
        assert getattr(plain.summary, name) == getattr(told.summary, name), name
    for name in ("documents", "changed", "characters_in", "characters_out"):
        assert getattr(plain.summary.counts, name) == getattr(told.summary.counts, name), name


def test_rows_are_marked_before_they_are_looked_at():
    marks: list[int] = []
    body = b'{"text":"a"}\n\n{\n{"text":"b"}\n'
    WORK.do(Task(Chunk(0, len(body), body, len(body)), "in", SHAPE), marks.append)
    assert marks == [1, 2, 3, 0]


ADDRESSES = st.text(st.sampled_from("ab.:/?#@[]\t\n %W wé"), max_size=16)


@given(ADDRESSES | ADDRESSES.map("https://www.a.b".__add__))
def test_the_host_of_an_address_is_that_of_its_beginning(url):
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        host = ""
    assert host_of(url) == host.removeprefix("www.").rstrip(".")


@pytest.mark.parametrize("url", [None, 7, "", "no host", "https://[", "https://" + "a" * 5000])
def test_a_record_whose_address_says_nothing_gets_the_plain_cleaner(url):
    cleaners = Cleaners(Options())
    assert cleaners.pick(None, url) is cleaners.plain


def test_sites_with_rules_of_their_own_get_one_cleaner_each():
    cleaners = Cleaners(Options())
    site = min(s.lstrip(".") for s in cleaners.plain.rules.sites if s.strip(".*"))
    made = cleaners.pick(None, f"https://www.{site}/a")
    assert made is not cleaners.plain
    assert made is cleaners.pick("nonsense", f"https://more.{site}/b")
    assert made is not cleaners.pick("de", f"https://{site}/a")
