"""Keep the last good copy of each robots.txt, for times when the site does not send it."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.ledger.storage.database import Database


class RobotsCopies:
    """The copies of all sites. ``url``: of the robots.txt; with ``root=``, of the root's."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(self, url: str, body: bytes) -> None:
        """Replace the copy of a robots.txt by the text that was fetched now."""
        self._db.write(
            "INSERT OR REPLACE INTO robots_copies (url, fetched_at, body) VALUES (?, ?, ?)",
            (url, int(time.time()), zlib.compress(body)),
        )

    def drop(self, url: str) -> None:
        """Forget the copy of a robots.txt that is not there any more."""
        self._db.write("DELETE FROM robots_copies WHERE url = ?", (url,))

    def latest(self, url: str, seconds: float) -> bytes | None:
        """Return the copy of a robots.txt; None if there is none of the last ``seconds``."""
        now = time.time()
        body = self._db.value(
            "SELECT body FROM robots_copies WHERE url = ? AND fetched_at BETWEEN ? AND ?",
            (url, now - seconds, now),
        )
        return None if body is None else zlib.decompress(body)
