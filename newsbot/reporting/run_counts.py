"""Figures about the pages of a run, from its stats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbot.reporting import stat_names
from newsbot.reporting.stat_groups import below

if TYPE_CHECKING:
    from collections.abc import Mapping

# So many pages that all failed say something of the site; fewer may be odd pages of a quiet day.
MIN_PAGES = 3


class Counts:
    """Figures about the pages of a run, from its stats."""

    def __init__(self, stats: Mapping[str, Any]) -> None:
        self.stats = stats
        self.articles = self.of(stat_names.ARTICLES)
        self.rejects = self.of(stat_names.REJECTS)
        self.known = self.of(stat_names.KNOWN_ARTICLES)
        self.fetched = self.of(stat_names.PAGES_FETCHED)  # articles' pages that answered
        self.sources = self.of(stat_names.SOURCES_READ)  # pages of sources, robots.txt aside
        # A source that did not change names what it named before.
        leads = sum(below(stat_names.LEADS, stats).values())
        self.outlinks = leads + self.of(stat_names.SOURCES_NOT_MODIFIED)
        # Articles were read, and were known or not asked for.
        self.healthy = int(stats.get("item_dropped_count", 0)) or self.of(
            stat_names.PAGES_NOT_MODIFIED
        )
        # The user named these pages.
        self.named = self.of(stat_names.PAGES_NAMED) or self.of(stat_names.REPARSE_MODE)

    def of(self, name: str) -> int:
        """Return the number of a stat, by its whole name; 0 where it is not set."""
        return int(self.stats.get(name, 0))

    def are_many(self, pages: int) -> bool:
        """Return whether ``pages`` of one kind are more than the odd ones of a quiet day."""
        return pages >= MIN_PAGES or pages > self.known

    @property
    def rejects_in_words(self) -> str:
        """How many rejects there are, for which reasons, and a few of them; empty for none."""
        if not self.rejects:
            return ""
        reasons = below(stat_names.REJECTS, self.stats)
        by_reason = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        examples = ", ".join(self.stats.get(f"{stat_names.EXAMPLES}/rejects", ()))
        folder = self.stats.get(stat_names.SAVED_PAGES_FOLDER)
        parts = (by_reason, examples and f"see {examples}", folder and f"saved in {folder}")
        return f"{self.rejects} rejects: " + "; ".join(part for part in parts if part)
