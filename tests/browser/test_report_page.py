"""The page of a run in a real Chromium: what people see, with keyboard, reader and paper too."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from newsbot.report_page.page import trend_page
from newsbot.report_page.record import RunRecord
from tests.report_page.parts import REPORT, brought, line, page, url_of

pytestmark = pytest.mark.slow

HOSTILE = "<script>document.title = 'हाथ से'</script>"
AXE = "axe_playwright_python"
FIELDS = {"summary": {"filled": 50, "missing": 10, "examples": [url_of(3)]}}
HOST = {"requests": 9, "per_second": 0.99, "delay": 1, "shortest_gap": 1.001, "waited": 0}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a run with a bit of everything, and of the last runs."""
    lines = [line(number, number % 7, number % 11 + 1) for number in range(1, 450)]
    lines[4] = line(5, 6, headline=HOSTILE, published_at="2026-02-05T10:00:00+05:30")
    lines[5] = line(6, headline="ज़रूरी ख़बर: स्कूल बंद", section="शिक्षा", body="एक दो तीन चार")
    old, new = line(1, body="बारिश से 12 गांव घिरे."), line(1, body="बारिश से 14 गांव घिरे.")
    edits = [(old, new), (line(2), line(2, headline="नहर का काम पूरा", revision=2))]
    some = brought(lines, edits)
    some.rejects = {"no_body": [(url_of(900), "empty"), ("javascript:alert(1)", "")]}
    network = {"statuses": {"200": 9}, "bytes": 9000, "hosts": {"www.theindiadaily.com": HOST}}
    before = [RunRecord({**REPORT, "fields": {"summary": {"filled": 58, "missing": 2}}})]
    html = page(some, before, fields=FIELDS, network=network, counts={"rejects/no_body": 2})
    made = tmp_path_factory.mktemp("pages")
    (made / "run.html").write_text(html, "utf-8")
    runs = [RunRecord({**REPORT, "outcome": each}) for each in ("ok", "blocked", "interrupted")]
    (made / "trend.html").write_bytes(trend_page({"indiadaily": runs, "hindi": runs}, {}, 30))
    return made


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


class Opened:
    """A page that is open: what it said, and what it asked for beside itself."""

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(file.as_uri())

    def rows(self) -> int:
        return int(self.page.locator("#articles-table tbody tr").count())


@pytest.fixture
def opened(browser: Any, folder: Path) -> Iterator[Opened]:
    made = Opened(browser, folder / "run.html", viewport={"width": 1280, "height": 900})
    yield made
    made.context.close()


@pytest.mark.parametrize("name", ["run.html", "trend.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_error_no_request_no_scrolling_sideways_and_accessible(
    browser: Any, folder: Path, name: str, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 900}
    made = Opened(browser, folder / name, viewport=size, color_scheme=scheme)
    try:
        assert (made.said, made.asked) == ([], [(folder / name).as_uri()])
        wider = made.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0
        assert made.page.title() != "हाथ से"
        if find_spec(AXE):
            assert violations(made) == []
    finally:
        made.context.close()


def violations(made: Opened) -> list[Any]:
    """What axe-core finds that is serious; it runs beside the page's own policy."""
    session = made.context.new_cdp_session(made.page)
    source = (files(AXE) / "axe.min.js").read_text("utf-8")
    session.send("Runtime.evaluate", {"expression": source})
    run = "axe.run(document).then(found => JSON.stringify(found.violations))"
    asked = {"expression": run, "awaitPromise": True, "returnByValue": True}
    found = json.loads(session.send("Runtime.evaluate", asked)["result"]["value"])
    return [
        (each["id"], each["nodes"][0]["html"])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def test_search_sort_and_more(opened: Opened) -> None:
    table = opened.page
    assert opened.rows() == 200
    table.get_by_role("button", name="Show more").click()
    assert opened.rows() == 400
    search = table.get_by_role("searchbox")
    for words in ("ज\u093cरूरी", "\u095bरूरी स्कूल", "जरूरी", "शिक्षा"):
        search.fill(words)
        assert opened.rows() == 1
    assert "1 found" in table.locator("#said").inner_text()
    search.fill("कहीं नहीं")
    assert opened.rows() == 0
    search.fill("")
    words = table.get_by_role("columnheader", name="Words")
    words.get_by_role("button").click()
    first = table.locator("#articles-table tbody tr").first
    assert words.get_attribute("aria-sort") == "ascending"
    assert "ज़रूरी" in first.inner_text()
    table.get_by_role("columnheader", name="Published").get_by_role("button").press("Enter")
    assert words.get_attribute("aria-sort") is None
    table.get_by_role("columnheader", name="Published").get_by_role("button").press("Enter")
    assert HOSTILE in first.inner_text()
    assert opened.said == []


def test_small_edits_can_be_hidden(opened: Opened) -> None:
    edits = opened.page.locator(".edit")
    assert [each.is_visible() for each in edits.all()] == [True, True]
    opened.page.get_by_label("Hide small edits").check()
    assert [each.is_visible() for each in edits.all()] == [True, False]
    assert opened.page.locator("ins").first.inner_text() == "का काम पूरा"


def test_keyboard_and_reader(opened: Opened) -> None:
    opened.page.keyboard.press("Tab")
    focused = opened.page.evaluate(
        "[document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]"
    )
    assert focused == ["Skip to the report", "solid"]
    levels = opened.page.eval_on_selector_all(
        "h1, h2, h3", "all => all.map(each => +each.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    heads = opened.page.eval_on_selector_all("th", "all => all.filter(each => !each.scope).length")
    assert heads == 0
    # Each picture has a name, and what it shows stands beside it as text.
    assert (
        opened.page.locator("svg[role=img]:not([aria-label]):not([aria-labelledby])").count() == 0
    )
    shown = set(opened.page.locator(".story circle title").all_text_contents())
    listed = set(opened.page.locator(".story li a").all_text_contents())
    assert shown
    assert shown <= listed


def test_without_scripts_all_is_there(browser: Any, folder: Path) -> None:
    made = Opened(browser, folder / "run.html", java_script_enabled=False)
    assert made.page.locator("#articles-table tbody tr").count() == 449
    assert not made.page.locator("#controls").is_visible()
    made.context.close()


def test_on_paper(opened: Opened) -> None:
    opened.page.emulate_media(media="print", color_scheme="dark")
    color = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert color == "rgb(255, 255, 255)"
    assert not opened.page.locator("nav").is_visible()


def test_reduced_motion(opened: Opened) -> None:
    opened.page.emulate_media(reduced_motion="reduce")
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert opened.page.evaluate(behaviour) == "auto"
