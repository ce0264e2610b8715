"""Follow redirects without losing a page on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware

from newsbot.components import spider_of, stand_aside_unless_crawling
from newsbot.downloader.exceptions import RefusedRequest
from newsbot.downloader.sitemap_hosts import is_sitemap_host
from newsbot.reporting.outcomes import RETRY_AFTER

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class AccountableRedirectMiddleware(RedirectMiddleware):
    """Scrapy's, but a redirect that leads nowhere fails the request, whose errback then says so.

    In Scrapy the off-site filter drops such a request without a word. A redirect from https to http
    on the site is followed with https, and nothing is read that anyone on the way could write.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for a crawl of a NewsSpider."""
        stand_aside_unless_crawling(crawler)
        if crawler.settings.getbool("REFERER_ENABLED"):
            return super().from_crawler(crawler)
        # Scrapy's would look for the middleware that mends a Referer, and warn.
        middleware = cls(crawler.settings)
        middleware.crawler = crawler
        return middleware

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Follow a redirect; raise RefusedRequest for one that leads nowhere new."""
        if RETRY_AFTER in response.flags:
            return response  # not to be followed now
        answer = super().process_response(request, response)
        if not isinstance(answer, Request):
            return answer
        if (target := spider_of(self.crawler).urls.secure(answer.url)) != answer.url:
            answer = answer.replace(url=target)
        if problem := self._problem(request, answer.url):
            raise RefusedRequest("bad_redirect", f"redirected {problem}: {answer.url}")
        return answer

    def _problem(self, request: Request, target: str) -> str | None:
        spider = spider_of(self.crawler)
        if not spider.urls.has(target) and not is_sitemap_host(request, target):
            return "off the site"
        if target in (request.url, *request.meta.get("redirect_urls", ())):
            return "in a circle"
        if "download_wait" in request.meta:
            return None  # a page in the browser asks, whatever else the crawl reads
        return spider.frontier.redirect_problem(request, target)
