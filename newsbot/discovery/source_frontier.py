"""Which pages of sources a run requests: robots.txt, sitemaps, feeds, listings."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from w3lib.url import canonicalize_url

from newsbot.arguments import is_slug
from newsbot.browser.requests import RENDERING, is_rendered
from newsbot.discovery.pagination import Paging, Turn
from newsbot.discovery.sources import Found, Listing, Sitemap, Source
from newsbot.downloader.responses import NOT_MODIFIED, validators_of
from newsbot.downloader.sitemap_hosts import SITEMAP_HOST
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrapy.http import Response

    from newsbot.discovery.crawl import Crawl
    from newsbot.discovery.selection import WantedSections
    from newsbot.ledger import Page

logger = logging.getLogger(__name__)

# The first pages of sources bring the news. Further pages of listings and sitemaps come after the
# articles (newsbot.discovery.frontier), so that a run with limit= stays small and memory bounded.
FIRST_PAGES, FURTHER_PAGES, LAST = 100, 0, -100
PUT_OFF = 86_400  # seconds for which a source that asked for a long wait comes last


class SourceFrontier:
    """Makes the requests for pages of sources.

    A listing is complete when a run read it to its end. Until then every run turns its pages, and
    from then on the pages up to the first one that names nothing new.

    Args:
        crawl: The spider.
        requested: Canonical URLs and article ids of what this run requested, shared.
        sections: The sections that the run is about.
    """

    def __init__(self, crawl: Crawl, requested: set[str], sections: WantedSections) -> None:
        self._sections = sections
        self._crawl = crawl
        self._urls = crawl.urls
        self._ledger = crawl.ledger
        self._requested = requested
        # Sources that answered with a long Retry-After might do so again before all else is read.
        self._put_off = crawl.ledger.rests.urls(time.time() - PUT_OFF)
        self._paging = Paging(crawl.crawler.settings.getint("NEWSBOT_LISTING_PAGES"))

    def first_pages(self, sources: Sequence[Source]) -> Iterator[Request]:
        """Yield requests for the first page of every source, and of the sections asked for."""
        declared = (each for each in sources if isinstance(each, Listing) and each.menu)
        like = next(declared, Listing("/"))
        listings = (like.section(f"/{name}") for name in self._sections.names if is_slug(name))
        for source in (*sources, *listings):
            yield from self._requests(source.url, source, FIRST_PAGES)

    def due(self, page: Page) -> Iterator[Request]:
        """Yield the request for a further page that an earlier run left."""
        try:
            source = Source.from_json(page.source or "")
        except (KeyError, TypeError, ValueError) as error:
            logger.warning("source %s of an older newsbot is left: %r", page.url, error)
            self._ledger.sources.settle(page.key)
            return
        if self._paging.turns or not isinstance(source, Listing):
            yield from self._requests(page.url, source, FURTHER_PAGES)

    def read(
        self, response: Response, asked: str, source: Source, found: Found, found_in: int
    ) -> Iterator[Request]:
        """Note in the ledger that a page of a source was read; yield requests for what it leads to.

        Args:
            response: The page.
            asked: The URL that was requested.
            source: Read the page.
            found: What it found there.
            found_in: The latest run in which one of the articles that the page names was named
                first.
        """
        next_pages = []
        names = []
        for url, further in found.pages:
            if isinstance(source, Listing) and further.url == source.url:
                next_pages.append((url, further))
                continue
            names.append((url, further.to_json()))
            yield from self._named(url, further, source)
        if not found.damaged:
            self._ledger.sources.settle(asked)
            if RENDERING not in response.meta and self._is_start(asked, source):
                self._ledger.sources.note(asked, validators_of(response), names, self._ledger.run)
        if isinstance(source, Listing):
            complete_run = self._ledger.sources.get(self._start(source)).complete_run
            fresh = not complete_run or found_in > complete_run
            yield from self._turn(response, asked, source, found, fresh, next_pages)

    def unchanged(self, asked: str, source: Source) -> Iterator[Request]:
        """Yield requests for the sources that a source named which did not change since then.

        Args:
            asked: The URL that was requested.
            source: The source.
        """
        self._ledger.sources.settle(asked)
        for url, further in self._ledger.sources.get(asked).names:
            yield from self._named(url, Source.from_json(further), source)
        if isinstance(source, Listing):
            self._ledger.sources.complete(asked, self._ledger.run)

    def cannot_be_had(self, asked: str, source: Source) -> None:
        """Note that a page of a source cannot be had.

        Where it is a further page of a listing, the listing ends there.
        """
        self._ledger.sources.settle(asked)
        if isinstance(source, Listing) and not self._is_start(asked, source):
            self._ledger.sources.complete(self._start(source), self._ledger.run)

    def _named(self, url: str, further: Source, source: Source) -> Iterator[Request]:
        if isinstance(source, Listing):
            yield from self._requests(url, further, FIRST_PAGES)
        else:
            yield from self._requests(url, further, FURTHER_PAGES, owed=True)

    def _turn(
        self,
        response: Response,
        asked: str,
        listing: Listing,
        found: Found,
        fresh: bool,
        next_pages: list[tuple[str, Source]],
    ) -> Iterator[Request]:
        """Yield the requests for what follows on a page of a listing.

        Where nothing follows, the listing is complete. ``fresh``: the page names an article that
        was first named since then.
        """
        if found.damaged or (not found.leads and self._is_start(asked, listing)):
            return  # nothing is known of what it would show
        turn = self._paging.turn(found, listing) if fresh else Turn.END
        if fresh and found.button and not is_rendered(response):
            # It is complete once the browser has shown it.
            if request := self._crawl.browser.of_listing(response):
                yield request
            elif RENDERING not in response.meta:
                self._crawl.crawler.stats.inc_value(stat_names.BROWSER_PASSED_OVER)
            return
        if turn is Turn.END or not next_pages:
            self._ledger.sources.complete(self._start(listing), self._ledger.run)
        for url, further in next_pages if turn is not Turn.END else ():
            if turn is Turn.ON:
                yield from self._requests(url, further, FURTHER_PAGES, owed=True)
            elif normal := self._normal(url, further):
                self._ledger.sources.owe(normal, further.to_json())  # a later run may read it

    def _requests(
        self, url: str, source: Source, priority: int, owed: bool = False
    ) -> Iterator[Request]:
        """Yield the request for a page of a source, once a run.

        ``owed``: it is read by a later run if not by this one.
        """
        normal = self._normal(url, source)
        if normal is None or (key := canonicalize_url(normal)) in self._requested:
            return
        if isinstance(source, Listing) and not self._is_wanted(source):
            return
        self._requested.add(key)
        if owed:
            self._ledger.sources.owe(normal, source.to_json())
        yield Request(
            normal,
            self._crawl.parse_source,
            errback=self._crawl.source_failed,
            cb_kwargs={"source": source, "asked": normal},
            meta={"handle_httpstatus_list": [NOT_MODIFIED], SITEMAP_HOST: _host_of(source)},
            headers=self._validators(normal, source),
            priority=LAST if normal in self._put_off else priority,
        )

    def _validators(self, url: str, source: Source) -> dict[str, str]:
        """Return headers that ask whether a source changed since it was read.

        A listing whose pages behind the last answer were not all read is asked for whole.
        """
        known = self._ledger.sources.get(url)
        if not self._is_start(url, source) or (
            isinstance(source, Listing) and not known.complete_run >= known.noted_run > 0
        ):
            return {}
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: value for name, value in headers.items() if value}

    def _is_wanted(self, listing: Listing) -> bool:
        section = urlsplit(listing.url).path.strip("/")
        return not section or self._sections.has(section)

    def _start(self, source: Source) -> str:
        """Return the URL of the first page of a source."""
        return self._normal(source.url, source) or source.url

    def _is_start(self, url: str, source: Source) -> bool:
        return url == self._start(source)

    def _normal(self, url: str, source: Source) -> str | None:
        """Return the normal form of the URL of a source's page; None where it is not requested."""
        if _host_of(source):
            return self._urls.elsewhere(url)
        return self._urls.join(self._urls.origin + "/", url)


def _host_of(source: Source) -> str | None:
    """Return the other host that a sitemap lies on; None for what lies on the site's own."""
    return source.host if isinstance(source, Sitemap) else None
