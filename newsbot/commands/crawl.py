"""``scrapy crawl``: bad arguments are refused in one line, the exit status says how it went."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.commands import crawl
from scrapy.spiderloader import get_spider_loader

from newsbot.arguments import BROWSER_CHOICES, SCRAPYD_JOB
from newsbot.exceptions import LedgerError, NewsbotError, OverlapError
from newsbot.extensions.run_report import RunReport, heading, publish
from newsbot.outcomes import STATUSES, Outcome
from newsbot.terminal import refuse

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
        if self.settings["NEWSBOT_BROWSER"] not in BROWSER_CHOICES:
            refuse("NEWSBOT_BROWSER must be never or auto")
        if len(args) != 1 or args[0] not in loader.list():
            refuse(f"scrapy crawl takes the name of one spider: {', '.join(loader.list())}")
        try:
            loader.load(args[0])(**opts.spargs)
        except NewsbotError as error:
            refuse(str(error))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None
        crawler = self._create_crawler(args[0])
        crawling = self.crawler_process.crawl(crawler, **opts.spargs)
        assert isinstance(crawling, asyncio.Task)  # the settings name the asyncio reactor
        # Retrieved when it is over; else asyncio prints a traceback of what is one line.
        crawling.add_done_callback(lambda task: task.exception())
        self.crawler_process.start()
        error = crawling.exception() if crawling.done() else None
        if error is not None:
            self.exitcode = _not_started(crawler, opts.spargs.get(SCRAPYD_JOB), error).status
            return
        report = crawler.get_extension(RunReport)
        self.exitcode = report.finish().status if report else STATUSES["error"]


def _not_started(crawler: Crawler, job: str | None, error: BaseException) -> Outcome:
    """Report a crawl that could not start: there was no extension yet to do so."""
    match error:
        case OverlapError():
            outcome = Outcome("overlap", str(error))
        case LedgerError():
            outcome = Outcome("storage_error", str(error))
        case _:
            logger.error("the crawl could not be run", exc_info=error)
            outcome = Outcome("error", f"the crawl could not be run: {error!r}")
    print(f"newsbot: {outcome.message}", file=sys.stderr)
    now = datetime.now(UTC)
    run = heading(crawler.spidercls.name, job, outcome)
    return publish(crawler.settings, {**run, "started_at": now, "finished_at": now})
