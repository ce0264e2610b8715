"""Send the errors and the bad outcome of a run to Sentry, if SENTRY_DSN is set."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import NotConfigured

from newsbot.components import CrawlComponent, spider_of, stand_aside_unless_crawling
from newsbot.reporting.outcomes import BAD
from newsbot.reporting.sentry import NOT_INSTALLED, Sentry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


class SentryReports(CrawlComponent):
    """Sends errors of the log to Sentry; RunReport calls ``end``."""

    def __init__(self, crawler: Crawler, sentry: Sentry) -> None:
        super().__init__(crawler)
        self._sentry = sentry
        logging.root.addHandler(sentry)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the component; raise NotConfigured if Sentry is not set up."""
        stand_aside_unless_crawling(crawler)
        spider = spider_of(crawler)
        tags = {"spider": spider.name, "site": spider.site}
        sentry = sentry_of(crawler.settings, tags, spider)
        if sentry is None:
            raise NotConfigured
        return cls(crawler, sentry)

    def end(self, run: Mapping[str, Any]) -> None:
        """Send a bad outcome of the run, by its report, and wait until all is sent."""
        logging.root.removeHandler(self._sentry)
        send_end(self._sentry, run)


def sentry_of(
    settings: BaseSettings, tags: Mapping[str, str], spider: object = None
) -> Sentry | None:
    """Return the log handler for Sentry; None if SENTRY_DSN is empty or unusable (a warning)."""
    if not settings["SENTRY_DSN"]:
        return None
    try:
        return Sentry(settings["SENTRY_DSN"], tags, spider)
    except ImportError:
        logger.warning(NOT_INSTALLED)
    except ValueError:  # its text contains the DSN, which is a secret
        logger.warning("SENTRY_DSN cannot be used: it must be https://<key>@<host>/<project>")
    return None


def send_end(sentry: Sentry, run: Mapping[str, Any]) -> None:
    """Send a bad outcome of a run, by its report, and wait until all is sent."""
    if run["outcome"] in BAD:
        sentry.send_outcome(run)
    sentry.finish()


def send_not_started(settings: BaseSettings, run: Mapping[str, Any]) -> None:
    """Send the outcome of a run that could not start, by its report."""
    made = [handler for handler in logging.root.handlers if isinstance(handler, Sentry)]
    sentry = made[0] if made else sentry_of(settings, {"spider": run["spider"]})
    if sentry is not None:
        logging.root.removeHandler(sentry)
        send_end(sentry, run)
