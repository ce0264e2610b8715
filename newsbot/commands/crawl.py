"""Check the arguments of ``scrapy crawl``, and set its exit status by the run's outcome."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import crawl
from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.spiderloader import get_spider_loader

from newsbot.arguments import SCRAPYD_JOB
from newsbot.console.summary import summary
from newsbot.console.terminal import (
    DIED_BY_SIGNAL,
    exit_with_usage_error,
    print_error,
    use_one_line_errors,
)
from newsbot.exceptions import NewsbotError
from newsbot.extensions.metrics import write_not_started
from newsbot.extensions.report_publishing import publish
from newsbot.extensions.run_report import RunReport, heading
from newsbot.extensions.sentry import send_not_started
from newsbot.feeds.exporter import FEEDS
from newsbot.feeds.formats import check_feeds
from newsbot.progress.terminal import can_display, display
from newsbot.reporting import stat_names
from newsbot.reporting.log_records import without_credentials
from newsbot.reporting.outcomes import BAD, CUT_SHORT, Outcome
from newsbot.setting_values import check_settings, check_texts
from newsbot.spider import NewsSpider

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


class Command(crawl.Command):
    """Runs ``scrapy crawl`` with Scrapy's options and arguments.

    A spider that is not a NewsSpider runs as in Scrapy.
    """

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add Scrapy's options; make the parser report a wrong option in one line."""
        super().add_options(parser)
        use_one_line_errors(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check a NewsSpider's settings and arguments; exit with one line for a wrong one."""
        assert self.settings is not None
        given = bool(self.settings["FEEDS"]) or any(
            setting.startswith("FEEDS=") for setting in opts.set
        )
        try:
            check_texts(opts.set)
        except NewsbotError as error:
            exit_with_usage_error(str(error))
        super().process_options(args, opts)
        loader = get_spider_loader(self.settings)
        if len(args) != 1 or args[0] not in loader.list():
            exit_with_usage_error(
                f"scrapy crawl takes the name of one spider: {', '.join(loader.list())}"
            )
        spider = loader.load(args[0])
        if not issubclass(spider, NewsSpider):
            return
        try:
            check_settings(self.settings)
            check_feeds(self.settings)
            self._sites = spider.each_site(opts.spargs)
            for arguments in self._sites:
                spider(**arguments).check_project(loader)
        except NewsbotError as error:
            exit_with_usage_error(str(error))
        if not given and self.settings["FEEDS"]:  # the feeds of -o and -O are added to newsbot's
            feeds = {**self.settings.getdict("FEEDS"), **FEEDS}
            self.settings.set("FEEDS", feeds, priority="cmdline")
        self._has_display = can_display(self.settings)
        is_log_seen = self._has_display and not self.settings["LOG_FILE"]
        if is_log_seen and has_default_level(self.settings):
            # The display replaces the messages of level INFO. A spider's own level has priority.
            self.settings.set("LOG_LEVEL", "WARNING", priority="project")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the crawl and set the exit status of the run's outcome."""
        assert self.crawler_process is not None
        if not issubclass(self.crawler_process.spider_loader.load(args[0]), NewsSpider):
            super().run(args, opts)
            return
        self._crawls: list[tuple[Crawler, asyncio.Task[None]]] = []
        self._waiting = iter(self._sites)
        with display(self._has_display):
            self._start_next(args[0])
            self.crawler_process.start()
        # Scrapy's handler ended with its event loop. With this handler, a further signal ends the
        # process in order, so that the program of an alert is ended too.
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(DIED_BY_SIGNAL + number))
        job = opts.spargs.get(SCRAPYD_JOB)
        outcomes = [_outcome(crawler, task, job) for crawler, task in self._crawls]
        self.exitcode = worst(outcomes).status
        if self._has_display:
            self._print_summaries()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the process ends now in any case

    def _print_summaries(self) -> None:
        assert self.settings is not None
        for crawler, task in self._crawls:
            report = None if task.done() and task.exception() else crawler.get_extension(RunReport)
            if report is not None and report.report is not None:
                for line in summary(report.report, Path(self.settings["NEWSBOT_DATA_DIR"])):
                    print(line, file=sys.stderr)

    def _start_next(self, spider: str, ended: asyncio.Task[None] | None = None) -> None:
        """Start the crawl of the next site if the last one has ended and was not interrupted.

        Crawls run one after another, because they may share the file of `-o` and one event loop.
        """
        if ended is not None:
            # Retrieve the exception, or asyncio prints a traceback; it is reported in one line.
            report = None if ended.exception() else self._crawls[-1][0].get_extension(RunReport)
            if report is None or report.finish().name == "interrupted":
                return
        if (arguments := next(self._waiting, None)) is None:
            return
        assert self.crawler_process is not None
        crawler = self._create_crawler(spider)
        if self._crawls:  # `-O` replaces the file in the first crawl; the others append to it
            feeds = crawler.settings.getdict("FEEDS")
            appended = {uri: {**options, "overwrite": False} for uri, options in feeds.items()}
            # A higher priority than before, because the process sets its settings again.
            priority = (crawler.settings.getpriority("FEEDS") or 0) + 1
            crawler.settings.set("FEEDS", appended, priority=priority)
        crawling = self.crawler_process.crawl(crawler, **arguments)
        assert isinstance(crawling, asyncio.Task)  # because the settings have the asyncio reactor
        self._crawls.append((crawler, crawling))
        crawling.add_done_callback(partial(self._start_next, spider))


def has_default_level(settings: BaseSettings) -> bool:
    """Return whether LOG_LEVEL is the value of newsbot/settings.py."""
    priority = settings.getpriority("LOG_LEVEL") or 0
    return priority <= SETTINGS_PRIORITIES["project"] and settings["LOG_LEVEL"] == "INFO"


def worst(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcome of several crawls: a bad one, else one cut short, else the first."""
    for names in (BAD, CUT_SHORT):
        if found := next((outcome for outcome in outcomes if outcome.name in names), None):
            return found
    return outcomes[0]


def _outcome(crawler: Crawler, crawling: asyncio.Task[None], job: str | None) -> Outcome:
    """Report a crawl, if it has not been reported, and return its outcome."""
    error = crawling.exception() if crawling.done() else None
    report = None if error else crawler.get_extension(RunReport)
    if report is None:
        return _not_started(crawler, job, error)
    outcome = report.finish(is_forced=not crawling.done())
    if why := crawler.stats.get_value(stat_names.NOT_OPENED):
        print_error(why)
    return outcome


def _not_started(crawler: Crawler, job: str | None, error: BaseException | None) -> Outcome:
    """Report a crawl that could not start, so that no extension could report it."""
    logger.error("the crawl could not be run", exc_info=error)
    outcome = Outcome("error", without_credentials(f"the crawl could not be run: {error!r}"))
    print_error(outcome.message)
    now = datetime.now(UTC)
    run = heading(crawler.spidercls.name, job, outcome)
    run |= {"started_at": now, "finished_at": now}
    outcome = publish(crawler.settings, run)
    write_not_started(crawler.settings, run)
    send_not_started(crawler.settings, run)
    return outcome
