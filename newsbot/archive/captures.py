"""The captures of all files that a crawl reads, known before the first is read.

They say in which order captures are read (by their instants, whatever the files' order), which
record holds the payload of a revisit, and which captures an earlier run has read. They are in a
database of SQLite's own that is on the disk and has no name: a million take 400 MB there, and few
in memory.
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
# Seconds between the instant of a record and the one at which a crawl that wrote the record knew
# the article, at most.
SAME_VISIT = 60


class Captures:
    """Captures, in the order of time; those of one instant in the order of files and records."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute(f"CREATE TABLE captures ({COLUMNS})")

    def add(self, captures: Iterable[Capture]) -> None:
        """Note captures, in the order in which they stand in their files."""
        remaining = iter(captures)
        marks = ", ".join("?" * len(FIELDS))
        while some := list(islice(remaining, BATCH)):
            self._db.execute("BEGIN")
            # The names in the SQL are constants of this file; values are bound.
            self._db.executemany(f"INSERT INTO captures VALUES ({marks})", some)  # noqa: S608
            self._db.execute("COMMIT")

    def complete(self) -> None:
        """Make the captures ready to be asked for; all of them were added."""
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
        """Yield the answers for addresses that cannot exist."""
        return self._select("WHERE is_probe ORDER BY at, rowid")

    def of(self, key: str) -> list[Capture]:
        """Return the captures of an article."""
        return list(self._select("WHERE key = ? ORDER BY at, rowid", key))

    def source(self, revisit: Capture) -> Capture | None:
        """Return the capture that holds the payload of a revisit; None where none does."""
        holds = "type != 'revisit' AND status BETWEEN 200 AND 299"
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
            if found := next(self._select(f"WHERE {where} AND {holds} {order}", *values), None):
                return found
        return None

    def close(self) -> None:
        """Remove all."""
        self._db.close()

    def _select(self, rest: str, *values: object) -> Iterator[Capture]:
        # The names in the SQL are constants of this file; values are bound.
        rows = self._db.execute(f"SELECT {COLUMNS} FROM captures {rest}", values)  # noqa: S608
        return (Capture(*row) for row in rows)


def is_readable(capture: Capture) -> bool:
    """Return whether a capture may show an article: it answered, or repeats one that did."""
    if capture.type == "revisit":
        return capture.status in OK or capture.status in (0, 304)
    return capture.status in OK


def is_superseded(capture: Capture, others: list[Capture], known_at: float | None) -> bool:
    """Return whether an article is known as it was at a capture, or later.

    The last capture up to the instant at which the article is known is read again: a better
    declaration may read more in it. Of what came before, the ledger has the revisions.

    Args:
        capture: The capture.
        others: All captures of the article, in the order of time.
        known_at: When the known article was fetched (Unix seconds); None: it is not known.
    """
    if known_at is None or int(capture.at) > known_at:
        return False
    read = [other for other in others if int(other.at) <= known_at and is_readable(other)]
    return capture != read[-1] or known_at - int(capture.at) > SAME_VISIT
