"""With ``root=``, choose the proxy by the URL that is asked for."""

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
    """Scrapy's, which would go by the URL of the site; a root on this machine has no proxy.

    A proxy has a loopback of its own, where it would look for the root.
    """

    _urls: SiteUrls

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for a spider with ``root=``."""
        middleware = super().from_crawler(crawler)
        middleware._urls = spider_of(crawler).urls
        return middleware

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Name the proxy for the request's URL on the root, as the environment has it."""
        if "proxy" in request.meta or not self.proxies:
            super().process_request(request)
            return
        url = self._urls.to_root(request.url)
        if not is_loopback(url):
            rooted = request.replace(url=url)
            super().process_request(rooted)
            request.meta.update(rooted.meta)
            request.headers = rooted.headers
