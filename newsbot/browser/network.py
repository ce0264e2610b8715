"""Answer the requests of a page in the browser by Scrapy's downloader.

The requests of a page are fetched like all requests of the crawl. The same code applies robots.txt,
allowed domains, redirects, the delay, sizes, retries and the argument ``root=`` to them. The
browser itself has no network (newsbot.browser.chromium).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from playwright.async_api import Request as PageRequest
    from playwright.async_api import Route
    from scrapy.crawler import Crawler
    from scrapy.http import Response, TextResponse

    from newsbot.browser.timeout import PausableTimeout

logger = logging.getLogger(__name__)

# Types of requests that the text of a page can depend on. Other types are not fetched: pictures,
# media, fonts, styles, frames, event streams, beacons. Advertisers and trackers are on other hosts,
# which the offsite filter refuses.
WANTED = frozenset({"script", "xhr", "fetch"})
METHODS = frozenset({"GET", "POST"})
MAX_REQUESTS = 100  # requests of one page
SCRIPT_BYTES = 16 * 1024 * 1024  # bytes of scripts that are kept for later pages
# Beginnings of headers that the crawl sets itself, or that describe the browser.
NOT_PASSED_ON = ("sec-", "user-agent", "accept-encoding", "accept-language", "cookie", "host")
# Headers of an answer that describe its transfer, or would store a cookie in the browser.
HOP_HEADERS = ("content-encoding", "content-length", "transfer-encoding", "set-cookie")
Answer = dict[str, Any]  # arguments of Playwright's Route.fulfill
# After 204 (no content), the browser stays on its page; after an error, it would leave it.
NO_NAVIGATION: Answer = {"status": 204}


class Network:
    """The downloader and the kept scripts, which all pages of a crawl share."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._scripts: OrderedDict[str, Answer] = OrderedDict()
        self._bytes = 0

    async def fetch(self, request: PageRequest, timeout: PausableTimeout) -> Answer | None:
        """Return the answer for the page; None if the request is refused or fails."""
        is_script = request.resource_type == "script" and request.method == "GET"
        if is_script and request.url in self._scripts:
            self._scripts.move_to_end(request.url)
            return self._scripts[request.url]
        wait = timeout.pause()
        try:
            response = await self._download(request, {"download_wait": wait})
        except IgnoreRequest:
            self.count(stat_names.BROWSER_REQUESTS_REFUSED)
            return None
        except Exception as error:
            # The page gets a network error, as in any browser.
            self.count(stat_names.BROWSER_REQUESTS_FAILED)
            logger.debug("%s of a page in the browser: %r", request.url, error)
            return None
        finally:
            wait.finish()
        answer = _as_answer(response)
        if is_script and response.status == 200:
            self._keep(request.url, answer)
        return answer

    def count(self, name: str) -> None:
        """Add one to a stat of newsbot.reporting.stat_names."""
        self.crawler.stats.inc_value(name)

    async def _download(self, request: PageRequest, meta: dict[str, Any]) -> Response:
        headers = {
            name: value
            for name, value in request.headers.items()
            if not name.startswith((*NOT_PASSED_ON, ":"))
        }
        if request.method != "GET":
            meta["dont_retry"] = True
        self.count(stat_names.BROWSER_REQUESTS_SENT)
        return await self.crawler.engine.download_async(
            Request(
                request.url,
                callback=NO_CALLBACK,
                method=request.method,
                headers=headers,
                body=request.post_data_buffer or b"",
                meta=meta,
                dont_filter=True,
            )
        )

    def _keep(self, url: str, answer: Answer) -> None:
        """Keep a script, because the pages of a site share most scripts."""
        self._scripts[url] = answer
        self._bytes += len(answer["body"])
        while self._bytes > SCRIPT_BYTES:
            _, oldest = self._scripts.popitem(last=False)
            self._bytes -= len(oldest["body"])


class PageNetwork:
    """The network of one page."""

    def __init__(self, network: Network, document: TextResponse, timeout: PausableTimeout) -> None:
        self._network = network
        self._document: TextResponse | None = document
        self._timeout = timeout
        self._sent = 0
        self._under_way = 0
        self._changed_at = time.monotonic()

    def quiet_for(self) -> float:
        """Return the seconds since the last request was answered; 0 while one is in flight."""
        return 0.0 if self._under_way else time.monotonic() - self._changed_at

    def touch(self) -> None:
        """Note an action on the page after which it may send requests."""
        self._changed_at = time.monotonic()

    async def answer(self, route: Route) -> None:
        """Answer a request of the page."""
        self._under_way += 1
        try:
            answer = await self._answer(route.request)
            if answer is None:
                await route.abort("blockedbyclient")
            else:
                await route.fulfill(**answer)
        except (PlaywrightError, asyncio.CancelledError):
            pass  # the page was closed meanwhile
        finally:
            self._under_way -= 1
            self._changed_at = time.monotonic()

    async def _answer(self, request: PageRequest) -> Answer | None:
        if request.is_navigation_request():
            # The first navigation is to the page itself, which was fetched. Others are refused.
            document, self._document = self._document, None
            return NO_NAVIGATION if document is None else _as_page(document)
        self._sent += 1
        if request.resource_type not in WANTED or request.method not in METHODS:
            self._network.count(stat_names.BROWSER_REQUESTS_NOT_WANTED)
            return None
        if self._sent > MAX_REQUESTS:
            self._network.count(stat_names.BROWSER_REQUESTS_TOO_MANY)
            return None
        return await self._network.fetch(request, self._timeout)


def _as_page(document: TextResponse) -> Answer:
    """Return the answer with the page itself, decoded with its charset and encoded as UTF-8."""
    html = document.text.encode("utf-8", "replace")
    return {"status": 200, "content_type": "text/html; charset=utf-8", "body": html}


def _as_answer(response: Response) -> Answer:
    """Convert a response to Playwright's answer."""
    headers: dict[str, str] = {}
    for name, values in response.headers.items():
        key = name.decode("latin-1").lower()
        if key not in HOP_HEADERS and values:
            headers[key] = b", ".join(values).decode("latin-1")
    return {"status": response.status, "headers": headers, "body": response.body}
