"""The ledger from outside a run: read beside a running crawl, looked after between two."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.exceptions import LedgerError, NotFoundError
from newsbot.feed_lines import clean_line
from newsbot.ledger import Ledger
from newsbot.ledger.articles import Articles
from newsbot.ledger.compression import unpack_text
from newsbot.ledger.database import FILE, REBUILD_FLAG, Database
from newsbot.ledger.lock import DataLock, SiteLock
from newsbot.ledger.pages import Pages
from newsbot.ledger.recovery import recover_crashed_runs
from newsbot.ledger.runs import Runs
from newsbot.ledger.schema import VERSION, migrate
from newsbot.urls import ArticleRef

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path

UNKNOWN_RUN = 0  # runs are numbered from 1
MAX_NEAR = 5  # data directories that are named where there is no ledger
FAR_FUTURE = 1 << 40  # Unix seconds


@dataclass(frozen=True, slots=True)
class SiteStats:
    """How much the ledger holds of one site.

    ``owed``: revisions that no finished feed holds. ``pages``: state → how many articles' pages.
    ``sources``: pages of listings and sitemaps that are still to be read. ``unfinished``: runs
    that are not over, or died. ``started``: when the last run began (Unix seconds).
    """

    articles: int
    revisions: int
    owed: int
    pages: dict[str, int]
    sources: int
    unfinished: int
    started: int | None


# Opening -----------------------------------------------------------------------------------------


@contextmanager
def reading(folder: Path) -> Iterator[Database]:
    """Yield a data directory's ledger as it is now, to be read; a crawl may run meanwhile.

    Raises:
        NotFoundError: There is no ledger.
        LedgerError: It cannot be read.
    """
    file = _existing(folder)
    log = file.with_name(file.name + "-wal")
    at_rest = not log.exists()
    try:
        connection, frozen = _open_to_read(file, at_rest)
        try:
            _check_version(file, connection)
            connection.execute("BEGIN")  # one state of it, whatever a crawl writes meanwhile
            yield Database(connection)
        finally:
            connection.close()
            if at_rest and not frozen:
                _remove_empty_wal(file)
    except sqlite3.Error as error:
        raise _unusable(file, error) from None
    if frozen and log.exists():
        raise LedgerError(f"a crawl began to write to {file} meanwhile: try again")


def _open_to_read(file: Path, at_rest: bool) -> tuple[sqlite3.Connection, bool]:
    """Return a connection that cannot write; and True where it takes the file as immutable.

    SQLite makes a log beside a ledger at rest, even to read it. Where it may not, the file is read
    without one.
    """
    connection = _connect(file, "mode=ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if at_rest and error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            return _connect(file, "mode=ro&immutable=1"), True
        raise
    except BaseException:
        connection.close()
        raise
    return connection, False


def _remove_empty_wal(file: Path) -> None:
    """Have SQLite remove the empty log that reading made, unless a crawl uses it by now.

    Only a connection that may write does so, when it is the last one to be closed.
    """
    connection = _connect(file, "mode=rw")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        connection.close()


@contextmanager
def upkeep(folder: Path, shared: bool = False) -> Iterator[Database]:
    """Yield a data directory's ledger, to be changed; no crawl runs on it meanwhile.

    Args:
        folder: The data directory.
        shared: Crawls may run on it all the same, unless it is of an older version.

    Raises:
        OverlapError: A crawl runs on it.
        NotFoundError: There is no ledger.
        LedgerError: It cannot be used.
    """
    file = _existing(folder)
    try:
        lock = DataLock(folder)
    except OSError as error:
        raise LedgerError(f"the data directory {folder} cannot be used: {error}") from None
    try:
        if not (shared and lock.take(shared=True) and _is_current(file)):
            lock.give_back()
            lock.take_alone()
        with closing(_connect(file, "mode=rw")) as connection:
            _check_version(file, connection, older=True)
            migrate(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            with closing(Database(connection, file)) as database:
                yield database
    except sqlite3.Error as error:
        raise _unusable(file, error) from None
    finally:
        lock.release()


def _existing(folder: Path) -> Path:
    file = folder / FILE
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        message = f"there is no ledger in {folder}: no crawl has run there yet"
        if near := ", ".join(map(str, ledgers_near(folder))):
            message += f"; there is one in {near} (-s NEWSBOT_DATA_DIR=…)"
        raise NotFoundError(message) from None
    except OSError as error:
        raise LedgerError(f"the ledger {file} cannot be used: {error.strerror}") from None
    if file.with_name(file.name + REBUILD_FLAG).exists():
        raise LedgerError(f"the ledger {file} is damaged: the next crawl rebuilds it")
    return file


def ledgers_near(folder: Path) -> list[Path]:
    """Return data directories with a ledger in a folder or beside it, a few at most."""
    found = (
        file.parent
        for place, pattern in ((folder, "*/"), (folder, "*/*/"), (folder.parent, "*/"))
        for file in _sorted_glob(place, pattern + FILE)
    )
    return list(islice(dict.fromkeys(found), MAX_NEAR))


def _sorted_glob(place: Path, pattern: str) -> list[Path]:
    try:
        return sorted(place.glob(pattern))
    except OSError:
        return []


def _connect(file: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{file.absolute().as_uri()}?{how}", uri=True, isolation_level=None, timeout=5
    )


def _check_version(file: Path, connection: sqlite3.Connection, older: bool = False) -> None:
    """Refuse a ledger of another version; ``older`` ones may be taken."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        raise NotFoundError(f"the ledger {file} is empty: no crawl has come to write to it yet")
    if version > VERSION:
        raise LedgerError(
            f"the ledger {file} is of version {version}, this newsbot knows {VERSION}: "
            "use the newsbot that wrote it, or a newer one"
        )
    if version < VERSION and not older:
        raise LedgerError(
            f"the ledger {file} is of the older version {version}: the next crawl brings it to "
            f"{VERSION}"
        )


