"""Read the sitemaps in a robots.txt, and the articles in a sitemap."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy.utils.sitemap import sitemap_urls_from_robots

from newsbot.discovery.sources.base import Outlink, Source, SourceResult
from newsbot.discovery.sources.feeds import Feed
from newsbot.discovery.sources.lenient_xml import SitemapEntries
from newsbot.downloader.decompression import gunzip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response

    from newsbot.items import FoundVia
    from newsbot.urls import SiteUrls

# Indexes between robots.txt and a sitemap. The protocol allows one; some sites have two.
MAX_SITEMAP_INDEXES = 2


@dataclass(frozen=True, slots=True)
class Robots(Source):
    """The ``Sitemap:`` lines of a robots.txt."""

    url: str = "/robots.txt"
    found_via: ClassVar[FoundVia] = "sitemap"

    def read(self, response: Response, urls: SiteUrls) -> SourceResult:
        """Return the sitemaps that robots.txt names, each once, on this host or on another."""
        found = SourceResult()
        for location in dict.fromkeys(_named_sitemaps(response)):
            if url := urls.normalise(location):
                found.pages.append((url, Sitemap(url)))
            elif url := urls.elsewhere(location):
                found.pages.append((url, Sitemap(url, urlsplit(url).netloc)))
        found.pages = list(dict(found.pages).items())
        return found


def _named_sitemaps(response: Response) -> Iterator[str]:
    """Yield the absolute URLs of the ``Sitemap:`` lines of a robots.txt."""
    for location in sitemap_urls_from_robots(response.body):
        yield _absolute(response, location)


def _absolute(response: Response, location: str) -> str:
    """Return an absolute URL for a location, or the location if it is empty or not a valid URL.

    Some locations leave the host out (``/desh/nahar``), others the scheme (``site.in/desh/nahar``).
    """
    if not location or location.startswith(("http://", "https://")):
        return location
    host = location.partition("/")[0].lower().removeprefix("www.")
    with suppress(ValueError):
        is_host = host == urlsplit(response.url).netloc.removeprefix("www.")
        return urljoin(response.url, f"//{location}" if is_host else location)
    return location


@dataclass(frozen=True, slots=True)
class Sitemap(Source):
    """A sitemap index, a sitemap, or a news sitemap, plain or gzipped (sitemaps.org).

    Attributes:
        host: The ``host[:port]`` of a sitemap outside the site that the site's robots.txt names;
            None on the site. Such a sitemap may name further sitemaps on the same host.
        depth: The number of indexes that led to the sitemap.
    """

    host: str | None = None
    depth: int = field(default=0, compare=False)
    found_via: ClassVar[FoundVia] = "sitemap"

    def read(self, response: Response, urls: SiteUrls) -> SourceResult:
        """Return the articles and sitemaps that a sitemap names; read a feed as a Feed."""
        found = SourceResult()
        body, whole = gunzip(response.body)
        entries = SitemapEntries(body)
        for kind, location, changed in entries:
            location = _absolute(response, location)
            if kind == "sitemap":
                if source := self._sitemap(location, urls):
                    if source.depth > MAX_SITEMAP_INDEXES:
                        found.too_deep.append(source.url)
                    else:
                        found.pages.append((source.url, source))
            elif ref := urls.article(location):
                found.outlinks.append(Outlink(ref, changed))
            elif url := urls.normalise(location):
                found.note_unrecognised(url)
        if entries.is_feed:  # the sitemap protocol allows feeds as sitemaps
            return Feed(self.url).read(response, urls)
        found.damaged = entries.damaged or not whole
        return found

    def _sitemap(self, location: str, urls: SiteUrls) -> Sitemap | None:
        """Return a sitemap that an index names; None if it is on a host that must not be read."""
        if url := urls.normalise(location):
            return Sitemap(url, depth=self.depth + 1)
        url = urls.elsewhere(location) if self.host else None
        if url and urlsplit(url).netloc == self.host:
            return replace(self, url=url, depth=self.depth + 1)
        return None
