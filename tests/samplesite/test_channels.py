"""Every way of finding an article is needed, and together they find all of the gold."""

from __future__ import annotations

import functools
import urllib.robotparser

import pytest

from samplesite import Site
from tests.samplesite.crawler import ORIGIN, channels, get

WAYS = ("sitemap", "news", "rss", "home", "listing", "hop1", "hop2")


@functools.cache
def _found(epoch: int) -> tuple[Site, dict[str, set[str]]]:
    site = Site(200, epoch)
    return site, channels(site, 2)


def _gold_paths(site: Site) -> set[str]:
    return {article["url"].removeprefix(ORIGIN) for article in site.gold()}


@pytest.mark.parametrize("epoch", [0, 2])
def test_a_crawl_finds_the_gold_the_rejects_and_a_redirect(epoch: int) -> None:
    site, found = _found(epoch)
    gold = _gold_paths(site)
    assert gold <= set(found)
    rejects = {reject["url"].removeprefix(ORIGIN) for reject in site.rejects()}
    (old_slug,) = set(found) - gold - rejects
    assert rejects <= set(found)
    status, headers, _ = site.response(old_slug)
    assert status == 301
    assert headers["Location"].removeprefix(ORIGIN) in gold


@pytest.mark.parametrize("way", WAYS)
def test_each_way_alone_leads_to_some_articles(way: str) -> None:
    site, found = _found(0)
    only = [path for path in _gold_paths(site) if found[path] == {way}]
    assert len(only) >= 3


def test_an_article_meant_for_one_way_is_found_by_no_other() -> None:
    site, found = _found(0)
    for n in range(200):
        role = site.plan.role(n)
        if role != "bulk":
            assert found[site.brief(n).path] == {role}, (n, role)


def test_bulk_articles_are_in_the_sitemap_and_in_their_section() -> None:
    site, found = _found(0)
    for n in range(200):
        if site.plan.role(n) == "bulk":
            ways = found[site.brief(n).path]
            assert "sitemap" in ways
            assert ways & {"listing", "listing1"}


def test_the_third_hop_is_not_in_the_gold() -> None:
    site, found = _found(0)
    deeper = {path for path, ways in channels(site, 3).items() if "hop3" in ways} - set(found)
    gold = {article["url"].removeprefix(ORIGIN) for article in site.gold(related_depth=3)}
    assert len(deeper) >= 3
    assert not deeper & _gold_paths(site)
    assert gold == deeper | _gold_paths(site)


@pytest.mark.parametrize("depth", [0, 1])
def test_gold_of_a_smaller_depth(depth: int) -> None:
    site, found = _found(0)
    beyond = {
        path for path, ways in found.items() if ways <= {f"hop{d}" for d in (1, 2) if d > depth}
    }
    gold = {article["url"].removeprefix(ORIGIN) for article in site.gold(related_depth=depth)}
    dead = {reject["url"].removeprefix(ORIGIN) for reject in site.rejects()}
    assert gold == _gold_paths(site) - beyond - dead


def test_robots_forbids_one_linked_page_and_names_the_sitemaps() -> None:
    site, _ = _found(0)
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(get(site, "/robots.txt").decode().splitlines())
    forbidden = {r["url"] for r in site.rejects() if not robots.can_fetch("bot", r["url"])}
    assert forbidden == {r["url"] for r in site.rejects() if r["reason"] == "robots_txt"}
    assert not robots.can_fetch("bot", ORIGIN + "/search?title=a")
    assert all(robots.can_fetch("bot", ORIGIN + path) for path in _gold_paths(site))
    assert robots.site_maps() == [ORIGIN + "/sitemap.xml", ORIGIN + "/news-sitemap.xml"]


def test_new_articles_of_later_epochs_are_found_too() -> None:
    before, after = _gold_paths(_found(0)[0]), _gold_paths(_found(2)[0])
    assert before < after
    assert len(after - before) == 2 * 4
