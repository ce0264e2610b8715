"""Keep the pages that could not be read; drop them once they could."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from newsbot.items import Article, Reject
from newsbot.kept_pages import KeptPage, file_of, folder
from newsbot.outcomes import EXTRACTION_REASONS

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsbot.spider import NewsSpider

logger = logging.getLogger(__name__)


class KeepPages:
    """Writes the page of each reject that is a matter of extraction, NEWSBOT_KEPT_PAGES at most."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._limit = crawler.settings.getint("NEWSBOT_KEPT_PAGES")
        self._kept: int | None = None  # how many there are; counted when there is a first one

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.item_scraped, signals.item_scraped)
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        return extension

    def item_scraped(self, item: Any, response: Response | None, spider: NewsSpider) -> None:
        if isinstance(item, Reject) and item.reason in EXTRACTION_REASONS and response is not None:
            if not was_kept(response):
                self._keep(item, response, spider)
        elif isinstance(item, Article) and response is not None and was_kept(response):
            self._drop(item.id, spider)

    def item_dropped(self, item: Any, response: Response | None, spider: NewsSpider) -> None:
        if isinstance(item, Article) and response is not None and was_kept(response):
            self._drop(item.id, spider)

    def _keep(self, reject: Reject, response: Response, spider: NewsSpider) -> None:
        ref = spider.urls.article(reject.url)
        if ref is None or not response.body:
            return
        place = self._folder(spider)
        if self._kept is None:
            self._kept = sum(1 for _ in place.glob("*.html.gz"))
        file = file_of(place, ref.id)
        if self._kept >= self._limit and not file.exists():
            self.crawler.stats.inc_value("newsbot/kept_pages/beyond_limit")
            return
        try:
            new = not file.exists()
            KeptPage.of(response, reject.fetched_at).write(file)
        except OSError as error:
            # What is lost is the copy of a page that the next run fetches again.
            logger.warning("%s cannot be kept: %s", reject.url, error)
            return
        self._kept += new
        self.crawler.stats.inc_value("newsbot/kept_pages/kept")

    def _drop(self, id_: str, spider: NewsSpider) -> None:
        file_of(self._folder(spider), id_).unlink(missing_ok=True)
        self.crawler.stats.inc_value("newsbot/kept_pages/read")

    def _folder(self, spider: NewsSpider) -> Path:
        return folder(self.crawler.settings["NEWSBOT_DATA_DIR"], spider.name)


def was_kept(response: Response) -> bool:
    """True for a response that KeptPagesMiddleware gave."""
    return "kept" in response.flags
