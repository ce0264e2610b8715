"""Open the ledger, and note the lines of a stored feed as delivered."""

from __future__ import annotations

import logging
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import CloseSpider
from scrapy.extensions.feedexport import FileFeedStorage

from newsbot.components import CrawlComponent
from newsbot.exceptions import AlreadyRunningError, LedgerError
from newsbot.feeds.exporter import FeedExporter
from newsbot.ledger.storage.failpoints import failpoint
from newsbot.reporting import stat_names
from newsbot.reporting.outcomes import ALREADY_RUNNING, STORAGE_ERROR
from newsbot.reporting.run_counts import Counts
from newsbot.reporting.stat_groups import FEEDS_FAILED, below
from newsbot.search import index

if TYPE_CHECKING:
    from scrapy.extensions.feedexport import FeedSlot
    from twisted.python.failure import Failure

    from newsbot.ledger import Ledger
    from newsbot.spider import NewsSpider

logger = logging.getLogger(__name__)

MAX_PAGES_NAMED = 20  # pages with unread articles that the run report names


class Delivery(CrawlComponent):
    """Opens the ledger, notes the lines of a run as delivered when its feeds are stored, closes it.

    If a feed could not be written or stored, the lines stay owed, and the next run delivers them.
    """

    HANDLERS = (
        *("spider_error", "item_error", "spider_opened"),
        *("feed_slot_closed", "feed_exporter_closed", "engine_stopped"),
    )

    def spider_error(self, failure: Failure) -> None:
        """End the run if the error is one of the ledger, which then cannot record articles."""
        if isinstance(failure.value, sqlite3.Error):
            self.spider.storage_failed(failure.value)

    item_error = spider_error

    def spider_opened(self, spider: NewsSpider) -> None:
        """Open the ledger; raise CloseSpider if it cannot be used, or if there is no feed."""
        try:
            spider.open_run()
        except Exception as error:
            # Scrapy would log the error and go on crawling.
            reason, message = "error", f"the crawl could not be run: {error!r}"
            if isinstance(error, AlreadyRunningError | LedgerError):
                is_running = isinstance(error, AlreadyRunningError)
                reason = ALREADY_RUNNING if is_running else STORAGE_ERROR
                message = str(error)
            else:
                logger.exception("the ledger cannot be opened")
            self.crawler.stats.set_value(stat_names.NOT_OPENED, message)
            raise CloseSpider(reason) from None
        if self.crawler.get_extension(FeedExporter) is None:
            # For some settings Scrapy switches the exporter off with a warning, and crawls on.
            spider.storage_failed(ValueError("there is no feed, see FEEDS"), close=False)
            raise CloseSpider(STORAGE_ERROR)

    def feed_slot_closed(self, slot: FeedSlot) -> None:
        """Sync a local feed to the disk, before its lines count as delivered."""
        try:
            if isinstance(slot.storage, FileFeedStorage):
                _sync(Path(slot.storage.path))
                _sync(Path(slot.storage.path).parent)
        except OSError as error:
            self.spider.storage_failed(error, close=False)

    def feed_exporter_closed(self) -> None:
        """Note the run's lines as delivered if all feeds are stored, and set the last stats."""
        stats = self.crawler.stats.get_stats()
        failed = below(FEEDS_FAILED, stats)
        failpoint("after-feed-closed")
        exporter = self.crawler.get_extension(FeedExporter)
        if failed or stats.get(stat_names.STORAGE_ERRORS) or not exporter or not exporter.delivery:
            return
        try:
            articles = self._ledger.articles.owed_by(self._ledger.run)
            self._ledger.delivered()
            known = self._ledger.articles.count()
            self._count_unread(known)
            if self.spider.fetches:  # a spider that reads archives has no frontier
                self._count_left()
        except sqlite3.Error as error:
            self.spider.storage_failed(error, close=False)
            return
        self.crawler.stats.set_value(stat_names.KNOWN_ARTICLES, known)
        waited = round(self._ledger.database.longest_wait * 1000, 1)
        self.crawler.stats.set_value(stat_names.LEDGER_LONGEST_WAIT, waited)
        index.update(
            Path(self.crawler.settings["NEWSBOT_DATA_DIR"]), self._ledger.database, articles
        )

    def _count_left(self) -> None:
        """Count the articles and addresses that wait for later runs."""
        stats, due = self.crawler.stats, self.spider.frontier.due_requests
        if left := due.count_left():
            stats.set_value(stat_names.PAGES_LEFT, left)
        where, not_found = due.count_addresses_left()
        if where:
            most = sorted(where, key=lambda url: -where[url])[:MAX_PAGES_NAMED]
            stats.set_value(stat_names.ADDRESSES_LEFT, sum(where.values()))
            stats.set_value(f"{stat_names.ADDRESSES_LEFT}/where", {url: where[url] for url in most})
        if not_found:
            stats.set_value(stat_names.PAGES_NOT_FOUND_LEFT, not_found)

    def _count_unread(self, known: int) -> None:
        """Count the pages that earlier runs could not read, if the outcome depends on them."""
        stats, runs = self.crawler.stats, self._ledger.runs
        counts = Counts(stats.get_stats())
        unread = counts.of(stat_names.PAGES_NEWLY_UNREAD)
        if counts.articles or counts.healthy:
            runs.set_unread(self._ledger.run, 0)
        elif unread:
            runs.set_unread(self._ledger.run, unread)
            stats.set_value(stat_names.PAGES_UNREAD_IN_A_ROW, runs.unread_in_a_row())
        for reason, count in () if known else self._ledger.pages.reasons():
            stats.set_value(f"{stat_names.FAILED_BEFORE}/{reason}", count)

    def engine_stopped(self) -> None:
        """Close the ledger."""
        if self.spider.is_open:
            self._ledger.close()

    @property
    def _ledger(self) -> Ledger:
        return self.spider.ledger


def _sync(path: Path) -> None:
    """Wait until the data of a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
