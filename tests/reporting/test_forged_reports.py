"""What a log or runs.jsonl holds that is no report, or another's; and what a log must not tell."""

from __future__ import annotations

import json
import logging
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.arguments import Arguments
from newsbot.exceptions import ArgumentError
from newsbot.reporting import run_reports as runs
from newsbot.reporting.log_records import SafeRecord, without_credentials
from newsbot.schedule.state import Entry
from newsbot.schedule.status import row_of
from tests.clock import cpu_seconds
from tests.crawling import SmallSite, crawl, listing, serving, story

START = "2026-02-03 10:00:00 [newsbot.extensions.run_report] INFO: run report: "
GOOD = {"spider": "indiadaily", "job": "a1", "outcome": "ok", "articles": 3}


@pytest.mark.parametrize(
    "line",
    [
        "2026-02-03 10:00:00 [scrapy.core.scraper] DEBUG: article indiadaily:1 run report: {}",
        f"2026-02-03 10:00:00 [scrapy.core.scraper] DEBUG: x {START}{json.dumps(GOOD)}",
        f"{START}{json.dumps({**GOOD, 'job': 'other'})}",
        f"{START}{json.dumps({**GOOD, 'articles': 'many'})}",
        f"{START}{json.dumps({**GOOD, 'articles': True})}",
        f"{START}{json.dumps({**GOOD, 'outcome': ['ok']})}",
        f"{START}{json.dumps([GOOD])}",
        START + "[" * 100_000,
        START + '{"a":' * 100_000,
        START + "{",
    ],
)
def test_no_report(line: str) -> None:
    assert runs.report_in_log(line, "a1") is None
    good = START + json.dumps(GOOD)
    assert runs.report_in_log(f"{good}\n{line}\n", "a1") == GOOD


@pytest.mark.parametrize(
    ("outcomes", "counts"),
    [
        (("ok", "unreachable", "ok"), "unreachable"),
        (("interrupted", "blocked", "not_hindi", "ok"), "blocked"),
        (("ok", "rate_limited", "ok"), "rate_limited"),
        (("ok", "nothing_new"), "nothing_new"),
    ],
)
def test_of_several_sites_of_a_job_the_first_that_went_wrong_counts(
    outcomes: tuple[str, ...], counts: str
) -> None:
    reports = [{**GOOD, "site": f"hindi:{n}.example", "outcome": o} for n, o in enumerate(outcomes)]
    log = "\n".join(START + json.dumps(each) for each in reports)
    assert runs.report_in_log(log, "a1") == reports[outcomes.index(counts)]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*runs.TYPES, "other"]), VALUES))
def test_a_report_of_any_kind_makes_a_row(run: dict[str, Any]) -> None:
    report = runs.report_in_log(START + json.dumps({**run, "job": "a1"}), "a1")
    if report is not None:
        entry = Entry(0, 0, 0, last=report)

        class Schedule:
            name = spider = server = "x"

        assert len(row_of(Schedule, entry, "-", [], 1)) == 9


def test_a_line_that_is_no_report_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    lines = [GOOD, {**GOOD, "articles": "many"}, [1], {**GOOD, "finished_at": 5}]
    file.write_text("\n".join(map(json.dumps, lines)) + "\n" + "[" * 100_000 + "\n")
    assert list(runs.latest(file)) == [GOOD]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ftp://bob:geheim@h/x.jsonl", "ftp://***@h/x.jsonl"),
        ("in: ftp://bob:ge@heim@h/x, s3://k:s@b/y", "in: ftp://***@h/x, s3://***@b/y"),
        ("http://geheim@h:8000", "http://***@h:8000"),
        ("'ftp://bob:ge'heim@h/x'", "'ftp://***@h/x'"),
        ('"ftp://bob:ge\\"heim@h/x"', '"ftp://***@h/x"'),
        ("ftp://a@b@c@d@e@f@g@geheim@h/x", "ftp://***@h/x"),
        (f"ftp://bob:{'geheim' * 200}@h/x", "ftp://***@h/x"),
        ("https://h/@user/x", "https://h/@user/x"),
        ("https://h/?q=a@b", "https://h/?q=a@b"),
        ("mail a@b.in", "mail a@b.in"),
    ],
)
def test_no_password_is_shown(text: str, shown: str) -> None:
    assert without_credentials(text) == shown
    assert record("%s", text) == shown


def record(message: str, *arguments: object) -> str:
    return SafeRecord("x", logging.INFO, "x", 1, message, arguments, None).getMessage()


def test_a_long_text_is_searched_in_no_time() -> None:
    for text in ("://" + "a" * 1_000_000, "://a:b" * 200_000, "a@" * 500_000 + "://"):
        assert cpu_seconds(partial(without_credentials, f"{text}@ ://@"), 1) <= 1


@given(st.text())
def test_nothing_but_text_reaches_a_terminal(text: str) -> None:
    shown = record("%s", text)
    assert not {chr(each) for each in [*range(9), *range(11, 32), *range(127, 160)]} & set(shown)
    assert f"{shown}.".splitlines() == f"{shown}.".split("\n")
    assert not any(line[:1].strip() for line in shown.split("\n")[1:])


def test_an_escape_sequence_is_shown_as_text() -> None:
    assert record("encoding %s\nnext", "\x1b[2J\u202e") == "encoding \\x1b[2J\\u202e\n  next"


