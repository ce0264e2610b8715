"""Read the figures of a crawl under way: pages, articles, rates, and the reason for a wait."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from newsbot.downloader.engine import is_closing, queue_length
from newsbot.downloader.host_gates import WAITING
from newsbot.downloader.robots_txt import CRAWL_DELAY
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler

    from newsbot.spider import NewsSpider

WINDOW = 60.0  # seconds over which rates are computed
MIN_WINDOW = 3.0  # seconds; over a shorter time a rate means nothing
SILENCE = 10.0  # seconds without a response after which the display says so
TURN = 1.0  # seconds beyond the delay; a longer wait means that other crawls have their turn
# If one of these stats is set, the sources name all articles, and the run knows the total.
TOTALS = (f"{stat_names.LEADS}/sitemap", stat_names.SOURCES_NOT_MODIFIED)


@dataclass(frozen=True, slots=True)
class Figures:
    """The state of a crawl at one time.

    Attributes:
        site: The site's name.
        articles: Lines of the feed.
        to_come: Requested articles without a response; None if the total is not known.
        answered: Responses for pages of articles, including failures and rejects.
        pages: All responses.
        queue: Requests without a response.
        unchanged: Articles that were read and are the same as in the ledger.
        rejects: Pages that gave no article.
        pages_a_minute: The rate over the last minute; None if it is too early to tell.
        seconds_left: An estimate; None if there is none.
        hold_up: The reason for a wait, in words; empty if the crawl does not wait.
    """

    site: str
    articles: int
    to_come: int | None
    answered: int
    pages: int
    queue: int
    unchanged: int
    rejects: int
    pages_a_minute: float | None
    seconds_left: float | None
    hold_up: str

    @property
    def share(self) -> float | None:
        """The share of wanted articles with a response, from 0 to 1; None if it is not known."""
        if self.to_come is None:
            return None
        return self.answered / (self.answered + self.to_come or 1)


class Gauge:
    """Reads the figures of one crawl; rates are over the last minute."""

    def __init__(self, crawler: Crawler, spider: NewsSpider) -> None:
        self._crawler = crawler
        self._spider = spider
        # (time.monotonic(), all pages until then, articles' pages until then).
        self._readings: deque[tuple[float, int, int]] = deque()
        self._last_answer = time.monotonic()

    def read(self) -> Figures:
        """Return the present figures."""
        stats = self._crawler.stats.get_stats()
        now, limit = time.monotonic(), self._spider.arguments.limit
        articles = stats.get(stat_names.ARTICLES, 0)
        if self._spider.fetches:
            frontier, pages = self._spider.frontier, stats.get("response_received_count", 0)
            answered, to_come = frontier.articles.answered, len(frontier.articles.unanswered)
        else:  # the spider reads archives, and the number of their articles is not known
            pages = answered = stats.get(stat_names.ARCHIVE_CAPTURES, 0)
            to_come = 0
        if limit is not None:
            answered, to_come = articles, min(to_come, max(limit - articles, 0))
        speed, article_speed = self._speeds(now, pages, answered)
        is_known = self._spider.fetches and self._is_total_known(limit is not None)
        return Figures(
            site=self._spider.site,
            articles=articles,
            to_come=to_come if is_known else None,
            answered=answered,
            pages=pages,
            queue=queue_length(self._crawler),
            unchanged=stats.get(f"{stat_names.RECORDED}/unchanged", 0)
            + stats.get(stat_names.PAGES_NOT_MODIFIED, 0),
            rejects=stats.get(stat_names.REJECTS, 0),
            pages_a_minute=speed and speed * 60,
            seconds_left=to_come / article_speed if is_known and article_speed else None,
            hold_up=self._hold_up(now),
        )

    def _is_total_known(self, is_limited: bool) -> bool:
        arguments, stats = self._spider.arguments, self._crawler.stats.get_stats()
        if is_limited or arguments.urls or arguments.reparse:
            return True
        # The articles that wait in the ledger are not counted.
        return not self._spider.has_backlog() and any(map(stats.get, TOTALS))

    def _speeds(self, now: float, pages: int, answered: int) -> tuple[float | None, float | None]:
        """Return (pages, articles' pages) per second; None if it is too early to tell."""
        readings = self._readings
        if readings and pages > readings[-1][1]:
            self._last_answer = now
        if not readings or now - readings[-1][0] >= 1 or pages < readings[-1][1]:
            readings.append((now, pages, answered))
        while now - readings[0][0] > WINDOW:
            readings.popleft()
        since, first_pages, first_answered = readings[0]
        if now - since < MIN_WINDOW:
            return None, None
        return (pages - first_pages) / (now - since), (answered - first_answered) / (now - since)

    def _hold_up(self, now: float) -> str:
        """Return in words what the crawl waits for; empty if it does not wait."""
        if is_closing(self._crawler):
            return "ending: waiting for the requests under way"
        if not self._spider.fetches:
            return ""
        if until := self._spider.backoff.waiting_until():
            form = "%H:%M" if until - time.time() > 120 else "%H:%M:%S"
            # The local time, as in the log.
            return f"asked to wait until {datetime.fromtimestamp(until):{form}}"
        slots = [slot for slot in self._crawler.engine.downloader.slots.values() if slot.active]
        if not slots:
            return ""
        # The delay of the host with the longest queue.
        delay = _delay(max(slots, key=lambda slot: len(slot.active)))
        silence = now - self._last_answer - delay
        sent = any(WAITING not in request.meta for slot in slots for request in slot.transferring)
        if sent and silence > SILENCE:
            return f"no answer for {int(now - self._last_answer)} seconds"
        beside = ", in turn with other crawls" if not sent and silence > TURN else ""
        return f"waiting: {delay_in_words(delay)}{beside}" if delay else ""


def _delay(slot: Slot) -> float:
    """Return the seconds between two requests to the host of a downloader's slot."""
    asked: float = next(iter(slot.active)).meta.get(CRAWL_DELAY, 0) if slot.active else 0
    return max(slot.delay, asked)


def delay_in_words(delay: float) -> str:
    """Return the request rate of a delay in words: ``one request a second``."""
    if delay == 1:
        return "one request a second"
    if delay > 1:
        return f"one request in {delay:g} seconds"
    return f"{1 / delay:.3g} requests a second"
