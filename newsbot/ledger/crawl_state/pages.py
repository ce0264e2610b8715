"""Note the result of each visit of a page, and when it is due again. Times are Unix seconds."""

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
    """The pages of one site in the ledger.

    Args:
        database: The ledger.
        site: The spider's name.
        revisit: (age, interval) in seconds, see revisits.next_visit.
    """

    def __init__(
        self, database: Database, site: str, revisit: tuple[tuple[int, int], ...] = ()
    ) -> None:
        super().__init__(database, site)
        self._revisit = revisit

    def get(self, key: str) -> Page | None:
        """Return a page by an article's id or a source's URL; None if it is not known."""
        row = self._db.execute(
            f"SELECT {COLUMNS} FROM pages WHERE site = ? AND key = ?",  # noqa: S608  # a constant
            (self._site, key),
        ).fetchone()
        return Page(*row) if row else None

    def depth(self, key: str) -> int:
        """Return the number of related-story hops from a source; 0 for an unknown page."""
        with self._db.noting_corruption():
            depth = self._db.value(
                "SELECT depth FROM pages WHERE site = ? AND key = ?", (self._site, key)
            )
        return depth or 0

    def failed_for(self, reasons: Collection[str]) -> Iterator[Page]:
        """Yield the articles' pages whose last visit failed for one of these reasons."""
        return self._each(
            "SELECT key FROM pages WHERE site = ? AND source IS NULL"
            " AND reason IN (SELECT value FROM json_each(?)) ORDER BY key",
            (self._site, json.dumps(reasons)),
        )

    def _each(self, keys: str, values: tuple[Any, ...] | Mapping[str, Any]) -> Iterator[Page]:
        """Yield the pages whose keys a SELECT finds; read each one when it is needed."""
        for (key,) in self._db.execute(keys, values).fetchall():
            if page := self.get(key):
                yield page

    def changed(self, id_: str, at: int, due: bool) -> None:
        """Note that a source says that an article changed.

        Args:
            id_: The article's id.
            at: When it changed (Unix seconds).
            due: Whether its page is due from now on, also for the next run if this run crashes.
        """
        self._db.write(
            "UPDATE pages SET changed_at = ?, next_visit = CASE WHEN ? THEN 0 ELSE next_visit"
            " END WHERE site = ? AND key = ?",
            (at, due, self._site, id_),
        )

    def visit_again(self, id_: str) -> None:
        """Make an article's page pending, as if no run had read it."""
        self._db.write(
            "UPDATE pages SET state = 'pending', next_visit = 0 WHERE site = ? AND key = ?",
            (self._site, id_),
        )

    def set_url(self, id_: str, url: str) -> None:
        """Store the URL under which an article is fetched from now on."""
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
        """Note that an article's page was read, or that it has not changed since the last visit.

        Args:
            id_: The article's id.
            written_at: When the article last changed, see revisits.next_visit.
            now: The time of the visit.
            validators: ETag and Last-Modified of the response; None: the stored ones stay.
        """
        more = ", etag = ?, last_modified = ?" if validators else ""
        due = next_visit(self._revisit, written_at, now)
        self._db.write(
            "UPDATE pages SET state = 'done', attempts = 0, reason = NULL, visited_at = ?,"  # noqa: S608  # `more` is one of two
            f" next_visit = ?{more} WHERE site = ? AND key = ?",
            (now, due, *(validators or ()), self._site, id_),
        )

    def skipped(self, id_: str, written_at: int, now: int) -> None:
        """Note that an article was read, but last changed before ``since=``, at ``written_at``.

        A run with an earlier ``since=``, or without one, requests the article again.
        """
        self._db.write(
            "UPDATE pages SET state = 'skipped', written_at = ?, visited_at = ?,"
            " next_visit = 0, attempts = 0, reason = NULL WHERE site = ? AND key = ?",
            (written_at, now, self._site, id_),
        )

    def failed(self, id_: str, reason: str, now: int, run: int | None = None) -> None:
        """Note that an article's page gave no article, and when it is tried again.

        Args:
            id_: The article's id.
            reason: The reason of the reject.
            now: The time of the visit.
            run: The number of the run.
        """
        with self._db.transaction():
            row = self._db.execute(
                "SELECT attempts, reason FROM pages WHERE site = ? AND key = ?", (self._site, id_)
            ).fetchone()
            if row is None:
                return
            attempts = row[0] + 1 if row[1] in (None, reason) else 1  # in a row, for one reason
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
        """Note that an article's page is not to be requested before ``until``."""
        self._db.write(
            "UPDATE pages SET next_visit = ? WHERE site = ? AND key = ? AND next_visit < ?",
            (until, self._site, id_, until),
        )

    def was_postponed(self, id_: str) -> bool:
        """Return whether an article's page is still unread, and was postponed at some time."""
        was_postponed = self._db.value(
            "SELECT state = 'pending' AND next_visit > 0 FROM pages WHERE site = ? AND key = ?",
            (self._site, id_),
        )
        return bool(was_postponed)

    def postponed(self, now: int) -> Iterator[Page]:
        """Yield the articles' pages that no run has read and that are postponed beyond ``now``."""
        return self._each(
            "SELECT key FROM pages WHERE site = ? AND source IS NULL AND state = 'pending'"
            " AND next_visit > ? ORDER BY key",
            (self._site, now),
        )

    def backed_off(self, id_: str, now: int, until: int, is_put_last: bool = False) -> None:
        """Note that the response for an article's page asked for a backoff, which is not a failure.

        Args:
            id_: The article's id.
            now: The page is due from this time on, behind the pages that were due before.
            until: When it is due instead, if it was postponed or tried before.
            is_put_last: This run called ``put_last`` for it; this does not count as postponed.
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
        """Move an article's page to the end of the due pages.

        Returns:
            Whether it was moved; not if it was postponed or tried before.
        """
        changed = self._db.write(
            "UPDATE pages SET next_visit = ? WHERE site = ? AND key = ? AND next_visit = 0",
            (now, self._site, id_),
        )
        return changed.rowcount > 0

    def moved(self, id_: str, now: int) -> None:
        """Note that an article's URL redirects to another article now."""
        self._db.write(
            "UPDATE pages SET state = 'gone', reason = NULL, visited_at = ?,"
            " next_visit = NULL WHERE site = ? AND key = ?",
            (now, self._site, id_),
        )

    def not_an_article(self, id_: str, now: int) -> None:
        """Note that a page that was fetched as an article is not an article."""
        self._db.write(
            "UPDATE pages SET state = 'gone', reason = ?, visited_at = ?, next_visit = NULL"
            " WHERE site = ? AND key = ?",
            (NOT_AN_ARTICLE, now, self._site, id_),
        )

    def is_article(self, id_: str) -> bool | None:
        """Return False if the page turned out not to be an article; None if it is not known."""
        is_article = self._db.value(
            "SELECT reason IS NOT ? FROM pages WHERE site = ? AND key = ? AND source IS NULL",
            (NOT_AN_ARTICLE, self._site, id_),
        )
        return None if is_article is None else bool(is_article)

    def read_before(self, limit: int) -> list[tuple[str, bool]]:
        """Return (URL, whether it is an article) of pages that were read, latest first."""
        rows = self._db.execute(
            "SELECT url, state = 'done' FROM pages WHERE site = ? AND source IS NULL"
            " AND (state = 'done' OR reason = ?) ORDER BY visited_at DESC LIMIT ?",
            (self._site, NOT_AN_ARTICLE, limit),
        )
        return [(url, bool(is_article)) for url, is_article in rows]

    def adopt(self, line: dict[str, Any]) -> None:
        """Note an article's page as done by the article's line in a feed, for a rebuilt ledger."""
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
        """Delete a page."""
        self._db.write("DELETE FROM pages WHERE site = ? AND key = ?", (self._site, key))
