"""Store the backoff of each host: the time until which it is not requested."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.ledger.storage.database import Database


class Backoffs:
    """The backoffs of hosts, for all sites: the spiders of a shared host all wait.

    A host has its port if the URL has one. With ``root=`` it is the host of the root.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(self, host: str, until: int, url: str) -> None:
        """Note that a host is not to be requested for a time.

        Args:
            host: The host, see the class.
            until: The end of the backoff (Unix seconds).
            url: The URL whose response asked for the backoff.
        """
        self._db.write(
            "INSERT OR REPLACE INTO rests (host, until, url) VALUES (?, ?, ?)",
            (host, until, url),
        )

    def urls(self, since: float) -> frozenset[str]:
        """Return the URLs that caused the backoffs that end at ``since`` (Unix seconds) or later.

        A backoff may be over by now.
        """
        rows = self._db.execute("SELECT url FROM rests WHERE until >= ?", (since,))
        return frozenset(url for (url,) in rows)

    def after(self, now: float) -> list[tuple[str, int]]:
        """Return (host, end) of the backoffs that end after ``now``; times are Unix seconds."""
        return self._db.execute(
            "SELECT host, until FROM rests WHERE until > ? ORDER BY host", (now,)
        ).fetchall()
