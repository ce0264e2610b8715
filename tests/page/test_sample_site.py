"""Every page of the sample site, of every kind, gives its gold: 100 % of the fields."""

from __future__ import annotations

import gc
import json
import weakref
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from scrapy.http import HtmlResponse

import newsbot
from newsbot.page import parse_page
from newsbot.spiders.indiadaily import IndiaDailySpider
from samplesite import Site
from tests.crawling import SITE

pytestmark = pytest.mark.slow

SEEN_AT = datetime(2026, 2, 10, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(("articles", "epoch"), [(600, 0), (200, 5)])
def test_every_field_equals_gold(articles: int, epoch: int) -> None:
    site = Site(articles, epoch)
    kinds: Counter[str] = Counter()
    for gold in site.gold():
        path = gold["url"].removeprefix(SITE)
        status, _, body = site.response(path)
        if status == 404:  # it has an AMP page alone
            status, _, body = site.response("/amp" + path)
        assert status == 200
        article = newsbot.extract(body, gold["url"], fetched_at=SEEN_AT)
        assert isinstance(article, newsbot.Article)
        said = json.loads(json.dumps(asdict(article), default=datetime.isoformat))
        assert {name: said[name] for name in gold} == gold
        kinds[article.kind] += 1
    assert min(kinds[each] for each in ("article", "live", "photo", "video", "webstory")) > 3


def test_pages_are_given_back_at_once() -> None:
    """Not only when garbage is collected: until then their trees would fill the memory."""
    site, spider = Site(100), IndiaDailySpider()
    kinds = set()
    gc.disable()
    try:
        for gold in site.gold():
            _, _, body = site.response(gold["url"].removeprefix(spider.origin))
            response = HtmlResponse(gold["url"], body=body, encoding="utf-8")
            page = parse_page(spider.page, response, spider.urls, SEEN_AT)
            kinds.add(page.fields()["kind"])
            gone = [weakref.ref(part) for part in (page, page.markup, page.json_ld)]
            del page
            assert [part() for part in gone] == [None] * 3
    finally:
        gc.enable()
    assert len(kinds) > 3
