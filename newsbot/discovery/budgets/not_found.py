"""Limit how many addresses a run asks for again that earlier runs did not find (404)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from newsbot.signals import address_answered

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsbot.discovery.budgets.backlog import Backlog

# Further addresses that a run may ask for where one of them leads to an article.
ROOM_PER_FOUND = 10


class NotFoundRetries:
    """Bounds the requests for articles whose address answered "not found" when it was last asked.

    A link may be older than its page, so the next runs ask for such an address again. A source that
    names ever new dead addresses must not cost each run all those of the runs before, too. Where
    addresses lead to articles again, the run asks for ever more of them when it is idle, ten times
    as many each time: after an outage it asks for all.

    Args:
        crawler: Its signals tell what addresses lead to.
        backlog: Takes up what was left when there is room for it.
        limit: How many a run asks for where none of them leads to an article.
    """

    def __init__(self, crawler: Crawler, backlog: Backlog, limit: int) -> None:
        self._backlog = backlog
        self._room = limit
        self._asked: set[str] = set()
        self.has_left = False
        crawler.signals.connect(self._answered, address_answered)
        crawler.signals.connect(self._ask_for_more, signals.spider_idle)

    def allows(self, id_: str) -> bool:
        """Return whether the run asks for an article that was not found."""
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
        """Take up what is left where there is room now; keep the run from its end."""
        if self.has_left and self._room:
            self.has_left = False  # what is still refused is noted again
            self._backlog.leave()
            self._backlog.answered()
            raise DontCloseSpider
