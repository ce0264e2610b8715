"""Read the options of ``scrapy ledger export``: the destination and the selection of lines."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from newsbot import IST
from newsbot.arguments import Arguments
from newsbot.commands import dataset_card
from newsbot.commands.export_writing import Target
from newsbot.exceptions import ArgumentError, NewsbotError
from newsbot.feeds.formats import ENDINGS, check_is_installed, format_of
from newsbot.files.names import is_own_file
from newsbot.ledger import admin

if TYPE_CHECKING:
    import argparse


FORMATS = tuple(ENDINGS)
# All paths in the folder of an earlier export, except for its dataset card.
_EXPORTED = re.compile(r"site=[^/]+(/month=[^/]+(/[^/]+)?)?")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``export``."""
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
    """Return the destination of an export.

    Args:
        opts: The options of the command.
        data: The data directory, whose files must not be overwritten.

    Raises:
        ArgumentError: The export cannot be written there, or not in this format.
    """
    path = None if opts.output in (None, "-") else Path(opts.output)
    if path is not None:
        _check_is_free(path.resolve(), opts.overwrite, data)
    is_folder = path is not None and (path.is_dir() or opts.output.endswith("/") or not path.suffix)
    by_ending = format_of(path.name) if path is not None else "jsonl"
    format_ = opts.format or by_ending
    known = ", ".join(ends[0] for ends in ENDINGS.values())
    if format_ is None:
        raise ArgumentError(
            f"{opts.output} does not say its format: name it by --format ({', '.join(FORMATS)}), "
            f"or by the ending of a file ({known})"
        )
    if path is not None and by_ending != format_ and (by_ending or not is_folder):
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
        raise ArgumentError("Parquet cannot be shown on a terminal: name a file with -o")
    return Target(format_, path and path.resolve(), is_folder)


def _check_is_free(path: Path, overwrite: bool, data: Path) -> None:
    """Raise ArgumentError if writing to a path would destroy files of the user or of newsbot."""
    if is_own_file(path, data) or path in (data.resolve(), *data.resolve().parents):
        raise ArgumentError(f"{path} is newsbot's own")
    if path.is_dir():
        left = (file for file in path.rglob("*") if not _is_exported(file, path))
        if other := next(left, None):
            raise ArgumentError(f"{path} is a folder with other files, such as {other}")
        if any(path.iterdir()) and not overwrite:
            raise ArgumentError(f"{path} exists: --overwrite replaces it")
    elif path.exists() and not (overwrite and path.is_file()):
        hint = ": --overwrite replaces it" if path.is_file() else " and is not a file"
        raise ArgumentError(f"{path} exists{hint}")


def _check_card(path: Path | None, is_folder: bool, format_: str, overwrite: bool) -> None:
    """Raise ArgumentError if an export cannot have a dataset card."""
    if path is None:
        raise ArgumentError("--card needs the folder of an export: name a file or folder with -o")
    if format_ not in dataset_card.FORMATS:
        formats = ", ".join(dataset_card.FORMATS)
        raise ArgumentError(f"--card is for {formats}: `datasets` does not read {format_}")
    readme = path.resolve().with_name(dataset_card.FILE)
    if is_folder or not readme.exists():
        return
    is_card = dataset_card.is_card(readme)
    if not (overwrite and is_card):
        hint = ": --overwrite replaces it" if is_card else " and is not a dataset card of newsbot"
        raise ArgumentError(f"{readme} exists{hint}")


def _is_exported(path: Path, folder: Path) -> bool:
    """Return whether a path in a folder belongs to an earlier export."""
    within = path.relative_to(folder).as_posix()
    if within == dataset_card.FILE:
        return dataset_card.is_card(path)
    return bool(_EXPORTED.fullmatch(within))


def selection_of(opts: argparse.Namespace, sites: list[str]) -> admin.Selection:
    """Return the selection of lines that the options name; raise ArgumentError for a wrong date."""
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
    """Return the end of a date in IST; return a time unchanged, in IST if it has no zone."""
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