def _is_current(file: Path) -> bool:
    """Return whether a ledger has today's tables."""
    with closing(_connect(file, "mode=ro")) as connection:
        return bool(connection.execute("PRAGMA user_version").fetchone()[0] == VERSION)


def _unusable(file: Path, error: sqlite3.Error) -> LedgerError:
    corrupt = not isinstance(error, sqlite3.OperationalError)  # "is not a database", "malformed"
    hint = "; the next crawl sets it aside and rebuilds it from the feeds" if corrupt else ""
    return LedgerError(f"the ledger {file} cannot be used: {error}{hint}")


# Reading -----------------------------------------------------------------------------------------


def sites(database: Database) -> list[str]:
    """Return the sites that the ledger knows: each has had a run."""
    rows = database.execute("SELECT DISTINCT site FROM runs ORDER BY site")
    return [site for (site,) in rows]


def size(folder: Path) -> int:
    """Return the bytes of the ledger on disk, its write-ahead log included."""
    parts = (folder / FILE, folder / f"{FILE}-wal")
    return sum(part.stat().st_size for part in parts if part.exists())


def stats(database: Database, site: str) -> SiteStats:
    """Return how much the ledger holds of a site."""
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
    """Which delivered revisions are meant.

    Attributes:
        sites: Of these sites.
        since: Made at this time or later (Unix seconds).
        until: Made before this time (Unix seconds); None: up to now.
        latest: Of each article only the last one that is delivered and made before ``until``.
    """

    sites: Sequence[str]
    since: int = 0
    until: int | None = None
    latest: bool = False


def delivered(database: Database, chosen: Selection) -> Generator[bytes]:
    """Yield the delivered lines of a selection, as in a feed (UTF-8, without line end).

    They come in the order of their making. That is the order of their delivery: what a run owes
    goes out before what the next one makes.
    """
    for key in delivered_keys(database, chosen):
        yield line_of(database, key)


def delivered_keys(database: Database, chosen: Selection) -> Iterator[tuple[int, int]]:
    """Return (number of the article, revision) of a selection, ordered as by ``delivered``."""
    later = (
        " AND NOT EXISTS (SELECT 1 FROM revisions n WHERE n.article = r.article AND n.delivered = 1"
        " AND n.made_at < :until AND n.revision > r.revision)"
    )
    sites = {f"site{at}": site for at, site in enumerate(chosen.sites)}
    marks = ", ".join(f":{name}" for name in sites)
    until = FAR_FUTURE if chosen.until is None else chosen.until
    # The keys alone are sorted: lines are long.
    keys: Iterator[tuple[int, int]] = database.execute(
        "SELECT r.article, r.revision FROM revisions r JOIN articles a ON a.number = r.article"  # noqa: S608  # names of parameters
        f" WHERE r.delivered = 1 AND r.made_at >= :since AND r.made_at < :until"
        f" AND a.site IN ({marks}){later * chosen.latest}"
        " ORDER BY r.made_at, r.run, r.article, r.revision",
        {**sites, "since": chosen.since, "until": until},
    )
    return keys


def line_of(database: Database, key: tuple[int, int]) -> bytes:
    """Return the stored line of (number of an article, revision)."""
    (packed,) = database.execute(
        "SELECT line FROM revisions WHERE article = ? AND revision = ?", key
    ).fetchone()
    return clean_line(unpack_text(packed))


# Looking after -----------------------------------------------------------------------------------


def forget(database: Database, site: str, id_: str) -> tuple[int, int]:
    """Forget an article and what is known of its page, which is pending anew.

    The next run reads the page whether or not a listing still names it.

    Returns:
        How many revisions are forgotten, and how many of these were owed to a feed.

    Raises:
        OverlapError: A run of the site is at work.
    """
    assert database.folder is not None
    lock = SiteLock(database.folder, site)
    try:
        return _forget(database, site, id_)
    finally:
        lock.release()


def _forget(database: Database, site: str, id_: str) -> tuple[int, int]:
    ledger, now = Ledger(database, site), int(time.time())
    # Else the next run would take up again what a dead run's feed holds.
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
    return len(known), sum(not each.delivered for each in known)


def vacuum(database: Database) -> None:
    """Give the space of what was forgotten or replaced back to the file system."""
    with database.noting_corruption():
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
