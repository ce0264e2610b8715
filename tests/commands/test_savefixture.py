"""`scrapy savefixture`: from the site, from a file, from a page that a crawl saved."""

from __future__ import annotations

import gzip
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from newsbot.commands.fixtures import Fixture
from newsbot.downloader.saved_pages import SavedPage
from tests import forked
from tests.crawling import SITE, SmallSite, serving, story

PATH = "/india/khabar-news-7"


def savefixture(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["savefixture", "--folder", str(folder), *options]
    return forked.run(command, {"NEWSBOT_DATA_DIR": str(folder / "data")})


def test_a_page_of_the_site(tmp_path: Path) -> None:
    with serving(SmallSite({PATH: story(7)})) as site:
        done = savefixture(tmp_path, "--root", site.url, "indiadaily", PATH)
        assert "/robots.txt" in site.asked
    assert (done.returncode, done.stderr) == (0, "")
    fixture = Fixture.read(tmp_path / "indiadaily" / "7.json")
    assert fixture.page == story(7).encode()
    assert fixture.url == SITE + PATH
    assert fixture.article["headline"] == "खबर संख्या 7"
    assert fixture.article["updated_at"] == "2026-01-08T10:00:00+05:30"
    assert not (tmp_path / "data").exists()


def test_pages_that_a_crawl_saved_and_others(tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(story(7), "utf-8")
    at = datetime(2026, 2, 3, 6, 30, tzinfo=UTC)
    of_a_crawl = tmp_path / "7.html.gz"
    SavedPage(SITE + PATH, at, "text/html; charset=utf-8", story(7).encode()).write(of_a_crawl)
    for file in (saved, of_a_crawl):
        done = savefixture(tmp_path, "--file", str(file), "indiadaily", PATH)
        assert (done.returncode, done.stderr) == (0, "")
    fixture = Fixture.read(tmp_path / "indiadaily" / "7.json")
    assert (fixture.fetched_at, fixture.page) == (at, story(7).encode())


def test_a_page_that_is_called_text_and_one_that_moved(tmp_path: Path) -> None:
    text = (200, {"Content-Type": "text/plain; charset=utf-8"}, story(8).encode())
    moved = (302, {"Location": "/india/khabar-news-8"}, b"")
    with serving(SmallSite({"/india/khabar-news-8": text, PATH: moved})) as site:
        done = savefixture(tmp_path, "--root", site.url, "indiadaily", PATH)
    assert (done.returncode, done.stderr) == (0, "")
    fixture = Fixture.read(tmp_path / "indiadaily" / "8.json")
    assert (fixture.url, fixture.article["id"]) == (SITE + "/india/khabar-news-8", "indiadaily:8")


def test_what_is_no_article_is_said(tmp_path: Path) -> None:
    with serving(SmallSite({PATH: "<h1>कुछ और</h1>"})) as site:
        done = savefixture(tmp_path, "--root", site.url, "indiadaily", PATH)
        assert (done.returncode, "no_body" in done.stderr) == (65, True)
        done = savefixture(tmp_path, "--root", site.url, "indiadaily", "/india/x-news-8")
        assert (done.returncode, "http_404" in done.stderr) == (65, True)
    assert not (tmp_path / "indiadaily").exists()


def test_it_is_as_careful_as_a_crawl(tmp_path: Path) -> None:
    with serving(SmallSite({"/secret": "x"})) as other, serving(SmallSite()) as site:
        away = (302, {"Location": f"{other.url}/secret"}, b"")
        site.pages[PATH] = [(503, {}, b""), away]
        done = savefixture(tmp_path, "--root", site.url, "indiadaily", PATH)
        assert (done.returncode, other.asked) == (65, [])
        site.pages = {"/robots.txt": (503, {}, b""), PATH: story(7)}
        assert savefixture(tmp_path, "--root", site.url, "indiadaily", PATH).returncode == 65
    assert not (tmp_path / "indiadaily").exists()


def test_wrong_arguments_are_refused(tmp_path: Path) -> None:
    for options in (
        (),
        ("--nothing",),
        ("nobody", PATH),
        ("indiadaily", "/india"),
        ("indiadaily",),
    ):
        done = savefixture(tmp_path, *options)
        assert done.returncode == 2
        assert done.stderr.startswith("newsbot: ")
        assert len(done.stderr.splitlines()) == 1
    saved = tmp_path / "page.html"
    saved.write_text(story(7), "utf-8")
    of_a_crawl = tmp_path / "7.html.gz"
    of_a_crawl.write_bytes(gzip.compress(b"<!-- newsbot: {} -->\n"))
    for folder, file in (
        (tmp_path, tmp_path / "nothing.html"),
        (tmp_path, of_a_crawl),
        (saved, saved),
    ):
        done = savefixture(folder, "--file", str(file), "indiadaily", PATH)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
