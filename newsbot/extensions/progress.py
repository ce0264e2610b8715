"""Show the progress of a run: on the display of a terminal, else as plain lines."""

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

PLAIN_INTERVAL = 30.0  # seconds between two plain lines
# Seconds between two updates of the display: FAST while the display takes less than MAX_CPU_SHARE
# of the process's CPU time, else SLOW.
FAST, SLOW = 0.25, 3.0
MAX_CPU_SHARE = 0.005


class Progress(CrawlComponent):
    """Reads the figures of the run at intervals, on the event loop, and shows them."""

    HANDLERS = ("spider_opened", "item_scraped", "engine_stopped")
    _later: asyncio.TimerHandle | None = None
    _headline = ""
    _spent = 0.0  # seconds of CPU for the display

    def spider_opened(self, spider: NewsSpider) -> None:
        """Begin to show the progress."""
        if not spider.is_open:
            return
        self._gauge = Gauge(self.crawler, spider)
        self._display = current_display()
        if self._display is None:
            self._wait(PLAIN_INTERVAL)
        else:
            self._update()

    def item_scraped(self, item: Any) -> None:
        """Note the headline of the last article."""
        if isinstance(item, Article) and item.headline:
            self._headline = item.headline

    def engine_stopped(self) -> None:
        """Stop showing the progress."""
        if self._later is None:
            return
        self._later.cancel()
        self._later = None
        if self._display is not None:
            self._display.remove(self)

    def _wait(self, seconds: float) -> None:
        self._later = asyncio.get_running_loop().call_later(seconds, self._update)

    def _update(self) -> None:
        """Show the present figures; after an error of the display, the crawl goes on without it."""
        try:
            self._show()
        except Exception:
            logger.exception("the progress of the run is not shown any more")
            self.engine_stopped()

    def _show(self) -> None:
        if self._display is None:
            self._say(plain_line(self._gauge.read()))
            self._wait(PLAIN_INTERVAL)
            return
        began = time.thread_time()
        self._display.show(self, self._gauge.read(), self._headline)
        self._spent += time.thread_time() - began
        self._wait(FAST if self._spent < MAX_CPU_SHARE * time.process_time() else SLOW)

    def _say(self, line: str) -> None:
        if progress_of(self.crawler.settings) == PLAIN:
            print(f"newsbot: {line}", file=sys.stderr, flush=True)
        else:
            logger.info("%s", line)
