"""NEWSBOT_METRICS_FILE, read by Prometheus' own parser."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from newsbot.reporting.metrics import METRICS, Labels, MetricsFile, counters_of
from newsbot.reporting.run_reports import FILE, append
from tests.crawling import SmallSite, crawl, listing, serving, story

STARTED, ENDED = (datetime(2026, 11, 28, 6, minute, tzinfo=UTC) for minute in (0, 5))
OURS = Labels("indiadaily", "indiadaily")
STATS = {
    "newsbot/articles": 12,
    "newsbot/rejects": 3,
    "newsbot/rejects/no_body": 2,
    "newsbot/rejects/http_404": 1,
    "newsbot/field/authors/filled": 9,
    "newsbot/field/authors/missing": 3,
    "newsbot/field/authors/examples": ["…"],
    "newsbot/retry_after/seconds": 7,
    "downloader/request_count": 20,
    "downloader/response_status_count/200": 19,
}


def report(outcome: str = "ok", **more: Any) -> dict[str, Any]:
    return {
        "spider": "indiadaily",
        "outcome": outcome,
        "status": 0 if outcome == "ok" else 77,
        "started_at": STARTED,
        "finished_at": ENDED,
        "seconds": 300.0,
        "articles": 12,
        "fields": {"authors": {"filled": 9, "missing": 3}},
        "counts": {"rejects/no_body": 2, "rejects/http_404": 1},
        **more,
    }


def read(file: Path) -> dict[tuple[str, ...], float]:
    """Name and values of the labels, but for spider and site of ours → value."""
    found = {}
    for family in text_string_to_metric_families(file.read_text("utf-8")):
        assert family.documentation
        assert (
            family.type
            == METRICS[family.name if family.type == "gauge" else f"{family.name}_total"][0]
        )
        for sample in family.samples:
            labels = dict(sample.labels)
            spider, site = labels.pop("spider"), labels.pop("site")
            own = () if spider == site == "indiadaily" else (site,)
            key = (sample.name, *own, *labels.values())
            assert key not in found
            found[key] = sample.value
    return found


def metrics_file(tmp_path: Path, labels: Labels = OURS, name: str = "newsbot.prom") -> MetricsFile:
    return MetricsFile(str(tmp_path / name), labels, tmp_path / FILE)


def test_a_run_and_the_next(tmp_path: Path) -> None:
    first = metrics_file(tmp_path)
    first.write_running(STARTED.timestamp(), counters_of(OURS, {"newsbot/articles": 5}))
    during = read(first.file)
    assert during["newsbot_run_active",] == 1
    assert during["newsbot_articles_total",] == 5
    assert ("newsbot_last_run_articles",) not in during
    first.write_ended(report(), counters_of(OURS, STATS))
    after = read(first.file)
    wanted = {
        ("newsbot_run_active",): 0,
        ("newsbot_run_start_timestamp_seconds",): STARTED.timestamp(),
        ("newsbot_last_run_timestamp_seconds",): ENDED.timestamp(),
        ("newsbot_last_success_timestamp_seconds",): ENDED.timestamp(),
        ("newsbot_last_run_success",): 1,
        ("newsbot_last_run_outcome", "ok"): 1,
        ("newsbot_last_run_duration_seconds",): 300,
        ("newsbot_last_run_rejects", "no_body"): 2,
        ("newsbot_last_run_field_fill_ratio", "authors"): 0.75,
        ("newsbot_runs_total", "ok"): 1,
        ("newsbot_articles_total",): 12,
        ("newsbot_rejects_total", "http_404"): 1,
        ("newsbot_fields_total", "authors", "missing"): 3,
        ("newsbot_requests_total",): 20,
        ("newsbot_responses_total", "200"): 19,
        ("newsbot_wait_seconds_total",): 7,
    }
    assert {key: after[key] for key in wanted} == wanted
    # The next run fails: the last success stays, counters go on, other gauges are its own.
    second = metrics_file(tmp_path)
    failed = report("blocked", articles=0, fields={}, counts={})
    second.write_ended(failed, counters_of(OURS, {"newsbot/articles": 1}))
    then = read(second.file)
    assert then["newsbot_last_success_timestamp_seconds",] == ENDED.timestamp()
    assert then["newsbot_articles_total",] == 13
    assert then["newsbot_last_run_success",] == 0
    assert then["newsbot_last_run_exit_status",] == 77
    assert {key[1] for key in then if key[0] == "newsbot_last_run_outcome"} == {"blocked"}
    assert not [key for key in then if key[0] == "newsbot_last_run_rejects"]
    assert (then["newsbot_runs_total", "ok"], then["newsbot_runs_total", "blocked"]) == (1, 1)


def test_a_run_that_met_another_leaves_the_other_ones_figures(tmp_path: Path) -> None:
    running = metrics_file(tmp_path)
    running.write_running(STARTED.timestamp(), counters_of(OURS, {"newsbot/articles": 5}))
    metrics_file(tmp_path).write_ended(report("already_running"), counters_of(OURS, {}))
    found = read(running.file)
    assert found["newsbot_run_active",] == 1
    assert found["newsbot_runs_total", "already_running"] == 1
    running.write_running(STARTED.timestamp(), counters_of(OURS, {"newsbot/articles": 6}))
    assert read(running.file)["newsbot_articles_total",] == 6
    assert read(running.file)["newsbot_runs_total", "already_running"] == 1


def test_sites_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    sites = [Labels("hindi", f'hindi:{name}"\\.example') for name in "abcd"]

    def runs(labels: Labels) -> None:
        for _ in range(10):
            file = metrics_file(tmp_path, labels)
            file.write_running(1.5, counters_of(labels, {"newsbot/articles": 1}))
            file.write_ended(report(), counters_of(labels, {"newsbot/articles": 3}))

    threads = [threading.Thread(target=runs, args=[labels]) for labels in sites]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read(tmp_path / "newsbot.prom")
    for labels in sites:
        assert found["newsbot_articles_total", labels.site] == 30
        assert found["newsbot_runs_total", labels.site, "ok"] == 10
    assert [each.name for each in tmp_path.iterdir()] == ["newsbot.prom"]


def test_the_last_success_comes_from_the_reports_where_the_file_is_new(tmp_path: Path) -> None:
    append(tmp_path / FILE, report())
    append(tmp_path / FILE, report("blocked"))
    file = metrics_file(tmp_path)
    file.write_ended(report("blocked"), {})
    assert read(file.file)["newsbot_last_success_timestamp_seconds",] == ENDED.timestamp()


def test_names_and_modes(tmp_path: Path) -> None:
    metrics_file(tmp_path, name="%(spider)s.prom").write_ended(report(), {})
    metrics_file(tmp_path, name="").write_ended(report(), {})
    files = sorted(tmp_path.iterdir())
    assert [each.name for each in files] == ["indiadaily.prom", "newsbot.prom"]
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o644}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"other_metric 1\nnewsbot_x{} 3\n"])
def test_a_damaged_file_is_replaced(tmp_path: Path, content: bytes) -> None:
    file = metrics_file(tmp_path)
    file.file.write_bytes(content)
    file.write_ended(report(), counters_of(OURS, STATS))
    assert read(file.file)["newsbot_articles_total",] == 12


def test_a_crawl_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "metrics" / "newsbot.prom"
    option = ("-s", f"NEWSBOT_METRICS_FILE={file}")
    with serving(SmallSite({"/robots.txt": (404, {}, b"x"), "/": listing(1, 2)})) as site:
        site.pages |= {f"/india/khabar-news-{number}": story(number) for number in (1, 2)}
        run = crawl(tmp_path, *option, root=site.url)
        # There is no such folder: the run says so and goes on.
        assert (run.status, len(run.articles)) == (0, 2)
        assert "the metrics cannot be written to" in run.stderr
        file.parent.mkdir()
        crawl(tmp_path, *option, root=site.url, full="1")
        found = read(file)
        assert found["newsbot_last_run_articles",] == 2
        assert found["newsbot_runs_total", "ok"] == 1
        assert found["newsbot_run_active",] == 0
        site.pages = dict.fromkeys(site.pages, (403, {}, b"no"))
        crawl(tmp_path, *option, root=site.url)
    after = read(file)
    assert after["newsbot_last_run_success",] == 0
    last = ("newsbot_last_success_timestamp_seconds",)
    assert after[last] == found[last]
    assert after["newsbot_articles_total",] == 2
