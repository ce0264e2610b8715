"""The faults of scrapy-playwright that newsbot lives with; see docs/decisions.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from samplesite import serve
from samplesite.scripted import TRAPS, ScriptedSite
from tests.browser.canary import canary
from tests.browser.scripted import count, scripted
from tests.browser.test_rules import PATH, page
from tests.crawling import RIGHTS_FILES, SITE, SmallSite, serving

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("chromium")]


WAYS = {
    # It waits for "load" after a PageMethod; an advertiser may write a frame and never end it.
    "never loaded": "const f = document.createElement('iframe'); document.body.append(f);"
    "f.contentDocument.open(); f.contentDocument.write('<p>x</p>');",
    # It encodes the page, and half a character is not Unicode text.
    "half a character": "document.body.append('\\ud800');",
    # Its response has the address that the page gives itself.
    "another address": "history.replaceState(null, '', '/elsewhere');",
    # It takes a download for the page, and raises where the download is refused.
    "download": "const a = document.createElement('a'); a.download = 'a';"
    "a.href = URL.createObjectURL(new Blob(['x'])); a.click();",
    "frame download": "const f = document.createElement('iframe'); document.body.append(f);"
    "const a = f.contentDocument.createElement('a'); a.download = 'a';"
    "a.href = URL.createObjectURL(new Blob(['x'])); f.contentDocument.body.append(a);"
    "a.click();",
}


def test_pages_with_their_text_are_read(tmp_path: Path) -> None:
    paths = {f"/india/khabar-news-{n}": way for n, way in enumerate(WAYS, 1)}
    pages = {path: page(f"{WAYS[way]} write('यह रहा पाठ: {way}.')") for path, way in paths.items()}
    with serving(SmallSite(pages)) as site:
        run = scripted(tmp_path, root=site.url, urls=",".join(pages), related_depth="0")
    assert {each["url"].removeprefix(SITE): each["body"] for each in run.articles} == {
        path: f"यह रहा पाठ: {way}." for path, way in paths.items()
    }, run.stderr
    assert count(run, "browser/failed") == 0
    assert "Traceback" not in run.stderr


def test_a_page_that_is_cancelled_leaves_no_context(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It closes only what it has shown; a page whose time is up is cancelled while it is shown."""
    monkeypatch.setenv("FAULT", "none")
    path = next(path for path, trap in TRAPS.items() if trap == "never-loads")
    with serve(ScriptedSite(200)) as server:
        seconds = ("-s", "NEWSBOT_BROWSER_TIMEOUT=3")
        run = scripted(tmp_path, *seconds, spider="faulty", root=server.url, urls=path)
    assert list(run.rejects.values()) == ["render_failed"]
    assert "contexts left: 0\n" in run.stderr
    assert count(run, "browser/started") == 1


@pytest.mark.parametrize("fault", ["not guarded", "half guarded"])
def test_a_page_that_is_not_guarded_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """It logs an error of the init callback, and opens the page all the same."""
    monkeypatch.setenv("FAULT", fault)
    with canary() as bird:
        asked = f"await fetch('{bird.url}', {{mode: 'no-cors'}}).catch(() => 0);"
        with serving(SmallSite({PATH: page(f"{asked} write('यह रहा पाठ.')")})) as site:
            run = scripted(tmp_path, spider="faulty", root=site.url, urls=PATH)
        assert bird.hits == []
    assert count(run, "browser/failed") == 1
    assert [each["body"] for each in run.articles] == ["यह रहा पाठ."], run.stderr
    assert sorted(site.asked) == sorted(["/robots.txt", *RIGHTS_FILES, PATH])
    assert "contexts left: 0\n" in run.stderr
