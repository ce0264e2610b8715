"""Limit how many addresses that were not found (404) in earlier runs a run requests again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from newsbot.signals import address_answered

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsbot.discovery.budgets.backlog import Backlog

ROOM_PER_FOUND = 10  # further addresses that a run may request for each one that is found again


class NotFoundRetries:
    """Bounds the requests for articles whose address was answered with "not found" last time.

    A link may be published before its page, so the next runs request the address again. If a source
    names new dead addresses without end, a run must not request those of all earlier runs too. If
    some addresses are found again, the idle run requests ten further addresses for each of them:
    after an outage of the site, the run requests all.

    Args:
        crawler: Its signal ``address_answered`` says what each address leads to.
        backlog: Requests pages that were left, when there is room for them.
        limit: The number of addresses that a run requests if none of them is found.
    """

    def __init__(self, crawler: Crawler, backlog: Backlog, limit: int) -> None:
        self._backlog = backlog
        self._room = limit
        self._asked: set[str] = set()
        self.has_left = False
        crawler.signals.connect(self._answered, address_answered)
        crawler.signals.connect(self._ask_for_more, signals.spider_idle)

    def allows(self, id_: str) -> bool:
        """Return whether the run may request an article that was not found; if so, count it."""
        if not self._room:
            self.has_left = True
            return False
        self._room -= 1
        self._asked.add(id_)
        return True

    def _answered(self, id_: str, is_article: bool) -> None:
        if is_article and id_ in self._asked:
            self._room += ROOM_PER_FOUND

    def _ask_for_more(self) -> None:
        """Request articles that were left, if there is room now; keep the run open."""
        if self.has_left and self._room:
            self.has_left = False  # `allows` sets it again
            self._backlog.leave()
            self._backlog.answered()
            raise DontCloseSpider
