"""What Scrapy's own settings do in a crawl, and settings that are wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from scrapy.extensions.logstats import LogStats
from scrapy.settings import Settings

from newsbot import settings
from newsbot.reporting.outcomes import FORMER_NAMES
from newsbot.setting_values import alert_outcomes_of, check_settings
from tests import forked
from tests.crawling import (
    PROJECT,
    SmallSite,
    crawl,
    listing,
    our_spiders,
    read_lines,
    serving,
    story,
)

NUMBERS = range(1, 9)
IDS = {f"indiadaily:{number}" for number in NUMBERS}


def chain() -> SmallSite:
    """A home page that names three articles; each other one is named by the one before it."""
    pages: dict[str, Any] = {f"/india/khabar-news-{n}": story(n, n + 1) for n in NUMBERS[:-1]}
    pages[f"/india/khabar-news-{NUMBERS[-1]}"] = story(NUMBERS[-1])
    return SmallSite({"/": listing(1, 3, 6), **pages})


def ids(lines: list[dict[str, Any]]) -> list[str]:
    return sorted(line["id"] for line in lines)


def test_a_run_with_jobdir_requests_once_what_the_last_one_left(tmp_path: Path) -> None:
    """The ledger has it; Scrapy's queue would have it once more."""
    site = chain()
    job = ("-s", f"JOBDIR={tmp_path}/job", "-s", "CONCURRENT_REQUESTS=1")
    with serving(site):
        first = crawl(tmp_path, *job, "-s", "CLOSESPIDER_PAGECOUNT=2", root=site.url)
        delivered = ids(first.articles)
        site.asked.clear()
        second = crawl(tmp_path, *job, root=site.url)
    assert "JOBDIR is not used" in first.stderr
    assert not (tmp_path / "job").exists()
    assert len(delivered) < len(NUMBERS)
    assert ids(second.articles) == sorted(IDS)  # of both feeds
    assert len(site.asked) == len(set(site.asked))


@pytest.mark.parametrize(
    "end", ["ITEMCOUNT=2", "PAGECOUNT=1", "PAGECOUNT=4", "PAGECOUNT_NO_ITEM=2", "TIMEOUT=0.3"]
)
def test_a_crawl_that_the_user_ends_is_no_error_and_a_later_one_goes_on(
    tmp_path: Path, end: str
) -> None:
    site = chain()
    if end.startswith("TIMEOUT"):
        for path, page in site.pages.items():
            site.pages[path] = lambda page=page: time.sleep(0.2) or page
    told = tmp_path / "told"
    alert = ("-s", f"NEWSBOT_ALERT_COMMAND=sh -c 'cat > {told}'", "-s", "CONCURRENT_REQUESTS=1")
    with serving(site):
        run = crawl(tmp_path, *alert, "-s", f"CLOSESPIDER_{end}", root=site.url)
        assert run.status == 0, run.stderr
        assert run.report["outcome"] in ("ok", "nothing_new")
        name = end.partition("=")[0]
        assert f"ended by CLOSESPIDER_{name}, the due pages stay pending" in run.report["message"]
        assert len(run.articles) < len(IDS)
        assert not told.exists()
        later = crawl(tmp_path, root=site.url)
    assert later.status == 0, later.stderr
    assert ids(later.articles) == sorted(IDS)


def test_depth_limit_is_the_number_of_links_that_are_followed(tmp_path: Path) -> None:
    with serving(chain()) as site:
        run = crawl(tmp_path, "-s", "DEPTH_LIMIT=1", root=site.url)
        assert ids(run.articles) == ["indiadaily:1", "indiadaily:3", "indiadaily:6"]
        run = crawl(tmp_path, root=site.url)
    assert ids(run.articles) == sorted(IDS)


def test_urls_over_the_limit_are_left_for_a_later_crawl(tmp_path: Path) -> None:
    site = chain()
    long = f"/india/{'khabar-' * 9}news-9"
    site.pages[long] = story(9)
    site.pages["/"] += f"<a href='{long}'>खबर 9</a>"
    with serving(site):
        run = crawl(tmp_path, "-s", "URLLENGTH_LIMIT=80", root=site.url)
        assert ids(run.articles) == sorted(IDS)
        run = crawl(tmp_path, root=site.url)
    assert ids(run.articles) == sorted({*IDS, "indiadaily:9"})


