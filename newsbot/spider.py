"""Define NewsSpider, which crawls a news site; a subclass of it declares the site."""

from __future__ import annotations

import asyncio
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request

from newsbot.arguments import Arguments
from newsbot.browser.requests import BrowserRequests, Need
from newsbot.callbacks.articles import ArticleCallbacks
from newsbot.callbacks.sources import SourceCallbacks
from newsbot.declarations import check_declaration
from newsbot.discovery.frontier.frontier import Frontier
from newsbot.discovery.second_look import SecondLook
from newsbot.discovery.sections import SectionNames
from newsbot.discovery.selection import is_asked_for
from newsbot.discovery.single_page import read_page
from newsbot.discovery.soft_404 import SoftNotFound
from newsbot.discovery.sources import Listing, Robots, Source
from newsbot.downloader.backoff import HostBackoff
from newsbot.downloader.engine import is_closing
from newsbot.exceptions import ArgumentError, DeclarationError
from newsbot.feed_lines import replayed_article
from newsbot.items import Article, Reject
from newsbot.ledger import Ledger
from newsbot.ledger.run_lines import RunLines
from newsbot.page import ArticlePage
from newsbot.reporting import stat_names
from newsbot.reporting.outcomes import STORAGE_ERROR
from newsbot.setting_values import revisits_of
from newsbot.urls import ArticleRef, SiteUrls, one_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from scrapy.spiderloader import SpiderLoaderProtocol

ADDON = "newsbot.addon.NewsbotAddon"  # a name: it adds components that import this module


