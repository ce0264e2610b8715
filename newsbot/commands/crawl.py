"""``scrapy crawl``: bad arguments are refused in one line, the exit status says how it went."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, NoReturn

from scrapy.commands import crawl
from scrapy.spiderloader import get_spider_loader

from newsbot.exceptions import LedgerError, NewsbotError, OverlapError
from newsbot.extensions.run_report import RunReport
from newsbot.outcomes import BAD_ARGUMENTS, STATUSES

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Command(crawl.Command):
    """Scrapy's command of the same name; options and arguments are the same."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's, and the spider's arguments are tried before anything is started."""
        super().process_options(args, opts)
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        if len(args) != 1 or args[0] not in loader.list():
            _refuse(f"scrapy crawl takes the name of one spider: {', '.join(loader.list())}")
        try:
            loader.load(args[0])(**opts.spargs)
        except NewsbotError as error:
            _refuse(str(error))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None
        crawler = self._create_crawler(args[0])
        crawling = self.crawler_process.crawl(crawler, **opts.spargs)
        assert isinstance(crawling, asyncio.Task)  # the settings name the asyncio reactor
        # Retrieved when it is over; else asyncio prints a traceback of what is one line.
        crawling.add_done_callback(lambda task: task.exception())
        self.crawler_process.start()
        self.exitcode = _status(crawler, crawling)


def _status(crawler: Crawler, crawling: asyncio.Task[None]) -> int:
    """The exit status of a crawl that is over; one that could not start says why."""
    error = crawling.exception() if crawling.done() else None
    match error:
        case None:
            report = crawler.get_extension(RunReport)
            return report.finish().status if report else STATUSES["error"]
        case OverlapError():
            print(f"newsbot: {error}", file=sys.stderr)
            return STATUSES["overlap"]
        case LedgerError():
            print(f"newsbot: {error}", file=sys.stderr)
            return STATUSES["storage_error"]
    logger.error("the crawl could not be run", exc_info=error)
    return STATUSES["error"]


def _refuse(message: str) -> NoReturn:
    print(f"newsbot: {message}", file=sys.stderr)
    sys.exit(BAD_ARGUMENTS)
