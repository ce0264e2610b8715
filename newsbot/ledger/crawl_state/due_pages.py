"""Find and count the pages that are due. Times are Unix seconds."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from newsbot.ledger.crawl_state.discovered_pages import DiscoveredPages
from newsbot.ledger.crawl_state.page import COLUMNS, UNREACHED, Page
from newsbot.ledger.crawl_state.revisits import GONE_REASONS, NEEDS_BROWSER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

DUE_AT_ONCE = 200  # pages that are due and are looked up at once, a few milliseconds
_IS_ALLOWED = (
    "(source IS NOT NULL OR state = 'done' OR depth <= :depth)"
    f" AND (:browser OR reason IS NOT '{NEEDS_BROWSER}')"
    " AND (:since IS NULL OR state NOT IN ('pending', 'skipped')"
    " OR coalesce(written_at, changed_at) IS NULL"
    # A change may be told by its day alone.
    " OR max(coalesce(written_at, 0), coalesce(changed_at + 86400, 0)) >= :since)"
)
# Rows that are not allowed are read too, so that each look takes as long as any other. It goes on
# where the last one ended, along the index.
_DUE = (
    f"SELECT {COLUMNS}, next_visit, {_IS_ALLOWED} FROM pages"  # noqa: S608  # constants
    " WHERE site = :site AND next_visit <= :now AND (next_visit, key) > (:at, :key)"
    f" ORDER BY next_visit, key LIMIT {DUE_AT_ONCE}"
)
_LEFT = (
    f" FROM pages WHERE site = :site AND next_visit <= :ended AND source IS NULL AND {_IS_ALLOWED}"  # noqa: S608  # constants
    # An article that no run has read may have been put off since, see Pages.put_last.
    " AND (next_visit <= :now OR state = 'pending')"
    # A page that failed in this run may be due again at once. The run does not leave it. The run
    # before may have read others in the second in which this one began.
    " AND NOT (coalesce(visited_at >= :now, 0) AND key IN (SELECT value FROM json_each(:answered)))"
)
_NOT_FOUND = f" AND coalesce(reason, '') IN {GONE_REASONS}"
_NOT_GONE = f" AND coalesce(reason, '') NOT IN {GONE_REASONS}"


@dataclass(frozen=True, slots=True)
class DueLimits:
    """Limits of a run that tell which pages are due for it.

    Attributes:
        now: When the run began.
        depth: Articles that are farther from a source, and were not read yet, are left out.
        since: Articles that last changed before it, as far as is known, and were not delivered, are
            left out.
        browser: Whether the run has one; without it, pages that need one are left out.
    """

    now: int
    depth: int = UNREACHED
    since: int | None = None
    browser: bool = True


class DuePages(DiscoveredPages):
    """The pages of one site, as their time comes."""

    def due(self, limits: DueLimits) -> Iterator[list[Page]]:
        """Yield the pages whose time has come, some at a time, each as it is when its turn comes.

        These are pending and failed ones, young articles, articles that changed, pages of sources.
        A page that becomes due meanwhile is among them, or is not.
        """
        at, key = -1, ""  # of the last one
        values = asdict(limits) | {"site": self._site}
        while True:
            with self._db.noting_corruption():
                rows = self._db.execute(_DUE, {**values, "at": at, "key": key}).fetchall()
            if not rows:
                return
            *_, at, _ = rows[-1]
            key = rows[-1][0]
            yield [Page(*page) for *page, _, is_allowed in rows if is_allowed]

    def count_left(self, limits: DueLimits, answered: Collection[str]) -> int:
        """Return how many articles were due when a run began and were not read by it.

        Addresses that were not found are not counted.

        Args:
            limits: Those of the run.
            answered: Ids of the articles that the run requested and that were answered.
        """
        return self._count(_LEFT + _NOT_GONE, limits, answered)

    def count_not_found(self, limits: DueLimits, answered: Collection[str]) -> int:
        """Return the same number of addresses that were not found when last asked for."""
        return self._count(_LEFT + _NOT_FOUND, limits, answered)

    def left(self, limits: DueLimits, answered: Collection[str]) -> list[Page]:
        """Return the pages that ``count_left`` and ``count_not_found`` count."""
        values = self._values(limits, answered)
        return [Page(*row) for row in self._db.execute(f"SELECT {COLUMNS}{_LEFT}", values)]

    def count_unread(
        self, limits: DueLimits, answered: Collection[str], named_by: list[str]
    ) -> dict[str, int]:
        """Return the numbers of articles that no run has read, by the pages that named them first.

        ``named_by``: the URLs of the pages for which they are counted.
        """
        values = self._values(limits, answered) | {"pages": json.dumps(named_by)}
        rows = self._db.execute(
            f"SELECT found_on, count(*) {_LEFT} {_NOT_GONE}"  # noqa: S608  # constants
            " AND state IN ('pending', 'failed')"
            " AND found_on IN (SELECT value FROM json_each(:pages)) GROUP BY found_on",
            values,
        )
        return dict(rows.fetchall())

    def _count(self, which: str, limits: DueLimits, answered: Collection[str]) -> int:
        return int(self._db.value(f"SELECT count(*) {which}", self._values(limits, answered)))

    def _values(self, limits: DueLimits, answered: Collection[str]) -> dict[str, Any]:
        return {
            **asdict(limits),
            "site": self._site,
            "ended": int(time.time()),
            "answered": json.dumps(list(answered)),
        }