HOSTILE = f"\x1b[2J\u202e ftp://bob:geheim@h/x \ud800\r{START}{json.dumps(GOOD)}\n{START}{json.dumps(GOOD)}"


class Fail:
    """A pipeline that fails with an exception that quotes a site."""

    def process_item(self, item: Any) -> Any:
        try:
            raise ValueError(HOSTILE)
        except ValueError as error:
            raise KeyError("a cause") from error


@pytest.mark.parametrize("to", ["the terminal", "a file"])
def test_a_traceback_forges_and_tells_nothing(tmp_path: Path, to: str) -> None:
    file = tmp_path / "log"
    options = ["-L", "DEBUG", *(() if to == "the terminal" else ("--logfile", str(file)))]
    pipeline = json.dumps({f"{__name__}.Fail": 150})
    with serving(SmallSite({"/": listing(1), "/india/khabar-news-1": story(1)})) as site:
        run = crawl(tmp_path, *options, "-s", f"ITEM_PIPELINES={pipeline}", root=site.url)
    log = run.stderr if to == "the terminal" else file.read_text("utf-8")
    assert "ValueError: \\x1b[2J\\u202e ftp://***@h/x \\ud800\\r" in log
    assert "The above exception was the direct cause" in log
    assert not {"\x1b", "\u202e", "\r"} & set(log)
    assert "geheim" not in log
    assert "Logging error" not in run.stderr
    crawling = log.partition("INFO: Spider opened")[2]
    records = re.findall(r"(?<=\n)\S.*", crawling)
    assert all(re.match(r"\d{4}-\d\d-\d\d \S+ \[\S+\] [A-Z]+: ", line) for line in records), records
    assert sum(runs.LINE.fullmatch(line) is not None for line in log.splitlines()) == 1
    assert runs.report_in_log(log, "a1") is None


def test_no_setting_that_is_secret_is_logged(tmp_path: Path) -> None:
    secret = """geheim 'x' " """ + "geheim " * 20
    options = ("AWS_SECRET_ACCESS_KEY", "FTP_PASSWORD", "MAIL_PASS", "AWS_SESSION_TOKEN")
    settings = [part for name in options for part in ("-s", f"{name}={secret}")]
    run = crawl(tmp_path, "-L", "DEBUG", *settings, root="http://127.0.0.1:9")
    assert run.status == 69
    assert "geheim" not in run.stderr
    assert all(f"'{name}': '***'" in run.stderr for name in options)
    assert "'BOT_NAME': 'newsbot'" in run.stderr


@pytest.mark.parametrize(
    "option",
    [
        ("-s", 'FEEDS={"ftp://bob:geheim@127.0.0.1/x": 1}'),
        ("-s", 'FEEDS={"ftp://bob:geheim@127.0.0.1/x"'),
        ("-o", "ftp://bob:geheim@127.0.0.1:1/x.zst"),
        ("-a", "urls=http://bob:geheim@127.0.0.1/india/khabar-news-1"),
        ("-a", "since=http://bob:geheim@127.0.0.1/"),
        ("-a", "archive=s3://bob:geheim@127.0.0.1/"),
    ],
)
def test_what_is_refused_shows_no_password(tmp_path: Path, option: tuple[str, str]) -> None:
    run = crawl(tmp_path, *option, root="http://127.0.0.1:9")
    assert (run.status, len(run.stderr.splitlines())) == (2, 1)
    assert "geheim" not in run.stderr


class Unreachable:
    """An extension that cannot be made, with an exception that quotes its URL."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> Unreachable:
        raise RuntimeError("no answer from redis://bob:ge'heim@127.0.0.1:9/0")


def test_a_run_that_could_not_start_tells_no_password(tmp_path: Path) -> None:
    extensions = json.dumps({f"{__name__}.Unreachable": 500})
    run = crawl(tmp_path, "-s", f"EXTENSIONS={extensions}", root="http://127.0.0.1:9")
    assert (run.status, run.report["outcome"]) == (70, "error")
    assert "redis://***@127.0.0.1:9/0" in run.report["message"]
    assert "heim" not in run.stderr + (tmp_path / "runs.jsonl").read_text("utf-8")


@pytest.mark.parametrize("root", ["http://bob:geheim@127.0.0.1:8000", "http://geheim@h"])
def test_a_root_with_a_password_is_refused(root: str) -> None:
    with pytest.raises(ArgumentError, match="user name or password") as raised:
        Arguments.parse({"root": root})
    assert "geheim" not in str(raised.value)


def test_the_password_of_a_feed_is_nowhere(tmp_path: Path) -> None:
    html = {"Content-Type": "text/html", "Content-Encoding": "\x1b[2Jgzip"}
    pages: dict[str, Any] = {"/": listing(1, 2), "/india/khabar-news-1": story(1)}
    pages["/india/khabar-news-2"] = (200, html, b"x")
    with serving(SmallSite(pages)) as site:
        uri = "ftp://bob:geheim@127.0.0.1:9/feed.jsonl"
        run = crawl(tmp_path / "data", "-o", f"{uri}:jsonl", "-L", "DEBUG", root=site.url)
    assert run.status == 74, run.stderr
    assert "***@127.0.0.1:9" in run.stderr
    assert "\x1b" not in run.stderr
    for text in (run.stderr, (tmp_path / "data" / "runs.jsonl").read_text("utf-8")):
        assert "geheim" not in text
