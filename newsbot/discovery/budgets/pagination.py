"""Limit how many pages of a listing a run reads."""

from __future__ import annotations

import logging
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.discovery.sources import Listing, SourceResult

logger = logging.getLogger(__name__)


class ListingState(Enum):
    """Whether a run reads the next page of a listing."""

    COMPLETE = "the last page named no article that the pages before it did not name"
    AT_LIMIT = "the run has read the greatest number of pages that it may read"
    HAS_MORE = "the listing may have more pages"


class ListingPagination:
    """Counts the pages of each listing that a run reads, and remembers the articles on them."""

    def __init__(self, max_pages: int) -> None:
        self._max_pages = max_pages
        self._read: dict[str, tuple[int, set[str]]] = {}  # listing → pages, articles' ids

    @property
    def reads_further_pages(self) -> bool:
        """Whether a run may read more than the first page of a listing."""
        return self._max_pages > 1

    def note_page(self, found: SourceResult, listing: Listing) -> ListingState:
        """Note a page that was read; return whether the run reads the next page.

        A page without a new article is the end: some sites repeat their last page without end.
        """
        pages, listed = self._read.get(listing.url, (0, set()))
        more = {outlink.ref.id for outlink in found.outlinks} - listed
        pages += 1
        self._read[listing.url] = (pages, listed | more)
        if not more:
            return ListingState.COMPLETE
        if pages < self._max_pages:
            return ListingState.HAS_MORE
        if pages == self._max_pages:
            logger.warning(
                "listing %s has more than %d pages: later runs may read them", listing.url, pages
            )
        return ListingState.AT_LIMIT
