"""Open and check the ledger's SQLite file, and write to it in transactions."""

from __future__ import annotations

import logging
import sqlite3
import time
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any

from newsbot.exceptions import LedgerError
from newsbot.files.private import FILE_MODE, touch
from newsbot.ledger.storage import schema
from newsbot.ledger.storage.checkpoint import Checkpointer
from newsbot.ledger.storage.schema import migrate, version_of
from newsbot.ledger.storage.write_turn import WriteTurn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    Parameters = Sequence[Any] | Mapping[str, Any]

logger = logging.getLogger(__name__)

FILE = "ledger.sqlite"  # in the data directory
# Seconds for which SQLite waits while another process writes; then a warning is logged, and it
# waits again. After MAX_LOCKED the run ends: a process that stopped within a write holds it.
BUSY_TIMEOUT = 10
MAX_LOCKED = 600
CACHE_KIB = 4 * 1024  # the system keeps the rest of the file in memory that is nobody's
# A ledger up to this size is read whole after a run that died (a fifth of a second); damage in a
# larger one is met when the page is read, and noted then.
CHECKED_WHOLE = 64 << 20
# Beside the ledger while it is to be set aside and rebuilt, until that is done.
REBUILD_FLAG = ".rebuild"


class Database:
    """A connection whose writes are transactions; other processes write to the file between them.

    Commits go to the write-ahead log without waiting for the disk (synchronous=NORMAL): a killed
    process loses none, a power failure may lose the last ones. The feed then has lines that the
    ledger lacks; recovery reads them back.

    Args:
        connection: In autocommit mode.
        file: Where damage is noted, so that the next run rebuilds it; None: nowhere.
    """

    def __init__(self, connection: sqlite3.Connection, file: Path | None = None) -> None:
        self.connection = connection
        self.folder = file and file.parent
        self._mark = file and _beside(file, REBUILD_FLAG)
        self._turn = file and WriteTurn(file)
        self._checkpointer = file and Checkpointer(file)
        self.execute = connection.execute
        self._open = False
        self.longest_wait = 0.0  # seconds that a transaction waited for another process

    def transaction(self) -> AbstractContextManager[None]:
        """Return a context, to be entered at once, within which all is written together or not.

        Within another transaction it is part of that one.
        """
        return nullcontext() if self._open else self._transaction()

    def write(self, statement: str, values: Parameters = ()) -> sqlite3.Cursor:
        """Execute a statement that writes, in a transaction."""
        with self.transaction():
            return self.execute(statement, values)

    def value(self, statement: str, values: Parameters = ()) -> Any:
        """Return the first value that a SELECT finds; None where it finds none."""
        row = self.execute(statement, values).fetchone()
        return row[0] if row else None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self.noting_corruption():
            self._begin()
            self._open = True
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                # A full disk, for one, has SQLite roll back by itself, or fails the COMMIT.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            finally:
                self._open = False
        if self._checkpointer:
            self._checkpointer.copy_if_long(self.connection.total_changes)

    def _begin(self) -> None:
        """Begin a transaction when nobody else writes.

        It is claimed for writing at once. One that begins by reading could not write any more
        where another process has written since (SQLITE_BUSY_SNAPSHOT).
        """
        began = time.perf_counter()
        with self._turn.taken(BUSY_TIMEOUT) if self._turn else nullcontext():
            while True:
                try:
                    self.connection.execute("BEGIN IMMEDIATE")
                    break
                except sqlite3.OperationalError as error:
                    waited = time.perf_counter() - began
                    is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                    if not is_busy or waited > MAX_LOCKED:
                        raise
                    logger.warning("another process writes to the ledger for %.0f s now", waited)
        self.longest_wait = max(self.longest_wait, time.perf_counter() - began)

    @contextmanager
    def noting_corruption(self) -> Iterator[None]:
        """Note damage that is met within, so that the next run rebuilds the ledger."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            # That class itself says that the file is malformed; its subclasses, all the rest.
            if type(error) is sqlite3.DatabaseError:
                with suppress(OSError):
                    self.set_rebuild_flag()
            raise

    def set_rebuild_flag(self) -> None:
        """Have the next run rebuild the ledger, unless it is made good before."""
        if self._mark:
            touch(self._mark)

    def clear_rebuild_flag(self) -> None:
        """Note that the ledger was rebuilt, and needs no rebuild any more."""
        if self._mark:
            self._mark.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the database, after the thread that copies its log."""
        if self._checkpointer:
            self._checkpointer.join()
        self.connection.close()
        if self._turn:
            self._turn.close()
        if self._checkpointer:
            self._checkpointer.close()


