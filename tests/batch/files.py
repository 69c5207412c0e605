"""Files of every format, written and read by other hands than ours."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import zstandard


def warc(url: str, kind: bytes, payload: bytes) -> bytes:
    """A record of a web archive: a response from an address, with its type and what it holds."""
    http = (
        b"HTTP/1.1 200 OK\r\nContent-Type: "
        + kind
        + b"\r\nContent-Length: %d\r\n\r\n" % len(payload)
        + payload
    )
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{url}>\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2024-01-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """Records as the format that the name says."""
    name = path.name.partition(".")[2].partition(".")[0]
    if name == "jsonl":
        data = b"".join(json.dumps(r).encode() + b"\n" for r in rows)
    elif name == "json":
        data = json.dumps(rows, indent=2, ensure_ascii=False).encode()
    elif name in ("csv", "tsv"):
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), delimiter="," if name == "csv" else "\t")
        writer.writeheader()
        writer.writerows(rows)
        data = out.getvalue().encode()
    elif name == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=5)
        return
    else:
        pa.feather.write_feather(pa.Table.from_pylist(rows), path, chunksize=4)
        return
    packers = {".gz": gzip.compress, ".zst": zstandard.compress, ".bz2": bz2.compress}
    path.write_bytes(packers.get(path.suffix, bytes)(data))


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a file."""
    name = path.name.partition(".")[2].partition(".")[0]
    if name == "parquet":
        return pq.read_table(path).to_pylist()
    if name == "arrow":
        return pa.feather.read_table(path).to_pylist()
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
    if name == "jsonl":
        return [json.loads(line) for line in data.splitlines()]
    if name == "json":
        return json.loads(data)
    return list(
        csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter="," if name == "csv" else "\t")
    )
