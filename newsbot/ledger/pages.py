"""What there is to fetch, and what is known of what was fetched. Times are Unix seconds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from newsbot.ledger.page_report import PageReport
from newsbot.ledger.revisions import DATES, seconds, written_at
from newsbot.ledger.runs import Runs
from newsbot.ledger.schedule import next_visit, retry_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from newsbot.ledger.database import Database
    from newsbot.urls import ArticleRef

COLUMNS = (
    "key, url, source, state, found_via, found_on, depth, visited_at, changed_at, etag, "
    "last_modified"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the ledger knows it.

    ``key``: an article's id, or the URL of a page of a source; ``source``: what reads the latter.
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


class Discovery(NamedTuple):
    """What ``Pages.discover`` found of the articles that a page names, by their ids.

    ``new``: not known before. ``fresh``: found since the last complete run, by whatever page (a run
    that died has not seen all). ``nearer``: known, and nearer than thought. ``depths``: how many
    hops each is from a source now.
    """

    new: AbstractSet[str]
    fresh: AbstractSet[str]
    nearer: AbstractSet[str]
    depths: dict[str, int]


class Pages(PageReport):
    """The pages of one site."""

    def __init__(
        self, database: Database, site: str, revisit: tuple[tuple[int, int], ...] = ()
    ) -> None:
        super().__init__(database, site)
        self._revisit = revisit
        self._complete = Runs(database, site).last_complete()

    def get(self, key: str) -> Page | None:
        row = self._db.execute(
            f"SELECT {COLUMNS} FROM pages WHERE site = ? AND key = ?",  # noqa: S608  # a constant
            (self._site, key),
        ).fetchone()
        return Page(*row) if row else None

    def depth(self, key: str) -> int:
        """How many related-story hops a page is from a source; 0 for one that is not known."""
        with self._db.noting_damage():
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
        """Note the articles that a page names; those that are new are pending.

        ``changed_at``: id → when the page says that the article last changed. It is noted for new
        ones; of others ``changed`` is to be told.
        """
        by_id = {ref.id: ref for ref in refs}
        known = self._depths_and_runs(by_id)
        new = by_id.keys() - known.keys()
        fresh = new | {key for key, (_, its_run) in known.items() if its_run > self._complete}
        nearer = {key for key, (its_depth, _) in known.items() if depth < its_depth}
        if new or nearer:
            with self._db.transaction():
                self._insert(
                    [ref for ref in by_id.values() if ref.id in new],
                    (found_via, found_on, depth, run),
                    changed_at or {},
                )
                for key in nearer:
                    self._db.execute(
                        "UPDATE pages SET depth = ? WHERE site = ? AND key = ?",
                        (depth, self._site, key),
                    )
        depths = dict.fromkeys(by_id, depth)
        depths |= {key: min(depth, its_depth) for key, (its_depth, _) in known.items()}
        return Discovery(new, fresh, nearer, depths)

    def _depths_and_runs(self, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Key → depth, and the run in which it was found, of those of ``keys`` that are known."""
        with self._db.noting_damage():
            rows = self._db.execute(
                "SELECT key, depth, run FROM pages WHERE site = ?"
                " AND key IN (SELECT value FROM json_each(?))",
                (self._site, json.dumps(list(keys))),
            ).fetchall()
        return {key: (depth, run or 0) for key, depth, run in rows}

    def _insert(
        self,
        refs: list[ArticleRef],
        found: tuple[str, str, int, int],
        changed_at: Mapping[str, int],
    ) -> None:
        """``found``: via, on, depth, run."""
        self._db.connection.executemany(
            "INSERT INTO pages (site, key, url, state, found_via, found_on, depth, run, next_visit,"
            " changed_at) VALUES (?, ?, ?, 'pending', ?, ?, ?, ?, 0, ?)",
            [
                (self._site, ref.id, ref.amp_url or ref.url, *found, changed_at.get(ref.id))
                for ref in refs
            ],
        )

    def due(self, now: int, skipped: bool) -> Iterator[Page]:
        """Pages whose time has come: pending ones, failed ones, young articles, changed ones; with
        ``skipped`` those too that runs with ``since=`` did not deliver.
        """
        keys = self._db.execute(
            "SELECT key FROM pages WHERE site = ? AND next_visit <= ? AND (? OR state != 'skipped')"
            " ORDER BY next_visit, depth",
            (self._site, now, skipped),
        ).fetchall()
        for (key,) in keys:
            if page := self.get(key):
                yield page

    def failed_for(self, reasons: Collection[str]) -> Iterator[Page]:
        """Articles' pages that failed for one of these reasons when they were last read."""
        keys = self._db.execute(
            "SELECT key FROM pages WHERE site = ? AND source IS NULL"
            " AND reason IN (SELECT value FROM json_each(?)) ORDER BY key",
            (self._site, json.dumps(reasons)),
        ).fetchall()
        for (key,) in keys:
            if page := self.get(key):
                yield page

    def changed(self, id_: str, at: int) -> Page | None:
        """A source says that an article changed ``at``. The page where that is news for one that
        was visited: it is due from now on, so that it is visited even if this run dies.
        """
        page = self.get(id_)
        if page is None or at <= (page.changed_at or 0):
            return None
        visited = page.state in ("done", "failed", "skipped")
        # The first word of a source says nothing new if we were there since.
        news = visited and (page.changed_at is not None or at > (page.visited_at or 0))
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET changed_at = ?, next_visit = CASE WHEN ? THEN 0 ELSE next_visit"
                " END WHERE site = ? AND key = ?",
                (at, news, self._site, id_),
            )
        return page if news else None

    def owe_source(self, url: str, source: str) -> None:
        """A further page of a source that is to be read, if not by this run then by the next."""
        with self._db.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO pages (site, key, url, source, state, found_via, found_on,"
                " depth, next_visit) VALUES (?, ?, ?, ?, 'pending', 'listing', '', 0, 0)",
                (self._site, url, url, source),
            )

    def source_read(self, url: str) -> None:
        """A page of a source was read, or cannot be: it is owed no more."""
        with self._db.transaction():
            self._db.execute(
                "DELETE FROM pages WHERE site = ? AND key = ? AND source IS NOT NULL",
                (self._site, url),
            )

    def done(
        self,
        id_: str,
        written_at: int,
        now: int,
        validators: tuple[str | None, str | None] | None = None,
        again: bool = False,
    ) -> None:
        """An article's page was read, or has not changed.

        ``written_at``: see next_visit. ``validators``: ETag and Last-Modified of what was read.
        ``again``: it changed while it was read, so it is due at once.
        """
        more = ", etag = ?, last_modified = ?" if validators else ""
        due = 0 if again else next_visit(self._revisit, written_at, now)
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET state = 'done', attempts = 0, reason = NULL, visited_at = ?,"  # noqa: S608  # `more` is one of two
                f" next_visit = ?{more} WHERE site = ? AND key = ?",
                (now, due, *(validators or ()), self._site, id_),
            )

    def skipped(self, id_: str, now: int) -> None:
        """An article was read that this run was not asked for (``since=``): another run may be."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET state = 'skipped', visited_at = ?, next_visit = 0, attempts = 0,"
                " reason = NULL WHERE site = ? AND key = ?",
                (now, self._site, id_),
            )

    def failed(self, id_: str, reason: str, now: int) -> None:
        """An article's page could not become an article."""
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
        """An article's page is not to be asked for ``until`` then; that is no failure of it."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET next_visit = ? WHERE site = ? AND key = ? AND next_visit < ?",
                (until, self._site, id_, until),
            )

    def moved(self, id_: str, now: int) -> None:
        """An article's URL leads to another article now."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET state = 'gone', reason = NULL, visited_at = ?,"
                " next_visit = NULL WHERE site = ? AND key = ?",
                (now, self._site, id_),
            )

    def adopt(self, line: dict[str, Any]) -> None:
        """After a rebuild: the page of an article that is known from a feed is done."""
        fetched = seconds(line["fetched_at"])
        again = next_visit(self._revisit, written_at(*(line[name] for name in DATES)), fetched)
        with self._db.transaction():
            self._db.execute(
                "INSERT OR IGNORE INTO pages (site, key, url, state, found_via, found_on, depth,"
                " visited_at, next_visit) VALUES (?, ?, ?, 'done', ?, ?, ?, ?, ?)",
                (
                    *(self._site, line["id"], line["url"]),
                    *(line["found_via"], line["found_on"], line["depth"], fetched, again),
                ),
            )

    def forget(self, key: str) -> None:
        """Forget a page."""
        with self._db.transaction():
            self._db.execute("DELETE FROM pages WHERE site = ? AND key = ?", (self._site, key))
