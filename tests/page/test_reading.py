"""Layouts by date: a redesign is a subclass, and old pages are read as before."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from scrapy.http import HtmlResponse, TextResponse

from newsbot.exceptions import DeclarationError, UnreadablePage
from newsbot.page import ArticlePage, layouts, parse_page
from newsbot.spiders.indiadaily import IndiaDailyPage, IndiaDailySpider
from newsbot.urls import SiteUrls
from tests.crawling import story


class Page2027(IndiaDailyPage):
    since = date(2027, 1, 5)
    content = "-story-text"


class Page2028(Page2027):
    since = date(2028, 6, 1)
    title = "-head"


OLD = story(7)
NEW = OLD.replace("editior-content", "story-text")
NEWEST = NEW.replace("body-title", "head")


def read(html: str, day: str, newest: type[ArticlePage] = Page2028) -> ArticlePage:
    urls = SiteUrls("indiadaily", IndiaDailySpider.origin, IndiaDailySpider.article_url)
    response = HtmlResponse(urls.origin + "/india/khabar-news-7", body=html.encode())
    fetched_at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return parse_page(newest, response, urls, fetched_at)


@pytest.mark.parametrize(
    ("html", "day", "layout"),
    [
        (OLD, "2026-02-03", IndiaDailyPage),
        (NEW, "2027-02-03", Page2027),
        (NEWEST, "2028-07-01", Page2028),
        (OLD, "2028-07-01", IndiaDailyPage),  # a page that the site has not changed over
        (NEW, "2026-12-31", Page2027),  # one that it changed before the day
        ("<p>कुछ और</p>", "2028-07-01", Page2028),
        ("<p>कुछ और</p>", "2026-02-03", IndiaDailyPage),
    ],
)
def test_the_layout_of_the_day_reads_a_page(html: str, day: str, layout: type[ArticlePage]) -> None:
    page = read(html, day)
    assert type(page) is layout
    expected = [] if "कुछ" in html else ["यह खबर संख्या 7 का पहला अनुच्छेद है."]
    assert [text for each in page.sections for text in each.paragraphs] == expected


def test_the_layouts_of_a_site_end_with_the_one_without_a_day() -> None:
    assert layouts(Page2028) == [Page2028, Page2027, IndiaDailyPage]
    assert layouts(IndiaDailyPage) == [IndiaDailyPage]


def test_a_redesign_is_later_than_what_it_redesigns() -> None:
    class Page2026(Page2027):
        since = date(2026, 1, 1)

    class Spider(IndiaDailySpider):
        page = Page2026

    with pytest.raises(DeclarationError, match="since of Page2026 must be later"):
        Spider()


def test_a_redesign_says_its_day() -> None:
    class Undated(Page2027):
        content = "-text"

    with pytest.raises(DeclarationError, match="since is missing, the first day on which"):
        layouts(Undated)


def test_a_redesign_of_the_headline_alone_says_its_day_too() -> None:
    class Dated(ArticlePage):
        since = date(2026, 1, 1)
        title = "-head"

    class Undated(Dated):
        title = "-headline"

    with pytest.raises(DeclarationError, match="Undated redesigns Dated: since"):
        layouts(Undated)


def test_a_day_is_a_day_in_india() -> None:
    assert type(read(NEW, "2027-01-04T20:00")) is Page2027


@pytest.mark.parametrize(
    ("body", "reason"), [("", "empty_page"), (" \n", "empty_page"), ("%PDF", "not_html")]
)
def test_what_is_no_page(urls: SiteUrls, body: str, reason: str) -> None:
    kind = {"Content-Type": "text/plain"}
    response = TextResponse(urls.origin + "/x", headers=kind, body=body.encode())
    with pytest.raises(UnreadablePage) as raised:
        parse_page(IndiaDailyPage, response, urls, datetime(2026, 2, 3, tzinfo=UTC))
    assert raised.value.reason == reason
