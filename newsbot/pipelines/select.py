"""Keep what the run was asked for."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from newsbot.items import Article
from newsbot.pipelines import ArticlePipeline

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsbot.spider import NewsSpider

LIMIT_REACHED = "limit"  # Scrapy's finish_reason of a run that has what it was asked for


class Select(ArticlePipeline):
    """``since=``: drops articles last changed before it. ``limit=``: ends the run when reached."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._kept = 0

    def process_article(self, article: Article) -> Article:
        spider: NewsSpider = self.crawler.spider  # type: ignore[assignment]
        arguments = spider.arguments
        changed = last_changed(article)
        # An article without a date may be new: better one too many than one lost.
        if arguments.since and changed and changed < arguments.since:
            self.count("older_than_since")
            spider.ledger.pages.skipped(article.id, int(time.time()))
            raise DropItem(f"{article.id} is older than since=", log_level="DEBUG")
        if arguments.limit is not None and self._kept >= arguments.limit:
            self.count("beyond_limit")
            raise DropItem(f"{article.id} is beyond limit=", log_level="DEBUG")
        self._kept += 1
        if self._kept == arguments.limit:
            ending = self.crawler.engine.close_spider_async(reason=LIMIT_REACHED)
            self._ending = asyncio.ensure_future(ending)
        return article


def last_changed(article: Article) -> datetime | None:
    """The latest instant that the article's dates allow: a day without a time lasts all day."""
    dates = (
        (article.published_at, article.published_precision),
        (article.updated_at, article.updated_precision),
    )
    latest = [at + timedelta(days=precision == "day") for at, precision in dates if at]
    return max(latest, default=None)
