"""Read a page of a source before the crawl begins, for decisions that the crawl depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from newsbot.downloader.responses import CONDITIONS

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from newsbot.discovery.crawl import Crawl


async def fetch_now(crawl: Crawl, request: Request) -> Response | None:
    """Fetch a page of a source; return None, and report the failure to the crawl, if that fails."""
    try:
        # The URLs on the page are needed even if the page has not changed.
        for name in CONDITIONS:
            request.headers.pop(name, None)
        response = await crawl.crawler.engine.download_async(request)
        if not 200 <= response.status < 300:
            raise HttpError(response)
    except Exception as error:  # every failure goes to the errback, as with Scrapy's own requests
        failure = Failure(error)  # type: ignore[no-untyped-call]  # Twisted has no types here
        failure.request = request  # type: ignore[attr-defined]  # Scrapy sets it for errbacks
        crawl.source_failed(failure)
        return None
    return response


async def read_now(crawl: Crawl, request: Request, response: Response) -> list[Request]:
    """Read a page of a source with the spider's callback; return the requests of the callback."""
    return [result async for result in crawl.parse_source(response, **request.cb_kwargs)]
