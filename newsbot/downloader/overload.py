"""Compute the pause for a host that answers 429 or 503 without Retry-After."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy import Request

STATUSES = (429, 503)
MIN_PAGES = 2  # different pages in a row with such an answer; a single page may be broken itself
FIRST_PAUSE = 1.0  # seconds
MAX_PAUSE = 600.0  # seconds
_MAX_DOUBLINGS = 20


class Overload:
    """The answers 429 and 503 of one host since its last other answer.

    ``probe`` is the request that is sent alone after a pause. The others wait for its answer.
    """

    def __init__(self) -> None:
        self._pages: set[str] = set()
        self.pauses = 0
        self.probe: Request | None = None

    def pause_after(self, url: str) -> float:
        """Return the seconds to pause after such an answer for a URL; 0 for no pause.

        Each pause is about twice as long as the one before. A random part keeps several crawls from
        ending their pauses together.
        """
        self._pages.add(url)
        if len(self._pages) < MIN_PAGES:
            return 0.0
        seconds: float = FIRST_PAUSE * 2 ** min(self.pauses, _MAX_DOUBLINGS)
        self.pauses += 1
        return min(seconds, MAX_PAUSE) * random.uniform(0.5, 1)  # noqa: S311  # not a secret
