"""How far a run turns the pages of listings."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.sources import Found, Listing

logger = logging.getLogger(__name__)


class Paging:
    """The listings of a run: how many pages of each were read, and which articles they named."""

    def __init__(self, most_pages: int) -> None:
        self._most_pages = most_pages
        self._read: dict[str, tuple[int, set[str]]] = {}  # listing → pages, articles' ids

    def turn(self, found: Found, listing: Listing) -> bool:
        """Note a page. False where it is the last to be read: it repeats what was listed, as some
        sites do beyond the end, or there are too many.
        """
        pages, listed = self._read.get(listing.url, (0, set()))
        more = {lead.ref.id for lead in found.leads} - listed
        pages += 1
        self._read[listing.url] = (pages, listed | more)
        if pages == self._most_pages:
            logger.warning("listing %s has more than %d pages: left there", listing.url, pages)
        return bool(more) and pages < self._most_pages
