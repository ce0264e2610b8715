"""More articles than a run has room for in memory: they wait in the ledger, and none is lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.utils.test import get_crawler

from newsbot.discovery.discovery_path import DiscoveryPath
from newsbot.discovery.sources import Outlink
from newsbot.spiders.indiadaily import IndiaDailySpider
from tests.crawling import PATH, SmallSite, crawl, listing, serving, story
from tests.discovery.traps import robots, urlset
from tests.test_crawl import ids

pytestmark = pytest.mark.slow

ROOM = 10
FEW = ("-s", f"NEWSBOT_MAX_WAITING_ARTICLES={ROOM}")
MANY = range(1, 621)  # more than are noted at once


def test_runs_with_little_room_bring_every_article_once(tmp_path: Path) -> None:
    """The first one is ended early, and says how many articles it leaves."""
    pages = {
        "/": listing(1, 2),
        "/robots.txt": robots("/s.xml"),
        "/s.xml": urlset(*map(PATH, MANY)),
        **{PATH(number): story(number, number + 1000) for number in MANY},
        **{PATH(number + 1000): story(number + 1000) for number in MANY},
    }
    with serving(SmallSite(pages)) as site:
        first = crawl(tmp_path, *FEW, root=site.url, limit="30")
        left = first.report["counts"]["pages/left"]
        assert left >= len(MANY) - 30
        assert f"{left} known articles are left to later runs" in first.report["message"]
        site.asked.clear()
        second = crawl(tmp_path, *FEW, root=site.url)
    assert second.status == 0, second.stderr
    assert "pages/left" not in second.report["counts"]
    assert sorted(ids(second.articles)) == sorted(
        str(number + more) for number in MANY for more in (0, 1000)
    )
    assert len(site.asked) == len(set(site.asked))
    with serving(site):
        assert crawl(tmp_path, *FEW, root=site.url).report["outcome"] == "nothing_new"


@pytest.fixture
def spider(tmp_path: Path) -> Iterator[IndiaDailySpider]:
    settings = {"NEWSBOT_DATA_DIR": str(tmp_path), "NEWSBOT_MAX_WAITING_ARTICLES": ROOM}
    crawler = get_crawler(IndiaDailySpider, settings)
    spider = IndiaDailySpider.from_crawler(crawler)
    spider.open_run()
    yield spider
    spider.ledger.close()


def found(spider: IndiaDailySpider, *numbers: int, are_first: bool = False) -> list[Request]:
    """Have a source name articles; the requests for those that there is room for."""
    outlinks = [Outlink(spider.resolve_article(PATH(number))) for number in numbers]
    discovery_path = DiscoveryPath("sitemap", "", 0)
    return spider.frontier.requests_for_outlinks(outlinks, discovery_path, "/s.xml", are_first)[0]


def answer(spider: IndiaDailySpider, requests: list[Request]) -> None:
    for request in requests:
        ref = request.cb_kwargs["ref"]
        spider.ledger.pages.done(ref.id, 0, 0)
        spider.frontier.note_answer(ref)


def requested(requests: list[Any]) -> list[int]:
    return sorted(int(request.url.rpartition("-")[2]) for request in requests)


def test_the_first_articles_of_a_page_do_not_wait_behind_others(spider: IndiaDailySpider) -> None:
    assert requested(found(spider, *range(30))) == list(range(ROOM))
    assert requested(found(spider, 50, 51, are_first=True)) == [50, 51]
    assert found(spider, 60, 61) == []
    assert spider.frontier.due_requests.count_left() == 34


def test_what_waits_is_taken_up_as_the_others_are_answered(spider: IndiaDailySpider) -> None:
    taken: list[Request] = []
    engine = SimpleNamespace(crawl=taken.append, _slot=SimpleNamespace(closing=None))
    spider.crawler.engine = engine

    async def run() -> None:
        waiting = found(spider, *range(25))
        answer(spider, waiting[: ROOM // 2])
        await asyncio.sleep(0.01)
        assert not taken
        answer(spider, waiting[ROOM // 2 :])
        while spider.has_backlog():
            await asyncio.sleep(0.01)
            answer(spider, [each for each in taken if each.cb_kwargs["ref"].id in open_ids()])

    def open_ids() -> set[str]:
        return set(spider.frontier.articles.unanswered)

    asyncio.run(run())
    assert requested(taken) == list(range(ROOM, 25))


def test_requests_that_get_no_answer_keep_nothing_waiting(spider: IndiaDailySpider) -> None:
    """When Scrapy calls the spider idle, none is under way."""
    taken: list[Request] = []
    spider.crawler.engine = SimpleNamespace(crawl=taken.append, _slot=SimpleNamespace(closing=None))

    def is_kept_open() -> bool:
        results = spider.crawler.signals.send_catch_log(signals.spider_idle, spider=spider)
        return any(isinstance(getattr(each, "value", None), DontCloseSpider) for _, each in results)

    async def run() -> None:
        found(spider, *range(ROOM + 3))
        assert is_kept_open()
        await asyncio.sleep(0.01)
        assert not is_kept_open()

    asyncio.run(run())
    assert requested(taken) == list(range(ROOM, ROOM + 3))


def test_an_error_while_waiting_articles_are_taken_up_is_counted(
    spider: IndiaDailySpider, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The run ends as ``error``; what is due stays due."""
    spider.crawler.engine = SimpleNamespace(crawl=None, _slot=SimpleNamespace(closing=None))

    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    async def run() -> None:
        waiting = found(spider, *range(ROOM + 3))
        monkeypatch.setattr(type(spider.urls), "article", fail)
        answer(spider, waiting)
        await asyncio.sleep(0.01)

    asyncio.run(run())
    assert spider.crawler.stats.get_value("newsbot/callback_errors") == 1
    assert "due articles of the ledger could not be requested" in caplog.text
    monkeypatch.undo()
    assert spider.frontier.due_requests.count_left() == 3


