"""One running Chromium with its driver, and scrapy-playwright's handler that opens pages in it."""

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

    from newsbot.browser.page_session import Visit

logger = logging.getLogger(__name__)

START_SECONDS = 30
# For what takes milliseconds in a browser that is well.
CLOSE_SECONDS = 3.0
# Features of a Chromium window that nobody sees here: each page is in a window of its own,
# which made three processes more that render: the address bar's list, its field for questions, and
# one kept in store. They took half of the processor's time for a page.
UNUSED_FEATURES = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    *("PreloadTopChromeWebUI", "SpareRendererForSitePerProcess"),
)
# Features that Playwright switches off; Chromium takes only the last such argument. Without it,
# http pages are requested by https, for one.
PLAYWRIGHT_DISABLED = (
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades"),
    *("LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints"),
    *("PaintHolding", "PreconnectToSearch", "TcpPortRandomizationWin"),
    *("ThirdPartyStoragePartitioning", "msEdgeUpdateLaunchServicesPreferredVersion"),
    "msForceBrowserSignIn",
)
ARGUMENTS = (
    # No network: no name resolves, an address no more than a name, and what would go out
    # goes to a proxy that has no address. WebRTC does not ask the proxy, unless it is told to.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://nowhere.invalid:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    # A page that fills its memory ends before the machine's is full.
    "--js-flags=--max-old-space-size=256",
    "--disable-crash-reporter",
    "--disable-gpu",
    # Refused anyway; so nobody needs to be asked twenty times a page.
    "--blink-settings=imagesEnabled=false",
    "--disable-features=" + ",".join((*UNUSED_FEATURES, *PLAYWRIGHT_DISABLED)),
)
# Of each page's context; see also newsbot.browser.page_session.
CONTEXT = {
    "locale": "hi-IN",
    "viewport": {"width": 800, "height": 200},  # nobody looks; less to paint
    "accept_downloads": False,
    "service_workers": "block",
    "permissions": [],
}


class BrowserCrashed(Exception):
    """The browser ended under a page that may be innocent of it."""


