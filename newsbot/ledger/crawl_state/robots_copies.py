"""Store the last good copy of each robots.txt, for times when the site does not send it."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.ledger.storage.database import Database


class RobotsCopies:
    """The copies of all sites, by the URL of the robots.txt; with ``root=``, that of the root."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(self, url: str, body: bytes) -> None:
        """Store the text of a robots.txt in place of the last copy."""
        self._db.write(
            "INSERT OR REPLACE INTO robots_copies (url, fetched_at, body) VALUES (?, ?, ?)",
            (url, int(time.time()), zlib.compress(body)),
        )

    def drop(self, url: str) -> None:
        """Delete the copy of a robots.txt that the site has removed."""
        self._db.write("DELETE FROM robots_copies WHERE url = ?", (url,))

    def latest(self, url: str, seconds: float) -> bytes | None:
        """Return the copy of a robots.txt; None if none was stored in the last ``seconds``."""
        now = time.time()
        body = self._db.value(
            "SELECT body FROM robots_copies WHERE url = ? AND fetched_at BETWEEN ? AND ?",
            (url, now - seconds, now),
        )
        return None if body is None else zlib.decompress(body)
