"""Give Scrapy components their NewsSpider, and switch them off for other spiders."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, cast

from scrapy import signals
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsbot.spider import NewsSpider


def spider_of(crawler: Crawler) -> NewsSpider:
    """Return the spider of a crawler as a NewsSpider; components are made after the spider."""
    return cast("NewsSpider", crawler.spider)


def stand_aside_elsewhere(crawler: Crawler) -> None:
    """Raise NotConfigured for a spider that is not a NewsSpider: it runs with Scrapy alone."""
    if not hasattr(crawler.spider, "is_crawl"):
        raise NotConfigured


def stand_aside_unless_crawling(crawler: Crawler) -> None:
    """Raise NotConfigured unless a NewsSpider crawls.

    A NewsSpider in ``scrapy parse``, ``fetch`` or ``check`` has no ledger, feed or report.
    """
    if not getattr(crawler.spider, "is_crawl", False):
        raise NotConfigured


class Component:
    """Base of components that keep the crawler; any spider has them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the component."""
        return cls(crawler)


class CrawlComponent(Component):
    """Base of components that only a crawl of a NewsSpider has.

    ``HANDLERS`` names methods. Each is connected to Scrapy's signal of the same name.
    """

    HANDLERS: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the component; raise NotConfigured unless a NewsSpider crawls."""
        stand_aside_unless_crawling(crawler)
        component = super().from_crawler(crawler)
        for name in cls.HANDLERS:
            crawler.signals.connect(getattr(component, name), getattr(signals, name))
        return component

    @property
    def spider(self) -> NewsSpider:
        """The spider of the crawl."""
        return spider_of(self.crawler)
