"""Read off Scrapy's engine what its public interface does not tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def is_closing(crawler: Crawler) -> bool:
    """Return whether the run is ending: what is under way is taken in, nothing more is begun.

    Scrapy says so by no signal before all is taken in, and its own word for it is not public.
    """
    slot = crawler.engine._slot
    return slot is None or slot.closing is not None


def queue_length(crawler: Crawler) -> int:
    """Return how many requests wait in the scheduler or are under way."""
    slot = crawler.engine._slot
    if slot is None:
        return 0
    waiting = len(slot.scheduler) if hasattr(slot.scheduler, "__len__") else 0
    return waiting + len(slot.inprogress)
