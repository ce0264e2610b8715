"""Describe the attributes and methods of a spider that discovery/ uses (protocol ``Crawl``)."""

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
    """Requests listings with a browser (newsbot.browser.requests.BrowserRequests)."""

    possible: bool

    def listing_request(self, response: Response) -> Request | None:
        """Return the request that presses a listing's button; None if a browser may not do that."""


class Crawl(Protocol):
    """A spider of newsbot (NewsSpider). Its ledger is open while the crawl runs."""

    arguments: Arguments
    crawler: Crawler
    ledger: Ledger

    def has_backlog(self) -> bool:
        """Return whether the ledger has due pages that this run has not requested yet."""

    @property
    def urls(self) -> SiteUrls:
        """The URLs of the site."""

    @property
    def browser(self) -> Browser:
        """The maker of requests that a browser answers."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that the spider declares."""

    def parse_source(
        self, response: Response, source: Source, asked: str
    ) -> AsyncIterator[Request]:
        """Yield requests for the articles and sources that a page of a source names."""

    def source_failed(self, failure: Failure) -> None:
        """Count and log a page of a source that could not be fetched."""

    @property
    def parse_article(self) -> Any:
        """The callback of requests for articles."""

    @property
    def parse(self) -> Any:
        """The callback of requests that a page leads to if it is read without a crawl."""

    def article_failed(self, failure: Failure) -> Iterator[Any]:
        """Yield a Reject or another request for an article that could not be fetched."""

    def read(
        self, response: Response, url: str, now: datetime
    ) -> tuple[ArticlePage, dict[str, Any]] | Reject:
        """Return the page and the fields of an article, or its Reject (see NewsSpider)."""

    def end(self, reason: str) -> None:
        """End the run with an outcome; further calls change nothing."""

    def storage_failed(self, error: BaseException) -> None:
        """Note that the ledger cannot be written, and end the run."""
