"""Read the state of Scrapy's engine that its public interface does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def is_closing(crawler: Crawler) -> bool:
    """Return whether the run is ending: answers in flight are still read, no request is sent.

    Scrapy sends its signal only after the last answer, and its attribute is not public.
    """
    slot = crawler.engine._slot
    return slot is None or slot.closing is not None


def queue_length(crawler: Crawler) -> int:
    """Return how many requests are in the scheduler or in flight."""
    slot = crawler.engine._slot
    if slot is None:
        return 0
    waiting = len(slot.scheduler) if hasattr(slot.scheduler, "__len__") else 0
    return waiting + len(slot.inprogress)
