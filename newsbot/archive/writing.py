"""Write WARC files that have whole records only, also if the process is killed.

A file has the ending ``.open`` until it is whole. A record is written to the system before its page
is read, so it survives a killed process. A file is synced to the disk when it is full and at the
end of the run, before the ledger notes lines as delivered. A killed process may leave a part of a
record at the end of its file; the next run of the site removes that part.
"""

from __future__ import annotations

import os
import re
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

from newsbot.archive.wire_records import warcinfo
from newsbot.files.names import file_name
from newsbot.files.private import lock_file, own_opener
from newsbot.ledger.storage.failpoints import armed, die

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

ENDING, OPEN = ".warc.gz", ".open"
MAX_FILE_BYTES = 1 << 30  # the size of Common Crawl's files
BLOCK = 1 << 14  # bytes


class ArchiveWriter:
    """Writes the files of a run, one after another.

    Args:
        folder: The folder of the files.
        prefix: The beginning of their names (prefix_of).
        about: The fields of the first record of each file.
        max_bytes: The greatest size of a file; a longer record gets a separate file.
        begun: Is called with the name of each new file before its first record is written. A file
            that was removed may have had the same name.
    """

    def __init__(
        self,
        folder: Path,
        prefix: str,
        about: Mapping[str, str],
        max_bytes: int = MAX_FILE_BYTES,
        begun: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._folder = folder
        self._prefix = prefix
        self._about = about
        self._max_bytes = max_bytes
        self._begun = begun
        self._number = 0
        self._name = ""
        self._stream: IO[bytes] | None = None
        self._size = self._first = 0  # bytes of the file, and of its first record
        self._finisher = ThreadPoolExecutor(1, "newsbot-archive")  # because fsync takes seconds
        self._finishing: list[Future[None]] = []

    def append(self, *records: bytes) -> list[tuple[str, int]]:
        """Write records to one file; return (file, offset) of each.

        Raises:
            OSError: The records cannot be written; no part of them is in the file.
        """
        size = sum(map(len, records))
        is_full = self._size + size > self._max_bytes and self._size > self._first
        if self._stream is not None and is_full:
            self._finish()
        if self._stream is None:
            self._begin()
        places = []
        at = self._size
        for record in records:
            places.append((self._name, at))
            at += len(record)
        self._write(b"".join(records))
        return places

    def close(self) -> int:
        """Finish the last file; return the number of files that were written.

        Raises:
            OSError: A file cannot be synced or renamed; it still has the ending ``.open``.
        """
        if self._stream is not None:
            self._finish()
        self._finisher.shutdown()
        finished, self._finishing = self._finishing, []
        for file in finished:
            file.result()
        return len(finished)

    def _begin(self) -> None:
        """Begin a file with a name that no other file has."""
        while True:
            now = datetime.now(UTC)
            name = f"{self._prefix}-{now:%Y%m%d%H%M%S}-{self._number:05}{ENDING}"
            path = self._folder / f"{name}{OPEN}"
            self._number += 1
            if (self._folder / name).exists():
                continue
            try:
                stream: IO[bytes] = open(path, "xb", buffering=0, opener=own_opener)  # noqa: SIM115  # held
            except FileExistsError:
                continue
            if lock_file(stream) and path.exists():
                break
            stream.close()  # another run has removed it as a file of a dead run
        self._stream, self._name, self._size = stream, name, 0
        self._begun(name)
        self._write(warcinfo(name, self._about))
        self._first = self._size

    def _write(self, data: bytes) -> None:
        assert self._stream is not None
        rest = memoryview(data)
        if armed("mid-record"):
            self._stream.write(rest[: len(rest) // 2])
            die()
        try:
            while rest:
                rest = rest[self._stream.write(rest) :]
        except OSError:
            with suppress(OSError):
                self._stream.truncate(self._size)
            raise
        self._size += len(data)

    def _finish(self) -> None:
        assert self._stream is not None
        path = self._folder / f"{self._name}{OPEN}"
        self._finishing.append(self._finisher.submit(_finish, self._stream, path))
        self._stream = None


def prefix_of(site: str) -> str:
    """Return the prefix of the files of a site: its name, if that can be a file's name."""
    plain = site.replace(":", "-")
    return plain if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", plain) else file_name(site)


def repair(
    folder: Path, prefix: str, last_offset: Callable[[str], int] = lambda _: 0
) -> Iterator[tuple[str, int]]:
    """Finish the files that dead runs of a site left; yield (name, bytes) of each.

    Bytes after the last whole record are removed. A file that another process has open is left
    unchanged.

    Args:
        folder: The folder of the files.
        prefix: The beginning of their names.
        last_offset: Returns the offset of a record of a file that is probably whole, because
            checking a file from its beginning takes some ten seconds.

    Raises:
        OSError: The folder cannot be written to.
    """
    names = re.compile(rf"{re.escape(prefix)}-\d{{14}}-\d{{5,}}{re.escape(ENDING + OPEN)}")
    for path in sorted(path for path in folder.iterdir() if names.fullmatch(path.name)):
        stream: IO[bytes] = open(path, "r+b", buffering=0, opener=own_opener)  # noqa: SIM115  # held
        if not lock_file(stream):
            stream.close()
            continue
        name = path.name.removesuffix(OPEN)
        start = last_offset(name)
        size = whole_length(stream, start)
        if size == start:
            size = whole_length(stream)
        if size:
            stream.truncate(size)
            _finish(stream, path)
        else:
            stream.close()
            path.unlink()
        yield name, size


def whole_length(stream: IO[bytes], start: int = 0) -> int:
    """Return the offset of the end of the last whole gzip member, reading from ``start``."""
    stream.seek(start)
    whole = at = start
    member = zlib.decompressobj(wbits=31)
    rest = b""
    while data := rest or stream.read(BLOCK):
        try:
            member.decompress(data)
        except zlib.error:
            break
        rest = member.unused_data
        at += len(data) - len(rest)
        if member.eof:
            whole, member = at, zlib.decompressobj(wbits=31)
    return whole


def _finish(stream: IO[bytes], path: Path) -> None:
    """Sync a file to the disk, and then remove ``.open`` from its name."""
    with stream:
        os.fsync(stream.fileno())
        path.rename(path.with_name(path.name.removesuffix(OPEN)))
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
