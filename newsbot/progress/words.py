"""Put the figures of a crawl into words, for a display and for a line of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.progress.figures import Figures

HOUR, MINUTE = 3600, 60  # seconds


def count(figures: Figures) -> str:
    """Return the number of articles, and the total if known: ``1,252 of 3,400 articles``."""
    if figures.to_come is None:
        return f"{figures.articles:,} articles"
    return f"{figures.articles:,} of {figures.articles + figures.to_come:,} articles"


def details(figures: Figures) -> Iterator[str]:
    """Yield pages, queue, rejects, rate and time left, each in a few words."""
    yield f"pages {figures.pages:,}"
    yield f"queue {figures.queue:,}"
    if figures.unchanged:
        yield f"unchanged {figures.unchanged:,}"
    yield f"rejects {figures.rejects:,}"
    if figures.pages_a_minute is not None:
        yield rate(figures.pages_a_minute)
    if figures.to_come and figures.seconds_left is not None:
        yield f"{duration(figures.seconds_left)} left"


def plain_line(figures: Figures) -> str:
    """Return all figures as one line."""
    parts = [count(figures), *details(figures), *filter(None, [figures.hold_up])]
    return f"{figures.site}: {', '.join(parts)}"


def rate(pages_a_minute: float) -> str:
    """Return a rate in words: per second if it is high, else per minute."""
    if pages_a_minute >= 10 * MINUTE:
        return f"{pages_a_minute / MINUTE:,.0f} pages/s"
    if pages_a_minute >= 2 * MINUTE:
        return f"{pages_a_minute / MINUTE:.1f} pages/s"
    return f"{pages_a_minute:.0f} pages/min"


def duration(seconds: float) -> str:
    """Return an estimated time in words: ``2 h 05 min``, ``12 min``, ``8 s``.

    There are no seconds above two minutes.
    """
    whole = round(seconds)
    if whole >= HOUR:
        minutes = round(whole / MINUTE)
        return f"{minutes // 60:,} h {minutes % 60:02} min"
    if whole >= 2 * MINUTE:
        return f"{round(whole / MINUTE)} min"
    return f"{whole} s"
