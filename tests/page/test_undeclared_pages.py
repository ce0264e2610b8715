"""Texts of pages without a declaration: live blogs, captions, bylines, lines of publishers."""

from __future__ import annotations

import pytest

import newsbot
from tests.page.test_markups import HEADLINE, SEEN_AT, json_ld
from tests.page.test_undeclared_fields import BODY, TEXTS, read

LIVE = f"मेट्रो LIVE: {HEADLINE}"


def live(entries: str, headline: str = LIVE) -> newsbot.Article:
    lead = f"<p>{TEXTS[4]}</p><p>{TEXTS[5]}</p>"
    html = f"<title>{headline}</title><main><h1>{headline}</h1>{lead}<div class=feed>{entries}</div></main>"
    article = newsbot.extract(html, "https://k.example/rajya/nahar-12345", fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    return article


def entry(number: int, clock: str = "<div class=time>{}:10 PM, 02 Feb 2026</div>") -> str:
    heading = f"<h3>अपडेट {number} का शीर्षक</h3>"
    return f"<div class=item>{clock.format(number)}{heading}<p>{TEXTS[number]}</p></div>"


@pytest.mark.parametrize(
    "clock",
    [
        "<div class=time>{}:10 PM, 02 Feb 2026</div>",
        "<time>0{}:10 PM</time>",
        "<p><span class='t x'>0{}:10 बजे</span></p>",
    ],
)
def test_a_live_blog_that_no_metadata_describes(clock: str) -> None:
    article = live("".join(entry(number, clock) for number in (3, 2, 1)))
    assert article.kind == "live"
    assert [update.text for update in article.live_updates] == [TEXTS[3], TEXTS[2], TEXTS[1]]
    assert [update.heading for update in article.live_updates][0] == "अपडेट 3 का शीर्षक"
    assert [text for each in article.sections for text in each.paragraphs] == TEXTS[4:6]


@pytest.mark.parametrize(
    ("entries", "headline"),
    [
        (entry(3) + entry(2), HEADLINE),  # nothing calls it live
        (entry(3), LIVE),  # one time is no blog
        (entry(3, "") + entry(2, ""), LIVE),
        ("".join(f"<div class=item><i class=t>0{n}:10 PM</i><a href=/a-{n}>{TEXTS[n]}</a></div>" for n in (1, 2)), LIVE),
    ],
)  # fmt: skip
def test_no_live_blog(entries: str, headline: str) -> None:
    assert live(entries, headline).live_updates == []
