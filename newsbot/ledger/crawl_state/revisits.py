"""Compute when a page is requested again: after an article, after a failure."""

from __future__ import annotations

MINUTE, HOUR, DAY = 60, 3600, 86400

# Seconds until a page that failed is tried again, by the number of failures in a row. The next two
# runs try it at once.
RETRY_DELAYS = (0, 0, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)
# The same for a page that shows photos or a film without a text. Some get a text some days later.
NO_TEXT_DELAYS = (DAY, 7 * DAY)
# A page that failed GONE_AFTER times in a row for one of these reasons is not tried again.
GONE_REASONS = ("http_404", "http_410", "soft_404")
GONE_AFTER = 3
# Further reasons of rejects.
NOT_HINDI = "not_hindi"  # the article is in another language
NEEDS_BROWSER = "needs_browser"  # the page has no body without a browser
NO_TEXT = "no_text"  # the page shows photos or a video without a text
NOT_AN_ARTICLE = "not_an_article"  # a page of a site without a declaration is not an article


def next_visit(revisit: tuple[tuple[int, int], ...], written_at: int, now: int) -> int | None:
    """Return when a page is visited again even if no source tells of a change; None: never.

    Args:
        revisit: (age, interval) in seconds, ages ascending: an article that is younger than the
            age is visited once in each interval.
        written_at: When the article last changed (Unix seconds).
        now: The time of the last visit (Unix seconds).
    """
    age = now - written_at
    for oldest, interval in revisit:
        if age < oldest:
            return now + interval
    return None


def retry_at(attempts: int, reason: str, now: int) -> int | None:
    """Return when a page that failed ``attempts`` times in a row is tried again; None: never."""
    if reason == NEEDS_BROWSER:
        return now  # any run with a browser may try, see DuePages.due
    if reason == NOT_HINDI or (reason in GONE_REASONS and attempts >= GONE_AFTER):
        return None
    if reason == NO_TEXT:
        delays = NO_TEXT_DELAYS[attempts - 1 : attempts]
        return now + delays[0] if delays else None
    return now + RETRY_DELAYS[min(attempts, len(RETRY_DELAYS)) - 1]
