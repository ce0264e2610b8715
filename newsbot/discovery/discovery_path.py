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
    """The way on which an article was found; ``depth`` counts related-story hops from a source."""

    found_via: FoundVia
    found_on: str
    depth: int

    @classmethod
    def of(cls, page: Page) -> Self:
        """Return the discovery path of a page as the ledger has it."""
        return cls(cast("FoundVia", page.found_via), page.found_on, page.depth % UNREACHED)
