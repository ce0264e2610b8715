"""Turn articles whose publisher reserves their use into rejects, if the user asks for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.items import Reject
from newsbot.items.rights import reserved_by
from newsbot.pipelines import ArticlePipeline

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsbot.items import Article

RESERVED = "reserved"  # a reject's reason


class FilterReserved(ArticlePipeline):
    """Turns reserved articles into rejects with ``NEWSBOT_RESERVED=skip``."""

    def __init__(self, crawler: Crawler | None = None) -> None:
        super().__init__(crawler)
        self._skips = crawler is not None and crawler.settings["NEWSBOT_RESERVED"] == "skip"

    def process_article(self, article: Article) -> Article | Reject:
        """Return the article, or a Reject that names the signal and has no text of the article."""
        signal = reserved_by(article.rights) if self._skips else None
        if signal is None:
            return article
        fields = {"id": article.id, "rights": article.rights}
        return Reject(article.url, RESERVED, signal, fields, article.fetched_at)
