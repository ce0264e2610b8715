"""Read WARC files record by record: in gzip, in Zstandard or plain; damaged ones too.

A file is never in memory as a whole, and of a record no more than was asked for. Behind a damaged
record the reading goes on with the next one that can be found.
"""

from __future__ import annotations

import gzip
import mmap
import os
import sys
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

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

try:
    from fastwarc.warc import ArchiveIterator, WarcRecordType
except ImportError:  # an extra
    ArchiveIterator = None  # type: ignore[assignment,misc]  # asked for before each use

GZIP_MEMBER = b"\x1f\x8b\x08"
PLAIN_RECORD = b"WARC/"
MARKS = (GZIP_MEMBER, ZSTD_MAGIC[0], PLAIN_RECORD)  # with which a record begins
STARTS = (*MARKS, *ZSTD_MAGIC)  # with which a file begins
BLOCK = 1 << 16  # bytes


def need_fastwarc() -> None:
    """Raise ArgumentError where the extra that reads archives is not installed."""
    if ArchiveIterator is None:
        raise ArgumentError("archives need FastWARC: pip install FastWARC")


def records(
    file: str, take: Callable[[Head], int | None], start: int = 0
) -> Iterator[tuple[Head, bytes] | Broken]:
    """Yield the records of a file, each with the bytes of its block that are wanted.

    Args:
        file: The path.
        take: Returns how many bytes of a record's block are wanted; None: all.
        start: The offset of a record.
    """
    try:
        with open(file, "rb") as stream:
            beginning = stream.read(8)
            if not beginning.startswith(STARTS):
                why = "it is no WARC file" if beginning else "it is empty"
                yield Broken(file, 0, "", None, NOT_WARC, why)
                return
            yield from _records(file, stream, beginning, take, start)
    except (OSError, ValueError) as error:
        yield Broken(file, start, "", None, NOT_READ, _words(error))


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
            why = _words(error)
        at = _next_start(stream, last, mark)
        if at is None and not is_warc:
            yield Broken(file, 0, "", None, NOT_WARC, "it is no WARC file")
        elif not is_reported or (why and not is_warc):  # or no record was read at all
            yield Broken(file, last, "", None, BROKEN, f"behind byte {last}: {why}")


def read_at(file: str, offset: int, id_: str, max_length: int) -> tuple[Head, bytes] | Broken:
    """Return one record with its block.

    Args:
        file: The path.
        offset: Where the record begins.
        id_: The record's, for a file where several records begin at one offset.
        max_length: Bytes; a longer record is TOO_LARGE.
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
                return Broken(file, offset, head.url, head.at, TOO_LARGE, why)
            if problem := digest_problem(head, block):
                return Broken(file, offset, head.url, head.at, BROKEN, problem)
            return head, block
    return Broken(file, offset, "", None, BROKEN, "the file has changed")


def is_addressable(file: str) -> bool:
    """Return whether each record of a file can be read by its offset."""
    first = islice(records(file, lambda _: 0), 2)
    offsets = [record[0].offset for record in first if not isinstance(record, Broken)]
    return len(set(offsets)) == len(offsets)


def unpack_file(file: str, target: str) -> None:
    """Write the records of a file that is compressed as a whole to a plain one.

    Of a file that is cut, what can be unpacked is written.
    """
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
    """Return a record with the wanted part of its block, all of which was read over."""
    headers = {name.lower(): value for name, value in record.headers.items()}
    length = record.content_length
    head = Head.of(file, offset, length, headers)
    try:
        if "content-length" not in headers:
            raise OSError("its header is cut short, or names no length")
        wanted = take(head)
        block = record.reader.read(length if wanted is None else min(wanted, length))
        size = len(block) + record.consume()
        if size < length:
            raise OSError(f"cut short: {size} of {length} bytes")
    except OSError as error:
        return Broken(file, offset, head.url, head.at, BROKEN, f"at byte {offset}: {_words(error)}")
    return head, block


def _next_start(stream: IO[bytes], last: int, mark: bytes) -> int | None:
    """Return where the next record that can be read begins, behind one at ``last``."""
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
    """Return what is wrong behind the last record, whose member begins at ``last``.

    FastWARC takes a member of gzip that is cut near its beginning for the end of the file.
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


def _words(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
