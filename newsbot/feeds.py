"""Feeds: Scrapy's feed exports, made fit for Hindi JSON Lines and for disks that fill up."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import CloseSpider
from scrapy.exporters import JsonLinesItemExporter
from scrapy.extensions import feedexport
from scrapy.extensions.feedexport import FileFeedStorage, ItemFilter

from newsbot.items import Article

if TYPE_CHECKING:
    from scrapy import Spider

STORAGE_ERROR = "storage_error"  # Scrapy's finish_reason of a run whose feed could not be written
# Line ends to some readers (str.splitlines, JavaScript before 2019) though not to JSON.
LINE_SEPARATORS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class JsonLinesExporter(JsonLinesItemExporter):
    """One item a line, in UTF-8 as it reads; the fields in the order of their declaration."""

    def export_item(self, item: Any) -> None:
        fields = dict(self.get_serialized_fields(item))
        try:
            line = json_line(fields).encode()
        except UnicodeEncodeError:
            # A lone surrogate, in a URL say, cannot be UTF-8; as an escape it can be JSON.
            line = json.dumps(fields, default=_plain).encode()
        self.file.write(line + b"\n")


def json_line(value: Any) -> str:
    """``value`` as JSON on one line for every reader; parts of items are objects."""
    line = json.dumps(value, ensure_ascii=False, default=_plain)
    for separator, escape in LINE_SEPARATORS.items():
        line = line.replace(separator, escape)
    return line


def _plain(value: Any) -> Any:
    """What the JSON encoder does not know: parts of items, and instants."""
    return value.isoformat() if isinstance(value, datetime) else vars(value)


class ArticleFilter(ItemFilter):
    """Takes articles alone, unless the feed names its ``item_classes``."""

    def __init__(self, feed_options: dict[str, Any] | None) -> None:
        super().__init__(feed_options)
        self.item_classes = self.item_classes or (Article,)


class FeedExporter(feedexport.FeedExporter):
    """Scrapy's FeedExporter; a feed takes articles alone by default (``-o`` too), is opened
    before anything is fetched, and one that cannot be written ends the run.
    """

    def _load_filter(self, feed_options: dict[str, Any]) -> ItemFilter:
        return super()._load_filter({"item_filter": ArticleFilter, **feed_options})

    def open_spider(self, spider: Spider) -> None:
        try:
            super().open_spider(spider)
            for slot in self.slots:
                if isinstance(slot.storage, FileFeedStorage):
                    Path(slot.storage.path).parent.mkdir(parents=True, exist_ok=True)
                    if slot.store_empty:
                        slot.start_exporting()
        except OSError as error:
            self._failed(error)
            self.slots = []  # there is nothing to close
            raise CloseSpider(STORAGE_ERROR) from None

    def item_scraped(self, item: Any, spider: Spider) -> None:
        try:
            super().item_scraped(item, spider)
        except OSError as error:
            self._failed(error)
            engine = self.crawler.engine
            self._ending = asyncio.ensure_future(engine.close_spider_async(reason=STORAGE_ERROR))

    def _failed(self, error: OSError) -> None:
        self.crawler.stats.inc_value("newsbot/storage_errors")
        self.crawler.stats.set_value("newsbot/storage_error", str(error))


def uri_params(params: dict[str, Any], spider: Spider) -> dict[str, Any]:
    """Parameters of feed URIs: ``%(data_dir)s`` and ``%(started)s``, alike for a run's feeds."""
    started = spider.crawler.stats.get_value("start_time") or datetime.now(UTC)
    return {
        **params,
        "data_dir": spider.settings["NEWSBOT_DATA_DIR"],
        "started": started.strftime("%Y-%m-%dT%H-%M-%SZ"),
    }
