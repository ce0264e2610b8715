"""Note the runs of one site: when each began and ended, and where its lines went."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.ledger.storage.database import Database

RUNS_WITH_FAULTS = 5  # so many runs back, a site's faults are taken for its own


class Runs:
    """A run is over when its feed holds all that it was owed; until then recovery looks at it."""

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
        """Note where a run's lines go, before the first goes there."""
        self._db.write("UPDATE runs SET feed = ? WHERE number = ?", (uri, run))

    def feed(self, run: int) -> str | None:
        """Return where a run's lines go; None where that is not noted yet."""
        feed: str | None = self._db.value("SELECT feed FROM runs WHERE number = ?", (run,))
        return feed

    def set_fields(self, run: int, shares: dict[str, tuple[float, float]]) -> None:
        """Note on which shares of a healthy run's pages each field was filled, and by markup."""
        self._db.write("UPDATE runs SET fields = ? WHERE number = ?", (json.dumps(shares), run))

    def last_fields(self) -> dict[str, tuple[float, float]]:
        """Return the shares of the last healthy run; none where there was none."""
        fields = self._db.value(
            "SELECT fields FROM runs WHERE site = ? AND fields IS NOT NULL"
            " ORDER BY number DESC LIMIT 1",
            (self.site,),
        )
        return {name: tuple(shares) for name, shares in json.loads(fields or "{}").items()}

    def last_healthy(self) -> int:
        """Return the number of the last healthy run; 0 where there was none."""
        number = self._db.value(
            "SELECT max(number) FROM runs WHERE site = ? AND fields IS NOT NULL", (self.site,)
        )
        return number or 0

    def set_unread(self, run: int, pages: int) -> None:
        """Note how many pages became no article in a run that read none; 0: it read an article.

        Pages that failed before are not counted again.
        """
        self._db.write("UPDATE runs SET unread = ? WHERE number = ?", (pages, run))

    def unread_in_a_row(self) -> int:
        """Return how many such pages there are since the last run that read an article."""
        pages = self._db.value(
            "SELECT sum(unread) FROM runs WHERE site = ? AND number > (SELECT"
            " coalesce(max(number), 0) FROM runs WHERE site = ? AND unread = 0)",
            (self.site, self.site),
        )
        return pages or 0

    def note_faults(self, run: int) -> None:
        """Note that requests of a run failed and were answered when they were sent again."""
        self._db.write("UPDATE runs SET faults_passed = 1 WHERE number = ?", (run,))

    def had_faults(self) -> bool:
        """Return whether that is noted of one of the site's last runs."""
        had_faults = self._db.value(
            "SELECT max(faults_passed) FROM"
            " (SELECT faults_passed FROM runs WHERE site = ? ORDER BY number DESC LIMIT ?)",
            (self.site, RUNS_WITH_FAULTS),
        )
        return bool(had_faults)

    def stored(self, run: int) -> None:
        """Note that a run's feed is complete and safe: all that the run owes is delivered."""
        self._db.write("INSERT OR IGNORE INTO stored_runs (number) VALUES (?)", (run,))

    def end(self, run: int, now: int) -> None:
        """Note that a run is over at ``now`` (Unix seconds): recovery has nothing to do for it."""
        with self._db.transaction():
            self._db.execute("UPDATE runs SET ended_at = ? WHERE number = ?", (now, run))
            self._db.execute("DELETE FROM stored_runs WHERE number = ?", (run,))

    def is_stored(self, run: int) -> bool:
        """Return whether a run that is not over has its feed complete and safe."""
        return bool(self._db.value("SELECT 1 FROM stored_runs WHERE number = ?", (run,)))

    def last_start(self) -> int | None:
        """Return when the last run began (Unix seconds); None where there was none."""
        started_at: int | None = self._db.value(
            "SELECT started_at FROM runs WHERE site = ? ORDER BY number DESC LIMIT 1", (self.site,)
        )
        return started_at

    def unfinished(self) -> list[tuple[int, str | None]]:
        """Return (number, feed) of the runs that are not over; with its lock held, they died."""
        return self._db.execute(
            "SELECT number, feed FROM runs WHERE site = ? AND ended_at IS NULL ORDER BY number",
            (self.site,),
        ).fetchall()
