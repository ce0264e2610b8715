"""Keep every request on the site, except for sitemaps that the site's robots.txt names.

A URL is on the site if it has the site's host and a usual port, and https if the site has https.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware

from newsbot.downloader.exceptions import RefusedRequest
from newsbot.downloader.sitemap_hosts import is_sitemap_host
from newsbot.urls import MAX_URL_LENGTH

if TYPE_CHECKING:
    from scrapy import Request, Spider

    from newsbot.urls import SiteUrls


class StrictOffsiteMiddleware(OffsiteMiddleware):
    """Scrapy's OffsiteMiddleware without its exception for ``dont_filter``.

    A retried request has ``dont_filter``, and its redirects inherit that. With the exception, a 503
    followed by a redirect could reach any host, also 127.0.0.1.
    """

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Refuse a request to another host, unless robots.txt names a sitemap there.

        Long URLs are refused here because they may come from redirects of sources and robots.txt.
        """
        if len(request.url) > MAX_URL_LENGTH:
            problem = f"more than {MAX_URL_LENGTH} characters"
            raise RefusedRequest("not_fetched", f"{request.url[:100]}…: {problem}")
        if is_sitemap_host(request, request.url):
            return
        if request.dont_filter:
            request = request.replace(dont_filter=False)
        super().process_request(request)
        urls: SiteUrls | None = getattr(self.crawler.spider, "urls", None)
        if urls is not None and not (
            urls.is_web_port(request.url) and urls.secure(request.url) == request.url
        ):
            raise RefusedRequest("not_fetched", f"{request.url}: not the site's port or scheme")
