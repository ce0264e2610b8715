"""Refuse requests to hosts that asked to be left alone, before Scrapy counts or retries them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newsbot.components import spider_of, stand_aside_unless_crawling

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class RetryAfterMiddleware:
    """Ask the spider's HostBackoff (newsbot.downloader.backoff)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for a crawl of a NewsSpider."""
        stand_aside_unless_crawling(crawler)
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse a request to a host that the run asks for nothing more."""
        spider_of(self._crawler).backoff.refuse_if_given_up(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse an answer that asks for a longer wait than the run affords."""
        spider_of(self._crawler).backoff.refuse_if_asked(request, response)
        return response
