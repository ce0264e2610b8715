"""Let a run end while items of the spider's ``start()`` are in the pipelines."""

from __future__ import annotations

import asyncio

from newsbot.components import CrawlComponent

POLL = 0.02  # seconds


class StartItems(CrawlComponent):
    """Do what Scrapy's scraper leaves undone for the items of ``start()``.

    The scraper of Scrapy 2.19 asks whether it can close when it is done with a response, but not
    when it is done with an item of ``start()``. A spider that is closed meanwhile
    (``CLOSESPIDER_ITEMCOUNT`` and ``full=1``) would never end.
    """

    HANDLERS = ("item_scraped", "item_dropped", "item_error")
    _is_waiting = False  # for the scraper to be idle

    def item_scraped(self, response: object) -> None:
        """Look after an item of ``start()``, which has no response, whether the spider closes."""
        if response is None and not self._is_waiting:
            self._is_waiting = True
            self._look_later()

    item_dropped = item_error = item_scraped

    def _look_later(self) -> None:
        asyncio.get_running_loop().call_later(POLL, self._look)

    def _look(self) -> None:
        engine = self.crawler.engine
        slot = engine.scraper.slot if engine else None
        if slot is not None and not slot.is_idle():
            self._look_later()
            return
        self._is_waiting = False
        if slot is not None and slot.closing is not None and not slot.closing.called:
            slot.closing.callback(self.spider)
