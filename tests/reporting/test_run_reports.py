from __future__ import annotations

import json
import logging
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from newsbot.extensions.report_publishing import publish
from newsbot.extensions.run_report import RunReport, field_fill
from newsbot.report_page.record import records
from newsbot.reporting import run_reports as runs
from newsbot.reporting.outcomes import BAD, CUT_SHORT, FORMER_NAMES, GOOD, STATUSES
from newsbot.spiders.indiadaily import IndiaDailySpider
from tests.crawling import crawl, read_lines


def write(file: Path, *outcomes: str, spider: str = "a") -> None:
    for outcome in outcomes:
        articles = 3 if outcome == "ok" else 0
        runs.append(file, {"spider": spider, "outcome": outcome, "articles": articles})


@pytest.mark.parametrize(
    ("outcomes", "count"),
    [
        ([], 0),
        (["ok"], 0),
        (["nothing_new"], 1),
        (["ok", "nothing_new", "unreachable"], 2),
        (["nothing_new", "ok"], 0),
        (["nothing_new", "already_running", "interrupted", "nothing_new"], 2),
        (["ok", "nothing_new", *FORMER_NAMES, "nothing_new"], 2),
    ],
)
def test_runs_that_brought_nothing(tmp_path: Path, outcomes: list[str], count: int) -> None:
    file = tmp_path / "runs.jsonl"
    write(file, *outcomes)
    write(file, "ok", spider="b")
    assert runs.empty_runs(file, "a") == count


@pytest.mark.parametrize(("former", "name"), FORMER_NAMES.items())
def test_a_report_of_an_older_version(tmp_path: Path, former: str, name: str) -> None:
    """Its outcome has the name of now: in runs.jsonl, in a log, on the page of the run."""
    write(tmp_path / "runs.jsonl", former)
    (report,) = runs.latest(tmp_path / "runs.jsonl")
    assert report["outcome"] == name
    line = runs.MARK + json.dumps({"outcome": former, "spider": "a"})
    assert runs.report_in_log(line) == {"outcome": name, "spider": "a"}
    assert [record.outcome for record in records(tmp_path)] == [name]


def test_lines_that_are_none_and_a_long_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "runs.jsonl"
    write(file, "ok", *["nothing_new"] * 50)
    with file.open("a") as stream:
        stream.write('{"torn\n[]\n\n')
    assert runs.empty_runs(file, "a") == 50
    monkeypatch.setattr(runs, "TAIL", 500)
    assert 0 < runs.empty_runs(file, "a") < 50


def _append(file: Path, number: int) -> None:
    for _ in range(100):
        runs.append(file, {"spider": "a", "number": number, "long": "क" * 3000})


