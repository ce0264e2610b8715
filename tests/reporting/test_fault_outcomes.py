"""The table of fault classes in docs/reliability.md, against real crawls."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from newsbot.reporting.outcomes import BAD, STATUSES
from tests import forked
from tests.crawling import PATH, PROJECT, Run, SmallSite, crawl, listing, serving, story
from tests.hostile.server import Answer, hostile, page
from tests.reporting.test_run_outcomes import (
    BAD_PAGE,
    ONCE,
    ROBOTS,
    AllBut,
    refusing,
    resetting,
    run_with_alert,
)

DOCS = PROJECT / "docs" / "reliability.md"
HEADING = "## Outcomes"
HERE = "reporting/test_fault_outcomes.py::test_a_fault_ends_as_the_table_says"
NUMBERS = range(1, 6)
SHORT = ("-s", "DOWNLOAD_TIMEOUT=1", "-s", "NEWSBOT_RETRY_AFTER_MAX_WAIT=2")
OPTIONS = (*ONCE, *SHORT)
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
CHALLENGE = "<html><body><script>window._cf_chl_opt={cvId:'3'}</script></body></html>"


@dataclass(frozen=True)
class Row:
    """A row of the table. ``status`` is None for a run that was killed."""

    fault: str
    outcome: str | None
    status: int | None
    alerts: bool
    next_run: str
    tests: tuple[str, ...]


def rows() -> Iterator[Row]:
    text = DOCS.read_text("utf-8").split(HEADING, 1)[1].split("\n## ", 1)[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    for line in lines[1:]:
        fault, outcome, status, alert, next_run, tests = line.strip("| ").split(" | ")
        assert alert in ("yes", "no")
        yield Row(
            fault,
            outcome.strip("`") if outcome != "–" else None,
            int(status) if status != "–" else None,
            alert == "yes",
            next_run,
            tuple(f"{file}::{name}" for file, name in TEST.findall(tests)),
        )


ROWS = list(rows())
Crawl = Callable[[Path], tuple[Run, Mapping[str, Any]]]
FAULTS: dict[str, Crawl] = {}


def fault(name: str) -> Callable[[Crawl], Crawl]:
    """Register the crawl of a row of the table, by its first column."""

    def register(crawl_: Crawl) -> Crawl:
        FAULTS[name] = crawl_
        return crawl_

    return register


def on(pages: Mapping[str, Any], options: tuple[str, ...] = OPTIONS) -> Crawl:
    """A crawl of a site of these pages."""

    def run(data: Path) -> tuple[Run, Mapping[str, Any]]:
        with serving(SmallSite({"/robots.txt": ROBOTS, **pages})) as site:
            return run_with_alert(data, *options, root=site.url)

    return run


def answering(befalls: str | int) -> Crawl:
    """A crawl of a site whose robots.txt alone is well."""

    def run(data: Path) -> tuple[Run, Mapping[str, Any]]:
        with serving(AllBut({"/robots.txt": ROBOTS}, befalls=befalls)) as site:
            return run_with_alert(data, *OPTIONS, root=site.url)

    return run


def articles(make: Callable[[int], Answer]) -> Crawl:
    """A crawl of a site whose home page is well, and each of whose articles is answered so."""

    def run(data: Path) -> tuple[Run, Mapping[str, Any]]:
        answers = {"/": page(listing(*NUMBERS)), **{PATH(n): make(n) for n in NUMBERS}}
        with hostile(answers) as site:
            return run_with_alert(data, *OPTIONS, root=site.url)

    return run


def robots(response: Any) -> Crawl:
    return on({"/robots.txt": response, "/": listing(1), PATH(1): story(1)})


def bad_letters(number: int) -> Answer:
    return page(story(number).encode().replace("संख्या".encode(), b"\xe0\xff\x9a" * 4))


def ruled_by(lines: bytes) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/plain"}, lines


WELL = {"/": listing(*NUMBERS), **{PATH(n): story(n) for n in NUMBERS}}
SITEMAP = (200, {"Content-Type": "application/xml"}, b"<urlset></urlset>")

FAULTS |= {
    "no page answers in time": answering("hangs"),
    "every connection but that for robots.txt is closed without an answer": answering("closes"),
    "every page answers 500": answering(500),
    "every page answers 401": answering(401),
    "every page answers 403": answering(403),
    "every page answers 451": answering(451),
    "every page answers 404": answering(404),
    "robots.txt forbids all": robots(ruled_by(b"User-agent: *\nDisallow: /\n")),
    "robots.txt answers 5xx": robots(refusing(502)),
    "robots.txt is binary data": robots(ruled_by(b"\x00\x01\x02" * 99)),
    "robots.txt is longer than 512 KiB": robots(ruled_by(b"# a\n" * 150_000)),
    "every article says `पेज नहीं मिला` with status 200": articles(
        lambda n: page(story(n).replace(f"<h1>खबर संख्या {n}<", "<h1>पेज नहीं मिला<"))
    ),
    "every article is cut": articles(lambda n: page(story(n), encoding="gzip", cut=0.5)),
    "every article has lost letters": articles(bad_letters),
    "every page is a challenge": on(dict.fromkeys(("/", "/sitemap.xml"), CHALLENGE)),
    "every article is a challenge": articles(lambda _: page(CHALLENGE)),
    "every article, of fewer than ten, lacks its text": articles(lambda _: page(BAD_PAGE)),
    "the site names no article": on({"/": listing()}),
    "every sitemap is empty, and no listing names an article": on(
        {
            "/robots.txt": ruled_by(b"Sitemap: /sitemap.xml\n"),
            "/sitemap.xml": SITEMAP,
            "/": listing(),
        }
    ),
    "some articles fail": on({**WELL, PATH(2): refusing(500), PATH(3): BAD_PAGE}),
    "a run that brought an article is ended by `CLOSESPIDER_ITEMCOUNT`": lambda data: limited(data),
}


@fault("the site refuses connections")
def refused(data: Path) -> tuple[Run, Mapping[str, Any]]:
    return run_with_alert(data, *OPTIONS, root="http://127.0.0.1:1")


@fault("every connection is reset")
def reset(data: Path) -> tuple[Run, Mapping[str, Any]]:
    with resetting() as root:
        return run_with_alert(data, *OPTIONS, root=root)


def overloaded(status: int, home: Any, **headers: str) -> Crawl:
    """Two pages that answer so are an overload, so there is a sitemap beside the home page."""
    busy = (status, headers, b"")
    rules = ruled_by(b"Sitemap: /sitemap.xml\n")
    pages = {"/robots.txt": rules, "/": home or busy, "/sitemap.xml": busy}
    return on({**pages, **{PATH(n): busy for n in range(1, 20)}}, SHORT)


later = {"Retry-After": "3600"}
FAULTS |= {
    "every page answers 429": overloaded(429, None),
    "every page answers 503": overloaded(503, None),
    "every page answers 503 with a long `Retry-After`": overloaded(503, None, **later),
    "every article answers 503": overloaded(503, listing(*range(1, 20))),
}


def limited(data: Path) -> tuple[Run, Mapping[str, Any]]:
    with serving(SmallSite(WELL)) as site:
        return run_with_alert(data, "-s", "CLOSESPIDER_ITEMCOUNT=2", root=site.url)


@fault("damage is met in the ledger")
def harmed(data: Path) -> tuple[Run, Mapping[str, Any]]:
    """A stored line is harmed; its article is edited."""
    with serving(SmallSite({"/robots.txt": ROBOTS, **WELL})) as site:
        assert crawl(data, root=site.url).status == 0
        ledger = sqlite3.connect(data / "ledger.sqlite")
        with ledger:
            ledger.execute(
                "UPDATE revisions SET line = CAST(zeroblob(20) || substr(line, 21) AS BLOB)"
            )
            ledger.execute("UPDATE pages SET next_visit = 0 WHERE state = 'done'")
        ledger.close()
        site.pages[PATH(3)] = story(3).replace("पहला", "दूसरा")
        return run_with_alert(data, *OPTIONS, root=site.url)


@fault("a part of newsbot raises an exception")
def failing(data: Path) -> tuple[Run, Mapping[str, Any]]:
    pipelines = json.dumps({"tests.reporting.faults.Fails": 150})
    with serving(SmallSite({"/robots.txt": ROBOTS, **WELL})) as site:
        return run_with_alert(data, *OPTIONS, "-s", f"ITEM_PIPELINES={pipelines}", root=site.url)


@fault("the feed cannot be written")
def unwritable(data: Path) -> tuple[Run, Mapping[str, Any]]:
    (data / "file").touch()
    with serving(SmallSite(WELL)) as site:
        return run_with_alert(data, "-o", f"{data}/file/feed.jsonl", root=site.url)


@contextmanager
def under_way(data: Path) -> Iterator[forked.Process]:
    """A crawl that waits for an answer of its site."""
    told = data / "told"
    with serving(AllBut({"/robots.txt": ROBOTS}, befalls="hangs")) as site:
        alert = f"NEWSBOT_ALERT_COMMAND=sh -c 'cat > {told}'"
        settings = ("-s", f"NEWSBOT_DATA_DIR={data}", "-s", alert)
        process = forked.start(["crawl", "indiadaily", "-a", f"root={site.url}", *settings])
        until = time.monotonic() + 30
        while len(site.asked) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        yield process
        process.kill()


def stopped(*signals: signal.Signals) -> Crawl:
    def run(data: Path) -> tuple[Run, Mapping[str, Any]]:
        with under_way(data) as process:
            for number in signals:
                process.send_signal(number)
                time.sleep(0.2)
            status = process.wait()
        alert = {"alert": "outcome"} if (data / "told").exists() else {}
        return Run(status, process.stderr, data), alert

    return run


FAULTS |= {
    "SIGTERM": stopped(signal.SIGTERM),
    "SIGINT, twice": stopped(signal.SIGINT, signal.SIGINT),
    "`kill -9`": stopped(signal.SIGKILL),
}


@fault("another run uses the data directory")
def overlapping(data: Path) -> tuple[Run, Mapping[str, Any]]:
    with under_way(data):
        return run_with_alert(data, *OPTIONS, root="http://127.0.0.1:1")


@fault("a wrong argument")
def wrong_argument(data: Path) -> tuple[Run, Mapping[str, Any]]:
    return run_with_alert(data, pages="3")


@fault("a section that the site does not have")
def wrong_section(data: Path) -> tuple[Run, Mapping[str, Any]]:
    with serving(SmallSite(WELL)) as site:
        return run_with_alert(data, *OPTIONS, root=site.url, sections="nowhere")


@pytest.mark.parametrize("row", [row for row in ROWS if HERE in row.tests], ids=lambda r: r.fault)
def test_a_fault_ends_as_the_table_says(tmp_path: Path, row: Row) -> None:
    run, alert = FAULTS[row.fault](tmp_path)
    has_report = (tmp_path / "runs.jsonl").exists()
    outcome = run.report["outcome"] if has_report else None
    status = run.status if run.status >= 0 else None
    assert (outcome, status, bool(alert)) == (row.outcome, row.status, row.alerts), run.stderr
    is_logged = row.outcome == "error"  # with its traceback
    assert ("Traceback" in run.stderr) == is_logged


ASKS_AGAIN = [row.fault for row in ROWS if HERE in row.tests and row.next_run.startswith("asks")]


@pytest.mark.parametrize("fault", ASKS_AGAIN)
def test_the_next_run_asks_again(tmp_path: Path, fault: str) -> None:
    """After a fault that passes, all articles are delivered, each once."""
    FAULTS[fault](tmp_path)
    if (tmp_path / "ledger.sqlite").exists():
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as ledger, ledger:
            ledger.execute("DELETE FROM rests")  # the pause is over
    with serving(SmallSite({"/robots.txt": ROBOTS, **WELL})) as site:
        run = crawl(tmp_path, *OPTIONS, root=site.url)
    assert run.status == 0, run.stderr
    assert sorted(each["id"] for each in run.articles) == [f"indiadaily:{n}" for n in NUMBERS]


def test_the_table_is_whole_and_agrees_with_the_code() -> None:
    assert {row.fault for row in ROWS if HERE in row.tests} == set(FAULTS)
    assert {row.outcome for row in ROWS if row.outcome} == set(STATUSES)
    for row in ROWS:
        assert row.tests, row.fault
        if row.outcome:
            assert row.status == STATUSES[row.outcome], row.fault
            assert row.alerts == (row.outcome in BAD), row.fault


def test_every_test_that_the_docs_name_exists() -> None:
    named = set(TEST.findall(DOCS.read_text("utf-8")))
    assert len(named) > 20
    for file, name in named:
        source = (PROJECT / "tests" / file).read_text("utf-8")
        assert re.search(rf"^(?:async )?def {name}\(", source, re.MULTILINE), (file, name)
