"""The figures of a crawl under way: what it waits for, how much there is to do, how fast it goes."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace
from typing import Any

import pytest

from newsbot.downloader.host_gates import WAITING
from newsbot.progress.figures import Gauge


class Crawl:
    """A crawl of 10 articles whose figures a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stats: dict[str, Any] = {"newsbot/leads/sitemap": 10}
        self.until: float | None = None
        self.has_backlog = False
        self.slot = SimpleNamespace(closing=None, scheduler=[1, 2], inprogress={3})
        self.hosts: dict[str, Any] = {}
        self.now = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        self.arguments = SimpleNamespace(limit=None, urls=(), reparse=False)
        self.articles = SimpleNamespace(answered=0, unanswered=set(range(10)))
        self.frontier = SimpleNamespace(articles=self.articles)
        backoff = SimpleNamespace(waiting_until=lambda: self.until)
        engine = SimpleNamespace(_slot=self.slot, downloader=SimpleNamespace(slots=self.hosts))
        crawler = SimpleNamespace(
            engine=engine, stats=SimpleNamespace(get_stats=lambda: self.stats)
        )
        parts: dict[str, Any] = {
            "arguments": self.arguments,
            "frontier": self.frontier,
            "backoff": backoff,
        }
        parts["has_backlog"] = lambda: self.has_backlog
        spider = SimpleNamespace(site="indiadaily", fetches=True, **parts)
        self.spider = spider
        self.gauge = Gauge(crawler, spider)

    def host(self, delay: float, *, waits: bool = False, crawl_delay: float = 0) -> None:
        meta = {**({WAITING: True} if waits else {}), "crawl_delay": crawl_delay}
        request = SimpleNamespace(meta=meta)
        slot = SimpleNamespace(delay=delay, active={id(request): request}.values())
        slot.transferring = slot.active
        self.hosts["host"] = slot

    def answer(self, articles: int) -> None:
        self.articles.answered += articles
        for _ in range(articles):
            self.articles.unanswered.pop()
        self.stats["response_received_count"] = self.articles.answered
        self.stats["newsbot/articles"] = self.articles.answered


@pytest.fixture
def crawl(monkeypatch: pytest.MonkeyPatch) -> Crawl:
    return Crawl(monkeypatch)


def test_how_much_and_how_fast(crawl: Crawl) -> None:
    first = crawl.gauge.read()
    assert (first.articles, first.to_come, first.share, first.queue) == (0, 10, 0, 3)
    assert (first.pages_a_minute, first.seconds_left) == (None, None)
    crawl.now += 10
    crawl.answer(5)
    then = crawl.gauge.read()
    assert (then.articles, then.to_come, then.share) == (5, 5, 0.5)
    assert (then.pages_a_minute, then.seconds_left) == (30, 10)
    crawl.now += 1000  # nothing came in the last minute
    still = crawl.gauge.read()
    crawl.now += 5
    still = crawl.gauge.read()
    assert (still.pages_a_minute, still.seconds_left) == (0, None)


def test_without_sitemaps_there_is_a_counter(crawl: Crawl) -> None:
    crawl.stats.clear()
    assert crawl.gauge.read().to_come is None
    crawl.arguments.urls = ("/india/khabar-news-1",)
    assert crawl.gauge.read().to_come == 10


def test_while_articles_wait_in_the_ledger_there_is_a_counter(crawl: Crawl) -> None:
    crawl.has_backlog = True
    crawl.answer(3)
    figures = crawl.gauge.read()
    assert (figures.articles, figures.to_come, figures.share) == (3, None, None)
    crawl.has_backlog = False
    assert crawl.gauge.read().to_come == 7


def test_a_limit_is_what_is_wanted(crawl: Crawl) -> None:
    crawl.arguments.limit = 7
    assert crawl.gauge.read().to_come == 7
    crawl.answer(4)
    found = crawl.gauge.read()
    assert (found.to_come, found.share) == (3, 4 / 7)


def test_the_delay_holds_it_up(crawl: Crawl) -> None:
    assert crawl.gauge.read().hold_up == ""
    crawl.host(0)
    assert crawl.gauge.read().hold_up == ""
    crawl.host(1)
    assert crawl.gauge.read().hold_up == "waiting: one request a second"
    crawl.host(1, crawl_delay=5)
    assert crawl.gauge.read().hold_up == "waiting: one request in 5 seconds"


def test_a_host_that_is_silent(crawl: Crawl) -> None:
    crawl.host(1)
    crawl.gauge.read()
    crawl.now += 12
    assert crawl.gauge.read().hold_up == "no answer for 12 seconds"
    crawl.host(1, waits=True)
    assert crawl.gauge.read().hold_up == (
        "waiting: one request a second, in turn with other crawls"
    )
    crawl.answer(1)
    assert crawl.gauge.read().hold_up == "waiting: one request a second"


def test_a_host_that_asks_to_wait(crawl: Crawl) -> None:
    crawl.host(1)
    crawl.until = time.time() + 30
    assert re.fullmatch(r"asked to wait until \d\d:\d\d:\d\d", crawl.gauge.read().hold_up)
    crawl.until = time.time() + 3000
    assert re.fullmatch(r"asked to wait until \d\d:\d\d", crawl.gauge.read().hold_up)


def test_archives_have_a_counter(crawl: Crawl) -> None:
    del crawl.spider.frontier, crawl.spider.backoff
    crawl.spider.fetches = False
    crawl.stats |= {"newsbot/archive/captures": 7, "newsbot/articles": 5}
    found = crawl.gauge.read()
    assert (found.articles, found.to_come, found.pages, found.hold_up) == (5, None, 7, "")


def test_the_end(crawl: Crawl) -> None:
    crawl.slot.closing = True
    assert crawl.gauge.read().hold_up.startswith("ending")
