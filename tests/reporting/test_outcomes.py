from __future__ import annotations

from typing import Any

import pytest

from newsbot.reporting.outcomes import BAD, STATUSES
from newsbot.reporting.run_outcome import outcome_of

STATUS = "downloader/response_status_count"
OVERLOADED = {"newsbot/retry_after/overloaded": True}
WAIT = {"newsbot/retry_after/host": "समाचार.example", "newsbot/retry_after/until": "2026-02-03"}


@pytest.mark.parametrize(
    ("stats", "reason", "name"),
    [
        ({"newsbot/articles": 3, "newsbot/sources/read": 1}, "finished", "ok"),
        ({"newsbot/articles": 3, "newsbot/sources/read": 1}, "limit", "ok"),
        ({}, "finished", "unreachable"),
        ({"newsbot/rejects": 2}, "finished", "unreachable"),
        ({"newsbot/sources/read": 4}, "finished", "no_articles"),
        ({"newsbot/pages/fetched": 1, "newsbot/rejects": 1}, "finished", "no_articles"),
        ({"newsbot/sources/read": 1, "newsbot/leads/sitemap": 9}, "finished", "nothing_new"),
        ({"newsbot/sources/read": 1, "item_dropped_count": 9}, "finished", "nothing_new"),
        ({"newsbot/articles": 3, "newsbot/callback_errors": 1}, "finished", "error"),
        ({"newsbot/articles": 3, "newsbot/pages/extraction_errors": 1}, "finished", "error"),
        ({"newsbot/articles": 3}, "closespider_errorcount", "error"),
        ({"newsbot/articles": 3}, "start_error", "error"),
        ({"newsbot/articles": 3}, "closespider_timeout", "ok"),
        ({}, "closespider_timeout", "nothing_new"),  # nothing was read yet, nothing failed
        ({"newsbot/sources/read": 4}, "closespider_pagecount", "nothing_new"),
        ({"newsbot/failed/absent": 1}, "closespider_pagecount", "nothing_new"),
        ({"newsbot/failed/unreachable": 4}, "closespider_timeout", "unreachable"),
        (
            {"newsbot/pages/fetched": 1, "newsbot/rejects": 1},
            "closespider_itemcount",
            "nothing_new",
        ),
        (
            {"newsbot/pages/fetched": 9, "newsbot/rejects": 9},
            "closespider_itemcount",
            "no_articles",
        ),
        ({"newsbot/blocked": 9, "newsbot/sources/read": 1}, "closespider_timeout", "blocked"),
        ({"newsbot/articles": 3, "newsbot/callback_errors": 1}, "closespider_timeout", "error"),
        (
            {"newsbot/articles": 3, "newsbot/layout_changed": "x"},
            "closespider_timeout",
            "layout_changed",
        ),
        ({"newsbot/articles": 3}, "shutdown", "interrupted"),
        ({"newsbot/blocked": 10, "newsbot/articles": 3}, "blocked", "blocked"),
        ({"newsbot/blocked": 1, "newsbot/sources/read": 9}, "finished", "blocked"),
        (
            {"newsbot/blocked": 2, "newsbot/articles": 9, "newsbot/pages/fetched": 9},
            "finished",
            "ok",
        ),
        (
            {"newsbot/blocked": 9, "newsbot/articles": 4, "newsbot/pages/fetched": 4},
            "finished",
            "blocked",
        ),
        ({"downloader/response_status_count/403": 1}, "finished", "blocked"),
        ({"newsbot/failed_before/bad_redirect": 2}, "finished", "unreachable"),
        ({"newsbot/failed_before/redirected": 2}, "finished", "unreachable"),  # as 0.1.0 had it
        ({"downloader/response_status_count/429": 1}, "finished", "unreachable"),
        (WAIT, "retry_after", "rate_limited"),
        (WAIT, "finished", "rate_limited"),
        ({**WAIT, "newsbot/sources/read": 1, "newsbot/leads/feed": 9}, "finished", "rate_limited"),
        ({**WAIT, **OVERLOADED, f"{STATUS}/503": 9}, "retry_after", "unreachable"),
        ({**WAIT, f"{STATUS}/503": 9}, "retry_after", "rate_limited"),  # with Retry-After
        ({**WAIT, **OVERLOADED, f"{STATUS}/429": 9}, "retry_after", "rate_limited"),
        (
            {**WAIT, **OVERLOADED, f"{STATUS}/503": 9, "newsbot/sources/read": 1},
            "retry_after",
            "rate_limited",
        ),
        ({**WAIT, "newsbot/articles": 3}, "retry_after", "ok"),
        ({**WAIT, "newsbot/articles": 3}, "shutdown", "interrupted"),
        ({**WAIT, "newsbot/blocked": 1}, "retry_after", "blocked"),
        ({**WAIT, "newsbot/callback_errors": 1}, "retry_after", "error"),
        ({"newsbot/storage_errors": 1}, "storage_error", "storage_error"),
        (
            {"newsbot/articles": 3, "feedexport/failed_count/S3FeedStorage": 1},
            "finished",
            "storage_error",
        ),
    ],
)
def test_outcomes(stats: dict[str, Any], reason: str, name: str) -> None:
    outcome = outcome_of(stats, reason)
    assert outcome.name == name
    assert outcome.status == STATUSES[name]
    assert outcome.message
    assert "\n" not in outcome.message


def test_a_site_that_asks_to_wait_is_no_alert_and_not_nothing_new() -> None:
    outcome = outcome_of(WAIT, "retry_after")
    assert outcome.name not in BAD
    assert outcome.status != 0
    assert "until 2026-02-03" in outcome.message
    assert "until 2026-02-03" in outcome_of({**WAIT, "newsbot/articles": 3}, "limit").message
