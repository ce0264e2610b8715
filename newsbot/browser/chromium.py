"""One running Chromium with its driver."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import async_playwright

from newsbot.browser.clock import PageClock
from newsbot.browser.network import PageNetwork
from newsbot.browser.processes import Family, children_of
from newsbot.browser.visit import Visit
from newsbot.exceptions import RenderError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from playwright.async_api import (
        Browser,
        BrowserContext,
        Page,
        Playwright,
        Route,
        WebSocketRoute,
    )

    from newsbot.browser.network import Network
    from newsbot.browser.wanted import Rendering

START_SECONDS = 30
# For what takes milliseconds in a browser that is well.
CLOSE_SECONDS = 3.0
# What a window of Chromium's brings with it and nobody sees: each page is in a window of its own,
# which made three processes more that render: the address bar's list, its field for questions, and
# one kept in store. They took half of the processor's time for a page.
UNSEEN = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    *("PreloadTopChromeWebUI", "SpareRendererForSitePerProcess"),
)
# What Playwright switches off, for Chromium takes the last such argument alone. Without it pages of
# http are asked for by https, for one.
PLAYWRIGHTS = (
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
    "--disable-features=" + ",".join((*UNSEEN, *PLAYWRIGHTS)),
)
# What would get round the network above, open windows, or ask somebody.
INIT_SCRIPT = """
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport'])
    Object.defineProperty(window, name, {value: undefined});
window.open = () => null;
"""


class BrowserGone(Exception):
    """The browser ended under a page that may be innocent of it."""


class Chromium:
    """A browser that shows pages until it is stopped, or is gone."""

    def __init__(self, playwright: Playwright, browser: Browser, family: Family) -> None:
        self._playwright = playwright
        self._browser = browser
        self._family = family
        self._killed = False
        self.pages = 0  # shown so far

    @classmethod
    async def start(cls, executable: str | None) -> Self:
        """Start ``executable``, or Playwright's own. Raises PlaywrightError, OSError, TimeoutError
        where it cannot be; nothing is left running then.
        """
        family = Family()
        before = children_of(os.getpid())
        playwright = None
        try:
            async with asyncio.timeout(START_SECONDS):
                playwright = await async_playwright().start()
                family.add_children(os.getpid(), but=before)
                browser = await playwright.chromium.launch(
                    executable_path=executable,
                    args=ARGUMENTS,
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
            family.release()
            if playwright is not None:
                await _within(playwright.stop())
            raise
        for pid in family.pids:
            family.add_children(pid)
        return cls(playwright, browser, family)

    @property
    def gone(self) -> bool:
        connected = self._browser.is_connected() and self._family.is_whole
        return self._killed or not connected

    async def show(
        self, rendering: Rendering, network: Network, seconds: float, longest: int
    ) -> str:
        """The HTML of a page, ``seconds`` and ``longest`` (characters) being its bounds.

        Raises RenderError where the page cannot be shown, BrowserGone where the browser is gone
        through no fault of the page. Whatever happens, the page is closed.
        """
        crawler = network.crawler
        context: BrowserContext | None = None
        try:
            async with PageClock(seconds) as clock:
                context = await self._context(crawler.settings["USER_AGENT"])
                page = await context.new_page()
                context.on("page", _close_window)
                page_network = PageNetwork(network, rendering.document, clock)
                await page.route("**/*", page_network.answer)
                visit = Visit(page, page_network, rendering)
                html = await visit.read(longest)
                crawler.stats.inc_value("newsbot/browser/clicks", visit.clicks)
                return html
        except TimeoutError:
            raise RenderError(f"the page was not ready within {seconds:g} seconds") from None
        except RenderError:
            raise
        except Exception as error:
            # Playwright's, or of its connection with a driver that has gone.
            if self.gone:
                raise BrowserGone(str(error)) from error
            raise RenderError(str(error).partition("\n")[0]) from error
        finally:
            if context is None or not await _within(context.close()):
                # It does not even open or close a page: all that it shows is lost.
                self.kill()

    async def _context(self, user_agent: str) -> BrowserContext:
        """A context for one page, which can do nothing but show what it is given."""
        context = await self._browser.new_context(
            user_agent=user_agent,
            locale="hi-IN",
            viewport={"width": 800, "height": 200},  # nobody looks; less to paint
            accept_downloads=False,
            service_workers="block",
            permissions=[],
        )
        # For what belongs to no page, or to a window that a page opened.
        await context.route("**/*", _refuse)
        await context.route_web_socket("**/*", _refuse_socket)
        await context.add_init_script(INIT_SCRIPT)
        return context

    async def stop(self) -> None:
        """End the browser and its driver: in order, or by force."""
        if not self.gone:
            await _within(self._browser.close())
        else:
            self.kill()
        if not await _within(self._playwright.stop()):
            self.kill()
        self._family.kill()
        self._family.release()

    def kill(self) -> None:
        self._killed = True
        self._family.kill()


async def _within(action: Awaitable[object]) -> bool:
    """Do what should take no time; False where it does."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await action
    except TimeoutError:
        return False
    except Exception:
        return True  # what is to be closed is gone
    return True


async def _refuse(route: Route) -> None:
    with suppress(PlaywrightError):
        await route.abort("blockedbyclient")


async def _refuse_socket(socket: WebSocketRoute) -> None:
    with suppress(PlaywrightError):
        await socket.close()


async def _close_window(window: Page) -> None:
    with suppress(PlaywrightError):
        await window.close()
