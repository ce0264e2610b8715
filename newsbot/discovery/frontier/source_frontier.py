"""Decide which pages of sources a run requests: robots.txt, sitemaps, feeds, listings."""

from __future__ import annotations

import logging
import sqlite3
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from w3lib.url import canonicalize_url

from newsbot.arguments import is_slug
from newsbot.browser.requests import RENDERING, is_rendered
from newsbot.discovery.budgets.pagination import ListingPagination, ListingState
from newsbot.discovery.budgets.source_budget import EARLIER_RUNS, SourceBudget
from newsbot.discovery.soft_404 import FETCHED
from newsbot.discovery.sources import Listing, Sitemap, Source, SourceResult
from newsbot.downloader.responses import NOT_MODIFIED, conditions, validators_of
from newsbot.downloader.sitemap_hosts import SITEMAP_HOST
from newsbot.reporting import stat_names
from newsbot.signals import address_answered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrapy.http import Response

    from newsbot.discovery.crawl import Crawl
    from newsbot.discovery.selection import WantedSections
    from newsbot.ledger import Page

logger = logging.getLogger(__name__)

# Priorities. The first pages of sources name the latest articles. Further pages of listings and
# sitemaps come after the articles (article_requests.py), so that a run with limit= stays small and
# memory bounded.
FIRST_PAGES, FURTHER_PAGES, PRIORITY_LAST = 100, 0, -100
# Sections and feeds of one page that are requested before articles. The others come after the
# articles: if these lead nowhere, the page may be one that names new sections without end.
MAX_AT_ONCE = 25
NAMES_AT_ONCE = 1000  # sources that are noted in one transaction of some 50 ms
DEFER_SECONDS = 86_400  # a source that sent a long Retry-After comes last for this time


