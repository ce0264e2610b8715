"""What the words of an address say of its page, on a site that nobody declared."""

from __future__ import annotations

import pytest
from lxml import html
from scrapy.http import HtmlResponse

from newsbot.undeclared.address import Address
from newsbot.undeclared.evidence import is_idle_sitemap
from newsbot.undeclared.links import links_of
from newsbot.undeclared.listing import AnyListing
from newsbot.undeclared.shapes import UrlShapes
from newsbot.undeclared.urls import UndeclaredUrls

SITE = "https://jan-vani.example"


def address(path: str) -> Address:
    found = UndeclaredUrls(SITE, shapes=UrlShapes()).address(SITE + path)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "path",
    [
        "/career/railway-mein-nai-bharti-42713",
        "/tech/apps/hindi-mein-likhne-wala-app-88120",
        "/cricket/team/bharat-ki-team-ka-ailan-51234",
        "/archives/4512",
        "/archives/2026",
        "/2026",
        "/2026/02/nadi.html",
        "/2026/02/03/nadi/",
        "/khabar/2026/1",
        "/khabar.php?id=71",
    ],
)
def test_sections_that_are_called_like_a_page_of_the_publisher_hold_articles(path: str) -> None:
    assert address(path).may_be_article


@pytest.mark.parametrize(
    "path",
    [
        "/about-us",
        "/team.php",
        "/hindi/privacy-policy/",
        "/page.php?p=about",
        "/index.php?page=Contact-Us",
        "/archive",
        "/archives/2026/11",
        "/2026/01/",
        "/2026/02/03",
        "/archives/2026-11-04",
        "/archives/tag/bihar",
        "/khabar.php?id=71&print=1",
    ],
)
def test_pages_of_the_publisher_and_lists_of_months_are_never_read(path: str) -> None:
    assert address(path).is_never_read


def test_one_script_says_nothing_of_another() -> None:
    """``send.php?id=12`` sends the article that ``news.php?id=12`` shows."""
    shapes = UrlShapes()
    for number in range(100, 105):
        shapes.learn(address(f"/news.php?id={number}"), is_article=True)
        shapes.learn(address(f"/send.php?id={number}"), is_article=False)
    assert shapes.is_article(address("/news.php?id=999"))
    assert not shapes.is_article(address("/send.php?id=999"))


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/news.php?id=1840", "/news.php?id=1840&cid=12"),
        ("/news.php?id=1840", "/news.php?category_id=31&id=1840"),
        ("/index.php?option=com_content&view=article&id=84", "/index.php?id=84&Itemid=101"),
    ],
)
def test_the_list_that_an_address_names_makes_no_other_article(path: str, other: str) -> None:
    urls = UndeclaredUrls(SITE, shapes=UrlShapes())
    one, two = urls.ref(SITE + path), urls.ref(SITE + other)
    assert one is not None
    assert two is not None
    assert one.id == two.id


def test_what_sends_an_article_is_not_another_one() -> None:
    """A place or a category with the same number is."""
    urls = UndeclaredUrls(SITE, shapes=UrlShapes())
    paths = ("news.php?id=71", "send.php?id=71", "news.php?id=72", "n.php?city=71", "n.php?cid=71")
    one, sent, *others = filter(None, (urls.ref(f"{SITE}/{path}") for path in paths))
    assert urls.are_same(one, sent)
    assert [urls.are_same(one, other) for other in others] == [False] * 3


@pytest.mark.parametrize(
    ("link", "href"),
    [
        ("<a href='/bihar/12'>नहर</a>", "/bihar/12"),
        ("<a href=\"javascript:openNews('news.php?id=71')\">नहर</a>", "news.php?id=71"),
        ("<a href='#' onclick=\"location.href='/bihar/12'\">नहर</a>", "/bihar/12"),
        ("<a onclick=\"window.open('https://jan-vani.example/12','_self')\">नहर</a>", f"{SITE}/12"),
        ("<a href='javascript:void(0)' onclick=\"share('नहर')\">नहर</a>", "javascript:void(0)"),
        ("<a href='/bihar/12' onclick=\"count('/ginti.php')\">नहर</a>", "/bihar/12"),
        ("<a href='#' onclick='hide()'>नहर</a>", "#"),
    ],
)
def test_where_a_link_leads_that_runs_a_script(link: str, href: str) -> None:
    assert [found for found, _ in links_of(html.fromstring(f"<div>{link}</div>"))] == [href]


@pytest.mark.parametrize(
    ("path", "is_idle"),
    [
        ("/taxonomy/sitemap.xml", True),
        ("/post_tag-sitemap2.xml", True),
        ("/lekh/sitemap.xml", False),
        ("/news-sitemap.xml", False),
    ],
)
def test_sitemaps_of_tags_and_authors_are_left_out(path: str, is_idle: bool) -> None:
    assert is_idle_sitemap(SITE + path) is is_idle


def test_lists_of_tags_and_authors_are_no_sections() -> None:
    links = (
        "<a rel=tag href='/v/khel'>खेल</a><a rel=author href='/l/a'>रेखा</a><a href='/desh'>देश</a>"
    )
    page = HtmlResponse(f"{SITE}/", body=f"<body>{links}</body>".encode(), encoding="utf-8")
    found = AnyListing("/").read(page, UndeclaredUrls(SITE, shapes=UrlShapes()))
    assert [url for url, _ in found.pages] == [f"{SITE}/desh"]
