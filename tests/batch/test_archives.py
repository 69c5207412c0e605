"""Web archives, tar, zip and folders: pages and files in them become records; what is damaged is named."""

from __future__ import annotations

import gzip
import io
import itertools
import tarfile
import zipfile
import zlib
from pathlib import Path

import fsspec
import pytest

import cleantext
from cleantext.batch.formats import warc as web_archive
from cleantext.errors import InputError
from tests.batch.dumps import CLEAN, DIRTY, Notes, rejects, run
from tests.batch.files import read, warc, write

PAGE = (
    "<html><head><title>The ferry</title></head><body><nav><a href='/'>Home</a></nav><article><h1>The ferry</h1>"
    + "".join(
        f"<p>{CLEAN} It isn’t the {n}th time that it happens, said the keeper of the light.</p>"
        for n in range(9)
    )
    + "</article></body></html>"
)


@pytest.mark.parametrize("size", [1, 1 << 20])
def test_web_archives_become_records_of_articles(tmp_path, size):
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    parts = [
        info,
        warc("http://a.example/1", b"text/html; charset=cp1252", PAGE.encode("cp1252")),
        warc("http://a.example/x.png", b"image/png", b"\x89PNG"),
        warc("http://a.example/2", b"text/html", PAGE.encode()),
    ]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(map(gzip.compress, parts)))
    outcome = run(tmp_path / "a.warc.gz", str(tmp_path / "out") + "/", cleantext.Options(), chunk_size=size)
    assert outcome.ok, outcome
    (made,) = (tmp_path / "out").iterdir()
    assert made.name == "a.jsonl.zst"
    rows = read(made)
    assert [r["url"] for r in rows] == ["http://a.example/1", "http://a.example/2"]
    want = cleantext.clean_html(PAGE, url="http://a.example/1")
    assert [r["text"] for r in rows] == [want, want]
    assert list(rows[0]) == ["id", "url", "date", "text"]


def coded(payload: bytes, *headers: bytes) -> bytes:
    return warc("http://a.example/coded", b"\r\n".join((b"text/html", *headers)), payload)


def test_pages_that_are_packed_by_http_are_unpacked_or_rejected_and_the_others_go_on(tmp_path):
    page = PAGE.encode()
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(page), page)
    good = [
        coded(gzip.compress(page), b"Content-Encoding: gzip"),
        coded(chunked, b"Transfer-Encoding: chunked"),
        coded(page, b"Content-Encoding: identity"),
    ]
    bad = [
        coded(page, b"Content-Encoding: gzip"),
        coded(page, b"Transfer-Encoding: chunked"),
        coded(page, b"Content-Encoding: utf-8"),
        coded(gzip.compress(b"<p>" + bytes(9_000_000)), b"Content-Encoding: gzip"),
        coded(b"x" * 50_000),
    ]
    parts = [part for pair in itertools.zip_longest(bad, good, fillvalue=good[0]) for part in pair]
    whole = b"".join(parts)
    (tmp_path / "a.warc").write_bytes(whole)
    for size in (1, 1 << 20):
        outcome = run(
            tmp_path / "a.warc", tmp_path / "out.jsonl", max_record=40_000, chunk_size=size, force=True
        )
        assert [r["text"] for r in read(tmp_path / "out.jsonl")] == [
            cleantext.clean_html(PAGE, strip=False)
        ] * 5
        found = rejects(Path(outcome.rejected))
        assert [r["error"] for r in found] == ["no record"] * 3 + ["too long"] * 2
        assert [r["offset"] for r in found] == [whole.index(part) for part in bad]
        assert "is not packed as it says (Content-Encoding: gzip)" in found[0]["message"]
        chunks = list(web_archive.read(io.BytesIO(whole), 0, size, 40_000))
        for n, chunk in enumerate(chunks):
            assert (
                len(list(web_archive.read(io.BytesIO(whole), chunk.end, size, 40_000))) == len(chunks) - n - 1
            )


