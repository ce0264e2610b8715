"""What a run requests next, and that all of it is noted together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.test import get_crawler

from newsbot.discovery.discovery_path import DiscoveryPath
from newsbot.discovery.frontier.frontier import Frontier
from newsbot.discovery.sources import Outlink
from newsbot.items import Article, RelatedLink
from newsbot.spiders.indiadaily import IndiaDailySpider

Make = Callable[..., Article]


@pytest.fixture
def spider(tmp_path: Path) -> Iterator[IndiaDailySpider]:
    crawler = get_crawler(
        IndiaDailySpider, {"NEWSBOT_DATA_DIR": str(tmp_path), "NEWSBOT_REVISIT": ()}
    )
    spider = IndiaDailySpider.from_crawler(crawler)
    spider.open_run()
    yield spider
    spider.ledger.close()


@pytest.fixture
def story(article_fields: dict[str, Any], spider: IndiaDailySpider) -> Make:
    """Makes article n, which names others as related stories."""

    def make(number: int, depth: int, *related: int) -> Article:
        url = f"{spider.origin}/india/khabar-news-{number}"
        links = [RelatedLink(f"{spider.origin}/india/khabar-news-{n}", "खबर") for n in related]
        return Article(
            **{**article_fields, "id": f"indiadaily:{number}", "url": url, "related": links}
            | {"found_via": "related", "depth": depth, "body": f"नहर {number}"}
        )

    return make


def read(spider: IndiaDailySpider, article: Article) -> list[int]:
    """Have an article read; the numbers of the related ones that are requested then."""
    requests = spider.frontier.related.requests(
        article, DiscoveryPath("related", "", article.depth)
    )
    spider.ledger.record(article, None)
    requests.extend(spider.frontier.related.links_due())
    return [int(request.url.rpartition("-")[2]) for request in requests]


def test_what_turns_out_nearer_makes_its_related_stories_nearer(
    spider: IndiaDailySpider, story: Make
) -> None:
    assert read(spider, story(1, 0, 2)) == [2]
    assert read(spider, story(2, 1, 3)) == [3]
    assert read(spider, story(3, 2, 4)) == []  # three hops
    assert read(spider, story(9, 0, 3)) == [4]  # 3 is one hop from here
    assert read(spider, story(8, 0, 2, 3)) == []


def test_a_nearer_article_is_followed_by_a_later_run_if_this_one_dies(
    spider: IndiaDailySpider, story: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (story(1, 0, 2), story(2, 1, 3), story(3, 2, 4)):
        read(spider, each)
    assert spider.ledger.pages.depth("indiadaily:4") == 3  # noted, and beyond the limit

    def dies(id_: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(spider.ledger.articles, "latest", dies)
        with pytest.raises(KeyboardInterrupt):
            read(spider, story(9, 0, 3))
    assert spider.ledger.pages.depth("indiadaily:3") == 1
    assert spider.ledger.pages.depth("indiadaily:4") == 3
    later = Frontier(spider)
    assert [request.url[-2:] for request in later.related.links_due()] == ["-4"]


def test_a_long_chain_of_known_stories_is_followed_to_its_end(
    spider: IndiaDailySpider, story: Make
) -> None:
    """It is no matter of recursion."""
    with spider.ledger.transaction():
        for number in range(1, 3000):
            read(spider, story(number, number, number + 1))
    read(spider, story(9999, 0, 2))
    assert spider.ledger.pages.depth("indiadaily:3000") == 2999


def test_related_stories_of_named_articles_are_as_far_from_the_sources_as_they_were(
    tmp_path: Path, story: Make, spider: IndiaDailySpider
) -> None:
    spider.ledger.close()
    crawler = get_crawler(
        IndiaDailySpider, {"NEWSBOT_DATA_DIR": str(tmp_path / "named"), "NEWSBOT_REVISIT": ()}
    )
    named = IndiaDailySpider.from_crawler(crawler, urls="/india/khabar-news-1", related_depth="1")
    named.open_run()
    list(named.frontier.requests_for_named([named.resolve_article("/india/khabar-news-1")]))
    assert read(named, story(1, 0, 2)) == [2]
    assert read(named, story(2, 1, 3)) == []
    named.ledger.close()
    plain = IndiaDailySpider.from_crawler(crawler)
    plain.open_run()
    assert not any(plain.frontier.due())
    outlink = Outlink(plain.resolve_article("/india/khabar-news-1"))
    plain.frontier.requests_for_outlinks([outlink], DiscoveryPath("listing", "", 0), "/")
    requests = list(plain.frontier.related.links_due())
    assert [request.url[-2:] for request in requests] == ["-3"]
    plain.ledger.close()
