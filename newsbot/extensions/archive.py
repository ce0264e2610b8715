"""Write the requests and responses of a crawl to WARC files (the argument ``archive=``)."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from scrapy.exceptions import CloseSpider, NotConfigured

from newsbot import __version__
from newsbot.components import CrawlComponent, spider_of
from newsbot.downloader.exceptions import NOT_SENT, RefusedRequest
from newsbot.downloader.responses import ARCHIVE, ARCHIVE_ID
from newsbot.downloader.responses import NOT_MODIFIED as STATUS_NOT_MODIFIED
from newsbot.downloader.worker import in_worker
from newsbot.files.names import is_own_file
from newsbot.files.private import make_folder
from newsbot.reporting import stat_names
from newsbot.reporting.outcomes import STORAGE_ERROR

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsbot.archive.wire_records import Earlier
    from newsbot.archive.writing import ArchiveWriter
    from newsbot.downloader.wire import Exchange
    from newsbot.spider import NewsSpider

logger = logging.getLogger(__name__)
T = TypeVar("T")
# A body with more bytes is compressed in a thread. For a smaller one, the switch costs more.
LARGE = 1 << 16
SPECIFICATION = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


class Archive(CrawlComponent):
    """Writes each response to a WARC file before any other part of newsbot gets the response.

    Thus every delivered article has its record. If a record cannot be written, the run ends, and
    the page stays due.
    """

    HANDLERS = ("spider_opened", "spider_closed")
    _writer: ArchiveWriter | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the component; raise NotConfigured for a crawl without an archive."""
        if not getattr(spider_of(crawler), "archive_folder", None):
            raise NotConfigured
        return super().from_crawler(crawler)

    def spider_opened(self, spider: NewsSpider) -> None:
        """Finish the files of crashed runs, and open the archive; raise CloseSpider on an error."""
        if not spider.is_open or spider.archive_folder is None:
            return
        from newsbot.archive.payload_index import PayloadIndex
        from newsbot.archive.writing import ArchiveWriter, prefix_of, repair

        folder, prefix = Path(spider.archive_folder), prefix_of(spider.site)
        try:
            if is_own_file(folder, Path(self.crawler.settings["NEWSBOT_DATA_DIR"])):
                raise OSError("it would be among newsbot's own files")
            make_folder(folder)
            self._index = PayloadIndex(folder / f"{prefix}.index.sqlite")
            repaired = list(repair(folder, prefix, self._index.last_offset))
        except OSError as error:
            spider.storage_failed(_problem(folder, error), close=False)
            raise CloseSpider(STORAGE_ERROR) from None
        for name, size in repaired:
            logger.info("a crashed run left %s; its first %d bytes are complete", name, size)
            self._index.forget(name, size)
        begun = partial(self._index.forget, offset=0)
        self._writer = ArchiveWriter(folder, prefix, self._about(), begun=begun)
        spider.archive = self

    def spider_closed(self) -> None:
        """Finish the files, before the feeds are stored and their lines count as delivered."""
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        self._index.close()
        try:
            files = writer.close()
        except OSError as error:
            self.spider.storage_failed(_problem(self.spider.archive_folder, error), close=False)
        else:
            self._count(stat_names.ARCHIVED_FILES, files)

    async def record(self, exchange: Exchange, request: Request, response: Response) -> None:
        """Write a request and its response; set the place of the record in ``request.meta``.

        Raises:
            RefusedRequest: The records cannot be written.
        """
        from newsbot.archive import wire_records

        if self._writer is None or exchange.at is None:
            return  # the run is over
        url, body = wire_records.without_userinfo(request.url), response.body
        at = wire_records.warc_date(exchange.at)
        digest = wire_records.digest_of(body)
        is_page = bool(body) and response.status in range(200, 300)
        holder = self._index.holder_of(digest) if is_page else None
        revisit: tuple[str, Earlier | None] | None = None
        if holder is not None:
            revisit = (wire_records.IDENTICAL, holder)
        if response.status == STATUS_NOT_MODIFIED:
            revisit = (wire_records.NOT_MODIFIED, self._index.latest(url))
        common = {"WARC-Date": at}
        if response.ip_address is not None:
            common["WARC-IP-Address"] = str(response.ip_address)
        ids = (wire_records.new_id(), wire_records.new_id())
        make = partial(wire_records.conversation, exchange, url, body, digest, common, ids, revisit)
        pair = await self._made(make, body if revisit is None else b"")
        place = self._written(*pair)[1]
        if is_page and holder is None:
            self._index.add(digest, wire_records.Earlier(ids[1], url, at, *place))
        self._count(stat_names.ARCHIVED_RECORDS, 2)
        self._count(stat_names.ARCHIVED_REVISITS, int(revisit is not None))
        # A payload that the archive already has is not written again: the earlier record has it.
        request.meta[ARCHIVE] = (holder.file, holder.offset) if holder else place
        request.meta[ARCHIVE_ID] = ids[1]

    async def record_rendered(
        self, request: Request, document: Response, rendered: Response
    ) -> None:
        """Write the HTML that a browser rendered from a document, if the archive has the document.

        Raises:
            RefusedRequest: The record cannot be written.
        """
        from newsbot.archive import wire_records

        source = document.meta.get(ARCHIVE_ID) if document.request else None
        if self._writer is None or source is None:
            return
        request.meta[ARCHIVE] = document.meta[ARCHIVE]
        if rendered is document:
            return  # no browser rendered it
        common = {"WARC-Date": wire_records.warc_date(datetime.now(UTC))}
        url, html = wire_records.without_userinfo(document.url), rendered.body
        make = partial(wire_records.conversion, url, html, common, source)
        (place,) = self._written(await self._made(make, html))
        self._count(stat_names.ARCHIVED_RECORDS)
        request.meta[ARCHIVE] = place

    async def _made(self, make: Callable[[], T], body: bytes) -> T:
        return await in_worker(make) if len(body) > LARGE else make()

    def _written(self, *records: bytes) -> list[tuple[str, int]]:
        """Write records and return (file, offset) of each; on an error end the run."""
        if self._writer is None or self.crawler.stats.get_value(stat_names.STORAGE_ERRORS):
            raise RefusedRequest(NOT_SENT, "the run is ending, and its archive is closed")
        try:
            return self._writer.append(*records)
        except OSError as error:
            problem = _problem(self.spider.archive_folder, error)
            self.spider.storage_failed(problem)
            raise RefusedRequest(NOT_SENT, str(problem)) from None

    def _about(self) -> dict[str, str]:
        """Return the fields of the warcinfo record."""
        settings, spider = self.crawler.settings, self.spider
        return {
            "software": "newsbot/" + __version__,
            "format": "WARC File Format 1.1",
            "conformsTo": SPECIFICATION,
            "isPartOf": spider.site,
            "http-header-user-agent": settings["USER_AGENT"] or "",
            "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
            "operator": settings["NEWSBOT_CONTACT"] or "",
            # With root=, records have the URLs of the site, but this origin sent the responses.
            "mirror": spider.arguments.root or "",
        }

    def _count(self, name: str, by: int = 1) -> None:
        self.crawler.stats.inc_value(name, by)


def _problem(folder: Any, error: OSError) -> OSError:
    return OSError(f"the archive in {folder} cannot be written: {error}")
