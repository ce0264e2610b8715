"""Say how the run went: a log line, a line in ``runs.jsonl``, an outcome for the exit status."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from newsbot.items import Article, Reject
from newsbot.json_lines import json_line
from newsbot.outcomes import Outcome, outcome_of
from newsbot.urls import is_loopback

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.extensions.feedexport import FeedSlot

    from newsbot.spider import NewsSpider

logger = logging.getLogger(__name__)


class RunReport:
    """Counts what went out, notes the feeds that were stored, and reports when all is closed."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.outcome: Outcome | None = None
        self.feeds: list[str] = []
        self._reason = "not started"

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        report = cls(crawler)
        for handler, signal in (
            (report.spider_opened, signals.spider_opened),
            (report.item_scraped, signals.item_scraped),
            (report.item_error, signals.item_error),
            (report.spider_error, signals.spider_error),
            (report.feed_slot_closed, signals.feed_slot_closed),
            (report.spider_closed, signals.spider_closed),
            (report.finish, signals.engine_stopped),
        ):
            crawler.signals.connect(handler, signal)
        return report

    def spider_opened(self, spider: NewsSpider) -> None:
        live = not (spider.urls.root and is_loopback(spider.urls.root))
        if live and not self.crawler.settings["NEWSBOT_CONTACT"]:
            logger.warning(
                "USER_AGENT names nobody whom the site could reach: "
                "set NEWSBOT_CONTACT to a URL or an e-mail address of yours"
            )

    def item_scraped(self, item: Any) -> None:
        if isinstance(item, Article):
            self.crawler.stats.inc_value("newsbot/articles")
            self.crawler.stats.inc_value(f"newsbot/articles/{item.found_via}")
        elif isinstance(item, Reject):
            self.crawler.stats.inc_value("newsbot/rejects")
            self.crawler.stats.inc_value(f"newsbot/rejects/{item.reason}")

    def item_error(self, item: Any) -> None:
        self.crawler.stats.inc_value("newsbot/component_errors")

    def spider_error(self) -> None:
        self.crawler.stats.inc_value("newsbot/component_errors")

    def feed_slot_closed(self, slot: FeedSlot) -> None:
        self.feeds.append(slot.uri)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        self._reason = reason

    def finish(self) -> Outcome:
        """The outcome; the first call reports it. The engine stops before a run that could not
        start is through, so the crawl command calls this too.
        """
        if self.outcome is not None:
            return self.outcome
        stats = self.crawler.stats.get_stats()
        self.outcome = outcome_of(stats, self._reason)
        level = logging.ERROR if self.outcome.status else logging.INFO
        logger.log(level, "%s: %s", self.outcome.name, self.outcome.message)
        try:
            self._write(self.outcome, stats)
        except OSError as error:
            logger.error("runs.jsonl cannot be written: %s", error)
            self.outcome = Outcome("storage_error", str(error))
        return self.outcome

    def _write(self, outcome: Outcome, stats: dict[str, Any]) -> None:
        """Append the run to ``runs.jsonl``."""
        spider: NewsSpider = self.crawler.spider  # type: ignore[assignment]
        started: datetime | None = stats.get("start_time")
        run = {
            "spider": spider.name,
            "outcome": outcome.name,
            "status": outcome.status,
            "message": outcome.message,
            "started_at": started,
            "seconds": round(stats.get("elapsed_time_seconds", 0.0), 3),
            "articles": stats.get("newsbot/articles", 0),
            "rejects": stats.get("newsbot/rejects", 0),
            "requests": stats.get("downloader/request_count", 0),
            "feeds": self.feeds,
            "counts": {
                key.removeprefix("newsbot/"): value
                for key, value in sorted(stats.items())
                if key.startswith("newsbot/")
            },
        }
        path = Path(self.crawler.settings["NEWSBOT_DATA_DIR"], "runs.jsonl")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json_line(run) + "\n")
