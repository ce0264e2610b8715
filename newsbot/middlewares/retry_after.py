"""Refuse requests to hosts that asked to be left alone, before Scrapy counts or retries them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.components import CrawlComponent

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class RetryAfterMiddleware(CrawlComponent):
    """Ask the spider's HostBackoff (newsbot.downloader.backoff)."""

    def process_request(self, request: Request) -> None:
        """Refuse a request to a host that the run asks for nothing more."""
        self.spider.backoff.refuse_if_given_up(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse an answer that asks for a longer wait than the run affords."""
        self.spider.backoff.refuse_if_asked(request, response)
        return response
