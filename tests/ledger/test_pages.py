"""What there is to fetch, and when."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.items import Article
from newsbot.ledger import Ledger
from newsbot.ledger.schedule import BACKOFF, DAY, GONE_AFTER, HOUR, MINUTE, next_visit, retry_at
from tests.ledger.conftest import REVISIT, Runs, ref

NOW = 1_770_000_000
Make = Callable[..., Article]


def discover(
    ledger: Ledger, *numbers: int, via: str = "listing", depth: int = 0
) -> tuple[set[str], ...]:
    return ledger.pages.discover(map(ref, numbers), via, f"by {via}", depth, ledger.run)


def due(ledger: Ledger, at: int = NOW, skipped: bool = True) -> list[str]:
    return [page.key for page in ledger.pages.due(at, skipped)]


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
    assert NOW <= first <= second <= NOW + BACKOFF[-1]
    if attempts >= 2:
        assert second > NOW


@pytest.mark.parametrize("reason", ["http_404", "http_410"])
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


def test_reasons_by_count(ledger: Ledger) -> None:
    discover(ledger, 1, 2, 3)
    for number, reason in ((1, "no_body"), (2, "http_503"), (3, "http_503")):
        ledger.pages.failed(f"indiadaily:{number}", reason, NOW)
    assert ledger.pages.reasons() == [("http_503", 2), ("no_body", 1)]
    ledger.pages.failed("indiadaily:99", "no_body", NOW)  # never discovered: not noted
    assert ledger.pages.get("indiadaily:99") is None


def test_discovered_pages_are_pending_and_due(runs: Runs) -> None:
    with runs.run() as ledger:
        assert discover(ledger, 1, 2)[:3] == (ids(1, 2), ids(1, 2), set())
        assert discover(ledger, 2, 3)[:3] == (ids(3), ids(2, 3), set())
    with runs.run() as ledger:  # the first died: nothing that it found is old yet
        assert sorted(due(ledger)) == sorted(ids(1, 2, 3))
        assert discover(ledger, 1, 4)[:3] == (ids(4), ids(1, 4), set())
        ledger.runs.complete(ledger.run)
        ledger.delivered()
    with runs.run() as ledger:
        assert discover(ledger, 1, 4, 5)[:3] == (ids(5), ids(5), set())


def test_nearer_is_nearer_and_the_first_finder_stays(ledger: Ledger) -> None:
    discover(ledger, 1, via="related", depth=2)
    again = discover(ledger, 1, 2, via="related", depth=3)
    assert (again.nearer, again.depths) == (set(), {"indiadaily:1": 2, "indiadaily:2": 3})
    assert discover(ledger, 1, via="sitemap", depth=0).nearer == ids(1)
    assert ledger.pages.depth("indiadaily:1") == 0
    assert discover(ledger, 1, via="related", depth=1)[2] == set()
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
    assert not ledger.pages.changed("indiadaily:1", NOW)  # it is to be fetched anyway
    discover(ledger, 2)
    ledger.pages.done("indiadaily:2", 0, NOW)
    assert not ledger.pages.changed("indiadaily:2", NOW - 1)
    assert not ledger.pages.changed("indiadaily:99", NOW)


def test_the_first_word_is_news_if_it_is_later_than_the_visit(ledger: Ledger) -> None:
    discover(ledger, 1)
    ledger.pages.done("indiadaily:1", 0, NOW)
    assert ledger.pages.changed("indiadaily:1", NOW + 1)
    assert not ledger.pages.changed("indiadaily:1", NOW + 1)  # said once


def test_a_later_word_is_news_until_the_page_was_read(runs: Runs) -> None:
    with runs.run() as ledger:
        discover(ledger, 1)
        ledger.pages.changed("indiadaily:1", NOW - 10)
        ledger.pages.done("indiadaily:1", 0, NOW)
        assert due(ledger) == []
        assert not ledger.pages.changed("indiadaily:1", NOW - 10)
        assert not ledger.pages.changed("indiadaily:1", NOW - 20)
        # A list is often late: what it says now may still be news.
        assert ledger.pages.changed("indiadaily:1", NOW - 5)
    with runs.run() as ledger:  # the first died before it read the page
        assert due(ledger) == ["indiadaily:1"]
        ledger.pages.done("indiadaily:1", 0, NOW)
        assert due(ledger) == []


def test_what_failed_is_news_again(ledger: Ledger) -> None:
    discover(ledger, 1)
    for _ in range(4):
        ledger.pages.failed("indiadaily:1", "no_body", NOW)
    assert due(ledger) == []
    assert ledger.pages.changed("indiadaily:1", NOW + 1)
    assert due(ledger) == ["indiadaily:1"]


def test_skipped_pages_wait_for_a_run_without_since(ledger: Ledger) -> None:
    discover(ledger, 1, 2)
    ledger.pages.skipped("indiadaily:1", NOW)
    assert due(ledger, skipped=False) == ["indiadaily:2"]
    assert sorted(due(ledger)) == sorted(ids(1, 2))
    assert ledger.pages.counts() == {"pending": 1, "skipped": 1}


def test_moved_pages_are_gone(ledger: Ledger) -> None:
    discover(ledger, 1)
    ledger.pages.moved("indiadaily:1", NOW)
    assert due(ledger, NOW * 2) == []
    assert ledger.pages.counts() == {"gone": 1}
    assert ledger.pages.reasons() == []  # it is another article now, and no reject


def test_a_source_is_owed_until_it_was_read(runs: Runs) -> None:
    url = "https://www.theindiadaily.com/india?page=2"
    with runs.run() as ledger:
        ledger.pages.owe_source(url, "{}")
        ledger.pages.owe_source(url, "{}")
        assert ledger.pages.counts() == {}  # no article
    with runs.run() as ledger:
        assert due(ledger) == [url]
        ledger.pages.source_read(url)
        assert due(ledger) == []
        discover(ledger, 1)
        ledger.pages.source_read("indiadaily:1")  # an article is no source
        assert due(ledger) == ["indiadaily:1"]


def test_gone_only_after_the_same_failure_in_a_row(ledger: Ledger) -> None:
    discover(ledger, 1)
    for reason in ("http_500", "download_error", "http_404"):
        ledger.pages.failed("indiadaily:1", reason, NOW)
    assert ledger.pages.counts() == {"failed": 1}


def test_what_changed_while_it_was_read_is_due_again(ledger: Ledger) -> None:
    discover(ledger, 1)
    ledger.pages.done("indiadaily:1", NOW, NOW, again=True)
    assert due(ledger, NOW) == ["indiadaily:1"]


def test_a_page_that_is_postponed_comes_then_and_after_the_others(ledger: Ledger) -> None:
    discover(ledger, 1, 2, 3)
    ledger.pages.postpone("indiadaily:1", NOW + HOUR)
    assert due(ledger) == ["indiadaily:2", "indiadaily:3"]
    assert due(ledger, NOW + HOUR) == ["indiadaily:2", "indiadaily:3", "indiadaily:1"]
    ledger.pages.postpone("indiadaily:1", NOW)  # never earlier
    assert due(ledger) == ["indiadaily:2", "indiadaily:3"]
    page = ledger.pages.get("indiadaily:1")
    assert page is not None
    assert page.state == "pending"
    ledger.pages.moved("indiadaily:2", NOW)
    ledger.pages.postpone("indiadaily:2", NOW)  # nor one that is never asked for
    assert due(ledger, NOW + DAY) == ["indiadaily:3", "indiadaily:1"]


def test_hosts_that_rest_are_known_to_the_next_run_whatever_its_site(runs: Runs) -> None:
    with runs.run() as ledger:
        ledger.rests.note("www.theindiadaily.com", NOW + HOUR, "https://www.theindiadaily.com/")
        ledger.rests.note("samachar.example:8443", NOW + 1, "https://samachar.example:8443/rss")
    with runs.run() as ledger:
        assert ledger.rests.after(NOW) == [
            ("samachar.example:8443", NOW + 1),
            ("www.theindiadaily.com", NOW + HOUR),
        ]
        ledger.rests.note("www.theindiadaily.com", NOW + DAY, "https://www.theindiadaily.com/")
        assert ledger.rests.after(NOW + 1) == [("www.theindiadaily.com", NOW + DAY)]
        assert ledger.rests.after(NOW + DAY) == []
        assert ledger.rests.urls(NOW) == {
            "https://www.theindiadaily.com/",
            "https://samachar.example:8443/rss",
        }
        assert ledger.rests.urls(NOW + DAY) == {"https://www.theindiadaily.com/"}
        assert ledger.rests.urls(NOW + DAY + 1) == frozenset()
