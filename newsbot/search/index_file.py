"""Open and lock the file of the search index, beside the ledger; one process at a time uses it.

A table of SQLite's FTS5 stores neither texts nor positions (contentless, ``detail=none``), which
makes the index small. The table ``documents`` maps a document to its article. A document of an
older revision is deleted there, but its words stay in the index until the index is rebuilt.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsbot.files.private import lock_file, own_opener, touch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "search.sqlite"  # in the data directory
LOCK = f"{FILE}.lock"
VERSION = 1  # raise it when the tables or the folding of words change: the index is then made anew
TABLES = f"""
    BEGIN;
    CREATE VIRTUAL TABLE words
        USING fts5 (text, content = '', columnsize = 0, detail = none, tokenize = 'ascii');
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice; the rowid in words
        article INTEGER NOT NULL,                  -- its number in the ledger
        mark INTEGER NOT NULL,                     -- of the revision, see newsbot.search.index
        at INTEGER NOT NULL                        -- the article's date, Unix seconds
    );
    PRAGMA user_version = {VERSION};
    COMMIT;
"""


@contextmanager
def lock(folder: Path, wait: float = 0.0) -> Iterator[bool]:
    """Lock the index; yield False if another process holds it for more than ``wait`` seconds."""
    with open(folder / LOCK, "ab", opener=own_opener) as stream:
        yield lock_file(stream, wait)


def open_index(folder: Path) -> sqlite3.Connection:
    """Return a connection to the index; make the index if it does not exist.

    Raises:
        sqlite3.DatabaseError: The index is damaged, or has another version.
    """
    file = folder / FILE
    if not file.exists():
        remove(folder)  # SQLite would apply the log of a removed file to the new one
    touch(file)  # it sets the mode of newsbot's files, and refuses a symbolic link
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if version == tables == 0:
            connection.executescript(TABLES)
        elif version != VERSION:
            raise sqlite3.DatabaseError(f"it has version {version}")
    except BaseException:
        connection.close()
        raise
    return connection


def remove(folder: Path) -> None:
    """Remove the index; the next search rebuilds it."""
    for ending in ("-wal", "-shm", ""):
        (folder / f"{FILE}{ending}").unlink(missing_ok=True)
