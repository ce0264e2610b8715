"""Describe how an article was found: via which source, on which page, at which depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

from newsbot.ledger.crawl_state.page import UNREACHED

if TYPE_CHECKING:
    from newsbot.items import FoundVia
    from newsbot.ledger import Page


@dataclass(frozen=True, slots=True)
class DiscoveryPath:
    """The way on which an article was found.

    Attributes:
        found_via: The kind of source, or ``related`` or ``argument``.
        found_on: The URL of the page that named the article.
        depth: The number of related-story links between the article and the nearest source.
    """

    found_via: FoundVia
    found_on: str
    depth: int

    @classmethod
    def of(cls, page: Page) -> Self:
        """Return the discovery path that the ledger has for a page."""
        return cls(cast("FoundVia", page.found_via), page.found_on, page.depth % UNREACHED)
