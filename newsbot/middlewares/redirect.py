"""Follow redirects; fail the request if a redirect leads nowhere."""

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
    """Scrapy's RedirectMiddleware, but a redirect that leads nowhere calls the errback.

    In Scrapy, the offsite filter drops such a request, and no callback learns of it. A redirect
    from https to http on the site is followed with https, because anybody on the way could change a
    page over http.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for a crawl of a NewsSpider."""
        stand_aside_unless_crawling(crawler)
        if crawler.settings.getbool("REFERER_ENABLED"):
            return super().from_crawler(crawler)
        # Scrapy's from_crawler would warn that the middleware for Referer headers is missing.
        middleware = cls(crawler.settings)
        middleware.crawler = crawler
        return middleware

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the request for a redirect's target; raise RefusedRequest if it is useless."""
        if RETRY_AFTER in response.flags:
            return response  # the host asked for a pause
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
            return None  # a page in the browser may request URLs that the crawl has requested
        return spider.frontier.redirect_problem(request, target)
