"""The crawl as a user runs it, against a small site made to be awkward."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import forked
from tests.crawling import (
    PROJECT,
    RIGHTS_FILES,
    SITE,
    SmallSite,
    crawl,
    listing,
    our_spiders,
    read_lines,
    serving,
    story,
)


def ids(articles: list[dict]) -> list[str]:
    return sorted(each["id"].partition(":")[2] for each in articles)


def urls_of(site: SmallSite) -> list[str]:
    return [path for path in site.asked if "-news-" in path]


def test_related_stories_by_the_shortest_way(tmp_path: Path) -> None:
    """1 → 2 → 3 → 4 → 5 by related links; the listing's second page, read last, names 3."""
    pages = {"/": listing(1, extra="<a rel=next href='/?page=2'>2</a>"), "/?page=2": listing(3)}
    pages |= {f"/india/khabar-news-{n}": story(n, n + 1) for n in range(1, 8)}
    with serving(SmallSite(dict(pages))) as site:
        run = crawl(tmp_path, root=site.url)
        assert run.status == 0, run.stderr
        # 3 is at two hops from 1, but none from the listing; so 4 and 5 are reached, 6 is not.
        assert ids(run.articles) == ["1", "2", "3", "4", "5"]
        assert len(urls_of(site)) == len(set(urls_of(site)))
    with serving(SmallSite(dict(pages))) as site:
        run = crawl(tmp_path / "none", root=site.url, related_depth="0")
        assert ids(run.articles) == ["1", "3"]


def test_an_article_is_fetched_once_whatever_leads_to_it(tmp_path: Path) -> None:
    links = "".join(
        f"<a href='{href}'>खबर</a>"
        for href in (
            "/india/khabar-news-1",
            "/india/khabar-news-1?utm_source=x&fbclid=1",
            "/india/khabar-news-1/#top",
            "https://WWW.theindiadaily.com/india/khabar-news-1",
            "http://m.theindiadaily.com/india/khabar-news-1?ref=home",
            "/india/purana-naam-news-1",
        )
    )
    with serving(SmallSite({"/": links, "/india/khabar-news-1": story(1)})) as site:
        run = crawl(tmp_path, root=site.url)
        assert ids(run.articles) == ["1"]
        assert urls_of(site) == ["/india/khabar-news-1"]
        assert run.articles[0]["url"] == f"{SITE}/india/khabar-news-1"


def test_what_cannot_become_an_article_is_a_reject(tmp_path: Path) -> None:
    html = {"Content-Type": "text/html"}
    path = "/india/khabar-news-{}".format
    site = SmallSite(
        {
            "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /india/khabar-news-9\n"),
            "/": listing(*range(1, 11)),
            path(1): story(1),
            path(2): (200, html, b""),
            path(3): "<html><div class=x-body-title><h1>केवल शीर्षक</h1></div>",
            path(4): "<div class=x-editior-content><p>केवल पाठ.</p></div>",
            path(5): (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n\x00"),
            path(6): (301, {"Location": "/"}, b""),
            path(7): (500, html, b"down"),
            path(8): story(
                8, extra='<script type="application/ld+json">{"@type": "NewsArt</script>'
            ),
            path(9): story(9),
            path(10): (302, {"Location": "http://127.0.0.1:1/secret"}, b""),
        }
    )
    with serving(site):
        run = crawl(tmp_path, root=site.url)
    assert run.status == 0, run.stderr
    assert ids(run.articles) == ["1", "8"]
    reasons = {url.rpartition("-")[2]: reason for url, reason in run.rejects.items()}
    assert reasons == {
        "2": "empty_page",
        "3": "no_body",
        "4": "no_headline",
        "5": "not_html",
        "6": "bad_redirect",
        "7": "http_500",
        "9": "robots_txt",
        "10": "bad_redirect",
    }
    assert path(9) not in site.asked
    assert site.asked.count(path(7)) == 3  # two retries
    report = run.report
    assert (report["outcome"], report["articles"], report["rejects"]) == ("ok", 2, 8)


