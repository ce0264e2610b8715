"""Crawls of a site that asks to be left alone for a time."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests import forked
from tests.crawling import PATH, RIGHTS_FILES, Run, SmallSite, crawl, listing, serving, story

pytestmark = pytest.mark.slow

HTML = {"Content-Type": "text/html; charset=utf-8"}
NUMBERS = range(1, 7)
PAGES = {"/": listing(*NUMBERS), **{PATH(number): story(number) for number in NUMBERS}}
ONE = ("-s", "CONCURRENT_REQUESTS=1")  # so that nothing else is under way when the site asks
CHALLENGE = b"<html><head></head><body><div id=px-captcha></div></body></html>"


@dataclass
class TimedSite(SmallSite):
    """Notes when it was asked (time.monotonic())."""

    at: list[float] = field(default_factory=list)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        self.at.append(time.monotonic())
        return super().answer(path)

    def gaps(self) -> list[float]:
        return [after - before for before, after in pairwise(self.at)]


def asks(value: object, status: int = 503, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    return (status, {**HTML, "Retry-After": str(value)}, body)


def ids(run: Run) -> set[str]:
    return {each["id"].partition(":")[2] for each in run.articles}


ALL = set(map(str, NUMBERS))


def let_time_pass(data: Path, seconds: int = 100_000) -> None:
    """As if the time that the host asked for were over."""
    with closing(sqlite3.connect(data / "ledger.sqlite")) as ledger, ledger:
        assert ledger.execute("UPDATE rests SET until = until - ?", (seconds,)).rowcount
        ledger.execute("UPDATE pages SET next_visit = 0 WHERE next_visit IS NOT NULL")


def states(data: Path) -> set[tuple[str, int]]:
    """(state, attempts) of the pages that were not read."""
    with closing(sqlite3.connect(data / "ledger.sqlite")) as ledger:
        rows = ledger.execute("SELECT state, attempts FROM pages WHERE state != 'done'")
        return set(rows.fetchall())


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("path", ["/robots.txt", "/", PATH(3)])
def test_a_short_wait_is_waited_for(tmp_path: Path, path: str, status: int) -> None:
    then = PAGES.get(path, (404, {}, b""))
    with serving(TimedSite({**PAGES, path: [asks(3, status), then]})) as site:
        run = crawl(tmp_path, *ONE, root=site.url)
    assert (run.status, ids(run), run.rejects) == (0, ALL, {}), run.stderr
    at = site.asked.index(path)
    gaps = site.gaps()
    assert gaps[at] >= 3
    assert sum(gap >= 2.5 for gap in gaps) == 1  # and nothing else was held up
    assert site.asked.count(path) == 2
    assert run.report["counts"]["retry_after/answers"] == 1
    assert "retry_after/refused" not in run.report["counts"]


def slowly(delay: float) -> tuple[str, str]:
    """Options for a delay, which root= on loopback would lift: requests stand in a queue then."""
    slots = {"www.theindiadaily.com": {"delay": delay, "jitter": 0}}
    return ("-s", f"DOWNLOAD_SLOTS={json.dumps(slots)}")


def test_a_wait_is_for_all_that_goes_to_the_host(tmp_path: Path) -> None:
    """For those in the downloader's queue as well; and they do not come all at once then."""
    with serving(TimedSite({**PAGES, PATH(4): [asks(2), story(4)]})) as site:
        run = crawl(tmp_path, *slowly(0.3), root=site.url)
    assert ids(run) == ALL, run.stderr
    at = site.asked.index(PATH(4))
    assert at < len(site.asked) - 3  # others are behind it
    assert site.gaps()[at] >= 2
    assert site.at[-1] - site.at[at + 1] >= 0.5  # a busy machine sees single requests late


