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

BATCH = 200  # rows that one SELECT reads, in a few milliseconds
_IS_ALLOWED = (
    "(source IS NOT NULL OR state = 'done' OR depth <= :depth)"
    f" AND (:browser OR reason IS NOT '{NEEDS_BROWSER}')"
    " AND (:since IS NULL OR state NOT IN ('pending', 'skipped')"
    " OR coalesce(written_at, changed_at) IS NULL"
    # Some sources give only the day of a change.
    " OR max(coalesce(written_at, 0), coalesce(changed_at + 86400, 0)) >= :since)"
)
# The SELECT continues along the index, behind the last row of the one before. It reads rows that
# are not allowed too, so that each SELECT takes the same time.
_DUE = (
    f"SELECT {COLUMNS}, next_visit, {_IS_ALLOWED} FROM pages"  # noqa: S608  # constants
    " WHERE site = :site AND next_visit <= :now AND (next_visit, key) > (:at, :key)"
    f" ORDER BY next_visit, key LIMIT {BATCH}"
)
_LEFT = (
    f" FROM pages WHERE site = :site AND next_visit <= :ended AND source IS NULL AND {_IS_ALLOWED}"  # noqa: S608  # constants
    # Pages.put_last may have postponed an article that no run has read.
    " AND (next_visit <= :now OR state = 'pending')"
    # A page that failed in this run may be due again at once, but the run has read it. The set of
    # ids is needed because the run before may have read pages in this run's first second.
    " AND NOT (coalesce(visited_at >= :now, 0) AND key IN (SELECT value FROM json_each(:answered)))"
)
_NOT_FOUND = f" AND coalesce(reason, '') IN {GONE_REASONS}"
_NOT_GONE = f" AND coalesce(reason, '') NOT IN {GONE_REASONS}"


@dataclass(frozen=True, slots=True)
class DueLimits:
    """The limits of a run: pages beyond them are not due.

    Attributes:
        now: When the run began.
        depth: The largest distance from a source of an article that no run has read.
        since: The earliest time of the last change, if that is known, of an article that was not
            delivered; None: no limit.
        browser: Whether the run has a browser; if not, pages that need one are not due.
    """

    now: int
    depth: int = UNREACHED
    since: int | None = None
    browser: bool = True


class DuePages(DiscoveredPages):
    """Finds and counts the pages of one site that are due."""

    def due(self, limits: DueLimits) -> Iterator[list[Page]]:
        """Yield lists of pages that are due, each read from the ledger when it is needed.

        Due are pending and failed pages, young articles, articles that changed, and pages of
        sources. A page that becomes due meanwhile may be missing.
        """
        at, key = -1, ""  # next_visit and key of the last row
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
        """Return the number of articles that were due when a run began and that it did not read.

        Pages that were not found at the last visit are not counted.

        Args:
            limits: The limits of the run.
            answered: Ids of the articles whose requests got a response in this run.
        """
        return self._count(_LEFT + _NOT_GONE, limits, answered)

    def count_not_found(self, limits: DueLimits, answered: Collection[str]) -> int:
        """Return the number that ``count_left`` leaves out: pages not found at the last visit."""
        return self._count(_LEFT + _NOT_FOUND, limits, answered)

    def left(self, limits: DueLimits, answered: Collection[str]) -> list[Page]:
        """Return the pages that ``count_left`` and ``count_not_found`` count."""
        values = self._values(limits, answered)
        return [Page(*row) for row in self._db.execute(f"SELECT {COLUMNS}{_LEFT}", values)]

    def count_unread(
        self, limits: DueLimits, answered: Collection[str], named_by: list[str]
    ) -> dict[str, int]:
        """Return how many of the articles that each page named first no run has read.

        Args:
            limits: The limits of the run.
            answered: As for ``count_left``.
            named_by: The URLs of the naming pages.

        Returns:
            URL of a naming page → number; pages without such an article are missing.
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