class NewsSpider(ArticleCallbacks, SourceCallbacks):
    """Crawls the sources of a site, its articles and their related stories.

    A subclass declares the site.

    Attributes:
        name: The name of the spider and of the site.
        allowed_domains: The domains that may be requested, as in Scrapy.
        origin: The scheme and host of the site: ``https://host``.
        hosts: Further hosts that have pages of the site.
        article_url: A pattern for the path of an article, see SiteUrls.
        sources: The pages that name articles.
        page: The layout of the site's articles.
        needs_browser: ``when_empty`` if articles have no body without a browser.
    """

    allowed_domains: ClassVar[list[str]]
    origin: ClassVar[str]
    hosts: ClassVar[tuple[str, ...]] = ()
    article_url: ClassVar[str]
    sources: ClassVar[tuple[Source, ...]] = (Robots(), Listing("/"))
    page: ClassVar[type[ArticlePage]]
    needs_browser: ClassVar[Need] = "never"
    is_open = False  # open_run sets it
    fetches = True  # False: the articles come from archives

    def __init__(self, **given: str) -> None:
        self._check_declaration()
        super().__init__(self.name)
        self.arguments = Arguments.parse(given)
        if self.fetches and (self.arguments.path or self.arguments.spider):
            raise ArgumentError("arguments path= and spider= are for the spider warc")
        try:
            self.urls = self._site_urls()
        except ValueError as error:
            raise DeclarationError(f"spider {self.name}: {error}") from None
        self._named_articles: dict[str, ArticleRef] = {}
        for ref in map(self.resolve_article, self.arguments.urls):
            self._named_articles[ref.id] = one_of((self._named_articles.get(ref.id, ref), ref))
        self._ending: asyncio.Future[None] | None = None

    @classmethod
    def each_site(cls, given: dict[str, str]) -> list[dict[str, str]]:
        """Return the arguments of each crawl to start: one crawl, because the spider has a site."""
        return [given]

    def _site_urls(self) -> SiteUrls:
        """Return the SiteUrls of the declaration and the arguments."""
        if self.arguments.url:
            raise ArgumentError(f"argument url= is for the spider hindi; {self.name} has a site")
        return SiteUrls(self.name, self.origin, self.article_url, self.arguments.root, self.hosts)

    def check_project(self, spiders: SpiderLoaderProtocol) -> None:
        """Raise ArgumentError for arguments that do not fit the spiders of the project."""

    @classmethod
    def _check_declaration(cls) -> None:
        """Raise DeclarationError for attributes that cannot be used or contradict each other."""
        check_declaration(cls, NewsSpider)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Add the add-on that sets newsbot's settings and components."""
        super().update_settings(settings)
        addons = {ADDON: 0, **settings.getdict("ADDONS")}
        # A higher priority than before: Scrapy's process sets its own settings again later.
        settings.set("ADDONS", addons, (settings.getpriority("ADDONS") or 0) + 1)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider, and the BrowserRequests that choose the pages for a browser."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.browser = BrowserRequests(spider)
        return spider

    @property
    def is_crawl(self) -> bool:
        """Whether the spider crawls: it needs a ledger, and its run is reported.

        Commands for single pages (``scrapy parse``, ``fetch``, ``check``) replace ``start`` by a
        method of their own.
        """
        owner = next(class_ for class_ in type(self).__mro__ if "start" in vars(class_))
        return bool(vars(owner)["start"].__qualname__ == f"{owner.__qualname__}.start")

    @property
    def archive_folder(self) -> str | None:
        """The folder of the archive that a crawl writes; None without an archive."""
        given: str | None = self.arguments.archive or self.crawler.settings["NEWSBOT_ARCHIVE"]
        return given if given and self.fetches else None

    def open_run(self) -> None:
        """Open the ledger for a crawl, and make the objects that need it, such as the frontier.

        Raises:
            AlreadyRunningError: Another run of the site is at work on the data directory.
            LedgerError: The ledger cannot be used.
        """
        settings = self.crawler.settings
        folder = Path(settings["NEWSBOT_DATA_DIR"])
        self.ledger = Ledger.open(folder, self.site, revisits_of(settings))
        self.lines = RunLines(self.ledger, self._named_articles, self.arguments.limit)
        self.frontier = Frontier(self)
        self.backoff = HostBackoff(self)
        self.soft_404 = SoftNotFound(self)
        self.second_look = SecondLook(self)
        self.is_open = True

    def resolve_article(self, url: str) -> ArticleRef:
        """Return the article that a user names by a URL or a rooted path.

        Raises:
            ArgumentError: The URL is not the URL of an article.
        """
        normal = self.urls.resolve(url)
        ref = self.urls.article(normal) if normal else None
        if ref is None:
            raise ArgumentError(f"{url!r} is not an article URL of {self.origin}")
        return ref

    async def start(self) -> AsyncIterator[Any]:
        """Yield the articles that are owed to the feed, then the first requests."""
        found = await SectionNames(self, self.frontier).resolve() if self.arguments.sections else []
        if found is None:
            return  # the site has no such section
        # With urls= the feed gets only the requested articles; a later run delivers owed lines.
        known = chain(() if self._named_articles else self.lines.owed(), self._snapshot())
        # This run owes a line as soon as it takes the line. It takes only what limit= has room for.
        while self._takes_more() and (article := next(known, None)):
            self._count(stat_names.KNOWN_LINES)
            self.lines.went_out()
            yield article
        if self._takes_more():
            async for request in self._first_requests(found):
                yield request

    async def _first_requests(self, named: list[Request]) -> AsyncIterator[Request]:
        """Yield requests for saved pages, the named articles or the due ones, and for sources."""
        if self.arguments.reparse:
            self._count(stat_names.REPARSE_MODE)
            for request in self.frontier.reparse_requests():
                yield request
            return
        if self._named_articles:
            for request in self.frontier.requests_for_named(self._named_articles.values()):
                yield request
            return
        for request in named:
            yield request
        for requests in self.frontier.due():
            for request in requests:
                yield request
            await asyncio.sleep(0)  # let other tasks run: Scrapy takes requests without a pause
        for request in self.frontier.sources.first_pages(self.sources):
            yield request

    def _snapshot(self) -> Iterator[Article]:
        """Yield the known articles for ``full=``. With ``urls=`` the run fetches them instead."""
        if not self.arguments.full or self._named_articles:
            return
        for line in self.ledger.articles.all_latest():
            ref = self.urls.article(line["url"])
            if ref and self.frontier.articles.wanted(ref):
                article = replayed_article(line)
                if is_asked_for(article, self.arguments):
                    yield article

    def storage_failed(self, error: BaseException, close: bool = True) -> None:
        """Note that a feed or the ledger cannot be written, and end the run, which cannot go on.

        Args:
            error: The error; its text is the message for people.
            close: False if the run is not open yet, or is ending already.
        """
        self._count(stat_names.STORAGE_ERRORS)
        self.crawler.stats.set_value(stat_names.STORAGE_ERROR, str(error))
        if close:
            self.end(STORAGE_ERROR)

    def end(self, reason: str) -> None:
        """Close the spider; responses under way are still processed. A second call does nothing.

        Args:
            reason: Scrapy's ``finish_reason``, which decides the outcome.
        """
        if self._ending is None:
            ending = self.crawler.engine.close_spider_async(reason=reason)
            self._ending = asyncio.ensure_future(ending)

    def _takes_more(self) -> bool:
        """Return whether the feed can take another line of the ledger."""
        return (
            self._is_storage_ok() and self.lines.is_below_limit() and not is_closing(self.crawler)
        )

    def parse(self, response: Response, **_: Any) -> Iterator[Article | Reject | Request]:
        """Parse one page without a crawl, see newsbot.discovery.single_page."""
        return read_page(self, response)
