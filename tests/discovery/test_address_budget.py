"""Pages that name many addresses where no article is cost a bounded number of requests."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
from scrapy import Request
from scrapy.utils.test import get_crawler

from newsbot.discovery.budgets.address_budget import DEAD_PER_ARTICLE, UNREAD, AddressBudget
from newsbot.discovery.discovery_path import DiscoveryPath
from newsbot.signals import address_answered
from newsbot.spiders.indiadaily import IndiaDailySpider
from tests.crawling import PATH, SITE, crawl, listing, serving, story
from tests.discovery.test_traps import EVERY, MAX_WASTED, make_due
from tests.discovery.traps import (
    ARTICLES,
    FAILED,
    Page,
    TrapSite,
    calendar,
    index,
    menu,
    robots,
    trap_site,
    urlset,
)
from tests.test_crawl import ids

pytestmark = pytest.mark.slow

LINKS = 40  # of an article's related block


def related(
    *first: int, trap: Callable[[int, str], Page | None] = lambda number, path: None
) -> TrapSite:
    """Each article names ``first``, and related stories of its own that never were."""
    site = trap_site(trap=trap)
    for number in ARTICLES:
        site.pages[PATH(number)] = story(
            number, *first, *(1000 * number + link for link in range(LINKS))
        )
    return site


CUT: Page = (
    200,
    {"Content-Type": "text/html", "Content-Encoding": "gzip"},
    gzip.compress(story(1).encode())[:-40],
)


def days_of_many(number: int, path: str) -> Page | None:
    if "-news-" in path:
        return None
    more = f"<a rel=next href='/archive/{number + 1}'>next</a>"
    return listing(*(1000 * number + link for link in range(200)), extra=more)


TRAPS: dict[str, Callable[[], TrapSite]] = {
    "related stories that never were": related,
    "related stories that fail": lambda: related(
        trap=lambda number, path: FAILED if "-news-" in path else None
    ),
    "related stories that are cut": lambda: related(
        trap=lambda number, path: CUT if "-news-" in path else None
    ),
    "related stories that are the home page": lambda: related(
        trap=lambda number, path: (302, {"Location": "/"}, b"") if "-news-" in path else None
    ),
    "related stories of one text": lambda: related(
        trap=lambda number, path: story(1) if "-news-" in path else None
    ),
    "days of many dead articles": lambda: calendar(days_of_many),
    "sitemaps of many dead articles": lambda: trap_site(
        pages={
            "/robots.txt": robots("/s.xml"),
            "/s.xml": index(*(f"/s/{n}.xml" for n in range(600))),
        },
        trap=lambda number, name: (
            urlset(*(PATH(1000 + 100 * number + at) for at in range(100)))
            if name.startswith("/s/")
            else None
        ),
    ),
    "calendar of articles that fail": lambda: calendar(
        lambda number, path: FAILED if "-news-" in path else days_of_many(number, path)
    ),
}


@pytest.mark.parametrize("name", TRAPS)
def test_each_run_wastes_a_bounded_number_of_requests(tmp_path: Path, name: str) -> None:
    with serving(TRAPS[name]()) as site:
        for _ in range(3):
            site.asked.clear()
            run = crawl(tmp_path, root=site.url)
            assert site.wasted <= MAX_WASTED
            assert run.report["counts"]["pages/addresses_left"] > 100
            assert run.report["counts"]["pages/addresses_left/where"]
            assert "because others of the same pages led nowhere" in run.report["message"]
        assert sorted(ids(run.articles)) == EVERY


def test_addresses_that_are_left_are_asked_for_by_later_runs(tmp_path: Path) -> None:
    site = related()
    asked = set()
    with serving(site):
        for _ in range(3):
            site.asked.clear()
            run = crawl(tmp_path, root=site.url)
            left = run.report["counts"]["pages/addresses_left"]
            asked |= {path for path in site.asked if "-news-" in path}
            # Each is one of the site, was asked for, or is said to be left.
            assert len(asked) + left == len(ARTICLES) * (1 + LINKS)
    assert left < len(ARTICLES) * LINKS - 3 * 60


@pytest.mark.parametrize("answer", [(404, {}, b""), FAILED])
def test_after_an_outage_all_articles_are_found(tmp_path: Path, answer: Page) -> None:
    site = related(trap=lambda number, path: answer if "-news-" in path else None)
    with serving(site):
        crawl(tmp_path, root=site.url)
        site.trap = lambda number, path: story(number) if "-news-" in path else None
        make_due(tmp_path)
        run = crawl(tmp_path, root=site.url)
    assert len(set(ids(run.articles))) == len(ARTICLES) * (1 + LINKS)
    assert not run.report["counts"].get("pages/addresses_left")


def test_an_outage_that_ends_within_a_run_costs_no_article(tmp_path: Path) -> None:
    """The first requests for related stories fail; those that are sent again are answered."""
    left = [30]

    def trap(number: int, path: str) -> Page | None:
        if "-news-" not in path:
            return None
        left[0] -= 1
        return FAILED if left[0] >= 0 else story(number)

    with serving(related(trap=trap)) as site:
        run = crawl(tmp_path, root=site.url)
    assert len(set(ids(run.articles))) == len(ARTICLES) * (1 + LINKS)


@pytest.mark.alone  # on a busy machine the budget may be used up by others, and a fourth run is needed
def test_real_stories_among_dead_ones_are_found(tmp_path: Path) -> None:
    """Ten related blocks end with a real story, which leads to another one."""
    site = trap_site()
    real = ARTICLES[::2]
    for number in real:
        dead = (1000 * number + link for link in range(LINKS))
        site.pages[PATH(number)] = story(number, *dead, 100 + number)
        site.pages |= {PATH(100 + number): story(100 + number, 200 + number)}
        site.pages |= {PATH(200 + number): story(200 + number)}
    with serving(site):
        for _ in range(3):
            site.asked.clear()
            run = crawl(tmp_path, root=site.url)
            assert site.wasted <= MAX_WASTED
    found = (str(base + number) for number in real for base in (100, 200))
    assert sorted(ids(run.articles)) == sorted([*EVERY, *found])


@pytest.mark.parametrize("dead", [3, 20, 60])
def test_a_sitemap_that_begins_with_dead_addresses_is_read_on(tmp_path: Path, dead: int) -> None:
    alive = range(1000 + dead, 1000 + dead + 100)
    pages = {"/robots.txt": robots("/s.xml")}
    pages["/s.xml"] = urlset(*map(PATH, range(1000, alive.stop)))
    pages |= {PATH(number): story(number) for number in alive}
    with serving(trap_site(pages=pages)) as site:
        run = crawl(tmp_path, root=site.url)
    assert sorted(ids(run.articles)) == sorted([*EVERY, *map(str, alive)])


def test_stories_under_old_addresses_are_found(tmp_path: Path) -> None:
    """The related blocks name addresses that lead to stories with other numbers."""

    def trap(number: int, name: str) -> Page | None:
        if "-news-" not in name:
            return None
        at = PATH(number + 100_000)
        return (301, {"Location": at}, b"") if number < 100_000 else story(number)

    with serving(related(trap=trap)) as site:
        run = crawl(tmp_path, root=site.url)
    assert len(set(ids(run.articles))) == len(ARTICLES) * (1 + LINKS)


def test_articles_that_the_user_names_are_not_bounded(tmp_path: Path) -> None:
    site = related()
    names = ",".join(site.url + PATH(number) for number in ARTICLES)
    with serving(site):
        run = crawl(tmp_path, root=site.url, urls=names, related_depth="1")
    assert len(run.rejects) == LINKS * len(ARTICLES)


def test_a_section_of_articles_is_read_beside_many_of_dead_ones(tmp_path: Path) -> None:
    """The pages that lead nowhere must not use up what others need to show that they do not."""
    dead = [f"desh-{number}" for number in range(24)]
    site = trap_site(menu(*dead, "khel"))
    fresh = count(10_000)  # other ones whenever they are asked for
    for name in dead:
        site.pages[f"/{name}"] = lambda: listing(*(next(fresh) for _ in range(60)))
    real = range(100, 130)
    site.pages |= {"/khel": listing(*real)} | {PATH(number): story(number) for number in real}
    with serving(site):
        run = crawl(tmp_path, root=site.url)
        assert sorted(ids(run.articles)) == sorted([*EVERY, *map(str, real)])
        for _ in range(2):
            site.asked.clear()
            crawl(tmp_path, root=site.url)
            assert site.wasted <= MAX_WASTED


def test_new_articles_come_before_those_that_failed(tmp_path: Path) -> None:
    failing = range(1000, 1040)
    site = trap_site(pages={PATH(number): FAILED for number in failing})
    site.pages["/"] = listing(*ARTICLES, *failing)
    with serving(site):
        for _ in range(2):  # until all of them have failed
            crawl(tmp_path, root=site.url)
        new = range(100, 110)
        site.pages |= {PATH(number): story(number) for number in new}
        site.pages["/"] = listing(*new, *ARTICLES)
        make_due(tmp_path)
        run = crawl(tmp_path, root=site.url)
    assert sorted(ids(run.articles)) == sorted([*EVERY, *map(str, new)])


def beside_failing(pages: dict[str, Page], answer: Page, *more: int) -> TrapSite:
    """A home page of five articles between 70 addresses that are answered so."""
    failing = [*range(1000, 1070), *more]
    named = [number for at, five in enumerate(range(0, 70, 14), 1) for number in (
        *failing[five : five + 14], at)]  # fmt: skip
    site = TrapSite({"/": listing(*named, *more), **pages})
    site.pages |= {PATH(number): answer for number in failing}
    return site


def closes() -> Page:
    raise ConnectionAbortedError  # the connection is closed without an answer


def wait_for_backoff(data: Path) -> None:
    """Let the pause of the site be over."""
    with closing(sqlite3.connect(data / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("DELETE FROM rests")


REAL = {PATH(number): story(number) for number in range(1, 6)}


@pytest.mark.parametrize("answer", [FAILED, closes])
def test_real_articles_among_failing_ones_come_with_the_second_run(
    tmp_path: Path, answer: Page
) -> None:
    """Each address is asked for once before one is asked for again."""
    site = beside_failing(REAL, answer)
    with serving(site):
        for _ in range(2):
            site.asked.clear()
            run = crawl(tmp_path, root=site.url)
            assert len([each for each in site.asked if each not in REAL]) <= MAX_WASTED
            assert run.report["outcome"] == "ok"
        assert sorted(ids(run.articles)) == ["1", "2", "3", "4", "5"]
        for _ in range(3):  # nothing of the site changed
            make_due(tmp_path)
            run = crawl(tmp_path, root=site.url)
            assert run.report["outcome"] == "nothing_new", run.report["message"]
            assert run.report["counts"]["pages/failed_as_before"] > 22  # with three requests each


def test_a_run_says_that_it_asked_for_some_articles_only(tmp_path: Path) -> None:
    with serving(beside_failing({}, FAILED)) as site:
        run = crawl(tmp_path, root=site.url)
    assert run.report["outcome"] == "unreachable"
    assert "not one article that was asked for could be fetched" in run.report["message"]
    left = run.report["counts"]["pages/addresses_left"]
    assert f"{left} addresses of articles wait for later runs" in run.report["message"]


def test_an_overloaded_site_is_asked_for_other_articles_by_the_next_run(tmp_path: Path) -> None:
    """Pages that answer 503 whenever they are asked for do not hold the others up for ever."""
    site = beside_failing(REAL, (503, {}, b""))
    asked: list[set[str]] = []
    with serving(site):
        for _ in range(3):
            site.asked.clear()
            crawl(tmp_path, "-s", "NEWSBOT_RETRY_AFTER_MAX_WAIT=1", root=site.url)
            asked.append({each for each in site.asked if "-news-" in each and each not in REAL})
            wait_for_backoff(tmp_path)
    first, second, third = asked
    assert all(asked)
    assert not first & second
    assert not (first | second) & third


def test_an_article_that_a_live_page_names_too_is_asked_for(tmp_path: Path) -> None:
    """A sitemap of dead addresses named it first, and another page does while its request waits."""
    pages = {"/robots.txt": robots("/s.xml"), PATH(9000): story(9000)}
    pages["/s.xml"] = urlset(*map(PATH, (*range(1000, 1200), 9000)))
    site = trap_site(pages=pages)
    with serving(site):
        crawl(tmp_path, root=site.url)
        site.pages["/"] = listing(*ARTICLES, 9000)
        run = crawl(tmp_path, root=site.url)
    assert "9000" in ids(run.articles)


class SmallBudget:
    """A budget of which a page may use up one address, and what happens to its requests."""

    def __init__(self, limit: int = 8, retries: int = 0) -> None:
        self._crawler = get_crawler(IndiaDailySpider, {"RETRY_TIMES": retries})
        self.budget = AddressBudget(self._crawler, MagicMock(), limit=limit)

    def request(self, number: int, page: int = 0) -> Request:
        discovery_path = DiscoveryPath("sitemap", f"{SITE}/{page}.xml", 0)
        kwargs = {"ref": SimpleNamespace(id=str(number)), "discovery_path": discovery_path}
        return Request(SITE + PATH(number), cb_kwargs=kwargs, meta={UNREAD: discovery_path})

    def allows(self, number: int, page: int = 0) -> bool:
        return self.budget.allows(self.request(number, page))

    def answered(self, number: int, is_article: bool, **more: bool) -> None:
        self._crawler.signals.send_catch_log(
            address_answered, id_=str(number), is_article=is_article, **more
        )

    def dead_until_refused(self) -> int:
        """How many addresses that lead nowhere are asked for before one is refused."""
        dead = 0
        while self.allows(1000 + dead):
            self.answered(1000 + dead, is_article=False)
            dead += 1
        return dead


def test_an_address_that_fails_and_then_leads_to_another_article_costs_nothing() -> None:
    small = SmallBudget()
    assert all(map(small.allows, (1, 2)))
    for number in (1, 2):
        small.budget.try_failed(small.request(number))
        small.budget.moved(str(number), str(100 + number))
        small.answered(100 + number, is_article=True)
    assert small.dead_until_refused() == 2 * DEAD_PER_ARTICLE + 1


def test_an_address_of_a_listing_is_waited_for_no_more() -> None:
    """What articles earned is not held back for answers that came, when the budget is spent."""
    small = SmallBudget()
    assert all(map(small.allows, range(1, 8)))
    for number in range(1, 7):
        small.answered(number, is_article=False, is_other_page=True)
    small.answered(7, is_article=True)
    for page in range(1, 7):  # a quarter is for pages of sources that come later
        assert small.allows(100 + page, page)
        small.answered(100 + page, is_article=False)
    assert small.dead_until_refused() == DEAD_PER_ARTICLE


def test_a_body_that_is_cut_is_asked_for_again_and_each_request_counts() -> None:
    small = SmallBudget(limit=8 * 30, retries=2)
    cut = 0
    while small.allows(cut):
        assert small.budget.try_failed(small.request(cut), is_cut=True)
        cut += 1
    assert cut == 10  # of 30 requests


def test_an_address_that_moved_to_one_that_is_asked_for_can_be_asked_for_again() -> None:
    small = SmallBudget()
    assert all(map(small.allows, (1, 2)))
    small.budget.try_failed(small.request(1))
    small.budget.moved("1", "2")
    small.answered(2, is_article=True)
    assert small.allows(1)
    small.answered(1, is_article=False)
    assert small.dead_until_refused() == DEAD_PER_ARTICLE - 1
