"""The HTML page that each run leaves, and `scrapy report`, which makes it again."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import time
from pathlib import Path
from threading import Event

import pytest
from scrapy.utils.test import get_crawler

from newsbot.extensions.run_report import RunReport
from newsbot.ledger.storage.lock import SiteLock
from newsbot.report_page import files
from newsbot.spiders.indiadaily import IndiaDailySpider
from tests.commands.ledgers import scrapy
from tests.crawling import SITE, Run, SmallSite, crawl, listing, read_lines, serving, story
from tests.report_page.parts import Elements

FIRST, SECOND = "/india/khabar-news-1", "/india/khabar-news-2"
BAD = "<html><body><h1>नया रूप</h1></body></html>"


def edited(number: int, headline: str) -> str:
    return story(number, 1).replace(f"<h1>खबर संख्या {number}", f"<h1>{headline}")


def page_of(run: Run) -> Path:
    return Path(run.report["report"])


@pytest.mark.slow
def test_each_run_leaves_a_page(tmp_path: Path) -> None:
    hostile = story(1, 2).replace("खबर संख्या 1<", "&lt;script&gt;alert(1)&lt;/script&gt;<")
    pages = {"/": listing(1, 2, 3), FIRST: hostile, SECOND: story(2), "/india/khabar-news-3": BAD}
    site = SmallSite(pages)
    with serving(site):
        report = crawl(tmp_path, root=site.url).report
        site.pages |= {SECOND: edited(2, "सिंचाई की खबर संख्या 2")}
        # Runs are named by the second in which they start; a forked crawl may take less than one.
        time.sleep(1.0)
        second = crawl(tmp_path, root=site.url, urls=f"{FIRST},{SECOND}")
    page = Path(report["report"])
    assert page == tmp_path / "reports" / "indiadaily" / f"{report['run']}.html"
    assert Path(report["feeds"][0]).stem == report["run"]
    assert stat.S_IMODE(page.stat().st_mode) == 0o640
    found = Elements(page.read_text("utf-8"))
    for shown in ("The run went well", "New 2", "Rejects 1", "no_body (1)", "(2 articles)"):
        assert shown in found.text
    assert "<script>alert(1)</script>" in found.text
    assert {SITE + FIRST, SITE + SECOND} <= set(found.links)
    network = report["network"]
    assert network["statuses"]["200"] >= 4
    (host,) = network["hosts"].values()
    assert host["requests"] == report["requests"]
    assert set(network["answer_ms"]) == {"median", "p95", "longest"}
    assert not [name for name in report["counts"] if "traffic" in name]
    # The edit of the second run.
    assert page_of(second) != page
    html = page_of(second).read_text("utf-8")
    assert "<ins>सिंचाई की</ins>" in html
    remade(tmp_path)


def remade(data: Path) -> None:
    """All pages are made again from the ledger, though only the ledger is left."""
    reports = [json.loads(each) for each in (data / "runs.jsonl").read_text("utf-8").splitlines()]
    wanted = [Path(each["report"]) for each in reports]
    texts = [Elements(each.read_text("utf-8")).text.partition("Made by")[0] for each in wanted]
    for page in wanted:
        page.unlink()
    for at, name in ((0, reports[0]["run"]), (0, "1"), (1, None)):
        done = scrapy(data, "report", *([name] if name else []))
        assert (done.returncode, done.stdout) == (0, f"{wanted[at]}\n"), done.stderr
        again = Elements(wanted[at].read_text("utf-8")).text.partition("Made by")[0]
        assert again == texts[at]
    trend = scrapy(data, "report", "--trend")
    assert trend.stdout == f"{data / 'reports' / 'trend.html'}\n"
    links = Elements(Path(trend.stdout.strip()).read_text("utf-8")).links
    assert [f"indiadaily/{each.name}" for each in reversed(wanted)] == links[-2:]
    # A run that was killed is in the ledger alone.
    (data / "runs.jsonl").unlink()
    done = scrapy(data, "report", "2", "-o", str(data / "2.html"))
    assert done.returncode == 0
    text = Elements((data / "2.html").read_text("utf-8")).text
    assert "left no report" in text
    assert "Revised 1" in text


def test_the_page_can_be_switched_off(tmp_path: Path) -> None:
    with serving(SmallSite({"/": listing(1), FIRST: story(1)})) as site:
        run = crawl(tmp_path, "-s", "NEWSBOT_RUN_REPORT=0", root=site.url)
    assert run.status == 0
    assert "report" not in run.report
    assert not (tmp_path / "reports").exists()


def test_a_page_that_cannot_be_written_is_counted_and_fails_no_run(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("in the way")
    with serving(SmallSite({"/": listing(1), FIRST: story(1)})) as site:
        run = crawl(tmp_path, root=site.url)
    assert (run.status, run.report["outcome"], len(run.articles)) == (0, "ok", 1)
    assert "the page of the run could not be made" in run.stderr
    assert run.report["counts"]["run_reports/failed"] == 1
    assert "report" not in run.report


def test_a_run_that_could_not_start_leaves_a_page_too(tmp_path: Path) -> None:
    tmp_path.joinpath("data").mkdir()
    lock = SiteLock(tmp_path / "data", "indiadaily")
    try:
        run = crawl(tmp_path / "data", root="http://127.0.0.1:1")
    finally:
        lock.release()
    assert run.status == 75
    assert "another run of the site" in Elements(page_of(run).read_text("utf-8")).text


def test_the_oldest_pages_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "indiadaily"
    folder.mkdir(parents=True)
    old = [folder / f"2026-01-0{day}T00-00-00Z{more}.html" for day in (1, 2) for more in ("", "-a")]
    other = folder / "notes.html"
    for file in (*old, other):
        file.write_text("x")
    with serving(SmallSite({"/": listing(1), FIRST: story(1)})) as site:
        run = crawl(tmp_path, "-s", "NEWSBOT_MAX_RUN_REPORTS=2", root=site.url)
    assert {*folder.iterdir()} == {old[2], page_of(run), other}


def test_fewer_pages_than_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "a"
    folder.mkdir(parents=True)
    (folder / "2026-01-01T00-00-00Z.html").write_text("x")
    files.remove_old(tmp_path, "a", 2)
    assert len(os.listdir(folder)) == 1


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["a", "b"], 2, "takes one RUN"),
        (["a", "--trend"], 2, "either a RUN or --trend"),
        (["--nonsense"], 2, "--nonsense"),
        (["7"], 1, "there is no run '7' in "),
        ([], 1, "there is no run in "),
        (["--trend"], 1, "no run has left a report"),
        (["--trend", "--site", "x"], 1, "no run of x has left a report"),
    ],
)
def test_what_the_command_refuses(
    tmp_path: Path, arguments: list[str], status: int, said: str
) -> None:
    done = scrapy(tmp_path, "report", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_second_signal_does_not_wait_for_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"NEWSBOT_DATA_DIR": str(tmp_path), "NEWSBOT_RUN_REPORT": True}
    crawler = get_crawler(IndiaDailySpider, settings)
    crawler.spider = IndiaDailySpider()
    report = RunReport(crawler)
    report.spider_closed(crawler.spider, "finished")
    over = Event()
    monkeypatch.setattr(files, "write_run_page", lambda *_: over.wait(60) and tmp_path)

    async def stop() -> None:
        stopping = asyncio.ensure_future(report.engine_stopped())
        await asyncio.sleep(0.1)
        assert not (tmp_path / "runs.jsonl").exists()
        assert report.finish(is_forced=True).name == "unreachable"
        over.set()
        await stopping

    asyncio.run(stop())
    assert report.finish().name == "unreachable"
    assert len(read_lines(tmp_path / "runs.jsonl")) == 1