class Chromium:
    """A browser that shows pages until it is stopped, or is gone.

    To scrapy-playwright it is a browser provider. Each has a handler of its own, which is none of
    the crawl's: it stands in no slot of the downloader, and so its pages may use the downloader.
    """

    def __init__(
        self,
        crawler: Crawler,
        playwright: Playwright,
        browser: Browser,
        family: ProcessTree,
        folder: BrowserFolder,
    ) -> None:
        self._playwright = playwright
        self._browser = browser
        self._family = family
        self._folder = folder
        self._killed = False
        self.pages = 0  # shown so far
        self._user_agent = crawler.settings["USER_AGENT"]
        self._handler = ScrapyPlaywrightDownloadHandler(crawler)
        self._handler.browser_provider = self

    @classmethod
    async def start_for(cls, crawler: Crawler, executable: str | None) -> Self:
        """Start a browser for a crawl; nothing is left running where that fails.

        Args:
            crawler: Of the crawl.
            executable: The browser's file; None: Playwright's own.

        Raises:
            PlaywrightError, OSError, TimeoutError: It cannot be started.
        """
        folder = BrowserFolder()
        family = ProcessTree()
        # A page could read this environment, so no password is in it.
        environment = {**minimal_environment(), "TMPDIR": str(folder.path)}
        before = children_of(os.getpid())
        playwright = None
        try:
            async with asyncio.timeout(START_SECONDS):
                playwright = await start_driver(environment)
                family.add_children(os.getpid(), but=before)
                browser = await playwright.chromium.launch(
                    executable_path=executable,
                    args=ARGUMENTS,
                    env={**environment},
                    # The sandbox needs a user; root in a container can have none.
                    chromium_sandbox=os.getuid() != 0,
                    # A signal is the crawl's to see to.
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                    downloads_path=None,
                )
        except BaseException:
            family.kill()
            if playwright is not None:
                await _within(playwright.stop())
            await _remove(family, folder)
            raise
        for pid in family.pids:
            family.add_children(pid)
        return cls(crawler, playwright, browser, family, folder)

    @property
    def gone(self) -> bool:
        """True for a browser that shows no page any more.

        Playwright takes a browser whose driver was killed for connected.
        """
        connected = self._browser.is_connected() and self._family.is_whole
        return self._killed or not connected

    async def show(self, visit: Visit, seconds: float) -> str:
        """Return the HTML of a page. Whatever happens, the page is closed.

        Args:
            visit: The page.
            seconds: How long the page may take; waits for the downloader are not counted.

        Raises:
            RenderError: The page cannot be shown.
            BrowserCrashed: The browser is gone, through no fault of the page.
        """
        context = f"page {self.pages}"  # one for each
        meta = {
            "playwright": True,
            "playwright_context": context,
            "playwright_context_kwargs": {**CONTEXT, "user_agent": self._user_agent},
            "playwright_page_init_callback": visit.guard,
            # Not "domcontentloaded", which never comes where a page stops its own loading.
            "playwright_page_goto_kwargs": {"wait_until": "commit"},
            # To be read here, and not by a PageMethod, after each of which it waits for the page's
            # "load", which may never come; to be closed here, for it closes none that is cancelled.
            "playwright_include_page": True,
        }
        request = Request(visit.url, meta=meta)
        try:
            async with PausableTimeout(seconds) as visit.timeout:
                # A UnicodeEncodeError: of what it reads now, which is not used; a RuntimeError: of
                # a download that the page began: refused, and taken for the page.
                with suppress(UnicodeEncodeError, RuntimeError):
                    await self._handler.download_request(request)
                return await visit.read(request.meta["playwright_page"])
        except TimeoutError:
            raise RenderError(f"the page was not ready within {seconds:g} seconds") from None
        except (RenderError, BrowserCrashed):
            raise
        except Exception as error:
            # Playwright's, or of its connection with a driver that has gone.
            if self.gone:
                raise BrowserCrashed(str(error)) from error
            raise RenderError(str(error).partition("\n")[0]) from error
        finally:
            opened = self._handler.context_wrappers.get(context)
            if opened is None or not await _within(opened.context.close()):
                # It does not even open or close a page: all that it shows is lost.
                self.kill()

    # scrapy-playwright asks a provider for this.

    async def start(self) -> None:
        """Do nothing: the browser has been started."""

    async def launch_browser(self) -> Browser:
        """Return the running browser to its handler; raise BrowserCrashed where it is gone."""
        if self.gone:
            raise BrowserCrashed("its handler would have another one")
        return self._browser

    async def launch_persistent_context(self, context_kwargs: object) -> Never:
        """Raise NotSupported: a page leaves nothing behind."""
        raise NotSupported("a page leaves nothing behind")

    async def close(self) -> None:
        """Close the browser and its driver; the handler calls this."""
        await self._browser.close()
        await self._playwright.stop()

    async def stop(self) -> None:
        """End the browser and its driver: in order, or by force."""
        if self.gone:
            self.kill()
            await _within(self._playwright.stop())
        await _within(self._handler.close())
        self._family.kill()
        await _remove(self._family, self._folder)

    def kill(self) -> None:
        """Kill the browser's processes; every page that it shows is lost."""
        self._killed = True
        self._family.kill()


async def _remove(family: ProcessTree, folder: BrowserFolder) -> None:
    """Let go of a killed browser's processes and remove its folder, once they have ended."""
    end = time.monotonic() + CLOSE_SECONDS
    while (family.pids or not folder.remove()) and time.monotonic() < end:
        await asyncio.sleep(0.05)
    family.release()
    folder.release()


async def _within(action: Awaitable[object]) -> bool:
    """Do what should take no time; False where it does."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await action
    except TimeoutError:
        return False
    except Exception as error:  # Playwright's, or of its connection: nothing is left to close
        logger.debug("the browser could not be closed in order: %r", error)
    return True
