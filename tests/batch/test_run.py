"""Runs: the same bytes whoever does the work, bad records set apart, nothing half-written, nothing overwritten."""

from __future__ import annotations

import bz2
import errno
import gzip
import json
import lzma
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import zstandard

from cleantext import Options
from cleantext.batch.outcome import Outcome
from cleantext.batch.settings import BatchOptions
from cleantext.cleaner import Cleaner
from cleantext.errors import BatchError, InputError, OptionsError, StoppedError
from tests.batch.dumps import CLEAN, FAST, Notes, lines, records, rejects, run

UNPACK = {"": bytes, ".gz": gzip.decompress, ".bz2": bz2.decompress, ".xz": lzma.decompress}
UNPACK[".zst"] = lambda data: zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
PACK = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": zstandard.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(lines(records(60)))
    return path


@pytest.mark.parametrize("ending", PACK)
def test_every_packing_is_read_and_written(tmp_path, ending):
    rows = records(40)
    source = tmp_path / f"in.jsonl{ending}"
    source.write_bytes(PACK[ending](lines(rows)))
    output = tmp_path / f"out.jsonl{ending}"
    outcome = run(source, output)
    clean = Cleaner(FAST)
    made = [json.loads(line) for line in UNPACK[ending](output.read_bytes()).splitlines()]
    assert made == [row | {"text": clean(row["text"])} for row in rows]
    assert (outcome.ok, outcome.summary.records, outcome.outputs) == (True, 40, [str(output)])
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([source.name, output.name])


def test_records_that_need_nothing_go_through_byte_for_byte(tmp_path):
    source = tmp_path / "in.jsonl"
    odd = b'{ "n": 1.10, "text":"Plain \\u0061s it was.",\t"big": 123456789012345678901 }\n'
    source.write_bytes(odd * 3)
    run(source, tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == odd * 3


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_one_worker_and_many_and_none_give_the_same_bytes(dump, tmp_path, ending):
    made = []
    for workers in (0, 1, 3):
        output = tmp_path / f"{workers}.jsonl{ending}"
        run(dump, output, workers=workers)
        made.append(output.read_bytes())
    assert made[0] == made[1] == made[2]


def test_bad_records_go_aside_with_reason_and_place_and_the_others_on(tmp_path):
    good = json.dumps({"text": CLEAN}).encode()
    bad = {
        "no record": b"{broken",
        "wrong type": b'{"text": 5}',
        "too long": json.dumps({"text": "x" * 3000}).encode(),
    }
    undecodable = b'{"text": "\xff\xfe"}'
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\n".join([good, *bad.values(), good, undecodable, b'{"other": 1}', good]))
    outcome = run(source, tmp_path / "out.jsonl", max_record=2000, chunk_size=500)
    assert (tmp_path / "out.jsonl").read_bytes().splitlines() == [good, good, b'{"other": 1}', good]
    found = rejects(tmp_path / "out.rejected.jsonl")
    assert [r["error"] for r in found] == ["no record", "wrong type", "too long", "no record"]
    assert all(r["file"] == str(source) for r in found)
    whole = source.read_bytes()
    for line in found[:2]:
        assert whole[line["offset"] :].startswith(line["record"].encode())
    assert found[2]["cut_after"] == len(found[2]["record"])
    assert "record_base64" in found[3]
    assert (outcome.ok, outcome.summary.rejected, outcome.summary.without_text) == (False, 4, 1)
    assert outcome.rejected == str(tmp_path / "out.rejected.jsonl")


def test_too_many_bad_records_stop_the_run_which_can_go_on(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"text": "a"}\n' + b"bad\n" * 5 + b'{"text": "b"}\n')
    with pytest.raises(BatchError, match="max-errors"):
        run(source, tmp_path / "out.jsonl", max_errors=3, chunk_size=10)
    assert not (tmp_path / "out.jsonl").exists()
    notes = Notes()
    outcome = run(source, tmp_path / "out.jsonl", max_errors=5, chunk_size=10, watcher=notes)
    assert notes.said[0].startswith("going on after 5 records of an interrupted run")
    for _ in range(2):  # the second time all is read
        with pytest.raises(BatchError, match="max-errors"):
            run(source, tmp_path / "two.jsonl", max_errors=3)
    assert not (tmp_path / "two.jsonl").exists()
    assert outcome.went_on
    assert (tmp_path / "out.jsonl").read_bytes() == b'{"text": "a"}\n{"text": "b"}\n'
    assert len(rejects(tmp_path / "out.rejected.jsonl")) == 5


def test_what_exists_is_not_overwritten_unless_asked(dump, tmp_path):
    output = tmp_path / "out.jsonl"
    output.write_text("mine")
    with pytest.raises(BatchError, match="exists; --force"):
        run(dump, output)
    assert output.read_text() == "mine"
    stale = tmp_path / "out.rejected.jsonl"
    stale.write_text("of a run before")
    run(dump, output, force=True)
    assert len(output.read_bytes().splitlines()) == 60
    assert not stale.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dump.jsonl", "out.jsonl"]


def test_outputs_on_another_file_system_are_whole_there(dump, tmp_path, monkeypatch):
    far = tmp_path / "far"
    far.mkdir()
    rename = Path.replace

    def refuse(part: Path, target: Path) -> Path:
        if part.parent.resolve() != Path(target).parent:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(part))
        return rename(part, target)

    monkeypatch.setattr(Path, "replace", refuse)
    (tmp_path / "out.jsonl").symlink_to(far / "out.jsonl")
    dump.write_bytes(dump.read_bytes() + b"bad\n")
    run(dump, tmp_path / "out.jsonl", rejected=str(far / "bad.jsonl"), force=True)
    assert len((far / "out.jsonl").read_bytes().splitlines()) == 60
    assert len(rejects(far / "bad.jsonl")) == 1
    assert sorted(p.name for p in tmp_path.rglob("*")) == [
        "bad.jsonl",
        "dump.jsonl",
        "far",
        "out.jsonl",
        "out.jsonl",
    ]


