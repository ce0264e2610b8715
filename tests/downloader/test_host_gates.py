"""The delay between requests to a host, beside other processes."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import stat
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.core.downloader import Slot

from newsbot.downloader import host_gates
from newsbot.downloader.exceptions import RefusedRequest
from newsbot.downloader.host_gates import MAX_AHEAD, NEVER, Gate, HostGates, default_folder
from newsbot.downloader.robots_txt import CRAWL_DELAY
from tests import forked
from tests.crawling import PATH, SmallSite, crawl, listing, serving, story

URL = "https://www.theindiadaily.com/india"


@dataclass
class TimedSite(SmallSite):
    at: list[float] = field(default_factory=list)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        self.at.append(time.monotonic())
        return super().answer(path)

    def gaps(self) -> list[float]:
        at = sorted(self.at)
        return [after - before for before, after in pairwise(at)]


@pytest.mark.alone  # a busy machine sends late
def test_four_crawls_at_once_keep_the_delay_and_outlive_one_that_is_killed(tmp_path: Path) -> None:
    delay, numbers = 0.5, range(1, 5)
    pages = {"/": listing(*numbers), **{PATH(number): story(number) for number in numbers}}
    environment = {"NEWSBOT_HOST_GATES": str(tmp_path / "gates")}
    with serving(TimedSite(pages)) as site:
        crawls = [
            forked.start(
                [
                    *("crawl", "indiadaily", "-a", f"root={site.url}", "-L", "WARNING"),
                    *("-s", f"DOWNLOAD_DELAY={delay}", "-s", f"NEWSBOT_DATA_DIR={tmp_path}/{n}"),
                ],
                environment,
            )
            for n in range(4)
        ]
        while len(site.asked) < 6:
            time.sleep(0.05)
        crawls[0].kill()
        statuses = [each.wait() for each in crawls]
    assert statuses == [-9, 0, 0, 0]
    assert len(site.asked) >= 3 * (len(numbers) + 1)
    assert min(site.gaps()) >= 0.95 * delay
    # Turns do not stand idle, but for those of the one that was killed.
    assert sum(site.gaps()) < 1.5 * delay * len(site.asked) + 1


@pytest.mark.slow
def test_without_a_delay_or_a_folder_there_are_no_files(tmp_path: Path) -> None:
    gates = tmp_path / "gates"
    with serving(TimedSite({"/": listing(1), PATH(1): story(1)})) as site:
        run = crawl(tmp_path, "-s", f"NEWSBOT_HOST_GATES={gates}", root=site.url)
        assert run.status == 0
        options = ("-s", "NEWSBOT_HOST_GATES=", "-s", "DOWNLOAD_DELAY=0.5")
        began, before = time.monotonic(), len(site.at)
        run = crawl(tmp_path / "other", *options, root=site.url)
        assert run.status == 0, run.stderr
    assert not gates.exists()
    at = [each - began for each in site.at[before:]]
    assert len(at) > 3
    assert all(sent >= turn * 0.5 * 0.95 for turn, sent in enumerate(at))


@pytest.mark.slow
def test_scrapys_autothrottle_works(tmp_path: Path) -> None:
    """It slows down where the site is slow, and the gate follows."""

    class SlowSite(TimedSite):
        def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
            answer = super().answer(path)
            time.sleep(0.4)
            return answer

    numbers = range(1, 6)
    pages = {"/": listing(*numbers), **{PATH(number): story(number) for number in numbers}}
    throttle = ("-s", "AUTOTHROTTLE_ENABLED=True", "-s", "AUTOTHROTTLE_START_DELAY=0.1")
    with serving(SlowSite(pages)) as site:
        folder = ("-s", f"NEWSBOT_HOST_GATES={tmp_path / 'gates'}")
        run = crawl(tmp_path, *throttle, *folder, root=site.url)
        assert (run.status, len(run.articles)) == (0, 5), run.stderr
        # Not the shortest one: a busy machine sends one request late, and the next in time.
        assert median(site.gaps()) >= 0.38
        site.at.clear()
        assert crawl(tmp_path / "without", *folder, root=site.url).status == 0
    assert min(site.gaps()) < 0.2


def test_the_default_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert default_folder() == f"{tmp_path}/newsbot"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "missing"))
    assert Path(default_folder()).is_absolute()


def gates_of(folder: str, delay: float, closing: bool = False) -> HostGates:
    """Gates of a crawl without a crawl."""
    slot = Slot(concurrency=16, delay=delay, jitter=0)
    engine = SimpleNamespace(
        downloader=SimpleNamespace(slots={"host": slot}),
        _slot=SimpleNamespace(closing=object() if closing else None),
    )
    crawler: Any = SimpleNamespace(engine=engine)
    return HostGates(crawler, folder)


def request(**meta: Any) -> Request:
    return Request(URL, meta={"download_slot": "host", **meta})


def sent_at(gates: list[HostGates], each: int, url: str = URL, **meta: Any) -> list[float]:
    """When ``each`` requests of each of some processes were sent: seconds from now.

    A busy machine sends one late and the next in time, so gaps say less than the time from now.
    """
    at: list[float] = []
    began = time.monotonic()

    async def send(own: HostGates) -> None:
        await own.wait(request(**meta), url)
        at.append(time.monotonic() - began)

    async def send_all() -> None:
        await asyncio.gather(*(send(own) for own in gates for _ in range(each)))

    asyncio.run(send_all())
    return at


@pytest.mark.parametrize("shared", [True, False])
def test_many_requests_go_one_by_one(tmp_path: Path, shared: bool) -> None:
    gates = [gates_of(str(tmp_path) if shared else "", 0.05) for _ in range(3 if shared else 1)]
    at = sent_at(gates, 4)
    assert all(sent >= turn * 0.05 * 0.95 for turn, sent in enumerate(at))


def test_the_crawl_delay_of_a_robots_txt_counts_where_it_is_more(tmp_path: Path) -> None:
    for delay, crawl_delay in ((0.1, 0.01), (0.01, 0.1), (0, 0.1)):
        folder = tmp_path / f"{delay} {crawl_delay}"
        at = sent_at([gates_of(str(folder), delay)], 3, **{CRAWL_DELAY: crawl_delay})
        assert at[-1] >= 0.19


def test_a_crawl_delay_counts_from_the_request_that_told_of_it(tmp_path: Path) -> None:
    gates = gates_of(str(tmp_path), 0)
    began = time.monotonic()
    sent_at([gates], 1)  # robots.txt, on a host without a delay
    sent_at([gates], 1, **{CRAWL_DELAY: 0.1})
    assert time.monotonic() - began >= 0.099


def test_hosts_do_not_wait_for_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "gates"
    gates = gates_of(str(folder), 60)
    hosts = (
        "http://a.example",
        "https://b.example",
        "https://b.example:8443",
        "http://127.0.0.1:1",
    )
    began = time.monotonic()
    for url in hosts:
        sent_at([gates], 1, url)
    assert time.monotonic() - began < 5
    assert host_gates.host_of("http://a.example/") == host_gates.host_of("https://A.example:443/x")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(list(folder.iterdir())) == len(hosts)
    assert all("example" not in file.name for file in folder.iterdir())


def test_the_end_of_a_run_ends_a_wait(tmp_path: Path) -> None:
    open_, closing = gates_of(str(tmp_path), 60), gates_of(str(tmp_path), 60, closing=True)
    assert len(sent_at([open_], 1)) == 1
    for _ in range(9):  # and takes no turn from others
        with pytest.raises(RefusedRequest, match="the run ended before"):
            sent_at([closing], 1)
    file = next(tmp_path.iterdir())
    gate = Gate.read(file.read_bytes(), time.monotonic())
    assert gate.free - gate.sent == pytest.approx(60, abs=1)


def test_a_process_that_was_stopped_with_the_file_does_not_stop_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(host_gates, "MAX_LOCKED", 0.1)
    sent_at([gates_of(str(tmp_path), 0.01)], 1)
    with next(tmp_path.iterdir()).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        at = sent_at([gates_of(str(tmp_path), 0.1)], 3)
    assert at[-1] >= 0.19
    assert "does not include other crawls of this user" in caplog.text


def test_a_link_of_another_user_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """In the temporary directory, anybody could have made it; the user's own is as good as any."""
    folder, link = tmp_path / "precious", tmp_path / "newsbot-1000"
    folder.mkdir(0o700)
    link.symlink_to(folder)
    sent_at([gates_of(str(link), 0.01)], 1)
    assert len(list(folder.iterdir())) == 1
    lstat = Path.lstat

    def of_another(path: Path) -> os.stat_result:
        found = list(lstat(path))
        found[stat.ST_UID] = os.getuid() + 1
        return os.stat_result(found)

    monkeypatch.setattr(Path, "lstat", of_another)
    at = sent_at([gates_of(str(link), 0.1)], 2, "https://other.example/")
    assert at[-1] >= 0.095
    assert "does not include other crawls of this user" in caplog.text
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("writes", range(4))
def test_the_delay_holds_where_the_file_can_no_longer_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    """A disk that fills up between two requests."""
    gates, pwrite, left = gates_of(str(tmp_path / "gates"), 0.1), os.pwrite, iter(range(writes))

    def filling_up(*args: Any) -> int:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return pwrite(*args)

    monkeypatch.setattr(os, "pwrite", filling_up)
    began = time.monotonic()
    for turn in range(3):
        sent_at([gates], 1)
        assert time.monotonic() - began >= turn * 0.095


