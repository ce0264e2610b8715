"""How many pages of a listing a run reads."""

from __future__ import annotations

import logging

import pytest

from newsbot.discovery.budgets.pagination import ListingPagination, ListingState
from newsbot.discovery.sources import Listing, Outlink, SourceResult
from newsbot.urls import ArticleRef

INDIA, SPORTS = Listing("/india"), Listing("/sports")


def page(*numbers: int) -> SourceResult:
    refs = (ArticleRef(f"https://x/india/k-news-{n}", f"x:{n}", "india") for n in numbers)
    return SourceResult(outlinks=[Outlink(ref) for ref in refs])


def test_a_listing_has_more_while_it_names_what_it_has_not_named() -> None:
    pagination = ListingPagination(100)
    assert pagination.note_page(page(1, 2), INDIA) is ListingState.HAS_MORE
    assert pagination.note_page(page(2, 3), INDIA) is ListingState.HAS_MORE
    assert pagination.note_page(page(1, 3), INDIA) is ListingState.COMPLETE
    assert pagination.note_page(page(), INDIA) is ListingState.COMPLETE
    assert pagination.note_page(page(1), SPORTS) is ListingState.HAS_MORE


def test_no_listing_is_read_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    pagination = ListingPagination(3)
    with caplog.at_level(logging.WARNING):
        states = [pagination.note_page(page(n), INDIA) for n in range(5)]
    assert states == [ListingState.HAS_MORE] * 2 + [ListingState.AT_LIMIT] * 3
    assert [record.message for record in caplog.records] == [
        "listing /india has more than 3 pages: later runs may read them"
    ]
