"""Feeds: Scrapy's feed exports, made fit for Hindi JSON Lines and for disks that fill up."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from scrapy.exceptions import CloseSpider
from scrapy.exporters import JsonLinesItemExporter
from scrapy.extensions import feedexport
from scrapy.extensions.feedexport import FileFeedStorage, ItemFilter

from newsbot.components import spider_of
from newsbot.feed_lines import feed_line
from newsbot.feeds.storage import PrivateFileStorage
from newsbot.feeds.values import plain
from newsbot.files.names import START_FORMAT, file_name, is_own_file
from newsbot.items import Article, Reject
from newsbot.ledger.recovery import remove_empty
from newsbot.ledger.storage.failpoints import armed, die, failpoint
from newsbot.reporting import stat_names
from newsbot.reporting.log_records import without_credentials
from newsbot.reporting.outcomes import STORAGE_ERROR

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.extensions.feedexport import FeedSlot

    from newsbot.spider import NewsSpider


# The feeds of a NewsSpider's crawl, unless FEEDS says otherwise; `-o` and `-O` add to them.
FEEDS = {
    # All but rejects: articles, and what a pipeline of yours makes of them. A run without anything
    # new leaves no file.
    "%(data_dir)s/feeds/%(name)s/%(run)s.jsonl": {
        "format": "jsonl",
        "store_empty": False,
        "batch_item_count": 0,  # whatever FEED_EXPORT_BATCH_ITEM_COUNT says of the user's feeds
    },
    # Not beside the articles: what is in feeds/ is articles.
    "%(data_dir)s/rejects/%(name)s/%(run)s.jsonl": {
        "format": "jsonl",
        "item_classes": ["newsbot.items.Reject"],
        "store_empty": False,
        "batch_item_count": 0,
    },
}


class JsonLinesExporter(JsonLinesItemExporter):
    """Writes one item a line, in UTF-8 as it reads; the fields as they are declared."""

    def export_item(self, item: Any) -> None:
        """Write an item as one line: an article in the very bytes that the ledger holds."""
        line = None
        if self.fields_to_export is None and isinstance(item, Article | Reject):
            # Dataclasses with their fields in order; ItemAdapter's way costs far more.
            line = getattr(item, "line", None) or feed_line(vars(item))
        if line is None:
            line = feed_line(dict(self.get_serialized_fields(item)), plain)
        if armed("mid-line"):
            self.file.write(line[: len(line) // 2])
            self.file.flush()
            die()
        self.file.write(line + b"\n")


class ArticleFilter(ItemFilter):
    """Takes all items but rejects, unless the feed names its ``item_classes``.

    A pipeline that a user adds may hand on articles as items of another class.
    """

    def accepts(self, item: Any) -> bool:
        """Return whether an item goes to the feed."""
        return super().accepts(item) and (bool(self.item_classes) or not isinstance(item, Reject))


class FeedExporter(feedexport.FeedExporter):
    """Opens feeds before anything is fetched; a feed that cannot be written ends the run.

    A feed takes no rejects unless its ``item_classes`` say otherwise, a feed of ``-o`` neither.
    """

    delivery: FeedSlot | None = None  # the feed that the run's lines are owed to

    def _load_filter(self, feed_options: dict[str, Any]) -> ItemFilter:
        return super()._load_filter({"item_filter": ArticleFilter, **feed_options})

    def open_spider(self, spider: Spider) -> None:
        """Open the feeds and tell the ledger which one the run's lines are owed to.

        Raises:
            CloseSpider: A feed cannot be written.
        """
        if not spider_of(self.crawler).is_open:
            return
        try:
            super().open_spider(spider)
            self._tell_ledger()
            self._open_files()
        except Exception as error:
            # A bad URI is a KeyError to Scrapy, which would crawl on without a feed.
            spider_of(self.crawler).storage_failed(error, close=False)
            for slot in self.slots:
                _discard(slot)
            self.slots = []  # there is nothing to close
            raise CloseSpider(STORAGE_ERROR) from None

    def _open_files(self) -> None:
        """Make the local feeds, so that one that cannot be written is known at once.

        The ledger knows by now of the feed that the run's lines are owed to: where the run is
        killed, the next one removes what is empty.
        """
        data = Path(self.settings["NEWSBOT_DATA_DIR"])
        for slot in self.slots:
            if isinstance(slot.storage, FileFeedStorage):
                file = Path(slot.storage.path)
                if is_own_file(file, data):
                    raise ValueError(f"the feed {file} would be a file of newsbot's own")
                if slot.store_empty:
                    slot.start_exporting()
                elif not file.is_fifo():  # which would wait for its reader
                    slot.storage.open(slot.spider).close()
                    if not self._takes_articles(slot):
                        remove_empty(file)

    def _takes_articles(self, slot: FeedSlot) -> bool:
        return issubclass(Article, slot.filter.item_classes or (object,))

    def _tell_ledger(self) -> None:
        """Note the feed that the run's lines are owed to, before the first goes there.

        It is the last one that takes articles: the settings' own stand behind those of ``-o``.
        """
        feeds = [slot for slot in self.slots if self._takes_articles(slot)]
        if not feeds:
            raise ValueError("no feed takes articles")
        if self.feeds[feeds[-1].uri_template]["batch_item_count"]:
            raise ValueError(
                f"lines are owed to one file, not to batches: {feeds[-1].uri_template}"
            )
        self.delivery = feeds[-1]
        storage, uri = self.delivery.storage, self.delivery.uri
        if isinstance(storage, FileFeedStorage):
            uri = str(Path(storage.path).absolute())
        ledger = spider_of(self.crawler).ledger
        ledger.runs.set_feed(ledger.run, without_credentials(uri))

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Write an item to its feeds; end the run where that fails."""
        try:
            super().item_scraped(item, spider)
        except Exception as error:
            # Whatever kept a line from its feed, this run has not delivered it.
            spider_of(self.crawler).storage_failed(error)

    async def close_spider(self, spider: Spider) -> None:
        """Remove feeds that got nothing, note one that ``-O`` emptied, store the others."""
        failpoint("before-feed-closed")
        for slot in self.slots:
            if slot.itemcount:
                continue
            if isinstance(slot.storage, FileFeedStorage) and not slot.store_empty:
                remove_empty(Path(slot.storage.path))
            if slot.feed_options.get("overwrite") and self._takes_articles(slot):
                self.crawler.stats.set_value(
                    stat_names.FEEDS_EMPTIED, without_credentials(slot.uri)
                )
        await super().close_spider(spider)

    async def _close_slot(self, slot: FeedSlot, spider: Spider) -> None:
        """Store a feed; what Scrapy would only log (a disk that fills up) is a failed feed."""
        try:
            await super()._close_slot(slot, spider)
        except Exception as error:
            spider_of(self.crawler).storage_failed(error, close=False)
            _discard(slot)


