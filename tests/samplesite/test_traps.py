"""What makes a page hard to read: wrong fields, odd JSON-LD, bodies of many shapes."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from typing import Any

import pytest
from lxml import html as lxml_html

from samplesite import Site
from samplesite.lots import SHARES, TRAPS
from tests.samplesite.crawler import ORIGIN, article_page
from tests.samplesite.elements import clean, posting

Case = tuple[dict[str, Any], Any]  # gold, the page's tree


@functools.cache
def _pages(trap: str) -> list[Case]:
    """Of a site of 1,000 articles."""
    site = Site(1000)
    numbers = [n for n in range(1000) if trap in (site.plan.lot(n), "any")]
    gold = [site.page(n).gold() for n in numbers]
    pages = [article_page(site, article["url"].removeprefix(ORIGIN)).decode() for article in gold]
    return list(zip(gold, map(lxml_html.fromstring, pages), strict=True))


def _one(tree: Any, path: str) -> str | None:
    found = tree.xpath(path)
    assert len(found) <= 1
    return str(found[0]) if found else None


@pytest.mark.parametrize("trap", TRAPS)
def test_two_in_a_hundred_articles_have_each_trap(trap: str) -> None:
    cases = _pages(trap)
    assert 15 <= len(cases) <= 25
    assert {article["kind"] for article, _ in cases} == {"article"}


@pytest.mark.parametrize("articles", [200, 300, 400])
def test_small_sites_have_every_lot(articles: int) -> None:
    plan = Site(articles).plan
    assert {plan.lot(n) for n in range(articles)} == {*SHARES, ""}


def test_headlines() -> None:
    for _, tree in _pages("og_site_name"):
        assert _one(tree, "//meta[@property='og:title']/@content") == "India Daily"
        assert " ".join(tree.find(".//h1").text_content().split())
    for article, tree in _pages("no_h1"):
        assert tree.find(".//h1") is None
        news = posting(tree)
        assert clean(news["headline"]) == "India Daily"
        title = _one(tree, "//meta[@property='og:title']/@content")
        assert title == article["headline"] + " | India Daily"


def test_dates_that_cannot_be() -> None:
    fields = Counter()
    for trap, year in (("future_label", r"208\d"), ("ancient_label", "1970")):
        for article, tree in _pages(trap):
            labels = [each.text_content() for each in tree.xpath("//label")]
            assert sum(bool(re.search(rf"\d\d [A-Z][a-z]+ {year}, ", text)) for text in labels) == 1
            news = posting(tree)
            for name, json_name in (("published", "datePublished"), ("updated", "dateModified")):
                if not any(str(article[f"{name}_raw"]) in text for text in labels):
                    assert article[f"{name}_at"] == article[f"{name}_raw"] == news[json_name]
                    fields[trap, name] += 1
    assert fields["future_label", "updated"] == len(_pages("future_label"))
    assert fields["ancient_label", "updated"]
    assert fields["ancient_label", "published"]


@pytest.mark.slow
def test_canonical_links_that_lead_astray() -> None:
    for article, tree in _pages("canonical_elsewhere"):
        said = str(_one(tree, "//link[@rel='canonical']/@href"))
        assert said == article["url"].replace(ORIGIN, "https://news.example.org")
    urls = {article["url"] for article, _ in _pages("any")}
    for article, tree in _pages("canonical_of_another"):
        said = str(_one(tree, "//link[@rel='canonical']/@href"))
        assert said in urls - {article["url"]}


def test_a_summary_that_is_the_sites_name() -> None:
    for article, tree in _pages("site_name_summary"):
        assert article["summary"] is None
        assert _one(tree, "//meta[@name='description']/@content") == "India Daily"
        assert "description" not in posting(tree)


def test_json_ld_comes_in_many_shapes() -> None:
    shapes: Counter[str] = Counter()
    types: set[tuple[str, str]] = set()
    for article, tree in _pages("any"):
        blocks = [block.text for block in tree.xpath("//script[@type='application/ld+json']")]
        if not blocks:
            continue
        news = posting(tree)
        assert news["datePublished"] <= news["dateModified"]
        kind = news["@type"] if isinstance(news["@type"], str) else news["@type"][0]
        types.add((article["kind"], kind))
        if "&nbsp;" in str(news.get("description")):
            shapes["entities in values"] += 1
        shapes[_shape(blocks)] += 1
    assert types == {
        ("article", "NewsArticle"),
        ("live", "LiveBlogPosting"),
        ("photo", "NewsArticle"),
        ("video", "VideoObject"),
        ("webstory", "NewsArticle"),
    }
    assert set(shapes) == {
        "several blocks", "bom", "entities", "trailing comma", "raw newline", "list",
        "list of several", "graph", "object", "entities in values",
    }  # fmt: skip
    assert min(shapes.values()) >= 3


def _shape(blocks: list[str]) -> str:
    if len(blocks) > 1:
        return "several blocks"
    (text,) = blocks
    if text.startswith("\ufeff"):
        return "bom"
    if '"' not in text:
        return "entities"
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return "raw newline" if "\n" in text else "trailing comma"
    if isinstance(value, list):
        return "list" if len(value) == 1 else "list of several"
    return "graph" if "@graph" in value else "object"


def test_authors_in_json_ld_alone() -> None:
    alone = 0
    for article, tree in _pages("any"):
        named = tree.xpath("//*[contains(@class, '-auth-profile') or @class='amp-auth-link']/a")
        if article["authors"] and not named:
            alone += 1
            assert [author["name"] for author in posting(tree)["author"]] == article["authors"]
    assert alone >= 20


def test_bodies_have_all_shapes() -> None:
    seen: Counter[str] = Counter()
    for article, tree in _pages("any"):
        headings = {part["heading"] for part in article["sections"]} - {None}
        for body in tree.xpath("//*[contains(@class, '-editior-content')]"):
            for node in body.iterchildren("*"):
                text = " ".join(node.text_content().split())
                inner = "/".join([node.tag, *(child.tag for child in node)])
                seen[f"{inner} heading" if text in headings else node.tag] += 1
    for shape in ("h2", "h3", "h3/strong", "h4", "p/strong", "p/b"):
        assert seen[f"{shape} heading"] >= 20, shape
    for tag in ("table", "ul", "ol", "blockquote"):
        assert seen[tag] >= 20, tag


def test_tables_are_lines_of_cells() -> None:
    tables = 0
    for article, tree in _pages("any"):
        paragraphs = [p for part in article["sections"] for p in part["paragraphs"]]
        for table in tree.iter("table"):
            tables += 1
            rows = [[cell.text_content() for cell in row] for row in table.iter("tr")]
            assert "\n".join(" | ".join(row) for row in rows) in paragraphs
            assert len(rows) >= 4
            assert len({len(row) for row in rows}) == 1
    assert tables >= 20
