"""Parts of a visit that need no network: the site's own address, shapes, robots.txt, judgement."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

from newsbot.doctor.article_urls import article_url_of, shape_of
from newsbot.doctor.findings import Findings, PageFound, RobotsFound, SourceFound
from newsbot.doctor.judge import judge
from newsbot.doctor.robots import read_robots
from newsbot.doctor.visit import Visit
from newsbot.spiders.hindi import HindiSpider
from newsbot.urls import SiteUrls
from tests.crawling import listing

NOW = datetime(2026, 2, 3, 6, 30, tzinfo=UTC)
OTHER = "https://www.khabar.example"


class Engine:
    """Answers for a site of which the bare host, without https, redirects to another address."""

    _slot = SimpleNamespace(closing=None)

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        path = "/" + request.url.split("/", 3)[3]
        if path == "/":
            return HtmlResponse(f"{OTHER}/", body=listing(41001).encode(), request=request)
        return TextResponse(f"{OTHER}{path}", status=404, request=request)


def test_a_site_that_redirects_to_its_own_address_is_asked_there() -> None:
    spider = HindiSpider(url="http://khabar.example/")
    engine = Engine()
    crawler: Any = SimpleNamespace(engine=engine, settings=Settings({"ROBOTSTXT_USER_AGENT": "x"}))
    crawler.stats = MemoryStatsCollector(SimpleNamespace(settings=Settings()))
    spider.crawler = crawler
    findings = Findings("http://khabar.example/", spider.urls.origin, NOW)
    asyncio.run(Visit(spider, findings, lambda _: None).make())
    assert findings.origin == OTHER
    first, rest = engine.asked[:2], engine.asked[2:]
    assert first == ["http://khabar.example/robots.txt", "http://khabar.example/"]
    assert rest
    assert all(url.startswith(f"{OTHER}/") for url in rest)


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/desh/nahar-mein-pani-41001.html", "/<section>/<slug>-<number>.html"),
        ("/states/bihar/nahar-news-41001", "/<section>/<slug>-<number>"),
        ("/2026/02/nahar-mein-pani-aaya/", "/<year>/<month or day>/<slug>"),
        ("/story.php?id=41", "/<slug>.php?id=<number>"),
        ("/41001", "/<number>"),
        ("/nahar-mein-pani-aaya", "/<slug>"),
    ],
)
def test_shapes(path: str, shape: str) -> None:
    assert shape_of(f"https://khabar.example{path}") == shape


def test_a_year_at_the_end_is_no_number_of_an_article() -> None:
    urls = [f"{OTHER}/desh/{word}-ki-badi-khabar-2026" for word in ("nahar", "sadak", "pul", "bus")]
    pattern = article_url_of(urls, [f"{OTHER}/desh"])
    assert pattern is not None
    assert "<id>" not in pattern
    assert all(SiteUrls("x", OTHER, pattern).article(url) for url in urls)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("User-agent: *\nDisallow: /a\nUser-agent: newsbot\nDisallow: /b\n", ["Disallow: /b"]),
        (
            "User-agent: x\nUser-agent: *\nDisallow: /a # no\nAllow: /\n",
            ["Disallow: /a", "Allow: /"],
        ),
        ("User-agent: GPTBot\nDisallow: /\n", []),
    ],
)
def test_the_rules_for_newsbot(text: str, rules: list[str]) -> None:
    response = TextResponse(f"{OTHER}/robots.txt", body=text.encode())
    found = read_robots(response, SiteUrls("x", OTHER, ""), "newsbot")
    assert found.rules == rules
    assert not found.forbids_home
    assert [each.use for each in found.ai] == (["ai-train"] if "GPTBot" in text else [])


def healthy(**changed: Any) -> Findings:
    """Findings of ten fresh articles."""
    values = {"headline": "नहर", "sections": "2 paragraphs", "published_at": "2026-02-03"}
    pages = [PageFound(f"{OTHER}/{n}", values=dict(values), published_at=NOW) for n in range(10)]
    sources = [SourceFound("listing", f"{OTHER}/", articles=10)]
    robots = RobotsFound(f"{OTHER}/robots.txt", 200)
    addresses = {each.url: "/<number>" for each in pages}
    findings = Findings(f"{OTHER}/", OTHER, NOW, robots=robots, sources=sources, pages=pages)
    findings.addresses, findings.answered = addresses, 12
    for name, value in changed.items():
        setattr(findings, name, value)
    return findings


def test_two_odd_pages_of_ten_are_no_fault_and_three_are() -> None:
    findings = healthy()
    assert judge(findings).status == 0
    for number, page in enumerate(findings.pages[:3], 1):
        del page.values["sections"]
        assert judge(findings).status == (number > 2)
    assert "3 of 10 articles have no body" in judge(findings).problems[0].what


def test_one_of_two_dates_is_enough() -> None:
    findings = healthy()
    for page in findings.pages:
        page.values["updated_at"] = page.values.pop("published_at")
    assert judge(findings).status == 0


def test_an_old_site_is_a_fault_and_an_old_copy_is_not() -> None:
    later = NOW + timedelta(days=30)
    assert "30 days old" in judge(healthy(seen_at=later)).problems[0].what
    copy = judge(healthy(seen_at=later, root="http://127.0.0.1:8000"))
    assert copy.status == 0
    assert any("of this copy was published on 2026-02-03" in each for each in copy.notes)


def test_a_stale_sitemap_is_a_note() -> None:
    findings = healthy()
    findings.sources.append(
        SourceFound("sitemap", f"{OTHER}/old.xml", articles=3, newest=NOW - timedelta(days=400))
    )
    judgement = judge(findings)
    assert judgement.status == 0
    assert any("old.xml is stale" in each for each in judgement.notes)
