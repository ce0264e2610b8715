"""Runs of several sites on one ledger at the same time, step by step."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsbot.exceptions import AlreadyRunningError, LedgerError
from newsbot.feed_lines import feed_line
from newsbot.feeds.exporter import PrivateFileStorage
from newsbot.items import Article
from newsbot.ledger import Ledger, RecordResult
from newsbot.ledger import admin as inspect
from newsbot.ledger.storage import access, database, opening
from newsbot.ledger.storage.lock import DataLock
from tests.crawling import PROJECT
from tests.ledger.conftest import NAME, Runs, text

Make = Callable[..., Article]
OTHER = "prabhat"


@contextmanager
def run(folder: Path, site: str) -> Iterator[Ledger]:
    """A run that dies unless it calls ``delivered``."""
    ledger = Ledger.open(folder, site)
    try:
        yield ledger
    finally:
        ledger.close()


def of_other(make: Make, number: int, *others: Any, **fields: Any) -> Article:
    article = make(number, *others, **fields)
    article.id, article.site = f"{OTHER}:{number}", OTHER
    return article


def test_near_duplicates_are_found_across_sites_that_run_now(runs: Runs, article: Make) -> None:
    words = text(1).split()
    with run(runs.folder, NAME) as one, run(runs.folder, OTHER) as other:
        assert one.record(article(1, text(1)), None).kind == "new"
        near = of_other(article, 1, " ".join(["अन्य", *words[1:]]), headline="दूसरा शीर्षक")
        assert other.record(near, None).kind == "new"
        assert near.duplicate_of == f"{NAME}:1"
        copy = of_other(article, 2, text(1), headline=article(1).headline)
        assert other.record(copy, None) == RecordResult("copy", of=f"{NAME}:1")


def test_a_write_waits_for_another_process(
    runs: Runs, article: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Longer than SQLite's own time-out: no page is lost, and no run ends."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.1)
    with run(runs.folder, NAME) as ledger:
        writer = sqlite3.connect(
            runs.folder / "ledger.sqlite", isolation_level=None, check_same_thread=False
        )
        writer.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.5, writer.execute, ("COMMIT",))
        timer.start()
        assert ledger.record(article(1), None).kind == "new"
        timer.join()
        writer.close()
        assert 0.3 < ledger.database.longest_wait < 5
        assert "another process has locked" in caplog.text


def test_a_write_that_waits_in_vain_is_an_error(
    runs: Runs, article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.05)
    monkeypatch.setattr(database, "MAX_LOCKED", 0.2)
    with run(runs.folder, NAME) as ledger:
        with closing(sqlite3.connect(runs.folder / "ledger.sqlite", isolation_level=None)) as busy:
            busy.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                ledger.record(article(1), None)
        assert ledger.record(article(1), None).kind == "new"


def test_what_is_read_in_a_transaction_is_what_is_written_upon(runs: Runs, article: Make) -> None:
    """A transaction that began by reading could not write after another's commit."""
    with run(runs.folder, NAME) as one, run(runs.folder, OTHER) as other:
        with one.transaction():
            assert one.articles.count() == 0
            writing = threading.Thread(target=write, args=(runs.folder,))
            writing.start()
            time.sleep(0.1)
            one.record(article(1), None)
        writing.join()
        assert other.record(of_other(article, 1, text(5)), None).kind == "new"
        assert one.database.execute("SELECT count(*) FROM rests").fetchone() == (1,)


def write(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "ledger.sqlite", timeout=10)) as connection, connection:
        connection.execute("INSERT INTO rests (host, until, url) VALUES ('x', 1, '')")


def test_sites_that_start_at_once_on_an_empty_directory(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys; from newsbot.ledger import Ledger\n"
        "print(sys.stdin.readline(), flush=True)\n"
        "ledger = Ledger.open(pathlib.Path(sys.argv[1]), sys.argv[2])\n"
        "print('open', flush=True); sys.stdin.readline(); ledger.close()"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), f"site{number}"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in processes:
        assert each.stdout is not None
        assert [each.stdout.readline() for _ in range(3)] == ["go\n", "\n", "open\n"]
    with access.reading(tmp_path) as ledger:
        assert len(inspect.sites(ledger)) == 3
    for each in processes:
        each.communicate("end\n")
        assert each.returncode == 0


# An older newsbot has the data directory alone ----------------------------------------------------


