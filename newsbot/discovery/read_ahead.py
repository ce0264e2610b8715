"""Read a page of a source at once, before the crawl begins, where the crawl depends on it."""

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
    """Return the response of a page of a source; None where it cannot be had, which is noted."""
    try:
        # The URLs that it names are needed, changed or not.
        for name in CONDITIONS:
            request.headers.pop(name, None)
        response = await crawl.crawler.engine.download_async(request)
        if not 200 <= response.status < 300:
            raise HttpError(response)
    except Exception as error:  # of whatever kind: as of a request that Scrapy made
        failure = Failure(error)  # type: ignore[no-untyped-call]  # Twisted has no types here
        failure.request = request  # type: ignore[attr-defined]  # as Scrapy has it
        crawl.source_failed(failure)
        return None
    return response


async def read_now(crawl: Crawl, request: Request, response: Response) -> list[Request]:
    """Read a page of a source as the run does; return the requests for what it leads to."""
    return [result async for result in crawl.parse_source(response, **request.cb_kwargs)]
