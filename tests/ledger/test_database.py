"""The file: broken, of another version, held by another run, on a full disk."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from newsbot.exceptions import AlreadyRunningError, LedgerError
from newsbot.items import Article
from newsbot.ledger import Ledger
from newsbot.ledger.storage import checkpoint, schema
from newsbot.ledger.storage.database import open_database
from tests.crawling import PROJECT
from tests.ledger.conftest import NAME, Runs, ref

COUNT = 120
Make = Callable[..., Article]


def size(ledger: Path) -> int:
    return ledger.stat().st_size


def overwrite_middle(ledger: Path) -> None:
    """Every page but the first: whatever is read next is damaged."""
    with ledger.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size(ledger) - 4096))


def overwrite_start(ledger: Path) -> None:
    with ledger.open("r+b") as file:
        file.write(b"\0" * 512)


def truncate(ledger: Path) -> None:
    os.truncate(ledger, size(ledger) // 2 + 7)


def empty(ledger: Path) -> None:
    os.truncate(ledger, 0)


def garbage(ledger: Path) -> None:
    ledger.write_bytes(b"<html>404</html>" * 999)


def known_run(runs: Runs, make: Make) -> Path:
    """A complete run of many articles, one of them edited; its ledger."""
    with runs.run() as ledger:
        articles = [make(number, found_via="sitemap", depth=1) for number in range(COUNT)]
        articles.append(make(5, headline="नई सुर्खी"))
        for each in articles:
            ledger.pages.discover([ref(0)], "listing", "", 0, ledger.run)
            ledger.record(each, None)
        runs.feed(ledger, *articles)
        ledger.delivered()
    return runs.folder / "ledger.sqlite"


@pytest.mark.parametrize("harm", [overwrite_middle, overwrite_start, truncate, empty, garbage])
def test_a_broken_ledger_is_rebuilt_from_the_feeds(
    runs: Runs, article: Make, caplog: pytest.LogCaptureFixture, harm: Callable[[Path], None]
) -> None:
    file = known_run(runs, article)
    harm(file)
    harmed = file.read_bytes()
    with caplog.at_level(logging.ERROR), runs.run() as ledger:
        assert ledger.articles.count() == COUNT
        assert list(ledger.articles.owed(ledger.run)) == []
        assert ledger.record(article(5, headline="नई सुर्खी"), None).kind == "unchanged"
        assert ledger.record(article(5, headline="और नई"), None).revision == 3
        copy = article(COUNT + 1, body=article(7).body)
        assert ledger.record(copy, None).kind == "new"
        assert copy.duplicate_of == "indiadaily:7"
        page = ledger.pages.get("indiadaily:7")
        assert page is not None
        assert (page.state, page.found_via, page.depth) == ("done", "sitemap", 1)
        ledger.delivered()
    (aside,) = runs.folder.glob("ledger.sqlite.corrupt-*Z")
    assert aside.read_bytes() == harmed
    assert [record.message.split(":")[0] for record in caplog.records] == [
        f"the ledger {file} is corrupt ({caplog.records[0].args[1]})",
        f"the ledger was rebuilt from 1 feeds in {runs.feeds}",
    ]
    with runs.run() as ledger:  # and that is that
        assert ledger.articles.count() == COUNT + 1
    assert len(list(runs.folder.glob("*.corrupt-*"))) == 1


def test_damage_that_is_met_in_a_run_is_mended_by_the_next(runs: Runs, article: Make) -> None:
    """SQLite sees no damage within a value: the line says it itself."""
    file = known_run(runs, article)
    connection = sqlite3.connect(file)
    with connection:
        line = connection.execute("SELECT line FROM revisions WHERE article = 8").fetchone()[0]
        harmed = line[:40] + bytes(each ^ 255 for each in line[40:50]) + line[50:]
        connection.execute("UPDATE revisions SET line = ? WHERE article = 8", (harmed,))
    connection.close()
    with runs.run() as ledger:
        with pytest.raises(sqlite3.DatabaseError, match="a stored line is damaged"):
            ledger.record(article(7, headline="नई"), None)
        assert ledger.record(article(9, headline="नई"), None).revision == 2
    with runs.run() as ledger:
        assert ledger.record(article(7, headline="नई"), None).revision == 2
    assert len(list(runs.folder.glob("*.corrupt-*"))) == 1


def test_a_rebuild_that_died_is_done_again(
    runs: Runs, article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    garbage(known_run(runs, article))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("newsbot.ledger.rebuild", die)
        with pytest.raises(KeyboardInterrupt), runs.run():
            pass
    with runs.run() as ledger:
        assert ledger.articles.count() == COUNT


def test_a_newer_schema_is_refused(runs: Runs, article: Make) -> None:
    file = known_run(runs, article)
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    before = file.read_bytes()
    for _ in range(2):  # and the lock is free again
        with pytest.raises(
            LedgerError, match=r"has version \d+, and this newsbot reads up to \d+: use "
        ):
            Ledger.open(runs.folder, NAME)
    assert file.read_bytes() == before


def test_an_older_schema_is_brought_up_to_date(
    runs: Runs, article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_run(runs, article)
    more = (*schema.MIGRATIONS, "ALTER TABLE runs ADD COLUMN note TEXT; CREATE TABLE more (x)")
    monkeypatch.setattr(schema, "MIGRATIONS", more)
    monkeypatch.setattr(schema, "VERSION", len(more))
    with runs.run() as ledger:
        version = ledger.database.execute("PRAGMA user_version").fetchone()[0]
        assert version == len(more)
        assert ledger.database.execute("SELECT note FROM runs").fetchall()
        assert ledger.articles.count() == COUNT


def test_a_migration_is_done_wholly_or_not_at_all(
    runs: Runs, article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_run(runs, article)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE more (x); nonsense"))
        patch.setattr(schema, "VERSION", schema.VERSION + 1)
        with pytest.raises(LedgerError, match="cannot be opened"):
            Ledger.open(runs.folder, NAME)
    with runs.run() as ledger:
        tables = ledger.database.execute("SELECT name FROM sqlite_schema").fetchall()
        assert ("more",) not in tables
        assert ledger.articles.count() == COUNT


def test_a_transaction_is_done_wholly_or_not_at_all(ledger: Ledger, article: Make) -> None:
    def failing() -> None:
        with ledger.transaction():
            ledger.record(article(1), None)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()
    assert ledger.articles.count() == 0
    assert ledger.record(article(1), None).kind == "new"


def test_a_full_disk_loses_only_what_it_refused(runs: Runs, article: Make) -> None:
    with runs.run() as ledger:
        pages = ledger.database.execute("PRAGMA page_count").fetchone()[0]
        ledger.database.execute(f"PRAGMA max_page_count = {pages + 20}")
        known = 0

        def fill() -> None:
            nonlocal known
            for number in range(1000):
                ledger.record(article(number), None)
                known += 1

        with pytest.raises(sqlite3.OperationalError, match="full"):
            fill()
        assert 0 < known == ledger.articles.count()
        ledger.database.execute("PRAGMA max_page_count = 100000")  # space is freed
        assert ledger.record(article(known), None).kind == "new"
    with runs.run() as ledger:
        assert len(list(ledger.articles.owed(ledger.run))) == known + 1


def test_a_long_log_is_copied_beside_the_run(
    runs: Runs, article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "CHECKPOINT_ROWS", 500)
    log = runs.folder / "ledger.sqlite-wal"
    with runs.run() as ledger:
        count = same = 0
        until = time.monotonic() + 20
        while same < 50 and time.monotonic() < until:
            before = size(log)
            ledger.record(article(count), None)
            count += 1
            same = same + 1 if size(log) == before else 0
        assert same == 50  # it began anew, and is written over
    with runs.run() as ledger:
        assert ledger.articles.count() == count


def test_a_data_directory_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger.open(tmp_path / "file" / "data", NAME)
    (tmp_path / "ledger.sqlite").mkdir()
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger.open(tmp_path, NAME)


def test_one_run_of_a_site_at_a_time(runs: Runs) -> None:
    with runs.run():
        started = time.monotonic()
        with pytest.raises(AlreadyRunningError, match=f"process {os.getpid()}"):
            Ledger.open(runs.folder, NAME)
        assert time.monotonic() - started < 5, "it waited"
    with runs.run() as ledger:
        assert len(ledger.runs.unfinished()) == 1  # the refused one left nothing


def test_another_process_holds_the_lock_until_it_dies(runs: Runs) -> None:
    program = (
        "import pathlib, sys, time; from newsbot.ledger import Ledger\n"
        "ledger = Ledger.open(pathlib.Path(sys.argv[1]), 'indiadaily')\n"
        "print('open', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(runs.folder)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(AlreadyRunningError, match=f"process {holder.pid}"):
            Ledger.open(runs.folder, NAME)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with runs.run() as ledger:
        assert len(ledger.runs.unfinished()) == 1


def test_opening_twice_and_closing_twice_is_harmless(runs: Runs) -> None:
    file = runs.folder / "ledger.sqlite"
    one, aside = open_database(file)
    other, _ = open_database(file)
    assert aside is None
    one.close()
    other.close()
    with runs.run() as ledger:
        ledger.close()
