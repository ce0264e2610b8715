"""429 and 503 without a Retry-After: a host that answers so is left alone, for longer each time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import Response

from newsbot.downloader import backoff
from newsbot.downloader.backoff import HostBackoff
from newsbot.downloader.exceptions import RefusedRequest
from newsbot.downloader.overload import FIRST_PAUSE, MAX_PAUSE, Overload
from newsbot.reporting.outcomes import RETRY_AFTER
from newsbot.urls import SiteUrls
from tests.crawling import PATH, Run, SmallSite, crawl, listing, serving, story
from tests.downloader.test_retry_after_crawls import TimedSite, let_time_pass, states

SITE = "https://www.theindiadaily.com"


@given(st.integers(2, 3000))
def test_pauses_grow_to_their_bound(answers: int) -> None:
    assert MAX_PAUSE == 600
    overload = Overload()
    assert overload.pause_after("/0") == 0  # one page may be broken itself
    assert overload.pause_after("/0") == 0
    for number in range(1, min(answers, 40)):
        usual = min(FIRST_PAUSE * 2 ** (number - 1), MAX_PAUSE)
        assert usual / 2 <= overload.pause_after(f"/{number}") <= usual


def test_pauses_differ() -> None:
    """Crawls that were answered together do not come back together."""
    pauses = set()
    for _ in range(9):
        overload = Overload()
        overload.pause_after("/1")
        pauses.add(overload.pause_after("/2"))
    assert len(pauses) > 5


class Clock:
    """Stands for the module time; sleep moves it on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    time = monotonic

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await REAL_SLEEP(0)


REAL_SLEEP = asyncio.sleep


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(backoff, "time", clock)
    monkeypatch.setattr(backoff.asyncio, "sleep", clock.sleep)
    return clock


def backoff_of(urls: SiteUrls, wait_in_all: float = 60) -> tuple[HostBackoff, Any]:
    """A crawl's backoff without a crawl, and its stats."""
    stats: dict[str, Any] = {}
    crawler = SimpleNamespace(
        settings=SimpleNamespace(getfloat=lambda _: wait_in_all),
        stats=SimpleNamespace(
            inc_value=lambda name, count=1: stats.update({name: stats.get(name, 0) + count}),
            set_value=lambda name, value: stats.update({name: value}),
        ),
        engine=SimpleNamespace(
            downloader=SimpleNamespace(slots={"host": SimpleNamespace(delay=1)}),
            _slot=SimpleNamespace(closing=None),
        ),
    )
    backoffs = SimpleNamespace(after=lambda _: [], note=lambda *_: None)
    ledger = SimpleNamespace(backoffs=backoffs, pages=SimpleNamespace(postpone=lambda *_: None))
    crawl: Any = SimpleNamespace(crawler=crawler, urls=urls, ledger=ledger, end=lambda _: None)
    return HostBackoff(crawl), stats


def request(number: int, site: str = SITE) -> Request:
    return Request(site + PATH(number), meta={"download_slot": "host"})


def answer(own: HostBackoff, asked: Request, status: int = 503, **headers: str) -> Response:
    """What the download handler does with an answer."""
    response = Response(asked.url, status=status, headers=headers)
    own.record_retry_after(asked, response)
    own.leave(asked)
    return response


def test_one_page_alone_is_retried_at_once(urls: SiteUrls, clock: Clock) -> None:
    own, _ = backoff_of(urls)
    for _ in range(9):
        answer(own, request(1))
    assert not own.blocked_until
    answer(own, request(2), 404)  # another page says that the host is well
    answer(own, request(3))
    assert not own.blocked_until


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", [None, "soon", "0"])
def test_pauses_double_and_one_request_goes_first(
    urls: SiteUrls, clock: Clock, status: int, value: str | None
) -> None:
    headers = {"Retry-After": value} if value else {}
    own, stats = backoff_of(urls, 1000)
    answer(own, request(1), status, **headers)
    for number in range(2, 20):  # they were under way: one pause
        answer(own, request(number), status, **headers)
    pauses = [own.blocked_until["www.theindiadaily.com"] - clock.now]
    for number in range(20, 24):
        probe = request(number)
        asyncio.run(own.wait(probe))
        assert not own.is_resting(probe)
        assert own.is_resting(request(1))
        answer(own, probe, status)
        pauses.append(own.blocked_until["www.theindiadaily.com"] - clock.now)
    assert all(2**n / 2 <= each <= 2**n for n, each in enumerate(pauses))
    assert stats["newsbot/overload/pauses"] == len(pauses)
    probe = request(24)
    asyncio.run(own.wait(probe))
    answer(own, probe, 404)
    assert not own.is_resting(request(1))
    answer(own, request(1), status)
    assert not own.is_resting(request(2))


