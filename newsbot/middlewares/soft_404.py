"""Answer pages in doubt, once it is known how the site answers for what does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.components import CrawlComponent, spider_of
from newsbot.discovery.soft_404 import IN_DOUBT, IN_HAND
from newsbot.downloader.responses import copy_of

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
            await spider_of(self._crawler).soft_404.settle(response.url)
        headers = response.headers.copy()
        for name in OF_THE_TRANSFER:
            headers.pop(name, None)
        answer = copy_of(response, request=request)
        answer.headers = headers
        return answer
