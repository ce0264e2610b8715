"""How far a run turns the pages of listings."""

from __future__ import annotations

import logging
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.discovery.sources import Listing, SourceResult

logger = logging.getLogger(__name__)


class Turn(Enum):
    """Whether a run goes on behind a page of a listing."""

    END = "the page names nothing that the pages before it did not name"
    LIMIT = "the run has read as many pages of the listing as it may"
    ON = "there may be more"


class Paging:
    """The listings of a run: how many pages of each were read, and which articles they named."""

    def __init__(self, max_pages: int) -> None:
        self._max_pages = max_pages
        self._read: dict[str, tuple[int, set[str]]] = {}  # listing → pages, articles' ids

    @property
    def turns(self) -> bool:
        """Whether a run may read more than the first page of a listing."""
        return self._max_pages > 1

    def turn(self, found: SourceResult, listing: Listing) -> Turn:
        """Note a page that was read, and return whether the run goes on behind it.

        Some sites repeat their last page beyond the end.
        """
        pages, listed = self._read.get(listing.url, (0, set()))
        more = {outlink.ref.id for outlink in found.outlinks} - listed
        pages += 1
        self._read[listing.url] = (pages, listed | more)
        if not more:
            return Turn.END
        if pages < self._max_pages:
            return Turn.ON
        if pages == self._max_pages:
            logger.warning("listing %s has more than %d pages: left there", listing.url, pages)
        return Turn.LIMIT
