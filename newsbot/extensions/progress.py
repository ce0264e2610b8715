"""Show how the run goes while it goes: on the terminal's display, else in one plain line."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from typing import TYPE_CHECKING, Any

from newsbot.components import CrawlComponent
from newsbot.items import Article
from newsbot.progress.figures import Gauge
from newsbot.progress.terminal import current_display
from newsbot.progress.words import plain_line
from newsbot.setting_values import PLAIN, progress_of

if TYPE_CHECKING:
    from newsbot.spider import NewsSpider

logger = logging.getLogger(__name__)

PLAIN_EVERY = 30.0  # seconds
# Seconds between two pictures of the display: while it takes less than SHARE of the process's CPU,
# and else.
FAST, SLOW = 0.25, 3.0
SHARE = 0.005


class Progress(CrawlComponent):
    """Looks at the figures of the run from the event loop, now and then."""

    HANDLERS = ("spider_opened", "item_scraped", "engine_stopped")
    _later: asyncio.TimerHandle | None = None
    _headline = ""
    _spent = 0.0  # seconds of CPU for the display

    def spider_opened(self, spider: NewsSpider) -> None:
        """Begin, where the run begins."""
        if not spider.is_open:
            return
        self._gauge = Gauge(self.crawler, spider)
        self._display = current_display()
        if self._display is None:
            self._wait(PLAIN_EVERY)
        else:
            self._look()

    def item_scraped(self, item: Any) -> None:
        """Note the last headline."""
        if isinstance(item, Article) and item.headline:
            self._headline = item.headline

    def engine_stopped(self) -> None:
        """End: the report of the run says how it went."""
        if self._later is None:
            return
        self._later.cancel()
        self._later = None
        if self._display is not None:
            self._display.remove(self)

    def _wait(self, seconds: float) -> None:
        self._later = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        """Show the figures of now. A fault of the display is none of the crawl."""
        try:
            self._show()
        except Exception:
            logger.exception("the progress of the run is shown no more")
            self.engine_stopped()

    def _show(self) -> None:
        if self._display is None:
            self._say(plain_line(self._gauge.read()))
            self._wait(PLAIN_EVERY)
            return
        began = time.thread_time()
        self._display.show(self, self._gauge.read(), self._headline)
        self._spent += time.thread_time() - began
        self._wait(FAST if self._spent < SHARE * time.process_time() else SLOW)

    def _say(self, line: str) -> None:
        if progress_of(self.crawler.settings) == PLAIN:
            print(f"newsbot: {line}", file=sys.stderr, flush=True)
        else:
            logger.info("%s", line)
