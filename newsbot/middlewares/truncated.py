"""Do not take half a page for a whole one."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import ResponseDataLossError

from newsbot.components import spider_of
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

BLOCK = 1 << 16


class TruncatedBodyMiddleware:
    """A body that was cut short is fetched again; cut each time, the request fails.

    Scrapy notices a body shorter than its Content-Length. It does not notice a gzip stream that
    ends early, nor a page whose connection closed before ``</html>`` where no length was given.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for any spider."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return a whole body as it is, for one that was cut short the request to retry.

        Raises:
            ResponseDataLossError: The body was cut short each time.
        """
        if not is_truncated(response):
            return response
        self.crawler.stats.inc_value(stat_names.TRUNCATED_BODIES)
        spider = spider_of(self.crawler)
        again = get_retry_request(request, spider=spider, reason="truncated body")
        if again is None:
            raise ResponseDataLossError(f"the body of {response.url} is truncated")
        return again


def is_truncated(response: Response) -> bool:
    """Return whether a body, compressed as it came, ends before its end."""
    encodings = (response.headers.get("Content-Encoding") or b"").lower()
    if b"gzip" in encodings and response.body[:2] == b"\x1f\x8b":
        return not _ends(response.body)
    partial = "partial" in response.flags and b"html" in (
        response.headers.get("Content-Type") or b""
    )
    return partial and not encodings and b"</html" not in response.body[-1000:].lower()


def _ends(body: bytes) -> bool:
    """Return whether a gzip stream is complete; its content is thrown away piece by piece."""
    stream = zlib.decompressobj(wbits=31)
    try:
        stream.decompress(body, BLOCK)
        while stream.unconsumed_tail and not stream.eof:
            stream.decompress(stream.unconsumed_tail, BLOCK)
    except zlib.error:
        return True  # damaged, which decompression will say
    return stream.eof
