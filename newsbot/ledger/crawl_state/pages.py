"""Note what became of each page of a site, and when it is due again. Times are Unix seconds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsbot.ledger.articles.revisions import DATES, seconds, written_at
from newsbot.ledger.crawl_state.due_pages import DuePages
from newsbot.ledger.crawl_state.page import COLUMNS, UNREACHED, Page
from newsbot.ledger.crawl_state.revisits import NOT_AN_ARTICLE, next_visit, retry_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from newsbot.ledger.storage.database import Database


class Pages(DuePages):
    """The pages of one site."""

    def __init__(
        self, database: Database, site: str, revisit: tuple[tuple[int, int], ...] = ()
    ) -> None:
        super().__init__(database, site)
        self._revisit = revisit

    def get(self, key: str) -> Page | None:
        """Return a page by an article's id or a source's URL; None where it is not known."""
        row = self._db.execute(
            f"SELECT {COLUMNS} FROM pages WHERE site = ? AND key = ?",  # noqa: S608  # a constant
            (self._site, key),
        ).fetchone()
        return Page(*row) if row else None

    def depth(self, key: str) -> int:
        """Return how many related-story hops a page is from a source; 0 for an unknown one."""
        with self._db.noting_corruption():
            depth = self._db.value(
                "SELECT depth FROM pages WHERE site = ? AND key = ?", (self._site, key)
            )
        return depth or 0

    def failed_for(self, reasons: Collection[str]) -> Iterator[Page]:
        """Yield articles' pages that failed for one of these reasons when they were last read."""
        return self._each(
            "SELECT key FROM pages WHERE site = ? AND source IS NULL"
            " AND reason IN (SELECT value FROM json_each(?)) ORDER BY key",
            (self._site, json.dumps(reasons)),
        )

    def _each(self, keys: str, values: tuple[Any, ...] | Mapping[str, Any]) -> Iterator[Page]:
        """Yield the pages whose keys a SELECT finds, each as it is when its turn comes."""
        for (key,) in self._db.execute(keys, values).fetchall():
            if page := self.get(key):
                yield page

    def changed(self, id_: str, at: int, due: bool) -> None:
        """Note that a source says that an article changed.

        Args:
            id_: The article's.
            at: When it changed (Unix seconds).
            due: Its page is due from now on, so that it is visited even if this run dies.
        """
        self._db.write(
            "UPDATE pages SET changed_at = ?, next_visit = CASE WHEN ? THEN 0 ELSE next_visit"
            " END WHERE site = ? AND key = ?",
            (at, due, self._site, id_),
        )

    def visit_again(self, id_: str) -> None:
        """Have an article's page read as if no run had read it."""
        self._db.write(
            "UPDATE pages SET state = 'pending', next_visit = 0 WHERE site = ? AND key = ?",
            (self._site, id_),
        )

    def set_url(self, id_: str, url: str) -> None:
        """Note under which URL an article is to be fetched from now on."""
        self._db.write(
            "UPDATE pages SET url = ? WHERE site = ? AND key = ?", (url, self._site, id_)
        )

    def done(
        self,
        id_: str,
        written_at: int,
        now: int,
        validators: tuple[str | None, str | None] | None = None,
    ) -> None:
        """Note that an article's page was read, or has not changed.

        Args:
            id_: The article's.
            written_at: When the article last changed, see revisits.next_visit.
            now: Unix seconds.
            validators: ETag and Last-Modified of what was read; None: the last ones stay.
        """
        more = ", etag = ?, last_modified = ?" if validators else ""
        due = next_visit(self._revisit, written_at, now)
        self._db.write(
            "UPDATE pages SET state = 'done', attempts = 0, reason = NULL, visited_at = ?,"  # noqa: S608  # `more` is one of two
            f" next_visit = ?{more} WHERE site = ? AND key = ?",
            (now, due, *(validators or ()), self._site, id_),
        )

    def skipped(self, id_: str, written_at: int, now: int) -> None:
        """Note that an article was read that last changed ``written_at``, before ``since=``.

        A run with an earlier ``since=``, or with none, takes it up.
        """
        self._db.write(
            "UPDATE pages SET state = 'skipped', written_at = ?, visited_at = ?,"
            " next_visit = 0, attempts = 0, reason = NULL WHERE site = ? AND key = ?",
            (written_at, now, self._site, id_),
        )

    def failed(self, id_: str, reason: str, now: int, run: int | None = None) -> None:
        """Note that an article's page could not become an article, and when it is tried again.

        Args:
            id_: The article's.
            reason: That of the reject.
            now: Unix seconds.
            run: The number of the run.
        """
        with self._db.transaction():
            row = self._db.execute(
                "SELECT attempts, reason FROM pages WHERE site = ? AND key = ?", (self._site, id_)
            ).fetchone()
            if row is None:
                return
            attempts = row[0] + 1 if row[1] in (None, reason) else 1  # in a row, of one kind
            again = retry_at(attempts, reason, now)
            self._db.execute(
                "UPDATE pages SET state = ?, attempts = ?, reason = ?, visited_at = ?,"
                " next_visit = ?, failed_run = ? WHERE site = ? AND key = ?",
                (
                    *("gone" if again is None else "failed", attempts, reason, now, again),
                    *(run, self._site, id_),
                ),
            )

    def postpone(self, id_: str, until: int) -> None:
        """Note that an article's page is not to be asked for before an instant (Unix seconds)."""
        self._db.write(
            "UPDATE pages SET next_visit = ? WHERE site = ? AND key = ? AND next_visit < ?",
            (until, self._site, id_, until),
        )

    def was_postponed(self, id_: str) -> bool:
        """Return whether an article's page that no run has read was not to be asked for before."""
        was_postponed = self._db.value(
            "SELECT state = 'pending' AND next_visit > 0 FROM pages WHERE site = ? AND key = ?",
            (self._site, id_),
        )
        return bool(was_postponed)

    def postponed(self, now: int) -> Iterator[Page]:
        """Yield the articles' pages that no run has read and that are not to be asked for yet."""
        return self._each(
            "SELECT key FROM pages WHERE site = ? AND source IS NULL AND state = 'pending'"
            " AND next_visit > ? ORDER BY key",
            (self._site, now),
        )

    def backed_off(self, id_: str, now: int, until: int, is_put_last: bool = False) -> None:
        """Note that an article's page was answered with a backoff; that is no failure.

        Args:
            id_: The article's.
            now: Unix seconds. The page is due from now on, and comes after the others that are due.
            until: When it is due instead if it was put off or tried before (Unix seconds).
            is_put_last: The same run put it last (``put_last``), which does not count.
        """
        self._db.write(
            "UPDATE pages SET next_visit = max(next_visit,"
            " iif(next_visit = 0 OR :is_put_last, :now, :until))"
            " WHERE site = :site AND key = :key AND next_visit IS NOT NULL",
            {
                "now": now,
                "until": until,
                "is_put_last": is_put_last,
                "site": self._site,
                "key": id_,
            },
        )

    def put_last(self, id_: str, now: int) -> bool:
        """Have an article's page come after the others that are due, from now on (Unix seconds).

        Returns:
            False for one that was put off or tried before.
        """
        changed = self._db.write(
            "UPDATE pages SET next_visit = ? WHERE site = ? AND key = ? AND next_visit = 0",
            (now, self._site, id_),
        )
        return changed.rowcount > 0

    def moved(self, id_: str, now: int) -> None:
        """Note that an article's URL leads to another article now."""
        self._db.write(
            "UPDATE pages SET state = 'gone', reason = NULL, visited_at = ?,"
            " next_visit = NULL WHERE site = ? AND key = ?",
            (now, self._site, id_),
        )

    def not_an_article(self, id_: str, now: int, reason: str = NOT_AN_ARTICLE) -> None:
        """Note that the page that was fetched for an article shows a listing, or none at all."""
        self._db.write(
            "UPDATE pages SET state = 'gone', reason = ?, visited_at = ?, next_visit = NULL"
            " WHERE site = ? AND key = ?",
            (reason, now, self._site, id_),
        )

    def is_article(self, id_: str) -> bool | None:
        """Return False for what turned out to be no article; None for what is not known."""
        is_article = self._db.value(
            "SELECT reason IS NOT ? FROM pages WHERE site = ? AND key = ? AND source IS NULL",
            (NOT_AN_ARTICLE, self._site, id_),
        )
        return None if is_article is None else bool(is_article)

    def read_before(self, limit: int) -> list[tuple[str, bool]]:
        """Return (URL, whether it is an article's) of pages that were read, the latest first."""
        rows = self._db.execute(
            "SELECT url, state = 'done' FROM pages WHERE site = ? AND source IS NULL"
            " AND (state = 'done' OR reason = ?) ORDER BY visited_at DESC LIMIT ?",
            (self._site, NOT_AN_ARTICLE, limit),
        )
        return [(url, bool(is_article)) for url, is_article in rows]

    def adopt(self, line: dict[str, Any]) -> None:
        """Note that the page of an article that is known from a feed is done, after a rebuild."""
        fetched = seconds(line["fetched_at"])
        again = next_visit(self._revisit, written_at(*(line[name] for name in DATES)), fetched)
        depth = UNREACHED if line["found_via"] == "argument" else line["depth"]
        self._db.write(
            "INSERT OR IGNORE INTO pages (site, key, url, state, found_via, found_on, depth,"
            " visited_at, next_visit, links_due) VALUES (?, ?, ?, 'done', ?, ?, ?, ?, ?, 1)",
            (
                *(self._site, line["id"], line["url"]),
                *(line["found_via"], line["found_on"], depth, fetched, again),
            ),
        )

    def forget(self, key: str) -> None:
        """Forget a page."""
        self._db.write("DELETE FROM pages WHERE site = ? AND key = ?", (self._site, key))
