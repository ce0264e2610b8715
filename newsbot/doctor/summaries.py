"""Sum up what a visit found: selectors that find nothing, the newest article. Pure functions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from newsbot.doctor.findings import Findings

# Attributes of a declaration whose elements each article has; a site may do without the others.
CORE = frozenset("title content date published updated byline authors article_id".split())
OTHERS = frozenset("summary breadcrumb breadcrumbs section hero tag_list tags related_box".split())
STALE = timedelta(days=7)  # since the newest article, or between it and a source's newest


def newest_of(findings: Findings) -> datetime | None:
    """Return the instant of the newest article that was read; None where none has a date."""
    dates = (article.published_at for article in findings.articles)
    return max(filter(None, dates), default=None)


def selectors_of(findings: Findings) -> dict[tuple[str, str], tuple[int, int]]:
    """Return (attribute, selectors) → (on how many articles they find something, of how many)."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for page in findings.pages:
        if page.kind not in ("webstory", "video", "photo"):
            for key, is_found in page.selectors.items():
                found, of_all = counts.get(key, (0, 0))
                counts[key] = (found + is_found, of_all + 1)
    return counts


def dead_selectors(findings: Findings, names: frozenset[str]) -> list[tuple[str, str, int]]:
    """Return (attribute, selectors, of how many articles) of those that find nothing on any."""
    return [
        (name, selector, of_all)
        for (name, selector), (found, of_all) in selectors_of(findings).items()
        if not found and of_all and name in names
    ]
