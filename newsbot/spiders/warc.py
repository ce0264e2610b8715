"""Extract the articles of WARC files: ``scrapy crawl warc -a path=GLOB [-a spider=NAME]``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from newsbot.archive.crawl import ArchiveCrawl
from newsbot.archive.files import files_of
from newsbot.archive.finding import ReadOptions
from newsbot.archive.ledgers import ArchiveLedger
from newsbot.archive.reading import need_fastwarc
from newsbot.arguments import READERS, Arguments
from newsbot.exceptions import AlreadyRunningError, ArgumentError
from newsbot.feed_lines import replayed_article
from newsbot.items import Article, Reject
from newsbot.ledger.run_lines import RunLines
from newsbot.page import ArticlePage
from newsbot.reporting import stat_names
from newsbot.reporting.outcomes import ALREADY_RUNNING
from newsbot.setting_values import revisits_of
from newsbot.spider import NewsSpider
from newsbot.urls import SiteUrls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.spiderloader import SpiderLoaderProtocol

ARGUMENTS = ("path", "spider", "since", "limit")
NO_SITE = "https://archive.invalid"  # no URL has this origin
POLL = 0.001  # seconds


class WarcSpider(NewsSpider):
    """Yields the articles of archives, without a request to a network."""

    name = "warc"
    page = ArticlePage
    sources = ()
    fetches = False
    ledger: ArchiveLedger

    @classmethod
    def _check_declaration(cls) -> None:
        """Accept the class, which declares nothing."""

    def _site_urls(self) -> SiteUrls:
        """Return SiteUrls that match no URL: the articles belong to the sites of other spiders."""
        return SiteUrls(self.name, NO_SITE, r"(?!)")

    def check_project(self, spiders: SpiderLoaderProtocol) -> None:
        """Find the archives, and the spiders that declare their sites.

        Raises:
            ArgumentError: There is no such archive or spider, or an argument is not for archives.
        """
        default = Arguments()
        for name in READERS:
            if name not in ARGUMENTS and getattr(self.arguments, name) != getattr(default, name):
                known = ", ".join(f"{argument}=" for argument in ARGUMENTS)
                raise ArgumentError(f"argument {name}= is not for archives; known are {known}")
        if not self.arguments.path:
            raise ArgumentError("argument path= is missing: -a path='news/*.warc.gz'")
        need_fastwarc()
        self.files = files_of(self.arguments.path)
        declared = {}
        for name in sorted(spiders.list()):
            spider = spiders.load(name)
            if issubclass(spider, NewsSpider) and hasattr(spider, "origin"):
                declared[name] = spider
        wanted = self.arguments.spider
        if wanted and wanted not in declared:
            raise ArgumentError(
                f"argument spider={wanted!r}: no spider of that name declares a site; known are "
                + ", ".join(declared)
            )
        chosen = (declared[wanted],) if wanted else tuple(declared.values())
        self.read_options = ReadOptions(chosen, declared_only=bool(wanted))

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider, with the spiders of the project."""
        from scrapy.spiderloader import get_spider_loader

        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.check_project(get_spider_loader(crawler.settings))
        return spider

    def open_run(self) -> None:
        """Open the ledger; with ``spider=``, open the ledger of that spider's site too."""
        settings = self.crawler.settings
        folder = Path(settings["NEWSBOT_DATA_DIR"])
        self.ledger = ArchiveLedger.open(folder, self.site, revisits_of(settings))
        if self.arguments.spider:
            try:
                self.ledger.of(self.arguments.spider)
            except BaseException:
                self.ledger.close()
                raise
        self.lines = RunLines(self.ledger, (), self.arguments.limit)
        self.is_open = True

    async def start(self) -> AsyncIterator[Any]:
        """Yield the articles of the archives, and before a site's first one its owed lines."""
        settings = self.crawler.settings
        options = ReadOptions(
            self.read_options.spiders,
            self.read_options.declared_only,
            settings.getint("DOWNLOAD_MAXSIZE"),
            settings.getint("NEWSBOT_MAX_TEXT_LENGTH"),
        )
        archives = ArchiveCrawl(self.files, options, self.ledger, self.crawler.stats)
        try:
            if self.arguments.spider:
                for article in self._owed(self.arguments.spider):
                    yield article
            async for item in archives.items():
                for result in self._with_owed(item):
                    yield result
                await self._processed()
                if not self._takes_more():
                    return
        finally:
            archives.close()

    def _with_owed(self, item: Article | Reject) -> Iterator[Article | Reject]:
        """Yield an item; before the first article of a site, yield the lines that are owed to it.

        End the run if another run is at work on the site.
        """
        if isinstance(item, Article):
            self._count(stat_names.PAGES_FETCHED)
            if not self.ledger.has_open(item.site):
                try:
                    self.ledger.of(item.site)
                except AlreadyRunningError as error:
                    self.crawler.stats.set_value(stat_names.NOT_OPENED, str(error))
                    self.end(ALREADY_RUNNING)
                    return
                yield from self._owed(item.site)
        yield item

    def _owed(self, site: str) -> Iterator[Article]:
        ledger = self.ledger.of(site)
        for line in ledger.articles.owed(ledger.run):
            self._count(stat_names.KNOWN_LINES)
            self.lines.went_out()
            yield replayed_article(line)

    async def _processed(self) -> None:
        """Wait until the pipelines have processed all items that were yielded.

        The ledger must get the captures of one article in the order of time.
        """
        slot = self.crawler.engine.scraper.slot
        await asyncio.sleep(0)
        while slot is not None and slot.itemproc_size:
            await asyncio.sleep(POLL)
