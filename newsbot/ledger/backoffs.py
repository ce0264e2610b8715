"""The hosts that asked to be left alone, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.ledger.database import Database


class Rests:
    """Of all sites: a host asks whoever comes, and it is one host for two spiders too.

    ``host``: with its port where the URL has one, as it is asked (with ``root=``, the root's).
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(self, host: str, until: int, url: str) -> None:
        """A host asks to be left alone ``until`` then (Unix seconds); it said so of ``url``."""
        with self._db.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO rests (host, until, url) VALUES (?, ?, ?)",
                (host, until, url),
            )

    def urls(self, since: float) -> frozenset[str]:
        """The pages that were last answered so, a host one, of those whose time was over at
        ``since`` (Unix seconds) or is since then.
        """
        rows = self._db.execute("SELECT url FROM rests WHERE until >= ?", (since,))
        return frozenset(url for (url,) in rows)

    def after(self, now: float) -> list[tuple[str, int]]:
        """(host, until) of those that are not to be asked yet."""
        return self._db.execute(
            "SELECT host, until FROM rests WHERE until > ? ORDER BY host", (now,)
        ).fetchall()
