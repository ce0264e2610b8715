"""Pages that would do a browser harm, or the crawl by way of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from samplesite import serve
from samplesite.scripted import TRAPS, ScriptedSite, trap_page
from tests.browser.canary import Canary, canary
from tests.browser.scripted import count, scripted
from tests.crawling import SITE, Run

pytestmark = pytest.mark.slow

SECONDS = 8


@pytest.fixture(scope="module")
def bird() -> Iterator[Canary]:
    with canary() as bird:
        yield bird


@pytest.fixture(scope="module")
def run(bird: Canary, tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Run:
    with serve(ScriptedSite(200, trap=bird.url)) as server:
        return scripted(
            tmp_path_factory.mktemp("data"),
            *("-s", f"NEWSBOT_BROWSER_TIMEOUT={SECONDS}"),
            root=server.url,
            urls=",".join(TRAPS),
        )


def trap(line: dict[str, str]) -> str:
    return TRAPS[line["url"].removeprefix(SITE)]


def test_a_page_that_cannot_be_shown_is_a_reject(run: Run) -> None:
    details = {trap(each): each["detail"] for each in run.lines("rejects")}
    assert set(run.rejects.values()) == {"render_failed"}
    late = f"the page was not ready within {SECONDS} seconds"
    assert details.keys() == {"never-loads", "never-ends", "crashes"}
    assert details["never-loads"] == details["never-ends"] == late
    assert "crashed" in details["crashes"]
    # Each was tried twice; on a busy machine one of the others may have been late once.
    assert 6 <= count(run, "browser/failed") <= 8


def test_the_other_pages_come_out(run: Run) -> None:
    assert run.status == 0, run.stderr
    assert {trap(each) for each in run.articles} == {"opens-windows", "calls-loopback"}
    assert all(each["body"].endswith("इस पन्ने का पाठ यह रहा.") for each in run.articles)


def test_nothing_reaches_an_address_that_a_page_calls(run: Run, bird: Canary) -> None:
    assert "calls-loopback" in map(trap, run.articles)
    assert bird.hits == []


@pytest.mark.parametrize("guarded", [False, True])
def test_the_browser_alone_has_no_network(chromium: str, guarded: bool) -> None:
    """Even where none of its requests is taken from it; without our arguments it has one."""
    from playwright.sync_api import sync_playwright

    from newsbot.browser.chromium import ARGUMENTS

    with canary() as bird, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=list(ARGUMENTS) if guarded else [],
            chromium_sandbox=False,
        )
        page = browser.new_page()
        html = trap_page("calls-loopback", "/x").replace("TRAP", bird.url)
        page.route(
            f"{SITE}/x",
            lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"),
        )
        page.goto(f"{SITE}/x")
        page.wait_for_timeout(2000)
        browser.close()
    assert bool(bird.hits) is not guarded, bird.hits
