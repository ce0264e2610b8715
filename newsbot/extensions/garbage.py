"""Keep Python's garbage collector from searching objects that never become garbage."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Self

from scrapy import signals

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# The threshold of the youngest generation: new objects that are not freed yet. Python's default is
# 700. Pages and sitemaps leave no reference cycles, so that a search finds almost nothing.
YOUNGEST_THRESHOLD = 20_000


class GarbageCollection:
    """Excludes the modules, classes and components of a crawl from garbage collection.

    They are most of all objects. Each full collection would search them, in 50 ms.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension for any spider."""
        extension = cls()
        crawler.signals.connect(extension.engine_started, signals.engine_started)
        return extension

    def engine_started(self) -> None:
        """Exclude all present objects from garbage collection, and collect new ones less often."""
        gc.freeze()
        gc.set_threshold(YOUNGEST_THRESHOLD)
