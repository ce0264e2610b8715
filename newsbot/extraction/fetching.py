"""Fetch one page by its URL, as carefully as a crawl does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import SETTINGS_PRIORITIES, Settings

from newsbot.addon import CAREFUL_MIDDLEWARES, DOWNLOAD_HANDLERS
from newsbot.downloader.responses import failure_reason
from newsbot.exceptions import FetchError
from newsbot.page import ArticlePage
from newsbot.setting_values import check_settings
from newsbot.spider import NewsSpider
from newsbot.undeclared.address import article_path
from newsbot.undeclared.urls import UNDECLARED
from newsbot.urls import is_loopback, origin_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from twisted.python.failure import Failure


def fetch(url: str, settings: Settings | None = None, root: str | None = None) -> Response:
    """Fetch a page with the checks of a crawl: robots.txt, hosts, sizes and addresses.

    This runs a Scrapy process, and a Python process can have only one.

    Args:
        url: An absolute http or https URL; a loopback server is allowed, because it is the user's.
        settings: The project's settings, with those of the user; None: newsbot's own.
        root: The origin to request in place of that of the URL, as ``root=`` of a crawl.

    Returns:
        The response.

    Raises:
        FetchError: The page could not be fetched; the message has the reason.
        SettingError: A setting cannot be used.
        ValueError: The URL is not an absolute http or https URL, or contains a password.
    """
    origin = origin_of(url)
    if "@" in urlsplit(url).netloc:
        raise ValueError(f"the URL of a page on {origin} must not contain a user name or password")
    found: list[Response] = []
    problems: list[str] = []
    process = AsyncCrawlerProcess(_careful(settings))
    # A loopback server is the user's own; the handler refuses other private addresses.
    root = root or (origin if is_loopback(origin) else None)
    arguments = {"root": root} if root else {}
    process.crawl(_spider_of(url, origin, found, problems), **arguments)
    process.start()
    if not found:
        # Scrapy drops a redirect to another site without an error.
        problem = next(iter(problems), "it redirects to another site").rstrip(".")
        raise FetchError(f"{url} could not be fetched: {problem}")
    return found[0]


def _careful(settings: Settings | None) -> Settings:
    """Return the settings of a project, or newsbot's own, for fetching one page."""
    if settings is None:
        settings = Settings()
        settings.setmodule("newsbot.settings")
    check_settings(settings)
    settings = settings.copy()
    careful = {
        "DOWNLOAD_HANDLERS": DOWNLOAD_HANDLERS,
        "DOWNLOADER_MIDDLEWARES": CAREFUL_MIDDLEWARES,
    }
    settings.setdict(careful, priority="cmdline")
    if settings.getpriority("LOG_LEVEL") != SETTINGS_PRIORITIES["cmdline"]:
        settings.set("LOG_LEVEL", "CRITICAL")  # FetchError has the problem in one line
    return settings


def _spider_of(
    url: str, site_origin: str, found: list[Response], problems: list[str]
) -> type[NewsSpider]:
    """Return a spider that appends its one page to ``found``, or an error to ``problems``."""

    class OnePageSpider(NewsSpider):
        name = UNDECLARED
        allowed_domains = [urlsplit(site_origin).hostname or ""]
        origin = site_origin
        article_url = article_path(url)
        page = ArticlePage
        is_crawl = False  # no ledger, no feed, no report

        async def start(self) -> AsyncIterator[Any]:
            yield Request(url, found.append, errback=self._failed, dont_filter=True)

        def _failed(self, failure: Failure) -> None:
            reason, detail = failure_reason(failure.value)
            problems.append(detail or reason)

    return OnePageSpider
