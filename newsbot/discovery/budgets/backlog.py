"""Leave due pages in the ledger until the run has room for their requests.

A request in memory takes some 2 KB, and a sitemap may name half a million articles. All that is
named is in the ledger, so a run has a bounded number of requests for articles and takes up the next
ones when these have answers. The next run takes up all others.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from newsbot.downloader.engine import is_closing
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrapy import Request

    from newsbot.discovery.crawl import Crawl
    from newsbot.ledger import Page

logger = logging.getLogger(__name__)


class Backlog:
    """Takes up what waits in the ledger as the requests of a run are answered.

    Args:
        crawl: The spider.
        unanswered: Ids of the articles that were requested and have no answer yet, shared.
        due: Returns an iterator over the pages that are due now, some at a time.
        requests_for: Returns the requests for pages that are due, of those that the run wants and
            has not requested.
    """

    def __init__(
        self,
        crawl: Crawl,
        unanswered: set[str],
        due: Callable[[], Iterator[list[Page]]],
        requests_for: Callable[[Iterable[Page]], list[Request]],
    ) -> None:
        self._crawl = crawl
        self._unanswered = unanswered
        self._due = due
        self._requests_for = requests_for
        self._max_waiting = crawl.crawler.settings.getint("NEWSBOT_MAX_WAITING_ARTICLES")
        # A look at the ledger that is not over; and whether it misses pages that were left since.
        self._look: Iterator[list[Page]] | None = None
        self._misses_some = False
        self._is_taking_up = False
        self._sending: asyncio.Future[None] | None = None
        crawl.crawler.signals.connect(self._stay_open, signals.spider_idle)

    @property
    def is_left(self) -> bool:
        """Whether pages that are due may wait in the ledger for this run to take them up."""
        return self._misses_some or self._look is not None

    def has_room(self) -> bool:
        """Return whether one more article may be requested now.

        Where the user named articles (``urls=``), the ledger does not tell what belongs to them.
        """
        is_bounded = self._max_waiting and not self._crawl.arguments.urls
        return not is_bounded or len(self._unanswered) < self._max_waiting

    def leave(self) -> None:
        """Note that an article that is due in the ledger is left there, for there is no room."""
        self._misses_some = True

    def take_up(self) -> Iterator[list[Request]]:
        """Yield requests for pages that wait in the ledger, some at a time, while there is room."""
        self._is_taking_up = True
        try:
            while self.has_room():
                if self._look is None:
                    if not self._misses_some:
                        return
                    self._look, self._misses_some = self._due(), False
                if pages := next(self._look, None):
                    yield self._requests_for(pages)
                elif pages is None:
                    self._look = None
        finally:
            self._is_taking_up = False

    def answered(self) -> None:
        """Request pages that wait if half of the room is free."""
        if self.is_left and 2 * len(self._unanswered) < self._max_waiting:
            self._begin_sending()

    def _begin_sending(self) -> None:
        if not (self._is_taking_up or is_closing(self._crawl.crawler)):
            self._is_taking_up = True
            self._sending = asyncio.ensure_future(self._send())

    async def _send(self) -> None:
        try:
            for requests in self.take_up():
                if is_closing(self._crawl.crawler):
                    return
                for request in requests:
                    self._crawl.crawler.engine.crawl(request)
                await asyncio.sleep(0)  # others want their turn
        except sqlite3.Error as error:
            self._crawl.storage_failed(error)
        except Exception:
            # Nobody awaits this: it would be an error without a word. The articles stay due.
            logger.exception("articles that wait in the ledger could not be taken up")
            self._crawl.crawler.stats.inc_value(stat_names.CALLBACK_ERRORS)

    def _stay_open(self) -> None:
        """Keep the run from its end while pages wait."""
        if self.is_left:
            self._unanswered.clear()  # nothing is under way: those have no answer
            self._begin_sending()
        if self.is_left or self._is_taking_up:
            raise DontCloseSpider
