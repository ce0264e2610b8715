"""What makes a revision, and what is kept from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.utils.test import get_crawler

from newsbot.items import Article, Image, RelatedLink, Section
from newsbot.json_lines import printable
from newsbot.ledger import Ledger
from newsbot.pipelines.clean_text import CleanText
from newsbot.spiders.indiadaily import IndiaDailySpider
from tests.thorough import tries

LATER = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
Make = Callable[..., Article]

EDITS: dict[str, Any] = {
    "headline": "नहर की मरम्मत पूरी",
    "summary": "काम तय समय से पहले पूरा हुआ.",
    "published_at": LATER,
    "updated_at": LATER,
    "images": [Image("https://www.theindiadaily.com/a.webp", "नहर", None)],
    "authors": ["ग्रामीण संवाददाता"],
}
NO_EDITS: dict[str, Any] = {
    "related": [RelatedLink("https://www.theindiadaily.com/india/x-news-7", "दूसरी खबर")],
    "tags": ["नहर"],
    "breadcrumbs": ["होम", "देश"],
    "section": "देश",
    "highlights": ["तीन गांवों को पानी"],
    "fetched_at": LATER,
    "provenance": {"headline": "json-ld"},
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_a_revision(ledger: Ledger, article: Make, name: str) -> None:
    assert ledger.record(article(), None).kind == "new"
    edited = article(**{name: EDITS[name]})
    verdict = ledger.record(edited, None)
    assert (verdict.kind, verdict.revision, edited.revision) == ("edited", 2, 2)
    assert edited.changes == {"fields": [name], "paragraphs_added": [], "paragraphs_removed": []}
    assert ledger.record(article(**{name: EDITS[name]}), None).kind == "unchanged"


def test_an_edit_of_the_body_says_its_paragraphs(ledger: Ledger, article: Make) -> None:
    ledger.record(article(body="पहला.\n\nदूसरा.\n\nतीसरा."), None)
    edited = article(body="पहला.\n\nतीसरा.\n\nचौथा.")
    assert ledger.record(edited, None).kind == "edited"
    assert edited.changes == {
        "fields": ["sections"],
        "paragraphs_added": ["चौथा."],
        "paragraphs_removed": ["दूसरा."],
    }


@pytest.mark.parametrize("name", NO_EDITS)
def test_what_stands_around_makes_none(ledger: Ledger, article: Make, name: str) -> None:
    ledger.record(article(), None)
    assert ledger.record(article(**{name: NO_EDITS[name]}), None).kind == "unchanged"
    assert [line["revision"] for line in ledger.articles.owed(0)] == [1]


def test_white_space_makes_none(ledger: Ledger, article: Make) -> None:
    clean = CleanText.from_crawler(get_crawler(IndiaDailySpider))
    neat, loose = "नहर का काम शुरू.", "  नहर\u00a0 का\tकाम\u200b शुरू. \n"
    for body, kind in ((neat, "new"), (loose, "unchanged")):
        raw = article(headline=body, sections=[Section(None, [body])])
        assert ledger.record(clean.process_article(raw), None).kind == kind


def test_an_edit_back_is_a_revision_too(ledger: Ledger, article: Make) -> None:
    states = ["पहला.", "दूसरा.", "पहला."]
    kinds = [ledger.record(article(body=body), None) for body in states]
    assert [(each.kind, each.revision) for each in kinds] == [
        ("new", 1),
        ("edited", 2),
        ("edited", 3),
    ]
    lines = list(ledger.articles.owed(0))
    assert [line["body"] for line in lines] == states
    assert lines[2]["changes"]["paragraphs_removed"] == ["दूसरा."]


def test_what_was_first_is_kept(ledger: Ledger, article: Make) -> None:
    first = article(found_via="sitemap", found_on="https://www.theindiadaily.com/s.xml", depth=0)
    ledger.record(first, None)
    later = first.first_seen_at + timedelta(hours=5)
    again = article(
        headline="नई सुर्खी", found_via="related", depth=2, fetched_at=later, first_seen_at=later
    )
    ledger.record(again, None)
    for name in ("found_via", "found_on", "depth", "first_seen_at"):
        assert getattr(again, name) == getattr(first, name)
    assert again.fetched_at == later
    line = ledger.articles.latest(first.id)
    assert line is not None
    assert line["first_seen_at"] == first.first_seen_at.isoformat()


@given(st.lists(st.sampled_from("कखग"), min_size=1, max_size=8))
@settings(max_examples=tries(40))
def test_revisions_are_the_states_without_repeats(
    ledger: Ledger, article: Make, states: list[str]
) -> None:
    number = ledger.articles.count() + 1000
    for state in states:
        ledger.record(article(number, headline=state), None)
    wanted = [state for at, state in enumerate(states) if not at or states[at - 1] != state]
    lines = [line for line in ledger.articles.owed(0) if line["id"] == f"indiadaily:{number}"]
    assert [(line["revision"], line["headline"]) for line in lines] == list(enumerate(wanted, 1))


@given(st.text(), st.text())
@settings(max_examples=tries(60))
def test_any_text_comes_back_as_it_was(
    ledger: Ledger, article: Make, headline: str, body: str
) -> None:
    number = ledger.articles.count() + 1000
    own = article(number, headline=headline, sections=[Section(None, [body])], body=body)
    kind = ledger.record(own, None).kind
    line = ledger.articles.latest(own.id)
    if kind == "copy":
        assert line is None
    else:
        assert line is not None
        assert [line["headline"], line["body"]] == printable([headline, body])
