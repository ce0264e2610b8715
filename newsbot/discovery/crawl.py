"""Describe a spider as discovery/ sees it: arguments, ledger, callbacks (protocol ``Crawl``)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from scrapy import Request

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsbot.arguments import Arguments
    from newsbot.discovery.sources import Source
    from newsbot.items import Reject
    from newsbot.ledger import Ledger
    from newsbot.page import ArticlePage
    from newsbot.urls import SiteUrls


class Browser(Protocol):
    """Which listings a browser is asked for; newsbot.browser.requests.BrowserRequests."""

    possible: bool

    def listing_request(self, response: Response) -> Request | None:
        """Return the request that presses a listing's button; None if no browser may do that."""


class Crawl(Protocol):
    """A spider; what needs the ledger is there while its crawl is under way. See NewsSpider."""

    arguments: Arguments
    crawler: Crawler
    ledger: Ledger

    def has_backlog(self) -> bool:
        """Return whether pages that are due wait in the ledger for this run to take them up."""

    @property
    def urls(self) -> SiteUrls:
        """The URLs of the site."""

    @property
    def browser(self) -> Browser:
        """The requests for pages as a browser shows them."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that the spider declares."""

    def parse_source(
        self, response: Response, source: Source, asked: str
    ) -> AsyncIterator[Request]:
        """Yield requests for what a page of a source names."""

    def source_failed(self, failure: Failure) -> None:
        """Count and log a page of a source that could not be fetched."""

    @property
    def parse_article(self) -> Any:
        """The callback of requests for articles."""

    @property
    def parse(self) -> Any:
        """The callback of requests for what a page leads to that is read without a crawl."""

    def article_failed(self, failure: Failure) -> Iterator[Any]:
        """Yield what becomes of an article that could not be fetched."""

    def read(
        self, response: Response, url: str, now: datetime
    ) -> tuple[ArticlePage, dict[str, Any]] | Reject:
        """See NewsSpider."""

    def end(self, reason: str) -> None:
        """End the run, once, for a reason."""

    def storage_failed(self, error: BaseException) -> None:
        """Note that the ledger cannot be written, and end the run."""
