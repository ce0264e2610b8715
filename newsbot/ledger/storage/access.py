"""Open the ledger for commands: to read it beside a running crawl, or to change it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.exceptions import LedgerError, NotFoundError
from newsbot.ledger.storage.database import FILE, REBUILD_FLAG, Database
from newsbot.ledger.storage.lock import DataLock
from newsbot.ledger.storage.schema import VERSION, migrate, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_NEAR = 5  # data directories that the message about a missing ledger names


@contextmanager
def reading(folder: Path) -> Iterator[Database]:
    """Yield a snapshot of a data directory's ledger, read-only; a crawl may run meanwhile.

    Raises:
        NotFoundError: There is no ledger.
        LedgerError: The ledger cannot be read.
    """
    file = _existing(folder)
    log = file.with_name(file.name + "-wal")
    at_rest = not log.exists()
    try:
        connection, frozen = _open_to_read(file, at_rest)
        try:
            _check_version(file, connection)
            connection.execute("BEGIN")  # one snapshot, whatever a crawl writes meanwhile
            yield Database(connection)
        finally:
            connection.close()
            if at_rest and not frozen:
                _remove_empty_wal(file)
    except sqlite3.Error as error:
        raise _unusable(file, error) from None
    if frozen and log.exists():
        raise LedgerError(f"a crawl began to write to {file} while it was read: try again")


def _open_to_read(file: Path, at_rest: bool) -> tuple[sqlite3.Connection, bool]:
    """Return a read-only connection, and whether it opened the file as immutable.

    SQLite makes a write-ahead log beside the file even to read it. If it may not write there and
    the ledger is at rest (no process has it open), the file is opened as immutable.
    """
    connection = _connect(file, "mode=ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if at_rest and error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            return _connect(file, "mode=ro&immutable=1"), True
        raise
    except BaseException:
        connection.close()
        raise
    return connection, False


def _remove_empty_wal(file: Path) -> None:
    """Let SQLite remove the empty log that reading made, unless a crawl uses it by now.

    SQLite removes a log when the last connection is closed, and only if that one may write.
    """
    connection = _connect(file, "mode=rw")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        connection.close()


@contextmanager
def upkeep(folder: Path, shared: bool = False) -> Iterator[Database]:
    """Yield a data directory's ledger for changes, and keep out crawls meanwhile.

    Args:
        folder: The data directory.
        shared: Crawls may use the ledger meanwhile, unless it needs a migration.

    Raises:
        AlreadyRunningError: A crawl uses the ledger.
        NotFoundError: There is no ledger.
        LedgerError: The ledger cannot be used.
    """
    file = _existing(folder)
    try:
        lock = DataLock(folder)
    except OSError as error:
        raise LedgerError(f"the data directory {folder} cannot be used: {error}") from None
    try:
        if not (shared and lock.take(shared=True) and _is_current(file)):
            lock.give_back()
            lock.take_alone()
        with closing(_connect(file, "mode=rw")) as connection:
            _check_version(file, connection, older=True)
            migrate(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            with closing(Database(connection, file)) as database:
                yield database
    except sqlite3.Error as error:
        raise _unusable(file, error) from None
    finally:
        lock.release()


def _existing(folder: Path) -> Path:
    file = folder / FILE
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        message = f"there is no ledger in {folder}: no crawl has run there yet"
        if near := ", ".join(map(str, ledgers_near(folder))):
            message += f"; there is one in {near} (-s NEWSBOT_DATA_DIR=…)"
        raise NotFoundError(message) from None
    except OSError as error:
        raise LedgerError(f"the ledger {file} cannot be used: {error.strerror}") from None
    if file.with_name(file.name + REBUILD_FLAG).exists():
        raise LedgerError(f"the ledger {file} is damaged: the next crawl rebuilds it")
    return file


def ledgers_near(folder: Path) -> list[Path]:
    """Return up to MAX_NEAR data directories in a folder or beside it that have a ledger."""
    found = (
        file.parent
        for place, pattern in ((folder, "*/"), (folder, "*/*/"), (folder.parent, "*/"))
        for file in _sorted_glob(place, pattern + FILE)
    )
    return list(islice(dict.fromkeys(found), MAX_NEAR))


def _sorted_glob(place: Path, pattern: str) -> list[Path]:
    try:
        return sorted(place.glob(pattern))
    except OSError:
        return []


def _connect(file: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{file.absolute().as_uri()}?{how}", uri=True, isolation_level=None, timeout=5
    )


def _check_version(file: Path, connection: sqlite3.Connection, older: bool = False) -> None:
    """Raise LedgerError for a ledger of another version; with ``older``, accept older versions."""
    version = version_of(file, connection)
    if version == 0:
        raise NotFoundError(f"the ledger {file} is empty: no crawl has written to it yet")
    if version < VERSION and not older:
        raise LedgerError(
            f"the ledger {file} has the older version {version}: the next crawl migrates it to "
            f"{VERSION}"
        )


def _is_current(file: Path) -> bool:
    """Return whether a ledger needs no migration."""
    with closing(_connect(file, "mode=ro")) as connection:
        return bool(connection.execute("PRAGMA user_version").fetchone()[0] == VERSION)


def _unusable(file: Path, error: sqlite3.Error) -> LedgerError:
    corrupt = not isinstance(error, sqlite3.OperationalError)  # "is not a database", "malformed"
    hint = "; the next crawl sets it aside and rebuilds it from the feeds" if corrupt else ""
    return LedgerError(f"the ledger {file} cannot be used: {error}{hint}")
