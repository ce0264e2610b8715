"""Answer requests for pages in doubt with the responses that came the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.components import CrawlComponent
from newsbot.discovery.second_look import HELD, Look
from newsbot.discovery.soft_404 import IN_DOUBT, IN_HAND
from newsbot.downloader.responses import ARCHIVE, ARCHIVE_ID, copy_of, digest_flags

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

# They speak of the body as it came, which is unpacked by now.
OF_THE_TRANSFER = ("Content-Encoding", "Content-Length", "Transfer-Encoding")


class SoftNotFoundMiddleware(CrawlComponent):
    """Ask the spider's SoftNotFound (newsbot.discovery.soft_404)."""

    async def process_request(self, request: Request) -> Response | None:
        """Return the response that a page in doubt had; None for a request that is to be sent."""
        response: Response | None = request.meta.pop(IN_HAND, None)
        if response is None:
            response = request.meta.pop(IN_DOUBT, None)
            if response is None:
                return None
            await self.spider.soft_404.settle(response.url)
        return answer_with(response, request)


class SecondLookMiddleware(CrawlComponent):
    """Answer the requests that the spider's SecondLook (newsbot.discovery.second_look) held."""

    def process_request(self, request: Request) -> Response | None:
        """Return or raise what came the first time; return None for all other requests."""
        look: Look | None = request.meta.pop(HELD, None)
        if look is None:
            return None
        if isinstance(look.first, BaseException):
            raise look.first
        return answer_with(look.first, request)


def answer_with(response: Response, request: Request) -> Response:
    """Return a response that came before as the answer to a request; what it is was judged then."""
    headers = response.headers.copy()
    for name in OF_THE_TRANSFER:
        headers.pop(name, None)
    answer = copy_of(response, request=request, flags=digest_flags(response))
    answer.headers = headers
    for key in (ARCHIVE, ARCHIVE_ID) if response.request else ():
        if key in response.meta:
            request.meta[key] = response.meta[key]
    return answer
