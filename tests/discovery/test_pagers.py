from __future__ import annotations

import pytest
from lxml import etree

from newsbot.discovery.sources.pagers import next_page
from newsbot.urls import SiteUrls

SITE = "https://www.theindiadaily.com"


def follow(html: str, urls: SiteUrls, path: str = "/india") -> str | None:
    root = etree.fromstring(f"<html><body>{html}</body></html>", etree.HTMLParser(encoding="utf-8"))
    url = next_page(root, SITE + path, urls)
    return url and url.removeprefix(SITE)


def pager(*hrefs: str, names: str = "123456789", kind: str = "pagination") -> str:
    items = "".join(f"<li><a href='{h}'>{n}</a></li>" for h, n in zip(hrefs, names, strict=False))
    return f"<ul class='{kind}'>{items}</ul>"


FORMS = [
    "/india/page/{}", "/india/page/{}/", "/india/page-{}", "/india/page{}.html", "/india-page-{}",
    "/india?page={}", "/india/?page={}", "/india?pg={}", "/india?paged={}", "/india?pageNo={}",
    "/india?p={}", "/india?page_no={}&sort=new", "/page/{}/india", "/india/p/{}", "/india?पेज={}",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["pagination", "x"])
def test_each_page_leads_to_the_next(urls: SiteUrls, form: str, kind: str) -> None:
    """From the first page, whose number is no link, to the last one; be it in a pager or not."""
    pages = [form.format(n) for n in range(1, 10)]
    normal = [str(urls.join(SITE, each)).removeprefix(SITE) for each in pages]
    first = f"<ul class={kind}><li>1</li>{pager(*pages[1:4], names='234', kind=kind)}</ul>"
    assert follow(first, urls) == normal[1]
    for n in range(2, 9):
        html = pager("/india", *pages[1:], kind=kind)
        assert follow(html, urls, normal[n - 1]) == normal[n]
    assert follow(pager("/india", *pages[1:], kind=kind), urls, normal[8]) is None


@pytest.mark.parametrize("form", ["/india/{}", "/india/{}/", "/india-{}.html", "/india?i={}"])
def test_a_bare_number_is_a_page_in_a_pager_alone(urls: SiteUrls, form: str) -> None:
    pages = [form.format(n) for n in range(1, 6)]
    for kind in ("pagination", "x-pager", "wp-pagenavi", "page-numbers"):
        html = pager("/india", *pages[1:], kind=kind)
        assert follow(html, urls) == pages[1]
    html = pager("/india", *pages[1:], kind="list")
    assert follow(f"<nav aria-label='Page navigation'>{html}</nav>", urls) == pages[1]
    for kind in ("calendar", "share", "rating", "menu"):
        assert follow(pager(*pages, kind=kind), urls) is None


def test_bare_numbers_go_on(urls: SiteUrls) -> None:
    html = pager("/india", "/india/2", "/india/3", "/india/4")
    assert follow(html, urls, "/india/2") == "/india/3"
    assert follow(html, urls, "/india/4") is None


@pytest.mark.parametrize("names", ["१२३४", "1234"])
def test_devanagari_digits(urls: SiteUrls, names: str) -> None:
    pages = ["/india", "/india?page=2", "/india?page=3", "/india?page=4"]
    assert follow(pager(*pages, names=names), urls) == pages[1]
    assert follow(pager(*pages, names=names), urls, "/india?page=2") == pages[2]
    own = [f"/india/page/{each}" for each in "१२३"]
    assert (
        follow(pager("/india", *own[1:], names="१२३"), urls) == urls.join(SITE, own[1])[len(SITE) :]
    )
    for text in ("पेज 2", "पेज २", "Page 2", "पृष्ठ: २"):
        assert follow(f"<a href='/india?page=2'>{text}</a>", urls) == "/india?page=2"


