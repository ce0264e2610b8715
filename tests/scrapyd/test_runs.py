"""Crawls that a real Scrapyd runs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samplesite import Site, serve
from tests.crawling import PROJECT, read_lines, serving
from tests.scrapyd.server import PROJECT_NAME, RealScrapyd, log_of, running, wait_for
from tests.undeclared.wordpress import WordPressSite

pytestmark = pytest.mark.slow

ARTICLES = 60


@pytest.fixture
def fresh(deployed: RealScrapyd, tmp_path: Path) -> Iterator[RealScrapyd]:
    """A server of its own with the same egg."""
    eggs = Path("scrapyd", "eggs")
    shutil.copytree(deployed.data / eggs, tmp_path / "data" / eggs)
    with running(tmp_path / "data") as server:
        yield server


def test_the_whole_life(deployed: RealScrapyd) -> None:
    """Gold, nothing new, an epoch's edits and no more; each with its job in names and reports."""
    old, new = Site(articles=ARTICLES), Site(articles=ARTICLES, epoch=1)
    with serve(old, port=0) as site:
        run = deployed.run("whole-1", site.url)
        assert (run["outcome"], run["articles"]) == ("ok", ARTICLES)
        by_url = {line["url"]: line for line in deployed.feed(run)}
        for gold in old.gold():
            assert {name: by_url[gold["url"]][name] for name in gold} == gold
        again = deployed.run("whole-2", site.url)
        assert (again["outcome"], again["articles"]) == ("nothing_new", 0)
    with serve(new, port=0) as site:
        edits = deployed.run("whole-3", site.url)
    before = {gold["url"]: gold for gold in old.gold()}
    expected = {
        gold["url"]: (2 if gold["url"] in before else 1, gold)
        for gold in new.gold()
        if before.get(gold["url"]) != gold
    }
    lines = deployed.feed(edits)
    assert {line["url"]: line["revision"] for line in lines} == {
        url: revision for url, (revision, _) in expected.items()
    }
    for line in lines:
        _, gold = expected[line["url"]]
        assert {name: line[name] for name in gold} == gold
    assert set(deployed.delivered().values()) == {1}
    _names_and_logs(deployed, run)


def _names_and_logs(server: RealScrapyd, run: dict[str, object]) -> None:
    feeds = sorted((server.data / "feeds" / "indiadaily").glob("*whole-1*"))
    rejects = sorted((server.data / "rejects" / "indiadaily").glob("*whole-1*"))
    assert [file.name.partition("-whole-1")[2] for file in (*feeds, *rejects)] == [".jsonl"] * 2
    assert not list((server.data / "feeds").rglob("*whole-2*"))  # which found nothing new
    log = server.data / "scrapyd" / "logs" / PROJECT_NAME / "indiadaily" / "whole-1.log"
    text = log.read_text("utf-8")
    path = f"/logs/{PROJECT_NAME}/indiadaily/whole-1.log"
    assert server.ask(path)[1]["Content-Type"] == "text/plain; charset=utf-8"
    assert f"[newsbot.extensions.run_report] INFO: ok: {ARTICLES} articles" in text
    assert "Traceback" not in text
    # What Scrapyd itself got from the crawl: no progress bar, no words.
    assert "/stderr" not in log_of(server)
    assert server.api.report(PROJECT_NAME, "indiadaily", "whole-1") == json.loads(json.dumps(run))
    assert not (server.data / "scrapyd" / "data").exists()


def test_two_at_once_then_cancelled_then_gone_on(fresh: RealScrapyd) -> None:
    site = Site(articles=ARTICLES)
    with serve(site, port=0, delay=0.5) as served:
        fresh.schedule("one", served.url)
        fresh.schedule("two", served.url)
        wait_for(lambda: fresh.jobs.finished and len(served.requests) > 8)
        (second,), (first,) = fresh.jobs.finished, fresh.jobs.running
        refused = fresh.finish(second)
        assert (refused["outcome"], refused["status"]) == ("already_running", 75)
        assert "exitstatus=75" in log_of(fresh)
        fresh.cancel(first)
        run = fresh.finish(first)
        assert (run["outcome"], run["status"]) == ("interrupted", 130)
        assert run["articles"] < ARTICLES
        # A second signal makes Scrapy drop what is under way.
        before = len(served.requests)
        fresh.schedule("three", served.url)
        wait_for(lambda: len(served.requests) > before + 10)
        fresh.cancel("three")
        fresh.cancel("three")
        wait_for(lambda: "three" in fresh.jobs.finished)
        assert not fresh.crawls()
    with serve(site, port=0) as served:
        assert fresh.run("four", served.url)["outcome"] == "ok"
    assert_each_once(fresh, site)


