"""Index the payloads of an archive, so that none is written twice.

The index is a SQLite database in the folder of the files, one for each site. If it is missing or
damaged, payloads are written again, and nothing is lost.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from newsbot.archive.wire_records import Earlier
from newsbot.files.private import touch

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)
TIMEOUT = 2  # seconds to wait for another process that writes
COLUMNS = "id, url, at, file, offset"


class PayloadIndex:
    """The records with a payload, by the digest of the payload and by URL.

    If the database cannot be used, the index is empty.
    """

    def __init__(self, file: Path) -> None:
        """Open the index; make a new one if it is missing or damaged."""
        self._file, self._folder = file, file.parent
        self._db: sqlite3.Connection | None = None
        for _ in range(2):
            try:
                self._db = _open(file)
                return
            except (sqlite3.Error, OSError) as error:
                logger.warning("%s cannot be used: %s", file, error)
                if not self._is_removed(error):
                    return

    def holder_of(self, digest: str) -> Earlier | None:
        """Return the last record with a payload, by its digest; None if its file is gone."""
        return self._find("digest = ?", digest)

    def latest(self, url: str) -> Earlier | None:
        """Return the last record of a URL; None if its file is gone."""
        return self._find("url = ?", url)

    def add(self, digest: str, record: Earlier) -> None:
        """Add a record that was written."""
        values = (digest, record.id, record.url, record.at, record.file, record.offset)
        self._execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)", *values)

    def last_offset(self, file: str) -> int:
        """Return the offset of the last record of a file that is in the index; 0 if none is."""
        found = self._select("file = ? ORDER BY offset DESC", file)
        return found.offset if found else 0

    def forget(self, file: str, offset: int) -> None:
        """Remove the records of a file from an offset on."""
        self._execute("DELETE FROM records WHERE file = ? AND offset >= ?", file, offset)

    def close(self) -> None:
        """Close the database; a second call does nothing."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _find(self, where: str, value: str) -> Earlier | None:
        found = self._select(f"{where} ORDER BY rowid DESC", value)
        if found is None:
            return None
        name = self._folder / found.file
        is_there = name.is_file() or name.with_name(name.name + ".open").is_file()
        return found if is_there else None

    def _select(self, where: str, value: str) -> Earlier | None:
        # The names in the SQL are constants of this file; values are bound.
        rows = self._execute(f"SELECT {COLUMNS} FROM records WHERE {where} LIMIT 1", value)  # noqa: S608
        return Earlier(*rows[0]) if rows else None

    def _execute(self, statement: str, *values: object) -> list[tuple[str, str, str, str, int]]:
        if self._db is None:
            return []
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            logger.warning("payloads that the archive has may be written again: %s", error)
            self.close()
            self._is_removed(error)
            return []

    def _is_removed(self, error: Exception) -> bool:
        """Remove the database if an error says that it is damaged; return whether it does."""
        if type(error) is not sqlite3.DatabaseError:
            return False
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._file.with_name(self._file.name + ending).unlink()
        return True


def _open(file: Path) -> sqlite3.Connection:
    touch(file)  # SQLite gives the mode of this file to the files that it adds
    database = sqlite3.connect(file, timeout=TIMEOUT, isolation_level=None)
    try:
        # synchronous = NORMAL: after a power failure the last rows may be missing.
        for statement in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = NORMAL",
            "CREATE TABLE IF NOT EXISTS records (digest TEXT NOT NULL, id TEXT NOT NULL,"
            " url TEXT NOT NULL, at TEXT NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL)",
            "CREATE INDEX IF NOT EXISTS by_digest ON records (digest)",
            "CREATE INDEX IF NOT EXISTS by_url ON records (url)",
            "CREATE INDEX IF NOT EXISTS by_file ON records (file, offset)",
        ):
            database.execute(statement)
    except sqlite3.Error:
        database.close()
        raise
    return database