def test_a_page_that_asks_each_time_is_a_reject_after_its_retries(tmp_path: Path) -> None:
    with serving(TimedSite({**PAGES, PATH(3): asks(1)})) as site:
        run = crawl(tmp_path, *ONE, root=site.url)
    assert list(run.rejects.values()) == ["http_503"]
    assert ids(run) == ALL - {"3"}
    asked_at = [at for at, path in zip(site.at, site.asked, strict=True) if path == PATH(3)]
    assert len(asked_at) == 3
    assert all(after - before >= 1 for before, after in pairwise(asked_at))


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (PATH(3), asks(3600)),
        (PATH(3), asks(3600, 429)),
        (PATH(3), asks(3600, 413)),
        (PATH(3), asks(10**12, 500)),
        (PATH(3), (302, {"Location": "/maramat", "Retry-After": "3600"}, b"")),
        (PATH(3), (302, {"Location": PATH(4), "Retry-After": "3600"}, b"")),
        (PATH(3), asks("Fri, 31 Dec 9999 23:59:59 GMT")),
        ("/", asks(3600)),
        ("/robots.txt", asks(3600)),
        ("/robots.txt", asks(3600, 429)),
    ],
)
def test_a_long_wait_is_left_to_a_later_run(tmp_path: Path, path: str, answer: Any) -> None:
    with serving(TimedSite({**PAGES, path: answer})) as site:
        first = crawl(tmp_path, *ONE, root=site.url)
        assert site.asked[-1] == path
        assert site.asked.count(path) == 1
        assert first.rejects == {}
        assert states(tmp_path) == ({("pending", 0)} if path == PATH(3) else set())
        said = "asks to be left alone until 2"
        assert said in first.report["message"]
        outcome = ("ok", 0) if first.articles else ("rate_limited", 75)
        assert (first.report["outcome"], first.status) == outcome
        assert "Traceback" not in first.stderr
        site.asked.clear()
        site.pages = dict(PAGES)
        again = crawl(tmp_path, *ONE, root=site.url)
        assert site.asked == []
        assert (again.report["outcome"], again.status) == ("rate_limited", 75)
        assert again.report["requests"] == 0
        lines = again.stderr.strip().splitlines()
        assert len(lines) == 1, lines
        assert said in lines[0]
        let_time_pass(tmp_path)
        last = crawl(tmp_path, *ONE, root=site.url)
        assert last.status == 0, last.stderr
        assert ids(last) == ALL
        assert last.rejects == {}


def test_nothing_is_sent_while_many_requests_wait(tmp_path: Path) -> None:
    """With the delay of a live site, requests stand in the downloader's queue."""
    numbers = range(1, 30)
    pages = {"/": listing(*numbers), **{PATH(number): story(number) for number in numbers}}
    pages[PATH(2)] = asks(3600)
    with serving(TimedSite(pages)) as site:
        run = crawl(tmp_path, *slowly(0.5), "-s", "CONCURRENT_REQUESTS=16", root=site.url)
    assert run.report["seconds"] < 8  # the queue of 16 is not waited for
    assert run.status in (0, 75), run.stderr
    assert run.rejects == {}
    at = site.asked.index(PATH(2))
    assert len(site.asked) <= at + 2  # what was under way
    assert run.report["counts"]["retry_after/refused"] >= 10


def test_a_run_waits_so_long_in_all(tmp_path: Path) -> None:
    pages = {**PAGES, **{PATH(n): [asks(2), story(n)] for n in NUMBERS}}
    with serving(TimedSite(pages)) as site:
        run = crawl(tmp_path, *ONE, "-s", "NEWSBOT_RETRY_AFTER_MAX_WAIT=5", root=site.url)
        assert sum(gap for gap in site.gaps() if gap >= 1) < 6
    assert run.status in (0, 75), run.stderr
    assert run.rejects == {}
    assert "asks to be left alone" in run.report["message"]


def test_values_that_say_nothing_change_nothing(tmp_path: Path) -> None:
    values = ("-1", "soon", "५", "0", "1.5", "Thu, 01 Jan 1970 00:00:00 GMT", "9" * 99 + "x")
    pages: dict[str, Any] = {
        PATH(n): [asks(value.encode().decode("latin-1")), story(n)]
        for n, value in enumerate(values, 1)
    }
    with serving(TimedSite({"/": listing(*range(1, len(values) + 1)), **pages})) as site:
        run = crawl(tmp_path, root=site.url)
    assert run.status == 0, run.stderr
    unread = [value for n, value in enumerate(values, 1) if str(n) not in ids(run)]
    assert unread == []
    assert run.report["counts"]["retry_after/ignored"] == len(values)
    assert "retry_after/answers" not in run.report["counts"]


