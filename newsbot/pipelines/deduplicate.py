"""Record the article in the ledger, and drop articles that the ledger already has."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from newsbot.components import spider_of
from newsbot.items import Article, Reject, page_id_of
from newsbot.ledger.crawl_state.revisits import GONE_REASONS
from newsbot.ledger.storage.failpoints import failpoint
from newsbot.pipelines import ArticlePipeline, UnchangedItem
from newsbot.reporting import stat_names
from newsbot.reporting.failures import ABSENT, kind_of
from newsbot.reporting.outcomes import EXTRACTION_REASONS, LIMIT_REACHED
from newsbot.signals import address_answered

if TYPE_CHECKING:
    from newsbot.ledger import Page
    from newsbot.spider import NewsSpider

DEAD_REASONS = (*GONE_REASONS, "bad_redirect")  # reasons of rejects: the URL leads to no page
# Prefixes of reasons: there was no usable response, but a later request may get one.
NO_RESPONSE = ("http_", "download_error")
# Pages that an older newsbot noted as failed lack the number of the run. They count as failed in
# the first run.
FIRST_RUN = 1


class Deduplicate(ArticlePipeline):
    """Records articles in the ledger: from then on a feed is owed their lines, even after a crash.

    It is the last of newsbot's pipelines.
    """

    NEEDS_CRAWL = True
    _is_last = True

    def open_spider(self) -> None:
        """Note whether a pipeline that a user added comes after this one."""
        pipelines = self.crawler.settings.getwithbase("ITEM_PIPELINES")
        self._is_last = load_object(build_component_list(pipelines)[-1]) is type(self)

    def process_item(self, item: Any) -> Any:
        """Note a reject as a failure of its page; process an article."""
        if isinstance(item, Reject):
            try:
                self._note_failure(item)
            except sqlite3.Error as error:
                self._spider.storage_failed(error)
        return super().process_item(item)

    def process_article(self, article: Article) -> Article:
        """Record an article in the ledger; return the item that goes to the feed.

        Raises:
            UnchangedItem: The ledger has the article without a difference, or has its text under
                another id.
            DropItem: The article is beyond ``limit=``, or could not be recorded.
        """
        lines = self._spider.lines
        if not lines.is_below_limit():
            # The page stays pending, and the next run fetches it.
            self.count(stat_names.OVER_LIMIT)
            raise DropItem(f"{article.id} is beyond limit=", log_level="DEBUG")
        failpoint("before-transaction")
        try:
            verdict = lines.record(article)
        except sqlite3.Error as error:
            self._spider.storage_failed(error)
            raise DropItem(f"{article.id} could not be recorded", log_level="DEBUG") from None
        failpoint("after-transaction")
        self.count(f"{stat_names.RECORDED}/{verdict.kind}")
        self._address_answered(page_id_of(article), verdict.kind != "copy")
        if verdict.left_out:
            self.count(f"{stat_names.DISCARDED_VALUES}/images/on_most_pages", verdict.left_out)
        if verdict.kind in ("unchanged", "copy") and (
            known := lines.known(page_id_of(article), verdict.of or article.id)
        ):
            self.count(stat_names.KNOWN_LINES)
            return self._out(known)
        if verdict.kind == "unchanged":
            raise UnchangedItem(f"{article.id} is unchanged", log_level="DEBUG")
        if verdict.kind == "copy":
            raise UnchangedItem(f"{article.id} has the body of {verdict.of}", log_level="INFO")
        if article.duplicate_of:
            self.count(stat_names.NEAR_DUPLICATES)
        if not self._is_last:
            del article.line  # a later pipeline may change the article
        return self._out(article)

    def _out(self, article: Article) -> Article:
        """Count an article that goes to the feed; end the run if ``limit=`` is reached."""
        spider = self._spider
        spider.lines.went_out()
        if not spider.lines.is_below_limit():
            spider.end(LIMIT_REACHED)
        return article

    @property
    def _spider(self) -> NewsSpider:
        return spider_of(self.crawler)

    def _note_failure(self, reject: Reject) -> None:
        spider = self._spider
        ref = spider.urls.article(reject.url)
        if ref is not None:
            page = spider.ledger.pages.get(ref.id)
            if page:
                self._count_failure(page, reject.reason)
            now, run = int(time.time()), spider.ledger.run
            spider.ledger.pages.failed(ref.id, reject.reason, now, run)
            is_dead = reject.reason in DEAD_REASONS
            if is_dead or reject.reason.startswith(NO_RESPONSE):
                found_on = page.found_on if page else None
                self._address_answered(ref.id, False, found_on, is_failing=not is_dead)

    def _count_failure(self, page: Page, reason: str) -> None:
        """Count a failure: as new, or as old if the page had failed by the last healthy run."""
        is_unread = reason in EXTRACTION_REASONS
        if page.state != "failed":
            if is_unread:
                self.count(stat_names.PAGES_NEWLY_UNREAD)
        elif (page.failed_run or FIRST_RUN) <= self._spider.ledger.runs.last_healthy():
            if is_unread:
                self.count(stat_names.PAGES_UNREAD_AS_BEFORE)
            elif kind_of(reason) not in (None, ABSENT):
                self.count(stat_names.PAGES_FAILED_AS_BEFORE)

    def _address_answered(
        self, id_: str, is_article: bool, found_on: str | None = None, is_failing: bool = False
    ) -> None:
        """Send the signal that says what the URL of an article led to."""
        self.crawler.signals.send_catch_log(
            address_answered,
            id_=id_,
            is_article=is_article,
            found_on=found_on,
            is_failing=is_failing,
        )
