"""Report the run: on an HTML page, in ``runs.jsonl``, in the log, as alert and exit status."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter

from newsbot import __version__
from newsbot.components import CrawlComponent
from newsbot.discovery.budgets.left_out import left_out_notices
from newsbot.discovery.unrecognised import unrecognised_notice
from newsbot.exceptions import NewsbotError
from newsbot.extensions.metrics import Metrics
from newsbot.extensions.report_publishing import conclude, in_thread, publish, record
from newsbot.extensions.sentry import SentryReports
from newsbot.feeds.exporter import run_name
from newsbot.items import Reject
from newsbot.json_lines import json_line
from newsbot.reporting import stat_names
from newsbot.reporting.alerts import Alerts
from newsbot.reporting.failures import note_example
from newsbot.reporting.log_records import without_credentials
from newsbot.reporting.outcomes import Outcome
from newsbot.reporting.run_outcome import outcome_of
from newsbot.reporting.stat_groups import STATUSES, below
from newsbot.urls import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.extensions.feedexport import FeedSlot

    from newsbot.spider import NewsSpider

logger = logging.getLogger(__name__)


class HandlerErrors(logging.Handler):
    """Counts the failed signal handlers of a crawl, also those of user code.

    It is a handler of the log, because Scrapy logs these failures and sends no signal.
    """

    LOGGER = logging.getLogger("scrapy.utils.signal")

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(logging.ERROR)
        self._crawler = crawler

    def emit(self, record: logging.LogRecord) -> None:
        """Count a failed signal handler; it makes the run's outcome ``error``."""
        # Records about signals of the feed exporter have no spider.
        if getattr(record, "spider", None) in (None, self._crawler.spider):
            self._crawler.stats.inc_value(stat_names.CALLBACK_ERRORS)


class RunReport(CrawlComponent):
    """Counts items and stored feeds, and reports the run when the engine has stopped."""

    HANDLERS = (
        *("spider_opened", "item_scraped", "item_error", "spider_error"),
        *("feed_slot_closed", "spider_closed", "engine_stopped"),
    )

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.outcome: Outcome | None = None
        self._handler_errors = HandlerErrors(crawler)
        HandlerErrors.LOGGER.addHandler(self._handler_errors)
        self.report: dict[str, Any] | None = None
        self.feeds: list[str] = []
        self._reason = "not started"
        self._unrecorded: dict[str, Any] | None = None  # the report, while its page is made

    def spider_opened(self, spider: NewsSpider) -> None:
        """Log a warning if a site on the internet is crawled without NEWSBOT_CONTACT."""
        if spider.arguments.urls:
            self.crawler.stats.set_value(stat_names.PAGES_NAMED, len(spider.arguments.urls))
        live = not (spider.urls.root and is_loopback(spider.urls.root))
        if spider.fetches and live and not self.crawler.settings["NEWSBOT_CONTACT"]:
            logger.warning(
                "USER_AGENT names no contact for the site's owner: "
                "set NEWSBOT_CONTACT to a URL or an e-mail address of yours"
            )

    def item_scraped(self, item: Any) -> None:
        """Count an item: an article by ``found_via``, a reject by its reason."""
        count = self.crawler.stats.inc_value
        if isinstance(item, Reject):
            count(stat_names.REJECTS)
            count(f"{stat_names.REJECTS}/{item.reason}")
            note_example(self.crawler.stats, "rejects", item.url, item.reason, item.detail)
            return
        # A pipeline of the user may have turned the article into another item.
        count(stat_names.ARTICLES)
        if found_via := ItemAdapter(item).get("found_via"):
            count(f"{stat_names.ARTICLES}/{found_via}")

    def spider_error(self) -> None:
        """Count an error in a callback or a pipeline; it makes the run's outcome ``error``."""
        self.crawler.stats.inc_value(stat_names.CALLBACK_ERRORS)

    item_error = spider_error

    def feed_slot_closed(self, slot: FeedSlot) -> None:
        """Note the URI of a feed that was stored."""
        self.feeds.append(without_credentials(slot.uri))

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Note Scrapy's reason for the end of the run."""
        self._reason = reason

    async def engine_stopped(self) -> None:
        """Report the run, in threads, so that the event loop still handles a second Ctrl-C."""
        if self.outcome is not None:
            return
        run = self._unrecorded = self._run()
        await in_thread(self._add_page, run)
        if self._unrecorded is None:  # after a second signal, ``finish`` has reported the run
            return
        self._unrecorded = None
        self.outcome, alert = record(self.crawler.settings, run)
        problems = []
        if alert is not None:
            problems = await in_thread(Alerts.of(self.crawler.settings).send, alert)
        conclude(self.outcome, run, problems)
        self._hand_on(run)

    def finish(self, is_forced: bool = False) -> Outcome:
        """Report the run if that is not done yet, and return the outcome.

        The crawl command calls this at the end: ``engine_stopped`` may come too early, for a run
        that could not start, or not at all.

        Args:
            is_forced: A second signal ended the process before the spider was closed.
        """
        run, self._unrecorded = self._unrecorded, None
        if self.outcome is None:
            self._reason = "shutdown" if is_forced else self._reason
            run = self._run()
            if not is_forced:
                self._add_page(run)
        if run is not None:
            self.outcome = publish(self.crawler.settings, run)
            self._hand_on(run)
        assert self.outcome is not None
        return self.outcome

    def _add_page(self, run: dict[str, Any]) -> None:
        """Make the HTML page of the run and name it in the report; a failure is noted there."""
        settings = self.crawler.settings
        if not settings.getbool("NEWSBOT_RUN_REPORT"):
            return
        folder = Path(settings["NEWSBOT_DATA_DIR"])
        try:
            # Imported here, because it imports Jinja, which the start of a crawl need not wait for.
            from newsbot.report_page import files
            from newsbot.report_page.record import RunRecord

            path = files.write_run_page(folder, RunRecord(json.loads(json_line(run))))
            run["report"] = str(path.absolute())
            files.remove_old(folder, run["spider"], settings.getint("NEWSBOT_MAX_RUN_REPORTS"))
        except Exception as error:
            known = isinstance(error, OSError | NewsbotError)
            logger.error("the page of the run could not be made: %s", error, exc_info=not known)
            self.crawler.stats.inc_value(stat_names.RUN_REPORTS_FAILED)
            name = stat_names.RUN_REPORTS_FAILED.removeprefix(stat_names.PREFIX)
            run["counts"] = {**run["counts"], name: 1}

    def _hand_on(self, run: dict[str, Any]) -> None:
        """Give the complete report to Metrics and SentryReports."""
        self.report = run
        if metrics := self.crawler.get_extension(Metrics):
            metrics.write_ended(run)
        if sentry := self.crawler.get_extension(SentryReports):
            sentry.end(run)

    def _run(self) -> dict[str, Any]:
        HandlerErrors.LOGGER.removeHandler(self._handler_errors)
        stats = self.crawler.stats.get_stats()
        # Set before the run is reported: if reporting fails, a second call must not report again.
        self.outcome = outcome_of(stats, self._reason)
        message = "; ".join([self.outcome.message, *_notices(stats, self.outcome)])
        message = without_credentials(message)
        self.outcome = replace(self.outcome, message=message)
        return self._report(self.outcome, stats)

    def _report(self, outcome: Outcome, stats: dict[str, Any]) -> dict[str, Any]:
        spider = self.spider
        started_at = stats.get("start_time")
        return {
            **heading(spider.name, spider.arguments.job, outcome),
            **({"site": spider.site} if spider.site != spider.name else {}),
            "run": run_name(spider, started_at or datetime.now(UTC)),
            "number": spider.ledger.run if spider.is_open else None,
            "started_at": started_at,
            "finished_at": datetime.now(UTC),
            "seconds": round(stats.get("elapsed_time_seconds", 0.0), 3),
            "cpu_seconds": round(time.process_time(), 3),
            "articles": stats.get(stat_names.ARTICLES, 0),
            "rejects": stats.get(stat_names.REJECTS, 0),
            "requests": stats.get("downloader/request_count", 0),
            "feeds": self.feeds,
            "fields": field_fill(stats),
            "network": network(stats),
            "counts": {
                key.removeprefix(stat_names.PREFIX): value
                for key, value in sorted(stats.items())
                if key.startswith(stat_names.PREFIX)
                and not key.startswith(f"{stat_names.FIELD}/")
                and key != stat_names.TRAFFIC
            },
        }