def test_a_retried_request_cannot_be_redirected_off_the_site(tmp_path: Path) -> None:
    with serving(SmallSite({"/": "secret"})) as canary:
        away = (302, {"Location": f"{canary.url}/"}, b"")
        pages = {"/": listing(1), "/india/khabar-news-1": [(503, {}, b""), away]}
        with serving(SmallSite(pages)) as site:
            run = crawl(tmp_path, root=site.url)
        assert list(run.rejects.values()) == ["bad_redirect"]
        assert canary.asked == []


@pytest.mark.parametrize("failing", [(503, {}, b"User-agent: *\nAllow: /\n"), (429, {}, b"")])
def test_a_robots_txt_that_fails_forbids_all(tmp_path: Path, failing: object) -> None:
    site = SmallSite({"/": listing(1), "/india/khabar-news-1": story(1), "/robots.txt": failing})
    with serving(site):
        run = crawl(tmp_path, root=site.url)
    assert run.status == 69
    assert set(site.asked) == {"/robots.txt"}
    assert "not read, so nothing may be fetched" in run.stderr


def test_redirects_to_the_same_article_and_sections(tmp_path: Path) -> None:
    site = SmallSite(
        {
            "/": listing(
                1, extra="<ul class=x-menu><a href=/india>देश</a><a href=/sports>खेल</a></ul>"
            ),
            "/india": listing(2),
            "/sports": "<a href='/sports/match-news-3'>मैच</a>",
            "/india/khabar-news-1": (301, {"Location": "/india/naya-naam-news-1"}, b""),
            "/india/naya-naam-news-1": story(1, 2),
            "/india/khabar-news-2": story(2),
            "/sports/match-news-3": story(3),
        }
    )
    with serving(site):
        run = crawl(tmp_path, root=site.url)
        assert ids(run.articles) == ["1", "2", "3"]
        assert f"{SITE}/india/naya-naam-news-1" in {each["url"] for each in run.articles}
        only = crawl(tmp_path / "only", root=site.url, sections="sports")
        assert ids(only.articles) == ["3"]


def test_limit_is_exact_and_since_leaves_out_what_is_older(tmp_path: Path) -> None:
    numbers = range(1, 28)
    pages = {"/": listing(*numbers), **{f"/india/khabar-news-{n}": story(n) for n in numbers}}
    with serving(SmallSite(pages)) as site:
        limited = crawl(tmp_path / "limit", root=site.url, limit="5")
        assert (limited.status, len(limited.articles)) == (0, 5)
        since = crawl(tmp_path / "since", root=site.url, since="2026-01-20T10:00")
        assert ids(since.articles) == sorted(map(str, range(19, 28)))
        none = crawl(tmp_path / "none", root=site.url, since="2026-03-01")
        assert (none.status, none.report["outcome"], none.articles) == (0, "nothing_new", [])


def test_urls_are_just_these_articles(tmp_path: Path) -> None:
    with serving(SmallSite({f"/india/khabar-news-{n}": story(n) for n in (1, 2, 3)})) as site:
        wanted = f"/india/khabar-news-1,{SITE}/india/khabar-news-2?utm_source=x"
        run = crawl(tmp_path, root=site.url, urls=wanted)
        assert ids(run.articles) == ["1", "2"]
        named = {"/india/khabar-news-1", "/india/khabar-news-2"}
        assert set(site.asked) == {"/robots.txt", *RIGHTS_FILES, *named}
        assert {each["found_via"] for each in run.articles} == {"argument"}


def test_output_option_and_user_agent(tmp_path: Path) -> None:
    with serving(SmallSite({"/": listing(1, 2), "/india/khabar-news-1": story(1)})) as site:
        out = tmp_path / "out.jsonl"
        out.write_text("old\n")
        run = crawl(tmp_path, "-O", str(out), root=site.url)
        assert ids(read_lines(out)) == ids(run.articles) == ["1"]  # articles alone, no reject
        assert len(run.rejects) == 1
        assert all(agent.startswith("newsbot/") for agent in site.agents)


