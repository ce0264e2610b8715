"""No HTML makes a page raise, or take long: half a second for a megabyte."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.exceptions import UnreadablePage
from newsbot.page import ArticlePage
from newsbot.spiders.indiadaily import IndiaDailyPage
from tests.clock import cpu_seconds
from tests.page.undeclared import UndeclaredPage

ReadPage = Callable[..., ArticlePage]
MEGABYTE = 1_000_000
LAYOUTS = (IndiaDailyPage, UndeclaredPage)

TAGS = (
    "div p span a b strong time h1 h2 h3 h4 ul li table tr td th br img figure figcaption iframe script "
    "style blockquote label em section article amp-story amp-story-page amp-story-grid-layer "
    "amp-img link meta head body html title svg template noscript video source center font"
).split()
CLASSES = (
    "x-body-title x-auth-profile x-auth-date x-breadcrumb x-story-feature x-cap-follow "
    "x-editior-content x-tagsbox x-hilights x-alsoread x-rel-slider x-live-updates x-auth-link "
    "x-livedetails-content x-livedetails-time x-photo-featured x-photo-content amp-Credit "
    "twitter-tweet x-ads1"
).split()
TEXTS = st.sampled_from(
    ["खबर", "ये भी पढ़ें:", "नई दिल्ली: बैठक हुई.", "\x00", "&nbsp;", "&#0;", "15 Jun 2024, 12:07 PM IST", "<!--", "]]>",
     "Courtesy: ANI", "फोटो: ANI", "Updated: 2 Feb 2026 Published: 1 Feb 2026", "By रवि, पटना", "09:12 PM", "\ud7ff", "&lt;b&gt;"]
) | st.text(max_size=12)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ["href='/india/x-news-7'", "href='http://[x'", "src=//a/b.jpg", "src='https://youtu.be/x'", "hidden", "style='display:none'",
     "itemprop=articleBody", "itemprop=author", "itemprop=datePublished", "datetime=2026-01-01", "itemtype=BreadcrumbList", "itemprop=itemListElement", "alt=a.jpg", "content='x'", "property=og:title", "rel=canonical", "⚡", "template=fill",
     "type='application/ld+json'"]
) | st.sampled_from(CLASSES).map("class={}".format)  # fmt: skip
OPENING = st.builds(
    lambda tag, attributes: f"<{tag} {' '.join(attributes)}>",
    st.sampled_from(TAGS),
    st.lists(ATTRIBUTES, max_size=3),
)
CLOSING = st.sampled_from(TAGS).map("</{}>".format)
HTML = st.lists(OPENING | OPENING | CLOSING | TEXTS, max_size=60).map("".join)


@given(html=HTML, amp=st.booleans())
def test_no_html_raises(read_page: ReadPage, html: str, amp: bool) -> None:
    start = "<html amp>" if amp else "<html>"
    for layout in LAYOUTS:
        read_page((start + html).encode("utf-8", "surrogatepass"), layout=layout).fields()


@given(body=st.binary(min_size=1, max_size=300).filter(lambda body: bool(body.strip(b"\0 \t\r\n"))))
def test_no_bytes_raise(read_page: ReadPage, body: bytes) -> None:
    for layout in LAYOUTS:
        read_page(b"<html>" + body, layout=layout).fields()


def filled(unit: str, before: str = "", after: str = "") -> str:
    """A page of about a megabyte."""
    return before + unit * (MEGABYTE // len(unit.encode())) + after


BODY = "<div class=x-body-title><h1>शीर्षक</h1></div><div class=x-editior-content>"
PAGES = {
    "100,000 nested divs": BODY + "<div>" * 100_000 + "खबर",
    "nested boxes": BODY + "<div class=x-alsoread>" * 40_000,
    "nested bodies": "<h1>शीर्षक</h1>" + "<div class=x-editior-content><p>खबर</p>" * 15_000,
    "nested related blocks": "<div class=x-rel-slider><a href=/india/x-news-7>खबर</a>" * 15_000,
    "a related block of links": filled(
        "<a href=/india/x-news-7><h3>खबर</h3></a>", "<div class=x-rel-slider>"
    ),
    "links in links": filled("<a href=/x><b>खबर", BODY),
    "nested live entries": filled("<div class=x-livedetails-content><p>खबर</p>", BODY),
    "live entries": filled("<div class=x-livedetails-content><h4>ख</h4><p>बर</p></div>", BODY),
    "photos": filled("<div class=x-photo-featured><img src=/a.webp></div>"),
    "captions": filled("<div class=x-cap-follow>", "<div class=x-photo-featured><img src=/a></div>"),
    "photo texts": filled("<div class=x-photo-content><p>ख</p>", "<div class=x-photo-featured>"),
    "alts of labels": filled(f"<img src=/a.webp alt='{'फोटो: ' * 35}'>", BODY),
    "a list of texts": filled(f"<li>{'ख' * 50}", "<h1>शीर्षक</h1><ul>"),
    "lists in lists": filled(f"<ul><li>{'ख' * 50}", "<h1>शीर्षक</h1>"),
    "a long caption": f"<div class=x-story-feature><img src=/a></div><div class=x-cap-follow>{'- ' * 500_000}</div>",
    "pictures in one figure": filled("<img src=/a.webp>", BODY + "<figure>"),
    "nested figures": filled("<figure><figcaption>ख</figcaption>", BODY),
    "nested tables": filled("<table><tr><td>ख", BODY),
    "cells of bold text": filled("<tr><td><b>ख</b></td></tr>", BODY + "<table>"),
    "headings in a list": filled("<li><h3>ख</h3>", BODY + "<ul>"),
    "tables in a list": filled("<table><tr><td>ख</td></tr></table>", BODY + "<ul><li>"),
    "bold lines": filled("<b>ख</b><br><br>", BODY + "<p>"),
    "live boxes in cells": filled(
        "<td><div class=x-live-updates><a href=/india/x-news-7>ख</a></div></td>", BODY + "<table><tr>"
    ),
    "a table": filled("<tr><td>ख</td><td>ग</td></tr>", BODY + "<table>"),
    "nested lists": filled("<ul><li>ख", BODY),
    "breaks": filled("ख<br>", BODY + "<p>"),
    "paragraphs": filled("<p>ये भी पढ़ें: <a href=/india/x-news-7>खबर</a></p>", BODY),
    "one paragraph": filled("खबर ", BODY + "<p>"),
    "one heading": filled("<b>ख</b>", BODY + "<h3>"),
    "nested headings": filled("<h3><div>ख", BODY),
    "bold": filled("<strong>ख", BODY),
    "one attribute": BODY + f"<p class='{'x ' * 500_000}'>खबर</p>",
    "one class name": BODY + f"<p class='{'x' * MEGABYTE}'>खबर</p>",
    "classes": filled("<i class='x-auth-date x-tagsbox x-hilights'>1 Jan 2026</i>"),
    "many attributes": BODY + "<p " + " ".join(f"a{n}=x" for n in range(100_000)) + ">",
    "NUL bytes": BODY + "<p>" + "\0ख" * 250_000,
    "comments": filled("<!-- ख -->", BODY),
    "entities": filled("&nbsp;&amp;", BODY + "<p>"),
    "unknown tags": filled("<ख>", BODY),
    "metadata": "<script type='application/ld+json'>" + "[" * 900_000 + "</script>",
    "a long text of metadata": '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"'
    + "<p>ख" * 180_000
    + '"}</script>',
    "strings of metadata": '<script type="application/ld+json">{"a": "' + r'\"' * 450_000 + "</script>",
    "marks in metadata": '<script type="application/ld+json">{"a": "' + 'ख" ' * 60_000 + "</script>",
    "marks and spaces in metadata": '<script type="application/ld+json">{"a": "'
    + ('"' + " " * 500) * 390
    + "</script>",
    "values in metadata": '<script type="application/ld+json">' + "{}" * 400_000 + "</script>",
    "trails around empty elements": filled("<b></b>", "<h1>ख</h1>" + "<div class=breadcrumb>" * 90),
    "crumbs": filled("<li><a href=/x>ख</a></li>", "<ul class=x-breadcrumb>"),
    "a date of words": f"<div class=x-auth-date>{'Updated: 1 Jan 2026 ' * 45_000}</div>",
    "dates": filled("<time datetime=2026-01-01>1 Jan 2026</time>", "<div class=x-auth-date>"),
    "a byline of words": f"<div class=x-auth-profile>{'By रवि, ' * 60_000}</div>",
    "bylines": filled("<div class=x-auth-profile>By <b>रवि</b>, पटना</div>"),
    "a title of spaces": f"<meta property=og:title content='ख{' ' * 900_000}|'>",
    "a title of dashes": f"<meta property=og:title content='ख{' - ' * 300_000}'>",
    "a caption of dashes": "<div class=x-story-feature><img src=/a></div><div class=x-cap-follow>"
    + "-" * 900_000,
    "behind the end": filled("<div class=x-tagsbox><a>ख</a></div>", "<html><body>ख</body></html>"),
    "many blocks of metadata": filled('<script type="application/ld+json">{"@type":"A"}</script>'),
    "meta tags": filled("<meta property=article:tag content=ख>"),
    "web story": filled("<amp-story-page><h2>ख</h2>", "<amp-story>"),
    "web story of links": filled("<a href=/india/x-news-7>ख</a>", "<amp-story><amp-story-page>" * 90),
    "web story of layers": filled("<amp-story-grid-layer template=fill>", "<amp-story><amp-story-page>"),
    "boxes behind a headline": filled("<div>", "<h1>ख</h1>"),
    "lines behind a headline": filled("<b>By रवि 1 Jan 2026</b>", "<h1>ख</h1>"),
    "data of scripts": "<h1>ख</h1><script>a = " + '[{"a":"ख"},' * 70_000 + "0" + "]" * 70_000 + "</script>",
    "microdata": filled("<div itemprop=author><b itemprop=name>ख</b>"),
    "a text without paragraphs": filled("<div>यह एक लंबा वाक्य है जो किसी अनुच्छेद में नहीं है.</div>"),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", PAGES)
def test_no_megabyte_takes_long(read_page: ReadPage, name: str, layout: type[ArticlePage]) -> None:
    html = PAGES[name].encode()

    def read() -> None:
        with suppress(UnreadablePage):  # there is more in it than an article has
            read_page(html, layout=layout).fields()

    assert cpu_seconds(read, 0.5) <= 0.5


@pytest.mark.parametrize(
    ("most", "unit"),
    [
        (15_000 - 1, "<p>ख</p>"),
        (500, "<img src='/{n}.webp'>"),
        (3000, "<div class=x-livedetails-content><p>ख {n}</p></div>"),
    ],
)
def test_a_page_is_read_whole_or_not_at_all(read_page: ReadPage, most: int, unit: str) -> None:
    def page(count: int) -> str:
        return BODY + "".join(unit.format(n=n) for n in range(count))

    read = read_page(page(most))
    found = (*(each.paragraphs for each in read.sections), read.images, read.live_updates)
    assert most in map(len, found)
    with pytest.raises(UnreadablePage, match="too_long"):
        read_page(page(most + 1))


def test_a_table_is_read_whole_or_not_at_all(read_page: ReadPage) -> None:
    def table(rows: int, cells: int) -> str:
        return BODY + "<table>" + ("<tr>" + "<td>ख</td>" * cells + "</tr>") * rows

    (section,) = read_page(table(300, 100)).sections
    assert section.paragraphs[0].count("ख") == 30_000
    for rows, cells in ((3001, 2), (1, 101)):
        with pytest.raises(UnreadablePage, match="too_long"):
            read_page(table(rows, cells))
