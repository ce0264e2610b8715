"""Addresses that answered "not found" in an earlier run."""

from __future__ import annotations

from pathlib import Path

from tests.crawling import crawl, serving, story
from tests.discovery.traps import ARTICLES, path, robots, trap_site, urlset
from tests.test_crawl import ids

DEAD = range(1001, 1061)


def test_a_run_asks_for_a_bounded_number_again(tmp_path: Path) -> None:
    pages = {"/robots.txt": robots("/s.xml"), "/s.xml": urlset(*map(path, DEAD))}
    with serving(trap_site(pages=pages)) as site:
        crawl(tmp_path, root=site.url)
        site.asked.clear()
        run = crawl(tmp_path, root=site.url)
        again = [url for url in site.asked if "-news-1" in url and len(url) > len(path(99))]
    assert 0 < len(again) <= 22
    assert run.report["counts"]["pages/not_found_left"] == len(DEAD) - len(again)


def test_after_an_outage_all_are_asked_for_again(tmp_path: Path) -> None:
    pages = {"/robots.txt": robots("/s.xml"), "/s.xml": urlset(*map(path, DEAD))}
    with serving(trap_site(pages=pages)) as site:
        crawl(tmp_path, root=site.url)
        site.pages |= {path(number): story(number) for number in DEAD}
        run = crawl(tmp_path, root=site.url)
    assert sorted(ids(run.articles)) == sorted(map(str, (*ARTICLES, *DEAD)))
    assert not run.report["counts"].get("pages/not_found_left")
