"""Learn whether the articles of a site have dates, from the articles that were read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from newsbot.undeclared.language import MIN_ARTICLES

if TYPE_CHECKING:
    from collections.abc import Mapping

# Share of a site's articles without a date. Up to it, a page without a date is not an article.
MAX_UNDATED = 0.1


class SiteDates:
    """Counts the articles of a site with and without a date. HindiSpider makes one per run."""

    def __init__(self) -> None:
        self._articles: Counter[bool] = Counter()  # whether it has a date → number of articles

    def add(self, fields: Mapping[str, Any]) -> None:
        """Count an article, given its fields."""
        self._articles[bool(fields["published_at"] or fields["updated_at"])] += 1

    @property
    def are_known(self) -> bool:
        """Whether enough articles were read to judge whether articles have dates."""
        return self._articles.total() >= MIN_ARTICLES

    @property
    def are_usual(self) -> bool:
        """Whether nearly all articles have a date."""
        dated, others = self._articles[True], self._articles[False]
        return dated >= MIN_ARTICLES and others <= MAX_UNDATED * dated
