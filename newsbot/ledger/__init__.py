"""Keep the crawl database: pages, articles, runs, and an outbox of lines that are owed to feeds.

No crash loses an article. One transaction notes a page as done, stores the new revision of its
article, and notes that the line is owed to a feed. The pages that a page names are noted as pending
before that page is noted as done. The next run continues from there.

storage/ has the database file. articles/ has the articles of a site, crawl_state/ its pages and
sources, and runs.py its runs. recovery.py repairs the ledger after a crash or damage. admin.py and
past_runs.py answer questions of people. run_lines.py counts the lines of one run.

Imported by spider.py, callbacks/, spiders/, discovery/, downloader/, pipelines/, feeds/, archive/,
search/, extensions/, report_page/, doctor/, undeclared/ and commands/. Imports files/, hindi/ and
feed_lines.py, never the spider.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from newsbot.exceptions import LedgerError
from newsbot.items import page_id_of
from newsbot.ledger.articles.recording import Articles, RecordResult
from newsbot.ledger.articles.revisions import DATES, written_at
from newsbot.ledger.crawl_state.backoffs import Backoffs
from newsbot.ledger.crawl_state.page import Page
from newsbot.ledger.crawl_state.pages import Pages
from newsbot.ledger.crawl_state.robots_copies import RobotsCopies
from newsbot.ledger.crawl_state.sources import Sources
from newsbot.ledger.recovery import rebuild, recover_crashed_runs, sites_in
from newsbot.ledger.runs import Runs
from newsbot.ledger.storage.database import FILE, Database, open_database
from newsbot.ledger.storage.failpoints import failpoint
from newsbot.ledger.storage.lock import FileLock
from newsbot.ledger.storage.opening import open_for_run

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from newsbot.items import Article

__all__ = ["FILE", "Ledger", "Page", "RecordResult"]


class Ledger:
    """The ledger of one site, for one run. A spider opens it with ``open``.

    Runs of other sites may read and write the same file at the same time. A lock keeps out other
    runs of this site.

    Args:
        database: The database of the data directory.
        site: The spider's name.
        revisit: (age, interval) in seconds, see revisits.next_visit.
    """

    def __init__(
        self, database: Database, site: str, revisit: tuple[tuple[int, int], ...] = ()
    ) -> None:
        self.database = database
        self.pages = Pages(database, site, revisit)
        self.articles = Articles(database, site)
        self.runs = Runs(database, site)
        self.sources = Sources(database, site)
        self.backoffs = Backoffs(database)
        self.robots_copies = RobotsCopies(database)
        self.run = 0
        self._locks: tuple[FileLock, ...] = ()

    @classmethod
    def open(cls, folder: Path, site: str, revisit: tuple[tuple[int, int], ...] = ()) -> Self:
        """Open the ledger of a data directory and begin a run; recover crashed runs first.

        Args:
            folder: The data directory; it is made if it does not exist.
            site: The spider's name.
            revisit: As for the class.

        Raises:
            AlreadyRunningError: Another run of the site uses the data directory; or another
                process has locked the directory for itself; or the ledger needs a migration or
                repair, and runs of other sites use it.
            LedgerError: The ledger cannot be used.
        """
        database, locks = open_for_run(folder, site, lambda: cls._put_in_order(folder, revisit))
        ledger = cls(database, site, revisit)
        ledger._locks = locks
        try:
            ledger.begin()
        except BaseException as error:
            ledger.close()
            if type(error) is sqlite3.DatabaseError:
                file = folder / FILE
                raise LedgerError(f"the ledger {file} is damaged, run again: {error}") from None
            raise
        return ledger

    def begin(self) -> None:
        """Begin a run, after recovery from runs of the site that crashed."""
        now = int(time.time())
        self.articles.add_to_index()
        recover_crashed_runs(self.runs, self.articles, self.database.folder, now)
        self.run = self.runs.start(now)

    @classmethod
    def _put_in_order(cls, folder: Path, revisit: tuple[tuple[int, int], ...]) -> None:
        """Make a new ledger, migrate an older one, or rebuild a damaged or lost one from feeds."""
        lost = not (folder / FILE).exists()
        database, corrupt = open_database(folder / FILE)
        try:
            if corrupt or lost:
                database.set_rebuild_flag()
                for feeds in sorted((folder / "feeds").glob("*/")):
                    for site in sites_in(feeds):
                        ledger = cls(database, site, revisit)
                        rebuild(ledger.pages, ledger.articles, feeds, site)
                database.clear_rebuild_flag()
        finally:
            database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Return a context manager: all writes within it are one transaction."""
        return self.database.transaction()

    def record(
        self, article: Article, validators: tuple[str | None, str | None] | None
    ) -> RecordResult:
        """Record an article that was read: its page is done, and a new revision is owed to a feed.

        Args:
            article: The article after all other pipelines; see Articles.record for the fields that
                this sets.
            validators: ETag and Last-Modified of the response; None: the stored ones stay.
        """
        now = int(time.time())
        with self.transaction():
            verdict = self.articles.record(article, self.run, now)
            if verdict.kind in ("edited", "unchanged"):
                self._judge(page_id_of(article), verdict.kind == "edited")
            written = written_at(article.published_at, article.updated_at, article.first_seen_at)
            self.pages.done(page_id_of(article), written, now, validators)
        return verdict

    def not_modified(self, id_: str) -> None:
        """Note that the answer for an article's page was "not modified" (304)."""
        line = self.articles.latest(id_)
        # An article without a line is a copy of another one: its page is done for good.
        written = written_at(*(line[name] for name in DATES)) if line else 0
        with self.transaction():
            self._judge(id_, changed=False)
            self.pages.done(id_, written, int(time.time()))

    def _judge(self, id_: str, changed: bool) -> None:
        """Judge the sources that said that a known article changed."""
        page = self.pages.get(id_)
        self.sources.visited(id_, changed, (page and page.visited_at) or 0)

    def delivered(self) -> None:
        """Note that this run's feed is stored and its lines are delivered, and end the run."""
        now = int(time.time())
        with self.transaction():
            self.runs.stored(self.run)
            for id_, at in self.sources.changed_meanwhile():
                self.pages.changed(id_, at, due=True)
        self.articles.delivered(self.run)
        failpoint("before-run-ended")
        self.runs.end(self.run, now)

    def close(self) -> None:
        """Close the database and release the locks; a second call does nothing."""
        with suppress(ValueError):
            self.database.close()
        for lock in self._locks:
            lock.release()