@pytest.mark.parametrize(
    "mark",
    ["<li>{}</li>", "<li><span class=current>{}</span></li>", "<li class=active><a href='{}'>{}</a></li>",
     "<li><a aria-current=page href='{}'>{}</a></li>", "<strong>{}</strong>"],
)  # fmt: skip
@pytest.mark.parametrize(
    "form", ["/india?page={zero}", "/india?start={stories}", "/india?from={stories}"]
)
def test_pages_that_count_from_0_or_by_stories(urls: SiteUrls, mark: str, form: str) -> None:
    """Then the pager says which page is shown."""
    paths = [form.format(zero=n, stories=n * 20) for n in range(4)]
    for shown in range(4):
        items = "".join(
            mark.format(*(["#", n + 1][2 - mark.count("{}") :]))
            if n == shown
            else f"<li><a href='{path}'>{n + 1}</a></li>"
            for n, path in enumerate(paths)
        )
        html = f"<nav class=x-pagination><ul>{items}</ul></nav>"
        expected = paths[shown + 1] if shown < 3 else None
        assert follow(html, urls, paths[shown] if shown else "/india") == expected


@pytest.mark.parametrize(
    "html",
    [
        "<div class=pagination><a href='/india/khabar-news-2'>2</a></div>",  # the second story
        "<div class=pagination><a href='/sports/page/2'>2</a></div>",  # another listing's
        "<div class=pagination><a href='#2'>2</a><a href='javascript:go(2)'>2</a></div>",
        "<div class=pagination><a href='https://other.example/india/page/2'>2</a></div>",
        "<div class=pagination><a href='/india/page/1'>1</a><a href='/india/page/3'>3</a></div>",
        "<div class=pagination><a href='/india/page/9'>2</a></div>",
        "<table class=calendar><tr><td><a href='/india/2026/02/2'>2</a></td></tr></table>",
        "<table class=calendar><tr><td><a href='/india?date=2'>2</a></td></tr></table>",
        "<div class=share><a href='/share?page=2'>2</a></div>",
        "<span class=comments><a href='/india?comments=2'>2</a></span>",
        "<a href='/archive/2'>2</a><a href='/2'>2</a><a href='/page/2'>2</a>",
        "<a href='/india/page/2'>2 घंटे पहले</a><a href='/india/page/2'>2,345</a>",
    ],
)
def test_other_numbers_are_no_pagers(urls: SiteUrls, html: str) -> None:
    assert follow(html, urls) is None


def test_words_and_rel_come_first(urls: SiteUrls) -> None:
    numbers = pager("/india", "/india/page/2", "/india/page/3")
    assert follow(numbers + "<a href='/india?after=x'>अगला</a>", urls) == "/india?after=x"
    assert follow(numbers + "<a rel=next href='/india?after=x'>5</a>", urls) == "/india?after=x"


def test_the_home_page(urls: SiteUrls) -> None:
    assert follow(pager("/", "/page/2", "/page/3"), urls, "/") == "/page/2"
    assert follow(pager("/", "/?page=2", "/?page=3"), urls, "/?page=2") == "/?page=3"
    assert follow("<div class=x><a href='/2'>2</a></div>", urls, "/") is None


def test_many_numbers_take_no_time(urls: SiteUrls) -> None:
    links = "".join(f"<a href='/india?start={n}'>{n % 9 + 3}</a>" for n in range(3000))
    assert follow(f"<div class=pagination>{links}</div>", urls) is None
    deep = "<div class=pagination>" * 200 + "<a href='/india?start=1'>7</a>" * 500
    assert follow(deep, urls) is None


def test_more_stories_of_the_same_listing_are_its_next_page(urls: SiteUrls) -> None:
    """Its address counts stories; a button with such words may lead to another listing too."""
    assert follow("<a href='?offset=12'>और खबरें</a>", urls) == "/india?offset=12"
    assert follow("<a href='?offset=24'>Load more</a>", urls, "/india?offset=12") == (
        "/india?offset=24"
    )
    assert follow("<a href='?offset=12'>और खबरें</a>", urls, "/india?offset=24") is None
    assert follow("<a href='/sports?offset=12'>और खबरें</a>", urls) is None
    assert follow("<a href='/india?cat=7'>और खबरें</a>", urls) is None
