from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.utils.test import get_crawler

from newsbot.items import Article
from newsbot.ledger import Ledger
from newsbot.spiders.indiadaily import IndiaDailySpider


@pytest.fixture
def crawler(tmp_path: Path) -> Iterator[Crawler]:
    crawler = get_crawler(IndiaDailySpider)
    spider = IndiaDailySpider()
    spider.ledger = Ledger.open(tmp_path, spider.name)
    crawler.spider = spider
    yield crawler
    spider.ledger.close()


@pytest.fixture
def article(article_fields: dict[str, Any]) -> Callable[..., Article]:
    """Makes an article that differs from a valid one in the fields given."""

    def make(**changes: Any) -> Article:
        return Article(**{**article_fields, **changes})

    return make
