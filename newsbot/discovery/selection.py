"""Decide whether ``since=`` and ``sections=`` select an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsbot.urls import is_in_section

if TYPE_CHECKING:
    from newsbot.arguments import Arguments
    from newsbot.items import Article
    from newsbot.urls import ArticleRef


@dataclass(slots=True)
class WantedSections:
    """The sections that a run is limited to, as URLs write them; all sections if empty."""

    names: tuple[str, ...] = ()

    def has(self, section: str) -> bool:
        """Return whether a section is wanted, or lies in a wanted one; case does not matter."""
        return is_in_section(section.casefold(), [name.casefold() for name in self.names])


def is_asked_for(article: Article, arguments: Arguments) -> bool:
    """Return False for an article that last changed before ``since=``.

    An article without a date may be new, and is selected: an article too many is better than an
    article lost.
    """
    changed = last_changed(article)
    return arguments.since is None or changed is None or changed >= arguments.since


def last_changed(article: Article) -> datetime | None:
    """Return the latest instant that an article's dates allow; None for an article without dates.

    A date without a time counts until the end of its day.
    """
    dates = (
        (article.published_at, article.published_precision),
        (article.updated_at, article.updated_precision),
    )
    latest = [at + timedelta(days=precision == "day") for at, precision in dates if at]
    return max(latest, default=None)


def sections_of_url(ref: ArticleRef) -> set[str]:
    """Return the sections that the URL of an article names; empty if it names none.

    They are the URL's section and the first step of its path, which may differ (``webstory``).
    """
    if ref.section is None:
        return set()
    return {ref.section, urlsplit(ref.url).path.split("/", 2)[1]}