@pytest.mark.parametrize("case", ["open to others", "no folder", "a link"])
def test_a_folder_that_is_not_the_users_alone_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, case: str
) -> None:
    folder, target = tmp_path / "gates", tmp_path / "precious"
    target.write_text("precious")
    if case == "no folder":
        folder.write_text("")
    else:
        folder.mkdir()
    if case == "open to others":
        folder.chmod(0o777)
    if case == "a link":
        sent_at([gates_of(str(folder), 0.01)], 1)
        file = next(folder.iterdir())
        file.unlink()
        file.symlink_to(target)
    at = sent_at([gates_of(str(folder), 0.1)], 2)
    assert at[-1] >= 0.095
    assert "does not include other crawls of this user" in caplog.text
    assert target.read_text() == "precious"


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\x00" * 50, b"nan nan 1 nan", b"1 nan 1 1", b"1 inf 1 1", b"1e9 1e9 1 1e9"),
        *(b"1 1 x 1", b"1", b"1 1e300 1 1", b"1 9e9 1 1"),
    ],
)
def test_a_file_that_says_nothing_is_a_fresh_gate(content: bytes) -> None:
    """One of before the system's start, or half written."""
    assert Gate.read(content, 1000.0) == Gate()


@given(st.binary())
def test_no_file_is_a_crash(content: bytes) -> None:
    gate = Gate.read(content, 1000.0)
    assert gate.sent <= 1000
    assert 1000 <= gate.take(1000.0, 1.0) <= 1000 + MAX_AHEAD


@given(st.lists(st.tuples(st.floats(0, 0.5), st.floats(0, 0.2)), min_size=1, max_size=20))
def test_gaps_whoever_wakes_late(steps: list[tuple[float, float]]) -> None:
    """Each request takes an instant, wakes late, and looks again until it may be sent."""
    gate, now, sent, delay = Gate(), 1000.0, [], 0.3
    for pause, late in steps:
        gate = Gate.read(gate.to_bytes(now), now)
        gate.process = os.getpid() + 1
        now += pause
        at = gate.take(now, delay)
        while at != NEVER:
            now = max(now, at) + late
            at = gate.send(now, delay)
        sent.append(now)
    assert all(after - before >= delay - 1e-6 for before, after in pairwise(sent))