def test_a_referer_is_sent_where_it_is_asked_for(tmp_path: Path) -> None:
    with serving(chain()) as site:
        crawl(tmp_path / "without", root=site.url)
        assert site.referers == {""}
        crawl(tmp_path / "with", "-s", "REFERER_ENABLED=1", root=site.url)
    assert "https://www.theindiadaily.com/" in site.referers


def test_feeds_by_json(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    feeds = json.dumps({str(file): {"format": "jsonl"}})
    with serving(chain()) as site:
        run = crawl(tmp_path, "-s", f"FEEDS={feeds}", root=site.url)
    assert run.status == 0, run.stderr
    assert ids(read_lines(file)) == sorted(IDS)
    assert not run.articles


@pytest.mark.slow
@pytest.mark.parametrize("outcomes", ['["ok", "blocked"]', "ok,blocked"])
def test_structures_by_a_text(tmp_path: Path, outcomes: str) -> None:
    told = tmp_path / "told"
    options = (
        *("-s", "NEWSBOT_REVISIT=[[31536000000, 1]]"),
        *("-s", f"NEWSBOT_ALERT_OUTCOMES={outcomes}"),
        *("-s", f"NEWSBOT_ALERT_COMMAND=sh -c 'cat > {told}'"),
    )
    with serving(chain()) as site:
        crawl(tmp_path, *options, root=site.url)
        assert told.exists()
        time.sleep(1.1)
        site.asked.clear()
        crawl(tmp_path, *options, root=site.url)
    assert site.asked.count("/india/khabar-news-8") == 1  # a second old, so it is looked at again


def test_components_that_scrapy_takes_are_not_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "from scrapy.exceptions import NotConfigured\nraise NotConfigured('no library')\n"
    (tmp_path / "without_its_library.py").write_text(module)
    monkeypatch.syspath_prepend(tmp_path)
    values = Settings({"NEWSBOT_DATA_DIR": str(tmp_path)})
    values.setmodule(settings)
    values.set("EXTENSIONS", {LogStats: Fraction(1, 2)})
    values.set("FEED_STORAGES", {"gs": "without_its_library.Storage"})
    check_settings(values)


def test_former_names_of_outcomes() -> None:
    chosen = Settings({"NEWSBOT_ALERT_OUTCOMES": ",".join(FORMER_NAMES)})
    assert alert_outcomes_of(chosen) == tuple(FORMER_NAMES.values())


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("NEWSBOT_REVISIT=[[3600]]", "pairs of seconds"),
        ("NEWSBOT_REVISIT=[[3600, 0]]", "pairs of seconds"),
        ("NEWSBOT_REVISIT=1h", "must be JSON"),
        ("NEWSBOT_LISTING_MAX_PAGES=0", "a whole number, at least 1"),
        ("NEWSBOT_MAX_SAVED_PAGES=many", "a whole number, at least 0"),
        ("NEWSBOT_RETRY_AFTER_MAX_WAIT=-1", "must not be negative"),
        ("NEWSBOT_ALERT_OUTCOMES=fine", "'fine' is not an outcome"),
        ("NEWSBOT_ALERT_OUTCOMES=[", "must be JSON"),
        ("NEWSBOT_ALERT_EMPTY_RUNS=x", "a whole number, at least 0"),
        ("NEWSBOT_BROWSER=foo", "must be never or auto"),
        ("NEWSBOT_DATA_DIR=", "must name a folder"),
        ("CLOSESPIDER_TIMEOUT=soon", "must be a number"),
        ("DEPTH_LIMIT=deep", "must be a number"),
        ("DOWNLOAD_DELAY=-2", "must not be negative"),
        ("REFERER_ENABLED=perhaps", "REFERER_ENABLED='perhaps'"),
        ("LOG_LEVEL=LOUD", "must be one of"),
        ("FEEDS={", "must be a JSON object"),
        ("FEEDS=[1]", "must be a JSON object"),
        ("DEPTH_LIMIT", "use -s NAME=VALUE"),
        ('FEEDS={"x.jsonl": "jsonl"}', "needs options"),
        ("DEFAULT_REQUEST_HEADERS=Accept", "must be a JSON object"),
        ('ITEM_PIPELINES={"nowhere.Pipeline": 1}', "nowhere.Pipeline cannot be loaded"),
        ('EXTENSIONS={"scrapy.extensions.logstats.LogStats": "1"}', "needs a number or null"),
        ('ADDONS={"nowhere.Addon": 1}', "nowhere.Addon cannot be loaded"),
        ('FEED_EXPORTERS={"x": "nowhere.Exporter"}', "nowhere.Exporter cannot be loaded"),
        ('DOWNLOAD_HANDLERS={"ftp": 5}', "5 cannot be loaded"),
        ("SCHEDULER=heap", "SCHEDULER='heap': cannot be loaded"),
        ("DUPEFILTER_CLASS=nowhere.Filter", "cannot be loaded: No module named 'nowhere'"),
        ("TWISTED_REACTOR=", "must be twisted.internet.asyncioreactor.AsyncioSelectorReactor"),
        ("TWISTED_REACTOR=twisted.internet.selectreactor.SelectReactor", "must be twisted."),
        ("RETRY_HTTP_CODES=[500, 502]", "must be numbers, with commas between them: 500,502"),
        ("NEWSBOT_ALERT_WEBHOOK=hook.example/geheim", "NEWSBOT_ALERT_WEBHOOK: must be the URL"),
        ("NEWSBOT_ALERT_COMMAND=mail -s 'geheim", "NEWSBOT_ALERT_COMMAND: No closing quotation"),
    ],
)
def test_a_wrong_setting_is_one_line_and_only_a_crawl_minds(
    tmp_path: Path, setting: str, message: str
) -> None:
    data = {"NEWSBOT_DATA_DIR": str(tmp_path / "data")}
    done = forked.run(["crawl", "indiadaily", "-s", setting], data)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert "geheim" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


