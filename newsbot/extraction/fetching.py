"""Fetch one page by its URL, as carefully as a crawl does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from newsbot.addon import CAREFUL, DOWNLOAD_HANDLERS
from newsbot.downloader.responses import failure_reason
from newsbot.exceptions import ArgumentError
from newsbot.page import ArticlePage
from newsbot.spider import NewsSpider
from newsbot.undeclared.shapes import article_path
from newsbot.undeclared.urls import UNDECLARED
from newsbot.urls import is_loopback, origin_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from twisted.python.failure import Failure


def fetch(url: str) -> Response:
    """Return the response of a page: robots.txt, hosts, sizes and addresses are minded.

    It runs a Scrapy process, of which there can be one in a Python process.

    Args:
        url: An absolute http or https URL; a loopback one is the user's own and is fetched as well.

    Raises:
        ArgumentError: The page could not be had; the message says why.
        ValueError: The URL is not an absolute http or https URL.
    """
    origin = origin_of(url)
    host = urlsplit(origin).hostname or ""
    found: list[Response] = []
    problems: list[str] = []

    class OnePageSpider(NewsSpider):
        name = UNDECLARED
        allowed_domains = [host]
        article_url = article_path(url)
        page = ArticlePage
        is_crawl = False  # there is no ledger, no feed, and no run to be reported

        async def start(self) -> AsyncIterator[Any]:
            yield Request(url, found.append, errback=self._failed, dont_filter=True)

        def _failed(self, failure: Failure) -> None:
            reason, detail = failure_reason(failure.value)
            problems.append(detail or reason)

    OnePageSpider.origin = origin
    settings = Settings()
    settings.setmodule("newsbot.settings")
    settings.setdict(
        {
            "DOWNLOAD_HANDLERS": DOWNLOAD_HANDLERS,
            "DOWNLOADER_MIDDLEWARES": CAREFUL,
            "LOG_LEVEL": "WARNING",
        },
        priority="cmdline",
    )
    process = AsyncCrawlerProcess(settings)
    # A loopback server is the user's own; nothing else is asked for at a private address.
    arguments = {"root": origin} if is_loopback(origin) else {}
    process.crawl(OnePageSpider, **arguments)
    process.start()
    if not found:
        raise ArgumentError(f"{url} could not be fetched: {next(iter(problems), 'see the log')}")
    return found[0]
