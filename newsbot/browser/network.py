"""The only way out of the browser: Scrapy's own downloader.

Whatever a page asks for is fetched as any request of the crawl is: robots.txt, allowed domains,
redirects, the delay, sizes, retries and the argument ``root=`` hold for it because the same code
sees to them. The browser itself is started without a network, see newsbot.browser.chromium.
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

# Types of requests that the text of a page can depend on. Pictures, media, fonts, styles, frames,
# event streams, beacons and all else are not fetched; advertisers and trackers are on other hosts
# than the site.
WANTED = frozenset({"script", "xhr", "fetch"})
METHODS = frozenset({"GET", "POST"})
MAX_REQUESTS = 100  # of one page
SCRIPT_BYTES = 16 * 1024 * 1024  # of scripts kept for the pages to come
# Headers that the crawl sets itself, or that tell of a browser's inside.
NOT_PASSED_ON = ("sec-", "user-agent", "accept-encoding", "accept-language", "cookie", "host")
# Headers of an answer that are about its way here, or would keep something in the browser.
HOP_HEADERS = ("content-encoding", "content-length", "transfer-encoding", "set-cookie")
Answer = dict[str, Any]
# No content: what was to be left stays. Were it an error, its page would take the place.
NO_NAVIGATION: Answer = {"status": 204}


class Network:
    """Shared by the pages of one crawl: the downloader and the scripts."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._scripts: OrderedDict[str, Answer] = OrderedDict()
        self._bytes = 0

    async def fetch(self, request: PageRequest, timeout: PausableTimeout) -> Answer | None:
        """Return the answer to hand to the page; None where the page may not have it."""
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
            # It is the page's to live with, as in any browser.
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
        """Add one to a stat, by its whole name; see newsbot.reporting.stat_names."""
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
        """Keep a script; a site's pages share most of theirs."""
        self._scripts[url] = answer
        self._bytes += len(answer["body"])
        while self._bytes > SCRIPT_BYTES:
            _, oldest = self._scripts.popitem(last=False)
            self._bytes -= len(oldest["body"])


class PageNetwork:
    """The network as one page has it."""

    def __init__(self, network: Network, document: TextResponse, timeout: PausableTimeout) -> None:
        self._network = network
        self._document: TextResponse | None = document
        self._timeout = timeout
        self._sent = 0
        self._under_way = 0
        self._changed_at = time.monotonic()

    def quiet_for(self) -> float:
        """Return the seconds since the last request was answered; 0 while one is under way."""
        return 0.0 if self._under_way else time.monotonic() - self._changed_at

    def touch(self) -> None:
        """Note that something was done to the page that may make it ask."""
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
            pass  # the page has gone meanwhile
        finally:
            self._under_way -= 1
            self._changed_at = time.monotonic()

    async def _answer(self, request: PageRequest) -> Answer | None:
        if request.is_navigation_request():
            # The first is for the page itself, which has been fetched; no other is followed.
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
    """Return the page itself, in the charset that was found for it."""
    html = document.text.encode("utf-8", "replace")
    return {"status": 200, "content_type": "text/html; charset=utf-8", "body": html}


def _as_answer(response: Response) -> Answer:
    """Return a response as Playwright hands it to the page."""
    headers: dict[str, str] = {}
    for name, values in response.headers.items():
        key = name.decode("latin-1").lower()
        if key not in HOP_HEADERS and values:
            headers[key] = b", ".join(values).decode("latin-1")
    return {"status": response.status, "headers": headers, "body": response.body}
