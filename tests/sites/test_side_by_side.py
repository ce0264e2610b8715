"""Four sites at once on one data directory: nothing lost, nothing twice, none waits for another."""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.clock import slowness
from tests.crawling import read_lines
from tests.forked import Process
from tests.sites.running import EDITED, NAMES, SHARED, SlowSite, four_sites, start
from tests.thorough import THOROUGH

pytestmark = pytest.mark.slow

ARTICLES = 24
ROUNDS = 24 if THOROUGH else 3
MAX_WAIT = 0.5  # seconds that one run's write may wait for another's
DELAY, DELAYED_ARTICLES = 0.4, 20
MAX_RATIO = 1.3


def lines(data: Path, name: str) -> list[dict[str, Any]]:
    """Every line of a site's feeds; one that is torn fails the test."""
    found = []
    for file in sorted(data.glob(f"feeds/{name}/*.jsonl")):
        content = file.read_bytes()
        assert not content or content.endswith(b"\n"), file
        found += [json.loads(line) for line in content.splitlines()]
    return found


def kill_two(
    runs: dict[str, Process], sites: dict[str, SlowSite], requests: int, moments: random.Random
) -> int:
    """Kill two of the runs, each while it starts or after some of its requests; return how many."""
    killed = 0
    for name in moments.sample(NAMES, 2):
        enough = len(sites[name].asked) + moments.randint(0, requests)
        while len(sites[name].asked) < enough and runs[name].poll() is None:
            time.sleep(0.005)
        time.sleep(moments.uniform(0, 0.1))
        runs[name].send_signal(signal.SIGKILL)
        killed += runs[name].wait() == -signal.SIGKILL
    return killed


def one_round(data: Path, moments: random.Random) -> tuple[int, float]:
    """Runs that are killed and go on; return how many were, and the longest wait in seconds."""
    killed = 0
    with four_sites(ARTICLES, delay=0.03) as sites:
        for requests in (ARTICLES, 5):
            runs = {name: start(data, name, site) for name, site in sites.items()}
            killed += kill_two(runs, sites, requests, moments)
            for name, run in runs.items():
                assert run.wait(120) in (0, -signal.SIGKILL), (name, run.stderr)
            for name, site in sites.items():
                site.edit(name)
        runs = {name: start(data, name, site) for name, site in sites.items()}
        for name, run in runs.items():
            assert run.wait(120) == 0, (name, run.stderr)
    assert_each_once(data)
    reports = read_lines(data / "runs.jsonl")
    waits = [each["counts"].get("ledger/longest_wait_ms", 0) for each in reports]
    return killed, max(waits) / 1000


def assert_each_once(data: Path) -> None:
    originals: dict[int, set[str]] = {}
    for name in NAMES:
        found = lines(data, name)
        assert {each["site"] for each in found} == {name}
        latest = {each["id"]: each for each in found}
        assert set(latest) == {f"{name}:{number}" for number in range(1, ARTICLES + 1)}
        assert Counter((each["id"], each["revision"]) for each in found) == Counter(
            (id_, number)
            for id_, last in latest.items()
            for number in range(1, last["revision"] + 1)
        )
        # A run that was killed early had not read what was edited later: that is revision 1 then.
        edited = {id_ for id_, last in latest.items() if "सुधार" in last["body"]}
        assert edited == {f"{name}:{number}" for number in EDITED}
        assert {each["id"] for each in found if each["revision"] > 1} <= edited
        for each in found:
            number = int(each["id"].partition(":")[2])
            if number % SHARED == 0:
                originals.setdefault(number, set()).add(each["duplicate_of"] or each["id"])
            else:
                assert each["duplicate_of"] is None
    # Whichever came first, all others name it.
    assert all(len(ids) == 1 for ids in originals.values()), originals


@pytest.mark.alone  # other tests' processes and writes to the disk would count as waiting
def test_two_of_four_are_killed(tmp_path: Path) -> None:
    killed, longest, slowest = 0, 0.0, slowness()
    for number in range(ROUNDS):
        each, waited = one_round(tmp_path / str(number), random.Random(number))
        killed, longest, slowest = killed + each, max(longest, waited), max(slowest, slowness())
    print(f"{ROUNDS} rounds, {killed} killed; a write waited {longest * 1000:.0f} ms at most")
    assert killed >= 2 * ROUNDS
    assert longest <= MAX_WAIT * slowest


@pytest.mark.alone
def test_four_sites_take_hardly_longer_than_one(tmp_path: Path) -> None:
    """The delay between requests is a host's, so sites do not wait for each other."""
    options = ("-s", f"DOWNLOAD_DELAY={DELAY}")
    seconds = {}
    with four_sites(DELAYED_ARTICLES) as sites:
        for names in (NAMES[:1], NAMES):
            data = tmp_path / str(len(names))
            began = time.monotonic()
            runs = [start(data, name, sites[name], *options) for name in names]
            assert [run.wait() for run in runs] == [0] * len(names)
            seconds[len(names)] = time.monotonic() - began
            assert all(len(lines(data, name)) == DELAYED_ARTICLES for name in names)
    print(f"one site {seconds[1]:.1f} s, four {seconds[4]:.1f} s at {DELAY} s between requests")
    assert seconds[1] >= DELAY * DELAYED_ARTICLES
    assert seconds[4] <= MAX_RATIO * seconds[1]
