"""`scrapy ledger` as its users run it, on real ledgers."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newsbot.ledger import Ledger, admin
from newsbot.ledger.storage import access
from newsbot.ledger.storage.lock import DataLock
from tests.commands.ledgers import (
    BODY,
    FILE,
    NOW,
    article,
    columns,
    fill,
    ref,
    scrapy,
    state_of,
)
from tests.crawling import PROJECT, SITE, SmallSite, crawl, listing, our_spiders, serving, story

Fields = dict[str, Any]


def query(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(folder / FILE)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_stats_has_a_row_a_site(tmp_path: Path, article_fields: Fields) -> None:
    fill(tmp_path, [article(article_fields, 1), article(article_fields, 2, "एक.", "दो.")])
    fill(tmp_path, [article(article_fields, 1, *BODY, "और एक.")], delivered=False)
    fill(tmp_path, [article(article_fields, 9, "तीन.", site="prabhat")], site="prabhat")
    ledger = Ledger.open(tmp_path, "indiadaily")  # a third run; the second one died
    ledger.pages.discover([ref(3), ref(4), ref(5)], "listing", f"{SITE}/", 0, ledger.run)
    ledger.pages.failed(ref(4).id, "no_body", 1_700_000_000)
    ledger.sources.owe(f"{SITE}/india?page=2", "{}")
    ledger.close()
    before = state_of(tmp_path)
    done = scrapy(tmp_path, "ledger", "stats")
    assert (done.returncode, done.stderr) == (0, "")
    head, *rows = columns(done.stdout)
    assert " ".join(head[:4]) == "site articles revisions owed"
    wanted = {
        "indiadaily": {"articles": 2, "revisions": 3, "owed": 1, "pending": 2, "done": 2},
        "prabhat": {"articles": 1, "revisions": 1, "owed": 0, "pending": 0, "done": 1},
    }
    wanted["indiadaily"] |= {"failed": 1, "gone": 0, "sources": 1, "unfinished": 1}
    found = {row[0]: dict(zip(head[1:], map(int, row[1:]), strict=False)) for row in rows}
    assert found.keys() == wanted.keys()
    for site, numbers in wanted.items():
        assert {name: found[site][name] for name in numbers} == numbers
    assert f"{FILE}: {(tmp_path / FILE).stat().st_size:,} bytes" in done.stdout
    assert state_of(tmp_path) == before
    only = scrapy(tmp_path, "ledger", "stats", "--site", "prabhat")
    assert [row[0] for row in columns(only.stdout)] == ["site", "prabhat"]


def test_stats_says_what_is_pending_of_the_run_under_way(
    tmp_path: Path, article_fields: Fields
) -> None:
    fill(tmp_path, [article(article_fields, 1)])
    assert "under way" not in scrapy(tmp_path, "ledger", "stats").stdout
    ledger = Ledger.open(tmp_path, "indiadaily")
    ledger.pages.discover([ref(3), ref(4)], "listing", f"{SITE}/", 0, ledger.run)
    ledger.sources.owe(f"{SITE}/india?page=2", "{}")
    ledger.record(article(article_fields, 5), None)
    try:
        done = scrapy(tmp_path, "ledger", "stats")
    finally:
        ledger.close()
    assert re.search(
        rf"^indiadaily: a run is under way since .+ IST \(process {os.getpid()}\): "
        "2 articles and 1 pages of sources are pending, 1 lines wait for the end of its feed$",
        done.stdout,
        re.MULTILINE,
    )
    assert "under way" not in scrapy(tmp_path, "ledger", "stats").stdout


def test_no_ledger_names_those_that_lie_near(tmp_path: Path, article_fields: Fields) -> None:
    fill(tmp_path / "data" / "sample", [article(article_fields, 1)])
    done = scrapy(tmp_path / "data", "ledger", "stats")
    assert done.returncode == 1
    assert f"; there is one in {tmp_path}/data/sample (-s NEWSBOT_DATA_DIR=…)" in done.stderr
    done = scrapy(tmp_path / "data" / "sampel", "ledger", "stats")  # a slip
    assert f"there is one in {tmp_path}/data/sample " in done.stderr


def test_show_by_any_name_of_an_article(tmp_path: Path, article_fields: Fields) -> None:
    first = article(article_fields, 41, updated_at=NOW)
    edited = [BODY[0], "किसानों को पानी मिलने लगा है.", BODY[2], "बजट पूरा मिला है."]
    fill(tmp_path, [first])
    second = article(article_fields, 41, *edited, headline="नहर का काम\x1b[2J तेज़", updated_at=NOW)
    fill(tmp_path, [second], delivered=False)
    before = state_of(tmp_path)
    # No Hindi in this process's locale: the output is UTF-8 all the same.
    plain = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = scrapy(tmp_path, "ledger", "show", "indiadaily:41", environment=plain)
    assert (done.returncode, done.stderr) == (0, "")
    page, one, two = done.stdout.rstrip("\n").split("\n\n")
    assert f"url            {SITE}/india/khabar-news-41" in page
    assert 'ETag           "v1"' in page
    assert "revision 1, " in one
    assert one.splitlines()[0].endswith(" IST, delivered")
    assert two.splitlines()[0].endswith(" IST, owed to the next run's feed")
    assert two.splitlines()[1:] == [
        "    नहर का काम तेज़",
        "    changed: headline, sections",
        "    - नहर का काम, किस्त 41",
        "    + नहर का काम तेज़",
        f"    - {BODY[1]}",
        "    + किसानों को पानी मिलने लगा है.",
        "    + बजट पूरा मिला है.",
    ]
    for name in (
        f"{SITE}/india/khabar-news-41?utm_source=x&fbclid=1#top",
        "http://m.theindiadaily.com/india/purana-naam-news-41",
        "/india/khabar-news-41",
        "41",
    ):
        assert scrapy(tmp_path, "ledger", "show", name).stdout == done.stdout
    assert state_of(tmp_path) == before


def test_a_bare_number_that_two_sites_have_is_asked_back(
    tmp_path: Path, article_fields: Fields
) -> None:
    fill(tmp_path, [article(article_fields, 41)])
    fill(tmp_path, [article(article_fields, 41, "तीन.", site="prabhat")], site="prabhat")
    done = scrapy(tmp_path, "ledger", "show", "41")
    assert done.returncode == 2
    assert done.stderr == (
        "newsbot: '41' is an article of indiadaily, prabhat: say which with --site\n"
    )
    done = scrapy(tmp_path, "ledger", "forget", "41", "--site", "prabhat")
    assert done.stdout.startswith("forgot prabhat:41: ")
    done = scrapy(tmp_path, "ledger", "show", "41", "--site", "indiadaily")
    assert done.stdout.startswith("indiadaily:41\n")
    done = scrapy(tmp_path, "ledger", "show", "42")
    assert done.stderr == "newsbot: the ledger knows no article '42'\n"


def test_upkeep_leaves_no_file_open(tmp_path: Path, article_fields: Fields) -> None:
    fill(tmp_path, [article(article_fields, 1)])

    def open_files() -> int:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())

    before = open_files()
    for _ in range(5):
        with access.upkeep(tmp_path) as database:
            assert admin.sites(database) == ["indiadaily"]
        with pytest.raises(ZeroDivisionError), access.upkeep(tmp_path):
            raise ZeroDivisionError
        with access.reading(tmp_path):
            pass
        fill(tmp_path, [article(article_fields, 1)])
    assert open_files() == before


def test_show_a_page_without_an_article_and_an_unknown_one(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path, "indiadaily")
    ledger.pages.discover([ref(7)], "related", f"{SITE}/india/khabar-news-1", 1, ledger.run)
    for _ in range(4):
        ledger.pages.failed(ref(7).id, "http_503", 4_102_444_800)  # 2100 in UTC
    ledger.close()
    done = scrapy(tmp_path, "ledger", "show", "/india/khabar-news-7")
    assert done.returncode == 0
    assert "failed         http_503, 4 in a row" in done.stdout
    assert "next visit     2 Jan 2100, 5:30 AM IST (in " in done.stdout
    assert "no revision: " in done.stdout
    done = scrapy(tmp_path, "ledger", "show", "/india/khabar-news-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "newsbot: the ledger knows no article '/india/khabar-news-8'\n"


def test_an_export_is_the_feeds_again(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out.jsonl"
    pages: dict[str, Any] = {"/": listing(3, 1, 2)}
    pages |= {f"/india/khabar-news-{number}": story(number) for number in (1, 2, 3)}
    with serving(SmallSite(pages)) as site:
        crawl(data, root=site.url)
        pages["/india/khabar-news-1"] = story(1).replace("पहला", "इकलौता")
        run = crawl(data, root=site.url, urls="/india/khabar-news-1")
    feeds = sorted((data / "feeds" / "indiadaily").glob("*Z.jsonl"))
    fed = b"".join(file.read_bytes() for file in feeds)
    assert len(run.articles) == 4
    done = scrapy(data, "ledger", "export", "-o", str(out))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "4 lines exported\n")
    assert out.read_bytes() == fed
    last = json.loads(out.read_bytes().splitlines()[-1])
    assert (last["id"], last["revision"]) == ("indiadaily:1", 2)

    out.write_text("mine\n")
    refused = scrapy(data, "ledger", "export", "-o", str(out))
    assert (refused.returncode, out.read_text()) == (2, "mine\n")
    assert refused.stderr == f"newsbot: {out} exists: --overwrite replaces it\n"
    done = scrapy(data, "ledger", "export", "-o", str(out), "--overwrite")
    assert out.read_bytes().count(b"\n") == 4
    assert sorted(file.name for file in tmp_path.iterdir()) == ["data", "out.jsonl"]
    piped = scrapy(data, "ledger", "export", "-o", "-", "--site", "indiadaily")
    assert piped.stdout.encode() == out.read_bytes()


def test_an_export_since_and_what_is_not_exported(tmp_path: Path, article_fields: Fields) -> None:
    fill(tmp_path, [article(article_fields, n, f"खबर {n}.") for n in (1, 2, 3)])
    fill(tmp_path, [article(article_fields, 4, "खबर चार.")], delivered=False)
    connection = sqlite3.connect(tmp_path / FILE)
    # 10:00 IST on 1 to 3 February 2026
    connection.execute("UPDATE revisions SET made_at = 1769920200 + 86400 * (article - 1)")
    connection.commit()
    connection.close()
    done = scrapy(tmp_path, "ledger", "export", "--since", "2026-02-02T10:00")
    ids = [json.loads(line)["id"] for line in done.stdout.splitlines()]
    assert ids == ["indiadaily:2", "indiadaily:3"]
    assert done.stderr == "2 lines exported; 1 more are owed to the next run's feed\n"


@pytest.mark.slow
def test_a_reader_that_has_enough_ends_an_export(tmp_path: Path, article_fields: Fields) -> None:
    long = "नहर " * 5000
    fill(tmp_path, [article(article_fields, n, f"{long}{n}.") for n in range(1, 40)])
    before = state_of(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "ledger", "export"],
        cwd=PROJECT,
        env={**os.environ, "NEWSBOT_DATA_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    assert json.loads(process.stdout.readline())["id"] == "indiadaily:1"
    process.stdout.close()
    with process.stderr as stderr:
        assert stderr.read() == b""
    assert process.wait(30) == 141
    assert state_of(tmp_path) == before


def test_what_was_forgotten_is_delivered_again(tmp_path: Path) -> None:
    pages = {"/": listing(1, 2), **{f"/india/khabar-news-{n}": story(n) for n in (1, 2)}}
    with serving(SmallSite(pages)) as site:
        crawl(tmp_path, root=site.url)
        done = scrapy(tmp_path, "ledger", "forget", "/india/khabar-news-1?utm_source=x")
        assert done.returncode == 0
        assert done.stdout == (
            "forgot indiadaily:1: its page and 1 revision; the next run fetches it anew\n"
        )
        assert query(tmp_path, "SELECT id FROM articles") == [("indiadaily:2",)]
        left = "SELECT count(*) FROM {} WHERE article NOT IN (SELECT number FROM articles)"
        assert query(tmp_path, left.format("revisions")) == [(0,)]
        assert query(tmp_path, left.format("buckets")) == [(0,)]
        # No listing names it any more; it is fetched for all that.
        pages["/"] = listing(2)
        out = tmp_path / "again.jsonl"
        run = crawl(tmp_path, "-o", str(out), root=site.url)
    assert run.status == 0, run.stderr
    again = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(each["id"], each["revision"], each["changes"]) for each in again] == [
        ("indiadaily:1", 1, None)
    ]


def test_what_a_dead_run_delivered_is_forgotten_too(tmp_path: Path, article_fields: Fields) -> None:
    feed = tmp_path / "dead.jsonl"
    fill(tmp_path, [article(article_fields, 1), article(article_fields, 2, "एक.")], delivered=False)
    lines = query(tmp_path, "SELECT run FROM revisions")
    assert len(lines) == 2
    ledger = Ledger.open(tmp_path, "indiadaily")
    with feed.open("w", encoding="utf-8") as out:
        for line in ledger.articles.owed(ledger.run):
            out.write(json.dumps(line) + "\n")
    ledger.runs.set_feed(ledger.run, str(feed))
    ledger.close()  # without `delivered`: as if it had died
    done = scrapy(tmp_path, "ledger", "forget", "indiadaily:1")
    assert done.returncode == 0
    assert "1 revision; " in done.stdout  # found in the feed, so none of it is owed
    Ledger.open(tmp_path, "indiadaily").close()
    assert query(tmp_path, "SELECT id FROM articles") == [("indiadaily:2",)]


def test_vacuum_gives_space_back(tmp_path: Path, article_fields: Fields) -> None:
    fill(
        tmp_path,
        [article(article_fields, n, f"खबर {n}.", os.urandom(20_000).hex()) for n in range(9)],
    )
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("DELETE FROM revisions WHERE article > 1")
    connection.commit()
    connection.close()
    before = (tmp_path / FILE).stat().st_size
    done = scrapy(tmp_path, "ledger", "vacuum")
    after = (tmp_path / FILE).stat().st_size
    assert (done.returncode, done.stdout) == (
        0,
        f"{before:,} bytes before, {after:,} bytes after\n",
    )
    assert after < before / 2
    assert query(tmp_path, "SELECT count(*) FROM articles") == [(9,)]


def test_beside_a_running_crawl(tmp_path: Path, article_fields: Fields) -> None:
    """A crawl in the middle of a transaction: reading works, changing does not."""
    fill(tmp_path, [article(article_fields, 1)])
    crawling = Ledger.open(tmp_path, "indiadaily")
    crawling.record(article(article_fields, 2, "एक."), None)
    before = state_of(tmp_path)
    with crawling.database.transaction():
        crawling.pages.discover([ref(3)], "listing", f"{SITE}/", 0, crawling.run)
        stats = scrapy(tmp_path, "ledger", "stats")
        row = dict(zip(*columns(stats.stdout), strict=False))
        assert (stats.returncode, row["articles"], row["owed"]) == (0, "2", "1")
        for arguments in (("vacuum",), ("forget", "indiadaily:1")):
            done = scrapy(tmp_path, "ledger", *arguments)
            assert (done.returncode, done.stdout) == (75, "")
            (line,) = done.stderr.splitlines()
            assert f"another run (process {os.getpid()}) is at work" in line
    # The log is the crawl's own; the index to it is shared memory, and readers mark their place.
    after = state_of(tmp_path)
    assert {name: after[name] for name in (FILE, "newsbot.lock")} == {
        name: before[name] for name in (FILE, "newsbot.lock")
    }
    crawling.delivered()
    crawling.close()


def test_what_a_killed_crawl_left_in_the_log_is_read(
    tmp_path: Path, article_fields: Fields
) -> None:
    fill(tmp_path, [article(article_fields, 1)])
    kill = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute(\"UPDATE pages SET state = 'failed', reason = 'no_body'\")\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", kill, str(tmp_path / FILE)], check=False, timeout=30)
    content = {name: (tmp_path / f"{FILE}{name}").read_bytes() for name in ("", "-wal")}
    assert content["-wal"]
    done = scrapy(tmp_path, "rejects")
    assert columns(done.stdout)[1:] == [["1", "no_body", "indiadaily"]]
    assert {name: (tmp_path / f"{FILE}{name}").read_bytes() for name in content} == content


@pytest.mark.parametrize(
    "arguments",
    [("ledger", "export"), ("ledger", "vacuum"), ("rejects",)],
    ids=" ".join,
)
def test_no_ledger_is_said_and_none_is_made(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    data = tmp_path / "data"
    done = scrapy(data, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"newsbot: there is no ledger in {data}: no crawl has run there yet\n"
    assert not data.exists()


def test_ledgers_that_cannot_be_used(tmp_path: Path, article_fields: Fields) -> None:
    fill(tmp_path, [article(article_fields, 1)])
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    for arguments in (("stats",), ("forget", "indiadaily:1")):
        done = scrapy(tmp_path, "ledger", *arguments)
        assert (done.returncode, done.stdout) == (74, "")
        assert "has version 999" in done.stderr
        assert done.stderr.count("\n") == 1
    (tmp_path / FILE).write_bytes("यह कोई लेजर नहीं.".encode() * 500)
    before = state_of(tmp_path)
    done = scrapy(tmp_path, "ledger", "stats")
    assert (done.returncode, done.stdout) == (74, "")
    assert "the next crawl sets it aside and rebuilds it" in done.stderr
    assert done.stderr.count("\n") == 1
    assert state_of(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "takes one of stats, show, export, search, feed, forget, vacuum"),
        (("statistik",), "not 'statistik'"),
        (("forget", "indiadaily:1", "indiadaily:2"), "takes one URL or ID"),
        (("stats", "--since", "2026-01-01"), "--since does not belong"),
        (("stats", "--every"), "unknown option '--every'"),
        (("stats", "--site"), "--site: expected one argument"),
        (("stats", "--site", "कोई"), f"no site 'कोई'; there are {', '.join(our_spiders())}"),
        (("export", "--since", "परसों"), "must be a date or time such as"),
        (("export", "-o", "/dev/null", "--overwrite"), "and is not a file"),
    ],
)
def test_bad_arguments_are_one_line(
    tmp_path: Path, article_fields: Fields, arguments: tuple[str, ...], message: str
) -> None:
    fill(tmp_path, [article(article_fields, 1)])
    done = scrapy(tmp_path, "ledger", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("newsbot: ")
    assert message in line


def test_the_lock_is_given_back(tmp_path: Path, article_fields: Fields) -> None:
    fill(tmp_path, [article(article_fields, 1)])
    assert scrapy(tmp_path, "ledger", "vacuum").returncode == 0
    DataLock(tmp_path).release()
