"""Show pages in a browser, which is started for the first page."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import Counter
from typing import TYPE_CHECKING

from scrapy.http import HtmlResponse

from newsbot.browser.executable import HOW, find_browser
from newsbot.browser.requests import RENDERED
from newsbot.downloader.exceptions import RefusedRequest
from newsbot.exceptions import BrowserMissing, RenderError
from newsbot.items import rights
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import TextResponse

    from newsbot.browser.chromium import Chromium
    from newsbot.browser.network import Network
    from newsbot.browser.requests import Rendering

logger = logging.getLogger(__name__)

PAGES_AT_ONCE = 2  # each page takes some 100 MB
MAX_STARTS = 2  # failed starts after which the browser counts as missing
AS_ROOT = (
    "the browser runs as root, without its sandbox: a page that breaks out of the browser controls "
    "the machine. Crawl as another user"
)
MAX_TRIES = 3  # of a page, if the browser ends while it is shown: another page may be the cause


class Renderer:
    """The browser of a crawl; RenderMiddleware makes it.

    The browser is started again after ``NEWSBOT_BROWSER_MAX_PAGES`` pages, and when it has ended.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        settings = crawler.settings
        self._path: str = settings["NEWSBOT_BROWSER_PATH"]
        self._pages = settings.getint("NEWSBOT_BROWSER_MAX_PAGES")
        self._seconds = settings.getfloat("NEWSBOT_BROWSER_TIMEOUT")
        self._longest = settings.getint("DOWNLOAD_MAXSIZE")
        self._places = asyncio.Semaphore(PAGES_AT_ONCE)
        self._starting = asyncio.Lock()
        self._browser: Chromium | None = None
        self._missing: str | None = None
        self._skipped: Counter[str] = Counter()
        self._network: Network | None = None
        self._showing = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def render(self, rendering: Rendering) -> TextResponse:
        """Return the page as the browser shows it; without a browser, the page as it was fetched.

        Raises:
            RenderError: The page cannot be shown.
            RefusedRequest: The run ends; the page stays due.
        """
        async with self._places:
            if not self._crawler.crawling:
                raise RefusedRequest("not_rendered", "the run ends")
            for _ in range(MAX_TRIES):
                try:
                    browser = await self._running()
                except BrowserMissing as error:
                    self._note_unrendered(rendering, error)
                    return rendering.document
                html = await self._show(browser, rendering)
                if html is not None:
                    self._count(stat_names.BROWSER_RENDERED)
                    return shown_response(html, rendering.document)
            raise RenderError("the browser ended while it showed the page")

    async def _show(self, browser: Chromium, rendering: Rendering) -> str | None:
        """Return the page's HTML; None if the browser ended meanwhile."""
        from newsbot.browser.chromium import BrowserCrashed
        from newsbot.browser.page_session import PageSession

        assert self._network is not None
        self._showing += 1
        self._idle.clear()
        started = time.monotonic()
        try:
            session = PageSession(self._network, rendering, self._longest)
            return await browser.show(session, self._seconds)
        except BrowserCrashed:
            self._count(stat_names.BROWSER_CRASHED)
            return None
        finally:
            self._count(stat_names.BROWSER_MILLISECONDS, round((time.monotonic() - started) * 1000))
            self._showing -= 1
            if not self._showing:
                self._idle.set()

    async def _running(self) -> Chromium:
        """Return the browser for the next page; raise BrowserMissing if none can be started."""
        async with self._starting:
            browser = self._browser
            if browser is not None and (browser.is_gone or browser.pages >= self._pages):
                await self._idle.wait()  # until the other page is finished
                self._browser = None
                await browser.stop()
            if self._browser is None:
                self._browser = await self._start()
            self._browser.pages += 1
            return self._browser

    async def _start(self) -> Chromium:
        if self._missing is not None:
            raise BrowserMissing(self._missing)
        executable = find_browser(self._path)
        from playwright.async_api import Error as PlaywrightError

        from newsbot.browser.chromium import Chromium
        from newsbot.browser.network import Network

        if self._network is None:
            self._network = Network(self._crawler)
            if os.getuid() == 0:
                logger.warning(AS_ROOT)
        for _ in range(MAX_STARTS):
            try:
                browser = await Chromium.start_for(self._crawler, executable)
            except (PlaywrightError, OSError, TimeoutError) as error:
                why = str(error).strip().partition("\n")[0]
            else:
                self._count(stat_names.BROWSER_STARTED)
                return browser
        name = executable or "Playwright's Chromium"
        raise BrowserMissing(f"{name} cannot be started ({why}); {HOW}")

    def _note_unrendered(self, rendering: Rendering, error: BrowserMissing) -> None:
        """Log and count a page that is read without a browser; log the reason once."""
        if self._missing is None:
            self._missing = str(error)
            logger.warning("no page is rendered in this run: %s", error)
        what = "stories behind a button" if rendering.load_more else "text written by a script"
        logger.info("%s: read without its %s", rendering.document.url, what)
        self._skipped[what] += 1
        self._count(stat_names.BROWSER_UNRENDERED)

    def _count(self, name: str, by: int = 1) -> None:
        self._crawler.stats.inc_value(name, by)

    async def close(self) -> None:
        """End the browser; log how many pages were read without it."""
        for what, pages in self._skipped.items():
            logger.warning("%d pages were read without their %s", pages, what)
        async with self._starting:
            browser, self._browser = self._browser, None
            self._missing = "the run is over"
            if browser is not None:
                await browser.stop()


def shown_response(html: str, document: TextResponse) -> HtmlResponse:
    """Return a response with the HTML that a browser made of a document."""
    # The validators of the document are left out: they are not valid for text that scripts fetched.
    rights_headers = {name: document.headers.getlist(name) for name in rights.HEADERS}
    return HtmlResponse(
        document.url,
        headers={"Content-Type": "text/html; charset=utf-8", **rights_headers},
        body=html.encode("utf-8", "replace"),
        encoding="utf-8",
        flags=[RENDERED],
    )
