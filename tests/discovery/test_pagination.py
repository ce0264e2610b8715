"""How far listings are turned."""

from __future__ import annotations

import logging

import pytest

from newsbot.discovery.budgets.pagination import Paging, Turn
from newsbot.discovery.sources import Listing, Outlink, SourceResult
from newsbot.urls import ArticleRef

INDIA, SPORTS = Listing("/india"), Listing("/sports")


def page(*numbers: int) -> SourceResult:
    refs = (ArticleRef(f"https://x/india/k-news-{n}", f"x:{n}", "india") for n in numbers)
    return SourceResult(outlinks=[Outlink(ref) for ref in refs])


def test_a_listing_is_turned_while_it_names_what_it_has_not_named() -> None:
    paging = Paging(100)
    assert paging.turn(page(1, 2), INDIA) is Turn.ON
    assert paging.turn(page(2, 3), INDIA) is Turn.ON
    assert paging.turn(page(1, 3), INDIA) is Turn.END
    assert paging.turn(page(), INDIA) is Turn.END
    assert paging.turn(page(1), SPORTS) is Turn.ON


def test_no_listing_is_turned_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    paging = Paging(3)
    with caplog.at_level(logging.WARNING):
        turns = [paging.turn(page(n), INDIA) for n in range(5)]
    assert turns == [Turn.ON, Turn.ON, Turn.LIMIT, Turn.LIMIT, Turn.LIMIT]
    assert [record.message for record in caplog.records] == [
        "listing /india has more than 3 pages: left there"
    ]
