"""Parse the printed dates of an article into instants."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from newsbot.dates.plausible import article_date, entry_time
from newsbot.items import Article
from newsbot.pipelines import ArticlePipeline
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from newsbot.dates import Precision


class ParseDates(ArticlePipeline):
    """Parses both dates from their own words, unless the page did.

    A date is never copied from the other one, and never guessed. Then the times of a live blog's
    entries are parsed; ``updated_at`` gives their day.
    """

    def process_article(self, article: Article) -> Article:
        """Set dates, precisions and times in place; None for words that cannot be parsed."""
        for kind in ("published", "updated"):
            words = getattr(article, f"{kind}_raw")
            if words and getattr(article, f"{kind}_at"):
                state = "parsed"  # by newsbot.page
            elif date := article_date(words, article.fetched_at) if words else None:
                setattr(article, f"{kind}_at", date.at)
                setattr(article, f"{kind}_precision", date.precision)
                state = "parsed"
            else:
                state = "not_understood" if words else "missing"
                article.provenance.pop(f"{kind}_at", None)
            self.count(f"{stat_names.DATES}/{kind}/{state}")
        if article.live_updates:
            self._resolve_entries(article)
        return article

    def _resolve_entries(self, article: Article) -> None:
        at = article.updated_at
        precision = cast("Precision", article.updated_precision)
        for update in article.live_updates:
            time = None
            if update.time and at:
                time = entry_time(update.time, at, precision, article.fetched_at)
            elif update.time:
                # Without updated_at a clock time has no day.
                date = article_date(update.time, article.fetched_at)
                time = date.at if date and date.precision != "day" else None
            self.count(f"{stat_names.DATES}/entries/{'parsed' if time else 'not_understood'}")
            update.time = time.isoformat() if time else None
