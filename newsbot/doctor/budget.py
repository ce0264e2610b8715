"""Count the requests of a visit; refuse requests after MAX_REQUESTS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.components import Component, spider_of
from newsbot.downloader.exceptions import RefusedRequest
from newsbot.downloader.sitemap_hosts import is_sitemap_host

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_REQUESTS = 40  # requests of a visit, with robots.txt, redirects and retries
BEYOND_BUDGET = "beyond_budget"  # reason of a Failure


class RequestBudgetMiddleware(Component):
    """Refuses requests to other sites, and those beyond the budget; the last middleware."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._sent = 0

    def process_request(self, request: Request) -> None:
        """Count a request.

        Raises:
            RefusedRequest: The request is for another site, or the budget is spent.
        """
        urls = spider_of(self.crawler).urls
        if not urls.has(request.url) and not is_sitemap_host(request, request.url):
            raise RefusedRequest("bad_redirect", f"it leads off the site: {request.url}")
        if self._sent >= MAX_REQUESTS:
            raise RefusedRequest(BEYOND_BUDGET, f"{MAX_REQUESTS} requests were sent")
        self._sent += 1
        # If a kept connection is dead, Twisted sends the request again, which would not be counted.
        request.headers["Connection"] = "close"
