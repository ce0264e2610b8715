"""Keep the pages that could not be read; drop them once they could."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self, TypeGuard

from scrapy import signals

from newsbot.items import Article, Reject
from newsbot.kept_pages import KeptPage, file_of, folder, id_of
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
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.item_scraped, signals.item_scraped)
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        return extension

    def spider_opened(self, spider: NewsSpider) -> None:
        """Before kept pages are read again, those are dropped that were read since: a run that died
        did not come to it, and an older page must not come after a newer one.
        """
        for file in self._folder(spider).glob("*.html.gz") if spider.arguments.kept else ():
            if _is_read(spider, id_ := id_of(file, spider.name)):
                self._drop(id_, spider)

    def item_scraped(self, item: Any, response: Response | None, spider: NewsSpider) -> None:
        if response is None:
            return  # it comes from the ledger
        if isinstance(item, Article):
            self._drop(item.id, spider)
        elif is_unread(item) and not was_kept(response):
            self._keep(item, response, spider)

    def item_dropped(self, item: Any, response: Response | None, spider: NewsSpider) -> None:
        # One that is beyond limit= or since= is still to be delivered.
        if isinstance(item, Article) and response is not None and _is_read(spider, item.id):
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
        try:
            file_of(self._folder(spider), id_).unlink()
        except FileNotFoundError:
            return
        if self._kept is not None:
            self._kept -= 1
        self.crawler.stats.inc_value("newsbot/kept_pages/read")

    def _folder(self, spider: NewsSpider) -> Path:
        return folder(self.crawler.settings["NEWSBOT_DATA_DIR"], spider.name)


def _is_read(spider: NewsSpider, id_: str) -> bool:
    """True where the last look at an article's page went well."""
    page = spider.ledger.pages.get(id_)
    return page is not None and page.state == "done"


def is_unread(item: Any) -> TypeGuard[Reject]:
    """True for the reject of a page that came and could not be read."""
    return isinstance(item, Reject) and item.reason in EXTRACTION_REASONS


def was_kept(response: Response) -> bool:
    """True for a response that KeptPagesMiddleware gave."""
    return "kept" in response.flags