def test_identical_bodies_go_out_once(tmp_path: Path) -> None:
    pages = {"/": listing(1, 2), "/india/khabar-news-1": story(1), "/india/khabar-news-2": story(1)}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
        assert len(run.articles) == 1
        assert run.report["counts"]["recorded/copy"] == 1


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        (["nosuch"], 2, f"takes the name of one spider: {', '.join(our_spiders())}"),
        (["indiadaily", "-a", "rot=x"], 2, "unknown argument 'rot'"),
        (["indiadaily", "-a", "खेल=1"], 2, "unknown argument 'खेल'"),
        (["indiadaily", "-a", "limit=0"], 2, "must be a whole number, at least 1"),
        (["indiadaily", "-a", "urls=/india"], 2, "is not an article URL"),
        (["indiadaily", "-a", "root=http://127.0.0.1:1"], 69, "unreachable: "),
        (
            ["indiadaily", "-a", "root=http://127.0.0.1:1", "-s", "NEWSBOT_DATA_DIR=/dev/null/x"],
            74,
            "data directory /dev/null/x cannot be used",
        ),
    ],
)
def test_bad_input_is_one_clear_line_and_a_status(
    tmp_path: Path, options: list[str], status: int, message: str
) -> None:
    done = forked.run(["crawl", "-s", f"NEWSBOT_DATA_DIR={tmp_path}", "-L", "ERROR", *options])
    assert done.returncode == status, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_messages_are_utf8_whatever_the_environment_says(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scrapy", "crawl", "-s", f"NEWSBOT_DATA_DIR={tmp_path}"]
    done = subprocess.run(
        [*command, "-L", "ERROR", "indiadaily", "-a", "खेल=1"],
        cwd=PROJECT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 2, done.stderr
    assert "unknown argument 'खेल'" in done.stderr


def test_a_site_without_links_is_no_success(tmp_path: Path) -> None:
    with serving(SmallSite({"/": "<p>कुछ नहीं</p>"})) as site:
        run = crawl(tmp_path, root=site.url)
    assert (run.status, run.report["outcome"]) == (76, "layout_changed")


def test_a_full_disk_ends_the_run_with_its_status(tmp_path: Path) -> None:
    pages = {"/": listing(1), "/india/khabar-news-1": story(1)}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, "-o", "/dev/full:jsonl", root=site.url)
    assert (run.status, run.report["outcome"]) == (74, "storage_error")


def test_articles_that_redirect_to_each_other_are_rejects(tmp_path: Path) -> None:
    path = "/india/khabar-news-{}".format
    away = [(301, {"Location": path(other)}, b"") for other in (2, 1, 4)]
    pages = {"/": listing(1, 2, 3, 4), path(1): away[0], path(2): away[1], path(3): away[2]}
    with serving(SmallSite({**pages, path(4): story(4)})) as site:
        run = crawl(tmp_path, root=site.url)
        assert ids(run.articles) == ["4"]
        assert set(run.rejects) == {SITE + path(n) for n in (1, 2, 3)}
        assert set(run.rejects.values()) == {"bad_redirect"}


@pytest.mark.parametrize("numbers", [(1, 1), (1, 2)], ids=["the same", "in turns"])
def test_a_pager_that_repeats_itself_is_left(tmp_path: Path, numbers: tuple[int, int]) -> None:
    pages = {f"/india/khabar-news-{n}": story(n) for n in numbers}
    for page in range(1, 60):
        path = "/" if page == 1 else f"/?page={page}"
        pages[path] = listing(
            numbers[page % 2], extra=f"<a rel=next href='/?page={page + 1}'>x</a>"
        )
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
        assert len([path for path in site.asked if "page=" in path]) <= 2
    assert len(run.articles) == len(set(numbers))


def test_a_pager_without_end_is_left_at_the_limit(tmp_path: Path) -> None:
    pages: dict[str, str] = {}
    for page in range(1, 60):
        path = "/" if page == 1 else f"/?page={page}"
        pages[path] = listing(page, extra=f"<a rel=next href='/?page={page + 1}'>x</a>")
        pages[f"/india/khabar-news-{page}"] = story(page)
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, "-s", "NEWSBOT_LISTING_MAX_PAGES=5", root=site.url)
    assert len(run.articles) == 5
    assert "more than 5 pages" in run.stderr


