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
# Seconds for which SQLite waits while another process writes. Then a warning is logged, and SQLite
# waits again. After MAX_LOCKED seconds the run ends: the other process hangs within a write.
BUSY_TIMEOUT = 10
MAX_LOCKED = 600
CACHE_KIB = 4 * 1024  # the rest of the file is in the file system's cache
# Bytes. A ledger up to this size is checked as a whole after a crash, in a fifth of a second.
# Damage in a larger ledger is noted when a damaged page is read.
MAX_CHECKED_SIZE = 64 << 20
# Ending of an empty file beside the ledger that says: the next run must rebuild the ledger.
REBUILD_FLAG = ".rebuild"


class Database:
    """A connection whose writes are transactions; other processes write to the file between them.

    Commits go to the write-ahead log without waiting for the disk (synchronous=NORMAL): a killed
    process loses none, a power failure may lose the last ones. The feed then has lines that the
    ledger lacks; recovery reads them back.

    Args:
        connection: A connection in autocommit mode.
        file: The file of the ledger; damage is noted beside it. None for a connection that only
            reads: there is no flag, no turn to write and no checkpoint.
    """

    def __init__(self, connection: sqlite3.Connection, file: Path | None = None) -> None:
        self.connection = connection
        self.folder = file and file.parent
        self._mark = file and _beside(file, REBUILD_FLAG)
        self._turn = file and WriteTurn(file)
        self._checkpointer = file and Checkpointer(file)
        self.execute = connection.execute
        self._open = False
        self.longest_wait = 0.0  # seconds that a transaction waited for another process, at most

    def transaction(self) -> AbstractContextManager[None]:
        """Return a context manager for a transaction, to be entered at once.

        Within another transaction it does nothing, and its writes belong to the outer transaction.
        """
        return nullcontext() if self._open else self._transaction()

    def write(self, statement: str, values: Parameters = ()) -> sqlite3.Cursor:
        """Execute a statement that writes, in a transaction."""
        with self.transaction():
            return self.execute(statement, values)

    def value(self, statement: str, values: Parameters = ()) -> Any:
        """Return the first value of the first row of a SELECT; None without a row."""
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
                # After some errors, such as a full disk, SQLite has already rolled back.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            finally:
                self._open = False
        if self._checkpointer:
            self._checkpointer.copy_if_long(self.connection.total_changes)

    def _begin(self) -> None:
        """Begin a write transaction as soon as no other process writes.

        A transaction that begins as a read could not write any more if another process has written
        meanwhile (SQLITE_BUSY_SNAPSHOT).
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
                    logger.warning("another process has locked the ledger for %.0f s now", waited)
        self.longest_wait = max(self.longest_wait, time.perf_counter() - began)

    @contextmanager
    def noting_corruption(self) -> Iterator[None]:
        """Set the rebuild flag if the block raises an error that shows damage."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            # DatabaseError itself means a malformed file; its subclasses mean other errors.
            if type(error) is sqlite3.DatabaseError:
                with suppress(OSError):
                    self.set_rebuild_flag()
            raise

    def set_rebuild_flag(self) -> None:
        """Make the next run rebuild the ledger, unless ``clear_rebuild_flag`` is called before."""
        if self._mark:
            touch(self._mark)

    def clear_rebuild_flag(self) -> None:
        """Note that the ledger is rebuilt."""
        if self._mark:
            self._mark.unlink(missing_ok=True)

    def close(self) -> None:
        """Wait for the thread that copies the log, and close the database."""
        if self._checkpointer:
            self._checkpointer.join()
        self.connection.close()
        if self._turn:
            self._turn.close()
        if self._checkpointer:
            self._checkpointer.close()


class NotReadyError(Exception):
    """The ledger must be made, migrated or rebuilt before a run can use it; the text says why."""


def open_ready(file: Path, site: str) -> Database:
    """Return the database in a file for a run of a site, beside runs of other sites.

    Raises:
        NotReadyError: ``open_database`` must make, migrate or replace it first.
        LedgerError: The file cannot be opened, or a newer newsbot wrote it.
    """
    if not file.exists():
        raise NotReadyError("is not there")
    try:
        _raise_if_flagged(file)
        connection = _connect(file)
        try:
            version = version_of(file, connection)
            if version < schema.VERSION:
                raise NotReadyError(f"has the older version {version}")
            _check(connection, site)
        except BaseException:
            connection.close()
            raise
    except sqlite3.DatabaseError as error:
        _raise_unless_corrupt(file, error)
        raise NotReadyError(f"is damaged ({error})") from None
    return Database(connection, file)


def open_database(file: Path) -> tuple[Database, Path | None]:
    """Return the database in a file, after making, migrating or replacing it.

    The caller must hold the exclusive lock of the data directory. A corrupt database is renamed and
    replaced by a new one, which counts as corrupt until ``clear_rebuild_flag`` is called.

    Returns:
        The database, and the new path of a corrupt file; None without one.

    Raises:
        LedgerError: The file cannot be opened, or a newer newsbot wrote it.
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
        # The log is moved first, because SQLite would apply it to a new file.
        for ending in ("-wal", "-shm", ""):
            if (part := _beside(file, ending)).exists():
                part.rename(_beside(aside, ending))
        return _opened(file), aside


def _raise_if_flagged(file: Path) -> None:
    """Raise DatabaseError for a file that is empty or flagged as damaged."""
    if _beside(file, REBUILD_FLAG).exists():
        raise sqlite3.DatabaseError("an earlier run found damage in it")
    if file.exists() and not file.stat().st_size:
        raise sqlite3.DatabaseError("it is empty")


def _raise_unless_corrupt(file: Path, error: sqlite3.DatabaseError) -> None:
    """Raise LedgerError for an error that is not about the content of the file."""
    if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
        raise LedgerError(f"the ledger {file} cannot be opened: {error}") from None


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def _opened(file: Path) -> Database:
    """Open the database in a file; make or migrate it if needed, and check it."""
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
        # A thread that reads a page (downloader/worker.py) may look up an article; SQLite itself
        # serializes the statements.
        check_same_thread=False,
    )
    try:
        # SQLite makes new files beside the ledger with the mode of the ledger.
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

    Read a row of each large table. After a crash, check the whole file unless it is large. An
    unfinished run means a crash; with ``site``, only if it is a run of that site, because runs of
    other sites may be under way.
    """
    (crashed,) = connection.execute(
        "SELECT count(*) FROM runs WHERE ended_at IS NULL AND site = coalesce(?, site)", (site,)
    ).fetchone()
    for name in ("pages", "articles", "revisions"):
        connection.execute(f"SELECT * FROM {name} LIMIT 1").fetchall()  # noqa: S608  # ours
    pages, size = (
        connection.execute(f"PRAGMA page_{it}").fetchone()[0] for it in ("count", "size")
    )
    if crashed and pages * size <= MAX_CHECKED_SIZE:
        result = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if result != "ok":
            raise sqlite3.DatabaseError(result)
