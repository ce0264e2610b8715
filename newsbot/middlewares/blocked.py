"""Refuse challenges and block pages, and end the run after many in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newsbot.components import Component, spider_of, stand_aside_elsewhere
from newsbot.downloader.backoff import HostBackoff, has_retry_after_semantics
from newsbot.downloader.block_pages import blocked_by
from newsbot.downloader.exceptions import RefusedRequest
from newsbot.downloader.signal_files import OPTIONAL_FILE
from newsbot.downloader.sitemap_hosts import is_sitemap_host
from newsbot.reporting import stat_names
from newsbot.reporting.outcomes import BLOCKED

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


MAX_IN_A_ROW = 10  # block pages without another page between them, after which the run ends


class BlockedMiddleware(Component):
    """Fails requests that are answered with a block page; ends the run after many in a row.

    The page that was requested stays due.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._in_a_row = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for a NewsSpider."""
        stand_aside_elsewhere(crawler)
        return super().from_crawler(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise RefusedRequest for a block page, and end the run after many; return other pages."""
        guard = blocked_by(response)
        if guard is None:
            self._in_a_row = 0
            return response
        backoff: HostBackoff | None = getattr(self.crawler.spider, "backoff", None)
        if OPTIONAL_FILE in request.meta:
            backoff = None
        if backoff and not has_retry_after_semantics(response):
            # The download handler did not: it takes an answer with this status for a page.
            backoff.record_retry_after(request, response)
        refusal = RefusedRequest(BLOCKED, f"answered by {guard} with status {response.status}")
        if is_sitemap_host(request, request.url) or OPTIONAL_FILE in request.meta:
            raise refusal  # the site's pages may not be blocked
        stats = self.crawler.stats
        stats.inc_value(stat_names.BLOCKED)
        stats.set_value(stat_names.BLOCKED_BY, guard)
        self._in_a_row += 1
        if self._in_a_row == MAX_IN_A_ROW:
            spider = spider_of(self.crawler)
            spider.end(BLOCKED)
        raise refusal
