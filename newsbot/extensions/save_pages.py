"""Save the pages that could not be read; remove each one when it can be read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.http import Response

from newsbot.components import CrawlComponent
from newsbot.downloader.saved_pages import SAVED, SavedPage, file_of, folder_of, id_of, name_of
from newsbot.downloader.worker import in_worker, is_large
from newsbot.items import Article, Reject
from newsbot.pipelines import UnchangedItem
from newsbot.reporting import stat_names
from newsbot.reporting.outcomes import EXTRACTION_REASONS

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from pathlib import Path

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from newsbot.spider import NewsSpider

logger = logging.getLogger(__name__)

# A warning, not an error: the next run fetches the page again.
NOT_SAVED = "%s cannot be saved: %s"


class SavePages(CrawlComponent):
    """Saves the pages of rejects with a reason of extraction, up to NEWSBOT_MAX_SAVED_PAGES."""

    HANDLERS = ("spider_opened", "item_scraped", "item_dropped")

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._limit = crawler.settings.getint("NEWSBOT_MAX_SAVED_PAGES")
        self._files: dict[str, Path] = {}  # file name → saved page

    def spider_opened(self, spider: NewsSpider) -> None:
        """Find the saved pages, and remove those that a crashed run has read."""
        if not spider.is_open:
            return
        for file in folder_of(self.crawler.settings["NEWSBOT_DATA_DIR"], spider.site).glob("*.gz"):
            page = spider.ledger.pages.get(id_of(file, spider.site))
            if page and page.state == "done":
                file.unlink(missing_ok=True)
            else:
                self._files[file.name] = file

    def item_scraped(
        self, item: Any, response: Response | Failure | None, spider: NewsSpider
    ) -> Awaitable[None] | None:
        """Save the page of a reject; remove the saved page of an article."""
        if type(item) is Article:  # an article from the ledger does not mean that its page was read
            self._drop(item)
            return None
        if not isinstance(item, Reject) or not isinstance(response, Response):
            return None
        is_saved = SAVED in response.flags  # SavedPagesMiddleware gave it
        return None if is_saved else self._save(item, response, spider)

    def item_dropped(self, item: Any, exception: Exception) -> None:
        """Remove the saved page of an article that was read and is unchanged."""
        if isinstance(item, Article) and isinstance(exception, UnchangedItem):
            self._drop(item)

    def _save(
        self, reject: Reject, response: Response, spider: NewsSpider
    ) -> Awaitable[None] | None:
        ref = spider.urls.article(reject.url)
        if ref is None or not response.body or reject.reason not in EXTRACTION_REASONS:
            return None
        place = folder_of(self.crawler.settings["NEWSBOT_DATA_DIR"], spider.site)
        file = file_of(place, ref.id)
        if len(self._files) >= self._limit and file.name not in self._files:
            self.crawler.stats.inc_value(stat_names.SAVED_PAGES_OVER_LIMIT)
            return None
        page = SavedPage.of(response, reject.fetched_at)
        if is_large(response):  # compressing it takes long
            return self._write_in_worker(page, file)
        try:
            page.write(file)
        except OSError as error:
            logger.warning(NOT_SAVED, page.url, error)
        else:
            self._note(file)
        return None

    async def _write_in_worker(self, page: SavedPage, file: Path) -> None:
        try:
            await in_worker(page.write, file)
        except OSError as error:
            logger.warning(NOT_SAVED, page.url, error)
        else:
            self._note(file)

    def _note(self, file: Path) -> None:
        self._files[file.name] = file
        self.crawler.stats.inc_value(stat_names.SAVED_PAGES_SAVED)
        self.crawler.stats.set_value(stat_names.SAVED_PAGES_FOLDER, str(file.parent.absolute()))

    def _drop(self, article: Article) -> None:
        """Remove the saved page of an article that was read."""
        if self._files and (file := self._files.pop(name_of(article.id), None)):
            file.unlink(missing_ok=True)
            self.crawler.stats.inc_value(stat_names.SAVED_PAGES_READ)