def test_due_pages_come_as_far_as_there_is_room(spider: IndiaDailySpider) -> None:
    for numbers in (range(450), range(500, 510)):
        refs = [spider.resolve_article(PATH(number)) for number in numbers]
        spider.ledger.pages.discover(refs, "sitemap", "", 0, spider.ledger.run)
    # All that were looked up at once are taken.
    some = [request for requests in spider.frontier.due() for request in requests]
    assert ROOM <= len(some) < 300
    spider.frontier.articles.unanswered.clear()
    others = [request for requests in spider.frontier.backlog.take_up() for request in requests]
    spider.frontier.articles.unanswered.clear()
    others += [request for requests in spider.frontier.backlog.take_up() for request in requests]
    assert requested([*some, *others]) == [*range(450), *range(500, 510)]


def test_pages_that_are_no_articles_any_more_are_not_said_to_be_left(
    spider: IndiaDailySpider,
) -> None:
    """The declaration was changed: no run takes them up."""
    old = replace(spider.resolve_article(PATH(1)), url=f"{spider.origin}/old/1", id="indiadaily:x")
    refs = [old, *(spider.resolve_article(PATH(number)) for number in (2, 3))]
    spider.ledger.pages.discover(refs, "sitemap", "", 0, spider.ledger.run)
    requests = [request for some in spider.frontier.due() for request in some]
    assert requested(requests) == [2, 3]
    answer(spider, requests[:1])
    assert spider.frontier.due_requests.count_left() == 1


@pytest.mark.parametrize("sections", [{}, {"sections": "india"}])
def test_articles_that_a_run_could_not_use_are_not_left_by_it(
    tmp_path: Path, sections: dict[str, str]
) -> None:
    """They are due again for the next run at once: it tells of them, this one has told already."""
    settings = {"NEWSBOT_DATA_DIR": str(tmp_path)}
    crawler = get_crawler(IndiaDailySpider, settings)
    spider = IndiaDailySpider.from_crawler(crawler, **sections)
    spider.open_run()
    spider.frontier.want_sections(spider.arguments.sections)
    requests = found(spider, *range(5))
    for request, reason in zip(requests, ("no_body", "http_500", "http_404"), strict=False):
        spider.ledger.pages.failed(request.cb_kwargs["ref"].id, reason, int(time.time()))
        spider.frontier.note_answer(request.cb_kwargs["ref"])
    assert spider.frontier.due_requests.count_left() == 2
    spider.ledger.close()
    later = IndiaDailySpider.from_crawler(crawler, **sections)
    later.open_run()
    later.frontier.want_sections(later.arguments.sections)
    assert later.frontier.due_requests.count_left() == 4
    later.ledger.close()


def test_pages_behind_the_limit_of_a_listing_are_left_to_the_next_run(tmp_path: Path) -> None:
    """The run that notes them looks at what is due again, for related stories had no room."""
    pages: dict[str, str] = {}
    for page in range(1, 20):
        links = range(page * 100, page * 100 + 20)
        pages["/" if page == 1 else f"/?page={page}"] = listing(
            page, extra=f"<a rel=next href='/?page={page + 1}'>x</a>"
        )
        pages |= {PATH(page): story(page, *links), **{PATH(link): story(link) for link in links}}
    few = ("-s", "NEWSBOT_LISTING_MAX_PAGES=3", *FEW)
    for last in (3, 5):  # the first page is read again
        with serving(SmallSite(dict(pages))) as site:
            run = crawl(tmp_path, *few, root=site.url)
            assert run.status == 0, run.stderr
        numbers = [int(name) for name in ids(run.articles)]
        assert sorted(number for number in numbers if number < 100) == list(range(1, last + 1))


def test_saved_pages_are_read_without_what_waits_in_the_ledger(tmp_path: Path) -> None:
    """Nothing is requested of what they lead to, so nothing of it waits for room."""
    settings = {"NEWSBOT_DATA_DIR": str(tmp_path), "NEWSBOT_MAX_WAITING_ARTICLES": ROOM}
    crawler = get_crawler(IndiaDailySpider, settings)
    spider = IndiaDailySpider.from_crawler(crawler, reparse="1")
    spider.open_run()
    try:
        assert found(spider, *range(30)) == []
        assert not spider.has_backlog()
        assert not spider.frontier.articles.unanswered  # the progress display counts these
        assert spider.ledger.pages.get(spider.resolve_article(PATH(7)).id)
    finally:
        spider.ledger.close()
