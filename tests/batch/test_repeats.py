"""Lines that return on many documents: counted exactly, with bounded memory, the same by any number of workers."""

import json
from array import array
from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleantext.batch.chunk import Done, Shape, Task
from cleantext.batch.formats import Kind, reader_of
from cleantext.batch.outcome import Watcher
from cleantext.batch.plan import make_plan
from cleantext.batch.repeats import CountJob, LineCount, read_counts
from cleantext.batch.run import run_plan
from cleantext.batch.settings import BatchOptions, Fields
from cleantext.batch.summary import Summary
from cleantext.cleaner import Cleaner
from cleantext.errors import OptionsError, StoppedError
from cleantext.options import Options
from cleantext.rules.folding import fold
from cleantext.rules.model import Repeat
from cleantext.rules.returning import EVERY, Counts, Returning, everywhere, line_hash

NOTICE = "The views in guest articles need not be those of the Graystone Post, which thanks its readers."
SUBHEAD = "What happened next"


def article(n):
    return [
        f"The council of town number {n} voted on Monday to close swimming pool {n * 7} on Mill Street for good.",
        SUBHEAD,
        f"Its {n + 3} members had debated the matter for {n + 9} hours, and some left before the vote was called.",
        f"The pool was built in the year {1700 + n}, and half of town {n} has learned to swim between its walls.",
        f"Until autumn the swimmers of street {n * 13} may use the lake behind the mill, where a guard will stand.",
    ]


def write_dump(path, count=40):
    with path.open("w") as file:
        for n in range(count):
            site = ("graystone.example", "marram.example")[n % 2]
            lines = [*article(n), NOTICE] if n % 2 == 0 else article(n)
            file.write(json.dumps({"url": f"https://www.{site}/{n}", "text": "\n\n".join(lines)}) + "\n")
    return path


def run(source, output, *, workers=0, watcher=None, **changes):
    batch = BatchOptions(workers=workers, repeats=True, chunk_size=3000).but(**changes)
    return run_plan(make_plan([str(source)], str(output), batch), Options(), batch, watcher=watcher)


class Notes(Watcher):
    def __init__(self):
        self.said = []

    def note(self, message):
        self.said.append(message)


def texts(path):
    return [json.loads(line)["text"] for line in path.read_text().splitlines()]


def test_a_notice_of_a_site_goes_and_its_subheads_stay(tmp_path):
    dump = write_dump(tmp_path / "dump.jsonl")
    run(dump, tmp_path / "out.jsonl", with_removed=True)
    assert texts(tmp_path / "out.jsonl") == ["\n\n".join(article(n)) for n in range(40)]
    first = json.loads((tmp_path / "out.jsonl").read_text().splitlines()[0])
    assert [(r["text"], r["rule"]) for r in first["cleantext"]["removed"]] == [
        (NOTICE, "any.returning/site-notice")
    ]


def test_nothing_returns_unless_it_is_counted(tmp_path):
    dump = write_dump(tmp_path / "dump.jsonl")
    run(dump, tmp_path / "out.jsonl", repeats=False)
    assert NOTICE in texts(tmp_path / "out.jsonl")[0]


def test_edits_say_how_often_the_line_stands():
    numbers = sorted(
        {
            line_hash("a.example") ^ EVERY: 50,
            line_hash("a.example") ^ line_hash(fold(NOTICE)): 20,
        }.items()
    )
    site = Counts([n for n, _ in numbers], [docs for _, docs in numbers]).site("a.example")
    text = "\n\n".join([*article(1), NOTICE])
    result = Cleaner().among(site).explain(text)
    (edit,) = [e for e in result.edits if e.rule.startswith("any.returning/")]
    assert edit.note == "on 20 of 50 documents of the site"
    assert result.restore() == text
    assert Cleaner().among(site)(text) == result.text


def test_exceptions_switches_and_brakes_hold(tmp_path):
    text = "\n\n".join([*article(1), NOTICE])
    counts = everywhere([NOTICE])
    assert Cleaner().among(counts)(text) != text
    assert Cleaner(disable=["any.returning/*"]).among(counts)(text) == text
    assert Cleaner(disable=["repeat"]).among(counts)(text) == text
    assert Cleaner(strip=False).among(counts)(text) == text
    keep = tmp_path / "keep.toml"
    keep.write_text(
        'schema = 1\n[pack]\nid = "my.keep"\nabout = "x"\n[[rule]]\nid = "notice"\nabout = "x"\naction = "keep"\n'
        'lines = ["the views in guest articles {...}"]\ndrop = ["The views in guest articles vary."]\nkeep = ["The views vary."]\n'
    )
    assert Cleaner(rules=[str(keep)]).among(counts)(text) == text
    copied = everywhere(article(1))  # an article on many addresses of its site is a copy, no chrome
    assert Cleaner().among(copied)(text) == text


def test_one_worker_and_many_give_the_same_bytes(tmp_path):
    dump = write_dump(tmp_path / "dump.jsonl")
    made = []
    for workers in (0, 1, 3):
        run(dump, tmp_path / f"{workers}.jsonl", workers=workers, chunk_size=1000)
        made.append((tmp_path / f"{workers}.jsonl").read_bytes())
    assert made[0] == made[1] == made[2]


