"""Save a page and its article as a golden page for the tests: ``scrapy savefixture``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.http import TextResponse
from scrapy.spiderloader import get_spider_loader

from newsbot.addon import CAREFUL_MIDDLEWARES, DOWNLOAD_HANDLERS
from newsbot.commands.fixtures import Fixture, golden
from newsbot.components import spider_of
from newsbot.console.command import OwnCommand
from newsbot.console.terminal import exit_with_usage_error, print_error
from newsbot.downloader.responses import failure_reason
from newsbot.downloader.saved_pages import SavedPage
from newsbot.exceptions import NewsbotError, UnreadablePage
from newsbot.items import Article, Reject, new_article
from newsbot.page import parse_page
from newsbot.reporting.outcomes import STATUSES
from newsbot.setting_values import check_settings
from newsbot.spider import NewsSpider

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure


FOLDER = "tests/pages"


class Command(OwnCommand):
    """Fetches a page like a crawl, but without the ledger."""

    usage = "[options] <spider> <url>"
    requires_crawler_process = True
    summary = "Save a page and the article that comes out of it, for the tests"
    _fixture: Fixture | None = None
    _problem: str | None = None

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options ``--file``, ``--root`` and ``--folder``."""
        super().add_options(parser)
        group = parser.add_argument_group(title="Fixture Options")
        group.add_argument("--file", metavar="PAGE", help="this page: .html, or a saved .html.gz")
        group.add_argument("--root", metavar="ORIGIN", help="fetch from this origin instead")
        group.add_argument("--folder", metavar="DIR", default=FOLDER, help=f"default: {FOLDER}")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Set the download handlers and middlewares of a crawl."""
        super().process_options(args, opts)
        assert self.settings is not None
        if not opts.loglevel:
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
        self.settings.set("DOWNLOAD_HANDLERS", DOWNLOAD_HANDLERS, priority="cmdline")
        self.settings.set("DOWNLOADER_MIDDLEWARES", CAREFUL_MIDDLEWARES, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Save one page and its article as files; exit with one line if it is not an article."""
        assert self.settings is not None
        assert self.crawler_process is not None
        spider_class = _spider_class(args, self.settings)
        arguments = {"root": opts.root} if opts.root else {}
        try:
            check_settings(self.settings)
            self._ref = spider_class(**arguments).resolve_article(args[1])
            saved = SavedPage.of_file(Path(opts.file), self._ref.url) if opts.file else None
        except (NewsbotError, OSError, ValueError) as error:
            exit_with_usage_error(str(error))

        async def start(_: NewsSpider) -> AsyncIterator[Any]:
            if saved is None:
                yield Request(self._ref.url, self._parse, errback=self._failed)
                return
            for item in self._read(saved.response(), saved.fetched_at):
                yield item

        spider_class.start = start  # Scrapy's commands for a single page do the same
        self._crawler = self.crawler_process.create_crawler(spider_class)
        self._crawler.signals.connect(self._item_scraped, signals.item_scraped)
        self.crawler_process.crawl(self._crawler, **arguments)
        self.crawler_process.start()
        if self._fixture is None:
            print_error(f"{self._ref.url} is not an article: {self._problem or 'see the log'}")
            self.exitcode = STATUSES["no_articles"]
            return
        try:
            file = self._fixture.write(Path(opts.folder))
        except OSError as error:
            exit_with_usage_error(str(error))
        print(f"{file}: compare this article with its page {file.with_suffix('.html').name}")

    def _parse(self, response: Response) -> Iterator[Article]:
        yield from self._read(response, datetime.now(UTC).replace(microsecond=0))

    def _read(self, response: Response, fetched_at: datetime) -> Iterator[Article]:
        spider = spider_of(self._crawler)
        self._response = response
        try:
            page = parse_page(spider.page, response, spider.urls, fetched_at)
            fields = page.fields()
        except UnreadablePage as error:
            self._problem = error.reason
            return
        ref = spider.urls.article(response.url) or self._ref  # a redirect may lead to another URL
        yield new_article(
            page.id_or(ref.id), spider.site, fields, ("argument", ref.url, 0), fetched_at
        )

    def _failed(self, failure: Failure) -> None:
        reason, detail = failure_reason(failure.value)
        self._problem = detail or reason

    def _item_scraped(self, item: Article | Reject) -> None:
        if isinstance(item, Reject):
            self._problem = f"{item.reason} {item.detail or ''}".strip()
            return
        page = self._response
        assert isinstance(page, TextResponse)  # parse_page rejects all others
        self._fixture = Fixture(page.url, item.fetched_at, page.encoding, page.body, golden(item))


def _spider_class(args: list[str], settings: BaseSettings) -> Any:
    """Return the class of the spider that the arguments name; exit if no spider has the name."""
    loader = get_spider_loader(settings)
    sites = {
        name: spider
        for name in loader.list()
        if issubclass(spider := loader.load(name), NewsSpider)
    }
    if len(args) != 2 or args[0] not in sites:
        exit_with_usage_error(
            f"scrapy savefixture takes a spider ({', '.join(sorted(sites))}) and a URL"
        )
    return sites[args[0]]
