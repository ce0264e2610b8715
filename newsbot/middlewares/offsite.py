"""Keep every request on the site, but for sitemaps that its robots.txt names.

A URL of the site is one of its host at a port of the web, and with https where the site has it.
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
    """Scrapy's, without its exception for ``dont_filter``.

    A retried request has ``dont_filter`` set and its redirects inherit it: a 503 followed by a
    redirect would reach any host, 127.0.0.1 among them.
    """

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Refuse a request to another host, unless robots.txt names a sitemap there.

        Redirects of sources and of robots.txt come here too, and may be of any length.
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
            raise RefusedRequest("not_fetched", f"{request.url}: no port or scheme of the site's")