def test_a_later_run_waits_for_what_is_left_of_a_short_wait(tmp_path: Path) -> None:
    urls = ",".join(map(PATH, NUMBERS))
    pages = {**PAGES, PATH(1): [asks(6), story(1)]}
    with serving(TimedSite(pages)) as site:
        first = crawl(
            tmp_path, *ONE, "-s", "NEWSBOT_RETRY_AFTER_MAX_WAIT=0", root=site.url, urls=urls
        )
        assert first.status == 75
        asked_at = site.at[-1]
        second = crawl(tmp_path, *ONE, root=site.url, urls=urls)
        assert (second.status, ids(second)) == (0, ALL), second.stderr
        assert site.at[len(site.at) - len(NUMBERS) - 1] - asked_at >= 6


@pytest.mark.parametrize("status", [200, 429])
def test_a_block_page_asks_too(tmp_path: Path, status: int) -> None:
    with serving(TimedSite({**PAGES, PATH(2): asks(3600, status, CHALLENGE)})) as site:
        run = crawl(tmp_path, *ONE, root=site.url)
        assert site.asked[-1] == PATH(2)
        assert set(run.rejects.values()) == {"blocked"}
        site.asked.clear()
        assert crawl(tmp_path, root=site.url).status == 75
        assert site.asked == []


def test_saved_pages_are_read_while_the_site_rests(tmp_path: Path) -> None:
    broken = "<html><div class=x-body-title><h1>केवल शीर्षक</h1></div>"
    with serving(TimedSite({PATH(1): broken, PATH(2): asks(3600)})) as site:
        for path in (PATH(1), PATH(2)):
            crawl(tmp_path, *ONE, root=site.url, urls=path)
        site.asked.clear()
        run = crawl(tmp_path, root=site.url, reparse="1")
        assert site.asked == []
    assert run.report["counts"]["saved_pages/answered"] == 1
    assert run.report["outcome"] != "rate_limited"


def test_a_snapshot_goes_out_while_the_site_rests(tmp_path: Path) -> None:
    with serving(TimedSite({**PAGES, PATH(6): asks(3600)})) as site:
        first = crawl(tmp_path, *ONE, root=site.url)
        site.asked.clear()
        run = crawl(tmp_path, root=site.url, full="1")
        assert site.asked == []
    assert (run.status, run.report["articles"]) == (0, first.report["articles"])
    assert run.report["articles"] > 0


def test_a_signal_ends_a_wait(tmp_path: Path) -> None:
    with serving(TimedSite({**PAGES, PATH(3): asks(50)})) as site:
        options = ("-s", f"NEWSBOT_DATA_DIR={tmp_path}", "-a", f"root={site.url}")
        process = forked.start(["crawl", "indiadaily", *options])
        try:
            wait_for(lambda: PATH(3) in site.asked)
            time.sleep(0.5)
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            process.wait(20)
            assert time.monotonic() - began < 5
        finally:
            process.kill()
        assert process.returncode == 130, process.stderr
        assert states(tmp_path) <= {("pending", 0)}
        let_time_pass(tmp_path)
        site.pages = dict(PAGES)
        last = crawl(tmp_path, root=site.url)
    assert (last.status, ids(last), last.rejects) == (0, ALL, {})


def test_closespider_ends_a_wait(tmp_path: Path) -> None:
    with serving(TimedSite({**PAGES, PATH(3): asks(50)})) as site:
        run = crawl(tmp_path, "-s", "CLOSESPIDER_TIMEOUT=3", root=site.url)
    assert run.report["seconds"] < 15
    assert run.rejects == {}
    assert states(tmp_path) <= {("pending", 0)}


