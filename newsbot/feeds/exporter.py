"""Extend Scrapy's feed export: readable JSON Lines, owed lines, and errors that end the run."""

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

# The feeds of a NewsSpider's crawl, unless the user sets FEEDS; `-o` and `-O` add more.
FEEDS = {
    # All items except rejects, also items into which a pipeline of the user turned articles. A run
    # without a new article leaves no file.
    "%(data_dir)s/feeds/%(name)s/%(run)s.jsonl": {
        "format": "jsonl",
        "store_empty": False,
        "batch_item_count": 0,  # FEED_EXPORT_BATCH_ITEM_COUNT is for the user's feeds alone
    },
    # Rejects have another folder, because feeds/ contains articles alone.
    "%(data_dir)s/rejects/%(name)s/%(run)s.jsonl": {
        "format": "jsonl",
        "item_classes": ["newsbot.items.Reject"],
        "store_empty": False,
        "batch_item_count": 0,
    },
}


class JsonLinesExporter(JsonLinesItemExporter):
    """Writes one item on a line, in UTF-8 without escapes; fields are in declared order."""

    def export_item(self, item: Any) -> None:
        """Write an item as one line; for an article, write the bytes that the ledger stores."""
        line = None
        if self.fields_to_export is None and isinstance(item, Article | Reject):
            # The fields of these dataclasses need no ItemAdapter, which is far slower.
            line = getattr(item, "line", None) or feed_line(vars(item))
        if line is None:
            line = feed_line(dict(self.get_serialized_fields(item)), plain)
        if armed("mid-line"):
            self.file.write(line[: len(line) // 2])
            self.file.flush()
            die()
        self.file.write(line + b"\n")


class ArticleFilter(ItemFilter):
    """Accepts all items except rejects, unless the feed names its ``item_classes``.

    It does not ask for Article: a pipeline of the user may turn articles into other items.
    """

    def accepts(self, item: Any) -> bool:
        """Return whether an item goes to the feed."""
        return super().accepts(item) and (bool(self.item_classes) or not isinstance(item, Reject))


class FeedExporter(feedexport.FeedExporter):
    """Opens feeds before anything is fetched; a feed that cannot be written ends the run.

    A feed, also one of ``-o``, accepts no rejects unless its ``item_classes`` name them.
    """

    delivery: FeedSlot | None = None  # the feed that the run's lines are owed to

    def _load_filter(self, feed_options: dict[str, Any]) -> ItemFilter:
        return super()._load_filter({"item_filter": ArticleFilter, **feed_options})

    def open_spider(self, spider: Spider) -> None:
        """Open the feeds, and note in the ledger to which one the run's lines are owed.

        Raises:
            CloseSpider: A feed cannot be written.
        """
        if not spider_of(self.crawler).is_open:
            return
        try:
            super().open_spider(spider)
            self._note_delivery_feed()
            self._open_files()
        except Exception as error:
            # For example a bad URI (KeyError): Scrapy would go on crawling without a feed.
            spider_of(self.crawler).storage_failed(error, close=False)
            for slot in self.slots:
                _discard(slot)
            self.slots = []  # there is nothing to close
            raise CloseSpider(STORAGE_ERROR) from None

    def _open_files(self) -> None:
        """Make the local feeds, so that an error shows at once.

        Call this after the feed is noted in the ledger: if the run is killed, the next run removes
        an empty feed.
        """
        data = Path(self.settings["NEWSBOT_DATA_DIR"])
        for slot in self.slots:
            if isinstance(slot.storage, FileFeedStorage):
                file = Path(slot.storage.path)
                if is_own_file(file, data):
                    raise ValueError(f"the feed {file} would be a file of newsbot's own")
                if slot.store_empty:
                    slot.start_exporting()
                elif not file.is_fifo():  # opening a pipe would wait for its reader
                    slot.storage.open(slot.spider).close()
                    if not self._takes_articles(slot):
                        remove_empty(file)

    def _takes_articles(self, slot: FeedSlot) -> bool:
        return issubclass(Article, slot.filter.item_classes or (object,))

    def _note_delivery_feed(self) -> None:
        """Note in the ledger to which feed the run's lines are owed, before the first line.

        It is the last feed that accepts articles: the feeds of the settings come after those of
        ``-o``.
        """
        feeds = [slot for slot in self.slots if self._takes_articles(slot)]
        if not feeds:
            raise ValueError("no feed accepts articles, see FEEDS")
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
        """Write an item to its feeds; end the run if that fails."""
        try:
            super().item_scraped(item, spider)
        except Exception as error:
            # Any error means that this run has not delivered a line.
            spider_of(self.crawler).storage_failed(error)

    async def close_spider(self, spider: Spider) -> None:
        """Store the feeds; remove empty ones, and note a feed that ``-O`` emptied."""
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
        """Store a feed; note an error, such as a full disk, as a storage error of the run."""
        try:
            await super()._close_slot(slot, spider)
        except Exception as error:
            spider_of(self.crawler).storage_failed(error, close=False)
            _discard(slot)


def _discard(slot: FeedSlot) -> None:
    """Remove the incomplete file of a feed."""
    if isinstance(slot.storage, PrivateFileStorage):
        slot.storage.discard()


def uri_params(params: dict[str, Any], spider: Spider) -> dict[str, Any]:
    """Return the parameters of feed URIs.

    They are Scrapy's and three more: ``%(data_dir)s``; ``%(started)s``, the start of the run, which
    is the same for all its feeds; and ``%(run)s``, see ``run_name``.
    """
    at = spider.crawler.stats.get_value("start_time") or datetime.now(UTC)
    return {
        **params,
        # Absolute, because people read the report, which names the feed, in another folder.
        "data_dir": str(Path(spider.settings["NEWSBOT_DATA_DIR"]).absolute()),
        "started": at.strftime(START_FORMAT),
        "run": run_name(cast("NewsSpider", spider), at),
    }


def run_name(spider: NewsSpider, at: datetime) -> str:
    """Return the name of a run's files without ending.

    It is the start of the run, the host of a site without declaration, and Scrapyd's job id.
    """
    name = at.strftime(START_FORMAT)
    # The name has no dots: older newsbots tell articles from rejects by the text after the dot.
    if host := spider.site.partition(":")[2]:
        name += "-" + file_name(re.sub(r"[^\w-]", "_", host))
    if job := spider.arguments.job:
        name += "-" + file_name(re.sub(r"[^\w-]", "_", job, flags=re.ASCII))
    return name
