"""Pages of other publishers, read by a layout that declares nothing: the fallbacks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from scrapy.http import HtmlResponse

from newsbot.hindi import boilerplate
from newsbot.page import ArticlePage, parse_page
from newsbot.urls import SiteUrls
from tests.page.undeclared import UndeclaredPage
from tests.shared import shared

NUMBER = r".*?(?P<id>\d+)(?:\.html)?"


def read(name: str, url: str) -> ArticlePage:
    urls = SiteUrls("other", f"https://{urlsplit(url).hostname}", NUMBER)
    response = HtmlResponse(url, body=shared(f"pages/other/{name}").read_bytes(), encoding="utf-8")
    page = parse_page(UndeclaredPage, response, urls, datetime(2026, 2, 3, tzinfo=UTC))
    page.fields()
    return page


def paragraphs(page: ArticlePage) -> list[str]:
    return [text for each in page.sections for text in each.paragraphs]


def test_microdata_says_it_all() -> None:
    page = read(
        "aajtak__film-review-shaadi-ke-side-effect-1-756205-html-851fa3ff.html",
        "https://aajtak.intoday.in/story/film-review-shaadi-ke-side-effect-1-756205.html",
    )
    assert page.headline.startswith("अच्छी एक्टिंग, मगर कुछ सुस्त कहानी")
    assert page.authors == ["सौरभ द्विवेदी"]
    assert page.published_raw == "2014-02-28T09:45:55+05:30"
    assert page.updated_raw == "2014-02-28T15:29:34+05:30"
    assert page.section == "फिल्\u200dम समीक्षा"
    assert len(paragraphs(page)) == 12
    assert paragraphs(page)[1].startswith("हमारे मुल्क में एक बेहूदा चलन है.")
    assert page.provenance["sections"] == page.provenance["authors"] == "selector"
    assert [each.caption for each in page.images] == ["फिल्‍म शादी के साइड इफेक्‍ट्स का एक दृश्‍य"]


def test_json_ld_and_a_body_without_paragraphs() -> None:
    page = read(
        "amarujala__gahu-city-news-1579139187.html",
        "https://www.amarujala.com/uttar-pradesh/varanasi/gahu-city-news-vns5205298178",
    )
    assert page.headline == "जिले में 32 क्रय केंद्रों पर गेहूं की खरीद शुरू"
    assert page.summary is None  # og:description repeats the headline
    assert page.published_raw == "2020-04-16T01:00:03+05:30"
    assert page.breadcrumbs[1:3] == ["Uttar Pradesh", "Varanasi"]
    first, second = paragraphs(page)
    assert first.startswith("वाराणसी। जनपद के 32 क्रय केंद्रों पर")
    assert len(second.split("\n")) == 2
    assert (page.section, page.dateline) == ("Varanasi", "वाराणसी")
    assert page.images == []  # default_500.png
    assert page.provenance["sections"] == "derived"
    assert page.provenance["published_at"] == "json-ld"


def test_a_body_that_is_parted_by_advertisements() -> None:
    name = "bhaskar__samastipur-chori-2024-09-04"
    page = read(
        f"{name}.html",
        "https://www.bhaskar.com/local/bihar/samastipur/news/samastipur-police-caught-2-miscreants-133589711.html",
    )
    gold = json.loads(shared(f"pages/other/{name}.gold.json").read_text("utf-8"))["V1"]
    expected = [text for each in gold["body"]["sections"] for text in each["paragraphs"]]
    texts = [text for each in page.sections for text in (each.heading, *each.paragraphs) if text]
    assert [text for text in texts if not boilerplate(text)] == expected
    assert page.authors == gold["authors"]
    assert page.section == "Samastipur"
    assert [each.caption for each in page.images] == [gold["images"][0]["caption"]]


def test_the_other_two() -> None:
    page = read(
        "bshindi__niryat-gira-1521292139.html",
        "https://hindi.business-standard.com//storypage.php?autono=166607",
    )
    assert page.headline == "जनवरी में लगातार छठे महीने निर्यात गिरा"
    assert [text[:26] for text in paragraphs(page)] == [
        "जनवरी में लगातार छठे महीने",
        "वहीं इस दौरान आयात में भी ",
        "सरकार के आंकड़ों से पता चल",
    ]
    assert page.authors == ["शुभायन चक्रवर्ती"]
    assert page.images == []  # nopreview.png, and the site's own address
    page = read(
        "jagran__aap-bijli-prayagraj-1782160236.html",
        "https://www.jagran.com/uttar-pradesh/allahabad-city-21109565.html",
    )
    assert page.published_raw == "2020-11-28T13:34:47+05:30"
    assert page.section == page.dateline == "प्रयागराज"
    assert page.authors == ["Brijesh Srivastava"]
    assert paragraphs(page)[0].startswith("प्रयागराज, जेएनएन। आम आदमी पार्टी")
    assert len(paragraphs(page)) == 3
    assert page.related[0].headline.startswith("मध्\u200dय प्रदेश के सीएम शिवराज सिंह")


@pytest.mark.parametrize("name", ["amarujala__home-2025.html"])
def test_a_home_page_is_no_article(name: str) -> None:
    assert not read(name, "https://www.amarujala.com/").has_article
