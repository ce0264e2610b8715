"""Note the runs of one site: start, end and feed of each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.ledger.storage.database import Database

RUNS_WITH_FAULTS = 5  # the number of last runs whose faults had_faults considers


class Runs:
    """The runs of one site in the ledger.

    A run is over when its feed contains every line that the run owed. Recovery handles runs that
    are not over.
    """

    def __init__(self, database: Database, site: str) -> None:
        self._db = database
        self.site = site

    def start(self, now: int) -> int:
        """Note a new run at ``now`` (Unix seconds); return its number."""
        number = self._db.write(
            "INSERT INTO runs (site, started_at) VALUES (?, ?)", (self.site, now)
        ).lastrowid
        assert number is not None
        return number

    def set_feed(self, run: int, uri: str) -> None:
        """Note the path or URI of a run's feed, before the first line is written."""
        self._db.write("UPDATE runs SET feed = ? WHERE number = ?", (uri, run))

    def feed(self, run: int) -> str | None:
        """Return the path or URI of a run's feed; None if it is not noted yet."""
        feed: str | None = self._db.value("SELECT feed FROM runs WHERE number = ?", (run,))
        return feed

    def set_fields(self, run: int, shares: dict[str, tuple[float, float]]) -> None:
        """Note a healthy run's shares of pages: field → (filled, filled by the page's markup)."""
        self._db.write("UPDATE runs SET fields = ? WHERE number = ?", (json.dumps(shares), run))

    def last_fields(self) -> dict[str, tuple[float, float]]:
        """Return the shares of the last healthy run; an empty dictionary without one."""
        fields = self._db.value(
            "SELECT fields FROM runs WHERE site = ? AND fields IS NOT NULL"
            " ORDER BY number DESC LIMIT 1",
            (self.site,),
        )
        return {name: tuple(shares) for name, shares in json.loads(fields or "{}").items()}

    def last_healthy(self) -> int:
        """Return the number of the last healthy run; 0 without one."""
        number = self._db.value(
            "SELECT max(number) FROM runs WHERE site = ? AND fields IS NOT NULL", (self.site,)
        )
        return number or 0

    def set_unread(self, run: int, pages: int) -> None:
        """Note how many pages could not be read in a run without an article.

        Args:
            run: The number of the run.
            pages: The number of pages, without those that had failed before; 0 for a run that read
                an article.
        """
        self._db.write("UPDATE runs SET unread = ? WHERE number = ?", (pages, run))

    def unread_in_a_row(self) -> int:
        """Return the number of pages that ``set_unread`` noted since a run last read an article."""
        pages = self._db.value(
            "SELECT sum(unread) FROM runs WHERE site = ? AND number > (SELECT"
            " coalesce(max(number), 0) FROM runs WHERE site = ? AND unread = 0)",
            (self.site, self.site),
        )
        return pages or 0

    def note_faults(self, run: int) -> None:
        """Note that requests of a run failed at first and succeeded when they were retried."""
        self._db.write("UPDATE runs SET faults_passed = 1 WHERE number = ?", (run,))

    def had_faults(self) -> bool:
        """Return whether ``note_faults`` was called for one of the last RUNS_WITH_FAULTS runs."""
        had_faults = self._db.value(
            "SELECT max(faults_passed) FROM"
            " (SELECT faults_passed FROM runs WHERE site = ? ORDER BY number DESC LIMIT ?)",
            (self.site, RUNS_WITH_FAULTS),
        )
        return bool(had_faults)

    def stored(self, run: int) -> None:
        """Note that the feed of a run is stored: all lines that the run owes are delivered."""
        self._db.write("INSERT OR IGNORE INTO stored_runs (number) VALUES (?)", (run,))

    def end(self, run: int, now: int) -> None:
        """Note that a run is over at ``now`` (Unix seconds), so that recovery ignores it."""
        with self._db.transaction():
            self._db.execute("UPDATE runs SET ended_at = ? WHERE number = ?", (now, run))
            self._db.execute("DELETE FROM stored_runs WHERE number = ?", (run,))

    def is_stored(self, run: int) -> bool:
        """Return whether the feed of a run that is not over is stored."""
        return bool(self._db.value("SELECT 1 FROM stored_runs WHERE number = ?", (run,)))

    def last_start(self) -> int | None:
        """Return when the last run began (Unix seconds); None without a run."""
        started_at: int | None = self._db.value(
            "SELECT started_at FROM runs WHERE site = ? ORDER BY number DESC LIMIT 1", (self.site,)
        )
        return started_at

    def unfinished(self) -> list[tuple[int, str | None]]:
        """Return (number, feed) of the runs that are not over; without a process, they crashed."""
        return self._db.execute(
            "SELECT number, feed FROM runs WHERE site = ? AND ended_at IS NULL ORDER BY number",
            (self.site,),
        ).fetchall()
