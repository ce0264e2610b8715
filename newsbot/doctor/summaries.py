"""Summarise findings: selectors that find nothing, the newest article. Pure functions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from newsbot.doctor.findings import Findings

# Attributes whose elements each article of a site has (CORE), and other attributes.
CORE = frozenset("title content date published updated byline authors article_id".split())
OTHERS = frozenset("summary breadcrumb breadcrumbs section hero tag_list tags related_box".split())
# The age of the newest article, or the time between it and a source's latest change, from which on
# a site or a source counts as stale.
STALE = timedelta(days=7)


def newest_of(findings: Findings) -> datetime | None:
    """Return the time of the newest article that was read; None if none has a date."""
    dates = (article.published_at for article in findings.articles)
    return max(filter(None, dates), default=None)


def selectors_of(findings: Findings) -> dict[tuple[str, str], tuple[int, int]]:
    """Return (attribute, selectors) → (number of articles with a match, number of articles)."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for page in findings.pages:
        if page.kind not in ("webstory", "video", "photo"):
            for key, is_found in page.selectors.items():
                found, of_all = counts.get(key, (0, 0))
                counts[key] = (found + is_found, of_all + 1)
    return counts


def dead_selectors(findings: Findings, names: frozenset[str]) -> list[tuple[str, str, int]]:
    """Return (attribute, selectors, number of articles) of selectors that match on no article."""
    return [
        (name, selector, of_all)
        for (name, selector), (found, of_all) in selectors_of(findings).items()
        if not found and of_all and name in names
    ]
