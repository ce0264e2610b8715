"""Note the articles that pages name: the naming page, and the distance from a source."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from newsbot.ledger.crawl_state.page_counts import PageCounts
from newsbot.ledger.crawl_state.revisits import GONE_REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from newsbot.urls import ArticleRef


class Discovery(NamedTuple):
    """The state of the articles that a page names. Sets contain the ids of articles.

    Attributes:
        new: Articles that were not known before.
        unread: New and known articles that no run has read; they may be requested now.
        nearer: Known articles that are nearer to a source than was known.
        other_forms: Articles known under another URL, or without the AMP page that is named now.
        depths: Id → hops from a source, by all that is known now.
        found_in: The latest run in which one of them was found first; 0 if there are none.
    """

    new: AbstractSet[str]
    unread: AbstractSet[str]
    nearer: AbstractSet[str]
    other_forms: AbstractSet[str]
    depths: dict[str, int]
    found_in: int


class _Known(NamedTuple):
    """The columns of a known article that a page names."""

    url: str
    depth: int
    run: int | None
    state: str
    reason: str | None  # of the last failure
    next_visit: int | None
    amp_url: str | None

    def is_unread(self, now: float) -> bool:
        return self.state == "pending" and self.next_visit is not None and self.next_visit <= now

    def was_out_of_reach(self, now: float) -> bool:
        """Return whether a run may request an article that is nearer to a source than before."""
        is_due = self.next_visit is not None and self.next_visit <= now
        is_failed = self.state == "failed" and self.reason not in GONE_REASONS
        return self.state == "skipped" or (is_failed and is_due)

    def is_other(self, ref: ArticleRef) -> bool:
        """Return whether ``ref`` has another URL; one that follows from an AMP page is a guess."""
        return ref.url != self.url and not ref.amp_url


class DiscoveredPages(PageCounts):
    """Notes the articles of one site that pages name, and which related stories are to be noted."""

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

        Note all of them, also those that the limits of this run exclude: a later run may have other
        limits.

        Args:
            refs: The articles.
            found_via: The kind of page that names them, see items.FoundVia.
            found_on: The URL of that page.
            depth: The number of related-story hops from a source, by way of that page.
            run: The number of this run.
            changed_at: Id → when the article last changed, according to that page (Unix seconds).
                It is stored for new articles alone; call ``changed`` for known ones.
        """
        by_id = {ref.id: ref for ref in refs}
        known = self._known(by_id)
        now = time.time()
        new = by_id.keys() - known.keys()
        nearer = {key for key, row in known.items() if depth < row.depth}
        amp = {key for key, row in known.items() if by_id[key].amp_url and not row.amp_url}
        retried = {key for key in amp if known[key].reason}  # they failed without the AMP page
        unread = {key for key, row in known.items() if row.is_unread(now)}
        # ``since=`` left these out, or their visit failed (the user had named them); since then
        # they were too far from a source.
        unread |= {key for key in nearer if known[key].was_out_of_reach(now)}
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
        """Return id → row for the known ones of ``keys``."""
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
        """Note new articles; ``found``: (found_via, found_on, depth, run)."""
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
        """Return (id, depth) of articles that were read, but whose related stories must be noted.

        After their visit, they turned out to be nearer to a source. Or an older newsbot, which did
        not note all related stories, read them.
        """
        with self._db.noting_corruption():
            return self._db.execute(
                "SELECT key, depth FROM pages INDEXED BY pages_links_due"
                " WHERE site = ? AND links_due = 1 AND state = 'done' LIMIT ?",
                (self._site, limit),
            ).fetchall()

    def is_links_due(self, key: str) -> bool:
        """Return whether the related stories of an article must be noted."""
        with self._db.noting_corruption():
            links_due = self._db.value(
                "SELECT links_due FROM pages WHERE site = ? AND key = ?", (self._site, key)
            )
        return bool(links_due)

    def has_links_due(self) -> bool:
        """Return whether there is an article, read or not, whose related stories must be noted."""
        found = self._db.value(
            "SELECT 1 FROM pages INDEXED BY pages_links_due"
            " WHERE site = ? AND links_due = 1 LIMIT 1",
            (self._site,),
        )
        return found is not None

    def links_noted(self, key: str) -> None:
        """Note that the related stories of an article are noted."""
        self._db.write(
            "UPDATE pages SET links_due = 0 WHERE site = ? AND key = ? AND links_due = 1",
            (self._site, key),
        )
