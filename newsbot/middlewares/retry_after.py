"""Refuse requests to hosts that asked for a long pause, before Scrapy counts or retries them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.components import CrawlComponent

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class RetryAfterMiddleware(CrawlComponent):
    """Calls the spider's HostBackoff (newsbot.downloader.backoff)."""

    def process_request(self, request: Request) -> None:
        """Refuse a request to a host that the run has abandoned."""
        self.spider.backoff.refuse_if_given_up(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse an answer that asks for a longer pause than the run may wait."""
        self.spider.backoff.refuse_if_asked(request, response)
        return response
