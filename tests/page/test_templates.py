"""All of the site's own templates: three show an article, each of its kind, the others none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from newsbot import IST
from newsbot.dates.plausible import entry_time
from newsbot.page import ArticlePage
from tests.conftest import SEEN_AT
from tests.shared import shared

ReadPage = Callable[..., ArticlePage]
ARTICLES = {"storypage": "live", "videostorypage": "video", "webstory": "webstory", "seed_article": "article"}  # fmt: skip
OTHERS = (
    "404page authorpage categorypage index searchpage staticpages tagpage topiclist videocategory "
    "webstorypage"
).split()


def template(name: str) -> bytes:
    return shared(f"pages/indiadaily/{name}.html").read_bytes()


def test_each_template_is_looked_at() -> None:
    folder = shared("pages/indiadaily/storypage.html").parent
    assert {file.stem for file in folder.glob("*.html")} == {*ARTICLES, *OTHERS}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_article(read_page: ReadPage, name: str) -> None:
    page = read_page(template(name))
    assert not page.has_article
    assert page.fields()["sections"] == []


@pytest.mark.parametrize("name", ARTICLES)
def test_kinds(read_page: ReadPage, name: str) -> None:
    page = read_page(template(name))
    assert page.has_article
    assert page.kind == ARTICLES[name]


def test_the_live_entries_of_the_story_template(read_page: ReadPage) -> None:
    page = read_page(template("storypage"))
    assert [each.time for each in page.live_updates] == [
        "07:54:59 PM",
        "09:12:03 PM",
        "09:05:18 PM",
        "09:00:04 PM",
    ]
    assert all(each.heading and each.text for each in page.live_updates)
    assert page.live_updates[3].heading == "मां के जाने के बाद ये मेरा पहला चुनाव- पीएम मोदी"
    assert page.highlights
    assert page.headline not in page.highlights


def test_the_video_template(read_page: ReadPage) -> None:
    page = read_page(template("videostorypage"))
    (video,) = page.videos
    assert video.provider == "vidgyor"
    assert "videoId=aluymv2i&cmsAccountId=6495805748e74c00084e1945" in video.url
    assert page.images == []
    assert [each.heading for each in page.sections][1:] == [
        "आसमान से बरसते रहेंगे आग के गोले",
        "गर्मी से बचने के ये रामबाण उपाय",
    ]
    assert page.tags == ["T20 World Cup 2024", "T20 World"]


def test_the_web_story_template(read_page: ReadPage) -> None:
    page = read_page(template("webstory"), "/webstory/entertainment/kim-kardashian-40123")
    assert page.headline == "भारत के रंग में रंगी Kim Kardashian, रेड ड्रेस में फोटो की शेयर"
    assert page.authors == ["Priya Singh"]
    assert page.published_raw == "2024/07/15 13:25:25 IST"
    assert [each.heading for each in page.sections] == ["बिलेनियर किम कार्दशियन"] * 2
    assert [len(each.paragraphs) for each in page.sections] == [1, 1]
    assert (page.section, page.summary) == ("entertainment", None)
    assert [each.credit for each in page.images] == ["Social Media"] * 2
    assert page.related == []  # the template's links lead nowhere
    assert page.provenance["headline"] == "selector"
    assert page.url.endswith("/webstory/entertainment/kim-kardashian-40123")
    assert ("url", "home_page") in page.discarded  # its canonical link is the home page


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("07:54:59 PM", "2024-06-14T19:54:59+05:30"),
        ("09:12 AM", "2024-06-15T09:12:00+05:30"),
        ("12:07:45 PM", "2024-06-15T12:07:45+05:30"),  # within the minute of the update
        ("12:08 PM", "2024-06-14T12:08:00+05:30"),
        ("21:05", "2024-06-14T21:05:00+05:30"),
        ("रात 9:12 बजे", "2024-06-14T21:12:00+05:30"),
        ("12 Jun 2024, 11:58 PM", "2024-06-12T23:58:00+05:30"),
        ("7 बजे", None),
        ("", None),
        ("15 Jun 2024", None),
    ],
)
def test_the_instant_of_an_entry(words: str, expected: str | None) -> None:
    time = entry_time(words, datetime(2024, 6, 15, 12, 7, tzinfo=IST), "minute", SEEN_AT)
    assert (time.isoformat() if time else None) == expected
