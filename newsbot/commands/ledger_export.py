"""``scrapy ledger export``: delivered lines as a file or a partitioned folder."""

from __future__ import annotations

import os
import re
import shutil
import sys
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote

from scrapy.utils.misc import load_object

from newsbot import IST
from newsbot.arguments import Arguments
from newsbot.commands import dataset_card
from newsbot.exceptions import ArgumentError, LedgerError, NewsbotError
from newsbot.feed_lines import known_article, read_line
from newsbot.feeds.exporter import JsonLinesExporter
from newsbot.feeds.formats import ENDINGS, FEED_EXPORTERS, check_is_installed, format_of
from newsbot.files.names import file_name, is_own_file
from newsbot.files.private import make_folder, opener
from newsbot.ledger import admin

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from newsbot.ledger.database import Database

FORMATS = tuple(ENDINGS)
# An article's month is that of the first of these dates that it has, in India.
MONTH_OF = ("published_at", "updated_at", "first_seen_at")
# All that a folder of an earlier export holds, beside a dataset card.
_EXPORTED = re.compile(r"site=[^/]+(/month=[^/]+(/[^/]+)?)?")


@dataclass(frozen=True, slots=True)
class Target:
    """Where an export goes.

    Attributes:
        format: One of FORMATS.
        path: The file or folder; None: standard output.
        is_folder: Whether it is a folder of partitions.
    """

    format: str
    path: Path | None
    is_folder: bool


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that ``export`` alone takes."""
    group = parser.add_argument_group(title="Export Options")
    group.add_argument("--format", help="by default, what the ending of PATH says")
    group.add_argument(
        "--since",
        metavar="DATE",
        help="revisions made, or articles published, from this date or time on (IST)",
    )
    group.add_argument(
        "--until",
        metavar="DATE",
        help="those made or published up to the end of this date, or before this time (IST)",
    )
    group.add_argument(
        "--latest", action="store_true", help="of each article its latest revision alone"
    )
    group.add_argument(
        "--bom", action="store_true", help="begin CSV with a byte order mark, for Excel"
    )
    group.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="write to this file, or to files in this folder by site and month",
    )
    group.add_argument(
        "--card", action="store_true", help="write a dataset card, README.md, beside the files"
    )
    group.add_argument("--overwrite", action="store_true", help="replace PATH where it exists")


OPTIONS = ("format", "since", "until", "latest", "bom", "output", "card", "overwrite")


def target_of(opts: argparse.Namespace, data: Path) -> Target:
    """Return where an export goes; raise ArgumentError where it cannot go there.

    Args:
        opts: The options of the command.
        data: The data directory, whose files are no targets.
    """
    path = None if opts.output in (None, "-") else Path(opts.output)
    if path is not None:
        _check_is_free(path.resolve(), opts.overwrite, data)
    is_folder = path is not None and (path.is_dir() or opts.output.endswith("/") or not path.suffix)
    said = format_of(path.name) if path is not None else "jsonl"
    format_ = opts.format or said
    known = ", ".join(ends[0] for ends in ENDINGS.values())
    if format_ is None:
        raise ArgumentError(
            f"{opts.output} does not say its format: name it by --format ({', '.join(FORMATS)}), "
            f"or by the ending of a file ({known})"
        )
    if path is not None and said != format_ and (said or not is_folder):
        ends = " or ".join(ENDINGS[format_])
        raise ArgumentError(f"--format {format_} does not fit {opts.output}: it ends in {ends}")
    if opts.card:
        _check_card(path, is_folder, format_, opts.overwrite)
    if opts.bom and format_ != "csv":
        raise ArgumentError(f"--bom is for csv, not for {format_}")
    try:
        check_is_installed(format_)
    except NewsbotError as error:
        raise ArgumentError(str(error)) from None
    if path is None and format_ == "parquet" and sys.stdout.isatty():
        raise ArgumentError("Parquet is nothing for a terminal: name a file with -o")
    return Target(format_, path and path.resolve(), is_folder)


def _check_is_free(path: Path, overwrite: bool, data: Path) -> None:
    """Raise ArgumentError where the user, or newsbot itself, would lose what is at ``path``."""
    if is_own_file(path, data) or path in (data.resolve(), *data.resolve().parents):
        raise ArgumentError(f"{path} is newsbot's own")
    if path.is_dir():
        left = (each for each in path.rglob("*") if not _is_exported(each, path))
        if other := next(left, None):
            raise ArgumentError(f"{path} is a folder with other files, such as {other}")
        if any(path.iterdir()) and not overwrite:
            raise ArgumentError(f"{path} exists: --overwrite replaces it")
    elif path.exists() and not (overwrite and path.is_file()):
        hint = ": --overwrite replaces it" if path.is_file() else " and is no file"
        raise ArgumentError(f"{path} exists{hint}")


def _check_card(path: Path | None, is_folder: bool, format_: str, overwrite: bool) -> None:
    """Raise ArgumentError where no dataset card can stand beside an export."""
    if path is None:
        raise ArgumentError("--card stands beside files: name a file or folder with -o")
    if format_ not in dataset_card.FORMATS:
        formats = ", ".join(dataset_card.FORMATS)
        raise ArgumentError(f"--card is for {formats}: `datasets` does not read {format_}")
    readme = path.resolve().with_name(dataset_card.FILE)
    if is_folder or not readme.exists():
        return
    is_card = dataset_card.is_card(readme)
    if not (overwrite and is_card):
        hint = ": --overwrite replaces it" if is_card else " and is no dataset card of newsbot"
        raise ArgumentError(f"{readme} exists{hint}")


def _is_exported(path: Path, folder: Path) -> bool:
    """Return whether a path in a folder is of an earlier export."""
    within = _within(path, folder)
    if within == dataset_card.FILE:
        return dataset_card.is_card(path)
    return bool(_EXPORTED.fullmatch(within))


def _within(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix()


def selection_of(opts: argparse.Namespace, sites: list[str]) -> admin.Selection:
    """Return which lines the options mean; raise ArgumentError for a wrong date."""
    since = Arguments.parse({"since": opts.since}).since if opts.since is not None else None
    until = _end_of(opts.until) if opts.until is not None else None
    if since and until and until <= since:
        raise ArgumentError(f"--until {opts.until} is not after --since {opts.since}")
    return admin.Selection(
        sites,
        since=int(since.timestamp()) if since else 0,
        until=int(until.timestamp()) if until else None,
        latest=opts.latest,
    )


def _end_of(text: str) -> datetime:
    """Return the end of a date, which is IST's, or a time itself."""
    with suppress(ValueError, OverflowError):
        day = date.fromisoformat(text.strip()) + timedelta(days=1)
        return datetime(day.year, day.month, day.day, tzinfo=IST)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ArgumentError(
            f"--until {text!r}: must be a date or time such as 2026-02-03 or 2026-02-03T10:00"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=IST)