def _discard(slot: FeedSlot) -> None:
    """Remove what a feed holds that is not complete."""
    if isinstance(slot.storage, PrivateFileStorage):
        slot.storage.discard()


def uri_params(params: dict[str, Any], spider: Spider) -> dict[str, Any]:
    """Return the parameters of feed URIs.

    They are Scrapy's, ``%(data_dir)s``, ``%(started)s``, which is the same for all feeds of a run,
    and ``%(run)s``, which is that, the host of a site that nobody declared and, on Scrapyd, the job
    id.
    """
    at = spider.crawler.stats.get_value("start_time") or datetime.now(UTC)
    return {
        **params,
        # Absolute, for reports that name the feed are read from elsewhere.
        "data_dir": str(Path(spider.settings["NEWSBOT_DATA_DIR"]).absolute()),
        "started": at.strftime(START_FORMAT),
        "run": run_name(cast("NewsSpider", spider), at),
    }


def run_name(spider: NewsSpider, at: datetime) -> str:
    """Return the name of a run's files, without ending: the instant of its start, host and job."""
    name = at.strftime(START_FORMAT)
    # Names without dots: an older newsbot told articles from rejects by the ending.
    if host := spider.site.partition(":")[2]:
        name += "-" + file_name(re.sub(r"[^\w-]", "_", host))
    if job := spider.arguments.job:
        name += "-" + file_name(re.sub(r"[^\w-]", "_", job, flags=re.ASCII))
    return name
