"""What there is to fetch, and when."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.items import Article
from newsbot.ledger import Ledger
from newsbot.ledger.crawl_state.discovered_pages import Discovery
from newsbot.ledger.crawl_state.due_pages import DueLimits
from newsbot.ledger.crawl_state.page import UNREACHED
from newsbot.ledger.crawl_state.revisits import (
    DAY,
    GONE_AFTER,
    HOUR,
    MINUTE,
    RETRY_DELAYS,
    next_visit,
    retry_at,
)
from tests.ledger.conftest import REVISIT, Runs, ref

NOW = 1_770_000_000
Make = Callable[..., Article]


def discover(ledger: Ledger, *numbers: int, via: str = "listing", depth: int = 0) -> Discovery:
    return ledger.pages.discover(map(ref, numbers), via, f"by {via}", depth, ledger.run)


def due(ledger: Ledger, at: int = NOW, **limits: Any) -> list[str]:
    return [page.key for pages in ledger.pages.due(DueLimits(at, **limits)) for page in pages]


def changed(ledger: Ledger, number: int, at: int, due: bool = True) -> bool:
    page = ledger.pages.get(f"indiadaily:{number}")
    assert page is not None
    news = page.is_news(at)
    if at > (page.changed_at or 0):
        ledger.pages.changed(page.key, at, due and news)
    return news


def ids(*numbers: int) -> set[str]:
    return {f"indiadaily:{number}" for number in numbers}


@pytest.mark.parametrize(
    ("age", "interval"),
    [
        (-HOUR, 10 * MINUTE),
        (0, 10 * MINUTE),
        (HOUR - 1, 10 * MINUTE),
        (HOUR, HOUR),
        (DAY - 1, HOUR),
        (DAY, DAY),
        (7 * DAY - 1, DAY),
        (7 * DAY, None),
        (NOW, None),
    ],
)
def test_a_schedule_by_age(age: int, interval: int | None) -> None:
    wanted = None if interval is None else NOW + interval
    assert next_visit(REVISIT, NOW - age, NOW) == wanted


def test_without_a_schedule_nothing_is_visited_again() -> None:
    assert next_visit((), NOW, NOW) is None


@given(st.integers(1, 100), st.sampled_from(["no_body", "http_503", "download_error"]))
def test_failures_in_a_row_wait_longer(attempts: int, reason: str) -> None:
    first, second = retry_at(attempts, reason, NOW), retry_at(attempts + 1, reason, NOW)
    assert first is not None
    assert second is not None
    assert NOW <= first <= second <= NOW + RETRY_DELAYS[-1]
    if attempts >= 2:
        assert second > NOW


@pytest.mark.parametrize("reason", ["http_404", "http_410", "soft_404"])
def test_what_is_gone_is_given_up(ledger: Ledger, reason: str) -> None:
    discover(ledger, 1)
    for attempt in range(1, GONE_AFTER + 1):
        assert due(ledger, NOW + 90 * DAY) == ["indiadaily:1"]
        ledger.pages.failed("indiadaily:1", reason, NOW)
        page = ledger.pages.get("indiadaily:1")
        assert page is not None
        assert page.state == ("failed" if attempt < GONE_AFTER else "gone")
    assert due(ledger, NOW + 900 * DAY) == []


def test_the_third_failure_waits(ledger: Ledger) -> None:
    discover(ledger, 1)
    for _ in range(2):
        ledger.pages.failed("indiadaily:1", "no_body", NOW)
        assert due(ledger) == ["indiadaily:1"]
    ledger.pages.failed("indiadaily:1", "no_body", NOW)
    assert due(ledger, NOW + 6 * HOUR - 1) == []
    assert due(ledger, NOW + 6 * HOUR) == ["indiadaily:1"]
    assert ledger.pages.reasons() == [("no_body", 1)]
    ledger.pages.done("indiadaily:1", 0, NOW)  # it came right
    assert ledger.pages.reasons() == []
    ledger.pages.failed("indiadaily:1", "no_body", NOW)  # and is counted anew
    assert due(ledger) == ["indiadaily:1"]


def test_photos_without_a_text_are_looked_at_after_a_day_and_after_a_week(ledger: Ledger) -> None:
    discover(ledger, 1)
    for wait in (DAY, 7 * DAY):
        ledger.pages.failed("indiadaily:1", "no_text", NOW)
        assert due(ledger, NOW + wait - 1) == []
        assert due(ledger, NOW + wait) == ["indiadaily:1"]
    ledger.pages.failed("indiadaily:1", "no_text", NOW)
    assert due(ledger, NOW + 900 * DAY) == []
    assert ledger.pages.reasons() == []


def test_reasons_by_count(ledger: Ledger) -> None:
    discover(ledger, 1, 2, 3)
    for number, reason in ((1, "no_body"), (2, "http_503"), (3, "http_503")):
        ledger.pages.failed(f"indiadaily:{number}", reason, NOW)
    assert ledger.pages.reasons() == [("http_503", 2), ("no_body", 1)]
    ledger.pages.failed("indiadaily:99", "no_body", NOW)  # never discovered: not noted
    assert ledger.pages.get("indiadaily:99") is None


def test_discovered_pages_are_pending_until_a_run_reads_them(runs: Runs) -> None:
    with runs.run() as ledger:
        first = discover(ledger, 1, 2)
        assert (first.new, first.unread, first.nearer) == (ids(1, 2), ids(1, 2), set())
        again = discover(ledger, 2, 3)
        assert (again.new, again.unread, again.nearer) == (ids(3), ids(2, 3), set())
        ledger.pages.done("indiadaily:2", 0, NOW)
        ledger.pages.failed("indiadaily:3", "no_body", NOW)
        assert discover(ledger, 1, 2, 3).unread == ids(1)
    with runs.run() as ledger:
        assert sorted(due(ledger)) == sorted(ids(1, 3))
        assert discover(ledger, 2).found_in == ledger.run - 1
        assert discover(ledger, 2, 4).found_in == ledger.run
        assert discover(ledger).found_in == 0


def test_what_asks_for_a_long_wait_again_is_not_requested_before_its_time(ledger: Ledger) -> None:
    discover(ledger, 1)
    now = int(time.time())
    ledger.pages.backed_off("indiadaily:1", now, now + HOUR)
    assert discover(ledger, 1).unread == {"indiadaily:1"}, "its host's backoff keeps it back"
    ledger.pages.backed_off("indiadaily:1", now, now + HOUR)
    assert discover(ledger, 1).unread == set()


def test_articles_beyond_a_runs_limits_wait_for_another(ledger: Ledger) -> None:
    discover(ledger, 1)
    discover(ledger, 2, via="related", depth=3)
    discover(ledger, 3, via="argument", depth=UNREACHED)
    assert due(ledger, depth=2) == ["indiadaily:1"]
    assert due(ledger, depth=3) == ["indiadaily:1", "indiadaily:2"]
    ledger.pages.done("indiadaily:3", 0, NOW)
    changed(ledger, 3, NOW + 1)
    assert "indiadaily:3" in due(ledger, depth=0)  # edits are revisions however it was found


def test_pages_that_need_a_browser_wait_for_a_run_with_one(ledger: Ledger) -> None:
    discover(ledger, 1)
    for _ in range(9):
        ledger.pages.failed("indiadaily:1", "needs_browser", NOW)
    assert due(ledger, browser=False) == []
    assert due(ledger) == ["indiadaily:1"]


def test_an_amp_page_that_is_new_gives_a_page_that_failed_another_try(ledger: Ledger) -> None:
    discover(ledger, 1, 2)
    for number in (1, 2):
        for _ in range(GONE_AFTER):
            ledger.pages.failed(f"indiadaily:{number}", "http_404", NOW)
    assert due(ledger, NOW * 2) == []
    amp = replace(ref(1), amp_url=ref(1).url.replace("/india", "/amp/india"))
    found = ledger.pages.discover([amp, ref(2)], "related", "", 1, ledger.run)
    assert found.other_forms == found.unread == ids(1)
    assert due(ledger) == ["indiadaily:1"]
    page = ledger.pages.get("indiadaily:1")
    assert page is not None
    assert page.amp_url == amp.amp_url


@pytest.mark.parametrize(("reason", "is_unread"), [("needs_browser", True), ("http_404", False)])
def test_an_article_that_failed_out_of_reach_is_requested_once_it_is_nearer(
    ledger: Ledger, reason: str, is_unread: bool
) -> None:
    """A user named it in a run without a browser; a later run meets it as a related story."""
    discover(ledger, 1, via="argument", depth=UNREACHED)
    ledger.pages.failed("indiadaily:1", reason, NOW)
    found = discover(ledger, 1, via="related", depth=1)
    assert (found.nearer, found.unread) == (ids(1), ids(1) if is_unread else set())
    assert discover(ledger, 1, via="related", depth=1).unread == set()


def test_nearer_is_nearer_and_the_first_finder_stays(ledger: Ledger) -> None:
    discover(ledger, 1, via="related", depth=2)
    again = discover(ledger, 1, 2, via="related", depth=3)
    assert (again.nearer, again.depths) == (set(), {"indiadaily:1": 2, "indiadaily:2": 3})
    assert discover(ledger, 1, via="sitemap", depth=0).nearer == ids(1)
    assert ledger.pages.depth("indiadaily:1") == 0
    assert discover(ledger, 1, via="related", depth=1).nearer == set()
    page = ledger.pages.get("indiadaily:1")
    assert page is not None
    assert (page.depth, page.found_via, page.found_on) == (0, "related", "by related")


def test_a_young_article_is_due_again(ledger: Ledger, article: Make) -> None:
    now = int(time.time())
    fresh = datetime.fromtimestamp(now, UTC)
    discover(ledger, 1, 2, 3)
    ledger.record(article(1, published_at=fresh), ('"a"', "Tue, 03 Feb 2026 06:30:00 GMT"))
    ledger.record(article(2, published_at=datetime(2020, 1, 1, tzinfo=UTC)), None)
    ledger.record(article(3, first_seen_at=fresh), None)  # without a date
    assert due(ledger, now + 9 * MINUTE) == []
    assert sorted(due(ledger, now + 11 * MINUTE)) == sorted(ids(1, 3))
    ledger.not_modified("indiadaily:1")
    ledger.not_modified("indiadaily:3")
    assert sorted(due(ledger, now + 11 * MINUTE)) == sorted(ids(1, 3))
    page = ledger.pages.get("indiadaily:1")
    assert page is not None
    assert (page.etag, page.last_modified) == ('"a"', "Tue, 03 Feb 2026 06:30:00 GMT")


def test_a_copys_page_is_done_for_good(ledger: Ledger, article: Make) -> None:
    discover(ledger, 1, 2)
    first = article(1)
    ledger.record(first, None)
    copy = article(2, body=first.body, headline=first.headline)
    assert ledger.record(copy, None).kind == "copy"
    ledger.not_modified("indiadaily:2")
    assert due(ledger, NOW * 2) == []


def test_the_first_word_of_a_source_after_a_visit_is_no_news(ledger: Ledger) -> None:
    discover(ledger, 1)
    assert not changed(ledger, 1, NOW)  # it is to be fetched anyway
    discover(ledger, 2)
    ledger.pages.done("indiadaily:2", 0, NOW)
    assert not changed(ledger, 2, NOW - 1)


def test_the_first_word_is_news_if_it_is_later_than_the_visit(ledger: Ledger) -> None:
    discover(ledger, 1)
    ledger.pages.done("indiadaily:1", 0, NOW)
    assert changed(ledger, 1, NOW + 1)
    assert not changed(ledger, 1, NOW + 1)  # said once


def test_a_later_word_is_news_until_the_page_was_read(runs: Runs) -> None:
    with runs.run() as ledger:
        discover(ledger, 1)
        changed(ledger, 1, NOW - 10)
        ledger.pages.done("indiadaily:1", 0, NOW)
        assert due(ledger) == []
        assert not changed(ledger, 1, NOW - 10)
        assert not changed(ledger, 1, NOW - 20)
        # A list is often late: what it says now may still be news.
        assert changed(ledger, 1, NOW - 5)
    with runs.run() as ledger:  # the first died before it read the page
        assert due(ledger) == ["indiadaily:1"]
        ledger.pages.done("indiadaily:1", 0, NOW)
        assert due(ledger) == []


def test_what_failed_is_news_again(ledger: Ledger) -> None:
    discover(ledger, 1)
    for _ in range(4):
        ledger.pages.failed("indiadaily:1", "no_body", NOW)
    assert due(ledger) == []
    assert changed(ledger, 1, NOW + 1)
    assert due(ledger) == ["indiadaily:1"]


def test_articles_older_than_since_wait_for_a_run_that_wants_them(ledger: Ledger) -> None:
    discover(ledger, 1, 2, 3)
    ledger.pages.skipped("indiadaily:1", NOW - 5 * DAY, NOW)
    changed(ledger, 2, NOW - 5 * DAY)  # as a sitemap says
    assert due(ledger, since=NOW - DAY) == ["indiadaily:3"]
    assert sorted(due(ledger, since=NOW - 6 * DAY)) == sorted(ids(1, 2, 3))
    assert sorted(due(ledger)) == sorted(ids(1, 2, 3))
    assert ledger.pages.counts() == {"pending": 2, "skipped": 1}


def test_moved_pages_are_gone(ledger: Ledger) -> None:
    discover(ledger, 1)
    ledger.pages.moved("indiadaily:1", NOW)
    assert due(ledger, NOW * 2) == []
    assert ledger.pages.counts() == {"gone": 1}
    assert ledger.pages.reasons() == []  # it is another article now, and no reject


def test_a_source_is_owed_until_it_was_read(runs: Runs) -> None:
    url = "https://www.theindiadaily.com/india?page=2"
    with runs.run() as ledger:
        ledger.sources.owe(url, "{}")
        ledger.sources.owe(url, "{}")
        assert ledger.pages.counts() == {}  # no article
    with runs.run() as ledger:
        assert due(ledger) == [url]
        ledger.sources.settle(url)
        assert due(ledger) == []
        discover(ledger, 1)
        ledger.sources.settle("indiadaily:1")  # an article is no source
        assert due(ledger) == ["indiadaily:1"]


def test_gone_only_after_the_same_failure_in_a_row(ledger: Ledger) -> None:
    discover(ledger, 1)
    for reason in ("http_500", "download_error", "http_404"):
        ledger.pages.failed("indiadaily:1", reason, NOW)
    assert ledger.pages.counts() == {"failed": 1}


def test_what_changed_while_it_was_read_is_due_again(runs: Runs) -> None:
    with runs.run() as ledger:
        discover(ledger, 1)
        ledger.pages.done("indiadaily:1", NOW, NOW)
        ledger.sources.claim_meanwhile("indiadaily:1", "/sitemap.xml", NOW + 1)
        assert due(ledger) == []
        ledger.delivered()
        assert due(ledger) == ["indiadaily:1"]


def test_a_page_that_is_postponed_comes_after_the_others_and_again_only_then(
    ledger: Ledger,
) -> None:
    discover(ledger, 1, 2, 3)
    ledger.pages.backed_off("indiadaily:1", NOW, NOW + HOUR)
    assert due(ledger) == ["indiadaily:2", "indiadaily:3", "indiadaily:1"]
    ledger.pages.backed_off("indiadaily:1", NOW, NOW + HOUR, is_put_last=True)
    assert due(ledger) == ["indiadaily:2", "indiadaily:3", "indiadaily:1"]
    ledger.pages.backed_off("indiadaily:1", NOW, NOW + HOUR)  # the second time in a row
    assert due(ledger) == ["indiadaily:2", "indiadaily:3"]
    assert due(ledger, NOW + HOUR) == ["indiadaily:2", "indiadaily:3", "indiadaily:1"]
    ledger.pages.backed_off("indiadaily:1", NOW, NOW)  # never earlier
    assert due(ledger) == ["indiadaily:2", "indiadaily:3"]
    page = ledger.pages.get("indiadaily:1")
    assert page is not None
    assert page.state == "pending"
    ledger.pages.moved("indiadaily:2", NOW)
    ledger.pages.backed_off("indiadaily:2", NOW, NOW)  # nor one that is never asked for
    assert due(ledger, NOW + DAY) == ["indiadaily:3", "indiadaily:1"]


def test_hosts_that_rest_are_known_to_the_next_run_whatever_its_site(runs: Runs) -> None:
    with runs.run() as ledger:
        ledger.backoffs.note("www.theindiadaily.com", NOW + HOUR, "https://www.theindiadaily.com/")
        ledger.backoffs.note("samachar.example:8443", NOW + 1, "https://samachar.example:8443/rss")
    with runs.run() as ledger:
        assert ledger.backoffs.after(NOW) == [
            ("samachar.example:8443", NOW + 1),
            ("www.theindiadaily.com", NOW + HOUR),
        ]
        ledger.backoffs.note("www.theindiadaily.com", NOW + DAY, "https://www.theindiadaily.com/")
        assert ledger.backoffs.after(NOW + 1) == [("www.theindiadaily.com", NOW + DAY)]
        assert ledger.backoffs.after(NOW + DAY) == []
        assert ledger.backoffs.urls(NOW) == {
            "https://www.theindiadaily.com/",
            "https://samachar.example:8443/rss",
        }
        assert ledger.backoffs.urls(NOW + DAY) == {"https://www.theindiadaily.com/"}
        assert ledger.backoffs.urls(NOW + DAY + 1) == frozenset()
