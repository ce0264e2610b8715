"""Answer requests for pages in doubt with their first responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.components import CrawlComponent
from newsbot.discovery.second_look import HELD, Look
from newsbot.discovery.soft_404 import FETCHED, IN_DOUBT
from newsbot.downloader.responses import ARCHIVE, ARCHIVE_ID, copy_of, digest_flags

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

# Headers about the body as it was received, which is unpacked now.
TRANSFER_HEADERS = ("Content-Encoding", "Content-Length", "Transfer-Encoding")


class SoftNotFoundMiddleware(CrawlComponent):
    """Answers requests of the spider's SoftNotFound (newsbot.discovery.soft_404)."""

    async def process_request(self, request: Request) -> Response | None:
        """Return the first response of a page in doubt; None for a request that must be sent."""
        response: Response | None = request.meta.pop(FETCHED, None)
        if response is None:
            response = request.meta.pop(IN_DOUBT, None)
            if response is None:
                return None
            await self.spider.soft_404.settle(response.url)
        return answer_with(response, request)


class SecondLookMiddleware(CrawlComponent):
    """Answers requests of the spider's SecondLook (newsbot.discovery.second_look)."""

    def process_request(self, request: Request) -> Response | None:
        """Return the first response, or raise the first error; None for all other requests."""
        look: Look | None = request.meta.pop(HELD, None)
        if look is None:
            return None
        if isinstance(look.first, BaseException):
            raise look.first
        return answer_with(look.first, request)


def answer_with(response: Response, request: Request) -> Response:
    """Return an earlier response as the answer to a request, with the archive record it has."""
    headers = response.headers.copy()
    for name in TRANSFER_HEADERS:
        headers.pop(name, None)
    answer = copy_of(response, request=request, flags=digest_flags(response))
    answer.headers = headers
    for key in (ARCHIVE, ARCHIVE_ID) if response.request else ():
        if key in response.meta:
            request.meta[key] = response.meta[key]
    return answer
