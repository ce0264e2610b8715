"""Pages to fetch, and what is known of those that were fetched. Times are Unix seconds."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from newsbot.ledger.page_report import PageReport
from newsbot.ledger.revisions import DATES, seconds, written_at
from newsbot.ledger.revisits import NEEDS_BROWSER, next_visit, retry_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from newsbot.ledger.database import Database
    from newsbot.urls import ArticleRef

COLUMNS = (
    "key, url, source, state, found_via, found_on, depth, visited_at, changed_at, etag, "
    "last_modified, amp_url"
)
# The depth of an article that no source leads to as far as is known: the user named it (urls=).
# Related stories of it are one hop farther, and so on.
UNREACHED = 1_000_000
NOT_AN_ARTICLE = "not_an_article"  # reason of pages of sites that nobody declared


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the ledger knows it; instants are Unix seconds.

    Attributes:
        key: An article's id, or the URL of a page of a source.
        url: The URL to fetch.
        source: What reads a page of a source, as JSON; None for an article's page.
        state: ``pending``, ``done``, ``skipped``, ``failed`` or ``gone``.
        depth: Related-story hops from a source, UNREACHED or more where none is known.
        visited_at: The last visit; None where there was none.
        changed_at: When a source says that it last changed.
        amp_url: The AMP page by which the article was found.
    """

    key: str
    url: str
    source: str | None
    state: str
    found_via: str
    found_on: str
    depth: int
    visited_at: int | None
    changed_at: int | None
    etag: str | None
    last_modified: str | None
    amp_url: str | None

    def is_news(self, at: int) -> bool:
        """Return whether a change at ``at`` (Unix seconds) is news for a page that was visited."""
        if self.state not in ("done", "failed", "skipped") or at <= (self.changed_at or 0):
            return False
        # The first word of a source says nothing new if we were there since.
        return self.changed_at is not None or at > (self.visited_at or 0)


class Discovery(NamedTuple):
    """Knowledge of the ledger about the articles that a page names, by their ids.

    Attributes:
        new: Not known before.
        unread: Known or new, and not read by any run yet; they may be requested now.
        nearer: Known, and nearer to a source than was known.
        other_forms: Known under another URL, or without the AMP page that is named now.
        depths: How many hops each is from a source now.
        found_in: The latest run in which one of them was named first; 0 where there is none.
    """

    new: AbstractSet[str]
    unread: AbstractSet[str]
    nearer: AbstractSet[str]
    other_forms: AbstractSet[str]
    depths: dict[str, int]
    found_in: int


class _Known(NamedTuple):
    """The columns that are looked up for an article that a page names."""

    url: str
    depth: int
    run: int | None
    state: str
    reason: str | None  # of the last failure
    next_visit: int | None
    amp_url: str | None

    def is_unread(self, now: float) -> bool:
        return self.state == "pending" and self.next_visit is not None and self.next_visit <= now

    def is_other(self, ref: ArticleRef) -> bool:
        """Return whether ``ref`` has another URL, and not one that was guessed by its AMP page."""
        return ref.url != self.url and not ref.amp_url


