"""Count the pages of a site by state and reason, and look up failures, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.ledger.crawl_state.revisits import NO_TEXT, NOT_AN_ARTICLE

if TYPE_CHECKING:
    from newsbot.ledger.storage.database import Database


class PageCounts:
    """Counts one site's pages and looks up their failures. Times are Unix seconds."""

    def __init__(self, database: Database, site: str) -> None:
        self._db = database
        self._site = site

    def counts(self) -> dict[str, int]:
        """Return state → number of articles' pages."""
        rows = self._db.execute(
            "SELECT state, count(*) FROM pages WHERE site = ? AND source IS NULL GROUP BY state",
            (self._site,),
        )
        return dict(rows.fetchall())

    def reasons(self) -> list[tuple[str, int]]:
        """Return (reason, number) of the pages whose last visit failed, most frequent first."""
        return self._db.execute(
            "SELECT reason, count(*) FROM pages WHERE site = ? AND reason IS NOT NULL"
            " AND reason NOT IN (?, ?) GROUP BY reason ORDER BY 2 DESC, 1",
            (self._site, NOT_AN_ARTICLE, NO_TEXT),
        ).fetchall()

    def urls_with(self, part: str) -> list[str]:
        """Return up to 50 URLs of articles' pages that contain ``part``; case is ignored."""
        escaped = "".join(f"\\{char}" if char in "%_\\" else char for char in part)
        rows = self._db.execute(
            "SELECT url FROM pages WHERE site = ? AND source IS NULL AND url LIKE ? ESCAPE '\\'"
            " LIMIT 50",
            (self._site, f"%{escaped}%"),
        )
        return [url for (url,) in rows.fetchall()]

    def failures(self, reason: str) -> list[tuple[str, int, int | None]]:
        """Return (URL, failures in a row, next visit) of pages whose last failure has a reason."""
        return self._db.execute(
            "SELECT url, attempts, next_visit FROM pages WHERE site = ? AND reason = ?"
            " ORDER BY attempts DESC, url",
            (self._site, reason),
        ).fetchall()

    def count_sources(self) -> int:
        """Return the number of pages of sources that are still to be read."""
        pages = self._db.value(
            "SELECT count(*) FROM pages WHERE site = ? AND source IS NOT NULL", (self._site,)
        )
        return int(pages)

    def outlook(self, key: str) -> tuple[int, str | None, int | None]:
        """Return (failures in a row, reason of the last one, next visit) of a known page."""
        known: tuple[int, str | None, int | None] = self._db.execute(
            "SELECT attempts, reason, next_visit FROM pages WHERE site = ? AND key = ?",
            (self._site, key),
        ).fetchone()
        return known