def test_an_older_newsbot_that_runs_keeps_runs_out(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MAX_WAIT", 0.1)
    older = DataLock(runs.folder)
    older.take_alone()
    with pytest.raises(AlreadyRunningError, match=r"another run \(process \d+\) is at work"):
        Ledger.open(runs.folder, NAME)
    older.release()
    older = DataLock(runs.folder)
    with run(runs.folder, NAME), pytest.raises(AlreadyRunningError, match="is at work"):
        older.take_alone()
    older.release()


def test_a_run_waits_for_upkeep_that_is_short(runs: Runs) -> None:
    with run(runs.folder, NAME):
        pass
    alone = DataLock(runs.folder)
    alone.take_alone()
    timer = threading.Timer(0.3, alone.release)
    timer.start()
    with run(runs.folder, NAME) as ledger:
        assert ledger.run == 2
    timer.join()


# The ledger is put in order alone ------------------------------------------------------------------


def test_a_damaged_ledger_is_rebuilt_when_nobody_is_at_work(
    runs: Runs, article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MAX_WAIT", 0.1)
    with run(runs.folder, OTHER) as other:
        other.record(of_other(article, 1), None)
        other.database.set_rebuild_flag()
        with pytest.raises(
            AlreadyRunningError, match=r"is damaged \(.*\): a crawl repairs it when no other"
        ):
            Ledger.open(runs.folder, NAME)
        assert other.record(of_other(article, 2, text(2)), None).kind == "new"
    with run(runs.folder, NAME):
        pass
    assert list(runs.folder.glob("ledger.sqlite.corrupt-*"))


def test_vacuum_wants_all_runs_to_be_over_and_forget_those_of_the_site(
    runs: Runs, article: Make
) -> None:
    with run(runs.folder, NAME) as ledger:
        ledger.record(article(1), None)
        ledger.delivered()
    with run(runs.folder, OTHER) as other:
        with pytest.raises(AlreadyRunningError), access.upkeep(runs.folder):
            pass
        with access.upkeep(runs.folder, shared=True) as opened:
            assert inspect.forget(opened, NAME, f"{NAME}:1") == (1, 0)
            with pytest.raises(AlreadyRunningError, match=OTHER):
                inspect.forget(opened, OTHER, f"{OTHER}:1")
        assert other.articles.count() == 0


# Recovery is a site's own --------------------------------------------------------------------------


def test_recovery_leaves_another_sites_lines_and_its_open_feed_alone(
    runs: Runs, article: Make
) -> None:
    """One feed for both, which a user's FEEDS may name; the other site writes to it now."""
    with run(runs.folder, NAME) as ledger:
        mine = article(1)
        ledger.record(mine, None)
        shared = runs.feed(ledger, mine)
    with run(runs.folder, OTHER) as other:
        theirs = of_other(article, 1, text(2))
        other.record(theirs, None)
        other.runs.set_feed(other.run, str(shared))
        feed = PrivateFileStorage(str(shared)).open(None)
        feed.write(feed_line(vars(theirs)) + b"\n" + b'{"id": "half')
        feed.flush()
        before = shared.read_bytes()
        with run(runs.folder, NAME) as ledger:
            assert shared.read_bytes() == before
            assert list(ledger.articles.owed(ledger.run)) == []
            assert ledger.articles.count_revisions() == (1, 0)
            assert other.articles.count_revisions() == (1, 1)
            assert len(other.runs.unfinished()) == 1
        feed.close()


def test_two_runs_do_not_write_to_one_feed(tmp_path: Path) -> None:
    file = tmp_path / "feeds" / "all.jsonl"
    storage = PrivateFileStorage(str(file))
    with storage.open(None) as feed:
        feed.write(b"x\n")
        feed.flush()
        for overwrite in (False, True):
            other = PrivateFileStorage(str(file), feed_options={"overwrite": overwrite})
            with pytest.raises(ValueError, match=r"another run writes to the feed .*all\.jsonl"):
                other.open(None)
        assert file.read_bytes() == b"x\n"
    emptied = PrivateFileStorage(str(file), feed_options={"overwrite": True})
    with emptied.open(None) as feed:
        feed.write(b"y\n")
    assert file.read_bytes() == b"y\n"


def test_a_line_of_another_site_is_that_sites_to_deliver(runs: Runs, article: Make) -> None:
    with run(runs.folder, OTHER) as other:
        theirs = of_other(article, 1)
        other.record(theirs, None)
        with run(runs.folder, NAME) as ledger:
            assert ledger.articles.take(theirs.id, ledger.run) is None
            ledger.delivered()
        assert other.articles.count_revisions() == (1, 1)
        other.delivered()
        assert other.articles.count_revisions() == (1, 0)
    with run(runs.folder, NAME) as ledger:
        line = ledger.articles.take(theirs.id, ledger.run)
        assert line is not None
        assert line["id"] == theirs.id


def test_a_stored_feed_counts_though_the_run_died_before_all_was_noted(
    runs: Runs, article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The feed may be anywhere: on a server, or taken away by now."""

    def die(_: int) -> None:
        raise KeyboardInterrupt

    with run(runs.folder, NAME) as ledger:
        ledger.record(article(1), None)
        monkeypatch.setattr(ledger.articles, "delivered", die)
        with pytest.raises(KeyboardInterrupt):
            ledger.delivered()
    with run(runs.folder, NAME) as ledger:
        assert list(ledger.articles.owed(ledger.run)) == []
        assert len(ledger.runs.unfinished()) == 1
        assert not ledger.runs.is_stored(1)


def test_a_large_feed_is_noted_in_short_transactions(runs: Runs, article: Make) -> None:
    count = 250
    with run(runs.folder, NAME) as ledger:
        for number in range(count):
            ledger.record(article(number, text(number)), None)
        began = ledger.database.connection.total_changes
        commits: list[int] = []
        ledger.database.connection.set_trace_callback(
            lambda sql: commits.append(1) if sql == "COMMIT" else None
        )
        ledger.delivered()
        ledger.database.connection.set_trace_callback(None)
        assert ledger.database.connection.total_changes - began >= count
        assert len(commits) > count // 100


def test_a_ledger_that_cannot_be_locked_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "locks").touch()
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger.open(tmp_path, NAME)
