from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from newsbot.structured_data import (
    image_urls,
    json_ld_article,
    load_json_ld,
    meta_tags,
    text_of,
    texts_of,
)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "खबर"}',
        '\ufeff {"a": "खबर"}',
        '{"a": "खबर",}',
        '{"a": "खबर", \n}',
        '<!-- {"a": "खबर"} -->',
        '//<![CDATA[\n{"a": "खबर"}\n//]]>',
        "{&quot;a&quot;: &quot;खबर&quot;}",
    ],
)
def test_what_sites_get_wrong_is_mended(text: str) -> None:
    assert load_json_ld(text) == {"a": "खबर"}


def test_mending_leaves_strings_alone() -> None:
    assert load_json_ld('{"a": "x,}", "b": [1, 2,],}') == {"a": "x,}", "b": [1, 2]}
    assert load_json_ld('{"a": "पहली\nदूसरी"}') == {"a": "पहली\nदूसरी"}


@pytest.mark.parametrize("text", ["", "{", "nothing", "[" * 100_000, '{"a": ' * 50_000])
def test_what_cannot_be_read_is_none(text: str) -> None:
    assert load_json_ld(text) is None


@given(st.text())
def test_no_text_raises(text: str) -> None:
    load_json_ld(text)


def article(*blocks: str) -> tuple[dict, int]:
    tags = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return json_ld_article(html.fromstring(f"<html><head>{tags}</head><body>x</body></html>"))


@pytest.mark.parametrize(
    "value",
    [
        {"@type": "NewsArticle", "headline": "ख"},
        {"@type": ["Thing", "NewsArticle"], "headline": "ख"},
        [{"@type": "Organization"}, {"@type": "NewsArticle", "headline": "ख"}],
        {"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "headline": "ख"}]},
        {"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "ख"}},
    ],
)
def test_the_article_is_found_wherever_it_stands(value: object) -> None:
    found, broken = article('{"@type": "BreadcrumbList"}', "{broken", json.dumps(value))
    assert found["headline"] == "ख"
    assert broken == 1


def test_no_article() -> None:
    assert article('{"@type": "Organization"}') == ({}, 0)


def test_values() -> None:
    assert text_of({"@type": "Person", "name": "खेल डेस्क"}) == "खेल डेस्क"
    assert text_of(["देश", "x"]) == "देश"
    assert text_of("City &amp; states ") == "City & states"
    assert text_of(5) is text_of([]) is text_of(None) is text_of([[["x"]]]) is None
    assert texts_of([{"name": "क"}, "ख", {"name": "क"}, None]) == ["क", "ख"]
    assert image_urls([{"url": "/a.webp"}, "/b.webp", 3]) == ["/a.webp", "/b.webp"]


def test_meta_tags() -> None:
    page = html.fromstring(
        '<html><head><meta property="og:title" content=" ख "><meta name="article:tag" content="क">'
        '<meta property="article:tag" content="ग"><meta name="x" content=""></head></html>'
    )
    assert meta_tags(page) == {"og:title": ["ख"], "article:tag": ["क", "ग"]}
