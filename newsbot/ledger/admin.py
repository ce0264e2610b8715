"""Read an open ledger for people, and forget articles; storage/access.py opens it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbot.feed_lines import clean_line
from newsbot.ledger import Ledger
from newsbot.ledger.articles.recording import Articles
from newsbot.ledger.crawl_state.pages import Pages
from newsbot.ledger.recovery import recover_crashed_runs
from newsbot.ledger.runs import Runs
from newsbot.ledger.storage.compression import unpack_text
from newsbot.ledger.storage.database import FILE, Database
from newsbot.ledger.storage.lock import SiteLock
from newsbot.urls import ArticleRef

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path

UNKNOWN_RUN = 0  # runs are numbered from 1
FAR_FUTURE = 1 << 40  # Unix seconds


@dataclass(frozen=True, slots=True)
class SiteStats:
    """The numbers of the ledger about one site.

    Attributes:
        articles: Known articles.
        revisions: Their revisions.
        owed: Revisions that no finished feed contains.
        pages: State → number of articles' pages.
        sources: Pages of listings and sitemaps that are still to be read.
        unfinished: Runs that are not over, or crashed.
        started: When the last run began (Unix seconds); None without a run.
    """

    articles: int
    revisions: int
    owed: int
    pages: dict[str, int]
    sources: int
    unfinished: int
    started: int | None


# Reading -----------------------------------------------------------------------------------------


def sites(database: Database) -> list[str]:
    """Return the sites of the ledger; each has had a run."""
    rows = database.execute("SELECT DISTINCT site FROM runs ORDER BY site")
    return [site for (site,) in rows]


def size(folder: Path) -> int:
    """Return the size of the ledger and its write-ahead log on disk, in bytes."""
    parts = (folder / FILE, folder / f"{FILE}-wal")
    return sum(part.stat().st_size for part in parts if part.exists())


def stats(database: Database, site: str) -> SiteStats:
    """Return the numbers of the ledger about a site."""
    articles, pages = Articles(database, site), Pages(database, site)
    revisions, owed = articles.count_revisions()
    return SiteStats(
        articles=articles.count(),
        revisions=revisions,
        owed=owed,
        pages=pages.counts(),
        sources=pages.count_sources(),
        unfinished=len(Runs(database, site).unfinished()),
        started=Runs(database, site).last_start(),
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection among the delivered revisions.

    Attributes:
        sites: The sites.
        since: The earliest time of a revision (Unix seconds).
        until: The time before which a revision was made (Unix seconds); None: no limit.
        latest: Select only the last revision of each article, among those made before ``until``.
    """

    sites: Sequence[str]
    since: int = 0
    until: int | None = None
    latest: bool = False


def delivered(database: Database, chosen: Selection) -> Generator[bytes]:
    """Yield the delivered lines of a selection, as in a feed (UTF-8, without line end).

    They are in the order in which they were made. That is the order of their delivery, because a
    run delivers owed lines before its own.
    """
    for key in delivered_keys(database, chosen):
        yield line_of(database, key)


def delivered_keys(database: Database, chosen: Selection) -> Iterator[tuple[int, int]]:
    """Return (number of the article, revision) pairs of a selection, in the order of delivery."""
    later = (
        " AND NOT EXISTS (SELECT 1 FROM revisions n WHERE n.article = r.article AND n.delivered = 1"
        " AND n.made_at < :until AND n.revision > r.revision)"
    )
    sites = {f"site{at}": site for at, site in enumerate(chosen.sites)}
    marks = ", ".join(f":{name}" for name in sites)
    until = FAR_FUTURE if chosen.until is None else chosen.until
    # Only the keys are sorted, because lines are long.
    keys: Iterator[tuple[int, int]] = database.execute(
        "SELECT r.article, r.revision FROM revisions r JOIN articles a ON a.number = r.article"  # noqa: S608  # names of parameters
        f" WHERE r.delivered = 1 AND r.made_at >= :since AND r.made_at < :until"
        f" AND a.site IN ({marks}){later * chosen.latest}"
        " ORDER BY r.made_at, r.run, r.article, r.revision",
        {**sites, "since": chosen.since, "until": until},
    )
    return keys


def line_of(database: Database, key: tuple[int, int]) -> bytes:
    """Return the stored line for (number of an article, revision)."""
    (packed,) = database.execute(
        "SELECT line FROM revisions WHERE article = ? AND revision = ?", key
    ).fetchone()
    return clean_line(unpack_text(packed))


# Changing ----------------------------------------------------------------------------------------


def forget(database: Database, site: str, id_: str) -> tuple[int, int]:
    """Delete an article and the state of its page; the page is pending again.

    The next run reads the page even if no listing names it any more.

    Returns:
        The number of forgotten revisions, and the number of these that were owed to a feed.

    Raises:
        AlreadyRunningError: A run of the site is under way.
    """
    assert database.folder is not None
    lock = SiteLock(database.folder, site)
    try:
        return _forget(database, site, id_)
    finally:
        lock.release()


def _forget(database: Database, site: str, id_: str) -> tuple[int, int]:
    ledger, now = Ledger(database, site), int(time.time())
    # Otherwise the next run would recover the article from the feed of a crashed run.
    recover_crashed_runs(ledger.runs, ledger.articles, ledger.database.folder, now)
    page, known = ledger.pages.get(id_), ledger.articles.revisions(id_)
    with database.transaction():
        ledger.articles.forget(id_)
        ledger.pages.forget(id_)
        if page:
            found = (page.found_via, page.found_on, page.depth)
            url, amp_url = page.url, page.amp_url
        else:
            line = known[-1].line
            found = (line["found_via"], line["found_on"], line["depth"])
            url, amp_url = line["url"], None
        ledger.pages.discover([ArticleRef(url, id_, None, amp_url)], *found, run=UNKNOWN_RUN)
    return len(known), sum(not revision.delivered for revision in known)


def vacuum(database: Database) -> None:
    """Return the space of deleted rows to the file system."""
    with database.noting_corruption():
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
