"""Drop articles that last changed before ``since=``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from newsbot.components import spider_of
from newsbot.discovery.selection import is_asked_for, last_changed
from newsbot.pipelines import ArticlePipeline
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from newsbot.items import Article


class FilterSince(ArticlePipeline):
    """Drops articles that last changed before ``since=``, and notes their pages for later runs."""

    NEEDS_CRAWL = True

    def process_article(self, article: Article) -> Article:
        """Return an article that ``since=`` allows; else note its page and raise DropItem."""
        spider = spider_of(self.crawler)
        if is_asked_for(article, spider.arguments):
            return article
        self.count(stat_names.OLDER_THAN_SINCE)
        if not spider.arguments.reparse:  # a saved page stays noted as one that was not read
            changed = last_changed(article)
            assert changed is not None
            spider.ledger.pages.skipped(article.id, int(changed.timestamp()), int(time.time()))
        raise DropItem(f"{article.id} is older than since=", log_level="DEBUG")
