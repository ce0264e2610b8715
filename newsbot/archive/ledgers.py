"""Provide the ledger of a run that reads archives, with a ledger for each site that it finds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from newsbot.items import page_id_of
from newsbot.ledger import Ledger
from newsbot.ledger.articles.recording import Articles
from newsbot.ledger.articles.revisions import seconds, written_at
from newsbot.ledger.crawl_state.page import UNREACHED
from newsbot.ledger.crawl_state.pages import Pages
from newsbot.ledger.storage.lock import SiteLock
from newsbot.urls import ArticleRef

if TYPE_CHECKING:
    from newsbot.items import Article
    from newsbot.ledger import RecordResult
    from newsbot.ledger.storage.database import Database


class ArchiveLedger(Ledger):
    """A ledger that opens the ledgers of further sites, in the same database, when needed.

    Its own site is ``warc``, which has no articles. The lock of ``warc`` keeps two runs from
    reading archives into one data directory.
    """

    def __init__(
        self, database: Database, site: str, revisit: tuple[tuple[int, int], ...] = ()
    ) -> None:
        super().__init__(database, site, revisit)
        self._revisit = revisit
        self._sites: dict[str, Ledger] = {}
        self.articles = _ArticlesOfSites(database, site, self._sites)

    def has_open(self, site: str) -> bool:
        """Return whether a site's ledger is open."""
        return site in self._sites

    def of(self, site: str) -> Ledger:
        """Return the ledger of a site; lock the site for this run.

        Raises:
            AlreadyRunningError: Another run of the site uses the data directory.
        """
        if site not in self._sites:
            assert self.database.folder is not None
            lock = SiteLock(self.database.folder, site)
            ledger = Ledger(self.database, site, self._revisit)
            try:
                ledger.begin()
                if feed := self.runs.feed(self.run):
                    ledger.runs.set_feed(ledger.run, feed)
            except BaseException:
                lock.release()
                raise
            self._sites[site] = ledger
            self._locks += (lock,)
        return self._sites[site]

    def known_at(self, id_: str) -> int | None:
        """Return when an article was last read (Unix seconds); None for an unknown article."""
        line = self.articles.latest(id_)
        if line is None:
            return None
        at = seconds(line["fetched_at"])
        page = Pages(self.database, id_.rpartition(":")[0]).get(id_)
        is_visited = page is not None and page.state == "done"
        return max(at, page.visited_at or 0) if page and is_visited else at

    def record(self, article: Article, validators: object = None) -> RecordResult:
        """Record an article of an archive (see Ledger.record), at the time of its capture."""
        ledger = self.of(article.site)
        id_, at = page_id_of(article), int(article.fetched_at.timestamp())
        with self.transaction():
            page = ledger.pages.get(id_)
            if page is None:
                ref = ArticleRef(article.url, id_, None)
                ledger.pages.discover([ref], "argument", article.url, UNREACHED, ledger.run)
            verdict = ledger.articles.record(article, ledger.run, int(time.time()))
            if page is None or page.state != "done" or (page.visited_at or 0) < at:
                dates = article.published_at, article.updated_at, article.first_seen_at
                ledger.pages.done(id_, written_at(*dates), at)
        return verdict

    def delivered(self) -> None:
        """Note for all sites that the feed of this run is finished and safe."""
        for ledger in self._sites.values():
            ledger.delivered()
        super().delivered()


class _ArticlesOfSites(Articles):
    """Counts the articles of all sites of a run."""

    def __init__(self, database: Database, site: str, sites: dict[str, Ledger]) -> None:
        super().__init__(database, site)
        self._sites = sites

    def count(self) -> int:
        """Return the number of known articles of the run's sites."""
        return sum(ledger.articles.count() for ledger in self._sites.values())
