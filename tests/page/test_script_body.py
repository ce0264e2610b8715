"""Pages whose text stands only in the data of their scripts, as frameworks and CMSs write them."""

from __future__ import annotations

import json
from typing import Any

import pytest

import newsbot
from tests.page.test_markups import HEADLINE, SEEN_AT, STORIES

TEXTS = STORIES["nahar"]["paragraphs"]
OTHERS = STORIES["metro"]["paragraphs"]
HTML = "".join(f"<p>{text}</p>" for text in TEXTS)
URL = "https://khabar.example/bihar/nahar-12345"


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def script(name: str, value: Any) -> str:
    return f"<script>{name}={dumps(value)};</script>"


def data(value: Any, id_: str = "__NEXT_DATA__") -> str:
    return f'<script id="{id_}" type="application/json">{dumps(value)}</script>'


def stream(*rows: str) -> str:
    text = "".join(rows)
    chunks = (text[:400], text[400:])
    return "".join(f"<script>self.__next_f.push([1,{dumps(each)}])</script>" for each in chunks)


STORY = {"title": HEADLINE, "body": HTML}
OTHER = {"title": STORIES["metro"]["headline"], "body": "".join(f"<p>{text}</p>" for text in OTHERS) * 3}  # fmt: skip
ELEMENTS = [{"type": "text", "content": text} for text in TEXTS]
INTERLUDE = [
    {"type": "image", "caption": "नहर", "content": "https://khabar.example/1.jpg"},
    {"type": "interstitial_link", "content": "दूसरी खबर यहां पढ़ें", "url": "/a"},
]
CARDS = [
    {"id": n, "story-elements": [{"type": "text", "text": f"<p>{text}</p>"}, {"type": "text", "subtype": "also-read", "text": "दूसरी खबर"}]}
    for n, text in enumerate(TEXTS)
]  # fmt: skip
NODES = [
    {"type": "paragraph", "content": [{"type": "text", "text": text[:20]}, {"type": "text", "text": text[20:]}]}
    for text in TEXTS
]  # fmt: skip
LINKED = [
    {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": text[:20]}, {"nodeType": "hyperlink", "data": {"uri": "/a"}, "content": [{"nodeType": "text", "value": text[20:]}]}]}
    for text in TEXTS
]  # fmt: skip
IN_BLOCKS = [{"type": "paragraph", "data": {"text": text}} for text in TEXTS]
ROW = ["$", "article", None, {"data": {"title": HEADLINE, "content": "$1f"}}]
PAGES = {
    "Arc": f'<script>window.Fusion=window.Fusion||{{}};Fusion.arcSite="k";Fusion.globalContent='
    f'{dumps({"headlines": {"basic": HEADLINE}, "content_elements": [*ELEMENTS[:2], *INTERLUDE, *ELEMENTS[2:]]})};Fusion.spa=false</script>',
    "cards": data({"data": {"story": {"headline": HEADLINE, "cards": CARDS}}}, "static-page"),
    "a stream": stream(f'2:{dumps(["$", "b", None, {"data": OTHER}])}\n', f'1:{dumps(["$", "a", None, {"data": STORY}])}\n'),
    "a stream's text": stream(f"1f:T{len(HTML.encode()):x},{HTML}", f"1:{dumps(ROW)}\n"),
    "a function's arguments": f"<script>window.__NUXT__=(function(a,b,c){{return {{data:[{{title:a,body:b,n:c}}]}}}}({dumps(HEADLINE)},{dumps(HTML)},12));</script>",
    "places in a list": data([{"data": 1}, {"story": 2}, {"title": 3, "body": 4}, HEADLINE, HTML], "__NUXT_DATA__"),
    "blocks of an editor": data({"post": {"title": HEADLINE, "content": {"time": 1, "blocks": IN_BLOCKS}}}),
    "nodes of an editor": data({"post": {"title": HEADLINE, "doc": {"type": "doc", "content": NODES}}}),
    "links in nodes": data({"post": {"title": HEADLINE, "body": {"nodeType": "document", "content": LINKED}}}),
    "JSON in JSON": data({"status": 200, "body": dumps({"title": HEADLINE, "html": HTML})}),
    "texts in a list": data({"post": {"title": HEADLINE, "paragraphs": TEXTS}, "next": OTHER}),
    "JSON in a string": f"<script>window.__STATE__ = JSON.parse({dumps(dumps({'story': STORY, 'next': OTHER}))})</script>",
    "a value in an object": script("var __PRELOADED__", {"post": {"title": {"rendered": HEADLINE}, "content": {"rendered": HTML}}}),
    "the second variable": f"<script>window.a={{}};window.b={dumps({'story': STORY})};</script>",
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("h1", ["", f"<h1>{HEADLINE}</h1>"])
def test_a_body_in_scripts(name: str, h1: str) -> None:
    head = f"<head><meta charset=utf-8><title>{HEADLINE} | खबर मंच</title></head>"
    site = '<meta property="og:site_name" content="खबर मंच">'
    page = f"<html lang=hi>{head}{site}<body><div id=root>{h1}</div>{PAGES[name]}</body></html>"
    article = newsbot.extract(page, URL, fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    assert article.headline == HEADLINE
    assert article.body.split("\n\n") == TEXTS


def test_headings_of_blocks() -> None:
    heading = {"type": "header", "data": {"text": "किसानों को राहत", "level": 2}}
    blocks = [*IN_BLOCKS[:3], heading, *IN_BLOCKS[3:]]
    page = f"<h1>{HEADLINE}</h1>{data({'title': HEADLINE, 'blocks': blocks})}"
    article = newsbot.extract(page, URL, fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article)
    assert [each.heading for each in article.sections] == [None, "किसानों को राहत"]


@pytest.mark.parametrize(
    "text", [data({"post": OTHER}), data({"title": HEADLINE, "latest": [{"title": text[:30], "summary": text} for text in TEXTS]}),
             data({"title": HEADLINE, "items": [{"title": text[:30], "summary": text, "slug": "a"} for text in TEXTS]}),
             data({"title": HEADLINE, "items": [text.rstrip("।") for text in TEXTS]}),
             stream("1:{bad\n", "zz"), script("a", {"x": HEADLINE}), data([{"a": 9}, HTML])]
)  # fmt: skip
def test_no_body_in_scripts(text: str) -> None:
    page = f"<html><title>{HEADLINE}</title><body><h1>{HEADLINE}</h1>{text}</body></html>"
    assert isinstance(newsbot.extract(page, URL, fetched_at=SEEN_AT), newsbot.Reject)