def test_an_interrupted_run_goes_on_with_the_counts_it_has(tmp_path):
    dump = write_dump(tmp_path / "dump.jsonl")
    run(dump, tmp_path / "whole.jsonl")
    dump.write_text(dump.read_text() + "bad\n" * 3)
    output = tmp_path / "out.jsonl"
    with pytest.raises(StoppedError):
        run(dump, output, max_errors=1)
    (folder,) = (p for p in tmp_path.iterdir() if p.is_dir())
    assert sorted(p.name for p in folder.iterdir() if "count" in p.name) == ["counts"]
    notes = Notes()
    assert run(dump, output, max_errors=3, watcher=notes).went_on
    assert not any("counting" in said for said in notes.said)
    assert output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert not folder.exists()


def test_what_a_killed_count_left_is_cleared(tmp_path):
    dump = write_dump(tmp_path / "dump.jsonl")
    left = tmp_path / ".out.jsonl.clean-run" / "counting"
    left.mkdir(parents=True)
    (left / "lines.duckdb").write_text("half")
    run(dump, tmp_path / "out.jsonl")
    assert NOTICE not in texts(tmp_path / "out.jsonl")[0]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dump.jsonl", "out.jsonl"]


def test_standard_input_is_refused(tmp_path):
    batch = BatchOptions(repeats=True, read_as="jsonl", workers=0)
    with pytest.raises(OptionsError, match="twice"):
        run_plan(make_plan(["-"], str(tmp_path / "out.jsonl"), batch), Options(), batch)


LINES = st.sampled_from(
    ["Share", "SHARE:", "A b c", "Tide tables", "“Quote”", "  ", "Grüße an alle", "1 / 2"]
)
RECORD = st.fixed_dictionaries(
    {"text": st.lists(LINES, max_size=6).map("\n".join)},
    optional={
        "url": st.sampled_from(
            [
                "",
                "https://a.example/1",
                "http://www.a.example/1#top",
                "https://a.example/2",
                "b.example/1",
                "b.example/2",
            ]
        )
    },
)


def plain_count(records):
    """What the counting comes to, as a plain loop."""
    pages = defaultdict(set)
    for record in records:
        url = record.get("url") or ""
        page = url.split("#")[0].removeprefix("https://").removeprefix("http://").removeprefix("www.")
        host = page.split("/")[0]
        for key in {fold(line) for line in record["text"].split("\n")} | {""}:
            pages[host, key].add(page or record["text"])
    site = {k: len(v) for k, v in pages.items() if k[0]}
    dump = Counter()
    for (_, key), found in pages.items():
        dump[key] += len(found)
    return site, dump


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(RECORD, min_size=1, max_size=30), least=st.integers(2, 4), share=st.floats(0, 1))
def test_counts_are_those_of_a_plain_loop(tmp_path_factory, records, least, share):
    folder = tmp_path_factory.mktemp("count")
    asked = [Repeat(scope="site", min_docs=least, min_share=share), Repeat(scope="dump", min_docs=least)]
    counts = tally(folder, records, asked, memory=64 << 20)
    site, dump = plain_count(records)
    for (host, key), docs in site.items():
        if key:
            (found,) = counts.site(host).find([key]).values() or [Returning(0, 0, 0, 0)]
            size = site[host, ""]
            assert found.meets(asked[0]) == (docs >= least and docs >= share * size), (host, key)
            assert not found.meets(asked[0]) or (found.site, found.site_size) == (docs, size)
    for key, docs in dump.items():
        if key:
            (found,) = counts.site("").find([key]).values() or [Returning(0, 0, 0, 0)]
            assert found.dump == (docs if docs >= least else 0)


def tally(folder, records, asked, *, memory):
    batch = BatchOptions(workers=0, chunk_size=400)
    made = LineCount(folder / "counting", memory, 1)
    try:
        for done in hashed(folder, records, batch):
            made.add(done)
        made.write(folder / "counts", asked)
    finally:
        made.close()
    return read_counts(folder / "counts")


def hashed(folder, records, batch):
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in records))
    shape = Shape(input="jsonl", output=Kind("jsonl"), fields=Fields(text="text", url="url"))
    work = CountJob(options=Options(), batch=batch).work()
    with path.open("rb") as stream:
        for chunk in reader_of("jsonl")(stream, 0, batch.chunk_size, batch.max_record):
            yield work.do(Task(chunk, "in", shape), lambda _: None)


@pytest.mark.parametrize("room", ["", "0KB"])
def test_counting_spills_and_stays_exact(tmp_path, room):
    """Far more lines than the memory holds; that they spill shows where there is no room to."""
    lines, chunks, size = 40_000, 60, 50_000
    made = LineCount(tmp_path / "counting", 24 << 20, 1)
    if room:
        made._base.execute(f"SET max_temp_directory_size = '{room}'")
    try:
        for start in range(0, chunks * size, size):
            line = array("Q", (line_of(n, lines) for n in range(start, start + size)))
            page = array("Q", (n // 50 for n in range(start, start + size)))
            body = array("Q", [5]).tobytes() * size + line.tobytes() + page.tobytes()
            made.add(Done(body, size, b"", Summary()))
        made.add(Done(array("Q", [5, EVERY, 0]).tobytes(), 1, b"", Summary()))
        if room:
            with pytest.raises(StoppedError, match="count-memory"):
                made.write(tmp_path / "counts", [Repeat(scope="dump", min_docs=2)])
            return
        made.write(tmp_path / "counts", [Repeat(scope="dump", min_docs=2)])
    finally:
        made.close()
    counts = read_counts(tmp_path / "counts")
    expected = defaultdict(set)
    for n in range(chunks * size):
        expected[line_of(n, lines)].add(n // 50)
    assert all(counts.of(line) == len(pages) for line, pages in expected.items())


def line_of(n, lines):
    return (n * 7919 % lines + 1) << 40
