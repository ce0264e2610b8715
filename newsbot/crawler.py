"""What Scrapy knows by a wider type than ours, said once."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from newsbot.spider import NewsSpider


def spider_of(crawler: Crawler) -> NewsSpider:
    """The spider of a crawl that is set up: components are made after it."""
    return cast("NewsSpider", crawler.spider)


def request_of(failure: Failure) -> Request:
    """The request that failed; Scrapy sets it on what it hands to an errback."""
    return cast("Request", failure.request)  # type: ignore[attr-defined]