def test_others_wait_for_the_one_that_goes_first(urls: SiteUrls, clock: Clock) -> None:
    own, _ = backoff_of(urls)
    answer(own, request(1))
    answer(own, request(2))
    went: list[int] = []

    async def send(number: int) -> None:
        asked = request(number)
        await own.wait(asked)
        went.append(number)
        if len(went) == 1:
            began = clock.now
            while clock.now < began + 5:
                await clock.sleep(0.1)
            assert went == [number]
            own.leave(asked)  # it timed out: the next one goes alone too
        elif len(went) == 2:
            await clock.sleep(1)
            assert len(went) == 2
            own.answered(asked)

    async def all_() -> None:
        await asyncio.gather(*map(send, range(3, 9)))

    asyncio.run(all_())
    assert sorted(went) == list(range(3, 9))


def test_what_the_run_does_not_wait_for_is_left_to_a_later_one(
    urls: SiteUrls, clock: Clock
) -> None:
    own, stats = backoff_of(urls, 20)
    answer(own, request(1))
    asked, number = request(2), 2
    while RETRY_AFTER not in answer(own, asked).flags:
        number += 1
        asked = request(number)
        asyncio.run(own.wait(asked))
    assert clock.now - 1000 <= 21
    assert number in (5, 6, 7)
    assert RETRY_AFTER in answer(own, request(99)).flags  # it was under way
    with pytest.raises(
        RefusedRequest, match=r"is overloaded \(429, 503\), and is left alone until"
    ):
        own.refuse_if_given_up(request(1))
    assert stats["newsbot/retry_after/overloaded"] is True


def test_another_host_is_another_matter(urls: SiteUrls, clock: Clock) -> None:
    own, _ = backoff_of(urls)
    answer(own, request(1))
    answer(own, request(2, "https://maps.example"))
    assert not own.blocked_until


def ids(run: Run) -> set[str]:
    return {each["id"].partition(":")[2] for each in run.articles}


@pytest.mark.slow
@pytest.mark.parametrize("status", [429, 503])
def test_a_crawl_of_an_overloaded_site(tmp_path: Path, status: int) -> None:
    numbers = range(1, 61)
    pages: dict[str, Any] = {PATH(number): (status, {}, b"") for number in numbers}
    with serving(TimedSite({"/": listing(*numbers), **pages})) as site:
        run = crawl(tmp_path, "-s", "NEWSBOT_RETRY_AFTER_MAX_WAIT=3", root=site.url)
        assert (run.status, run.report["outcome"], run.rejects) == (75, "rate_limited", {})
        assert "is overloaded (429, 503), and is left alone until" in run.report["message"]
        assert len(site.asked) < 26  # those under way, and one after each pause
        assert states(tmp_path) == {("pending", 0)}
        let_time_pass(tmp_path)
        site.pages |= {PATH(number): story(number) for number in numbers}
        run = crawl(tmp_path, root=site.url)
    assert (run.status, run.rejects) == (0, {})
    assert ids(run) == set(map(str, numbers))


def test_odd_pages_that_fail_are_retried_and_then_rejects(tmp_path: Path) -> None:
    numbers = range(1, 21)
    pages: dict[str, Any] = {PATH(number): story(number) for number in numbers}
    pages[PATH(3)] = [(503, {}, b""), story(3)]
    pages[PATH(9)] = (503, {}, b"")
    with serving(SmallSite({"/": listing(*numbers), **pages})) as site:
        run = crawl(tmp_path, root=site.url)
    assert (run.status, list(run.rejects.values())) == (0, ["http_503"])
    assert ids(run) == set(map(str, numbers)) - {"9"}
    assert site.asked.count(PATH(9)) == 3
    assert run.report["seconds"] < 10
