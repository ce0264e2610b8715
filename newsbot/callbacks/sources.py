"""Read pages of sources (robots.txt, sitemaps, feeds, listings); handle their failures."""

from __future__ import annotations

import asyncio
import logging
from itertools import chain
from typing import TYPE_CHECKING

from newsbot.callbacks.base import CrawlingSpider
from newsbot.discovery.budgets.source_budget import BEYOND_BUDGET
from newsbot.discovery.discovery_path import DiscoveryPath
from newsbot.discovery.second_look import Doubt
from newsbot.discovery.source_names import names_as_text, names_of_text
from newsbot.discovery.sources import MAX_SITEMAP_INDEXES, Listing, Robots, Source, SourceResult
from newsbot.discovery.unrecognised import count_unrecognised
from newsbot.downloader.exceptions import NOT_SENT, NOT_WANTED
from newsbot.downloader.responses import NOT_MODIFIED, failure_reason, is_permanent, request_of
from newsbot.downloader.worker import in_worker, is_large
from newsbot.ledger.storage.failpoints import failpoint
from newsbot.reporting import stat_names
from newsbot.reporting.failures import kind_of, note_failure
from newsbot.reporting.outcomes import RETRY_AFTER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

EXAMPLES = 3  # listings without an article that the stats name
OUTLINKS_AT_ONCE = 500  # outlinks that are noted in one transaction of some 20 ms


