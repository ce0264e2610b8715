"""`scrapy rejects` as its users run it."""

from __future__ import annotations

import time
from pathlib import Path

from newsbot.ledger import Ledger
from tests.commands.ledgers import columns, ref, scrapy, state_of
from tests.crawling import SITE


def failed(folder: Path, site: str, failures: dict[int, list[str]]) -> None:
    """A run in which articles' pages fail, each so many times in a row."""
    ledger = Ledger.open(folder, site)
    now = int(time.time())
    for number, reasons in failures.items():
        which = ref(number, site)
        ledger.pages.discover([which], "listing", f"{SITE}/", 0, ledger.run)
        for reason in reasons:
            ledger.pages.failed(which.id, reason, now)
    ledger.delivered()
    ledger.close()


def test_reasons_by_count(tmp_path: Path) -> None:
    failures = {
        1: ["no_body"],
        2: ["http_503", "no_body"],
        3: ["http_404"] * 3,
        4: ["robots_txt"],
        5: ["no_body"],
    }
    failed(tmp_path, "indiadaily", failures)
    failed(tmp_path, "prabhat", {6: ["http_404"], 7: ["http_404"]})
    before = state_of(tmp_path)
    done = scrapy(tmp_path, "rejects")
    assert (done.returncode, done.stderr) == (0, "")
    assert columns(done.stdout) == [
        ["pages", "reason", "site"],
        ["3", "no_body", "indiadaily"],
        ["2", "http_404", "prabhat"],
        ["1", "http_404", "indiadaily"],
        ["1", "robots_txt", "indiadaily"],
    ]
    only = scrapy(tmp_path, "rejects", "--site", "prabhat")
    assert columns(only.stdout)[1:] == [["2", "http_404", "prabhat"]]
    assert state_of(tmp_path) == before


def test_the_pages_of_a_reason(tmp_path: Path) -> None:
    failures = {
        1: ["no_body"],
        2: ["no_body"] * 4,
        3: ["http_404"] * 3,
        4: ["http_503", "http_503"],
    }
    failed(tmp_path, "indiadaily", failures)
    done = scrapy(tmp_path, "rejects", "--list", "no_body")
    assert done.returncode == 0
    first, second = done.stdout.splitlines()[1:]
    assert first.split()[0] == "4"
    assert " IST (in " in first  # a day after the fourth failure in a row
    assert first.endswith(f"{SITE}/india/khabar-news-2")
    assert second.split() == ["1", "with", "the", "next", "run", f"{SITE}/india/khabar-news-1"]
    gone = scrapy(tmp_path, "rejects", "--list", "http_404")
    assert columns(gone.stdout)[1:] == [["3", "never", f"{SITE}/india/khabar-news-3"]]


def test_none_and_bad_arguments(tmp_path: Path) -> None:
    failed(tmp_path, "indiadaily", {})
    done = scrapy(tmp_path, "rejects")
    assert (done.returncode, done.stdout) == (0, "no page failed when it was last tried\n")
    done = scrapy(tmp_path, "rejects", "--list", "http_500")
    assert (done.returncode, done.stderr) == (
        1,
        "newsbot: no page failed for the reason 'http_500'\n",
    )
    for arguments in (("http_404",), ("--list",), ("--site", "x")):
        done = scrapy(tmp_path, "rejects", *arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
