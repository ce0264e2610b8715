"""Count each request that leaves for the network, and let none pass beyond MAX_REQUESTS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.components import Component, spider_of
from newsbot.downloader.exceptions import RefusedRequest
from newsbot.downloader.sitemap_hosts import is_sitemap_host

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_REQUESTS = 40  # of a visit: robots.txt, redirects and retries too
BEYOND_BUDGET = "beyond_budget"  # a reason


class RequestBudgetMiddleware(Component):
    """The last middleware before the network."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._sent = 0

    def process_request(self, request: Request) -> None:
        """Count a request; refuse one of another site, and one too many.

        Raises:
            RefusedRequest: For both.
        """
        urls = spider_of(self.crawler).urls
        if not urls.has(request.url) and not is_sitemap_host(request, request.url):
            raise RefusedRequest("bad_redirect", f"it leads off the site: {request.url}")
        if self._sent >= MAX_REQUESTS:
            raise RefusedRequest(BEYOND_BUDGET, f"{MAX_REQUESTS} requests were sent")
        self._sent += 1
        # A connection that is used again may die meanwhile; Twisted then asks again, uncounted.
        request.headers["Connection"] = "close"
