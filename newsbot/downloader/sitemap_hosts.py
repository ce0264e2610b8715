"""The hosts off the site that requests may be sent to: those of the site's sitemaps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from scrapy import Request

# Key of request.meta: the host[:port] off the site that a request may be sent to. It is the host of
# a sitemap that the site's robots.txt names; redirects and the host's robots.txt keep it.
SITEMAP_HOST = "sitemap_host"


def is_sitemap_host(request: Request, url: str) -> bool:
    """Return True if ``url`` is on the host off the site that ``request`` may be sent to."""
    host = request.meta.get(SITEMAP_HOST)
    return host is not None and urlsplit(url).netloc == host
