"""``python -m newsbot extract``: a file, standard input, a URL; for people and as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsbot.downloader.saved_pages import SavedPage
from samplesite import Site, serve
from tests.crawling import PROJECT, SITE, SmallSite, serving, story
from tests.extraction.test_extract import PAGE, URL


def run(*arguments: str | Path, given: bytes = b"") -> tuple[int, str, str]:
    """Run the command; return its status, its output and its errors."""
    command = [sys.executable, "-m", "newsbot", "extract", *map(str, arguments)]
    done = subprocess.run(command, cwd=PROJECT, input=given, capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(PAGE, "utf-8")
    return file


def test_an_article_as_a_reader_sees_it(page: Path) -> None:
    status, out, err = run(page)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "कोसी के बाँध की मरम्मत शुरू"
    assert f"url          {URL}  [selector]" in lines
    assert "authors      गीता पाण्डेय  [json-ld]" in lines
    when = "02 February 2026, 22:23 +0530, from '2026-02-02T22:23:00+05:30'"
    assert f"published    {when}  [json-ld]" in lines
    assert "सुपौल। कोसी नदी के पूर्वी तटबंध की मरम्मत का काम सोमवार से शुरू हो गया है।" in lines
    assert "कॉपी" not in out


@pytest.mark.slow
def test_json_is_a_line_of_a_feed(page: Path) -> None:
    by_file, by_input = run("--json", page), run("-", "--json", given=PAGE.encode())
    assert by_file[0] == by_input[0] == 0
    fields, piped = json.loads(by_file[1]), json.loads(by_input[1])
    schema = json.loads((PROJECT / "schema/article.schema.json").read_text("utf-8"))
    assert list(fields) == list(schema["properties"])
    times = ("fetched_at", "first_seen_at")  # a file is as old as it is
    assert all(fields[name] == piped[name] for name in fields if name not in times)


@pytest.mark.slow
def test_a_page_without_an_article(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<h1>केवल शीर्षक</h1>", "utf-8")
    status, out, err = run(file, "--url", URL)
    assert (status, out) == (65, "")
    assert err == f"newsbot: {URL} shows no article: no_body\n"
    status, out, err = run(file, "--url", URL, "--json")
    assert (status, json.loads(out)["reason"], err) == (65, "no_body", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the following arguments are required: FILE|URL|-"),
        (("nowhere.html",), "nowhere.html cannot be read: No such file or directory"),
        (("-",), "the page does not name its own URL: give it with --url"),
        (("-", "--url", "kosi"), "not an http or https URL: 'kosi'"),
    ],
)
def test_wrong_arguments_are_one_line(arguments: tuple[str, ...], message: str) -> None:
    status, out, err = run(*arguments, given=b"<p>x")
    assert (status, out, err) == (2, "", f"newsbot: {message}\n")


@pytest.mark.slow
def test_a_url_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    monkeypatch.setenv("NEWSBOT_DATA_DIR", str(data))
    gold = next(each for each in Site(20).gold() if each["kind"] == "article")
    with serve(Site(20), port=0) as server:
        url = server.url + gold["url"].removeprefix(SITE)
        status, out, err = run(url, "--url", gold["url"], "--json")
        asked = list(server.requests)
    assert (status, err) == (0, "")
    assert not data.exists()  # it is no run: no ledger, no feed, no report, no lock
    assert {name: json.loads(out)[name] for name in gold} == gold
    assert any("/robots.txt" in str(each) for each in asked)


@pytest.mark.slow
def test_a_page_that_a_crawl_kept(tmp_path: Path) -> None:
    file = tmp_path / "45123.html.gz"
    at = datetime(2026, 2, 3, 6, 30, tzinfo=UTC)
    SavedPage(URL, at, "text/html; charset=utf-8", PAGE.encode()).write(file)
    status, out, err = run("--json", file)
    assert (status, err) == (0, "")
    assert json.loads(out)["fetched_at"] == at.isoformat()
    file.write_bytes(b"no gzip")
    status, out, err = run(file)
    assert (status, out, len(err.splitlines())) == (2, "", 1)


@pytest.mark.slow
def test_a_server_on_this_machine_stands_in_for_the_site_of_its_pages() -> None:
    page = story(7, extra=f"<link rel=canonical href='{SITE}/'>")
    with serving(SmallSite({"/india/khabar-news-7": page})) as site:
        status, out, err = run("--json", f"{site.url}/india/khabar-news-7")
    assert (status, err) == (0, "")
    assert json.loads(out)["id"] == "indiadaily:7"


@pytest.mark.slow
def test_robots_txt_is_obeyed_and_a_dead_page_is_said() -> None:
    forbidding = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /bihar/")
    with serving(SmallSite({"/robots.txt": forbidding})) as site:
        status, out, err = run(f"{site.url}/bihar/kosi-45123")
        assert (status, out) == (2, "")
        assert "robots" in err.splitlines()[-1]
        assert "/bihar/kosi-45123" not in site.asked
        status, _, err = run(f"{site.url}/desh/kosi-45123")
        assert status == 2
        assert "404" in err.splitlines()[-1]
