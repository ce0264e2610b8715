"""Unpack bodies; fetch a page again if its body is incomplete."""

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
    """Unpacks bodies, in place of HttpCompressionMiddleware, and retries incomplete ones.

    Scrapy detects a body that is shorter than its Content-Length. But it delivers a part of a
    packed body that is cut or damaged, and a part of a page without a length whose connection was
    closed too early. Here, a page that is cut at each retry fails.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unpacks = crawler.settings.getbool("COMPRESSION_ENABLED")
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    def process_request(self, request: Request) -> None:
        """Set Accept-Encoding to the encodings that can be unpacked."""
        if self._unpacks:
            request.headers.setdefault("Accept-Encoding", b", ".join(ENCODINGS))

    def process_response(
        self, request: Request, response: Response
    ) -> Request | Response | Awaitable[Request | Response]:
        """Return the response with its body unpacked, or a retry if the body is incomplete.

        Raises:
            ResponseDataLossError: The body was cut short or damaged at each retry.
            DownloadCancelledError: The body is larger than DOWNLOAD_MAXSIZE, or has too many
                encodings.
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
            is_labelled = self._unpacks and "Content-Encoding" in response.headers  # as "identity"
            return unpacked(response, response.body) if is_labelled else response
        if unknown := [encoding for encoding in encodings if encoding not in KNOWN]:
            logger.warning("%s has an unknown Content-Encoding: %r", response.url, unknown)
            return response
        max_size = request.meta.get("download_maxsize", self._max_size)
        unpacking = partial(unpack, response.body, encodings, max_size)
        # A small body with two encodings may be large after the first is undone.
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
        """Return the response with its body unpacked, or a retry if the body is damaged."""
        try:
            body = unpacking()
        except ExcessiveBodyError as error:
            raise DownloadCancelledError(f"the body of {response.url} is {error}") from None
        except BrokenBodyError as error:
            if response.status < 300:
                return self._again(request, response, str(error))
            body = error.unpacked  # of a redirect or an error, the body does not matter
        return unpacked(response, body)

    async def _checked_in_worker(self, request: Request, response: Response) -> Request | Response:
        is_cut = await in_worker(is_truncated, response, PLAIN_TEXT in request.meta)
        return self._again(request, response, CUT) if is_cut else response

    def _again(self, request: Request, response: Response, problem: str) -> Request | Response:
        """Return the retry of a request, or the response if a part of it can be read.

        Raises:
            ResponseDataLossError: There are no more retries.
        """
        self.crawler.stats.inc_value(stat_names.TRUNCATED_BODIES)
        spider = spider_of(self.crawler)
        self.crawler.signals.send_catch_log(body_cut, request=request)
        if again := get_retry_request(request, spider=spider, reason="truncated body"):
            return again
        if not encodings_of(response.headers) and is_sitemap_or_feed(response):
            return response  # sources read damaged sitemaps and feeds as far as possible
        raise ResponseDataLossError(f"the body of {response.url} is {problem}")


def unpacked(response: Response, body: bytes) -> Response:
    """Return a response with the unpacked body, in the class for its Content-Type."""
    headers = response.headers
    del headers["Content-Encoding"]
    note_digest(response)
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    return copy_of(response, kind, body=body)
