"""What a run requests next, and that all of it is noted together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.test import get_crawler

from newsbot.items import Article, RelatedLink
from newsbot.spiders.indiadaily import IndiaDailySpider

Make = Callable[..., Article]


@pytest.fixture
def spider(tmp_path: Path) -> Iterator[IndiaDailySpider]:
    crawler = get_crawler(
        IndiaDailySpider, {"NEWSBOT_DATA_DIR": str(tmp_path), "NEWSBOT_REVISIT": ()}
    )
    spider = IndiaDailySpider.from_crawler(crawler)
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
    requests = spider.frontier.related_to(article)
    spider.ledger.record(article, None)
    return [int(request.url.rpartition("-")[2]) for request in requests]


def test_what_turns_out_nearer_makes_its_related_stories_nearer(
    spider: IndiaDailySpider, story: Make
) -> None:
    assert read(spider, story(1, 0, 2)) == [2]
    assert read(spider, story(2, 1, 3)) == [3]
    assert read(spider, story(3, 2, 4)) == []  # three hops
    assert read(spider, story(9, 0, 3)) == [4]  # 3 is one hop from here
    assert read(spider, story(8, 0, 2, 3)) == []


def test_a_nearer_article_is_noted_with_what_follows_or_not_at_all(
    spider: IndiaDailySpider, story: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a later run would take it for followed."""
    for each in (story(1, 0, 2), story(2, 1, 3), story(3, 2, 4)):
        read(spider, each)

    def dies(id_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(spider.ledger.articles, "latest", dies)
    with pytest.raises(KeyboardInterrupt):
        spider.frontier.related_to(story(9, 0, 3))
    assert spider.ledger.pages.depth("indiadaily:3") == 2
    assert spider.ledger.pages.get("indiadaily:4") is None
