"""Define the ledger's record of one page."""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = (
    "key, url, source, state, found_via, found_on, depth, visited_at, changed_at, etag, "
    "last_modified, amp_url, reason, failed_run"
)
# The depth of an article that the user named (urls=), as long as no source is known to lead to it.
# Its related stories are one hop farther.
UNREACHED = 1_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """The ledger's record of a page; times are Unix seconds.

    Attributes:
        key: The id of an article, or the URL of a page of a source.
        url: The URL to fetch.
        source: For a page of a source: the source that parses it, as JSON; None for an article.
        state: ``pending``, ``done``, ``skipped``, ``failed`` or ``gone``.
        found_via: The kind of page that named it first, see items.FoundVia.
        found_on: The URL of that page.
        depth: Related-story hops from a source; UNREACHED or more if no source is known.
        visited_at: The last visit; None without a visit.
        changed_at: The last change according to a source; None if no source told.
        etag, last_modified: The validators of the last response.
        amp_url: The AMP page by which the article was found.
        reason: The reason of the failure; None if the last visit did not fail.
        failed_run: The number of the run in which it failed last; None if that is not known.
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
    reason: str | None
    failed_run: int | None

    def is_news(self, at: int) -> bool:
        """Return whether a change at ``at`` (Unix seconds) is new for a page that was visited."""
        if self.state not in ("done", "failed", "skipped") or at <= (self.changed_at or 0):
            return False
        # The first change that a source tells of is not new if we visited the page since.
        return self.changed_at is not None or at > (self.visited_at or 0)
