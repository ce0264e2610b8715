"""`scrapy ledger feed`: what is in it, where it goes, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.commands.ledgers import article, fill, scrapy
from tests.commands.test_ledger_search import day
from tests.crawling import PROJECT
from tests.feeds.test_syndication import read_atom, read_json_feed

Fields = dict[str, Any]


@pytest.fixture
def data(tmp_path: Path, article_fields: Fields) -> Path:
    folder = tmp_path / "data"
    fill(folder, [article(article_fields, 1, "हिन्दी में.", **day(1))])
    fill(
        folder, [article(article_fields, 2, "नहर.", **day(2)), article(article_fields, 3, "पानी.")]
    )
    fill(folder, [article(article_fields, 1, "हिन्दी में बदला.", **day(1))])
    fill(folder, [article(article_fields, 4, "हिंदी.", site="prabhat")], site="prabhat")
    return folder


def feed(data: Path, *options: str) -> list[str]:
    done = scrapy(data, "ledger", "feed", *options)
    assert (done.returncode, done.stderr) == (0, "")
    is_json = "jsonfeed" in options
    entries = (read_json_feed if is_json else read_atom)(done.stdout.encode())
    return [entry["id"].rpartition(":")[2] for entry in entries]


def test_the_latest_revisions_newest_first(data: Path) -> None:
    assert feed(data) == ["4", "3", "2", "1"]
    assert feed(data, "--format", "jsonfeed") == ["4", "3", "2", "1"]
    assert feed(data, "--match", "हिंदी") == ["4", "1"]
    assert feed(data, "--match", '"हिंदी में"', "--format", "jsonfeed") == ["1"]
    assert feed(data, "--site", "indiadaily", "--limit", "2") == ["3", "2"]
    assert feed(data, "--until", "2026-02-02", "--since", "2026-02-02") == ["2"]
    done = scrapy(data, "ledger", "feed", "--format", "jsonfeed", "--limit", "9")
    made = json.loads(done.stdout)
    assert made["title"] == "newsbot: indiadaily, prabhat"
    assert made["items"][3]["content_html"] == "<p>हिन्दी में बदला.</p>"


def test_a_file_is_replaced_by_a_newer_feed_alone(data: Path, tmp_path: Path) -> None:
    for name, read in (("x.atom", read_atom), ("x.xml", read_atom), ("x.json", read_json_feed)):
        out = tmp_path / name
        for limit in (2, 1):
            done = scrapy(data, "ledger", "feed", "-o", str(out), "--limit", str(limit))
            assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
            assert len(read(out.read_bytes())) == limit
            assert out.stat().st_mode & 0o777 == 0o640
    mine = tmp_path / "mine.xml"
    mine.write_text("<mine/>")
    refused = scrapy(data, "ledger", "feed", "-o", str(mine))
    assert refused.returncode == 2
    assert "is not a feed of newsbot: --overwrite replaces it" in refused.stderr
    assert mine.read_text() == "<mine/>"
    assert scrapy(data, "ledger", "feed", "-o", str(mine), "--overwrite").returncode == 0
    assert read_atom(mine.read_bytes())
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        (("--match", "पहाड़"), 1, "no article has 'पहाड़'"),
        (("--since", "2026-10-01"), 1, "no article is in the ledger with --since 2026-10-01"),
        (("--match", '"'), 2, "has no partner"),
        (("--match", ""), 2, "no word to search for"),
        (("--format", "rss"), 2, "invalid choice: 'rss' (choose from atom, jsonfeed)"),
        (("--format", "parquet"), 2, "invalid choice: 'parquet'"),
        (("--format", "atom", "-o", "{}/x.json"), 2, "--format atom does not fit"),
        (("-o", "{}/x"), 2, "does not say its format"),
        (("-o", "{}/data/ledger.sqlite", "--format", "atom"), 2, "is newsbot's own"),
        (("-o", "{}/data/search.sqlite", "--format", "atom"), 2, "is newsbot's own"),
        (("-o", "{}", "--format", "atom"), 2, "exists and is not a file"),
        (
            (
                "-o",
                "{}/none/x.atom",
            ),
            74,
            "No such file",
        ),
        (("--json",), 2, "--json does not belong to scrapy ledger feed"),
        (("--limit", "-1"), 2, "--limit -1: must be at least 1"),
        (("x",), 2, "takes no further arguments"),
    ],
)
def test_wrong_orders_are_one_line(
    data: Path, tmp_path: Path, options: tuple[str, ...], status: int, message: str
) -> None:
    out = () if "-o" in options else ("-o", str(tmp_path / "x.atom"))
    if "--format" in options:
        out = () if "-o" in options else ("-o", str(tmp_path / "x"))
    done = scrapy(data, "ledger", "feed", *(each.format(tmp_path) for each in options), *out)
    assert (done.returncode, done.stdout) == (status, "")
    [line] = done.stderr.splitlines()
    assert message in line
    assert [each.name for each in tmp_path.iterdir()] == ["data"]


FULL = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
sys.argv = ["scrapy", *sys.argv[1:]]
runpy.run_module("scrapy", run_name="__main__")
"""


def test_a_full_disk_leaves_the_feed_of_before(
    tmp_path: Path, article_fields: Fields, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, out = tmp_path / "data", tmp_path / "x.atom"
    fill(data, [article(article_fields, 1, os.urandom(30_000).hex())])
    out.write_bytes(b"mine")
    monkeypatch.setenv("NEWSBOT_DATA_DIR", str(data))
    done = subprocess.run(
        [sys.executable, "-c", FULL, "ledger", "feed", "-o", str(out), "--overwrite"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 74, done.stderr
    assert done.stderr.splitlines() == [
        "newsbot: the search index cannot be used: disk I/O error",
        "newsbot: all articles are read, which takes longer",
        "newsbot: [Errno 27] File too large",
    ]
    assert out.read_bytes() == b"mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data", "x.atom"]


def test_dates_are_those_of_india(data: Path) -> None:
    done = scrapy(data, "ledger", "feed", "--limit", "9")
    published = [entry["published"] for entry in read_atom(done.stdout.encode())]
    assert published[2:] == ["2026-02-02T10:00:00+05:30", "2026-02-01T10:00:00+05:30"]
    assert datetime.fromisoformat(published[2])
