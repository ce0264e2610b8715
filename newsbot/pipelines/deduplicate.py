"""Drop what this run has had already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from newsbot.items import Article
from newsbot.pipelines import ArticlePipeline
from newsbot.urls import digest

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Deduplicate(ArticlePipeline):
    """The same article, and the same body under another id, go out once."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._ids: set[str] = set()
        self._bodies: dict[str, str] = {}

    def process_article(self, article: Article) -> Article:
        if article.id in self._ids:
            self.count("duplicates/id")
            raise DropItem(f"{article.id} was had already", log_level="DEBUG")
        self._ids.add(article.id)
        first = self._bodies.setdefault(digest(article.body), article.id)
        if first != article.id:
            self.count("duplicates/body")
            raise DropItem(f"{article.id} has the body of {first}", log_level="INFO")
        return article
