"""Refuse half pages: a body that came in part is fetched again."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError
from scrapy.responsetypes import responsetypes

from newsbot.components import Component, spider_of
from newsbot.downloader.decompression import (
    ENCODINGS,
    KNOWN,
    BrokenBodyError,
    ExcessiveBodyError,
    encodings_of,
    unpack,
)
from newsbot.downloader.responses import copy_of, note_digest
from newsbot.downloader.truncation import (
    PLAIN_TEXT,
    ended_with_connection,
    is_sitemap_or_feed,
    is_truncated,
)
from newsbot.downloader.worker import LARGE_BODY, in_worker, is_large
from newsbot.reporting import stat_names
from newsbot.signals import body_cut

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

CUT = "cut short"


class WholeBodyMiddleware(Component):
    """Unpack bodies, in place of Scrapy's HttpCompressionMiddleware; fetch again what came in part.

    Scrapy notices a body that is shorter than its Content-Length. It delivers the half of a packed
    body that is cut or damaged, and of a page whose connection closed before its end where no
    length was given. Here a page that is cut each time fails.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unpacks = crawler.settings.getbool("COMPRESSION_ENABLED")
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    def process_request(self, request: Request) -> None:
        """Ask for the encodings that can be unpacked."""
        if self._unpacks:
            request.headers.setdefault("Accept-Encoding", b", ".join(ENCODINGS))

    def process_response(
        self, request: Request, response: Response
    ) -> Request | Response | Awaitable[Request | Response]:
        """Return a whole body unpacked; for one that came in part the request to retry.

        Raises:
            ResponseDataLossError: The body was cut short or damaged each time.
            DownloadCancelledError: The body is larger than DOWNLOAD_MAXSIZE, or packed too often.
        """
        if request.method == "HEAD":
            return response
        encodings = encodings_of(response.headers) if self._unpacks else []
        if not encodings or not response.body:
            if ended_with_connection(response):
                if is_large(response):
                    return self._checked_in_worker(request, response)
                if is_truncated(response, PLAIN_TEXT in request.meta):
                    return self._again(request, response, CUT)
            is_labelled = self._unpacks and "Content-Encoding" in response.headers  # identity, say
            return unpacked(response, response.body) if is_labelled else response
        if unknown := [encoding for encoding in encodings if encoding not in KNOWN]:
            logger.warning("%s is packed in an unknown way: %r", response.url, unknown)
            return response
        max_size = request.meta.get("download_maxsize", self._max_size)
        unpacking = partial(unpack, response.body, encodings, max_size)
        # A small body in two encodings may be a large one in the second.
        if len(response.body) > LARGE_BODY or len(encodings) > 1:
            return self._unpacked_in_worker(request, response, unpacking)
        return self._unpacked(request, response, unpacking)

    async def _unpacked_in_worker(
        self, request: Request, response: Response, unpacking: Callable[[], bytes]
    ) -> Request | Response:
        work = asyncio.ensure_future(in_worker(unpacking))
        await asyncio.wait([work])
        return self._unpacked(request, response, work.result)

    def _unpacked(
        self, request: Request, response: Response, unpacking: Callable[[], bytes]
    ) -> Request | Response:
        """Return the response unpacked; for one that is damaged the request to retry."""
        try:
            body = unpacking()
        except ExcessiveBodyError as error:
            raise DownloadCancelledError(f"the body of {response.url} is {error}") from None
        except BrokenBodyError as error:
            if response.status < 300:
                return self._again(request, response, str(error))
            body = error.unpacked  # the status, or Location, is the answer
        return unpacked(response, body)

    async def _checked_in_worker(self, request: Request, response: Response) -> Request | Response:
        is_cut = await in_worker(is_truncated, response, PLAIN_TEXT in request.meta)
        return self._again(request, response, CUT) if is_cut else response

    def _again(self, request: Request, response: Response, problem: str) -> Request | Response:
        """Return the request to be sent again; or the response, if half of it can be used."""
        self.crawler.stats.inc_value(stat_names.TRUNCATED_BODIES)
        spider = spider_of(self.crawler)
        self.crawler.signals.send_catch_log(body_cut, request=request)
        if again := get_retry_request(request, spider=spider, reason="truncated body"):
            return again
        if not encodings_of(response.headers) and is_sitemap_or_feed(response):
            return response  # the source that reads it sees that it is damaged
        raise ResponseDataLossError(f"the body of {response.url} is {problem}")


def unpacked(response: Response, body: bytes) -> Response:
    """Return the response with what its body holds, of the class that is for its Content-Type."""
    headers = response.headers
    del headers["Content-Encoding"]
    note_digest(response)
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    return copy_of(response, kind, body=body)
