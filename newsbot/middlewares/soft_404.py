"""Answer pages in doubt, once it is known how the site answers for what does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newsbot.components import spider_of, stand_aside_unless_crawling
from newsbot.discovery.soft_404 import IN_DOUBT
from newsbot.downloader.responses import copy_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# They speak of the body as it came, which is unpacked by now.
OF_THE_TRANSFER = ("Content-Encoding", "Content-Length", "Transfer-Encoding")


class SoftNotFoundMiddleware:
    """Ask the spider's SoftNotFound (newsbot.discovery.soft_404)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for a crawl of a NewsSpider."""
        stand_aside_unless_crawling(crawler)
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """Return the response that a page in doubt had; None for all other requests."""
        response: Response | None = request.meta.pop(IN_DOUBT, None)
        if response is None:
            return None
        await spider_of(self._crawler).soft_404.settle(response.url)
        headers = response.headers.copy()
        for name in OF_THE_TRANSFER:
            headers.pop(name, None)
        answer = copy_of(response, request=request)
        answer.headers = headers
        return answer
