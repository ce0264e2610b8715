"""Golden pages: `scrapy savefixture` makes them, a person reviews what came out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from newsbot.commands.fixtures import Fixture, golden
from newsbot.items import new_article
from newsbot.page import ArticlePage, declaration_of, layouts, parse_page
from newsbot.page.declared.places import Places
from newsbot.page.html.tree import html_root
from newsbot.pipelines.clean_text import CleanText
from newsbot.pipelines.parse_dates import ParseDates
from newsbot.spider import NewsSpider
from tests.crawling import our_spiders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

SPIDERS: dict[str, type[NewsSpider]] = our_spiders()
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
    ref = spider.urls.article(fixture.url)
    assert page.id_or(ref.id) == fixture.article["id"]
    crawler = get_crawler()
    for pipeline in (CleanText(crawler), ParseDates(crawler)):
        article = pipeline.process_item(article)
    assert golden(article) == fixture.article


def test_there_are_some() -> None:
    kinds = {Fixture.read(file).article["kind"] for file in FILES}
    assert len(kinds) > 1


def unmatched(page_class: type[ArticlePage], roots: Iterable[_Element]) -> list[str]:
    """Return ``attribute: selector`` of each selector that finds nothing on any of the pages."""
    declaration = declaration_of(page_class)
    left = {(name, each) for name, found in declaration.selectors.items() for each in found}
    ends = tuple({each.end for _, each in left if each.end})
    for root in roots:
        places = Places(root, replace(declaration, ends=ends))
        left = {(name, each) for name, each in left if not places.found_by(each)}
    return sorted(f"{name}: {each.text}" for name, each in left)


@pytest.mark.parametrize("name", SPIDERS)
def test_each_selector_finds_something_on_a_golden_page(name: str) -> None:
    fixtures = [Fixture.read(file) for file in FILES if file.parent.name == name]
    responses = [
        HtmlResponse(each.url, body=each.page, encoding=each.encoding) for each in fixtures
    ]
    roots = [html_root(each) for each in responses]
    for layout in layouts(SPIDERS[name].page):
        assert unmatched(layout, roots) == []


def test_a_selector_that_finds_nothing_is_named() -> None:
    class MistakenPage(ArticlePage):
        title, tags, boxes = "h1", ("a.tag", "-tags"), (".ad", "-promo")

    page = HtmlResponse("https://a.example/", body=b"<h1>x</h1><p class=x-promo>", encoding="utf-8")
    assert unmatched(MistakenPage, [html_root(page)]) == [
        "boxes: .ad",
        "tags: -tags",
        "tags: a.tag",
    ]
    assert unmatched(MistakenPage, []) == [
        *("boxes: -promo", "boxes: .ad", "tags: -tags", "tags: a.tag", "title: h1")
    ]


def test_a_site_that_declares_selectors_has_golden_pages() -> None:
    declaring = {name for name, each in SPIDERS.items() if declaration_of(each.page).selectors}
    assert declaring <= {file.parent.name for file in FILES}
