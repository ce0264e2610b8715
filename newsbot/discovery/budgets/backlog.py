"""Leave due pages in the ledger until the run has room for their requests.

A request takes some 2 KB of memory, and a sitemap may name half a million articles. All of them are
in the ledger. A run has a bounded number of unanswered requests for articles, and makes the next
ones when some are answered. The next run requests the articles that are then left.
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
    """Requests due pages of the ledger as the earlier requests of a run are answered.

    Args:
        crawl: The spider.
        unanswered: Ids of the articles whose requests have no answer yet; ArticleRequests has the
            same set.
        due: Returns an iterator over batches of the pages that are due now.
        requests_for: Returns the requests for a batch, without pages that the run does not want or
            has requested.
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
        # The batches of due pages that are being read; and whether pages were left that these
        # batches may not have.
        self._batches: Iterator[list[Page]] | None = None
        self._has_left = False
        self._is_taking_up = False
        self._sending: asyncio.Future[None] | None = None
        crawl.crawler.signals.connect(self._stay_open, signals.spider_idle)

    @property
    def is_left(self) -> bool:
        """Whether the ledger may have due pages that this run has not requested yet."""
        return self._has_left or self._batches is not None

    def has_room(self) -> bool:
        """Return whether one more article may be requested now.

        There is always room if the user named articles (``urls=``): the ledger does not record
        which of its due pages belong to them.
        """
        is_bounded = self._max_waiting and not self._crawl.arguments.urls
        return not is_bounded or len(self._unanswered) < self._max_waiting

    def leave(self) -> None:
        """Note that a due article is left in the ledger, because there is no room for it."""
        self._has_left = True

    def take_up(self) -> Iterator[list[Request]]:
        """Yield requests for due pages of the ledger in batches, while there is room."""
        self._is_taking_up = True
        try:
            while self.has_room():
                if self._batches is None:
                    if not self._has_left:
                        return
                    self._batches, self._has_left = self._due(), False
                if pages := next(self._batches, None):
                    yield self._requests_for(pages)
                elif pages is None:
                    self._batches = None
        finally:
            self._is_taking_up = False

    def answered(self) -> None:
        """Request pages that were left, if half of the room is free."""
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
                await asyncio.sleep(0)  # the event loop runs other work between two batches
        except sqlite3.Error as error:
            self._crawl.storage_failed(error)
        except Exception:
            # Nothing awaits this task, so the error would be lost. The pages stay due.
            logger.exception("due articles of the ledger could not be requested")
            self._crawl.crawler.stats.inc_value(stat_names.CALLBACK_ERRORS)

    def _stay_open(self) -> None:
        """Keep the run open while due pages are left."""
        if self.is_left:
            self._unanswered.clear()  # the run is idle, so no request will be answered any more
            self._begin_sending()
        if self.is_left or self._is_taking_up:
            raise DontCloseSpider