def test_server_restart_and_redeploy_in_mid_crawl(fresh: RealScrapyd) -> None:
    site = Site(articles=130)
    with serve(site, port=0, delay=1.2) as served:
        fresh.schedule("first", served.url)
        wait_for(lambda: len(served.requests) > 4)
        redeploy(fresh)
        assert len(fresh.api.versions(PROJECT_NAME)) == 2
        assert fresh.jobs.state_of("indiadaily") == "running"
        assert fresh.stop() == 0
    assert not fresh.crawls()
    assert [(run["job"], run["outcome"]) for run in fresh.runs] == [("first", "interrupted")]
    with running(fresh.data) as server, serve(site, port=0) as served:
        assert server.run("third", served.url)["outcome"] == "ok"
        assert_each_once(server, site)


def test_a_server_that_dies_leaves_no_crawl_behind(fresh: RealScrapyd) -> None:
    site = Site(articles=ARTICLES)
    with serve(site, port=0, delay=0.1) as served:
        fresh.schedule("first", served.url)
        wait_for(lambda: len(served.requests) > 10)
        (scrapyd,) = scrapyd_of(fresh)
        os.kill(scrapyd, signal.SIGKILL)
        assert fresh.process.wait(timeout=100) not in (0, None)
    assert not fresh.crawls()
    assert fresh.runs[-1]["outcome"] == "interrupted"


def test_a_crawl_of_an_undeclared_site_is_killed(fresh: RealScrapyd) -> None:
    """Each article of a site that nobody declared goes out once, though its crawls are killed."""
    site = WordPressSite()
    with serving(site):
        before = 0
        for job, requests in (("killed-1", 12), ("killed-2", 25)):
            fresh.schedule(job, site.url, "hindi", url=site.origin)
            wait_for(lambda: len(site.asked) >= before + requests)  # noqa: B023  # called at once
            (crawl,) = fresh.crawls()
            os.kill(crawl, signal.SIGKILL)
            wait_for(lambda: job in fresh.jobs.finished)  # noqa: B023  # called at once
            before = len(site.asked)
        assert not fresh.crawls()
        fresh.schedule("whole", site.url, "hindi", url=site.origin)
        run = fresh.finish("whole")
    assert (run["outcome"], run["status"], run["job"]) == ("ok", 0, "whole")
    assert [each["job"] for each in fresh.runs if each["outcome"] == "ok"] == ["whole"]
    lines = [line for each in fresh.data.glob("feeds/hindi/*.jsonl") for line in read_lines(each)]
    paths = sorted(line["url"].partition(".example")[2] for line in lines)
    assert paths == sorted(site.gold)
    assert {line["site"] for line in lines} == {run["site"]}


def redeploy(server: RealScrapyd) -> None:
    """A stock scrapyd-deploy, of an egg that is built."""
    egg = next((server.data / "scrapyd" / "eggs" / PROJECT_NAME).glob("*.egg"))
    command = [Path(sys.executable).with_name("scrapyd-deploy"), "--egg", egg]
    done = subprocess.run(command, cwd=PROJECT, env=server.environment, capture_output=True)
    assert b'"status": "ok"' in done.stdout, done.stderr


def scrapyd_of(server: RealScrapyd) -> list[int]:
    """The process ids of Scrapyd itself: the children of the one that minds it."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


def assert_each_once(server: RealScrapyd, site: Site) -> None:
    assert server.delivered() == {(gold["url"], 1): 1 for gold in site.gold()}
