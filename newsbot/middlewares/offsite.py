"""Keep every request on the site, but for sitemaps that its robots.txt names."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware

if TYPE_CHECKING:
    from scrapy import Request, Spider

# Key of request.meta: the host[:port] off the site that a request may be sent to. It is the host of
# a sitemap that the site's robots.txt names; redirects and the host's robots.txt keep it.
SITEMAP_HOST = "sitemap_host"


def is_sitemap_host(request: Request, url: str) -> bool:
    """Return True if ``url`` is on the host off the site that ``request`` may be sent to."""
    host = request.meta.get(SITEMAP_HOST)
    return host is not None and urlsplit(url).netloc == host


class StrictOffsiteMiddleware(OffsiteMiddleware):
    """Scrapy's, without its exception for ``dont_filter``.

    A retried request has ``dont_filter`` set and its redirects inherit it: a 503 followed by a
    redirect would reach any host, 127.0.0.1 among them.
    """

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        if is_sitemap_host(request, request.url):
            return
        if request.dont_filter:
            request = request.replace(dont_filter=False)
        super().process_request(request)