def test_a_wrong_value_in_the_environment_is_refused_by_a_crawl_alone(tmp_path: Path) -> None:
    for name, value in (("NEWSBOT_ALERT_EMPTY_RUNS", "x"), ("NEWSBOT_BROWSER", "foo")):
        environment = {"NEWSBOT_DATA_DIR": str(tmp_path), name: value}
        assert forked.run(["list"], environment).stdout.split() == list(our_spiders())
        done = forked.run(["crawl", "indiadaily"], environment)
        assert done.returncode == 2
        assert name in done.stderr


def test_the_project_changes_nothing_that_other_spiders_need() -> None:
    """No edited defaults of Scrapy's, and none of its mechanisms replaced for every spider."""
    replaced = {"STATS_CLASS", "DUPEFILTER_CLASS", "SPIDER_MIDDLEWARES", "DOWNLOADER_MIDDLEWARES"}
    replaced |= {"EXTENSIONS", "FEEDS", "DOWNLOAD_HANDLERS", "COOKIES_ENABLED"}
    names = {name for name in vars(settings) if name.isupper()}
    assert names.isdisjoint(replaced)
    assert not [name for name in names if name.endswith("_BASE")]


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&- >&- 2>&-", "2>/dev/full"])
@pytest.mark.parametrize("command", ["crawl indiadaily -a root={}", "doctor {}"])
def test_a_command_whose_streams_are_closed_ends_as_any_other(
    tmp_path: Path, command: str, closed: str
) -> None:
    script = f"{sys.executable} -m scrapy {command.format('http://127.0.0.1:9')} {closed}"
    environment = {**os.environ, "NEWSBOT_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
    )
    assert done.returncode == 69
    if command.startswith("crawl"):
        [report] = (tmp_path / "runs.jsonl").read_text("utf-8").splitlines()
        assert '"outcome": "unreachable"' in report
