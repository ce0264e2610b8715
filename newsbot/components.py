"""Narrow Scrapy's types to newsbot's, and stand aside for other spiders."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, cast

from scrapy import signals
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsbot.spider import NewsSpider


def spider_of(crawler: Crawler) -> NewsSpider:
    """Return the spider of a crawler, as a NewsSpider. Components are made after the spider."""
    return cast("NewsSpider", crawler.spider)


def stand_aside_elsewhere(crawler: Crawler) -> None:
    """Raise NotConfigured for a spider that is no NewsSpider, which has Scrapy as it is."""
    if not hasattr(crawler.spider, "is_crawl"):
        raise NotConfigured


def stand_aside_unless_crawling(crawler: Crawler) -> None:
    """Raise NotConfigured where there is no crawl of a NewsSpider.

    A NewsSpider in ``scrapy parse``, ``fetch``, ``check`` and the like has no ledger, feed or
    report.
    """
    if not getattr(crawler.spider, "is_crawl", False):
        raise NotConfigured


class Component:
    """Base of a component that is made with the crawler, for any spider."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the component."""
        return cls(crawler)


class CrawlComponent(Component):
    """Base of a component that only a crawl of a NewsSpider has.

    ``HANDLERS`` names methods, each of which is connected to Scrapy's signal of the same name.
    """

    HANDLERS: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the component; raise NotConfigured where there is no crawl of a NewsSpider."""
        stand_aside_unless_crawling(crawler)
        component = super().from_crawler(crawler)
        for name in cls.HANDLERS:
            crawler.signals.connect(getattr(component, name), getattr(signals, name))
        return component

    @property
    def spider(self) -> NewsSpider:
        """The spider of the crawl."""
        return spider_of(self.crawler)
