"""Crawls of sites whose sources and URLs are as other sites have them."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from newsbot.discovery.soft_404 import IMPOSSIBLE_NAME
from tests.crawling import SITE, SmallSite, crawl, listing, serving, story
from tests.test_crawl import ids, urls_of

XML = {"Content-Type": "application/xml"}


def sitemap(*urls: str, kind: str = "url") -> tuple[int, dict[str, str], bytes]:
    entries = "".join(f"<{kind}><loc>{url}</loc></{kind}>" for url in urls)
    root = "urlset" if kind == "url" else "sitemapindex"
    return 200, XML, f"<{root}>{entries}</{root}>".encode()


def robots(*sitemaps: str, rules: str = "") -> tuple[int, dict[str, str], bytes]:
    lines = "".join(f"Sitemap: {url}\n" for url in sitemaps)
    return 200, {}, f"User-agent: *\n{rules}\n{lines}".encode()


def canonical(url: str) -> str:
    return f"<link rel=canonical href='{url}'>"


def test_a_site_that_answers_with_a_trailing_slash_alone(tmp_path: Path) -> None:
    """All else is 404: links, sitemap and related stories are followed as they are found."""
    path = "/states/uttar-pradesh/khabar-news-{}/".format
    pages: dict[str, Any] = {
        "/robots.txt": robots("/sitemap.xml"),
        "/sitemap.xml": sitemap(*(SITE + path(n) for n in range(1, 6))),
        "/": f"<a href='{path(6)}'>खबर</a>",
    }
    related = (
        f"<a href='{path(7)}'><h3>खबर</h3></a><a href='/states/up/khabar-news-6'><h3>यही</h3></a>"
    )
    pages |= {path(n): story(n) for n in range(1, 8)}
    pages[path(6)] = story(6).replace(
        "<div class=x-rel-slider>", "<div class=x-rel-slider>" + related
    )
    pages[path(5)] = story(5, extra=canonical(SITE + path(5).rstrip("/")))
    pages[path(4)] = story(4, extra=canonical(SITE + "/states/naya-naam-news-4.html"))
    pages[path(3)] = story(3, extra=canonical(SITE + path(2)))
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
        assert (run.status, run.rejects) == (0, {}), run.stderr
        assert ids(run.articles) == [str(n) for n in range(1, 8)]
        # Page 3 names another article as its own: is it what the site shows for a dead address?
        questions = [url for url in urls_of(site) if IMPOSSIBLE_NAME in url]
        assert len(questions) == 1
        assert sorted({*urls_of(site)} - {*questions}) == [path(n) for n in range(1, 8)]
        assert len(urls_of(site)) == 8
        by_id = {each["id"].partition(":")[2]: each for each in run.articles}
        # The page's own word where it is for the same article, else what was fetched.
        assert by_id["5"]["url"] == SITE + path(5).rstrip("/")
        assert by_id["4"]["url"] == SITE + "/states/naya-naam-news-4.html"
        assert by_id["3"]["url"] == SITE + path(3)
        assert [each["url"] for each in by_id["6"]["related"]] == [SITE + path(7)]
        # What is fetched again is what answered.
        site.asked.clear()
        run = crawl(tmp_path, root=site.url, full="1")
        assert set(urls_of(site)) <= {path(n) for n in range(1, 8)}
        assert run.rejects == {}


def test_redirects_between_the_forms_of_an_article(tmp_path: Path) -> None:
    """Each of its forms leads to another one: that is neither a circle nor another article."""
    path = "/india/khabar-news-{}".format
    forms = {path(1): "/", path(2): ".html", path(3) + "/": "", path(4): "/?ref=home"}
    pages: dict[str, Any] = {
        "/": listing() + "".join(f"<a href='{each}'>खबर</a>" for each in forms)
    }
    for form, end in forms.items():
        bare = form.rstrip("/")
        pages[form] = (301, {"Location": bare + end}, b"")
        pages[bare + end] = story(int(bare[-1]))
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
        assert (run.status, run.rejects) == (0, {}), run.stderr
        assert [each["url"].removeprefix(SITE) for each in sorted(run.articles, key=lambda a: a["id"])] == [
            path(1) + "/", path(2) + ".html", path(3), path(4) + "/",
        ]  # fmt: skip
        assert len(urls_of(site)) == 8


def test_a_nested_section_is_asked_for_by_any_of_its_steps(tmp_path: Path) -> None:
    urls = [
        "/states/uttar-pradesh/k-news-1",
        "/states/bihar/k-news-2",
        "/india/k-news-3",
        "/webstory/states/x-4",
    ]
    pages: dict[str, Any] = {
        "/robots.txt": robots("/s.xml"),
        "/s.xml": sitemap(*(SITE + u for u in urls)),
    }
    pages |= {url: story(int(url[-1])) for url in urls}
    for sections, wanted in (("states", "124"), ("uttar-pradesh", "1"), ("bihar,india", "23")):
        with serving(SmallSite(dict(pages))) as site:
            run = crawl(tmp_path / sections, root=site.url, sections=sections)
            assert ids(run.articles) == list(wanted), run.stderr


def test_sitemaps_on_another_host_that_robots_txt_names(tmp_path: Path) -> None:
    path = "/india/khabar-news-{}".format
    maps, site = SmallSite(), SmallSite({path(n): story(n) for n in range(1, 9)})
    third = SmallSite({"/3.xml": sitemap(SITE + path(7)), "/robots.txt": robots()})
    with serving(maps), serving(site), serving(third):
        maps.pages |= {
            "/robots.txt": robots(rules="Disallow: /private/\n"),
            "/1.xml": sitemap(
                SITE + path(1), maps.url + path(2), "https://other.example" + path(3)
            ),
            "/index.xml": sitemap(
                maps.url + "/4.xml.gz", third.url + "/3.xml", SITE + "/5.xml", kind="sitemap"
            ),
            "/4.xml.gz": (
                200,
                {},
                gzip.compress(b"<urlset>") + gzip.compress(sitemap(SITE + path(4))[2][8:]),
            ),
            "/moved.xml": (302, {"Location": third.url + "/3.xml"}, b""),
            "/here.xml": (302, {"Location": "/6.xml"}, b""),
            "/6.xml": sitemap(SITE + path(6)),
            "/private/8.xml": sitemap(SITE + path(8)),
        }
        names = ("1.xml", "index.xml", "moved.xml", "here.xml", "private/8.xml")
        # A root on this machine never leads off it.
        elsewhere = ("http://maps.example/s.xml", "https://www.example.com/s.xml")
        site.pages["/robots.txt"] = robots(*(f"{maps.url}/{name}" for name in names), *elsewhere)
        site.pages["/5.xml"] = sitemap(SITE + path(5))
        run = crawl(tmp_path, root=site.url)
        assert run.status == 0, run.stderr
        assert ids(run.articles) == ["1", "4", "5", "6"]
        assert all(each["found_via"] == "sitemap" for each in run.articles)
        assert {each["found_on"].rpartition(":")[0] for each in run.articles} == {
            "http://127.0.0.1",
            "https",
        }
        assert third.asked == []
        assert sorted(maps.asked) == sorted(
            [
                "/robots.txt",
                "/1.xml",
                "/index.xml",
                "/4.xml.gz",
                "/moved.xml",
                "/here.xml",
                "/6.xml",
            ]
        )
        counts = run.report["counts"]
        assert counts["sources/failed/bad_redirect"] == counts["sources/failed/robots_txt"] == 1
        assert "maps.example" not in run.stderr


def test_a_challenge_of_another_host_says_nothing_of_the_site(tmp_path: Path) -> None:
    guard = (403, {"cf-mitigated": "challenge", "Content-Type": "text/html"}, b"<html></html>")
    with serving(SmallSite({"/robots.txt": (404, {}, b""), "/s.xml": guard})) as maps:
        pages = {"/robots.txt": robots(maps.url + "/s.xml"), "/": listing(1)}
        with serving(SmallSite({**pages, "/india/khabar-news-1": story(1)})) as site:
            crawl(tmp_path, root=site.url)
            site.pages["/india/khabar-news-1"] = (304, {}, b"")
            run = crawl(tmp_path, root=site.url)
    assert run.report["counts"]["sources/failed/blocked"] == 1
    assert run.report["outcome"] == "nothing_new", run.stderr


def test_what_nobody_recognises_is_said(tmp_path: Path) -> None:
    path = "/india/khabar-news-{}".format
    known = [SITE + path(n) for n in range(1, 5)]
    strange = [f"{SITE}/photos/nahar-{n}" for n in range(12)]
    pages: dict[str, Any] = {path(n): story(n) for n in range(1, 5)}
    pages |= {"/robots.txt": robots("/s.xml"), "/s.xml": sitemap(*known, *strange)}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
    report = run.report
    assert (run.status, report["outcome"], report["articles"]) == (0, "ok", 4)
    assert report["counts"]["unrecognised_urls/sitemap"] == 12
    assert report["counts"]["unrecognised_urls/examples"] == strange[:3]
    assert (
        f"12 of 16 URLs of the site in {SITE}/s.xml match no article pattern" in report["message"]
    )
    assert strange[0] in report["message"]
    # A few are counted and not spoken of.
    pages["/s.xml"] = sitemap(*known, *strange[:9])
    with serving(SmallSite(pages)) as site:
        report = crawl(tmp_path / "few", root=site.url).report
    assert report["counts"]["unrecognised_urls/sitemap"] == 9
    assert "pattern" not in report["message"]


def test_a_pager_of_numbers(tmp_path: Path) -> None:
    numbers = "".join(f"<li><a href='/india/page/{n}'>{n}</a></li>" for n in range(2, 5))
    pager = f"<ul class=pagination><li><a href='/india'>1</a></li>{numbers}</ul>"
    pages: dict[str, Any] = {"/": "<ul class=x-menu><a href='/india'>देश</a></ul>"}
    pages |= {"/india": listing(1, 2, extra=pager)}
    pages |= {f"/india/page/{n}": listing(2 * n - 1, 2 * n, extra=pager) for n in range(2, 5)}
    pages |= {f"/india/khabar-news-{n}": story(n) for n in range(1, 9)}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
        assert ids(run.articles) == [str(n) for n in range(1, 9)], run.stderr
        assert [each for each in site.asked if "/page/" in each] == [
            f"/india/page/{n}" for n in (2, 3, 4)
        ]


@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_further_page_of_a_listing_that_is_refused_is_asked_for_by_later_runs(
    tmp_path: Path, status: int
) -> None:
    """It alone: nothing is read again for it, and the pages behind it come when it answers."""

    def page(number: int) -> str:
        following = f"<a rel=next href='/?page={number + 1}'>x</a>" if number < 4 else ""
        return listing(number, extra=following)

    pages: dict[str, Any] = {f"/?page={number}": page(number) for number in range(2, 5)}
    pages |= {f"/india/khabar-news-{number}": story(number) for number in range(1, 5)}
    pages |= {"/": page(1), "/?page=3": (status, {}, b"no")}
    with serving(SmallSite(pages)) as site:
        assert ids(crawl(tmp_path, root=site.url).articles) == ["1", "2"]
        for _ in range(2):
            site.asked.clear()
            run = crawl(tmp_path, root=site.url)
            assert (run.status, run.report["outcome"]) == (0, "nothing_new"), run.stderr
            assert site.asked.count("/?page=3") == 1
            assert "/?page=2" not in site.asked
        pages["/?page=3"] = page(3)
        run = crawl(tmp_path, root=site.url)
        assert ids(run.articles) == ["1", "2", "3", "4"]
        site.asked.clear()
        crawl(tmp_path, root=site.url)
        assert "/?page=3" not in site.asked
