"""Read WARC files record by record: plain, in gzip or in Zstandard, also if they are damaged.

Only the requested part of a record is in memory. After a damaged record, reading goes on with the
next record that can be found.
"""

from __future__ import annotations

import gzip
import mmap
import os
import zlib
from contextlib import suppress
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from newsbot.archive.record_head import (
    BROKEN,
    NOT_READ,
    NOT_WARC,
    TOO_LARGE,
    Broken,
    Head,
    digest_problem,
)
from newsbot.downloader.decompression import ZSTD_MAGIC
from newsbot.exceptions import ArgumentError
from newsbot.files.zstandard import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

try:
    from fastwarc.warc import ArchiveIterator, WarcRecordType
except ImportError:  # the extra `archive` is not installed
    ArchiveIterator = None  # type: ignore[assignment,misc]  # see need_fastwarc

GZIP_MEMBER = b"\x1f\x8b\x08"
PLAIN_RECORD = b"WARC/"
MARKS = (GZIP_MEMBER, ZSTD_MAGIC[0], PLAIN_RECORD)  # possible first bytes of a record
STARTS = (*MARKS, *ZSTD_MAGIC)  # possible first bytes of a file
BLOCK = 1 << 16  # bytes


def need_fastwarc() -> None:
    """Raise ArgumentError if the extra `archive` is not installed."""
    if ArchiveIterator is None:
        raise ArgumentError("archives need FastWARC: pip install FastWARC")


def records(
    file: str, take: Callable[[Head], int | None], start: int = 0
) -> Iterator[tuple[Head, bytes] | Broken]:
    """Yield the records of a file, each with the first bytes of its block; Broken if damaged.

    Args:
        file: The path of the file.
        take: Returns how many bytes of a record's block are yielded; None: all.
        start: The offset of the first record to be read.
    """
    try:
        with open(file, "rb") as stream:
            beginning = stream.read(8)
            if not beginning.startswith(STARTS):
                why = "it is not a WARC file" if beginning else "it is empty"
                yield Broken(file, "", None, NOT_WARC, why)
                return
            yield from _records(file, stream, beginning, take, start)
    except (OSError, ValueError) as error:
        yield Broken(file, "", None, NOT_READ, _message(error))


def _records(
    file: str,
    stream: IO[bytes],
    beginning: bytes,
    take: Callable[[Head], int | None],
    start: int,
) -> Iterator[tuple[Head, bytes] | Broken]:
    mark = next((magic for magic in MARKS if beginning.startswith(magic)), ZSTD_MAGIC[0])
    at: int | None = start
    is_warc = start > 0
    while at is not None:
        last, place, why, is_reported = at, at, "", True
        stream.seek(at)
        try:
            for record in _iterate(stream):
                last = record.stream_pos
                if mark == PLAIN_RECORD or os.pread(stream.fileno(), len(mark), last) == mark:
                    place = last
                read = _read(file, place, record, take)
                is_reported = isinstance(read, Broken)
                is_warc = True
                yield read
            if not is_reported and not (why := _rest_problem(stream, last, mark)):
                return
        except OSError as error:
            why = _message(error)
        at = _next_start(stream, last, mark)
        if at is None and not is_warc:
            yield Broken(file, "", None, NOT_WARC, "it is not a WARC file")
        elif not is_reported or (why and not is_warc):  # not is_warc: no record was read so far
            yield Broken(file, "", None, BROKEN, f"after byte {last}: {why}")


def read_at(file: str, offset: int, id_: str, max_length: int) -> tuple[Head, bytes] | Broken:
    """Return one record with its block.

    Args:
        file: The path of the file.
        offset: The offset of the record.
        id_: The id of the record; in a file that is compressed as a whole, several records have the
            same offset.
        max_length: The greatest number of bytes of the block; a longer record is TOO_LARGE.
    """

    def take(head: Head) -> int | None:
        return None if head.id == id_ and head.length <= max_length else 0

    for record in records(file, take, offset):
        if isinstance(record, Broken):
            return record
        head, block = record
        if head.id == id_ or head.offset > offset:
            if head.length > max_length:
                why = f"it has {head.length} bytes, more than {max_length}"
                return Broken(file, head.url, head.at, TOO_LARGE, why)
            if problem := digest_problem(head, block):
                return Broken(file, head.url, head.at, BROKEN, problem)
            return head, block
    return Broken(file, "", None, BROKEN, "the file has changed")


def is_addressable(file: str) -> bool:
    """Return whether each record of a file can be read by its offset."""
    first = islice(records(file, lambda _: 0), 2)
    offsets = [record[0].offset for record in first if not isinstance(record, Broken)]
    return len(set(offsets)) == len(offsets)


def unpack_file(file: str, target: str) -> None:
    """Unpack a file that is compressed as a whole; of a file that is cut, unpack the first part."""
    with open(file, "rb") as packed, open(target, "wb") as out:
        is_gzip = packed.read(len(GZIP_MEMBER)) == GZIP_MEMBER
        packed.seek(0)
        unpacked: Any = gzip.GzipFile(fileobj=packed) if is_gzip else zstd.ZstdFile(packed)
        with suppress(EOFError, zlib.error, zstd.ZstdError, gzip.BadGzipFile):
            while data := unpacked.read(BLOCK):
                out.write(data)


def _iterate(stream: IO[bytes]) -> Iterator[Any]:
    return iter(ArchiveIterator(stream, parse_http=False, record_types=WarcRecordType.any_type))


def _read(
    file: str, offset: int, record: Any, take: Callable[[Head], int | None]
) -> tuple[Head, bytes] | Broken:
    """Return a record with the wanted part of its block; read to the end of the block."""
    headers = {name.lower(): value for name, value in record.headers.items()}
    length = record.content_length
    head = Head.of(file, offset, length, headers)
    try:
        if "content-length" not in headers:
            raise OSError("its header is cut short, or has no length")
        wanted = take(head)
        block = record.reader.read(length if wanted is None else min(wanted, length))
        size = len(block) + record.consume()
        if size < length:
            raise OSError(f"cut short: {size} of {length} bytes")
    except OSError as error:
        why = f"at byte {offset}: {_message(error)}"
        return Broken(file, head.url, head.at, BROKEN, why)
    return head, block


def _next_start(stream: IO[bytes], last: int, mark: bytes) -> int | None:
    """Return the offset of the next readable record after ``last``, or None at the end."""
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        place = content.find(mark, last + 1)
        while place >= 0:
            stream.seek(place)
            try:
                record = next(_iterate(stream), None)
                if record is not None and "WARC-Type" in record.headers:
                    return place
            except OSError:
                pass
            place = content.find(mark, place + 1)
    return None


def _rest_problem(stream: IO[bytes], last: int, mark: bytes) -> str:
    """Return a problem after the last record, whose gzip member begins at ``last``; "" if none.

    FastWARC reports no error if a gzip member is cut near its beginning.
    """
    if mark != GZIP_MEMBER:
        return ""
    stream.seek(last)
    member = zlib.decompressobj(wbits=31)
    try:
        while not member.eof and (data := member.unconsumed_tail or stream.read(BLOCK)):
            member.decompress(data, BLOCK)
    except zlib.error:
        return ""  # all records of the file are in one member
    rest = member.unused_data or stream.read(1)
    return "cut short" if rest.strip(b"\0") else ""


def _message(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