class SourceFrontier:
    """Makes the requests for pages of sources.

    A listing is complete when a run has read it to its end. Until then every run reads all its
    pages; after that, a run reads the pages up to the first one without a new article.

    Args:
        crawl: The spider.
        requested: Canonical URLs of sources and ids of articles that this run requested;
            ArticleRequests has the same set.
        sections: The sections that the run is limited to.
    """

    def __init__(self, crawl: Crawl, requested: set[str], sections: WantedSections) -> None:
        self._sections = sections
        self._crawl = crawl
        self._urls = crawl.urls
        self._ledger = crawl.ledger
        self._requested = requested
        # Sources that answered with a long Retry-After may do so again, and block their host.
        self._deferred = crawl.ledger.backoffs.urls(time.time() - DEFER_SECONDS)
        settings, stats = crawl.crawler.settings, crawl.crawler.stats
        self._pagination = ListingPagination(settings.getint("NEWSBOT_LISTING_MAX_PAGES"))
        self._beyond_limit: set[str] = set()  # URLs of listings' pages that later runs may read
        self._max_fruitless = settings.getint("NEWSBOT_MAX_FRUITLESS_PAGES")
        self.budget = SourceBudget(self._max_fruitless, stats)
        crawl.crawler.signals.connect(self.answered, address_answered)

    def first_pages(self, sources: Sequence[Source]) -> Iterator[Request]:
        """Yield requests for the first pages of all sources and of the sections in sections=."""
        declared = [source for source in sources if isinstance(source, Listing)] or [Listing("/")]
        model = next((listing for listing in declared if listing.menu), declared[0])
        listings = (model.section(f"/{name}") for name in self._sections.names if is_slug(name))
        for source in (*sources, *listings):
            yield from self._requests(source.url, source, FIRST_PAGES)

    def read_again_as(self, source: Source, response: Response, by: str) -> Iterator[Request]:
        """Yield a request that has a response read as a page of a source, without a new fetch.

        Args:
            source: Reads the response.
            response: A page that was fetched for an article.
            by: The URL of the page that named it.
        """
        for request in self._requests(response.url, source, FIRST_PAGES, by):
            request.meta[FETCHED] = response
            yield request

    def due(self, page: Page) -> Iterator[Request]:
        """Yield the request for a further page of a source that an earlier run left."""
        if page.key in self._beyond_limit:
            return
        try:
            source = Source.from_json(page.source or "")
        except (KeyError, TypeError, ValueError) as error:
            logger.warning(
                "source %s is left out: another version of newsbot wrote it (%r)", page.url, error
            )
            self._ledger.sources.settle(page.key)
            return
        if self._pagination.reads_further_pages or not isinstance(source, Listing):
            yield from self._requests(page.url, source, FURTHER_PAGES, EARLIER_RUNS)

    def named(
        self, names: Sequence[tuple[str, Source]], asked: str, source: Source
    ) -> Iterator[list[Request]]:
        """Yield batches of requests for the sources that a page of a source names.

        Args:
            names: The (URL, source) pairs that ``further_sources`` returned, for this answer or for
                the last one if the page has not changed.
            asked: The URL of the page, as it was requested.
            source: The source that the page belongs to.
        """
        if len(names) > self._max_fruitless:
            # Each run begins at another place: the budget may not be enough for all of them.
            start = (self._ledger.run - 1) * self._max_fruitless % len(names)
            names = [*names[start:], *names[:start]]
        is_listing = isinstance(source, Listing)
        first_names = MAX_AT_ONCE if is_listing else 0
        for start in range(0, len(names), NAMES_AT_ONCE):
            requests: list[Request] = []
            for number, (url, further) in enumerate(names[start : start + NAMES_AT_ONCE], start):
                priority = FIRST_PAGES if number < first_names else FURTHER_PAGES
                requests += self._requests(url, further, priority, asked, owed=not is_listing)
            yield requests

    def further_sources(self, source: Source, found: SourceResult) -> list[tuple[str, Source]]:
        """Return the sources that a page names, without the next pages of its own source."""
        return [page for page in found.pages if not _is_next_page(source, page[1])]

    def read(
        self,
        response: Response,
        asked: str,
        source: Source,
        found: SourceResult,
        found_in: int,
        names: str,
    ) -> Iterator[Request]:
        """Note in the ledger that a page of a source was read; yield requests for its next page.

        Args:
            response: The page.
            asked: The URL of the page, as it was requested.
            source: The source that the page belongs to.
            found: The content of the page.
            found_in: The number of the latest run that found an article of the page first.
            names: The further sources that the page names, as JSON for the ledger.
        """
        self.budget.read(asked)
        if self.budget.is_promising(asked):
            self._ledger.sources.set_promising(asked)
        if not found.damaged:
            self._ledger.sources.settle(asked)
            if RENDERING not in response.meta and self._is_first_page(asked, source):
                self._ledger.sources.note(
                    *(asked, validators_of(response), names, self._ledger.run),
                    is_empty=not found.outlinks,
                )
        if isinstance(source, Listing):
            complete_run = self._ledger.sources.get(self._first_page_url(source)).complete_run
            # A page left by an earlier run may be read after the first page has made the listing
            # complete in this run.
            fresh = not complete_run or found_in > complete_run or found_in == self._ledger.run
            next_pages = [page for page in found.pages if _is_next_page(source, page[1])]
            yield from self._next_pages(response, asked, source, found, fresh, next_pages)

    def unchanged(self, asked: str, source: Source) -> None:
        """Note that a page of a source has not changed since it was read (304)."""
        self.budget.read(asked)
        self._ledger.sources.settle(asked)
        if isinstance(source, Listing):
            self._ledger.sources.complete(asked, self._ledger.run)

    def cannot_be_had(self, asked: str, source: Source, is_refused: bool = False) -> None:
        """Note that a page of a source cannot be fetched; a listing ends before such a page.

        Args:
            asked: The URL of the page, as it was requested.
            source: The source that the page belongs to.
            is_refused: Whether the server refuses the page to this visitor. Later runs request such
                a page of a listing again: it may name articles that no other page names.
        """
        self.budget.read(asked)
        self._end(asked, source, stays_owed=is_refused and isinstance(source, Listing))

    def left_out(self, asked: str, source: Source) -> None:
        """Note that a page of a source is not requested, because the budget is spent."""
        self.budget.refuse(asked)
        if self.budget.is_final(asked):
            self._end(asked, source)

    def answered(
        self, id_: str, is_article: bool, found_on: str | None = None, is_failing: bool = False
    ) -> None:
        """Note whether the address of an article led to an unknown article (SourceBudget)."""
        if source := self.budget.answered(id_, is_article, found_on, is_failing):
            try:
                self._ledger.sources.set_fruitful(source)
            except sqlite3.Error as error:  # Scrapy would only log an error of a signal's receiver
                self._crawl.storage_failed(error)

    def _end(self, asked: str, source: Source, stays_owed: bool = False) -> None:
        """Note that no run needs to read a page of a source, nor the pages after it."""
        if not stays_owed:
            self._ledger.sources.settle(asked)
        if isinstance(source, Listing) and not self._is_first_page(asked, source):
            self._ledger.sources.complete(self._first_page_url(source), self._ledger.run)

    def _next_pages(
        self,
        response: Response,
        asked: str,
        listing: Listing,
        found: SourceResult,
        fresh: bool,
        next_pages: list[tuple[str, Source]],
    ) -> Iterator[Request]:
        """Yield the requests for the pages after a page of a listing; note if there are none.

        ``fresh``: the page names an article that was unknown when the listing was last complete.
        """
        if found.damaged or (not found.outlinks and self._is_first_page(asked, listing)):
            return  # the page shows nothing, so it does not say whether there are further pages
        state = self._pagination.note_page(found, listing) if fresh else ListingState.COMPLETE
        if fresh and found.button and not is_rendered(response):
            # The listing is complete only when the browser has shown all of it.
            if request := self._crawl.browser.listing_request(response):
                yield request
            elif RENDERING not in response.meta:
                self._crawl.crawler.stats.inc_value(stat_names.BROWSER_SKIPPED)
            return
        if state is ListingState.COMPLETE or not next_pages:
            self._ledger.sources.complete(self._first_page_url(listing), self._ledger.run)
        for url, further in next_pages if state is not ListingState.COMPLETE else ():
            if state is ListingState.HAS_MORE:
                yield from self._requests(url, further, FURTHER_PAGES, asked, owed=True)
            elif normal := self._normal(url, further):
                self._beyond_limit.add(normal)
                self._ledger.sources.owe(normal, further.to_json())  # a later run may read it

    def _requests(
        self, url: str, source: Source, priority: int, by: str | None = None, owed: bool = False
    ) -> Iterator[Request]:
        """Yield the request for a page of a source, unless this run requested the page before.

        Args:
            url: The URL of the page.
            source: The source that the page belongs to.
            priority: The priority of the request, unless the source comes last.
            by: The URL of the page that names this page; None for a declared source.
            owed: Whether a later run requests the page if this run does not read it.
        """
        normal = self._normal(url, source)
        if normal is None or (key := canonicalize_url(normal)) in self._requested:
            return
        if isinstance(source, Listing) and not self._is_wanted(source):
            return
        self._requested.add(key)
        known = self._ledger.sources.get(start := self._first_page_url(source))
        self.budget.add(normal, start, by, known.is_fruitful, known.is_promising)
        if owed:
            self._ledger.sources.owe(normal, source.to_json())
        yield Request(
            normal,
            self._crawl.parse_source,
            errback=self._crawl.source_failed,
            cb_kwargs={"source": source, "asked": normal},
            meta={"handle_httpstatus_list": [NOT_MODIFIED], SITEMAP_HOST: _host_of(source)},
            headers=self._validators(normal, source),
            priority=PRIORITY_LAST if normal in self._deferred or source.comes_last else priority,
        )

    def _validators(self, url: str, source: Source) -> dict[str, str]:
        """Return the headers of a conditional request for a source that was read before.

        They are empty for a listing that was not read to its end after the last answer: its first
        page is needed to go on to the others.
        """
        known = self._ledger.sources.get(url)
        if not self._is_first_page(url, source) or (
            isinstance(source, Listing) and not known.complete_run >= known.noted_run > 0
        ):
            return {}
        return conditions(known.etag, known.last_modified)

    def _is_wanted(self, listing: Listing) -> bool:
        section = urlsplit(listing.url).path.strip("/")
        return not section or self._sections.has(section)

    def _first_page_url(self, source: Source) -> str:
        """Return the URL of the first page of a source."""
        return self._normal(source.url, source) or source.url

    def _is_first_page(self, url: str, source: Source) -> bool:
        return url == self._first_page_url(source)

    def _normal(self, url: str, source: Source) -> str | None:
        """Return the normal form of a source page's URL; None if it must not be requested."""
        if _host_of(source):
            return self._urls.elsewhere(url)
        return self._urls.resolve(url)


def _is_next_page(source: Source, further: Source) -> bool:
    return isinstance(source, Listing) and further.url == source.url


def _host_of(source: Source) -> str | None:
    """Return the host of a sitemap outside the site; None for a source on the site's hosts."""
    return source.host if isinstance(source, Sitemap) else None
