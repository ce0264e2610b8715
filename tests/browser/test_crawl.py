"""A site that needs a browser, crawled with one and without."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from samplesite import Site, serve
from samplesite.grammar import SECTION_SLUGS
from samplesite.scripted import ScriptedSite
from tests.browser.scripted import SPIDERS, count, scripted
from tests.crawling import (
    PROJECT,
    SITE,
    Run,
    SmallSite,
    crawl,
    listing,
    read_lines,
    serving,
    story,
)

pytestmark = pytest.mark.slow

ARTICLES = 120  # two of them only a button leads to; ten are written by a script


@pytest.fixture(scope="module")
def site() -> ScriptedSite:
    return ScriptedSite(ARTICLES)


@pytest.fixture(scope="module")
def run(site: ScriptedSite, tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Run:
    with serve(site) as server:
        run = scripted(tmp_path_factory.mktemp("data"), root=server.url)
        run.asked = [path for _, path in server.requests]
    assert run.status == 0, run.stderr
    return run


def written_by_script(site: ScriptedSite) -> set[str]:
    numbers = filter(site.is_scripted, range(site.plan.total))
    return {SITE + site.brief(n).path for n in numbers}


def test_every_article_equals_gold(site: ScriptedSite, run: Run) -> None:
    by_url = {each["url"]: each for each in run.articles}
    assert len(run.articles) == len(by_url) == ARTICLES
    for gold in site.gold():
        assert {name: by_url[gold["url"]][name] for name in gold} == gold


def test_provenance_says_what_the_browser_showed(site: ScriptedSite, run: Run) -> None:
    rendered = {
        each["url"]: each for each in run.articles if "rendered" in each["provenance"].values()
    }
    assert rendered.keys() == written_by_script(site)
    assert {each["provenance"]["sections"] for each in rendered.values()} == {"rendered"}
    # What stands in the page without script keeps its source.
    assert {each["provenance"]["url"] for each in rendered.values()} == {"selector"}


def test_only_what_needs_it_is_rendered(site: ScriptedSite, run: Run) -> None:
    needed = len(written_by_script(site)) + len(SECTION_SLUGS)
    assert count(run, "browser/rendered") == count(run, "browser/asked_for") == needed
    assert count(run, "browser/started") == 1
    assert count(run, "browser/still_empty") == count(run, "browser/failed") == 0


def test_a_page_is_fetched_once_though_it_is_rendered(run: Run) -> None:
    asked = [path for path in run.asked if "/js/" not in path]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("switch", [("-a", "browser=never"), ("-s", "NEWSBOT_BROWSER=never")])
def test_without_rendering(site: ScriptedSite, tmp_path: Path, switch: tuple[str, str]) -> None:
    with serve(site) as server:
        run = scripted(tmp_path, *switch, root=server.url)
    assert run.status == 0
    lost = {url for url, reason in run.rejects.items() if reason == "needs_browser"}
    assert lost < written_by_script(site) | {SITE + "/sports/live-scorecard-of-the-day-news-39004"}
    browser = [name for name in run.report["counts"] if name.startswith("browser/")]
    assert browser == ["browser/skipped"]
    skipped = count(run, "browser/skipped")
    assert skipped == len(lost) + len(SECTION_SLUGS)
    assert f"{skipped} pages need a browser and were read without one" in run.report["message"]


def test_a_missing_browser_is_said_once_and_counted(site: ScriptedSite, tmp_path: Path) -> None:
    with serve(site) as server:
        run = scripted(tmp_path, "-s", "NEWSBOT_BROWSER_PATH=/nowhere/chromium", root=server.url)
    assert run.status == 0
    assert run.stderr.count("`make browser`") == 1
    sections = len(SECTION_SLUGS)
    assert f"{sections} pages were read without their stories behind a button" in run.stderr
    assert "pages were read without their text written by a script" in run.stderr
    requests_for_named = count(run, "browser/asked_for")
    assert count(run, "browser/unrendered") == requests_for_named > len(SECTION_SLUGS)
    assert count(run, "browser/started") == count(run, "browser/rendered") == 0
    assert set(run.rejects.values()) >= {"no_body"}


@pytest.mark.slow
@pytest.mark.usefixtures("chromium")
def test_a_browser_that_cannot_start_is_a_missing_one(site: ScriptedSite, tmp_path: Path) -> None:
    with serve(site) as server:
        run = scripted(tmp_path, "-s", "NEWSBOT_BROWSER_PATH=/bin/false", root=server.url)
    assert run.status == 0
    assert run.stderr.count("/bin/false cannot be started") == 1
    assert count(run, "browser/unrendered") == count(run, "browser/asked_for")


@pytest.mark.slow
@pytest.mark.parametrize("form", ["plain_html", "plain_json"])
def test_a_button_that_can_be_asked_for_plainly(tmp_path: Path, form: str) -> None:
    site = ScriptedSite(240)
    with serve(site) as server:
        run = scripted(tmp_path, spider=form, root=server.url)
        asked = [path for _, path in server.requests if path.startswith("/ajax/")]
    assert run.status == 0, run.stderr
    only_there = {n for n in range(site.plan.total) if site.plan.role(n) == "listing"}
    urls = {SITE + site.brief(n).path for n in only_there if not site.is_scripted(n)}
    assert urls <= {each["url"] for each in run.articles}
    assert len(asked) == len(set(asked)) > len(SECTION_SLUGS)
    assert not [name for name in run.report["counts"] if name.startswith("browser/")]


@pytest.mark.parametrize("value", ["-s NEWSBOT_BROWSER=yes", "-a browser=yes"])
def test_a_choice_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    run = crawl(tmp_path, *value.split(), root="http://127.0.0.1:1")
    assert run.status == 2
    assert "must be never or auto" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("case", ["its button can be asked for", "it has no button", "never"])
def test_a_crawl_that_renders_nothing_does_not_load_playwright(tmp_path: Path, case: str) -> None:
    program = (
        "import atexit, sys\n"
        "from scrapy.cmdline import execute\n"
        "atexit.register(lambda: print('loaded', [m for m in sys.modules if 'playwright' in m]))\n"
        "execute()"
    )
    site = Site(44) if case == "it has no button" else ScriptedSite(44)
    options = ["-s", f"NEWSBOT_DATA_DIR={tmp_path}", "-L", "ERROR"]
    if case == "its button can be asked for":
        options += ["-s", SPIDERS + "plain_html"]
    elif case == "never":
        options += ["-a", "browser=never"]
    with serve(site) as server:
        arguments = ["crawl", "indiadaily", "-a", f"root={server.url}", "-a", "limit=20", *options]
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=PROJECT, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "loaded []" in done.stdout


def make_crawl(data: Path, **environment: str) -> str:
    """The summary of `make crawl`."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.crawl"],
        cwd=PROJECT,
        env={**os.environ, "NEWSBOT_DATA_DIR": str(data), **environment},
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("chromium")
def test_make_crawl_presses_the_sample_sites_button(tmp_path: Path) -> None:
    summary = make_crawl(tmp_path)
    assert "  articles 200\n" in summary
    assert re.search(r"  browser  rendered \d pages, \d+ clicks\n", summary)