class SourceCallbacks(CrawlingSpider):
    """Yields requests for the articles and sources that pages of sources name."""

    async def parse_source(
        self, response: Response, source: Source, asked: str
    ) -> AsyncIterator[Request]:
        """Yield requests for the articles and sources that a page of a source names.

        All of them are in the ledger before the page counts as read.

        Args:
            response: The page.
            source: The source that the page belongs to.
            asked: The URL that was requested, before redirects.
        """
        if not self._is_storage_ok():
            return
        is_robots, sources = isinstance(source, Robots), self.frontier.sources
        found = await self._found(response, source)
        if found and not is_robots and self._is_source_held(response, asked, found):
            return
        self._count(stat_names.ROBOTS_TXT_READ if is_robots else stat_names.SOURCES_READ)
        if found is None:
            async for request in self._unchanged(asked, source):
                yield request
            return
        self._count_found(response, source, found)
        discovery_path = DiscoveryPath(
            source.found_via, self.urls.normalise(response.url) or response.url, 0
        )
        found_in = 0
        for start in range(0, len(found.outlinks), OUTLINKS_AT_ONCE):
            some = found.outlinks[start : start + OUTLINKS_AT_ONCE]
            with self.ledger.transaction():
                requests, discovery = self.frontier.requests_for_outlinks(
                    some, discovery_path, asked, start == 0
                )
            found_in = max(found_in, discovery.found_in)
            for request in chain(requests, self.frontier.related.links_due()):
                yield request
            await asyncio.sleep(0)  # a sitemap may name 50,000 articles: let other work run
        names = sources.further_sources(source, found)
        async for request in self._sources_named(names, asked, source):
            yield request
        text = await names_as_text(names)
        with self.ledger.transaction():
            requests = list(sources.read(response, asked, source, found, found_in, text))
        failpoint("after-discovery")
        for request in requests:
            yield request

    async def _found(self, response: Response, source: Source) -> SourceResult | None:
        """Return the articles and sources that a page names; None if it has not changed (304)."""
        if response.status == NOT_MODIFIED:
            return None
        if is_large(response):
            return await in_worker(self.read_source, response, source)
        return self.read_source(response, source)

    async def _unchanged(self, asked: str, source: Source) -> AsyncIterator[Request]:
        """Yield requests for the sources that an unchanged page named when it was read last."""
        self._count(stat_names.SOURCES_NOT_MODIFIED)
        self._count(stat_names.LISTINGS_NOT_MODIFIED, isinstance(source, Listing))
        names = await names_of_text(self.ledger.sources.get(asked).names)
        async for request in self._sources_named(names, asked, source):
            yield request
        with self.ledger.transaction():
            self.frontier.sources.unchanged(asked, source)

    async def _sources_named(
        self, names: list[tuple[str, Source]], asked: str, source: Source
    ) -> AsyncIterator[Request]:
        """Yield requests for the sources that a page names; other work runs between batches."""
        requests = self.frontier.sources.named(names, asked, source)
        while True:
            with self.ledger.transaction():
                some = next(requests, None)
            if some is None:
                return
            for request in some:
                yield request
            await asyncio.sleep(0)

    def read_source(self, response: Response, source: Source) -> SourceResult:
        """Return the articles and sources that a page of a source names."""
        return source.read(response, self.urls)

    def _is_source_held(self, response: Response, asked: str, found: SourceResult) -> bool:
        """Return whether a page of a source waits for the end of the run (SecondLook)."""
        makes_sense = not found.damaged and bool(found.outlinks or found.pages)
        doubt = self.second_look.doubt(response, makes_sense)
        if doubt and self.second_look.hold(response.request, doubt, response):
            self.frontier.sources.budget.read(asked)
            return True
        found.damaged |= doubt is Doubt.UNFINISHED and self.second_look.is_part(response)
        return False

    def _count_found(self, response: Response, source: Source, found: SourceResult) -> None:
        """Count the articles that a page of a source names; log sitemaps that are left out."""
        self._count(f"{stat_names.LEADS}/{source.found_via}", len(found.outlinks))
        count_unrecognised(self.crawler.stats, response.url, source.found_via, found)
        if isinstance(source, Listing):
            self._count(stat_names.LISTINGS_READ)
            self._count_empty(response.url, found)
        if found.too_deep:
            self._count(stat_names.SOURCES_TOO_DEEP, len(found.too_deep))
            logger.warning(
                "%d sitemaps that %s names are left out: more than %d indexes lead to them",
                *(len(found.too_deep), response.url, MAX_SITEMAP_INDEXES),
            )
        if found.damaged:
            # The next run reads the page again, because articles may be missing.
            self._count(stat_names.SOURCES_TO_BE_RETRIED)
            logger.warning("source %s is damaged or not of its declared kind", response.url)

    def _count_empty(self, url: str, found: SourceResult) -> None:
        """Keep the URLs of a few listings without an article in the stats."""
        examples = self.crawler.stats.get_value(stat_names.LISTINGS_EXAMPLES, [])
        if not found.outlinks and len(examples) < EXAMPLES:
            self.crawler.stats.set_value(stat_names.LISTINGS_EXAMPLES, [*examples, url])

    def source_failed(self, failure: Failure) -> None:
        """Count and log a page of a source that could not be fetched."""
        reason, detail = failure_reason(failure.value)
        request = request_of(failure)
        if reason == NOT_WANTED:
            self.frontier.sources.budget.read(request.cb_kwargs["asked"])
            return
        if reason == BEYOND_BUDGET:
            with self.ledger.transaction():
                self.frontier.sources.left_out(**request.cb_kwargs)
            return
        if self._is_failure_held(failure, reason):
            self.frontier.sources.budget.read(request.cb_kwargs["asked"])
            return
        self._count(stat_names.SOURCES_FAILED)
        self._count(f"{stat_names.SOURCES_FAILED}/{reason}")
        note_failure(self.crawler.stats, request.url, reason, detail)
        usual = reason == "http_404" and request.url.endswith("/robots.txt")
        usual = usual or reason in (NOT_SENT, RETRY_AFTER)  # the run's outcome reports these
        level = logging.INFO if usual else logging.WARNING
        logger.log(level, "source %s not read: %s", request.url, detail or reason)
        if is_permanent(reason):
            with self.ledger.transaction():
                is_refused = kind_of(reason) == "blocked"
                self.frontier.sources.cannot_be_had(**request.cb_kwargs, is_refused=is_refused)
        else:
            self._count(stat_names.SOURCES_TO_BE_RETRIED)
            if reason not in (NOT_SENT, RETRY_AFTER, "robots_unavailable"):
                meta = request.meta
                requests = 1 + meta.get("retry_times", 0) + meta.get("redirect_times", 0)
                self.frontier.sources.budget.failed(request.cb_kwargs["asked"], requests)