def test_a_limit_ends_a_wait(tmp_path: Path) -> None:
    """The article that fills the limit is on its way when another page asks to wait."""
    urls = ",".join(map(PATH, NUMBERS))
    with serving(SlowSite({**PAGES, PATH(1): asks(50)}, slow=PATH(2))) as site:
        all_at_once = ("-s", "CONCURRENT_REQUESTS=8")
        run = crawl(tmp_path, *all_at_once, root=site.url, urls=urls, limit="5")
    assert run.report["seconds"] < 15
    assert (run.status, len(run.articles), run.rejects) == (0, 5, {}), run.stderr


@dataclass
class SlowSite(TimedSite):
    """Answers one page a second later than the others."""

    slow: str = ""

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path == self.slow:
            time.sleep(1)
        return super().answer(path)


def wait_for(happens: Any, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_another_sites_rest_costs_this_run_nothing(tmp_path: Path) -> None:
    with serving(TimedSite({**PAGES, PATH(3): [asks(3), story(3)]})) as site:
        assert crawl(tmp_path, root=site.url, limit="1").status == 0
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as ledger, ledger:
            later = (int(time.time()) + 3600, "https://samachar.example/")
            ledger.execute("INSERT INTO rests VALUES ('samachar.example', ?, ?)", later)
        run = crawl(tmp_path, *ONE, "-s", "NEWSBOT_RETRY_AFTER_MAX_WAIT=5", root=site.url)
    assert (run.status, ids(run)) == (0, ALL), run.stderr


def test_a_source_that_always_asks_comes_last(tmp_path: Path) -> None:
    """Else it would end each run at the same place."""
    menu = "<ul class='x-menu'><li><a href='/india'>देश</a></li></ul>"
    pages = {**PAGES, "/": listing(*NUMBERS, extra=menu), "/india": asks(3600)}
    with serving(TimedSite(pages)) as site:
        first = crawl(tmp_path, *ONE, root=site.url)
        assert "/india" in site.asked
        assert ids(first) < ALL
        let_time_pass(tmp_path, 4000)
        second = crawl(tmp_path, *ONE, root=site.url)
        assert site.asked[-1] == "/india"
        assert ids(second) == ALL


def test_a_page_that_always_asks_does_not_stop_the_others(tmp_path: Path) -> None:
    """The second time in a row, all that the sources name is read before it is asked for again."""
    pages: dict[str, Any] = {PATH(number): story(number) for number in range(1, 20)}
    pages[PATH(3)] = asks(3600)
    with serving(TimedSite(pages)) as site:
        for last in (6, 12, 18):
            site.pages["/"] = listing(*range(1, last + 1))
            run = crawl(tmp_path, *ONE, root=site.url)
            assert run.rejects == {}
            with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as ledger, ledger:
                ledger.execute("UPDATE rests SET until = until - 4000")  # the host's rest is over
        assert ids(run) == {str(number) for number in range(1, 19) if number != 3}
        assert site.asked.count(PATH(3)) == 2


def test_a_page_that_asked_once_is_read_by_the_run_behind_the_backoff(tmp_path: Path) -> None:
    """Also by one that begins before its end, and waits for it."""
    pages = {**PAGES, PATH(3): [asks(2, 429), story(3)]}
    with serving(TimedSite(pages)) as site:
        crawl(tmp_path, *ONE, "-s", "NEWSBOT_RETRY_AFTER_MAX_WAIT=0", root=site.url)
        run = crawl(tmp_path, *ONE, root=site.url)
    assert (run.status, ids(run), run.rejects) == (0, ALL, {}), run.stderr


def test_a_page_that_is_gone_is_gone_whatever_its_host_asks_for(tmp_path: Path) -> None:
    with serving(TimedSite({**PAGES, PATH(3): asks(3600, 404)})) as site:
        run = crawl(tmp_path, *ONE, root=site.url)
    assert list(run.rejects.values()) == ["http_404"]
    assert len(set(site.asked) - RIGHTS_FILES) < len(ALL) + 2
    assert "asks to be left alone" in run.report["message"]
