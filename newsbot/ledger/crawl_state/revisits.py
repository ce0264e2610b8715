"""Compute when a page is requested again: after an article, after a failure."""

from __future__ import annotations

MINUTE, HOUR, DAY = 60, 3600, 86400

# A page that could not become an article: how long until the next try, by failures in a row. The
# first two tries come with the next runs; then it waits longer each time.
BACKOFF = (0, 0, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)
# Gone for good after so many answers of the kind in a row.
GONE_REASONS = ("http_404", "http_410", "soft_404")
GONE_AFTER = 3
NOT_HINDI = "not_hindi"  # reason: it is read, and is not what the spider is for
NEEDS_BROWSER = "needs_browser"  # reason: the page has no body without a browser
NO_TEXT = "no_text"  # reason: the page shows photos or a video, without a text
NOT_AN_ARTICLE = "not_an_article"  # reason: a page of a site that nobody declared shows none


def next_visit(revisit: tuple[tuple[int, int], ...], written_at: int, now: int) -> int | None:
    """Return when an article is looked at again on its own account (Unix seconds); None: never.

    Args:
        revisit: (age, interval) in seconds, ages ascending: up to that age, every interval.
        written_at: When the article last changed (Unix seconds).
        now: Unix seconds.
    """
    age = now - written_at
    for oldest, interval in revisit:
        if age < oldest:
            return now + interval
    return None


def retry_at(attempts: int, reason: str, now: int) -> int | None:
    """Return when a page that failed ``attempts`` times in a row is tried again; None: never."""
    if reason == NEEDS_BROWSER:
        return now  # by any run that has one, see Pages.due
    if reason == NOT_HINDI or (reason in GONE_REASONS and attempts >= GONE_AFTER):
        return None
    return now + BACKOFF[min(attempts, len(BACKOFF)) - 1]
