"""Sites that name ever new pages cost a bounded number of requests, and every article is found."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newsbot.discovery.budgets.source_budget import MAX_FRUITLESS_PAGES
from tests.crawling import PATH, SmallSite, crawl, listing, serving, story
from tests.discovery.traps import (
    ARTICLES,
    FAILED,
    TRAPS,
    Page,
    index,
    menu,
    robots,
    trap_site,
    urlset,
)
from tests.test_crawl import ids

pytestmark = pytest.mark.slow

MAX_WASTED = 150  # requests a run: the budget, and what was under way when it was spent
EVERY = sorted(map(str, ARTICLES))


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_costs_a_bounded_number_of_requests(tmp_path: Path, name: str) -> None:
    with serving(TRAPS[name]()) as site:
        run = crawl(tmp_path, root=site.url)
        assert run.status == 0, run.stderr
        assert sorted(ids(run.articles)) == EVERY
        assert site.wasted <= MAX_WASTED


@pytest.mark.parametrize(
    "name",
    ["menu of dead articles", "an index of sitemaps of dead articles", "calendar with feeds"],
)
def test_later_runs_owe_a_trap_nothing(tmp_path: Path, name: str) -> None:
    with serving(TRAPS[name]()) as site:
        for _ in range(2):
            site.asked.clear()
            run = crawl(tmp_path, root=site.url)
            assert site.wasted <= MAX_WASTED
        assert sorted(ids(run.articles)) == EVERY
        site.trap = lambda number, path: None
        site.asked.clear()
        crawl(tmp_path, root=site.url)
        assert site.wasted <= MAX_WASTED


def test_the_report_says_where_the_budget_was_spent(tmp_path: Path) -> None:
    with serving(TRAPS["an index of empty sitemaps"]()) as site:
        run = crawl(tmp_path, root=site.url)
    counts, place = run.report["counts"], "https://www.theindiadaily.com/robots.txt"
    assert counts["sources/fruitless"] >= MAX_FRUITLESS_PAGES
    assert counts["sources/left_out/where"] == {place: counts["sources/left_out"]}
    assert f"{counts['sources/left_out']} pages of sources are left out" in run.report["message"]
    assert place in run.report["message"]
    assert counts["sources/left_out"] + site.wasted == 601


def test_real_sources_are_read_whole_beside_a_trap(tmp_path: Path) -> None:
    """An index of more sitemaps than the budget, an archive of more pages, and an endless menu."""
    days = range(1, 131)
    pages = {
        "/robots.txt": robots("/s.xml"),
        "/s.xml": index("/empty.xml", *(f"/day/{day}.xml" for day in days)),
        **{f"/day/{day}.xml": urlset(PATH(1000 + day)) for day in days},
        "/archive": listing(2000, extra="<a rel=next href='/archive/1'>next</a>"),
    }
    for day in days:
        more = f"<a rel=next href='/archive/{day + 1}'>next</a>"
        pages[f"/archive/{day}"] = listing(2000 + day, extra=more)
    numbers = [*(1000 + day for day in days), *(2000 + day for day in (0, *days))]
    pages |= {PATH(number): story(number) for number in numbers}
    sections = (f"desh-{n}" for n in range(300))
    with serving(trap_site(menu("archive", *sections), pages)) as site:
        run = crawl(tmp_path, root=site.url)
        assert sorted(ids(run.articles)) == sorted([*EVERY, *map(str, numbers)]), run.stderr
        # Later runs read all that brought articles before, however little is new.
        pages[PATH(3000)] = story(3000)
        site.pages |= {PATH(3000): story(3000), "/day/1.xml": urlset(PATH(1001), PATH(3000))}
        site.asked.clear()
        run = crawl(tmp_path, root=site.url)
        assert {f"/day/{day}.xml" for day in days} <= set(site.asked)
    assert "3000" in ids(run.articles)


@pytest.mark.parametrize("validates", [False, True])
def test_an_archive_that_no_run_asks_for_is_no_trap(tmp_path: Path, validates: bool) -> None:
    """With ``since=``, nothing that its sitemaps name is asked for; each is read by every run."""

    def dated(path: str) -> Page:
        status, headers, body = urlset(path)
        return status, headers, body.replace(b"</loc>", b"</loc><lastmod>2020-01-05</lastmod>")

    days = range(1, 131)
    pages = {
        "/": listing(1),
        PATH(1): story(1),
        "/robots.txt": robots("/s.xml"),
        "/s.xml": index(*(f"/day/{day}.xml" for day in days)),
        **{f"/day/{day}.xml": dated(PATH(1000 + day)) for day in days},
    }
    with serving(SmallSite(pages, validates=validates)) as site:
        for _ in range(3):
            site.asked.clear()
            run = crawl(tmp_path, root=site.url, since="2025-12-01")
            assert "left out" not in run.report["message"] + run.stderr
            assert len([each for each in site.asked if each.startswith("/day/")]) == len(days)
        site.pages |= {"/day/130.xml": urlset(PATH(2)), PATH(2): story(2)}
        assert ids(crawl(tmp_path, root=site.url, since="2025-12-01").articles) == ["1", "2"]


def test_what_a_smaller_budget_leaves_out_is_taken_up(tmp_path: Path) -> None:
    """A listing that shows known articles on its first pages has unknown ones behind them."""
    pages = {"/robots.txt": robots("/s.xml"), "/s.xml": urlset(*map(PATH, ARTICLES))}
    pages["/"] = menu("desh")
    for number in range(12):
        name = f"/desh/{number}" if number else "/desh"
        shown = 90 if number == 11 else number + 1
        pages[name] = listing(shown, extra=f"<a rel=next href='/desh/{number + 1}'>next</a>")
    pages[PATH(90)] = story(90)
    with serving(trap_site(pages=pages)) as site:
        for _ in range(2):
            crawl(tmp_path, "-s", "NEWSBOT_MAX_FRUITLESS_PAGES=1", root=site.url)
        run = crawl(tmp_path, root=site.url)
    assert sorted(ids(run.articles)) == sorted([*EVERY, "90"])


class Outage(SmallSite):
    """A site that fails after some requests, until ``left`` is set anew."""

    left = 0

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        self.left -= 1
        answer = super().answer(path)
        return answer if self.left >= 0 else FAILED


@pytest.mark.parametrize("left", [4, 20, 60])
def test_an_outage_costs_no_article_of_later_runs(tmp_path: Path, left: int) -> None:
    """Not all is asked for in vain, and what is left out is left to a later run."""
    days = range(1, 61)
    pages: dict[str, Page] = {
        "/": listing(1, extra=menu("archive")),
        PATH(1): story(1),
        "/robots.txt": robots("/s.xml"),
        "/s.xml": index(*(f"/day/{day}.xml" for day in days)),
        **{f"/day/{day}.xml": urlset(PATH(1000 + day)) for day in days},
        "/archive": listing(2000, extra="<a rel=next href='/archive/1'>next</a>"),
    }
    for day in days:
        more = f"<a rel=next href='/archive/{day + 1}'>next</a>"
        pages[f"/archive/{day}"] = listing(2000 + day, extra=more)
    numbers = [1, 2000, *(base + day for day in days for base in (1000, 2000))]
    pages |= {PATH(number): story(number) for number in numbers}
    site = Outage(pages)
    site.left = left
    with serving(site):
        crawl(tmp_path, root=site.url)
        assert len(site.asked) <= left + MAX_WASTED
        site.left = 10_000
        make_due(tmp_path)
        run = crawl(tmp_path, root=site.url)
    assert sorted(ids(run.articles)) == sorted(map(str, numbers)), run.stderr


def make_due(data: Path) -> None:
    """Let the time pass after which failed pages are asked for again."""
    with closing(sqlite3.connect(data / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE pages SET next_visit = 1 WHERE state = 'failed'")


def test_sitemap_indexes_nest_twice(tmp_path: Path) -> None:
    pages = {
        "/robots.txt": robots("/1.xml"),
        "/1.xml": index("/2.xml"),
        "/2.xml": index("/3.xml", "/4.xml"),
        "/3.xml": urlset(PATH(51)),
        "/4.xml": index("/5.xml"),
        "/5.xml": urlset(PATH(52)),
        PATH(51): story(51),
        PATH(52): story(52),
    }
    with serving(trap_site(pages=pages)) as site:
        run = crawl(tmp_path, root=site.url)
    assert sorted(ids(run.articles)) == sorted([*EVERY, "51"])
    assert run.report["counts"]["sources/too_deep"] == 1
    assert "1 sitemaps are left out" in run.report["message"]
    assert "/5.xml" not in site.asked