def write(
    database: Database,
    chosen: admin.Selection,
    target: Target,
    bom: bool = False,
    card: Callable[[Sequence[str]], str] | None = None,
) -> int:
    """Write the lines of a selection; return how many they are. Nothing half-written is left.

    Args:
        database: The ledger.
        chosen: What is written.
        target: Where it is written.
        bom: Begin CSV with a byte order mark.
        card: Returns the text of the dataset card, given the paths of the files beside it.
    """
    if target.is_folder:
        assert target.path is not None
        with _new_folder(target.path) as folder:
            count = _write_partitions(database, chosen, target.format, folder, bom)
            if card:
                files = (_within(each, folder) for each in folder.rglob("*.*") if each.is_file())
                _write_card(folder, card(sorted(files)))
            return count
    # Closed, for an error's traceback would keep the ledger open.
    with new_file(target.path) as out, closing(admin.delivered(database, chosen)) as lines:
        count = _write_file(out, target.format, lines, bom)
        # While the file is not in its place yet: it appears when both are complete.
        text = card([target.path.name]) if card and target.path else None
    if text is not None and target.path:
        _write_card(target.path.parent, text)
    return count


def _write_card(folder: Path, text: str) -> None:
    with new_file(folder / dataset_card.FILE) as out:
        out.write(text.encode())


def _write_file(out: BinaryIO, format_: str, lines: Iterable[bytes], bom: bool = False) -> int:
    """Write lines to an open file in a format; return how many they are."""
    encoding = "utf-8-sig" if bom else "utf-8"
    exporter = load_object(FEED_EXPORTERS[format_])(out, encoding=encoding)
    exporter.start_exporting()
    count = 0
    for line in lines:
        count += 1
        if isinstance(exporter, JsonLinesExporter):
            exporter.file.write(line + b"\n")  # as it was made
        else:
            exporter.export_item(_article(line))
    exporter.finish_exporting()
    return count


def _article(line: bytes) -> Any:
    try:
        return known_article(read_line(line))
    except (TypeError, ValueError) as error:
        raise LedgerError(f"a stored line is no article ({error}): {line[:80]!r}") from None


@contextmanager
def new_file(file: Path | None) -> Iterator[BinaryIO]:
    """Yield where an export goes: standard output, or a file that appears when it is complete."""
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
    except FileNotFoundError as error:  # in the user's words, not by the name of the part
        raise FileNotFoundError(error.errno, error.strerror, str(file.parent)) from None
    finally:
        part.unlink(missing_ok=True)


# A folder of partitions ---------------------------------------------------------------------------


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """Yield a new folder, which takes the place of ``folder`` when it is complete."""
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
    """Write each month of each site to a file of its own; Markdown, each article."""
    count = 0
    with closing(_keys_by_partition(database, chosen)) as rows:
        for (site, month), group in groupby(rows, lambda row: row[:2]):
            # As readers of partitioned folders take it: percent-encoded.
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
    """Yield (site, month, number of the article, revision), sorted by the first two.

    They are sorted in a temporary table, which SQLite keeps on disk.
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
    """Return the month in which an article was published, as far as it is known, in India."""
    at = next((fields[name] for name in MONTH_OF if fields.get(name)), None)
    if at is None:
        return "__HIVE_DEFAULT_PARTITION__"  # readers take it for null
    return datetime.fromisoformat(at).astimezone(IST).strftime("%Y-%m")