def test_globs_that_fit_folders_alone_are_said(dump, tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="fits folders alone"):
        run(f"{tmp_path}/fold*", tmp_path / "out.jsonl", read_as="jsonl")


def test_a_closed_standard_input_disturbs_no_files_and_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(lines(records(3))))
    assert run(tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl").ok
    assert run("-", tmp_path / "two.jsonl", read_as="jsonl").failures == [("standard input", "is closed")]


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX has them")
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_run_goes_on_with_the_standard_input_that_it_began_with(tmp_path, monkeypatch, pack):
    dump = lines(records(30)) + b"{\n" + lines(records(30))
    output = tmp_path / "out.jsonl"

    def go_on(data: bytes, **settings: Any) -> Outcome:
        reader, writer = os.pipe()
        with os.fdopen(reader, "rb") as pipe, os.fdopen(writer, "wb") as file:
            file.write(pack(data))
            file.close()
            monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=pipe))
            return run("-", output, read_as="jsonl", **settings)

    with pytest.raises(StoppedError, match="1 records are rejected"):
        go_on(dump, max_errors=0)
    for other in (lines(records(99)[1:]), b""):
        with pytest.raises(StoppedError, match="standard input does not begin as it did"):
            go_on(other)
    outcome = go_on(dump)
    assert outcome.went_on
    assert (outcome.summary.records, outcome.summary.rejected) == (61, 1)
    went_on = output.read_bytes()
    go_on(dump, force=True)
    assert output.read_bytes() == went_on


def test_an_input_is_never_its_own_output(dump, tmp_path):
    link = tmp_path / "link.jsonl"
    link.symlink_to(dump)
    for output in (dump, link):
        with pytest.raises(BatchError, match="read itself"):
            run(dump, output, force=True)
    with pytest.raises(BatchError, match="read itself"):
        run(dump, tmp_path, force=True)


