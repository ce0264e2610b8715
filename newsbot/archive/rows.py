"""Write and copy files of articles: JSON Lines, plain or in Zstandard, and Parquet."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Protocol

from newsbot.exceptions import ArgumentError
from newsbot.feed_lines import read_line
from newsbot.files.private import make_folder, own_opener
from newsbot.files.zstandard import zstd
from newsbot.items import Article

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# format → ending of its files
ENDINGS = {"jsonl.zst": ".jsonl.zst", "jsonl": ".jsonl", "parquet": ".parquet"}
BATCH_ROWS = 256


class Rows(Protocol):
    """Writes the lines of articles to a file."""

    def write(self, line: bytes) -> None:
        """Add the line of an article, without a line end."""

    def close(self) -> None:
        """Write the rest; the file stays open."""


class _Lines:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, line: bytes) -> None:
        self._file.write(line + b"\n")

    def close(self) -> None:
        pass


class _PackedLines(_Lines):
    def __init__(self, file: IO[bytes]) -> None:
        self._frame = zstd.ZstdFile(file, "wb")
        super().__init__(self._frame)  # type: ignore[arg-type]  # only its method write is used

    def close(self) -> None:
        self._frame.close()


class _Table:
    def __init__(self, file: IO[bytes]) -> None:
        tables, schema = _parquet()
        self._writer = tables.TableWriter(file, schema.schema_of(Article))

    def write(self, line: bytes) -> None:
        self._writer.write(read_line(line))

    def close(self) -> None:
        self._writer.close()


WRITERS: dict[str, type[Any]] = {"jsonl": _Lines, "jsonl.zst": _PackedLines, "parquet": _Table}


def _parquet() -> tuple[Any, Any]:
    try:
        return import_module("newsbot.feeds.tables"), import_module("newsbot.feeds.arrow_schema")
    except ImportError:
        raise ArgumentError("Parquet needs PyArrow: pip install pyarrow") from None


def format_of(name: str) -> str | None:
    """Return the format for the ending of a file's name; None for an unknown ending."""
    return next((format_ for format_, end in ENDINGS.items() if name.lower().endswith(end)), None)


def check_format(format_: str) -> None:
    """Raise ArgumentError if the package that writes a format is not installed."""
    if format_ == "parquet":
        _parquet()


@contextmanager
def writing(file: Path, format_: str) -> Iterator[Rows]:
    """Open a file for rows; the file is whole if the context ends without an error."""
    make_folder(file.parent)
    with open(file, "wb", opener=own_opener) as stream:
        rows: Rows = WRITERS[format_](stream)
        yield rows
        rows.close()


def copy_lines(source: Path, format_: str, keep: Sequence[bool], rows: Rows) -> None:
    """Write the kept rows of a file of lines; ``keep`` says for each row whether it is kept."""
    with open(source, "rb") as packed:
        lines = zstd.ZstdFile(packed) if format_ == "jsonl.zst" else packed
        for is_kept, line in zip(keep, lines, strict=True):
            if is_kept:
                rows.write(line.rstrip(b"\n"))


def copy_file(source: Path, format_: str, keep: Sequence[bool], target: Path) -> None:
    """Write the kept rows of a file to another file with the same format."""
    if format_ != "parquet":
        with writing(target, format_) as rows:
            copy_lines(source, format_, keep, rows)
        return
    pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")
    table = pq.ParquetFile(source)
    make_folder(target.parent)
    with (
        open(target, "wb", opener=own_opener) as stream,
        pq.ParquetWriter(stream, table.schema_arrow, compression="zstd") as writer,
    ):
        at = 0
        for batch in table.iter_batches(BATCH_ROWS):
            writer.write_batch(batch.filter(pa.array(keep[at : at + len(batch)], pa.bool_())))
            at += len(batch)
