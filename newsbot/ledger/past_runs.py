"""Look up runs, their revisions, and the pages that failed, for reports and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbot.ledger.admin import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.ledger.storage.database import Database


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run as the ledger knows it.

    Attributes:
        number: The number among all runs of the data directory, from 1.
        site: The spider's name.
        started_at: The start (Unix seconds).
        ended_at: The end (Unix seconds); None: the run is under way, or crashed.
        feed: The path or URI of its feed; None if it is not noted yet.
    """

    number: int
    site: str
    started_at: int
    ended_at: int | None
    feed: str | None


def runs(database: Database, site: str | None = None) -> Iterator[PastRun]:
    """Yield the runs of the ledger, or those of one site, newest first."""
    rows = database.execute(
        "SELECT number, site, started_at, ended_at, feed FROM runs"
        " WHERE :site IS NULL OR site = :site ORDER BY number DESC",
        {"site": site},
    )
    return (PastRun(*row) for row in rows)


def revisions_of(database: Database, run: int) -> Iterator[tuple[int, int]]:
    """Return (number of the article, revision) pairs of the lines that a run owed to its feed."""
    keys: list[tuple[int, int]] = database.execute(
        "SELECT article, revision FROM revisions WHERE run = ? ORDER BY made_at, article, revision",
        (run,),
    ).fetchall()
    return iter(keys)


def revision_before(database: Database, key: tuple[int, int]) -> bytes | None:
    """Return the line of the revision before (number of an article, revision); None without one."""
    before = database.value(
        "SELECT max(revision) FROM revisions WHERE article = ? AND revision < ?", key
    )
    return line_of(database, (key[0], before)) if before else None


def failed_since(
    database: Database, site: str, since: int, until: int
) -> Iterator[tuple[str, str]]:
    """Return (reason, URL) of pages whose last visit failed, between two times (Unix seconds)."""
    return iter(
        database.execute(
            "SELECT reason, url FROM pages WHERE site = ? AND source IS NULL AND reason IS NOT NULL"
            " AND state IN ('failed', 'gone') AND visited_at BETWEEN ? AND ?"
            " ORDER BY reason, url",
            (site, since, until),
        ).fetchall()
    )
