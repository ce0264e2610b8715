"""Read the counts of a run's pages from its stats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbot.reporting import stat_names
from newsbot.reporting.stat_groups import below

if TYPE_CHECKING:
    from collections.abc import Mapping

# If fewer pages were read and all of them failed, they may be odd pages of a quiet day.
MIN_PAGES = 3


class Counts:
    """The counts of a run's pages."""

    def __init__(self, stats: Mapping[str, Any]) -> None:
        self.stats = stats
        self.articles = self.of(stat_names.ARTICLES)
        self.rejects = self.of(stat_names.REJECTS)
        self.known = self.of(stat_names.KNOWN_ARTICLES)
        self.fetched = self.of(stat_names.PAGES_FETCHED)  # pages of articles
        self.sources = self.of(stat_names.SOURCES_READ)  # pages of sources, without robots.txt
        # A source that was not modified still names the articles that it named before.
        leads = sum(below(stat_names.LEADS, stats).values())
        self.outlinks = leads + self.of(stat_names.SOURCES_NOT_MODIFIED)
        # Articles that were read, but were known already or outside the limits of the run.
        self.healthy = int(stats.get("item_dropped_count", 0)) or self.of(
            stat_names.PAGES_NOT_MODIFIED
        )
        # Pages that the user named.
        self.named = self.of(stat_names.PAGES_NAMED) or self.of(stat_names.REPARSE_MODE)

    def of(self, name: str) -> int:
        """Return the value of a stat by its full name; 0 if it is not set."""
        return int(self.stats.get(name, 0))

    def are_many(self, pages: int) -> bool:
        """Return whether a number of failed pages is too large for odd pages of a quiet day."""
        return pages >= MIN_PAGES or pages > self.known

    @property
    def rejects_in_words(self) -> str:
        """The rejects in words: number, reasons and examples; empty without a reject."""
        if not self.rejects:
            return ""
        reasons = below(stat_names.REJECTS, self.stats)
        by_reason = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        examples = ", ".join(self.stats.get(f"{stat_names.EXAMPLES}/rejects", ()))
        folder = self.stats.get(stat_names.SAVED_PAGES_FOLDER)
        parts = (by_reason, examples and f"see {examples}", folder and f"saved in {folder}")
        return f"{self.rejects} rejects: " + "; ".join(part for part in parts if part)