def _notices(stats: Mapping[str, Any], outcome: Outcome) -> Iterator[str]:
    """Yield the notices of a run's message that follow the outcome's own message."""
    if notice := unrecognised_notice(stats):
        yield notice
    if left := stats.get(stat_names.PAGES_LEFT):
        yield f"{left} known articles are left to later runs"
    yield from left_out_notices(stats)
    if too_deep := stats.get(stat_names.SOURCES_TOO_DEEP):
        yield f"{too_deep} sitemaps are left out: indexes name indexes, see the log"
    without = sum(
        stats.get(name, 0) for name in (stat_names.BROWSER_SKIPPED, stat_names.BROWSER_UNRENDERED)
    )
    if without:
        yield f"{without} pages need a browser and were read without one; a run with one reads them"
    emptied = stats.get(stat_names.FEEDS_EMPTIED)
    if emptied and outcome.name != "storage_error":
        yield f"nothing went into {emptied}, which is empty now"


def heading(spider: str, job: str | None, outcome: Outcome) -> dict[str, Any]:
    """Return the first fields of a report, also of a run that could not start."""
    return {
        "spider": spider,
        "job": job,
        "outcome": outcome.name,
        "status": outcome.status,
        "message": outcome.message,
        "version": __version__,
    }


def field_fill(stats: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the counts of CountFields: field → its counts.

    Their keys are ``filled``, ``missing``, ``from_markup``, and ``examples``: URLs of pages without
    the field.
    """
    fill: dict[str, dict[str, Any]] = {}
    for key, value in sorted(below(stat_names.FIELD, stats).items()):
        name, _, state = key.rpartition("/")
        fill.setdefault(name, {"filled": 0, "missing": 0})[state] = value
    return fill


def network(stats: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was asked of whom, and what came: see docs/run-report.md."""
    traffic = stats.get(stat_names.TRAFFIC)
    return {
        "statuses": dict(sorted(below(STATUSES, stats).items())),
        "bytes": stats.get("downloader/response_bytes", 0),
        **(traffic.as_report() if traffic else {}),
    }
