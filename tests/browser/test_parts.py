"""The parts that need no browser: declarations, the timeout, finding, listings' buttons."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse

from newsbot.browser import executable as finding
from newsbot.browser.renderer import shown_response
from newsbot.browser.timeout import PausableTimeout
from newsbot.discovery.sources import Listing, Source
from newsbot.exceptions import BrowserMissing, DeclarationError
from newsbot.spiders.indiadaily import IndiaDailySpider
from newsbot.urls import SiteUrls

BUTTON = "<a href='/india/khabar-news-1'>x</a><button class='idl24by7-loadmore'>Load More</button>"


def html(url: str, body: str) -> HtmlResponse:
    return HtmlResponse(IndiaDailySpider.origin + url, body=body.encode(), encoding="utf-8")


def test_a_button_takes_a_browser_unless_it_can_be_asked_for(urls: SiteUrls) -> None:
    pressed = Listing("/india", load_more="-loadmore")
    assert pressed.needs_browser
    found = pressed.read(html("/india", BUTTON), urls)
    assert (found.button, found.pages) == (True, [])
    assert not pressed.read(html("/india", BUTTON.replace("loadmore", "x")), urls).button

    asked = Listing("/india", load_more="-loadmore", more="/ajax{path}?p={page}&from={offset}")
    assert not asked.needs_browser
    found = asked.read(html("/india", BUTTON), urls)
    assert not found.button
    [(url, following)] = found.pages
    assert url == IndiaDailySpider.origin + "/ajax/india?p=2&from=1"
    assert Source.from_json(following.to_json()) == following
    [(url, _)] = following.read(html("/ajax", "<a href='/india/khabar-news-2'>x</a>"), urls).pages
    assert url == IndiaDailySpider.origin + "/ajax/india?p=3&from=2"


def test_more_ends_after_so_many_clicks_or_without_a_story(urls: SiteUrls) -> None:
    listing: Source = Listing("/india", more="/ajax?p={page}", clicks=3)
    answers = 0
    while pages := listing.read(html("/x", "<a href='/india/khabar-news-1'>x</a>"), urls).pages:
        listing = pages[0][1]
        answers += 1
    assert answers == 3
    further = Listing("/india", more="/ajax?p={page}", page=2)
    for body in ("", "<p>बस</p>", "[]", "null", '{"items": []}'):
        found = further.read(html("/x", body), urls)
        assert (found.outlinks, found.pages, found.damaged) == ([], [], False), body


@pytest.mark.parametrize(
    "body",
    [
        '["/india/khabar-news-7", "/india/khabar-news-8"]',
        '{"a": {"b": [{"url": "/india/khabar-news-7"}]}, "c": "/india/khabar-news-8?utm_source=x"}',
        '{"html": "<div><a href=\\"/india/khabar-news-7\\">x</a>'
        '<a href=\\"https://www.theindiadaily.com/india/khabar-news-8\\">x</a></div>"}',
        "[" * 900 + '"/india/khabar-news-7", "/india/khabar-news-8"' + "]" * 900,
    ],
)
def test_stories_in_json(urls: SiteUrls, body: str) -> None:
    response = TextResponse(IndiaDailySpider.origin + "/ajax", body=body.encode(), encoding="utf-8")
    found = Listing("/india", more="/ajax?p={page}", page=2).read(response, urls)
    assert [outlink.ref.id for outlink in found.outlinks] == ["indiadaily:7", "indiadaily:8"]


def test_the_page_of_a_browser_keeps_the_headers_about_rights() -> None:
    headers = {"X-Robots-Tag": ["noai", "noindex"], "ETag": '"1"', "Content-Encoding": "gzip"}
    shown = shown_response("<p>खबर</p>", TextResponse("https://x.example/", headers=headers))
    assert shown.headers.getlist("X-Robots-Tag") == [b"noai", b"noindex"]
    assert not shown.headers.keys() & {b"ETag", b"Content-Encoding"}


def test_an_answer_that_is_no_text_names_nothing(urls: SiteUrls) -> None:
    found = Listing("/india", more="/ajax?p={page}", page=2).read(
        Response("http://x", body=b"\0"), urls
    )
    assert (found.outlinks, found.pages) == ([], [])


@pytest.mark.parametrize("wrong", [{"clicks": 0}, {"more": "/ajax/{number}"}, {"more": "/ajax/{"}])
def test_a_wrong_declaration_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(DeclarationError, match=r"listing /india: "):
        Listing("/india", load_more="-loadmore", **wrong)


def test_a_wrong_need_is_refused() -> None:
    class Wrong(IndiaDailySpider):
        needs_browser = "always"

    with pytest.raises(DeclarationError, match="needs_browser must be never or when_empty"):
        Wrong()


def test_the_clock_stands_while_a_request_waits_for_its_turn() -> None:
    async def page() -> None:
        async with PausableTimeout(0.3) as timeout:
            first, second = timeout.pause(), timeout.pause()
            await asyncio.sleep(0.5)
            first.finish()
            first.finish()
            await asyncio.sleep(0.2)
            second.finish()
            waited.append(True)
            await asyncio.sleep(60)

    waited: list[bool] = []
    with pytest.raises(TimeoutError):
        asyncio.run(page())
    assert waited, "the time of a wait was counted"


def test_a_turn_that_comes_after_the_end_is_nothing() -> None:
    async def page() -> None:
        async with PausableTimeout(5) as timeout:
            wait = timeout.pause()
        wait.finish()

    asyncio.run(page())


def test_where_a_browser_is_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def finds(*there: str) -> Callable[[object], str | None]:
        return lambda name: str(name) if str(name) in there else None

    monkeypatch.setattr(finding, "find_spec", lambda name: object())
    monkeypatch.setattr(
        finding.shutil, "which", finds("/usr/bin/chromium", "google-chrome", "/my/own")
    )
    assert finding.find_browser("/my/own") == "/my/own"
    assert finding.find_browser() == "/usr/bin/chromium"
    with pytest.raises(BrowserMissing, match=r"/no/such is not an executable.*`make browser`"):
        finding.find_browser("/no/such")
    monkeypatch.setattr(finding.shutil, "which", finds("google-chrome"))
    assert finding.find_browser() == "google-chrome"
    monkeypatch.setattr(finding.shutil, "which", finds())
    assert finding.find_browser() is None  # Playwright's own
    monkeypatch.setattr(finding, "find_spec", lambda name: None)
    with pytest.raises(BrowserMissing, match="scrapy-playwright is not installed"):
        finding.find_browser()
