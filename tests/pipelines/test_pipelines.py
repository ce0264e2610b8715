"""Each verb on its own; what text and dates become is in test_hindi and test_dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newsbot.dates import IST
from newsbot.discovery.selection import last_changed
from newsbot.items import Article, Image, LiveUpdate, Reject, RelatedLink, Section
from newsbot.pipelines.clean_text import CleanText, language
from newsbot.pipelines.filter_since import FilterSince
from newsbot.pipelines.parse_dates import ParseDates
from newsbot.pipelines.validate import Validate
from newsbot.spiders.indiadaily import IndiaDailySpider

MakeArticle = Callable[..., Article]


def stat(crawler: Crawler, name: str) -> int:
    return crawler.stats.get_value(f"newsbot/{name}", 0)


def test_clean_text_cleans_every_text(crawler: Crawler, article: MakeArticle) -> None:
    item = CleanText(crawler).process_item(
        article(
            headline=" नहर\u00a0की  मरम्मत ",
            summary="\u200b",
            authors=["खेल  डेस्क", " "],
            tags=["नहर\u00ad"],
            images=[Image("https://x/a.webp", " नहर ", "\ufeff")],
            related=[RelatedLink("https://x/b", "दूसरी  खबर")],
            sections=[
                Section(None, ["भारी टैरिफ लगाए थे .यह एक मुद्दा है.", "\u00a0"]),
                Section(" आगे ", ["दूसरा.", "(इनपुट: भाषा)"]),
                Section(None, [" "]),
            ],
        )
    )
    assert item.headline == "नहर की मरम्मत"
    assert item.summary is None
    assert item.authors == ["खेल डेस्क"]
    assert item.tags == ["नहर"]
    assert (item.images[0].caption, item.images[0].credit) == ("नहर", None)
    assert item.related[0].headline == "दूसरी खबर"
    assert item.sections == [
        Section(None, ["भारी टैरिफ लगाए थे. यह एक मुद्दा है."]),
        Section("आगे", ["दूसरा."]),
    ]
    assert item.body == "भारी टैरिफ लगाए थे. यह एक मुद्दा है.\n\nआगे\n\nदूसरा."
    assert item.agency == "भाषा"
    assert item.language == "hi"
    assert item.provenance == {"language": "derived", "agency": "derived"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("नहर की मरम्मत", "hi"),
        ("iPhone 15 Pro की कीमत घटी, जानिए नया दाम", "hi"),
        ("The canal is being repaired.", "en"),
        ("ਨਹਿਰ ਦੀ ਮੁਰੰਮਤ", "und"),
        ("12:30", "und"),
        ("", "und"),
    ],
)
def test_language(text: str, expected: str) -> None:
    assert language(text) == expected


def test_parse_dates_keeps_them_apart(crawler: Crawler, article: MakeArticle) -> None:
    item = ParseDates(crawler).process_item(
        article(
            updated_raw="02 February 2026, 10:23 PM IST",
            published_raw="कल देर रात हुई घटना",
            provenance={"updated_at": "selector", "published_at": "selector"},
        )
    )
    assert item.updated_at == datetime(2026, 2, 2, 22, 23, tzinfo=IST)
    assert item.updated_precision == "minute"
    assert item.published_at is item.published_precision is None
    assert item.published_raw == "कल देर रात हुई घटना"
    assert item.provenance == {"updated_at": "selector"}
    assert stat(crawler, "dates/published/not_understood") == 1


def test_relative_dates_are_relative_to_the_fetch(crawler: Crawler, article: MakeArticle) -> None:
    item = ParseDates(crawler).process_item(article(updated_raw="2 घंटे पहले"))
    assert item.updated_at == item.fetched_at - timedelta(hours=2)


def test_no_article_is_from_the_future(crawler: Crawler, article: MakeArticle) -> None:
    item = ParseDates(crawler).process_item(
        article(published_raw="2026-02-03T12:14:00+05:30", updated_raw="04-02-2026")
    )
    assert item.published_at == datetime(2026, 2, 3, 12, 14, tzinfo=IST)
    assert (item.updated_at, item.updated_raw) == (None, "04-02-2026")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"headline": ""}, "no_headline"),
        ({"sections": []}, "no_body"),
        ({"sections": [Section("केवल उपशीर्षक", [])]}, "no_body"),
        ({"url": ""}, "no_url"),
    ],
)
def test_validate_rejects_with_a_reason(
    crawler: Crawler, article: MakeArticle, changes: dict[str, object], reason: str
) -> None:
    rejected = Validate(crawler).process_item(article(**changes))
    assert isinstance(rejected, Reject)
    assert rejected.reason == reason
    assert rejected.fields["id"] == "indiadaily:41"
    assert Validate(crawler).process_item(rejected) is rejected


def test_a_reject_says_that_the_article_is_paid(crawler: Crawler, article: MakeArticle) -> None:
    rejected = Validate(crawler).process_item(article(sections=[], free_access=False))
    assert isinstance(rejected, Reject)
    assert rejected.fields["free_access"] is False


def test_validate_lets_pass_what_is_an_article(crawler: Crawler, article: MakeArticle) -> None:
    item = article()
    assert Validate(crawler).process_item(item) is item


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 2, day, hour, tzinfo=IST)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"updated_at": at(2, 9), "updated_precision": "minute"}, False),
        ({"updated_at": at(2, 11), "updated_precision": "minute"}, True),
        ({"published_at": at(1), "updated_at": at(2, 11)}, True),
        ({"published_at": at(2), "published_precision": "day"}, True),
        ({"published_at": at(1), "published_precision": "day"}, False),
    ],
)
def test_since(
    crawler: Crawler, article: MakeArticle, changes: dict[str, object], kept: bool
) -> None:
    crawler.spider.arguments = IndiaDailySpider(since="2026-02-02T10:00").arguments
    if kept:
        FilterSince(crawler).process_item(article(**changes))
    else:
        with pytest.raises(DropItem):
            FilterSince(crawler).process_item(article(**changes))


def test_a_day_without_a_time_lasts_all_day(article: MakeArticle) -> None:
    assert last_changed(article()) is None
    assert last_changed(article(updated_at=at(2), updated_precision="day")) == at(3)


def test_a_body_in_a_legacy_font_is_a_reject(crawler: Crawler, article: MakeArticle) -> None:
    kruti_dev = "iqfyl us dgk gS fd ekeys dh tkap py jgh gS vkSj nks yksxksa ls iwNrkN dh xbZ gS"
    item = article(headline="ugj dh ejEer", sections=[Section(None, [kruti_dev] * 3)])
    rejected = Validate(crawler).process_item(CleanText(crawler).process_item(item))
    assert isinstance(rejected, Reject)
    assert rejected.reason == "legacy_font"


@pytest.mark.parametrize(("lost", "passes"), [(0, True), (1, True), (2, False), (30, False)])
def test_a_text_that_lost_letters_is_a_reject(
    crawler: Crawler, article: MakeArticle, lost: int, passes: bool
) -> None:
    text = ("\ufffd" * lost + "नहर की मरम्मत " * 100)[: 1000 - len("नहर")]
    by_body = article(headline="नहर", sections=[Section(None, [text])])
    by_updates = article(
        headline="नहर", kind="live", sections=[], live_updates=[LiveUpdate(None, None, text)]
    )
    for item in (by_body, by_updates):
        out = Validate(crawler).process_item(CleanText(crawler).process_item(item))
        assert (out is item) is passes
        assert passes or out.reason == "bad_encoding"


def test_english_is_no_legacy_font(crawler: Crawler, article: MakeArticle) -> None:
    text = "The irrigation department has begun to repair the canal, officials said on Monday."
    item = CleanText(crawler).process_item(article(sections=[Section(None, [text])]))
    assert Validate(crawler).process_item(item) is item
