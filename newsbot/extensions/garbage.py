"""Keep Python's garbage collector from looking at what never becomes garbage."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Self

from scrapy import signals

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Objects made, and not yet freed, until the youngest are looked at; Python's default is 700. Pages
# leave no cycles behind, sitemaps neither, so there is next to nothing to be found.
YOUNGEST = 20_000


class GarbageCollection:
    """Sets a crawl's modules, classes and components aside for good when the crawl starts.

    They are most of all objects, and each full collection would walk through them: 50 ms.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension for any spider."""
        extension = cls()
        crawler.signals.connect(extension.engine_started, signals.engine_started)
        return extension

    def engine_started(self) -> None:
        """Take all objects out of garbage collection, and have it look at new ones less often."""
        gc.freeze()
        gc.set_threshold(YOUNGEST)