def test_half_a_page_is_no_article(tmp_path: Path) -> None:
    whole = gzip.compress(story(1).encode())
    html = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
    path = "/india/khabar-news-{}".format
    pages = {
        "/": listing(1, 2, 3),
        path(1): (200, html, whole[: len(whole) // 2]),
        path(2): [(200, html, gzip.compress(story(2).encode())[:-30]), story(2)],
        path(3): (200, html, gzip.compress(story(3).encode())),
    }
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
        assert ids(run.articles) == ["2", "3"]
        assert run.rejects == {SITE + path(1): "download_error"}
        assert site.asked.count(path(1)) == 3


def test_a_page_with_the_wrong_charset_label(tmp_path: Path) -> None:
    label = {"Content-Type": "text/html; charset=windows-1252"}
    pages = {"/": listing(1), "/india/khabar-news-1": (200, label, story(1).encode())}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
    assert run.articles[0]["headline"] == "खबर संख्या 1"


def test_a_json_answer_is_no_crash(tmp_path: Path) -> None:
    answer = (200, {"Content-Type": "application/json"}, b'{"a": 1}')
    pages = {
        "/": listing(1, 2, extra="<ul class=x-menu><a href=/sports>x</a></ul>"),
        "/sports": answer,
        "/india/khabar-news-1": answer,
        "/india/khabar-news-2": story(2),
    }
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
    assert run.status == 0, run.stderr
    assert ids(run.articles) == ["2"]
    assert list(run.rejects.values()) == ["not_html"]
    assert "Traceback" not in run.stderr


def test_a_site_that_looks_different_is_no_success(tmp_path: Path) -> None:
    pages: dict[str, str] = {"/": listing(1), "/india/khabar-news-1": story(1)}
    with serving(SmallSite(pages)) as site:
        assert crawl(tmp_path, root=site.url).status == 0
        site.pages |= {f"/india/khabar-news-{n}": "<h1>नया रूप</h1>" for n in (2, 3)}
        site.pages["/"] = listing(1, 2, 3)
        assert crawl(tmp_path, root=site.url).status == 65
        site.pages["/"] = "<p>साइट की मरम्मत चल रही है</p>"
        run = crawl(tmp_path, root=site.url)
        assert (run.status, run.report["outcome"]) == (76, "layout_changed")
        assert SITE + "/" in run.report["message"]


def test_a_limit_holds_for_a_snapshot_too(tmp_path: Path) -> None:
    numbers = range(1, 9)
    pages = {"/": listing(*numbers), **{f"/india/khabar-news-{n}": story(n) for n in numbers}}
    with serving(SmallSite(pages)) as site:
        crawl(tmp_path, root=site.url, limit="5")
        out = tmp_path / "out.jsonl"
        run = crawl(tmp_path, "-O", str(out), root=site.url, limit="3", full="1")
        assert (run.status, len(read_lines(out))) == (0, 3)


def test_copies_do_not_use_up_the_limit(tmp_path: Path) -> None:
    numbers = range(1, 9)
    pages = {f"/india/khabar-news-{n}": story(n if n > 4 else 1) for n in numbers}
    with serving(SmallSite({"/": listing(*numbers), **pages})) as site:
        run = crawl(tmp_path, root=site.url, limit="3")
    assert len(run.articles) == 3


def test_a_snapshot_that_cannot_be_written_ends(tmp_path: Path) -> None:
    numbers = range(1, 40)
    pages = {"/": listing(*numbers), **{f"/india/khabar-news-{n}": story(n) for n in numbers}}
    with serving(SmallSite(pages)) as site:
        crawl(tmp_path, root=site.url)
        run = crawl(tmp_path, "-O", "/dev/full:jsonl", root=site.url, full="1")
    assert run.status == 74


def test_sections_that_redirect_to_one_page_read_it_once(tmp_path: Path) -> None:
    menu = "<ul class=x-menu><a href=/india>देश</a><a href=/desh>देश</a></ul>"
    away = (301, {"Location": "/bharat"}, b"")
    pages = {"/": listing(1, extra=menu), "/india": away, "/desh": away, "/bharat": listing(2)}
    stories = {f"/india/khabar-news-{n}": story(n) for n in (1, 2)}
    with serving(SmallSite({**pages, **stories})) as site:
        run = crawl(tmp_path, root=site.url)
        assert ids(run.articles) == ["1", "2"]
        assert site.asked.count("/bharat") == 1


def test_an_amp_page_stands_in_wherever_its_link_stands(tmp_path: Path) -> None:
    amp = story(1).replace("<html lang=hi>", "<html amp lang=hi>")
    for number, page in enumerate(
        (
            "<a href='/india/khabar-news-1'>क</a><a href='/amp/india/khabar-news-1'>ख</a>",
            "<a href='/amp/india/khabar-news-1'>ख</a><a href='/india/khabar-news-1'>क</a>",
        )
    ):
        with serving(SmallSite({"/": page, "/amp/india/khabar-news-1": amp})) as site:
            run = crawl(tmp_path / str(number), root=site.url)
        assert [each["url"] for each in run.articles] == [SITE + "/india/khabar-news-1"]
        assert site.asked.count("/amp/india/khabar-news-1") == 1


def test_an_amp_page_stands_in_for_a_canonical_page_that_cannot_be_read(tmp_path: Path) -> None:
    head = "<link rel=canonical href='/india/khabar-news-1'>"
    amp = story(1, extra=head).replace("<html lang=hi>", "<html amp lang=hi>")
    for number, canonical in enumerate(((404, {}, b""), (500, {}, b""), (200, {}, b""))):
        pages = {"/": "<a href='/lite/khabar-news-1'>क</a>", "/lite/khabar-news-1": amp}
        pages["/india/khabar-news-1"] = canonical
        with serving(SmallSite(pages)) as site:
            run = crawl(tmp_path / str(number), root=site.url)
        assert [each["url"] for each in run.articles] == [SITE + "/india/khabar-news-1"]
        assert run.rejects == {}


def test_an_amp_page_that_is_gone_too_is_asked_for_once(tmp_path: Path) -> None:
    links = "<a href='/amp/india/khabar-news-1'>क</a>"
    pages = {"/": links + listing(2), "/india/khabar-news-2": story(2, extra=links)}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
    assert run.rejects == {SITE + "/india/khabar-news-1": "http_404"}
    assert site.asked.count("/amp/india/khabar-news-1") == 1
    assert site.asked.count("/india/khabar-news-1") == 1


def not_found_after_the_feed() -> tuple[int, dict[str, str], bytes]:
    time.sleep(1)
    return 404, {}, b""


def test_another_form_of_an_url_is_tried_where_one_does_not_answer(tmp_path: Path) -> None:
    """The listing names an article without the slash that alone answers, the feed names it right."""
    feed = f"<feed><entry><link href='{SITE}/india/khabar-news-1/'/></entry></feed>"
    pages = {
        "/": listing(1, extra="<link rel=alternate type=application/atom+xml href=/feed.xml>"),
        "/feed.xml": feed,
        "/india/khabar-news-1/": story(1),
        "/india/khabar-news-1": not_found_after_the_feed,
    }
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
        assert ids(run.articles) == ["1"]
        assert run.rejects == {}
        assert len(urls_of(site)) <= 2


def test_a_redirect_to_another_form_is_followed_once(tmp_path: Path) -> None:
    moved = (301, {"Location": "/india/khabar-news-1/"}, b"")
    pages = {"/": listing(1), "/india/khabar-news-1": moved, "/india/khabar-news-1/": story(1)}
    with serving(SmallSite(pages)) as site:
        assert ids(crawl(tmp_path, root=site.url).articles) == ["1"]
        del site.asked[:]
        crawl(tmp_path, "-s", "CLOSESPIDER_PAGECOUNT=9", root=site.url)
        assert "/india/khabar-news-1" not in urls_of(site)


@pytest.mark.parametrize("right", ["/india/khabar-news-1", "/india/khabar-news-1/"])
def test_of_two_forms_on_one_page_the_one_that_answers_is_taken(tmp_path: Path, right: str) -> None:
    both = "<a href=/india/khabar-news-1/>1</a><a href=/india/khabar-news-1>1</a>"
    with serving(SmallSite({"/": both, right: story(1)})) as site:
        run = crawl(tmp_path, root=site.url)
        assert ids(run.articles) == ["1"]
        assert run.rejects == {}
        named = "/india/khabar-news-1,/india/khabar-news-1/"
        run = crawl(tmp_path / "named", root=site.url, urls=named)
        assert ids(run.articles) == ["1"]