@pytest.mark.parametrize("ending", [".gz", ".zst", ".bz2", ".xz"])
def test_an_input_that_breaks_off_gives_no_output_unless_salvaged(tmp_path, ending):
    source = tmp_path / f"in.jsonl{ending}"
    # Noise, so that packing it makes several blocks, and half of the bytes hold some of the records.
    rows = [row | {"noise": lzma.compress(str(row).encode() * 9).hex() * 9} for row in records(200)]
    packed = PACK[ending](lines(rows))
    source.write_bytes(packed[: len(packed) * 9 // 10])
    output = tmp_path / "out.jsonl"
    outcome = run(source, output)
    assert not output.exists()
    assert not outcome.ok
    assert outcome.failures[0][0] == str(source)
    outcome = run(source, output, salvage=True)
    assert not outcome.ok
    made = [json.loads(line) for line in output.read_bytes().splitlines()]
    if ending != ".bz2":  # its blocks are larger than this input
        assert made
    assert [m["id"] for m in made] == list(range(len(made)))


@pytest.mark.parametrize("ending", [".gz", ".zst", ".bz2", ".xz"])
def test_all_members_of_a_packed_input_are_read_or_what_stands_in_their_way_is_said(tmp_path, ending):
    source = tmp_path / f"in.jsonl{ending}"
    rows = lines(records(50))
    members = [PACK[ending](rows), PACK[ending](b""), PACK[ending](rows)]
    padding = bytes(8) if ending in (".gz", ".xz") else b""
    source.write_bytes(padding.join(members) + padding)
    assert run(source, tmp_path / "out.jsonl").summary.records == 100
    source.write_bytes(members[0] + b"\xff" + members[2][1:])
    (failure,) = run(source, tmp_path / "out.jsonl", force=True, salvage=True).failures
    assert "is damaged" in failure[1]


def test_frames_that_look_far_back_are_read(tmp_path):
    wide = zstandard.ZstdCompressionParameters(window_log=28, enable_ldm=True)
    packed = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    (tmp_path / "in.jsonl.zst").write_bytes(packed.compress(lines(records(5))) + packed.flush())
    assert run(tmp_path / "in.jsonl.zst", tmp_path / "out.jsonl").summary.records == 5


@pytest.mark.parametrize(
    ("output", "to"), [("out.parquet.gz", None), ("out.arrow.zst", None), ("out/", "parquet.gz")]
)
def test_a_table_is_not_packed_once_more(dump, tmp_path, output, to):
    with pytest.raises(OptionsError, match=r"packs its columns itself; leave out the \."):
        run(dump, f"{tmp_path}/{output}", write_as=to)


@pytest.mark.parametrize(
    ("output", "to"),
    [
        ("x.jsonl.gz", "csv"),
        ("x.jsonl", "jsonl.zst"),
        ("x.json", "jsonl"),
        ("x.zip", "jsonl"),
        ("x.csv.gz", "csv.xz"),
        ("x.gz", "jsonl.xz"),
    ],
)
def test_a_name_that_contradicts_to_is_refused(dump, tmp_path, output, to):
    with pytest.raises(OptionsError, match=f"its name says .*, and --to {to};"):
        run(dump, tmp_path / output, write_as=to)


@pytest.mark.parametrize(
    ("output", "to"),
    [("x.jsonl.gz", "jsonl"), ("x.jsonl.gz", "jsonl.gz"), ("x.out", "jsonl.gz"), ("x.gz", "jsonl")],
)
def test_a_name_that_to_does_not_contradict_says_the_packing(dump, tmp_path, output, to):
    run(dump, tmp_path / output, write_as=to)
    assert gzip.decompress((tmp_path / output).read_bytes()).count(b"\n") == 60


def test_others_go_on_when_one_input_is_damaged(dump, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(dump.read_bytes())[:200])
    (folder / "b.jsonl").write_bytes(dump.read_bytes())
    outcome = run(folder, tmp_path / "out")
    assert [Path(n).name for n, _ in outcome.failures] == ["a.jsonl.gz"]
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["b.jsonl"]


@pytest.mark.parametrize("ending", [".gz", ".zst", ".bz2", ".xz"])
def test_a_bomb_is_met_by_the_limit(tmp_path, ending):
    source = tmp_path / f"bomb.jsonl{ending}"
    source.write_bytes(PACK[ending](b'{"text": "a"}\n' + bytes(100 << 20)))
    outcome = run(source, tmp_path / "out.jsonl", chunk_size=1 << 20, max_expansion=100)
    assert "unpacks to more than 100 times" in outcome.failures[0][1]
    assert not (tmp_path / "out.jsonl").exists()


def test_the_fields_are_found_and_said(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"content": "It\xe2\x80\x99s.", "link": "https://example.com"}\n')
    notes = Notes()
    run(source, tmp_path / "out.jsonl", watcher=notes)
    assert notes.said == ["fields: text from 'content', url from 'link'"]
    assert json.loads((tmp_path / "out.jsonl").read_bytes())["content"] == "It's."
    source.write_bytes(b'{"a": "b", "c": 1}\n')
    (failure,) = run(source, tmp_path / "out2.jsonl").failures
    assert "--text-field; fields are 'a', 'c'" in failure[1]
    (failure,) = run(source, tmp_path / "out2.jsonl", text_field="c").failures
    assert "none of the first 1 records has a text under 'c'" in failure[1]
    assert not list(tmp_path.glob("*out2*"))


def test_texts_are_found_behind_records_that_are_bad_or_too_long_or_null(tmp_path):
    source = tmp_path / "in.jsonl"
    text = b'{"text": "It\xe2\x80\x99s."}\n'
    for before in (b"bad\n" * 300, b'{"text": "%b"}\n' % (b"x" * 3000), b'{"text": null}\n' * 300):
        source.write_bytes(before + text)
        for workers in (0, 2):
            run(source, tmp_path / "out.jsonl", force=True, max_record=2000, chunk_size=200, workers=workers)
            assert (tmp_path / "out.jsonl").read_bytes().endswith(b'{"text": "It\'s."}\n')
    source.write_bytes(b'{"text": null, "n": 1}\n')
    for given in (None, "text"):
        outcome = run(source, tmp_path / "out.jsonl", force=True, text_field=given)
        assert (outcome.ok, outcome.summary.without_text) == (True, 1)
        assert (tmp_path / "out.jsonl").read_bytes() == source.read_bytes()


def test_a_field_that_is_given_is_taken_though_the_first_records_lack_it_and_that_is_said(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"text": "a"}\n')
    notes = Notes()
    run(source, tmp_path / "out.jsonl", url_field="adress", watcher=notes)
    assert notes.said == [
        "none of the first 1 records has a field 'adress' (--url-field)",
        "fields: text from 'text', url from 'adress'",
    ]


def test_records_tell_what_was_done(tmp_path):
    source = tmp_path / "in.jsonl"
    text = "The mayor opened the new library on Saturday, and two hundred people came.\n\nAdvertisement\n\nIt’s big, she said of the new building."
    source.write_bytes(json.dumps({"text": text, "n": 1}).encode())
    settings = {"with_removed": True, "with_counts": True, "with_flags": True}
    run(source, tmp_path / "out.jsonl", Options(), **settings)
    made = json.loads((tmp_path / "out.jsonl").read_bytes())
    assert list(made) == ["text", "n", "cleantext"]
    assert [(r["text"], r["category"]) for r in made["cleantext"]["removed"]] == [("Advertisement", "ad")]
    assert made["cleantext"]["counts"]["ad"] == 1
    assert made["cleantext"]["flags"] == []


def test_language_and_address_choose_the_rules(tmp_path):
    rules = tmp_path / "site.toml"
    rules.write_text(
        'schema = 1\nextends = []\n[pack]\nid = "any.site"\nabout = "x"\nlanguages = ["any"]\ncategory = "nav"\n'
        '[[rule]]\nid = "bar"\nabout = "x"\nsites = ["example.com"]\nlines = ["the house bar"]\ndrop = ["The house bar"]\nkeep = ["The house bar was closed."]\n'
    )
    text = "The mayor opened the new library on Saturday, and two hundred people came.\n\nThe house bar\n\nIt is big, she said of the new building."
    source = tmp_path / "in.jsonl"
    urls = ["https://www.example.com/a", "https://example.org/a", None, "sub.example.com", "http://[bad"]
    source.write_bytes(
        b"".join(json.dumps({"text": text, "url": u, "lang": "en"}).encode() + b"\n" for u in urls)
    )
    run(source, tmp_path / "out.jsonl", Options(rules=(str(rules),)))
    made = [json.loads(line)["text"] for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert ["house bar" in m for m in made] == [False, True, True, False, True]


@pytest.mark.parametrize(
    "wrong",
    [{"workers": -1}, {"chunk_size": 0}, {"time_limit": 0}, {"max_errors": -1}, {"max_expansion": -1.0}],
)
def test_wrong_settings_are_said(wrong):
    with pytest.raises(OptionsError, match=next(iter(wrong))):
        BatchOptions(**wrong)
