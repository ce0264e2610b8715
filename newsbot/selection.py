"""What a run with ``since=`` was asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.arguments import Arguments
    from newsbot.items import Article


def is_asked_for(article: Article, arguments: Arguments) -> bool:
    """False for an article that last changed before ``since=``.

    One without a date may be new: better one too many than one lost.
    """
    changed = last_changed(article)
    return arguments.since is None or changed is None or changed >= arguments.since


def last_changed(article: Article) -> datetime | None:
    """The latest instant that the article's dates allow: a day without a time lasts all day."""
    dates = (
        (article.published_at, article.published_precision),
        (article.updated_at, article.updated_precision),
    )
    latest = [at + timedelta(days=precision == "day") for at, precision in dates if at]
    return max(latest, default=None)
