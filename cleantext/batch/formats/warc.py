"""Web archives: WARC (pages) and WET (their texts as somebody extracted them)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from cleantext.batch.chunk import Chunk, Oversize, Page, Row
from cleantext.batch.formats.lines import HEAD, skip_bytes
from cleantext.errors import InputError, MissingExtraError

__all__ = ["parse", "read"]

Body = list[tuple[int, dict[str, Any], bytes, str]]
"""Records: the byte each begins at, its names, its payload, and for a page its Content-Type."""
_PAGES = ("text/html", "application/xhtml+xml")


def read(stream: BinaryIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:
    """The chunks of an archive; arguments as for lines. Records that are neither pages nor texts are passed over.

    Raises:
        InputError: the stream is damaged or no archive.
        MissingExtraError: fastwarc is not installed.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ModuleNotFoundError:
        raise MissingExtraError("fastwarc", "batch") from None
    kinds = WarcRecordType.response | WarcRecordType.conversion
    if start:
        skip_bytes(stream, start)
    body: Body = []
    begin, held = start, 0
    counted = _Counted(stream)
    records = ArchiveIterator(
        cast(BinaryIO, counted), record_types=kinds, auto_decode="all", stream_detect=False
    )
    for record in _guarded(records):
        at = start + record.stream_pos
        declared = str(record.http_content_type or "")
        if record.is_http and declared.partition(";")[0].strip().lower() not in _PAGES:
            continue
        if held >= size:
            yield Chunk(begin, at, body, at - begin)
            begin, body, held = at, [], 0
        if record.content_length > max_record:
            if body:
                yield Chunk(begin, at, body, at - begin)
            end = at + record.content_length
            yield Chunk(
                at, end, Oversize(record.reader.read(HEAD), record.content_length), record.content_length
            )
            begin, body, held = end, [], 0
            continue
        payload = record.reader.read()
        charset = record.http_charset
        names = {
            "id": record.record_id,
            "url": record.headers.get("WARC-Target-URI"),
            "date": record.headers.get("WARC-Date"),
        }
        kind = f"{declared}; charset={charset}" if charset and "charset" not in declared else declared
        body.append((at, names, payload, kind if record.is_http else ""))
        held += len(payload)
    if body:
        end = start + counted.count
        yield Chunk(begin, end, body, end - begin)


def _guarded(records: Iterator[Any]) -> Iterator[Any]:
    """The records, with all that fastwarc can raise made InputError.

    Its native part may panic on what no archive holds; that comes as an exception of no common base.
    """
    try:
        yield from records
    except OSError as error:
        raise InputError(f"is no web archive, or damaged: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(f"is no web archive that can be read: {error}") from error


class _Counted:
    """Counts the bytes that fastwarc takes. It asks for no more than this, and takes no for an answer badly."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """Read."""
        data = self._stream.read(size)
        self.count += len(data)
        return data

    def tell(self) -> int:
        """Bytes read so far."""
        return self.count


def parse(body: Body, start: int) -> Iterator[Row]:  # noqa: ARG001 - the records know their own places
    """The records of a chunk."""
    for at, names, payload, declared in body:
        if declared:
            yield Row(at, payload, dict(names), is_json=False, page=Page(payload, declared))
        else:
            try:
                yield Row(at, payload, names | {"text": payload.decode("utf-8")}, is_json=False)
            except UnicodeDecodeError as error:
                yield Row(at, payload, None, f"is not UTF-8: {error.reason} at byte {error.start}")