@pytest.mark.slow
def test_make_crawl_without_a_browser_says_what_one_would_add(tmp_path: Path) -> None:
    summary = make_crawl(tmp_path, NEWSBOT_BROWSER_PATH="/nowhere/chromium")
    assert "  articles 197\n" in summary
    assert "`make browser` adds it" in summary
    [run] = read_lines(tmp_path / "sample" / "runs.jsonl")
    assert f"none: {run['counts']['browser/unrendered']} pages were read without" in summary


@pytest.mark.slow
def test_what_a_browser_shows_may_say_that_it_does_not_exist(tmp_path: Path, chromium: str) -> None:
    written = "<script>document.querySelector('h1').textContent = 'पेज नहीं मिला'</script></body>"
    dead = re.sub(r"<p>.*?</p>", "", story(2)).replace("</body>", written)
    pages = {"/robots.txt": (404, {}, b"x"), "/": listing(1, 2, 3)}
    alive, *others = (f"/india/khabar-news-{number}" for number in (1, 2, 3))
    with serving(SmallSite({**pages, alive: story(1), **dict.fromkeys(others, dead)})) as small:
        run = scripted(tmp_path, root=small.url)
    assert [each["url"] for each in run.articles] == [SITE + alive], run.stderr
    assert list(run.rejects.values()) == ["soft_404"] * 2
    assert count(run, "browser/rendered") == 2
