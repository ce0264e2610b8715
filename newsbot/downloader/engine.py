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
