"""Process an article after it is read from its page and before it goes to the feed.

The order is clean_text → parse_dates → count_fields → validate → filter_reserved → filter_since →
deduplicate. deduplicate is the last, because the feed gets the line that the ledger stores. Rejects
and articles from the ledger pass through unchanged; deduplicate notes the rejects in the ledger.

Imported by settings.py by name, by extraction/, and by extensions/save_pages.py, which looks for an
``UnchangedItem``. Imports dates/, discovery/, downloader/, hindi/, ledger/ and page/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy.exceptions import DropItem

from newsbot.components import stand_aside_elsewhere, stand_aside_unless_crawling
from newsbot.items import Article

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class UnchangedItem(DropItem):
    """The ledger has this article without a difference: it goes to no feed."""


class ArticlePipeline:
    """Base of the pipelines: calls ``process_article`` for articles alone, and counts stats.

    ``NEEDS_CRAWL``: the pipeline is switched off for a page that is read without a crawl.
    """

    NEEDS_CRAWL: ClassVar[bool] = False

    def __init__(self, crawler: Crawler | None = None) -> None:
        """Make the pipeline; without a crawler (newsbot.extract) it counts nothing."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline; raise NotConfigured for other spiders, or without a needed crawl."""
        if cls.NEEDS_CRAWL:
            stand_aside_unless_crawling(crawler)
        elif crawler.spider is not None:  # `scrapy shell` has none yet
            stand_aside_elsewhere(crawler)
        return cls(crawler)

    @property
    def crawler(self) -> Crawler:
        """The crawler of a pipeline that needs a crawl."""
        assert self._crawler is not None
        return self._crawler

    def process_item(self, item: Any) -> Any:
        """Return the result of ``process_article`` for an article; any other item unchanged."""
        return self.process_article(item) if type(item) is Article else item

    def process_article(self, article: Article) -> Any:
        """Return the article, changed in place, or a Reject.

        Raises:
            DropItem: The article goes to no feed.
        """
        raise NotImplementedError

    def count(self, name: str, by: int = 1) -> None:
        """Add to a stat by its full name, see newsbot.reporting.stat_names."""
        if self._crawler is not None:
            self._crawler.stats.inc_value(name, by)
