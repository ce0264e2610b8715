"""Remember the hosts that asked to be left alone, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.ledger.storage.database import Database


class Backoffs:
    """The hosts in a backoff, of all sites: a host asks whoever comes, two spiders too.

    ``host``: with its port where the URL has one, as it is asked (with ``root=``, the root's).
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(self, host: str, until: int, url: str) -> None:
        """Note that a host asks to be left alone.

        Args:
            host: See the class.
            until: The end of the pause (Unix seconds).
            url: The page that was answered so.
        """
        self._db.write(
            "INSERT OR REPLACE INTO rests (host, until, url) VALUES (?, ?, ?)",
            (host, until, url),
        )

    def urls(self, since: float) -> frozenset[str]:
        """Return the pages whose answers asked for the pauses that end after ``since``.

        A pause may be over by now. ``since`` is in Unix seconds.
        """
        rows = self._db.execute("SELECT url FROM rests WHERE until >= ?", (since,))
        return frozenset(url for (url,) in rows)

    def after(self, now: float) -> list[tuple[str, int]]:
        """Return (host, end) of the pauses that end after ``now``; both in Unix seconds."""
        return self._db.execute(
            "SELECT host, until FROM rests WHERE until > ? ORDER BY host", (now,)
        ).fetchall()
