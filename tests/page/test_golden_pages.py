"""Golden pages: `scrapy savefixture` makes them, a person reviews what came out."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from newsbot.commands.fixtures import Fixture, golden
from newsbot.items import new_article
from newsbot.page import parse_page
from newsbot.pipelines.clean_text import CleanText
from newsbot.pipelines.parse_dates import ParseDates
from newsbot.spiders.indiadaily import IndiaDailySpider

SPIDERS = {each.name: each for each in (IndiaDailySpider,)}
FILES = sorted((Path(__file__).parents[1] / "pages").glob("*/*.json"))


@pytest.mark.parametrize("file", FILES, ids=[f"{each.parent.name}-{each.stem}" for each in FILES])
def test_a_golden_page(file: Path) -> None:
    fixture = Fixture.read(file)
    spider = SPIDERS[file.parent.name]()
    response = HtmlResponse(fixture.url, body=fixture.page, encoding=fixture.encoding)
    page = parse_page(spider.page, response, spider.urls, fixture.fetched_at)
    found = ("argument", fixture.url, 0)
    article = new_article(
        fixture.article["id"], spider.name, page.fields(), found, fixture.fetched_at
    )
    crawler = get_crawler()
    crawler._apply_settings()
    for pipeline in (CleanText(crawler), ParseDates(crawler)):
        article = pipeline.process_item(article)
    assert golden(article) == fixture.article


def test_there_are_some() -> None:
    kinds = {Fixture.read(file).article["kind"] for file in FILES}
    assert len(kinds) > 1