@pytest.mark.slow
def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    context = get_context("spawn")
    both = [context.Process(target=_append, args=(file, number)) for number in (1, 2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    numbers = [json.loads(line)["number"] for line in file.read_text("utf-8").splitlines()]
    assert sorted(numbers) == [1] * 100 + [2] * 100


def test_the_report_in_a_log() -> None:
    log = (
        f"2026-02-03 [x] INFO: {runs.MARK}" + '{"outcome": "ok"}\n'
        f"2026-02-03 [x] INFO: {runs.MARK}" + '{"outcome": "nothing_new"}\n'
        "2026-02-03 [scrapy] INFO: Spider closed (finished)\n"
    )
    assert runs.report_in_log(log) == {"outcome": "nothing_new"}
    assert runs.report_in_log("run\n") is None
    assert runs.report_in_log(f"{runs.MARK}" + '{"torn') is None


def test_field_fill() -> None:
    stats = {
        "newsbot/field/summary/filled": 7,
        "newsbot/field/summary/missing": 3,
        "newsbot/field/body/filled": 10,
        "newsbot/articles": 10,
    }
    assert field_fill(stats) == {
        "body": {"filled": 10, "missing": 0},
        "summary": {"filled": 7, "missing": 3},
    }


def test_every_outcome_is_good_bad_or_cut_short() -> None:
    assert sorted((*GOOD, *BAD, *CUT_SHORT)) == sorted(STATUSES)
    assert {STATUSES[name] for name in GOOD} == {0}
    assert 0 not in {STATUSES[name] for name in BAD}


def settings(tmp_path: Path, **more: Any) -> Settings:
    command = f"sh -c 'cat >> {tmp_path}/alerts; echo >> {tmp_path}/alerts'"
    values = {"NEWSBOT_DATA_DIR": str(tmp_path), "NEWSBOT_ALERT_COMMAND": command}
    return Settings({**values, "NEWSBOT_ALERT_OUTCOMES": BAD, **more})


def run(outcome: str) -> dict[str, Any]:
    status = STATUSES[outcome]
    return {"spider": "a", "outcome": outcome, "status": status, "message": "x", "articles": 0}


def alerts(tmp_path: Path) -> list[tuple[str, str]]:
    file = tmp_path / "alerts"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [(each["alert"], each["outcome"]) for each in map(json.loads, lines)]


def test_bad_outcomes_alert(tmp_path: Path) -> None:
    for outcome in STATUSES:
        assert publish(settings(tmp_path), run(outcome)).name == outcome
    assert alerts(tmp_path) == [("outcome", name) for name in BAD]


def test_runs_without_an_article_alert_each_time_there_are_so_many(tmp_path: Path) -> None:
    chosen = settings(tmp_path, NEWSBOT_ALERT_EMPTY_RUNS=3)
    for outcome in (
        "nothing_new",
        "already_running",
        *["nothing_new"] * 5,
        "interrupted",
        "nothing_new",
    ):
        publish(chosen, run(outcome))
    assert alerts(tmp_path) == [("empty_runs", "nothing_new")] * 2


def test_a_report_that_cannot_be_written_is_said_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "runs.jsonl").mkdir()
    with caplog.at_level(logging.INFO):
        outcome = publish(settings(tmp_path), run("nothing_new"))
    assert (outcome.name, outcome.status) == ("storage_error", 74)
    assert alerts(tmp_path) == [("outcome", "storage_error")]
    report = runs.report_in_log(caplog.text)
    assert report is not None
    assert report["status"] == 74


def test_an_alert_that_fails_changes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chosen = settings(tmp_path, NEWSBOT_ALERT_COMMAND="false")
    assert publish(chosen, run("blocked")).status == 77
    assert "the alert command failed" in caplog.text


def test_a_webhook_that_is_no_url_changes_nothing_and_is_not_shown(tmp_path: Path) -> None:
    webhook = "NEWSBOT_ALERT_WEBHOOK=http://127.0.0.1:9/hook geheim"
    done = crawl(tmp_path, "-s", webhook, root="http://127.0.0.1:9")
    assert done.status == STATUSES["unreachable"]
    assert [line["outcome"] for line in read_lines(tmp_path / "runs.jsonl")] == ["unreachable"]
    assert "the alert webhook failed: InvalidURL" in done.stderr
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_report_that_fails_half_way_is_not_made_again(tmp_path: Path) -> None:
    """The engine's stop calls for it, then the crawl command."""
    values = {"NEWSBOT_DATA_DIR": str(tmp_path), "NEWSBOT_ALERT_EMPTY_RUNS": "no number"}
    crawler = get_crawler(IndiaDailySpider, values)
    crawler.spider = IndiaDailySpider()
    report = RunReport(crawler)
    report.spider_closed(crawler.spider, "finished")
    with pytest.raises(ValueError, match="no number"):
        report.finish()
    assert report.finish().name == "unreachable"
    assert len(read_lines(tmp_path / "runs.jsonl")) == 1


def test_a_report_is_whole_though_the_last_one_was_cut(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    runs.append(file, {"spider": "a", "outcome": "ok"})
    file.write_bytes(file.read_bytes() + b'{"spider": "b", "out')  # that run was killed
    runs.append(file, {"spider": "c", "outcome": "ok"})
    assert [report["spider"] for report in runs.latest(file)] == ["c", "a"]
