from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.spiders.indiadaily import IndiaDailySpider
from newsbot.urls import SiteUrls, is_loopback, is_tracking, origin_of

SITE = "https://www.theindiadaily.com"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/india/a-news-12", ("/india/a-news-12", "indiadaily:12", "india")),
        ("/india/a-news-12/", ("/india/a-news-12", "indiadaily:12", "india")),
        ("/india/a-news-12?utm_source=x&utm_medium=y", ("/india/a-news-12", "indiadaily:12", "india")),
        ("/india/a-news-12?page=2#top", ("/india/a-news-12", "indiadaily:12", "india")),
        ("HTTPS://WWW.TheIndiaDaily.com/india/a-news-12", ("/india/a-news-12", "indiadaily:12", "india")),
        ("http://theindiadaily.com/india/a-news-12", ("/india/a-news-12", "indiadaily:12", "india")),
        ("https://m.theindiadaily.com/india/a-news-12", ("/india/a-news-12", "indiadaily:12", "india")),
        ("/india/./x/../a-news-12", ("/india/a-news-12", "indiadaily:12", "india")),
        ("/india/a-news-12;jsessionid=1", ("/india/a-news-12", "indiadaily:12", "india")),
        ("/sports/b-brmp-news-23404", ("/sports/b-brmp-news-23404", "indiadaily:23404", "sports")),
        ("/webstory/sports/x-39576", ("/webstory/sports/x-39576", "indiadaily:39576", "sports")),
    ],
)  # fmt: skip
def test_articles(urls: SiteUrls, url: str, expected: tuple[str, str, str]) -> None:
    normal = urls.join(SITE + "/", url)
    assert normal is not None
    ref = urls.article(normal)
    assert ref is not None
    assert (ref.url, ref.id, ref.section) == (SITE + expected[0], *expected[1:])


@pytest.mark.parametrize(
    "url",
    [
        "/amp/india/a-news-12", "/india/a-news-12/amp", "/india/a-news-12/amp/?utm_source=x",
        "/india/a-news-12?amp=1", "/india/a-news-12?amp", "/india/a-news-12?outputType=amp",
        "https://amp.theindiadaily.com/india/a-news-12",
    ],
)  # fmt: skip
def test_an_amp_page_is_its_article_and_its_own_address_is_kept(urls: SiteUrls, url: str) -> None:
    ref = urls.article(url if url.startswith("https") else SITE + url)
    assert ref == urls.article(f"{SITE}/india/a-news-12")
    assert ref is not None
    assert ref.found is not None
    assert urls.has(ref.found)


def test_words_like_amp_make_no_amp_page(urls: SiteUrls) -> None:
    for path in ("/india/amp-news-12", "/amp/amp-news-12", "/india/a-news-12?example=1&lamp=1"):
        ref = urls.article(SITE + path)
        assert ref is not None
        assert ref.found is None


def test_the_form_of_2023_has_no_number_and_is_known_by_its_url(urls: SiteUrls) -> None:
    one = urls.article(f"{SITE}/sports/asian-games-1695863213")
    other = urls.article(f"{SITE}/sports/cricket-1695863213")
    assert one
    assert other
    assert one.id != other.id
    assert one.id == urls.article(f"{SITE}/sports/asian-games-1695863213/?utm_source=x").id  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "url",
    [
        "/", "/india", "/about-us", "/webstory/sports/x-news", "/topic/world-cup-2024", "/india/x-news-", "/x-news-12",
        "/india/x-news-12.jpg", "https://images.theindiadaily.com/india/a-news-12",
        "https://hindi.theindiadaily.com/india/a-news-12", "https://x.com/india/a-news-12",
        "javascript:void(0)", "mailto:a@b.in", "#top", "", "http://[broken", "tel:1",
        "https://www.theindiadaily.com.evil.example/india/a-news-12",
    ],
)  # fmt: skip
def test_no_articles(urls: SiteUrls, url: str) -> None:
    normal = urls.join(SITE + "/", url)
    assert normal is None or urls.article(normal) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/india?page=2&utm_source=x", "/india?page=2"),
        ("//www.theindiadaily.com//india//", "/india/"),
        ("/खेल", "/%E0%A4%96%E0%A5%87%E0%A4%B2"),
        ("/a b", "/a%20b"),
    ],
)
def test_normal_form(urls: SiteUrls, url: str, expected: str) -> None:
    assert urls.join(SITE + "/", url) == SITE + expected


@given(st.text())
def test_no_link_raises_and_the_normal_form_is_stable(href: str) -> None:
    urls = SiteUrls("indiadaily", SITE, IndiaDailySpider.article_url)
    normal = urls.join(SITE + "/india", href)
    assert normal is None or urls.normalise(normal) == normal


def test_root_stands_in_for_the_site() -> None:
    urls = SiteUrls("indiadaily", SITE, IndiaDailySpider.article_url, "http://127.0.0.1:8000")
    assert urls.to_root(f"{SITE}/india?page=2") == "http://127.0.0.1:8000/india?page=2"
    assert urls.to_root("https://m.theindiadaily.com") == "http://127.0.0.1:8000/"
    assert urls.to_root("https://x.com/a") == "https://x.com/a"
    assert urls.join(SITE, "http://127.0.0.1:8000/india") == f"{SITE}/india"
    assert urls.to_origin("http://127.0.0.1:8000/a") == f"{SITE}/a"
    assert urls.to_origin("http://127.0.0.1:80001/a") == "http://127.0.0.1:80001/a"


@pytest.mark.parametrize("url", ["", "x", "ftp://a", "http://", "http://a:b", "http://a:99999"])
def test_no_origin(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        origin_of(url)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [("http://127.0.0.1:1", True), ("http://[::1]:1", True), ("http://localhost", True),
     ("http://127.1.2.3", True), ("https://www.theindiadaily.com", False), ("http://10.0.0.1", False)],
)  # fmt: skip
def test_loopback(origin: str, expected: bool) -> None:
    assert is_loopback(origin_of(origin)) is expected


def test_tracking() -> None:
    assert all(map(is_tracking, ["utm_source", "UTM_Campaign", "fbclid", "gclid"]))
    assert not any(map(is_tracking, ["page", "id", "q"]))
