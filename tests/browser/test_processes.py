"""Whatever ends a crawl or its browser: no process is left, and no page lost."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from samplesite import serve
from samplesite.scripted import ScriptedSite
from tests import forked
from tests.browser.processes import descendants, left_of
from tests.browser.scripted import SPIDERS, count, scripted
from tests.crawling import SITE, Run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("chromium"),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc"),
]
Crawl = forked.Process
SCRIPTED = ScriptedSite(200)
# Articles that a script writes, so that each is rendered.
PATHS = [SCRIPTED.brief(n).path for n in range(SCRIPTED.plan.total) if SCRIPTED.is_scripted(n)][:8]
URLS = ",".join(PATHS)


@contextmanager
def crawling(data: Path, root: str, *options: str) -> Iterator[Crawl]:
    """A crawl under way; ended by the test, or else at the end."""
    command = ["crawl", "indiadaily", "-L", "WARNING"]
    command += [
        "-s",
        SPIDERS + "scripted",
        "-a",
        f"root={root}",
        "-a",
        f"urls={URLS}",
        "-a",
        "related_depth=0",
    ]
    command += options
    process = forked.start(command, {"NEWSBOT_DATA_DIR": str(data)})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(found: Callable[[], object], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < until
        time.sleep(0.05)


def browsers(process: Crawl) -> list[int]:
    """The main processes of the browsers that a crawl runs."""
    lines = descendants(process.pid).items()
    return [
        pid for pid, line in lines if "--remote-debugging-pipe" in line and "--type=" not in line
    ]


def showing(process: Crawl) -> bool:
    """True while a page is in a renderer of the crawl's browser."""
    return any("--type=renderer" in line for line in descendants(process.pid).values())


@pytest.mark.parametrize("how", ["end", "SIGINT", "SIGTERM", "SIGKILL", "twice SIGINT"])
def test_no_process_is_left(tmp_path: Path, how: str) -> None:
    with serve(SCRIPTED) as server, crawling(tmp_path, server.url) as process:
        wait_for(lambda: showing(process))
        family = descendants(process.pid)
        assert len(family) > 3
        if how == "end":
            assert process.wait(60) == 0
        else:
            name = how.rpartition(" ")[2]
            process.send_signal(getattr(signal, name))
            if how.startswith("twice"):
                time.sleep(0.1)
                process.send_signal(signal.SIGINT)
            process.wait(30)
        assert left_of(family) == {}


def kill(process: Crawl) -> None:
    os.kill(browsers(process)[0], signal.SIGKILL)


def hang(process: Crawl) -> None:
    os.kill(browsers(process)[0], signal.SIGSTOP)


def kill_driver(process: Crawl) -> None:
    drivers = [pid for pid, line in descendants(process.pid).items() if "run-driver" in line]
    os.kill(drivers[0], signal.SIGKILL)


@pytest.mark.parametrize("harm", [kill, hang, kill_driver])
def test_a_browser_that_goes_loses_no_page(tmp_path: Path, harm: Callable[[Crawl], None]) -> None:
    with (
        serve(SCRIPTED) as server,
        crawling(tmp_path, server.url, "-s", "NEWSBOT_BROWSER_TIMEOUT=5") as process,
    ):
        wait_for(lambda: showing(process))
        family = descendants(process.pid)
        harm(process)
        assert process.wait(100) == 0, process.stderr
    run = Run(0, "", tmp_path)
    assert {each["url"] for each in run.articles} == {SITE + path for path in PATHS}
    assert run.rejects == {}
    assert count(run, "browser/started") >= 2
    assert left_of(family) == {}


def test_the_browser_is_started_anew_after_so_many_pages(tmp_path: Path) -> None:
    with serve(SCRIPTED) as server:
        pages = ("-s", "NEWSBOT_BROWSER_MAX_PAGES=3")
        run = scripted(tmp_path, *pages, root=server.url, urls=URLS, related_depth="0")
    assert len(run.articles) == len(PATHS) == count(run, "browser/rendered"), run.stderr
    assert count(run, "browser/started") == -(-len(PATHS) // 3)


def test_a_page_takes_one_process_and_playwrights_own_arguments_hold(chromium: str) -> None:
    from playwright.sync_api import sync_playwright

    from newsbot.browser.chromium import ARGUMENTS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=list(ARGUMENTS), chromium_sandbox=False
        )
        pages = [browser.new_context().new_page() for _ in range(2)]
        for page in pages:
            page.route("**/*", lambda route: route.fulfill(body="<p>यह रहा पाठ.</p>"))
            page.goto(SITE)
        pages[0].wait_for_timeout(1000)  # one that is kept in store would be started by now
        lines = descendants(os.getpid()).values()
        browser.close()
    assert sum("--type=renderer" in line for line in lines) == len(pages)
    [line] = [each for each in lines if "--disable-features=" in each and "--type=" not in each]
    features = [set(each.split(",")) for each in re.findall(r"--disable-features=(\S+)", line)]
    assert features[-2] <= features[-1]
