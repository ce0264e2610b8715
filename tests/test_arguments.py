from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from newsbot.arguments import Arguments
from newsbot.dates import IST
from newsbot.discovery.patterns import can_begin_with
from newsbot.exceptions import ArgumentError, DeclarationError
from newsbot.spider import NewsSpider
from newsbot.spiders.indiadaily import IndiaDailyPage, IndiaDailySpider


def test_defaults() -> None:
    assert Arguments.parse({}) == Arguments(related_depth=2)


def test_all_of_them() -> None:
    arguments = Arguments.parse(
        {
            "root": "HTTP://127.0.0.1:8000/",
            "sections": "india, /sports/",
            "since": "2026-02-03",
            "limit": "50",
            "related_depth": "0",
            "full": "1",
            "_job": "abc",
        }
    )
    assert arguments == Arguments(
        root="http://127.0.0.1:8000",
        sections=("india", "sports"),
        since=datetime(2026, 2, 3, tzinfo=IST),
        limit=50,
        related_depth=0,
        full=True,
        job="abc",
    )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("rot", "x", "unknown argument 'rot'; known are root=, urls="),
        ("root", "127.0.0.1:8000", "must be an origin"),
        ("root", "ftp://a", "must be an origin"),
        ("urls", " , ", "is empty"),
        ("sections", "india,a b", "'a b' is not a section"),
        ("since", "yesterday", "must be a date or time"),
        ("since", "2026-13-01", "must be a date or time"),
        ("since", (date.today() + timedelta(days=2)).isoformat(), "in the future"),
        ("limit", "0", "must be a whole number, at least 1"),
        ("limit", "ten", "must be a whole number, at least 1"),
        ("limit", "१०", "must be a whole number, at least 1"),
        ("related_depth", "-1", "must be a whole number, at least 0"),
        ("full", "maybe", "must be 1 or 0"),
    ],
)
def test_bad_ones_are_refused_in_one_line(name: str, value: str, message: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        Arguments.parse({name: value})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_urls_and_sections_exclude_each_other() -> None:
    with pytest.raises(ArgumentError, match="exclude each other"):
        Arguments.parse({"urls": "/india/a-news-1", "sections": "india"})


def test_urls_must_be_articles_of_the_site() -> None:
    spider = IndiaDailySpider(urls="/india/a-news-1,https://www.theindiadaily.com/india/b-news-2")
    ids = [spider.resolve_article(url).id for url in spider.arguments.urls]
    assert ids == ["indiadaily:1", "indiadaily:2"]
    assert spider.arguments.related_depth == 0  # just these, unless asked for
    assert IndiaDailySpider(urls="/india/a-news-1", related_depth="1").arguments.related_depth == 1
    for url in ("/india", "https://x.com/india/a-news-1", "a"):
        with pytest.raises(ArgumentError, match="is not an article URL"):
            IndiaDailySpider(urls=url)


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"origin": "www.theindiadaily.com"}, "not an http or https URL"),
        ({"article_url": "("}, "unterminated|missing"),
        ({"allowed_domains": ["example.org"]}, "is not in allowed_domains"),
        ({"origin": "https://www.theindiadaily.com/hindi"}, "origin is a scheme and a host"),
        ({"origin": "https://the india.com"}, "not an http or https URL"),
        (
            {"article_url": r"https://www.theindiadaily.com/x-(?P<id>\d+)"},
            "article_url must match a whole path",
        ),
        ({"article_url": r"[\w-]+-(?P<id>\d+)"}, "article_url must match a whole path"),
        (
            {"article_url": r"/(?P<number>\d+)"},
            "has a group number, but none that is called id",
        ),
        (
            {"article_url": r"/(?P<sektion>[a-z]+)/(?P<id>\d+)"},
            "article_url has a group sektion, did you mean section",
        ),
        ({"origin": "https://a:b@www.theindiadaily.com"}, "origin is a scheme and a host"),
        ({"hosts": ("*.theindiadaily.com",)}, r"hosts: '\*.theindiadaily.com' is not a host"),
        (
            {"allowed_domains": ["theindiadaily.com", "a b.com"]},
            "allowed_domains: 'a b.com' is not",
        ),
        (
            {"titel": "h1"},
            "titel is not an attribute: title is an attribute of the page class, not of the spider",
        ),
        ({"language": "hi"}, "language is an attribute of the page class"),
        ({"since": date(2026, 1, 1)}, "since is an attribute of the page class"),
        (
            {"pages": IndiaDailySpider.page},
            "pages is not an attribute of a spider, did you mean page",
        ),
        *(
            ({"name": name}, "name must be of letters")
            for name in ("a/b", "..", "a b", "a:b", "समाचार")
        ),
        *(({"name": name}, f"name {name} is that of a spider") for name in ("hindi", "warc")),
    ],
)
def test_bad_declarations_fail_at_construction(declared: dict[str, object], message: str) -> None:
    spider = type("BadSpider", (IndiaDailySpider,), declared)
    with pytest.raises(DeclarationError, match=message):
        spider()


def test_every_spider_is_a_declaration_that_stands() -> None:
    from scrapy.settings import Settings
    from scrapy.spiderloader import SpiderLoader

    loader = SpiderLoader(Settings({"SPIDER_MODULES": ["newsbot.spiders"]}))
    assert "indiadaily" in loader.list()
    for name in loader.list():
        spider = loader.load(name)
        assert issubclass(spider, NewsSpider)
        spider(**({} if hasattr(spider, "origin") else {"url": "https://any.example/"}))
    assert issubclass(IndiaDailySpider.page, IndiaDailyPage)


@pytest.mark.parametrize(
    "pattern", [r"/a", r"^/a$", r"(?:/\w+)+", r"[^x]a", r"(?:x|/)a", r"(?=/).a", r"(?:x)?/a", r".+"]
)
def test_patterns_of_whole_paths(pattern: str) -> None:
    assert can_begin_with(pattern, "/")


@pytest.mark.parametrize(
    "pattern", [r"a", r"\w+/a", r"(?:x|y)/a", r"(?:x)+/", r"[a-z]", r"https?:/"]
)
def test_patterns_of_no_path(pattern: str) -> None:
    assert not can_begin_with(pattern, "/")
