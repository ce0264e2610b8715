"""Write delivered lines of the ledger to a file, or to the files of a partitioned folder."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote

from scrapy.utils.misc import load_object

from newsbot import IST
from newsbot.commands import dataset_card
from newsbot.exceptions import LedgerError
from newsbot.feed_lines import read_line, replayed_article
from newsbot.feeds.exporter import JsonLinesExporter
from newsbot.feeds.formats import ENDINGS, FEED_EXPORTERS
from newsbot.files.names import file_name
from newsbot.files.private import make_folder, opener
from newsbot.ledger import admin

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from newsbot.ledger.storage.database import Database

# The first of these dates that an article has gives its month, in IST.
MONTH_OF = ("published_at", "updated_at", "first_seen_at")


@dataclass(frozen=True, slots=True)
class Target:
    """The destination of an export.

    Attributes:
        format: A key of newsbot.feeds.formats.ENDINGS.
        path: The file or folder; None: standard output.
        is_folder: Whether the path is a folder of partitions.
    """

    format: str
    path: Path | None
    is_folder: bool


def write(
    database: Database,
    chosen: admin.Selection,
    target: Target,
    bom: bool = False,
    card: Callable[[Sequence[str]], str] | None = None,
) -> int:
    """Write the lines of a selection, all or nothing; return the number of lines.

    Args:
        database: The ledger.
        chosen: The selection of lines.
        target: The destination.
        bom: Whether CSV begins with a byte order mark.
        card: Returns the text of the dataset card for the paths of the files, relative to the card.
    """
    if target.is_folder:
        assert target.path is not None
        with _new_folder(target.path) as folder:
            count = _write_partitions(database, chosen, target.format, folder, bom)
            if card:
                files = (
                    path.relative_to(folder).as_posix()
                    for path in folder.rglob("*.*")
                    if path.is_file()
                )
                _write_card(folder, card(sorted(files)))
            return count
    # The generator is closed here, because the traceback of an error would keep the ledger open.
    with new_file(target.path) as out, closing(admin.delivered(database, chosen)) as lines:
        count = _write_file(out, target.format, lines, bom)
        # Make the card before the file gets its name, so that both appear together.
        text = card([target.path.name]) if card and target.path else None
    if text is not None and target.path:
        _write_card(target.path.parent, text)
    return count


def _write_card(folder: Path, text: str) -> None:
    with new_file(folder / dataset_card.FILE) as out:
        out.write(text.encode())


def _write_file(out: BinaryIO, format_: str, lines: Iterable[bytes], bom: bool = False) -> int:
    """Write lines to an open file in a format; return the number of lines."""
    encoding = "utf-8-sig" if bom else "utf-8"
    exporter = load_object(FEED_EXPORTERS[format_])(out, encoding=encoding)
    exporter.start_exporting()
    count = 0
    for line in lines:
        count += 1
        if isinstance(exporter, JsonLinesExporter):
            exporter.file.write(line + b"\n")  # the same bytes as in the run's feed
        else:
            exporter.export_item(_article(line))
    exporter.finish_exporting()
    return count


def _article(line: bytes) -> Any:
    try:
        return replayed_article(read_line(line))
    except (TypeError, ValueError) as error:
        raise LedgerError(f"a stored line is not an article ({error}): {line[:80]!r}") from None


@contextmanager
def new_file(file: Path | None) -> Iterator[BinaryIO]:
    """Yield standard output, or a temporary file that gets the name ``file`` when complete."""
    if file is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with open(part, "xb", opener=opener) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except FileNotFoundError as error:  # name the user's folder, not the temporary file
        raise FileNotFoundError(error.errno, error.strerror, str(file.parent)) from None
    finally:
        part.unlink(missing_ok=True)


# A folder of partitions ---------------------------------------------------------------------------


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder, which replaces ``folder`` when it is complete."""
    part, before = (
        folder.with_name(f".{folder.name}.{os.getpid()}.{end}") for end in ("part", "old")
    )
    make_folder(part)
    try:
        yield part
        if folder.exists():
            folder.rename(before)
        part.rename(folder)
    except BaseException:
        if before.exists() and not folder.exists():
            before.rename(folder)
        raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(before, ignore_errors=True)


def _write_partitions(
    database: Database, chosen: admin.Selection, format_: str, folder: Path, bom: bool
) -> int:
    """Write a file for each month of each site; in Markdown, a file for each article."""
    count = 0
    with closing(_keys_by_partition(database, chosen)) as rows:
        for (site, month), group in groupby(rows, lambda row: row[:2]):
            # Readers of partitioned folders expect percent-encoded values.
            partition = folder / f"site={quote(site, safe='')}" / f"month={month}"
            make_folder(partition)
            lines = (admin.line_of(database, (row[2], row[3])) for row in group)
            if format_ == "md":
                count += _write_documents(partition, lines, chosen.latest)
                continue
            with new_file(partition / f"part-0{ENDINGS[format_][0]}") as out:
                count += _write_file(out, format_, lines, bom)
    return count


def _write_documents(folder: Path, lines: Iterable[bytes], latest: bool) -> int:
    count = 0
    for line in lines:
        count += 1
        article = _article(line)
        name = file_name(article.id.rpartition(":")[2])
        revision = "" if latest else f"-{article.revision}"
        with new_file(folder / f"{name}{revision}.md") as out:
            _write_file(out, "md", [line])
    return count


def _keys_by_partition(
    database: Database, chosen: admin.Selection
) -> Generator[tuple[str, str, int, int]]:
    """Yield (site, month, number of the article, revision), sorted by site and month.

    The keys are sorted in a temporary table, which SQLite keeps on the disk.
    """
    database.execute("CREATE TEMP TABLE chosen (site TEXT, month TEXT, article INT, revision INT)")
    try:
        for key in admin.delivered_keys(database, chosen):
            fields = read_line(admin.line_of(database, key))
            site = fields.get("site") or str(fields["id"]).rpartition(":")[0]
            row = (site, _month_of(fields), *key)
            database.execute("INSERT INTO chosen VALUES (?, ?, ?, ?)", row)
        yield from database.execute("SELECT * FROM chosen ORDER BY site, month, rowid")
    finally:
        database.execute("DROP TABLE chosen")


def _month_of(fields: dict[str, Any]) -> str:
    """Return the month of an article's date in IST (MONTH_OF), as YYYY-MM."""
    at = next((fields[name] for name in MONTH_OF if fields.get(name)), None)
    if at is None:
        return "__HIVE_DEFAULT_PARTITION__"  # readers of partitioned folders read it as null
    return datetime.fromisoformat(at).astimezone(IST).strftime("%Y-%m")