class Pages(PageReport):
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
            row = self._db.execute(
                "SELECT depth FROM pages WHERE site = ? AND key = ?", (self._site, key)
            ).fetchone()
        return int(row[0]) if row else 0

    def discover(
        self,
        refs: Iterable[ArticleRef],
        found_via: str,
        found_on: str,
        depth: int,
        run: int,
        changed_at: Mapping[str, int] | None = None,
    ) -> Discovery:
        """Note the articles that a page names.

        All of them are noted, whatever a run's limits are: a later run may want those that this one
        leaves out.

        Args:
            refs: The articles.
            found_via: What kind of page names them, see items.FoundVia.
            found_on: Its URL.
            depth: How many related-story hops they are from a source by this page.
            run: The number of this run.
            changed_at: Id → when the page says that the article last changed (Unix seconds). It is
                noted for new ones; of others ``changed`` is to be told.
        """
        by_id = {ref.id: ref for ref in refs}
        known = self._known(by_id)
        now = time.time()
        new = by_id.keys() - known.keys()
        nearer = {key for key, row in known.items() if depth < row.depth}
        amp = {key for key, row in known.items() if by_id[key].amp_url and not row.amp_url}
        retried = {key for key in amp if known[key].reason}  # they failed without one
        unread = {key for key, row in known.items() if row.is_unread(now)}
        # Pages that ``since=`` left out and that were too far for every run since.
        unread |= {key for key in nearer if known[key].state == "skipped"}
        if new or nearer or amp:
            with self._db.transaction():
                self._insert(
                    [ref for ref in by_id.values() if ref.id in new],
                    (found_via, found_on, depth, run),
                    changed_at or {},
                )
                self._update("depth = ?, links_due = 1", [(depth, key) for key in nearer])
                self._update("amp_url = ?", [(by_id[key].amp_url, key) for key in amp])
                self._update(
                    "state = 'pending', attempts = 0, next_visit = ?", [(0, k) for k in retried]
                )
        depths = dict.fromkeys(by_id, depth)
        depths |= {key: min(depth, row.depth) for key, row in known.items()}
        found_in = max((row.run or 0 for row in known.values()), default=0)
        return Discovery(
            new=new,
            unread=new | unread | retried,
            nearer=nearer,
            other_forms=amp | {key for key, row in known.items() if row.is_other(by_id[key])},
            depths=depths,
            found_in=max(found_in, run) if new else found_in,
        )

    def _known(self, keys: Iterable[str]) -> dict[str, _Known]:
        """Return the rows of those of ``keys`` that are known."""
        with self._db.noting_corruption():
            rows = self._db.execute(
                "SELECT key, url, depth, run, state, reason, next_visit, amp_url FROM pages"
                " WHERE site = ? AND key IN (SELECT value FROM json_each(?))",
                (self._site, json.dumps(list(keys))),
            ).fetchall()
        return {key: _Known(*values) for key, *values in rows}

    def _insert(
        self,
        refs: list[ArticleRef],
        found: tuple[str, str, int, int],
        changed_at: Mapping[str, int],
    ) -> None:
        """Note new articles; ``found``: via, on, depth, run."""
        self._db.connection.executemany(
            "INSERT INTO pages (site, key, url, state, found_via, found_on, depth, run, next_visit,"
            " changed_at, amp_url) VALUES (?, ?, ?, 'pending', ?, ?, ?, ?, 0, ?, ?)",
            [
                (self._site, ref.id, ref.url, *found, changed_at.get(ref.id), ref.amp_url)
                for ref in refs
            ],
        )

    def _update(self, values: str, rows: list[tuple[Any, str]]) -> None:
        """Set ``values`` (SQL with one question mark) for rows of (value, key)."""
        if rows:
            self._db.connection.executemany(
                f"UPDATE pages SET {values} WHERE site = ? AND key = ?",  # noqa: S608  # constants
                [(value, self._site, key) for value, key in rows],
            )

    def links_due(self, limit: int) -> list[tuple[str, int]]:
        """Return (id, depth) of articles that were read and whose related stories are to be noted.

        They turned out nearer to a source since, or were read by a newsbot that did not note all.
        """
        return self._db.execute(
            "SELECT key, depth FROM pages INDEXED BY pages_links_due"
            " WHERE site = ? AND links_due = 1 AND state = 'done' LIMIT ?",
            (self._site, limit),
        ).fetchall()

    def has_links_due(self) -> bool:
        """Return whether there are articles, read or not, of which ``links_due`` may speak."""
        return bool(
            self._db.execute(
                "SELECT 1 FROM pages INDEXED BY pages_links_due"
                " WHERE site = ? AND links_due = 1 LIMIT 1",
                (self._site,),
            ).fetchone()
        )

    def links_noted(self, key: str) -> None:
        """Note that an article's related stories were noted from its depth."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET links_due = 0 WHERE site = ? AND key = ? AND links_due = 1",
                (self._site, key),
            )

    def due(
        self,
        now: int,
        max_depth: int = UNREACHED,
        since: int | None = None,
        browser: bool = True,
    ) -> Iterator[Page]:
        """Yield the pages whose time has come.

        These are pending and failed ones, young articles, articles that changed, pages of sources.

        Args:
            now: Unix seconds.
            max_depth: Articles that are farther, and were not read yet, are left out.
            since: Unix seconds; articles that last changed before it, as far as is known, and were
                not delivered, are left out.
            browser: Whether the run has one; without it, pages that need one are left out.
        """
        keys = self._db.execute(
            "SELECT key FROM pages WHERE site = :site AND next_visit <= :now"
            " AND (source IS NOT NULL OR state = 'done' OR depth <= :depth)"
            " AND (:browser OR reason IS NOT :needs_browser)"
            " AND (:since IS NULL OR state NOT IN ('pending', 'skipped')"
            " OR coalesce(written_at, changed_at) IS NULL"
            # A change may be told by its day alone.
            " OR max(coalesce(written_at, 0), coalesce(changed_at + 86400, 0)) >= :since)"
            " ORDER BY next_visit, depth",
            {
                "site": self._site,
                "now": now,
                "depth": max_depth,
                "since": since,
                "browser": browser,
                "needs_browser": NEEDS_BROWSER,
            },
        ).fetchall()
        for (key,) in keys:
            if page := self.get(key):
                yield page

    def failed_for(self, reasons: Collection[str]) -> Iterator[Page]:
        """Yield articles' pages that failed for one of these reasons when they were last read."""
        keys = self._db.execute(
            "SELECT key FROM pages WHERE site = ? AND source IS NULL"
            " AND reason IN (SELECT value FROM json_each(?)) ORDER BY key",
            (self._site, json.dumps(reasons)),
        ).fetchall()
        for (key,) in keys:
            if page := self.get(key):
                yield page

    def changed(self, id_: str, at: int, due: bool) -> None:
        """Note that a source says that an article changed.

        Args:
            id_: The article's.
            at: When it changed (Unix seconds).
            due: Its page is due from now on, so that it is visited even if this run dies.
        """
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET changed_at = ?, next_visit = CASE WHEN ? THEN 0 ELSE next_visit"
                " END WHERE site = ? AND key = ?",
                (at, due, self._site, id_),
            )

    def visit_again(self, id_: str) -> None:
        """Have an article's page read as if no run had read it."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET state = 'pending', next_visit = 0 WHERE site = ? AND key = ?",
                (self._site, id_),
            )

    def set_url(self, id_: str, url: str) -> None:
        """Note under which URL an article is to be fetched from now on."""
        with self._db.transaction():
            self._db.execute(
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
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET state = 'done', attempts = 0, reason = NULL, visited_at = ?,"  # noqa: S608  # `more` is one of two
                f" next_visit = ?{more} WHERE site = ? AND key = ?",
                (now, due, *(validators or ()), self._site, id_),
            )

    def skipped(self, id_: str, written_at: int, now: int) -> None:
        """Note that an article was read that last changed ``written_at``, before ``since=``.

        A run with an earlier ``since=``, or with none, takes it up.
        """
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET state = 'skipped', written_at = ?, visited_at = ?,"
                " next_visit = 0, attempts = 0, reason = NULL WHERE site = ? AND key = ?",
                (written_at, now, self._site, id_),
            )

    def failed(self, id_: str, reason: str, now: int) -> None:
        """Note that an article's page could not become an article, and when it is tried again.

        Args:
            id_: The article's.
            reason: That of the reject.
            now: Unix seconds.
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
                " next_visit = ? WHERE site = ? AND key = ?",
                (
                    *("gone" if again is None else "failed", attempts, reason, now, again),
                    *(self._site, id_),
                ),
            )

    def postpone(self, id_: str, until: int) -> None:
        """Note that an article's page is not to be asked for until then; that is no failure."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET next_visit = ? WHERE site = ? AND key = ? AND next_visit < ?",
                (until, self._site, id_, until),
            )

    def moved(self, id_: str, now: int) -> None:
        """Note that an article's URL leads to another article now."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET state = 'gone', reason = NULL, visited_at = ?,"
                " next_visit = NULL WHERE site = ? AND key = ?",
                (now, self._site, id_),
            )

    def not_an_article(self, id_: str, now: int) -> None:
        """Note that the page that was fetched for an article shows a listing, or none at all."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET state = 'gone', reason = ?, visited_at = ?, next_visit = NULL"
                " WHERE site = ? AND key = ?",
                (NOT_AN_ARTICLE, now, self._site, id_),
            )

    def is_article(self, id_: str) -> bool | None:
        """Return False for what turned out to be no article; None for what is not known."""
        row = self._db.execute(
            "SELECT reason IS NOT ? FROM pages WHERE site = ? AND key = ? AND source IS NULL",
            (NOT_AN_ARTICLE, self._site, id_),
        ).fetchone()
        return bool(row[0]) if row else None

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
        with self._db.transaction():
            self._db.execute(
                "INSERT OR IGNORE INTO pages (site, key, url, state, found_via, found_on, depth,"
                " visited_at, next_visit, links_due) VALUES (?, ?, ?, 'done', ?, ?, ?, ?, ?, 1)",
                (
                    *(self._site, line["id"], line["url"]),
                    *(line["found_via"], line["found_on"], depth, fetched, again),
                ),
            )

    def forget(self, key: str) -> None:
        """Forget a page."""
        with self._db.transaction():
            self._db.execute("DELETE FROM pages WHERE site = ? AND key = ?", (self._site, key))
