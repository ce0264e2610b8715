"""Turn the date's words into instants."""

from __future__ import annotations

from datetime import timedelta

from newsbot.dates import parse_date
from newsbot.items import Article
from newsbot.pipelines import ArticlePipeline

# parse_date lets a day lie somewhat ahead, for a text may announce it; an article is never from
# the future, only its site's clock may be.
CLOCK_SKEW = timedelta(minutes=15)


class ParseDates(ArticlePipeline):
    """Fills both dates from their own words, never one from the other, never by guessing."""

    def process_article(self, article: Article) -> Article:
        for kind in ("published", "updated"):
            words = getattr(article, f"{kind}_raw")
            date = parse_date(words, article.fetched_at) if words else None
            if date and date.at > article.fetched_at + CLOCK_SKEW:
                self.count(f"dates/{kind}/in_the_future")
                date = None
            if date:
                setattr(article, f"{kind}_at", date.at)
                setattr(article, f"{kind}_precision", date.precision)
                self.count(f"dates/{kind}/parsed")
            else:
                self.count(f"dates/{kind}/{'not_understood' if words else 'missing'}")
                article.provenance.pop(f"{kind}_at", None)
        return article
