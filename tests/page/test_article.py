"""Golden pages of the site, and the rules behind them on pages made here."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from scrapy.utils.test import get_crawler

from newsbot.items import Article
from newsbot.page import ArticlePage
from newsbot.pipelines.clean_text import CleanText
from newsbot.pipelines.parse_dates import ParseDates
from tests.shared import shared

ReadPage = Callable[..., ArticlePage]
SEED = "/india/trump-calls-pm-modi-amid-trade-dispute-news-000001"


@pytest.fixture
def finish(article_fields: dict[str, Any]) -> Callable[[ArticlePage], dict[str, Any]]:
    """The article of a page after cleaning and dates, as it is exported."""
    crawler = get_crawler()

    def run(page: ArticlePage) -> dict[str, Any]:
        item = Article(**{**article_fields, **page.fields()})
        for pipeline in (CleanText(crawler), ParseDates(crawler)):
            item = pipeline.process_item(item)
        return json.loads(json.dumps(asdict(item), default=lambda value: value.isoformat()))

    return run


def test_the_seed_article_in_every_field_of_its_gold(read_page: ReadPage, finish: Any) -> None:
    gold = json.loads(shared("pages/indiadaily/seed_article.json").read_text("utf-8"))
    page = read_page(shared("pages/indiadaily/seed_article.html").read_bytes(), SEED)
    article = finish(page)
    assert {name: article[name] for name in gold} == gold


def test_the_story_template(read_page: ReadPage, finish: Any) -> None:
    page = read_page(shared("pages/indiadaily/storypage.html").read_bytes())
    article = finish(page)
    assert article["headline"] == (
        "आधा जून निकल गया, Heatwave का कहर जारी, मौसम विभाग से जानिए कितना है खतरा"
    )
    assert article["summary"].startswith("आसमान से बरसती आग, चढ़ता पारा")
    assert article["authors"] == ["India Daily 24X7"]
    assert article["updated_at"] == "2024-06-15T12:07:00+05:30"
    assert article["updated_raw"] == "15 Jun 2024, 12:07 PM IST"
    assert article["published_at"] is None
    assert [each["heading"] for each in article["sections"]] == [
        None,
        "आसमान से बरसते रहेंगे आग के गोले",
        "अब तक करीब 200 से ज्यादा लोगों की मौत",
        "गर्मी से बचने के ये रामबाण उपाय",
    ]
    assert article["tags"] == ["T20 World Cup 2024", "T20 World"]
    assert article["related"] == []
    assert article["section"] == "मनोरंजन"
    assert len(article["highlights"]) == 5  # as printed, the template's repeats too
    assert article["images"][0]["caption"] == "Heat wave"
    last = article["sections"][-1]["paragraphs"][-1].split("\n")
    assert [line[:2] for line in last] == ["1.", "2.", "3.", "4.", "5.", "6.", "7."]
    for stranger in (
        "कुमारस्वामी",
        "highlight",
        "फिलहाल कुछ दिनों तक बारिश की कोई संभावना नहीं है. ऐसे में कुछ एहतियात बरत\n",
        "मुख्यमंत्रियों",
        "07:54",
    ):
        assert stranger not in article["body"]


PAGE = """<html><head><title>साइट</title>{head}</head><body>
<div class="x-body-title"><h1> {h1} </h1>{h2}</div>
<div class="x-auth-profile">{byline}</div>
<div class="x-story-feature">{hero}</div><div class="x-cap-follow">{caption}</div>
<div class="x-editior-content">{body}</div>{after}</body></html>"""


def html(**parts: str) -> str:
    names = ("head", "h1", "h2", "byline", "hero", "caption", "body", "after")
    return PAGE.format(**{**dict.fromkeys(names, ""), **parts})


def texts(page: ArticlePage) -> list[tuple[str | None, list[str]]]:
    return [(each.heading, each.paragraphs) for each in page.sections]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>पहला.</p><p>दूसरा.</p>", [(None, ["पहला.", "दूसरा."])]),
        ("<p>पहला.<br><br>दूसरा.</p>", [(None, ["पहला.", "दूसरा."])]),
        ("<p>1. धूप से बचें <br>2. पानी पिएं</p>", [(None, ["1. धूप से बचें\n2. पानी पिएं"])]),
        ("<h3><strong>आगे क्या</strong></h3><p>पहला.</p>", [("आगे क्या", ["पहला."])]),
        ("<p>पहला.</p><h2>आगे क्या</h2><p>दूसरा.</p>", [(None, ["पहला."]), ("आगे क्या", ["दूसरा."])]),
        ("<p><b>आगे क्या होगा</b></p><p>दूसरा.</p>", [("आगे क्या होगा", ["दूसरा."])]),
        (
            "<p><strong>आगे क्या</strong><br><br>पहला.<br><br><b>फिर क्या</b><br><br>दूसरा.</p>",
            [("आगे क्या", ["पहला."]), ("फिर क्या", ["दूसरा."])],
        ),
        ("<p>\u200b<b>आगे क्या</b>&nbsp;</p><p>पहला.</p>", [("\u200bआगे क्या", ["पहला."])]),
        ("<p><b>आगे क्या</b><br>पहला.</p>", [("आगे क्या", ["पहला."])]),
        ("<p><b>आगे क्या</b> होगा<br>पहला.</p>", [(None, ["आगे क्या होगा\nपहला."])]),
        ("<p><b>आगे क्या</b><br><b>फिर क्या</b></p>", [(None, ["आगे क्या\nफिर क्या"])]),
        ("<p><b>पटना:</b><br>पहला.</p>", [(None, ["पटना:\nपहला."])]),
        ("<p>पहला.<br><b>आगे क्या</b><br>दूसरा.</p>", [(None, ["पहला."]), ("आगे क्या", ["दूसरा."])]),
        ("<p>नाम और<br><b>पता</b><br>लिखें.</p>", [(None, ["नाम और\nपता\nलिखें."])]),
        ('<p><b>"हम जीतेंगे"</b></p><p>पहला.</p>', [(None, ['"हम जीतेंगे"', "पहला."])]),
        ("<p><b>‘हम जीतेंगे.’</b></p><p>पहला.</p>", [(None, ["‘हम जीतेंगे.’", "पहला."])]),
        ("<p><b>'हम जीतेंगे', बोले कप्तान</b></p><p>पहला.</p>", [("'हम जीतेंगे', बोले कप्तान", ["पहला."])]),
        (
            "<p><strong>यह पूरा वाक्य मोटे अक्षरों में है.</strong></p>",
            [(None, ["यह पूरा वाक्य मोटे अक्षरों में है."])],
        ),
        ("<p><strong>पटना:</strong> बैठक हुई.</p>", [(None, ["पटना: बैठक हुई."])]),
        ("<ul><li>एक</li><li>दो</li></ul>", [(None, ["एक\nदो"])]),
        ("<ul><li>एक<ul><li>भीतर</li></ul></li><li>दो</li></ul>", [(None, ["एक\n  भीतर\nदो"])]),
        (
            "<ol>भूमिका<li><h3>पहला</h3><p>एक.</p></li><li><h3>दूसरा</h3>दो.</li></ol><p>अंत.</p>",
            [(None, ["भूमिका"]), ("पहला", ["एक."]), ("दूसरा", ["दो.", "अंत."])],
        ),
        ("<ol><li>एक</li><li>दो</li></ol>", [(None, ["1. एक\n2. दो"])]),
        (
            "<ol start=4><li>एक</li><li value=9>दो</li><li>तीन</li></ol>",
            [(None, ["4. एक\n9. दो\n10. तीन"])],
        ),
        ("<ol reversed><li>एक</li><li>दो</li></ol>", [(None, ["2. एक\n1. दो"])]),
        ("<ol type=a><li>एक</li><li>दो</li></ol>", [(None, ["a. एक\nb. दो"])]),
        ("<ol type=I start=3><li>एक</li><li>दो</li></ol>", [(None, ["III. एक\nIV. दो"])]),
        ("<ol style='list-style: none'><li>एक</li></ol>", [(None, ["एक"])]),
        ("<ol><li>1. एक</li><li>2. दो</li></ol>", [(None, ["1. एक\n2. दो"])]),
        (
            "<ol><li>एक<ol><li>भीतर<ul><li>और भीतर</li></ul></li></ol></li><li>दो</li></ol>",
            [(None, ["1. एक\n  1. भीतर\n    और भीतर\n2. दो"])],
        ),
        ("<p>कीमत <del>500</del> <ins>400</ins> रुपये है.</p>", [(None, ["कीमत 400 रुपये है."])]),
        ("<p>कीमत <s>500</s> <strike>450</strike> 400 है.</p>", [(None, ["कीमत 400 है."])]),
        (
            "<p>कीमत <span style='text-decoration: line-through'>500</span> 400 है.</p>",
            [(None, ["कीमत 400 है."])],
        ),
        ("<ins><p>पहला.</p></ins><del><p>दूसरा.</p></del>", [(None, ["पहला."])]),
        ("<p>पहला.<ins class=adsbygoogle data-ad-slot=1>विज्ञापन</ins></p>", [(None, ["पहला."])]),
        (
            "<h3>कीमत <del>500</del> 400, जगह 10<sup>5</sup></h3><p>पहला.</p>",
            [("कीमत 400, जगह 10⁵", ["पहला."])],
        ),
        (
            "<p>10<sup>5</sup> और 10<sup>-3</sup>, 5 मी<sup>2</sup>.</p>",
            [(None, ["10⁵ और 10⁻³, 5 मी²."])],
        ),
        (
            "<p>१०<sup>५</sup>, 2<sup>1.5</sup>, 5<sup>वें</sup>, 101<sub>2</sub></p>",
            [(None, ["१०^५, 2^1.5, 5वें, 101₂"])],
        ),
        (
            "<p>2<sup>n+1</sup>, x<sup>n</sup>, x<sup>ab</sup>, 10<sup>x</sup>, (a+b)<sup>2n-1</sup></p>",
            [(None, ["2ⁿ⁺¹, xⁿ, x^ab, 10^x, (a+b)²ⁿ⁻¹"])],
        ),
        (
            "<p>2<sup>a+b</sup>, <i>x</i><sup>k/2</sup>, e<sup>-x</sup>, 3<sup>(k+1)</sup></p>",
            [(None, ["2^(a+b), x^(k/2), e^(-x), 3^(k+1)"])],
        ),
        (
            "<p>21<sup>वीं</sup>, 1<sup>st</sup>, 22<sup>ND</sup>, H<sub>2</sub>O, Acme<sup>TM</sup>, D<sup>r</sup>, 30<sup>o</sup>C, 5<sup>*</sup></p>",
            [(None, ["21वीं, 1st, 22ND, H2O, AcmeTM, Dr, 30oC, 5*"])],
        ),
        (
            "<pre>पहली पंक्ति\nदूसरी पंक्ति\n\nअगला छंद</pre>",
            [(None, ["पहली पंक्ति\nदूसरी पंक्ति", "अगला छंद"])],
        ),
        ("<p><a href='/india/x-news-7'>और खबर</a></p><p>पहला.</p>", [(None, ["पहला."])]),
        (
            "<p><strong><a href='/india/x-news-7'>और खबर</a></strong></p><p>पहला.</p>",
            [(None, ["पहला."])],
        ),
        ("<h3><a href='/india/x-news-7'>और खबर</a></h3><p>पहला.</p>", [(None, ["पहला."])]),
        ("<p>पहला.<br>» <a href='/india/x-news-7'>और खबर</a></p>", [(None, ["पहला."])]),
        ("<p><a href='/topic/nahar'>नहर</a></p>", [(None, ["नहर"])]),
        ("<p><a href='/india/khabar-news-41'>यही खबर</a></p>", [(None, ["यही खबर"])]),
        ("<p><a href='https://elsewhere.example/a.pdf'>पूरा आदेश</a></p>", [(None, ["पूरा आदेश"])]),
        ("<blockquote class='instagram-media'>पोस्ट</blockquote><p>पहला.</p>", [(None, ["पहला."])]),
        (
            "<div data-oembed-url='https://x.com/a/status/12'><blockquote>पोस्ट</blockquote></div>"
            "<p>पहला.</p>",
            [(None, ["पहला."])],
        ),
        (
            "<blockquote cite='https://www.facebook.com/khabar/posts/7'>पोस्ट</blockquote><p>पहला.</p>",
            [(None, ["पहला."])],
        ),
        (
            "<blockquote cite='https://khabar.example/bayan'>उद्धरण.</blockquote><p>पहला.</p>",
            [(None, ["उद्धरण.", "पहला."])],
        ),
        ("<div class='fb-post'><p>पोस्ट</p></div><p>पहला.</p>", [(None, ["पहला."])]),
        ("<div class='story-embed-twitter'><p>पोस्ट</p></div><p>पहला.</p>", [(None, ["पहला."])]),
        (
            "<blockquote>पोस्ट <a href='https://x.com/a/status/12'>2 Feb</a></blockquote><p>पहला.</p>",
            [(None, ["पहला."])],
        ),
        ("<blockquote>उद्धरण <a href='https://x.com/a'>देखें</a></blockquote>", [(None, ["उद्धरण देखें"])]),
        ("<p class='x-post'>पहला.</p>", [(None, ["पहला."])]),
        (
            "<table><tr><th>टीम</th><th>अंक</th></tr><tr><td>भारत</td><td>8</td></tr></table>",
            [(None, ["टीम | अंक\nभारत | 8"])],
        ),
        ("<blockquote><p>यह हमारी जीत है.</p></blockquote>", [(None, ["यह हमारी जीत है."])]),
        (
            "<blockquote class='twitter-tweet'><p>ट्वीट</p></blockquote><p>पहला.</p>",
            [(None, ["पहला."])],
        ),
        (
            "<blockquote class='koo-media'><div>एक पोस्ट</div></blockquote><p>पहला.</p>",
            [(None, ["पहला."])],
        ),
        ("<p>पहला<script>x()</script> वाक्य.<!-- छिपा --></p>", [(None, ["पहला वाक्य."])]),
        ("खुला पाठ.<div>डिब्बे में.</div>बाद में.", [(None, ["खुला पाठ.", "डिब्बे में.", "बाद में."])]),
        (
            "<p>पहला.</p><div class='q-alsoread'><h3>जरूर पढ़ें</h3></div><p>दूसरा.</p>",
            [(None, ["पहला.", "दूसरा."])],
        ),
        ("<p>उसने <a href='/india/x-news-7'>कहा</a> कि ठीक है.</p>", [(None, ["उसने कहा कि ठीक है."])]),
        ("<p>पानी H<sub>2</sub>O है.</p>", [(None, ["पानी H2O है."])]),
        ("<p>\n  कई\n  पंक्तियों   में\n</p>", [(None, ["कई पंक्तियों में"])]),
        (
            "<p hidden>छिपा.</p><div style='display: none'>छिपा.</div><p>पहला.</p>",
            [(None, ["पहला."])],
        ),
        ("<h1>शीर्षक</h1><p>पहला.</p>", [(None, ["पहला."])]),
        (
            "<p>पहला.</p><h3>ये भी पढ़ें</h3><p><a href='/india/x-news-7'>और खबर</a></p><p>दूसरा.</p>",
            [(None, ["पहला.", "दूसरा."])],
        ),
        (
            "<p>पहला.</p><p>ये भी पढ़ें</p><ul><li><a href='/india/x-news-7'>और खबर</a></li></ul>",
            [(None, ["पहला.", "ये भी पढ़ें"])],  # the label goes with the boilerplate
        ),
        ("", []),
    ],
)
def test_body(read_page: ReadPage, body: str, expected: Any) -> None:
    assert texts(read_page(html(h1="शीर्षक", body=body))) == expected


def test_a_body_inside_a_layout_table_is_not_lost(read_page: ReadPage) -> None:
    page = read_page(
        "<table><tr><td><div class='x-editior-content'><ul><li>एक</li></ul></div></td></tr></table>"
    )
    assert texts(page) == [(None, ["एक"])]


def test_what_a_table_holds_beside_text(read_page: ReadPage) -> None:
    rows = (
        "<tr><td><img src=/a.webp alt='नहर'></td></tr><tr><td>ये भी पढ़ें: <a href='/india/x-news-7'>और"
        "</a></td></tr><tr><td><iframe src='https://www.youtube.com/embed/x'></iframe></td></tr>"
        "<tr><td><div class='x-ads1'>विज्ञापन</div>टीम</td><td>अंक</td></tr>"
    )
    page = read_page(html(h1="शीर्षक", body=f"<table><caption>तालिका</caption>{rows}</table>"))
    assert [(each.url[-7:], each.caption) for each in page.images] == [("/a.webp", "नहर")]
    assert [each.provider for each in page.videos] == ["youtube"]
    assert [each.headline for each in page.related] == ["और"]
    assert texts(page) == [(None, ["तालिका\nटीम | अंक"])]


def test_deep_nesting_is_no_limit(read_page: ReadPage) -> None:
    deep = "<div>" * 1500 + "<p>गहराई में.</p>" + "</div>" * 1500
    page = read_page(html(h1="शीर्षक", body=deep + "<p>ऊपर.</p>"))
    assert "ऊपर." in str(texts(page))


@pytest.mark.parametrize(
    ("caption", "alt", "expected"),
    [
        ("<b>Courtesy:</b> ANI", "", (None, "ANI")),
        ("<b>Courtesy:</b> Social Media", "नहर", ("नहर", "Social Media")),
        ("Heat wave", "Temperature", ("Heat wave", None)),
        ("नहर का पुल (फोटो क्रेडिट: PTI)", "", ("नहर का पुल", "PTI")),
        ("नहर का पुल / Image Source: PTI", "", ("नहर का पुल", "PTI")),
        ("", "", (None, None)),
        ("", "नहर", ("नहर", None)),
    ],
)
def test_caption_and_credit(read_page: ReadPage, caption: str, alt: str, expected: Any) -> None:
    page = read_page(html(h1="शीर्षक", hero=f'<img src="/a.webp" alt="{alt}">', caption=caption))
    (image,) = page.images
    assert (image.caption, image.credit) == expected
    assert image.url == "https://www.theindiadaily.com/a.webp"


def test_captions_in_the_body_are_of_its_pictures(read_page: ReadPage) -> None:
    line = "<div class='x-cap-follow'>{} <b>Courtesy:</b> ANI</div>"
    body = (
        f"<p><img src=/b.webp alt='पुल'></p>{line.format('')}<p>पहला.</p>{line.format('कुछ और')}"
        f"<p><img src=/c.webp alt='घाट'></p>{line.format('नहर')}<p><img src=/d.webp> दूसरा.</p>"
        f"{line.format('कुछ और')}<img src=/e.webp><h3>आगे</h3>{line.format('कुछ और')}"
    )
    page = read_page(html(h1="शीर्षक", hero="<img src=/a.webp alt='बांध'>", body=body))
    assert [(each.caption, each.credit) for each in page.images] == [
        ("बांध", None),
        ("पुल", "ANI"),
        ("नहर", "ANI"),
        (None, None),
        (None, None),
    ]
    assert texts(page) == [(None, ["पहला.", "दूसरा."]), ("आगे", [])]


def test_no_text_of_a_photo_story_is_lost(read_page: ReadPage) -> None:
    text = "<div class='x-photo-content'><h3>{0}</h3><p>{0} का पाठ.</p></div>".format
    photo = "<div class='x-photo-featured'><img src=/a.webp></div>"
    body = f"<p>पहला.</p>{text('भूमिका')}{photo}{text('एक')}{text('दो')}"
    page = read_page(html(h1="शीर्षक", body=body))
    assert [each.heading for each in page.sections] == [None, "भूमिका", "एक", "दो"]


def test_related_links_in_page_order_without_repeats(read_page: ReadPage) -> None:
    page = read_page(
        html(
            h1="शीर्षक",
            body="<p>पहला.</p><p><strong>ये भी पढ़ें: <a href='/india/b-news-2?utm_source=in'>दूसरी खबर</a>"
            "</strong></p><div class='x-alsoread'><h3>जरूर पढ़ें</h3><ul><li>"
            "<a href='/sports/c-news-3'><img alt='x'><div><h3>तीसरी खबर</h3></div></a></li></ul></div>",
            after="<div class='x-rel-slider'><h4>संबंधित खबर</h4>"
            "<a href='https://www.theindiadaily.com/india/b-news-2'><h3>दूसरी खबर</h3></a>"
            "<a href='/india/khabar-news-41#top'><h3>यही खबर</h3></a><a href=''><h3>खाली</h3></a>"
            "<a href='https://elsewhere.example/india/d-news-4'><h3>कहीं और</h3></a>"
            "<a href='/webstory/sports/e-5'><h3>वेब स्टोरी</h3></a></div>",
        )
    )
    assert [(each.url, each.headline) for each in page.related] == [
        ("https://www.theindiadaily.com/india/b-news-2", "दूसरी खबर"),
        ("https://www.theindiadaily.com/sports/c-news-3", "तीसरी खबर"),
        ("https://www.theindiadaily.com/webstory/sports/e-5", "वेब स्टोरी"),
    ]
    assert texts(page) == [(None, ["पहला."])]


def test_dates_are_kept_apart_and_never_filled_from_each_other(read_page: ReadPage) -> None:
    label = "<label class='x-auth-date'><em>{}</em> {}</label>"
    both = label.format("Published on : ", "1 Feb 2026, 9:00 AM IST") + label.format(
        "Updated on : ", "2 Feb 2026, 10:00 AM IST"
    )
    page = read_page(html(h1="शीर्षक", byline=both))
    assert (page.published_raw, page.updated_raw) == (
        "1 Feb 2026, 9:00 AM IST",
        "2 Feb 2026, 10:00 AM IST",
    )
    only = read_page(
        html(byline=label.format("Date Updated", "Last Updated : 02 February 2026, 10:23 PM IST"))
    )
    assert (only.published_raw, only.updated_raw) == (None, "02 February 2026, 10:23 PM IST")


def test_order_of_trust(read_page: ReadPage) -> None:
    head = (
        '<meta property="og:title" content="खुले ग्राफ का शीर्षक">'
        '<meta property="og:description" content="खुले ग्राफ का सार">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "जेएसओएन का शीर्षक",'
        '"datePublished": "2026-02-01T09:00:00+05:30",}</script>'
    )
    page = read_page(html(head=head, h1="छपा हुआ शीर्षक"))
    assert page.headline == "छपा हुआ शीर्षक"
    assert page.summary == "खुले ग्राफ का सार"
    assert page.published_raw == "2026-02-01T09:00:00+05:30"
    assert page.fields()["provenance"] == {
        "url": "derived",
        "headline": "selector",
        "summary": "opengraph",
        "published_at": "json-ld",
    }


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("/india/khabar-naye-naam-se-news-41", "/india/khabar-naye-naam-se-news-41"),
        ("/india/doosri-khabar-news-42", "/india/khabar-news-41"),
        ("https://elsewhere.example/india/khabar-news-41", "/india/khabar-news-41"),
        ("/", "/india/khabar-news-41"),
    ],
)
def test_a_canonical_link_is_believed_for_the_same_article_only(
    read_page: ReadPage, canonical: str, expected: str
) -> None:
    page = read_page(html(head=f'<link rel="canonical" href="{canonical}">'))
    assert page.url == "https://www.theindiadaily.com" + expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("<strong>नई दिल्ली:</strong> बैठक हुई.", "नई दिल्ली"),
        ("लखनऊ/कानपुर: बैठक हुई.", "लखनऊ/कानपुर"),
        ("उन्होंने कहा: यह सही है.", None),
        ("सुबह 10:23 बजे खबर आई.", None),
        ("बैठक हुई.", None),
        ("यह एक लंबा वाक्य है जिसके बीच में: आता है.", None),
    ],
)
def test_dateline(read_page: ReadPage, first: str, expected: str | None) -> None:
    assert read_page(html(h1="शीर्षक", body=f"<p>{first}</p>")).dateline == expected


@pytest.mark.parametrize("body", [b"<", b"plain", b"<html><h1>404</h1>"])
def test_what_is_no_article_has_no_body(read_page: ReadPage, body: bytes) -> None:
    assert read_page(body).fields()["sections"] == []


@pytest.mark.parametrize(
    "offer",
    [
        "<amp-story-player><a href='/webstory/sports/e-5'>वेब स्टोरी</a></amp-story-player>",
        "<script>var story = '<amp-story>'</script>",
    ],
)
def test_an_article_that_offers_a_web_story_is_an_article(read_page: ReadPage, offer: str) -> None:
    page = read_page(html(h1="शीर्षक", body="<p>पहला.</p>" + offer))
    assert (page.kind, page.headline) == ("article", "शीर्षक")
    assert texts(page) == [(None, ["पहला."])]


def test_links_behind_a_label_of_their_own_are_related(read_page: ReadPage) -> None:
    page = read_page(
        html(
            h1="शीर्षक",
            body="<p>पहला.</p><p>ये भी पढ़ें</p><ul><li><a href='/india/x-news-7'>और खबर</a></li></ul>",
        )
    )
    assert [each.headline for each in page.related] == ["और खबर"]


def test_a_link_of_the_text_is_not_one_of_the_label_behind_it(read_page: ReadPage) -> None:
    text = "उसने <a href='/india/x-news-7'>कहा</a> कि ठीक है."
    label = "ये भी पढ़ें: <a href='/india/y-news-8'>और खबर</a>"
    page = read_page(html(h1="शीर्षक", body=f"<p>{text}<br><br>{label}</p>"))
    assert [each.headline for each in page.related] == ["और खबर"]
    assert texts(page) == [(None, ["उसने कहा कि ठीक है."])]


@pytest.mark.parametrize(
    "address",
    ["src=about:blank data-src", "src='' data-lazy-src", "src=data:, data-litespeed-src", "src"],
)
def test_a_player_that_is_loaded_late(read_page: ReadPage, address: str) -> None:
    player = f"<iframe {address}=//www.youtube.com/embed/x></iframe>"
    for page in (read_page(html(hero=player)), read_page(html(body=f"<p>पहला.</p>{player}"))):
        assert [each.url for each in page.videos] == ["https://www.youtube.com/embed/x"]


def test_a_second_story_on_the_page_is_another_article(read_page: ReadPage) -> None:
    box = "<div class='x-editior-content'><h3>क</h3><p>दूसरी.</p><h3>ख</h3><p>तीसरी.</p></div>"
    title = "<div class='x-body-title'><h2>दूसरी खबर</h2></div>"
    for other in (f"<h1>दूसरी खबर</h1>{box}", title + box, f"<article>{box}</article>"):
        page = read_page(html(h1="शीर्षक", body="<p>पहला.</p>", after=other))
        assert texts(page) == [(None, ["पहला."])]


@pytest.mark.parametrize("box", ["{}", "<div class=row>{}</div>"])
def test_a_body_in_several_boxes(read_page: ReadPage, box: str) -> None:
    text = box.format("<div class='x-editior-content'>{}</div>")
    parts = ("<p>पहला.</p>", "<p>दूसरा.</p><h3>आगे</h3>", "<p>तीसरा.</p>", "<h3>फिर</h3><p>चौथा.</p>")
    boxes = "<div class=ad>विज्ञापन</div>".join(text.format(part) for part in parts)
    page = read_page(f"<h1>शीर्षक</h1><section>{boxes}</section>")
    assert texts(page) == [
        (None, ["पहला.", "दूसरा."]),
        ("आगे", ["तीसरा."]),
        ("फिर", ["चौथा."]),
    ]


def test_links_that_stand_alone_are_related(read_page: ReadPage) -> None:
    body = (
        "<p>पहला.</p><p><b><a href='/india/b-news-2'>दूसरी खबर</a></b></p>"
        "<h3><a href='/india/c-news-3'>तीसरी खबर</a></h3><p>दूसरा.<br><a href='/india/d-news-4'>चौथी खबर</a>"
        "</p><ul><li><a href='/india/e-news-5'>पांचवीं खबर</a></li></ul>"
    )
    page = read_page(html(h1="शीर्षक", body=body))
    assert [each.url[-1] for each in page.related] == ["2", "3", "4", "5"]
    assert texts(page) == [(None, ["पहला.", "दूसरा."])]


def test_an_embedded_player_is_kept(read_page: ReadPage) -> None:
    box = "<div class='youtube-embed'><p>वीडियो</p><iframe src='https://youtube.com/embed/x'></iframe></div>"
    page = read_page(html(h1="शीर्षक", body=f"<p>पहला.</p>{box}"))
    assert [each.provider for each in page.videos] == ["youtube"]
    assert texts(page) == [(None, ["पहला."])]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>पहला.</p><h3>आगे</h3>", ["पहला."]),
        ("<p>पहला.</p><h3>आगे</h3><p>कॉपी लिंक</p><h3>ये भी पढ़ें</h3>", ["पहला."]),
        ("<p>पहला.</p><h3>Disclaimer</h3><p>यह पाठ सूचना के लिए है.</p>", ["पहला."]),
        (
            "<p>पहला.</p><p><b>डिस्क्लेमर:</b></p><p>यह पाठ सूचना के लिए है.</p><h3>क</h3><p>ख.</p>",
            ["पहला.", "क", "ख."],
        ),
        ("<p>पहला.<br>फोटो: पीटीआई</p><p>(भाषा)</p>", ["पहला."]),
        ("<ul><li>एक<ul><li>भीतर,यहां</li></ul></li></ul>", ["एक\n  भीतर, यहां"]),
    ],
)
def test_the_finished_body(
    read_page: ReadPage, finish: Any, body: str, expected: list[str]
) -> None:
    article = finish(read_page(html(h1="शीर्षक", body=body)))
    assert article["body"] == "\n\n".join(expected)


def test_what_stands_behind_the_end_of_the_page_is_read_too(read_page: ReadPage) -> None:
    title = "<html><body><div class=x-body-title><h1>नहर की मरम्मत शुरू</h1></div></body></html>"
    page = read_page((title + "<ul class=x-tagsbox><li><a>नहर</a></li></ul>").encode())
    assert (page.headline, page.tags) == ("नहर की मरम्मत शुरू", ["नहर"])


def test_a_player_of_web_stories_makes_no_web_story(read_page: ReadPage) -> None:
    for embed in ("<amp-story-player></amp-story-player>", "<script>'<amp-story>'</script>"):
        page = read_page(html(h1="शीर्षक", body=f"<p>पहला.</p>{embed}"))
        assert (page.kind, page.headline) == ("article", "शीर्षक")


def test_what_stands_behind_the_end_of_the_page_is_read(read_page: ReadPage) -> None:
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "keywords": "नहर"}</script>'
    page = read_page(html(body="<p>पहला.</p>") + f"<h1>शीर्षक</h1>{data}")
    assert (page.headline, page.tags) == ("शीर्षक", ["नहर"])
