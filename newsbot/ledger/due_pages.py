"""The pages whose time has come, and how many they are. Times are Unix seconds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from newsbot.ledger.discovered_pages import DiscoveredPages
from newsbot.ledger.page import COLUMNS, UNREACHED, Page
from newsbot.ledger.revisits import GONE_REASONS, NEEDS_BROWSER

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
_COUNT_LEFT = (
    "SELECT count(*) FROM pages"  # noqa: S608  # constants
    f" WHERE site = :site AND next_visit <= :now AND source IS NULL AND {_IS_ALLOWED}"
    f" AND coalesce(reason, '') NOT IN {GONE_REASONS}"
    # A page that failed in this run may be due again at once. The run does not leave it. The run
    # before may have read others in the second in which this one began.
    " AND NOT (coalesce(visited_at >= :now, 0) AND key IN (SELECT value FROM json_each(:answered)))"
)


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
        values = asdict(limits) | {"site": self._site, "answered": json.dumps(list(answered))}
        return int(self._db.execute(_COUNT_LEFT, values).fetchone()[0])
