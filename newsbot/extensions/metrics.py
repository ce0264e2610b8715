"""Write the metrics of the run to NEWSBOT_METRICS_FILE, each minute and at the end."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbot.components import CrawlComponent
from newsbot.reporting.metrics import Labels, MetricsFile, counters_of
from newsbot.reporting.run_reports import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from newsbot.spider import NewsSpider

logger = logging.getLogger(__name__)

INTERVAL = 60.0  # seconds
SETTING = "NEWSBOT_METRICS_FILE"


class Metrics(CrawlComponent):
    """Writes the metrics while the run is under way; RunReport calls ``write_ended``."""

    HANDLERS = ("spider_opened", "spider_closed")
    _later: asyncio.TimerHandle | None = None

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._labels = Labels(self.spider.name, self.spider.site)
        self._file = _file_of(crawler.settings, self._labels)

    def spider_opened(self, spider: NewsSpider) -> None:
        """Begin to write the metrics of a run under way."""
        self._started = time.time()
        if self._file is not None and spider.is_open:
            self._write(self._file)

    def _write(self, file: MetricsFile) -> None:
        with _logging_errors(file):
            file.write_running(self._started, self._counters())
        self._later = asyncio.get_running_loop().call_later(INTERVAL, self._write, file)

    def spider_closed(self) -> None:
        """Stop writing until the run is reported."""
        if self._later is not None:
            self._later.cancel()

    def write_ended(self, run: Mapping[str, Any]) -> None:
        """Write the metrics of the run that ended, by its report."""
        if self._file is not None:
            with _logging_errors(self._file):
                self._file.write_ended(run, self._counters())

    def _counters(self) -> dict[str, float]:
        return counters_of(self._labels, self.crawler.stats.get_stats())


def write_not_started(settings: BaseSettings, run: Mapping[str, Any]) -> None:
    """Write the metrics of a run that could not start, by its report."""
    if file := _file_of(settings, Labels(run["spider"], run["spider"])):
        with _logging_errors(file):
            file.write_ended(run, {})


def _file_of(settings: BaseSettings, labels: Labels) -> MetricsFile | None:
    setting = settings[SETTING]
    reports = Path(settings["NEWSBOT_DATA_DIR"], FILE)
    return MetricsFile(setting, labels, reports) if setting else None


@contextmanager
def _logging_errors(file: MetricsFile) -> Iterator[None]:
    """Log a warning if the metrics cannot be written; the run goes on."""
    try:
        yield
    except OSError as error:
        logger.warning("the metrics cannot be written to %s: %s", file.file, error)
