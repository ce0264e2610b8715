"""Crawls of a site whose guard stands in the way: for all, for a page, or from some moment on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsbot.middlewares.blocked import MAX_IN_A_ROW
from tests.crawling import SITE, SmallSite, crawl, listing, serving, story
from tests.downloader.test_block_pages import AKAMAI, CLOUDFLARE

HTML = {"Content-Type": "text/html; charset=utf-8"}
CHALLENGE = (200, HTML, CLOUDFLARE.encode())


def articles(*numbers: int) -> dict[str, Any]:
    return {f"/india/khabar-news-{number}": story(number) for number in numbers}


def test_a_site_that_is_all_challenge(tmp_path: Path) -> None:
    site = SmallSite({"/": CHALLENGE, "/robots.txt": (200, {}, b"User-agent: *\nAllow: /\n")})
    told = tmp_path / "told"
    command = f"sh -c 'cat > {told}'"
    with serving(site):
        run = crawl(tmp_path, "-s", f"NEWSBOT_ALERT_COMMAND={command}", root=site.url)
    assert (run.status, run.report["outcome"]) == (77, "blocked")
    assert "Cloudflare" in run.report["message"]
    alert = json.loads(told.read_text("utf-8"))
    assert alert.pop("alert") == "outcome"
    assert alert == run.report


def test_robots_txt_behind_a_challenge_allows_nothing(tmp_path: Path) -> None:
    with serving(SmallSite({"/": listing(1), "/robots.txt": CHALLENGE, **articles(1)})) as site:
        run = crawl(tmp_path, root=site.url)
    assert (run.status, set(site.asked)) == (77, {"/robots.txt"})


def test_pages_that_were_blocked_are_read_by_the_next_run(tmp_path: Path) -> None:
    pages = {"/": listing(1, 2, 3), **articles(1, 2, 3)}
    with serving(
        SmallSite({**pages, "/india/khabar-news-2": (403, HTML, AKAMAI.encode())})
    ) as site:
        run = crawl(tmp_path, root=site.url)
        assert (run.status, len(run.articles)) == (0, 2)  # one page is not the site
        assert run.rejects == {f"{SITE}/india/khabar-news-2": "blocked"}
        assert run.report["counts"]["blocked"] == 1
        site.pages["/india/khabar-news-2"] = story(2)
        run = crawl(tmp_path, root=site.url, urls="/india/khabar-news-2")
        assert (run.status, run.report["articles"]) == (0, 1)


@pytest.mark.slow
def test_who_is_blocked_does_not_go_on_knocking(tmp_path: Path) -> None:
    numbers = range(1, 61)
    blocked = {f"/india/khabar-news-{number}": CHALLENGE for number in numbers[5:]}
    pages = {"/": listing(*numbers), **articles(*numbers[:5])}
    with serving(SmallSite({**pages, **blocked})) as site:
        run = crawl(tmp_path, "-s", "CONCURRENT_REQUESTS=1", root=site.url)
        assert (run.status, run.report["outcome"]) == (77, "blocked")
        knocks = [path for path in site.asked if path in blocked]
        assert MAX_IN_A_ROW <= len(knocks) <= MAX_IN_A_ROW + 2
        site.pages |= articles(*numbers)
        site.asked.clear()
        run = crawl(tmp_path, root=site.url)
        assert run.status == 0, run.stderr
        assert len(run.articles) >= 60 - MAX_IN_A_ROW - 2  # the blocked ones rest for a while


def test_a_site_that_refuses_everything(tmp_path: Path) -> None:
    with serving(SmallSite({"/": (403, HTML, b"<h1>Forbidden</h1>")})) as site:
        run = crawl(tmp_path, root=site.url)
    assert (run.status, run.report["outcome"]) == (77, "blocked")
    assert "with status 403" in run.report["message"]


def test_a_site_that_names_no_article_is_not_blocked(tmp_path: Path) -> None:
    with serving(SmallSite({"/": "<p>आज कोई ख़बर नहीं</p>"})) as site:
        assert crawl(tmp_path, root=site.url).report["outcome"] == "layout_changed"
