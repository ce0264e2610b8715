"""Pages of sources that bring nothing are counted, and the ones that bring something never are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from scrapy.statscollectors import StatsCollector
from scrapy.utils.test import get_crawler

from newsbot.discovery.budgets.left_out import left_out_notices
from newsbot.discovery.budgets.source_budget import MAX_FRUITLESS_PAGES, SourceBudget


def a_budget(limit: int = 10, stats: StatsCollector | None = None) -> SourceBudget:
    budget = SourceBudget(limit, stats or StatsCollector(get_crawler()))
    budget.add("/", "/", None, False)
    return budget


def read_all(budget: SourceBudget, pages: list[bool]) -> list[bool]:
    """Read the pages of a pager; each has one unknown article, which exists or not. Return which
    were allowed.
    """
    allowed, before = [], "/"
    for number, exists in enumerate(pages):
        url = f"/desh/{number}"
        budget.add(url, "/desh/0", before, False)
        allowed.append(budget.allows(url))
        if not allowed[-1]:
            break
        budget.names(url, [f"x:{number}"])
        budget.read(url)
        budget.answered(f"x:{number}", exists)
        before = url
    return allowed


def test_a_pager_of_dead_addresses_ends() -> None:
    # Each page costs two requests.
    assert read_all(a_budget(), [False] * 20) == [True] * 5 + [False]


def test_a_pager_whose_pages_bring_articles_has_no_end() -> None:
    assert all(read_all(a_budget(), [True] * 500))


@given(st.lists(st.booleans(), max_size=60))
def test_a_page_is_left_out_behind_fruitless_ones_alone(pages: list[bool]) -> None:
    allowed = read_all(a_budget(), pages)
    if not all(allowed):
        read = pages[: len(allowed) - 1]
        assert not any(read[-3:])
        assert 2 * read.count(False) >= 10


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 30))
def test_what_is_spent_is_bounded(pages: list[bool], limit: int) -> None:
    allowed = read_all(a_budget(limit), pages)
    read = pages[: sum(allowed)]
    # Three pages are read behind one that brought an article.
    assert read.count(False) <= limit + 4 * read.count(True) + 1


def test_sources_without_articles_share_the_budget_of_what_names_them() -> None:
    stats = StatsCollector(get_crawler())
    budget = a_budget(stats=stats)
    for number in range(30):
        budget.add(f"/desh-{number}", f"/desh-{number}", "/", False)
    budget.add("/khel", "/khel", "/", True)
    for number in range(10):
        budget.read(f"/desh-{number}")
    assert not budget.allows("/desh-20")
    assert budget.allows("/khel"), "it brought articles before"
    budget.refuse("/desh-20")
    assert list(left_out_notices(stats.get_stats())) == [
        "1 pages of sources are left out, because others named no new article: / (1)"
    ]


def test_a_page_is_charged_for_an_eighth_of_the_budget_at_most() -> None:
    budget = a_budget(100)
    budget.add("/s.xml", "/s.xml", "/", False)
    ids = [f"x:{number}" for number in range(5000)]
    budget.names("/s.xml", ids)
    budget.read("/s.xml")
    for id_ in ids:
        budget.answered(id_, False)
    for number in range(87):
        assert budget.allows("/s.xml"), number
        budget.add(f"/{number}", f"/{number}", "/", False)
        budget.read(f"/{number}")
    assert not budget.allows("/s.xml")


def test_an_address_that_was_dead_before_counts_for_its_page() -> None:
    budget = a_budget(20)
    for _ in range(2):
        budget.answered("x:1", False, "/desh")
    budget.add("/desh", "/desh", "/", False)
    budget.answered("x:2", False, "/desh")
    budget.read("/desh")
    for number in range(17):
        assert budget.allows("/desh")
        budget.add(f"/{number}", f"/{number}", "/", False)
        budget.read(f"/{number}")
    assert not budget.allows("/desh")


def sitemaps_that_fail(limit: int, tries: int) -> tuple[SourceBudget, list[str]]:
    """Ask for each of 30 sitemaps, then again; return those that were allowed."""
    budget, allowed = a_budget(limit), []
    urls = [f"/s/{number}.xml" for number in range(30)]
    for url in urls:
        budget.add(url, url, "/", False)
    for number in range(tries):
        for url in urls:
            if budget.allows(url):
                allowed.append(url)
                budget.try_failed(url)
                if number == tries - 1:
                    budget.failed(url, tries)
    return budget, allowed


@given(st.integers(1, 40), st.integers(1, 4))
def test_requests_that_fail_are_bounded(limit: int, tries: int) -> None:
    budget, allowed = sitemaps_that_fail(limit, tries)
    assert len(allowed) <= limit + tries
    assert not budget.is_final("/s/0.xml")


def test_a_page_that_comes_at_last_costs_nothing() -> None:
    budget = a_budget(3)
    for number in range(2):
        url = f"/s/{number}.xml"
        budget.add(url, url, "/", False)
        budget.try_failed(url)
        budget.try_failed(url)
        budget.names(url, [f"x:{number}"])
        budget.read(url)
        budget.answered(f"x:{number}", True)
    budget.add("/s/3.xml", "/s/3.xml", "/", False)
    assert budget.allows("/s/3.xml")


def test_what_others_fail_for_is_not_left_out_for_good() -> None:
    for is_failing in (False, True):
        budget = a_budget(MAX_FRUITLESS_PAGES)
        budget.names("/", ["x:1"])
        budget.answered("x:1", False, is_failing=is_failing)
        assert budget.is_final("/") == (not is_failing)
