"""The ledger's SQLite file: opened, checked, written to in transactions."""

from __future__ import annotations

import logging
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsbot.exceptions import LedgerError
from newsbot.ledger.schema import VERSION, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

CACHE_KIB = 32 * 1024
# Pages of write-ahead log (4 KiB each) after which a commit also copies it into the file; few, so
# that no commit takes long: the event loop waits for it.
CHECKPOINT_PAGES = 500


class Database:
    """A connection whose writes are transactions.

    Commits go to the write-ahead log without waiting for the disk (synchronous=NORMAL): a killed
    process loses none, a power cut may take the last ones, in order. Recovery mends what the
    feeds then are ahead.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.execute = connection.execute
        self._open = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written within is done together or not at all; within another it is part of
        that one.
        """
        if self._open:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        self._open = True
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        else:
            self.connection.execute("COMMIT")
        finally:
            self._open = False

    def close(self) -> None:
        self.connection.close()


def open_database(file: Path) -> tuple[Database, Path | None]:
    """The database in ``file``, made or brought up to date.

    One that is corrupt is set aside: its new name is returned too. LedgerError where it is of a
    newer newsbot.
    """
    try:
        return _opened(file), None
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
            raise LedgerError(f"the ledger {file} cannot be opened: {error}") from None
        aside = file.with_name(
            f"{file.name}.corrupt-{time.strftime('%Y-%m-%dT%H-%M-%SZ', time.gmtime())}"
        )
        logger.error("the ledger %s is corrupt (%s): set aside as %s", file, error, aside.name)
        for ending in ("", "-wal", "-shm"):
            part = file.with_name(file.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
        return _opened(file), aside


def _opened(file: Path) -> Database:
    connection = sqlite3.connect(file, isolation_level=None, timeout=5)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise LedgerError(
                f"the ledger {file} is of version {version}, this newsbot knows {VERSION}: "
                "use the newsbot that wrote it, or a newer one"
            )
        migrate(connection)
        _check(connection)
    except BaseException:
        connection.close()
        raise
    return Database(connection)


def _check(connection: sqlite3.Connection) -> None:
    """Raise DatabaseError for a damaged file. After a clean end a look at its tables is enough;
    after a run that died, all of it is read.
    """
    dead = connection.execute("SELECT count(*) FROM runs WHERE ended_at IS NULL").fetchone()[0]
    for name in ("pages", "articles", "revisions"):
        connection.execute(f"SELECT * FROM {name} LIMIT 1").fetchall()  # noqa: S608
    if dead:
        result = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if result != "ok":
            raise sqlite3.DatabaseError(result)