class NotReadyError(Exception):
    """The ledger must be put in order before a run can use it; the text says why."""


def open_ready(file: Path, site: str) -> Database:
    """Return the database in a file for a run of a site, beside runs of other sites.

    Raises:
        NotReadyError: ``open_database`` must make, migrate or replace it first.
        LedgerError: The file cannot be opened, or is of a newer newsbot.
    """
    if not file.exists():
        raise NotReadyError("is not there")
    try:
        _raise_if_flagged(file)
        connection = _connect(file)
        try:
            version = version_of(file, connection)
            if version < schema.VERSION:
                raise NotReadyError(f"is of the older version {version}")
            _check(connection, site)
        except BaseException:
            connection.close()
            raise
    except sqlite3.DatabaseError as error:
        _raise_unless_corrupt(file, error)
        raise NotReadyError(f"is damaged ({error})") from None
    return Database(connection, file)


def open_database(file: Path) -> tuple[Database, Path | None]:
    """Return the database in a file, made or brought up to date, and the file that was set aside.

    The data directory must be this process's alone. A corrupt database is set aside under a new
    name, which is returned too; else None is. Until ``clear_rebuild_flag`` is called, the new
    database counts as corrupt.

    Raises:
        LedgerError: The file cannot be opened, or is of a newer newsbot.
    """
    try:
        _raise_if_flagged(file)
        return _opened(file), None
    except sqlite3.DatabaseError as error:
        _raise_unless_corrupt(file, error)
        aside = file.with_name(
            f"{file.name}.corrupt-{time.strftime('%Y-%m-%dT%H-%M-%SZ', time.gmtime())}"
        )
        logger.error("the ledger %s is corrupt (%s): set aside as %s", file, error, aside.name)
        touch(_beside(file, REBUILD_FLAG))
        # The log first: it must never lie beside a new file.
        for ending in ("-wal", "-shm", ""):
            if (part := _beside(file, ending)).exists():
                part.rename(_beside(aside, ending))
        return _opened(file), aside


def _raise_if_flagged(file: Path) -> None:
    """Raise DatabaseError for a file that is known to be damaged."""
    if _beside(file, REBUILD_FLAG).exists():
        raise sqlite3.DatabaseError("damage was met in it")
    if file.exists() and not file.stat().st_size:
        raise sqlite3.DatabaseError("it is empty")


def _raise_unless_corrupt(file: Path, error: sqlite3.DatabaseError) -> None:
    """Raise LedgerError for an error that says nothing about the content of the file."""
    if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
        raise LedgerError(f"the ledger {file} cannot be opened: {error}") from None


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def _opened(file: Path) -> Database:
    """Return the database in a file, made or migrated where that is needed, and checked."""
    connection = _connect(file)
    try:
        migrate(connection)
        _check(connection)
    except BaseException:
        connection.close()
        raise
    return Database(connection, file)


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        file,
        isolation_level=None,
        timeout=BUSY_TIMEOUT,
        # A page that is read in a thread (downloader/worker.py) may look up whether an article is
        # known; SQLite itself takes one statement after another.
        check_same_thread=False,
    )
    try:
        # SQLite gives new files beside the ledger the ledger's own mode.
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError, PermissionError):
                _beside(file, ending).chmod(FILE_MODE)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        version_of(file, connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, site: str | None = None) -> None:
    """Raise DatabaseError for a damaged file.

    After a clean end a look at its tables is enough; after a run that died, all of it is read,
    unless it is large. Where other sites may have runs under way, only a run of ``site`` that is
    not over has died.
    """
    (dead,) = connection.execute(
        "SELECT count(*) FROM runs WHERE ended_at IS NULL AND site = coalesce(?, site)", (site,)
    ).fetchone()
    for name in ("pages", "articles", "revisions"):
        connection.execute(f"SELECT * FROM {name} LIMIT 1").fetchall()  # noqa: S608  # ours
    pages, size = (
        connection.execute(f"PRAGMA page_{it}").fetchone()[0] for it in ("count", "size")
    )
    if dead and pages * size <= CHECKED_WHOLE:
        result = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if result != "ok":
            raise sqlite3.DatabaseError(result)
