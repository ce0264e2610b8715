"""Without ``root=`` a crawl stays at the ports of the web, and with https where the site has it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.urls import MAX_URL_LENGTH, SiteUrls
from tests.browser.canary import canary
from tests.crawling import SmallSite, crawl, listing, serving, story
from tests.resolving.elsewhere import SCRAPYS, UNRULED, Elsewhere

HOST = "www.theindiadaily.com"
ARTICLE = r"/[a-z]+/[\w-]*news-(?P<id>\d+)"
PATH = "/india/khabar-news-1"
HTTPS = SiteUrls("indiadaily", f"https://{HOST}", ARTICLE)
OWN_PORT = SiteUrls("indiadaily", f"https://{HOST}:8443", ARTICLE)


@pytest.mark.parametrize("port", ["", ":80", ":443"])
@pytest.mark.parametrize("host", ["theindiadaily.com", HOST, "m.theindiadaily.com"])
def test_the_ports_of_the_web_are_the_sites(host: str, port: str) -> None:
    assert HTTPS.has(f"http://{host}{port}{PATH}")


@given(st.integers(1, 65_535), st.sampled_from(["http", "https"]))
def test_another_port_is_not_the_site(port: int, scheme: str) -> None:
    url = f"{scheme}://{HOST}:{port}{PATH}"
    assert HTTPS.has(url) == (port in (80, 443))
    assert OWN_PORT.has(url) == (port in (80, 443, 8443))
    assert (HTTPS.article(url) is None) == (port not in (80, 443))
    elsewhere = HTTPS.elsewhere(f"{scheme}://maps.example:{port}/sitemap.xml")
    assert (elsewhere is None) == (port not in (80, 443))


@pytest.mark.parametrize("port", ["x", "99999", "-1", "80x"])
def test_what_is_no_port_is_not_the_site(port: str) -> None:
    assert not HTTPS.has(f"https://{HOST}:{port}{PATH}")
    assert HTTPS.elsewhere(f"https://maps.example:{port}/sitemap.xml") is None


def test_with_a_root_no_port_of_the_site_leads_past_it() -> None:
    urls = SiteUrls("indiadaily", f"https://{HOST}", ARTICLE, "http://127.0.0.1:8000")
    assert urls.to_root(f"https://{HOST}:8443/x") == "http://127.0.0.1:8000/x"
    assert not urls.has("http://127.0.0.1:8001/x")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"http://{HOST}{PATH}?a=1", f"https://{HOST}{PATH}?a=1"),
        (f"http://{HOST}:80{PATH}", f"https://{HOST}{PATH}"),
        (f"http://m.theindiadaily.com{PATH}", f"https://m.theindiadaily.com{PATH}"),
        (f"https://{HOST}{PATH}", f"https://{HOST}{PATH}"),
        ("http://maps.example/x", "http://maps.example/x"),
    ],
)
def test_the_site_is_asked_with_https(url: str, expected: str) -> None:
    assert HTTPS.secure(url) == expected


def test_a_site_without_https_is_asked_without() -> None:
    urls = SiteUrls("indiadaily", f"http://{HOST}", ARTICLE)
    assert urls.secure(f"http://{HOST}{PATH}") == f"http://{HOST}{PATH}"


@given(st.sampled_from(["amp.", "www.", "m.", ""]), st.sampled_from(["", ":80", ":443"]))
def test_no_article_is_asked_for_without_https(prefix: str, port: str) -> None:
    ref = HTTPS.article(f"http://{prefix}theindiadaily.com{port}{PATH}/amp")
    assert ref is not None
    assert {urlsplit(url).scheme for url in (ref.url, ref.amp_url) if url} == {"https"}


def test_a_long_url_is_none() -> None:
    start = f"https://{HOST}/india/"
    assert HTTPS.normalise(start + "a" * (2048 - len(start))) is not None
    assert HTTPS.normalise(start + "a" * (2049 - len(start))) is None
    maps = "https://maps.example/"
    assert HTTPS.elsewhere(maps + "a" * (2049 - len(maps))) is None
    assert MAX_URL_LENGTH == 2048


@pytest.mark.parametrize("source", ["/robots.txt", "/sitemap.xml", "/india"])
def test_no_redirect_leads_to_a_long_url(tmp_path: Path, source: str) -> None:
    """Of robots.txt, a sitemap, a section: ``MAX_URL_LENGTH`` holds for all that is asked for."""
    rules = (200, {}, f"User-agent: *\nSitemap: https://{HOST}/sitemap.xml\n".encode())
    menu = "<ul class=x-menu><a href='/india'>देश</a></ul>"
    pages = {"/robots.txt": rules, "/": listing(1, extra=menu), PATH: story(1), "/india": listing()}
    pages[source] = (302, {"Location": f"/{'a' * MAX_URL_LENGTH}"}, b"")
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
    assert source in site.asked
    assert max(map(len, site.asked)) < MAX_URL_LENGTH, run.stderr
    assert bool(run.articles) == (source != "/robots.txt")


def test_a_crawl_follows_nothing_to_another_port(elsewhere: Elsewhere) -> None:
    """Links, redirects, AMP pages, sitemaps, robots.txt: each names the same host at a canary."""
    with canary() as bird, serving(SmallSite()) as site:
        origin = site.url.replace("127.0.0.1", HOST)
        other = f"http://{HOST}:{bird.port}"
        amp = f"http://amp.theindiadaily.com:{bird.port}"
        links = "".join(
            f"<a href='{base}/india/khabar-news-{number}'>ख</a>"
            for number, base in enumerate((other, amp), 10)
        )
        html = {"Content-Type": "text/html; charset=utf-8"}
        site.pages = {
            "/robots.txt": f"User-agent: *\nSitemap: {other}/sitemap.xml\n",
            "/": listing(1, 2, 3, extra=links),
            PATH: story(1, extra=f"<link rel=amphtml href='{amp}{PATH}/amp'>"),
            "/india/khabar-news-2": (302, {"Location": f"{other}/india/khabar-news-2"}, b""),
            "/india/khabar-news-3": [
                (503, html, b"later"),
                (301, {"Location": f"{other}/india/khabar-news-3"}, b""),
            ],
        }
        run = elsewhere.crawl(
            origin,
            *SCRAPYS,
            *UNRULED,
            names={HOST: ["127.0.0.1"], urlsplit(amp).hostname: ["127.0.0.1"]},
        )
        assert bird.hits == []
    assert [each["id"] for each in run.articles] == ["indiadaily:1"], run.stderr
    assert {urlsplit(url).path[-1]: why for url, why in run.rejects.items()} == {
        "2": "bad_redirect",
        "3": "bad_redirect",
    }
