"""Let a run end that is closed while items of ``start()`` are in the pipelines."""

from __future__ import annotations

import asyncio

from newsbot.components import CrawlComponent

POLL = 0.02  # seconds between two checks


class StartItems(CrawlComponent):
    """Closes Scrapy's scraper after the last item of ``start()``.

    The scraper of Scrapy 2.19 checks whether it can close after a response, but not after an item
    of ``start()``. A spider that is closed meanwhile (``CLOSESPIDER_ITEMCOUNT`` and ``full=1``)
    would never end.
    """

    HANDLERS = ("item_scraped", "item_dropped", "item_error")
    _is_waiting = False  # whether a check is planned

    def item_scraped(self, response: object) -> None:
        """Plan a check after an item of ``start()``, which has no response."""
        if response is None and not self._is_waiting:
            self._is_waiting = True
            self._check_later()

    item_dropped = item_error = item_scraped

    def _check_later(self) -> None:
        asyncio.get_running_loop().call_later(POLL, self._check)

    def _check(self) -> None:
        engine = self.crawler.engine
        slot = engine.scraper.slot if engine else None
        if slot is not None and not slot.is_idle():
            self._check_later()
            return
        self._is_waiting = False
        if slot is not None and slot.closing is not None and not slot.closing.called:
            slot.closing.callback(self.spider)
