"""Write the pages to the data directory, and remove the oldest pages."""

from __future__ import annotations

import re
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from newsbot.exceptions import NotFoundError
from newsbot.files.private import write_whole
from newsbot.ledger.storage import access
from newsbot.report_page.articles import read_brought
from newsbot.report_page.page import run_page, trend_page
from newsbot.report_page.record import RunRecord, find, records, with_number

if TYPE_CHECKING:
    from newsbot.ledger.storage.database import Database

FOLDER = "reports"
TREND = "trend.html"
MAX_RUNS_BEFORE = 10  # runs with which the fields of a run are compared
TREND_RUNS = 30  # runs of each site on the trend page
# The name of the file of a run's page, which begins with the start of the run.
RUN_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ.*\.html")


def page_path(folder: Path, record: RunRecord) -> Path:
    """Return the path of a run's page in a data directory."""
    return folder / FOLDER / record.spider / f"{record.name}.html"


def write_run_page(folder: Path, record: RunRecord) -> Path:
    """Write the page of a run to a data directory; return its path.

    Raises:
        OSError: The page cannot be written.
        LedgerError: The ledger cannot be read.
    """
    with ExitStack() as stack:
        # A run without a number has not opened the ledger, which may be damaged.
        database = _ledger(folder, stack) if record.number is not None else None
        return _write(folder, database, record)


def write_page_of(
    folder: Path, name: str | None, site: str | None, path: Path | None = None
) -> Path:
    """Write the page of the run that ``record.find`` finds; return its path.

    Args:
        folder: The data directory.
        name: The name, job or number of the run; None: the last run.
        site: A site or spider; None: any.
        path: The file to write; None: the usual path.

    Raises:
        NotFoundError: There is no such run.
        OSError, LedgerError: As for ``write_run_page``.
    """
    with ExitStack() as stack:
        database = _ledger(folder, stack)
        return _write(folder, database, find(folder, database, name, site), path)


def _ledger(folder: Path, stack: ExitStack) -> Database | None:
    """Open the ledger for reading; return None if there is none."""
    with suppress(NotFoundError):
        return stack.enter_context(access.reading(folder))
    return None


def _write(
    folder: Path, database: Database | None, record: RunRecord, path: Path | None = None
) -> Path:
    if database is not None:
        record = with_number(record, database)
    before = _runs_before(folder, record)
    page = run_page(record, read_brought(database, record, folder), before)
    path = path or page_path(folder, record)
    write_whole(path, page, sync=False)
    return path


def _runs_before(folder: Path, record: RunRecord) -> list[RunRecord]:
    """Return the runs of the site before a run that have counts of fields, newest first."""
    start = record.started_at
    found = (
        earlier
        for earlier in records(folder, record.site)
        if earlier.site == record.site
        and earlier.dictionary("fields")
        and start
        and earlier.started_at
        and earlier.started_at < start
    )
    return list(islice(found, MAX_RUNS_BEFORE))


def write_trend(folder: Path, site: str | None = None, path: Path | None = None) -> Path:
    """Write the page with the last runs of every site, or of one site; return its path.

    Raises:
        NotFoundError: There is no report of a run.
        OSError: The page cannot be written.
    """
    path = path or folder / FOLDER / TREND
    sites: dict[str, list[RunRecord]] = {}
    for record in records(folder, site):
        runs = sites.setdefault(record.site, [])
        if len(runs) < TREND_RUNS:
            runs.append(record)
    if not sites:
        raise NotFoundError(f"no run{f' of {site}' if site else ''} has left a report in {folder}")
    pages = {
        (run.spider, run.name): _link(path.parent, page)
        for runs in sites.values()
        for run in runs
        if (page := page_path(folder, run)).exists()
    }
    write_whole(path, trend_page(sites, pages, TREND_RUNS), sync=False)
    return path


def _link(folder: Path, page: Path) -> str:
    """Return the URL of a page for a link in ``folder``; relative if possible, so both can move."""
    target = page.resolve()
    with suppress(ValueError):
        return quote("/".join(target.relative_to(folder.resolve()).parts))
    return target.as_uri()


def remove_old(folder: Path, spider: str, keep: int) -> None:
    """Remove the oldest pages of a spider's runs, and keep the newest ``keep``."""
    pages = (path for path in (folder / FOLDER / spider).iterdir() if RUN_NAME.fullmatch(path.name))
    for page in sorted(pages, key=lambda path: path.name)[: -keep or None]:
        page.unlink(missing_ok=True)
