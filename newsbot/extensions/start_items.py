"""Let a run end while items of the spider's ``start()`` are in the pipelines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from scrapy import signals

from newsbot.components import spider_of, stand_aside_unless_crawling

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

POLL = 0.02  # seconds


class StartItems:
    """Do what Scrapy's scraper leaves undone for the items of ``start()``.

    The scraper of Scrapy 2.19 asks whether it can close when it is done with a response, but not
    when it is done with an item of ``start()``. A spider that is closed meanwhile
    (``CLOSESPIDER_ITEMCOUNT`` and ``full=1``) would never end.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._is_waiting = False  # for the scraper to be idle

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension for a crawl of a NewsSpider."""
        stand_aside_unless_crawling(crawler)
        extension = cls(crawler)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(extension.item_ended, signal)
        return extension

    def item_ended(self, response: object) -> None:
        """Look after an item of ``start()``, which has no response, whether the spider closes."""
        if response is None and not self._is_waiting:
            self._is_waiting = True
            self._look_later()

    def _look_later(self) -> None:
        asyncio.get_running_loop().call_later(POLL, self._look)

    def _look(self) -> None:
        engine = self._crawler.engine
        slot = engine.scraper.slot if engine else None
        if slot is not None and not slot.is_idle():
            self._look_later()
            return
        self._is_waiting = False
        if slot is not None and slot.closing is not None and not slot.closing.called:
            slot.closing.callback(spider_of(self._crawler))
