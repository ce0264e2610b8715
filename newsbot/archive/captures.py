"""List the captures of all files that a crawl reads, before the first capture is read.

The list gives the order in which captures are read (by time, whatever the order of the files), the
record with the payload of a revisit, and the captures that an earlier run has read. It is a
temporary SQLite database on the disk: a million captures take 400 MB there, and little memory.
"""

from __future__ import annotations

import sqlite3
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.archive.finding import OK, Capture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FIELDS = tuple(Capture.__annotations__)
COLUMNS = ", ".join(FIELDS)
CACHE_KIB = 8 * 1024
BATCH = 1000
# Seconds. A record and an article belong to the same visit if their times differ by this at most.
SAME_VISIT = 60


class Captures:
    """Captures in the order of their times, and of their files where the times are equal."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute(f"CREATE TABLE captures ({COLUMNS})")

    def add(self, captures: Iterable[Capture]) -> None:
        """Add captures, in the order of their files."""
        remaining = iter(captures)
        marks = ", ".join("?" * len(FIELDS))
        while some := list(islice(remaining, BATCH)):
            self._db.execute("BEGIN")
            # The names in the SQL are constants of this file; values are bound.
            self._db.executemany(f"INSERT INTO captures VALUES ({marks})", some)  # noqa: S608
            self._db.execute("COMMIT")

    def complete(self) -> None:
        """Make the indexes, after all captures were added."""
        for name, columns in (
            ("by_time", "at"),
            ("by_key", "key, at"),
            ("by_record", "record"),
            ("by_url", "url, at"),
            ("by_payload", "payload, at"),
        ):
            self._db.execute(f"CREATE INDEX {name} ON captures ({columns})")

    def __iter__(self) -> Iterator[Capture]:
        """Yield all captures."""
        return self._select("ORDER BY at, rowid")

    def probes(self) -> Iterator[Capture]:
        """Yield the captures of addresses that cannot exist (soft_404.py)."""
        return self._select("WHERE is_probe ORDER BY at, rowid")

    def of(self, key: str) -> list[Capture]:
        """Return the captures of the article with an id."""
        return list(self._select("WHERE key = ? ORDER BY at, rowid", key))

    def source(self, revisit: Capture) -> Capture | None:
        """Return the capture with the payload of a revisit, or None if no file has the payload."""
        has_payload = "type != 'revisit' AND status BETWEEN 200 AND 299"
        tries: list[tuple[str, tuple[object, ...]]] = []
        if revisit.refers_id:
            tries.append(("record = ?", (revisit.refers_id,)))
        if revisit.refers_url and revisit.refers_at is not None:
            tries.append(("url = ? AND at = ?", (revisit.refers_url, revisit.refers_at)))
        if revisit.payload:
            tries.append(("payload = ? AND at <= ?", (revisit.payload, revisit.at)))
        if revisit.not_modified:
            tries.append(("key = ? AND at <= ?", (revisit.key, revisit.at)))
        for where, values in tries:
            order = "ORDER BY at DESC, rowid DESC LIMIT 1"
            query = f"WHERE {where} AND {has_payload} {order}"
            if found := next(self._select(query, *values), None):
                return found
        return None

    def close(self) -> None:
        """Remove the database."""
        self._db.close()

    def _select(self, rest: str, *values: object) -> Iterator[Capture]:
        # The names in the SQL are constants of this file; values are bound.
        rows = self._db.execute(f"SELECT {COLUMNS} FROM captures {rest}", values)  # noqa: S608
        return (Capture(*row) for row in rows)


def is_readable(capture: Capture) -> bool:
    """Return whether a capture may show an article: its status is 2xx, or it repeats such a one."""
    if capture.type == "revisit":
        return capture.status in OK or capture.status in (0, 304)
    return capture.status in OK


def is_superseded(capture: Capture, others: list[Capture], known_at: float | None) -> bool:
    """Return whether a capture need not be read, because the ledger has the article as it was then.

    The last of the captures that the ledger has is read again, because a better declaration may
    read more in it. The ledger has the revisions of the captures before.

    Args:
        capture: The capture.
        others: All captures of the article, in the order of time.
        known_at: When the ledger's article was fetched (Unix seconds); None: it is not known.
    """
    if known_at is None or int(capture.at) > known_at:
        return False
    read = [other for other in others if int(other.at) <= known_at and is_readable(other)]
    return capture != read[-1] or known_at - int(capture.at) > SAME_VISIT
