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
from scrapy.utils.test import get_crawler

from newsbot.items import new_article
from newsbot.page import parse_page
from newsbot.pipelines.clean_text import CleanText
from newsbot.pipelines.parse_dates import ParseDates
from newsbot.spiders.indiadaily import IndiaDailySpider
from samplesite import Site

SEEN_AT = datetime(2026, 2, 10, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(("articles", "epoch"), [(600, 0), (200, 5)])
def test_every_field_equals_gold(articles: int, epoch: int) -> None:
    site, spider = Site(articles, epoch), IndiaDailySpider()
    crawler = get_crawler()
    crawler._apply_settings()
    pipelines = (CleanText(crawler), ParseDates(crawler))
    kinds: Counter[str] = Counter()
    for gold in site.gold():
        path = gold["url"].removeprefix(spider.origin)
        status, _, body = site.response(path)
        if status == 404:  # it has an AMP page alone
            status, _, body = site.response("/amp" + path)
        assert status == 200
        response = HtmlResponse(gold["url"], body=body, encoding="utf-8")
        fields = parse_page(spider.page, response, spider.urls, SEEN_AT).fields()
        article = new_article("indiadaily:0", spider.name, fields, ("listing", "/", 0), SEEN_AT)
        for pipeline in pipelines:
            article = pipeline.process_item(article)
        said = json.loads(json.dumps(asdict(article), default=datetime.isoformat))
        assert {name: said[name] for name in gold if name != "id"} == {
            name: value for name, value in gold.items() if name != "id"
        }
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
