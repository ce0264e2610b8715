"""Allow requests to hosts outside the site that have the site's sitemaps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from scrapy import Request

# Key of request.meta: the host[:port] outside the site that a request may be sent to. It is the
# host of a sitemap that the site's robots.txt names. Redirects and the request for the robots.txt
# of this host keep the key.
SITEMAP_HOST = "sitemap_host"


def is_sitemap_host(request: Request, url: str) -> bool:
    """Return whether a URL is on the host outside the site that a request may be sent to."""
    host = request.meta.get(SITEMAP_HOST)
    return host is not None and urlsplit(url).netloc == host
