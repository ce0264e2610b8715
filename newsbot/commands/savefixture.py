"""``scrapy savefixture``: a page and the article that comes out of it, as a golden pair."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.commands import ScrapyCommand
from scrapy.http import TextResponse
from scrapy.spiderloader import get_spider_loader

from newsbot.exceptions import NewsbotError, UnreadablePage
from newsbot.fixtures import Fixture, golden
from newsbot.items import Article, Reject, new_article
from newsbot.kept_pages import KeptPage
from newsbot.outcomes import STATUSES
from newsbot.page import page_of
from newsbot.responses import as_utf8, why
from newsbot.terminal import refuse, refuse_in_one_line, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsbot.spider import NewsSpider
    from newsbot.urls import ArticleRef

FOLDER = "tests/pages"


class PageSpider(Spider):
    """Fetches one page as the site's spider would, and knows no ledger."""

    name = "savefixture"

    def __init__(self, site: NewsSpider, ref: ArticleRef, kept: KeptPage | None) -> None:
        super().__init__(self.name)
        self.site, self.ref, self.kept = site, ref, kept
        self.urls = site.urls
        self.allowed_domains = site.allowed_domains
        self.fixture: Fixture | None = None
        self.problem: str | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.item_scraped, signals.item_scraped)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        if self.kept is None:
            yield Request(self.ref.url, self.parse, errback=self.failed)
            return
        for item in self.read(self.kept.response(), self.kept.fetched_at):
            yield item

    def parse(self, response: Response) -> Iterator[Article | Reject]:
        yield from self.read(response, datetime.now(UTC).replace(microsecond=0))

    def read(self, response: Response, seen_at: datetime) -> Iterator[Article | Reject]:
        self.response = as_utf8(response)
        try:
            fields = page_of(self.site.page, response, self.urls, seen_at).fields()
        except UnreadablePage as error:
            self.problem = error.reason
            return
        own = self.urls.article(response.url) or self.ref  # a redirect may lead to another one
        found = ("argument", own.url, 0)
        yield new_article(own.id, self.site.name, fields, found, seen_at)

    def failed(self, failure: Failure) -> None:
        reason, detail = why(failure.value)
        self.problem = detail or reason

    def item_scraped(self, item: Article | Reject) -> None:
        if isinstance(item, Reject):
            self.problem = f"{item.reason} {item.detail or ''}".strip()
            return
        assert isinstance(self.response, TextResponse)  # else it could not be read
        encoding = self.response.encoding
        self.fixture = Fixture(
            self.response.url, item.fetched_at, encoding, self.response.body, golden(item)
        )


class Command(ScrapyCommand):
    """Fetches as a crawl does; nothing is noted in the ledger."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] <spider> <url>"

    def short_desc(self) -> str:
        return "Save a page and the article that comes out of it, for the tests"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        refuse_in_one_line(parser)
        group = parser.add_argument_group(title="Fixture Options")
        group.add_argument("--file", metavar="PAGE", help="this saved page (.html, or a kept one)")
        group.add_argument("--root", metavar="ORIGIN", help="fetch from this origin instead")
        group.add_argument("--folder", metavar="DIR", default=FOLDER, help=f"default: {FOLDER}")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if not opts.loglevel:
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        assert self.crawler_process is not None
        loader = get_spider_loader(self.settings)
        if len(args) != 2 or args[0] not in loader.list():
            refuse(f"scrapy savefixture takes a spider ({', '.join(loader.list())}) and a URL")
        try:
            site: Any = loader.load(args[0])(**({"root": opts.root} if opts.root else {}))
            ref = site.asked(args[1])
            kept = _saved(Path(opts.file), ref.url) if opts.file else None
        except (NewsbotError, OSError, ValueError) as error:
            refuse(str(error))
        self._without_a_ledger()
        crawler = self.crawler_process.create_crawler(PageSpider)
        self.crawler_process.crawl(crawler, site=site, ref=ref, kept=kept)
        self.crawler_process.start()
        spider = crawler.spider
        assert isinstance(spider, PageSpider)
        if spider.fixture is None:
            say(f"{ref.url} is no article: {spider.problem or 'see the log'}")
            self.exitcode = STATUSES["no_articles"]
            return
        try:
            file = spider.fixture.write(Path(opts.folder))
        except OSError as error:
            refuse(str(error))
        print(f"{file}: review what came out of {file.with_suffix('.html').name}")

    def _without_a_ledger(self) -> None:
        """Leave out what belongs to a run; what keeps a fetch polite and safe stays."""
        assert self.settings is not None
        for name in ("EXTENSIONS", "FEEDS", "SPIDER_MIDDLEWARES"):
            self.settings.set(name, {}, priority="cmdline")
        stay = {
            "DOWNLOADER_MIDDLEWARES": ("Offsite", "RobotsTxt", "Truncated", "Blocked"),
            "ITEM_PIPELINES": ("CleanText", "ParseDates", "Validate"),
        }
        for name, parts in stay.items():
            ours = self.settings[name].items()
            chosen = {each: at for each, at in ours if any(part in each for part in parts)}
            self.settings.set(name, chosen, priority="cmdline")


def _saved(file: Path, url: str) -> KeptPage:
    """A page from the disk: one that newsbot kept, or any HTML file."""
    if file.suffix == ".gz":
        return KeptPage.read(file)
    seen_at = datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    return KeptPage(url, seen_at, "text/html", file.read_bytes())
