"""Run a Chromium with its driver, and open pages in it by scrapy-playwright's handler."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Never, Self

from scrapy import Request
from scrapy.exceptions import NotSupported
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from newsbot.browser.driver import start_driver
from newsbot.browser.folder import BrowserFolder
from newsbot.browser.process_tree import ProcessTree, children_of
from newsbot.browser.timeout import PausableTimeout
from newsbot.exceptions import RenderError
from newsbot.reporting.environment import minimal_environment

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from playwright.async_api import Browser, Playwright
    from scrapy.crawler import Crawler

    from newsbot.browser.page_session import PageSession

logger = logging.getLogger(__name__)

START_SECONDS = 30
CLOSE_SECONDS = 3.0  # for actions that take milliseconds if the browser works
# Features of a browser window that nobody sees here. Each page has its own window, for which
# Chromium started three more rendering processes: for the list of the address bar, for its field
# for questions, and one in reserve. They took half of the CPU time of a page.
UNUSED_FEATURES = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    *("PreloadTopChromeWebUI", "SpareRendererForSitePerProcess"),
)
# Features that Playwright switches off. They are repeated here because Chromium takes only the last
# --disable-features. Without them, http pages would be requested with https, for example.
PLAYWRIGHT_DISABLED = (
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades"),
    *("LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints"),
    *("PaintHolding", "PreconnectToSearch", "TcpPortRandomizationWin"),
    *("ThirdPartyStoragePartitioning", "msEdgeUpdateLaunchServicesPreferredVersion"),
    "msForceBrowserSignIn",
)
ARGUMENTS = (
    # The browser has no network: neither names nor addresses resolve, and requests go to a proxy
    # whose name does not resolve. WebRTC uses the proxy only with the two policies.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://nowhere.invalid:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    # A page that fills its memory crashes before the memory of the machine is full.
    "--js-flags=--max-old-space-size=256",
    "--disable-crash-reporter",
    "--disable-gpu",
    # The network refuses images anyway; this saves some twenty requests a page.
    "--blink-settings=imagesEnabled=false",
    "--disable-features=" + ",".join((*UNUSED_FEATURES, *PLAYWRIGHT_DISABLED)),
)
# Options of each page's context; see also newsbot.browser.page_session.
CONTEXT = {
    "locale": "hi-IN",
    "viewport": {"width": 800, "height": 200},  # small, to paint less
    "accept_downloads": False,
    "service_workers": "block",
    "permissions": [],
}


class BrowserCrashed(Exception):
    """Raised when the browser ended while it showed a page, which may not be the cause."""


class Chromium:
    """A running browser that shows pages until it is stopped, or ends by itself.

    It is a browser provider of scrapy-playwright. Each Chromium has its own download handler, which
    the crawl does not use: a page occupies no slot of the downloader, so that the requests of the
    page can use the downloader.
    """

    def __init__(
        self,
        crawler: Crawler,
        playwright: Playwright,
        browser: Browser,
        processes: ProcessTree,
        folder: BrowserFolder,
    ) -> None:
        self._playwright = playwright
        self._browser = browser
        self._processes = processes
        self._folder = folder
        self._killed = False
        self.pages = 0  # the number of pages shown so far
        self._user_agent = crawler.settings["USER_AGENT"]
        self._handler = ScrapyPlaywrightDownloadHandler(crawler)
        self._handler.browser_provider = self

    @classmethod
    async def start_for(cls, crawler: Crawler, executable: str | None) -> Self:
        """Start a browser for a crawl; if that fails, end all that was started.

        Args:
            crawler: The crawl.
            executable: The path of the browser; None: Playwright's own browser.

        Raises:
            PlaywrightError, OSError, TimeoutError: The browser cannot be started.
        """
        folder = BrowserFolder()
        processes = ProcessTree()
        # A page could read this environment, so it must not have passwords.
        environment = {**minimal_environment(), "TMPDIR": str(folder.path)}
        before = children_of(os.getpid())
        playwright = None
        try:
            async with asyncio.timeout(START_SECONDS):
                playwright = await start_driver(environment)
                processes.add_children(os.getpid(), but=before)
                browser = await playwright.chromium.launch(
                    executable_path=executable,
                    args=ARGUMENTS,
                    env={**environment},
                    # The sandbox does not work for root, for example in a container.
                    chromium_sandbox=os.getuid() != 0,
                    # The crawl handles signals.
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                    downloads_path=None,
                )
        except BaseException:
            processes.kill()
            if playwright is not None:
                await _finishes_in_time(playwright.stop())
            await _remove(processes, folder)
            raise
        for pid in processes.pids:
            processes.add_children(pid)
        return cls(crawler, playwright, browser, processes, folder)

    @property
    def is_gone(self) -> bool:
        """Whether the browser cannot show pages any more.

        ``is_connected`` is not enough: it stays True if the driver was killed.
        """
        connected = self._browser.is_connected() and self._processes.is_whole
        return self._killed or not connected

    async def show(self, session: PageSession, seconds: float) -> str:
        """Return the HTML of a page; the page is closed in any case.

        Args:
            session: The page.
            seconds: The time that the page may take, without waits for the downloader.

        Raises:
            RenderError: The page cannot be shown.
            BrowserCrashed: The browser has ended.
        """
        context = f"page {self.pages}"  # a new context for each page
        meta = {
            "playwright": True,
            "playwright_context": context,
            "playwright_context_kwargs": {**CONTEXT, "user_agent": self._user_agent},
            "playwright_page_init_callback": session.guard,
            # Not "domcontentloaded", which never happens if a page stops its own loading.
            "playwright_page_goto_kwargs": {"wait_until": "commit"},
            # The page is read here and not by a PageMethod, because the handler waits for "load"
            # after each PageMethod, which may never happen. It is closed here, because the handler
            # does not close a page whose request is cancelled.
            "playwright_include_page": True,
        }
        request = Request(session.url, meta=meta)
        try:
            async with PausableTimeout(seconds) as session.timeout:
                # UnicodeEncodeError comes from the handler's own response, which is not used;
                # RuntimeError from a download that the page began, which the browser refuses.
                with suppress(UnicodeEncodeError, RuntimeError):
                    await self._handler.download_request(request)
                return await session.read(request.meta["playwright_page"])
        except TimeoutError:
            raise RenderError(f"the page was not ready within {seconds:g} seconds") from None
        except (RenderError, BrowserCrashed):
            raise
        except Exception as error:
            # An error of Playwright, or of its connection with a driver that has ended.
            if self.is_gone:
                raise BrowserCrashed(str(error)) from error
            raise RenderError(str(error).partition("\n")[0]) from error
        finally:
            opened = self._handler.context_wrappers.get(context)
            if opened is None or not await _finishes_in_time(opened.context.close()):
                # The browser cannot open or close a page any more.
                self.kill()

    # The next four methods are scrapy-playwright's interface of a browser provider.

    async def start(self) -> None:
        """Do nothing: `start_for` has started the browser."""

    async def launch_browser(self) -> Browser:
        """Return the running browser; raise BrowserCrashed if it has ended."""
        if self.is_gone:
            raise BrowserCrashed("the handler would need another browser")
        return self._browser

    async def launch_persistent_context(self, context_kwargs: object) -> Never:
        """Raise NotSupported: a page must not leave data behind."""
        raise NotSupported("persistent contexts are not used")

    async def close(self) -> None:
        """Close the browser and its driver."""
        await self._browser.close()
        await self._playwright.stop()

    async def stop(self) -> None:
        """End the browser and its driver, by force if they do not close."""
        if self.is_gone:
            self.kill()
            await _finishes_in_time(self._playwright.stop())
        await _finishes_in_time(self._handler.close())
        self._processes.kill()
        await _remove(self._processes, self._folder)

    def kill(self) -> None:
        """Kill the browser's processes; the pages in the browser are lost."""
        self._killed = True
        self._processes.kill()


async def _remove(processes: ProcessTree, folder: BrowserFolder) -> None:
    """Remove the folder of a killed browser as soon as its processes have ended."""
    end = time.monotonic() + CLOSE_SECONDS
    while (processes.pids or not folder.remove()) and time.monotonic() < end:
        await asyncio.sleep(0.05)
    processes.release()
    folder.release()


async def _finishes_in_time(action: Awaitable[object]) -> bool:
    """Await an action; return False if it takes more than CLOSE_SECONDS."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await action
    except TimeoutError:
        return False
    except Exception as error:  # of Playwright or its connection: there is nothing left to close
        logger.debug("the browser could not be closed in order: %r", error)
    return True
