"""The ledger's SQLite file: opened, checked, written to in transactions."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from contextlib import closing, contextmanager, nullcontext, suppress
from threading import Thread
from typing import IO, TYPE_CHECKING

from newsbot.exceptions import LedgerError
from newsbot.files.private import FILE_MODE, lock_file, own_opener, unlock_file
from newsbot.ledger.schema import VERSION, is_older, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

logger = logging.getLogger(__name__)

FILE = "ledger.sqlite"  # in the data directory
# Seconds for which SQLite waits while another process writes; then a warning is logged, and it
# waits again. After MAX_LOCKED the run ends: a process that stopped within a write holds it.
BUSY_TIMEOUT = 10
MAX_LOCKED = 600
CACHE_KIB = 4 * 1024  # the system keeps the rest of the file in memory that is nobody's
# Rows written after which the write-ahead log is copied into the file: in a thread, for it waits
# for the disk, and the event loop must not. Most rows are a page of the log (4 KiB). More would be
# less work, and more to read after a crash.
CHECKPOINT_ROWS = 4000
# Seconds for which the end of that waits for readers of old rows, as an export; later it tries
# again. Who wants to write waits as long.
MAX_READERS = 0.1
TURN = ".turn"  # beside the ledger, see _turn
TURN_POLL = 0.0005  # seconds
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
        self._file = file
        self._checkpoint: Thread | None = None
        self._copied = 0
        self._turn = open_turn(file) if file else None
        # To sync by. It is closed last: any close of the file would drop SQLite's locks on it.
        self._descriptor = os.open(file, os.O_RDONLY) if file else -1
        self.execute = connection.execute
        self._open = False
        self.longest_wait = 0.0  # seconds that a transaction waited for another process

    def transaction(self) -> AbstractContextManager[None]:
        """Return a context, to be entered at once, within which all is written together or not.

        Within another transaction it is part of that one.
        """
        return nullcontext() if self._open else self._transaction()

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
        self._checkpoint_if_long()

    def _begin(self) -> None:
        """Begin a transaction when nobody else writes.

        It is claimed for writing at once. One that begins by reading could not write any more
        where another process has written since (SQLITE_BUSY_SNAPSHOT).
        """
        began = time.perf_counter()
        with _turn(self._turn):
            while True:
                try:
                    self.connection.execute("BEGIN IMMEDIATE")
                    break
                except sqlite3.OperationalError as error:
                    waited = time.perf_counter() - began
                    if not _is_busy(error) or waited > MAX_LOCKED:
                        raise
                    logger.warning("another process writes to the ledger for %.0f s now", waited)
        self.longest_wait = max(self.longest_wait, time.perf_counter() - began)

    def _checkpoint_if_long(self) -> None:
        """Have a long write-ahead log copied into the file, beside the run."""
        rows = self.connection.total_changes - self._copied
        if self._file is None or rows < CHECKPOINT_ROWS:
            return
        if self._checkpoint is None or not self._checkpoint.is_alive():
            self._copied = self.connection.total_changes  # at least, when the thread is done
            self._checkpoint = Thread(target=_checkpoint, args=(self._file, self._descriptor))
            self._checkpoint.start()

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
            self._mark.touch()

    def clear_rebuild_flag(self) -> None:
        """Note that what the ledger was set aside for is made good."""
        if self._mark:
            self._mark.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the database, after the thread that copies its log."""
        if self._checkpoint:
            self._checkpoint.join()
        self.connection.close()
        if self._turn:
            self._turn.close()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


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
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if is_older(version):
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
        mark = _beside(file, REBUILD_FLAG)
        mark.touch()
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


def _is_busy(error: sqlite3.OperationalError) -> bool:
    """Return whether another process kept a statement from being done."""
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _checkpoint(file: Path, descriptor: int) -> None:
    """Copy the write-ahead log into the file, and have it begin anew; wait for the disk.

    Most is copied while others write, the last while they wait: else they would always be ahead.
    """
    try:
        with closing(
            sqlite3.connect(file, isolation_level=None, timeout=MAX_READERS)
        ) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            # SQLite does so only when all is copied.
            os.fsync(descriptor)
            with open_turn(file) as turn, _turn(turn):
                connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
    except (sqlite3.Error, OSError) as error:
        # Nothing is lost: the log is longer, and the run's own connection meets what is wrong.
        logger.warning("the ledger's log was not copied: %s", error)


def open_turn(file: Path) -> IO[bytes]:
    """Open the file by which those who write to a ledger take turns."""
    return open(_beside(file, TURN), "ab", opener=own_opener)


@contextmanager
def _turn(stream: IO[bytes] | None) -> Iterator[None]:
    """Be the next to write: who has just written comes after those who wait.

    SQLite alone has a process wait for longer and longer, and lets others pass it.
    """
    until = time.monotonic() + BUSY_TIMEOUT
    while stream and not lock_file(stream) and time.monotonic() < until:
        time.sleep(TURN_POLL)
    try:
        yield
    finally:
        if stream:
            unlock_file(stream)


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
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise LedgerError(
                f"the ledger {file} is of version {version}, this newsbot knows {VERSION}: "
                "use the newsbot that wrote it, or a newer one"
            )
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
