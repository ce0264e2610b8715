"""Define the record of one page in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = (
    "key, url, source, state, found_via, found_on, depth, visited_at, changed_at, etag, "
    "last_modified, amp_url, reason, failed_run"
)
# The depth of an article that no source leads to as far as is known: the user named it (urls=).
# Related stories of it are one hop farther, and so on.
UNREACHED = 1_000_000


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
        reason: Of the last failure; None where the last visit did not fail.
        failed_run: The number of the run in which it failed last; None where it is not known.
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
        """Return whether a change at ``at`` (Unix seconds) is news for a page that was visited."""
        if self.state not in ("done", "failed", "skipped") or at <= (self.changed_at or 0):
            return False
        # The first word of a source says nothing new if we were there since.
        return self.changed_at is not None or at > (self.visited_at or 0)
