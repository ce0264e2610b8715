"""With ``root=``, choose the proxy by the URL on the root."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware

from newsbot.components import spider_of
from newsbot.urls import is_loopback

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

    from newsbot.urls import SiteUrls


class RootProxyMiddleware(HttpProxyMiddleware):
    """Scrapy's HttpProxyMiddleware, but with the URL on the root in place of the site's URL.

    A root on this machine is requested without a proxy: on the proxy's machine, a loopback address
    would mean the proxy itself.
    """

    _urls: SiteUrls

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for a spider with ``root=``."""
        middleware = super().from_crawler(crawler)
        middleware._urls = spider_of(crawler).urls
        return middleware

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Set the proxy that the environment has for the request's URL on the root."""
        if "proxy" in request.meta or not self.proxies:
            super().process_request(request)
            return
        url = self._urls.to_root(request.url)
        if not is_loopback(url):
            rooted = request.replace(url=url)
            super().process_request(rooted)
            request.meta.update(rooted.meta)
            request.headers = rooted.headers
