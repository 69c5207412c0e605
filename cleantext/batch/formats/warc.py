"""Web archives: WARC (pages) and WET (their texts as somebody extracted them)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, cast

from cleantext.batch.chunk import Chunk, Oversize, Page, Row
from cleantext.batch.formats.lines import HEAD, skip_bytes
from cleantext.batch.until import UntilError
from cleantext.errors import InputError, MissingExtraError

__all__ = ["parse", "read"]


class _Record(NamedTuple):
    at: int
    """The byte it begins at."""
    names: dict[str, Any]
    payload: bytes
    declared: str
    """Of a page its Content-Type."""
    error: str = ""
    """Why its payload cannot be unpacked."""


Body = list[_Record]
_Item = _Record | Oversize
"""A page or text, or how one begins that is too long."""
_PAGES = ("text/html", "application/xhtml+xml")
_CODINGS = ("Content-Encoding", "Transfer-Encoding")
"""Headers that say how a payload is packed."""


def read(stream: BinaryIO, start: int, size: int, max_record: int) -> Iterator[Chunk]:
    """The chunks of an archive; arguments as for lines. Records that are neither pages nor texts are passed over.

    Raises:
        InputError: the stream is damaged, breaks off, or is no archive.
        MissingExtraError: fastwarc is not installed.
    """
    if start:
        skip_bytes(stream, start)
    body: list[_Item] = []
    begin, held = start, 0
    counted = _Counted(stream)
    items = UntilError(_items(counted, start, max_record), InputError)
    for at, item in items:
        too_long = isinstance(item, Oversize)
        if body and (held >= size or too_long or isinstance(body[-1], Oversize)):
            yield _chunk(begin, at, body)
            begin, body, held = at, [], 0
        if too_long:
            begin = at
        body.append(item)
        held += 0 if isinstance(item, Oversize) else len(item.payload)
    if body:
        yield _chunk(begin, start + counted.count, body)
    items.check()


def _chunk(begin: int, end: int, body: list[_Item]) -> Chunk:
    return Chunk(begin, end, body[0] if isinstance(body[0], Oversize) else body, end - begin)


def _items(stream: _Counted, start: int, most: int) -> Iterator[tuple[int, _Item]]:
    """The pages and texts, each with the byte it begins at.

    Raises:
        InputError: as for `read`.
        MissingExtraError: fastwarc is not installed.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ModuleNotFoundError:
        raise MissingExtraError("fastwarc", "batch") from None
    kinds = WarcRecordType.response | WarcRecordType.conversion
    # What cannot be unpacked would end the whole archive, so that is done apart, record by record.
    records = ArchiveIterator(
        cast(BinaryIO, stream), record_types=kinds, auto_decode="none", stream_detect=False
    )
    for record in _guarded(records):
        at = start + record.stream_pos
        if record.headers.get("Content-Length") is None:
            raise _broken_off(at)
        declared = str(record.http_content_type or "")
        if record.is_http and declared.partition(";")[0].strip().lower() not in _PAGES:
            continue
        length = record.content_length
        if length > most:
            yield at, Oversize(record.reader.read(HEAD), length)
            continue
        payload = record.reader.read()
        if len(payload) < length:
            raise _broken_off(at)
        charset = record.http_charset
        names = {
            "id": record.record_id,
            "url": record.headers.get("WARC-Target-URI"),
            "date": record.headers.get("WARC-Date"),
        }
        kind = f"{declared}; charset={charset}" if charset and "charset" not in declared else declared
        made = _Record(at, names, payload, kind if record.is_http else "")
        codings = [(n, v) for n in _CODINGS if record.is_http and (v := record.http_headers.get(n))]
        yield at, _unpacked(made, codings, most) if codings else made


def _broken_off(at: int) -> InputError:
    return InputError(f"breaks off in the record at byte {at:,}")


def _unpacked(record: _Record, codings: list[tuple[str, str]], most: int) -> _Record | Oversize:
    """The record with its payload as the codings of its headers tell; not more than one byte past the limit of it."""
    from fastwarc.warc import WarcRecord

    lines = "".join(f"{name}: {value}\r\n" for name, value in codings)
    packed = WarcRecord()
    packed.set_bytes_content(f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + record.payload)
    packed.is_http = True
    try:
        packed.parse_http(auto_decode="all")
        payload = packed.reader.read(most + 1)
    except OSError as error:
        said = ", ".join(f"{name}: {value}" for name, value in codings)
        return record._replace(error=f"is not packed as it says ({said}): {error}")
    if len(payload) > most:
        return Oversize(payload[:HEAD], len(payload))
    return record._replace(payload=payload)


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
    for at, names, payload, declared, error in body:
        if error:
            yield Row(at, payload, None, error)
        elif declared:
            yield Row(at, payload, dict(names), is_json=False, page=Page(payload, declared))
        else:
            try:
                yield Row(at, payload, names | {"text": payload.decode("utf-8")}, is_json=False)
            except UnicodeDecodeError as damage:
                yield Row(at, payload, None, f"is not UTF-8: {damage.reason} at byte {damage.start}")