def test_pages_in_a_field_become_texts(tmp_path):
    write(tmp_path / "in.jsonl", [{"html": PAGE, "url": "http://a.example"}, {"html": None}])
    run(tmp_path / "in.jsonl", tmp_path / "out.jsonl", cleantext.Options())
    rows = read(tmp_path / "out.jsonl")
    assert rows[0] == {"html": PAGE, "url": "http://a.example", "text": cleantext.clean_html(PAGE)}
    assert rows[1] == {"html": None}


def fill_tar(path: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def fill_zip(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def fill_folder(path: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)


def members(names: list[str], data: bytes) -> list[bytes]:
    """The pieces of a tar archive, a file each."""
    made = []
    for name in names:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        made.append(member.tobuf() + data + bytes(-len(data) % 512))
    return made


PIECES = {
    ".jsonl": (b"", b'{"text": "so  it is, they said"}\n'),
    ".json": (b"[", b'{"text": "so  it is, they said"},\n'),
    ".csv": (b"text,id\n", b"so  it is they said,1\n"),
    ".wet": (b"", b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 9\r\n\r\nso  it is\r\n\r\n"),
}


@pytest.mark.parametrize("ending", [".tar", ".tar.gz"])
@pytest.mark.parametrize("chunk_size", [1, 1 << 20])
def test_links_in_tar_archives_are_counted_and_named(tmp_path, ending, chunk_size):
    source = tmp_path / f"in{ending}"
    with tarfile.open(source, "w:gz" if ending == ".tar.gz" else "w") as archive:
        for name, kind in [("a.txt", tarfile.REGTYPE), *((f"{n}.txt", tarfile.LNKTYPE) for n in range(4))]:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "" if kind == tarfile.REGTYPE else "a.txt"
            archive.addfile(member, io.BytesIO())
    notes = Notes()
    assert run(source, tmp_path / "out.jsonl", chunk_size=chunk_size, watcher=notes).summary.records == 1
    assert f"{source}: 4 links (0.txt, 1.txt, 2.txt, ...) to other files passed over" in notes.said


def test_texts_beside_records_are_counted_and_named(tmp_path):
    folder = tmp_path / "in"
    fill_folder(folder, {"a.jsonl": b'{"text": "a"}\n', "b.txt": b"b", "c/d.html": b"<p>d", ".e.txt": b"e"})
    notes = Notes()
    assert run(folder, tmp_path / "out.jsonl", watcher=notes).summary.records == 1
    assert f"{folder}: 2 texts (b.txt, c/d.html) beside the records passed over" in notes.said


def test_texts_of_a_remote_folder_are_counted_and_named(tmp_path):
    remote, url = fsspec.filesystem("memory"), f"memory://{tmp_path.name}/in"
    remote.pipe({f"{url}/{name}": b'{"text": "a"}\n' for name in ("b.txt", "c/d.html")})
    with pytest.raises(InputError, match=r"2 texts \(b.txt, c/d.html\), and no records; .* tar and zip"):
        run(url, tmp_path / "out.jsonl")
    remote.pipe({f"{url}/{name}": b'{"text": "a"}\n' for name in ("a.jsonl", "e.jsonl")})
    notes = Notes()
    assert run(url, tmp_path / "out.jsonl", watcher=notes).summary.records == 2
    said = [note for note in notes.said if "passed over" in note]
    assert said == [f"{url}: 2 texts (b.txt, c/d.html) beside the records passed over"]


@pytest.mark.parametrize("ending", [*PIECES, ".tar"])
@pytest.mark.parametrize("chunk_size", [500, 1 << 20])
def test_all_that_was_unpacked_before_damage_is_salvaged(tmp_path, ending, chunk_size):
    if ending == ".tar":
        head, pieces = b"", members([f"{n}.txt" for n in range(60)], b"so  it is")
    else:
        head, piece = PIECES[ending]
        pieces = [piece] * 60
    cut = zlib.compressobj(wbits=31)
    packed = cut.compress(head + b"".join(pieces[:41]) + pieces[41][:20]) + cut.flush(zlib.Z_SYNC_FLUSH)
    (source := tmp_path / f"in{ending}.gz").write_bytes(packed)
    outcome = run(source, tmp_path / "out.jsonl", salvage=True, chunk_size=chunk_size)
    assert len(outcome.failures) == 1
    assert (outcome.summary.records, outcome.summary.rejected) == (41, 0)
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 41


@pytest.mark.parametrize(
    ("name", "fill"), [("a.tar", fill_tar), ("a.tar.gz", fill_tar), ("a.zip", fill_zip), ("a", fill_folder)]
)
@pytest.mark.parametrize("size", [1, 1 << 20])
def test_texts_and_pages_in_archives_and_folders_are_records(tmp_path, name, fill, size):
    files = {
        "a/1.txt": DIRTY.encode(),
        "a/2.txt": "Das isn’t Überfluß.".encode("cp1252") * 20,
        "a/photo.png": b"\x89PNG",
        "a/too-long.txt": b"x" * 20_000,
        "b.html": PAGE.encode(),
        "c.txt": bytes(range(256)) * 20,
    }
    fill(tmp_path / name, files)
    outcome = run(
        tmp_path / name,
        tmp_path / "out.jsonl",
        cleantext.Options(strip=False),
        chunk_size=size,
        max_record=10_000,
    )
    rows = {r["path"]: r["text"] for r in read(tmp_path / "out.jsonl")}
    assert sorted(rows) == ["a/1.txt", "a/2.txt", "b.html"]
    assert rows["a/1.txt"] == cleantext.clean(DIRTY, strip=False)
    assert "Überfluß" in rows["a/2.txt"]
    assert rows["b.html"] == cleantext.clean_html(PAGE, strip=False)
    assert sorted(outcome.summary.errors) == ["no record", "too long"]


def test_a_file_that_cannot_be_read_is_rejected_and_the_others_go_on(tmp_path):
    fill_zip(tmp_path / "in.zip", {f"{n}.txt": f"{CLEAN} {n}".encode() * 9 for n in range(4)})
    data = bytearray((tmp_path / "in.zip").read_bytes())
    for name, harm in ((b"1.txt", b"\xff" * 20), (b"2.txt", b"")):
        at = data.index(name) + len(name)
        data[at : at + len(harm)] = harm
    data[data.rindex(b"2.txt") - 46 + 8] |= 1  # locked, its entry says
    (tmp_path / "in.zip").write_bytes(data)
    outcome = run(tmp_path / "in.zip", tmp_path / "zip.jsonl")
    assert [r["path"] for r in read(tmp_path / "zip.jsonl")] == ["0.txt", "3.txt"]
    said = [r["message"] for r in rejects(Path(outcome.rejected))]
    assert said[0].startswith("1.txt: cannot be unpacked: ")
    assert "encrypted" in said[1]
    fill_folder(tmp_path / "in", {"a.txt": b"a", "c.txt": b"c"})
    if Path("/proc/self/mem").exists():  # a file that nobody can read the first byte of
        (tmp_path / "in/b.txt").symlink_to("/proc/self/mem")
        outcome = run(tmp_path / "in", tmp_path / "folder.jsonl")
        assert [r["path"] for r in read(tmp_path / "folder.jsonl")] == ["a.txt", "c.txt"]
        (rejected,) = rejects(Path(outcome.rejected))
        assert rejected["message"] == "b.txt: cannot be read: Input/output error"


@pytest.mark.parametrize("cut", [None, 3 * 1024 + 100])
def test_a_tar_archive_that_is_damaged_midway_is_named(tmp_path, cut):
    fill_tar(tmp_path / "a.tar", {f"{n}.txt": b"x" for n in range(9)})
    data = (tmp_path / "a.tar").read_bytes()
    (tmp_path / "a.tar").write_bytes(data[:cut] if cut else data[:3072] + b"z" * 512 + data[3584:])
    (failure,) = run(tmp_path / "a.tar", tmp_path / "out.jsonl").failures
    assert "is no tar archive, or damaged" in failure[1]
