"""Prepare a page in the browser, wait for its text or press its button, and read its HTML."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.async_api import Error as PlaywrightError

from newsbot.browser.network import PageNetwork
from newsbot.exceptions import RenderError
from newsbot.reporting import stat_names
from newsbot.urls import origin_of

if TYPE_CHECKING:
    from playwright.async_api import Page, Route, WebSocketRoute
    from scrapy import Request

    from newsbot.browser.network import Network
    from newsbot.browser.requests import Rendering
    from newsbot.browser.timeout import PausableTimeout

# Runs in each frame before the page's own scripts. It removes the ways around PageNetwork, and
# keeps the page from leaving: Chromium stops parsing a page when a navigation begins, so refusing
# the navigation's request is too late. The event `navigate` does not help for forms (they stop the
# parser first), for the history (the event cannot be cancelled) and for links to other windows (a
# window is a process). The page's own handlers run first, and see events that are not cancelled.
INIT_SCRIPT = """
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport'])
    Object.defineProperty(window, name, {value: undefined});
window.open = () => null;
for (const [type, ...names] of [[HTMLFormElement, 'submit'], [History, 'back', 'forward', 'go']])
    for (const name of names) type.prototype[name] = () => {};
navigation.addEventListener('navigate', event => {
    if (event.cancelable && !event.destination.sameDocument) event.preventDefault();
});
{  // a block, because the page's scripts may have the same names
    const stay = event => event.preventDefault();
    const openNothing = event => {
        const link = event.composedPath().find(node => node.href);
        const target = link && (link.target || document.querySelector('base[target]')?.target);
        if (target && !['_self', '_parent', '_top'].includes(target)) stay(event);
    };
    for (const [type, last] of [['submit', stay], ['click', openNothing]])
        window.addEventListener(type, () => {
            window.removeEventListener(type, last);
            window.addEventListener(type, last);
        }, true);
}
"""
# Seconds without a request after which a page is ready: without the text that was waited for, and
# with it.
QUIET_SECONDS, DONE_SECONDS = 1.0, 0.05
# Bytes in IndexedDB, the Cache API and the origin's private file system together.
MAX_STORED_BYTES = 32 * 1024 * 1024
# Milliseconds after which Python checks whether the page is quiet. The page itself reports the text
# that was waited for at once.
POLL_INTERVAL = 200

CLASSED = """end => [...document.querySelectorAll('[class]')].filter(
    each => [...each.classList].some(name => name.endsWith(end)))"""
# Resolves to true as soon as a condition is true, and to false after POLL_INTERVAL.
WAIT_FOR = f"""([condition]) => new Promise(resolve => {{
    const done = value => {{ observer.disconnect(); clearTimeout(timer); resolve(value); }};
    const observer = new MutationObserver(() => condition() && done(true));
    const timer = setTimeout(() => done(condition()), {POLL_INTERVAL});
    if (condition()) done(true);
    else observer.observe(document, {{childList: true, subtree: true, characterData: true}});
}})"""
HAS_TEXT = f"""end => ({WAIT_FOR})([
    () => ({CLASSED})(end).some(each => each.innerText.trim())])"""
HAS_MORE_LINKS = f"links => ({WAIT_FOR})([() => document.links.length > links])"
# Presses the button, and returns the number of links before that; -1 if there is no button. A
# hidden button does not count: sites hide the button at the end of the list.
PRESS = f"""end => {{
    const links = document.links.length;
    const button = ({CLASSED})(end).find(each => !each.disabled && each.checkVisibility());
    button?.click();
    return button ? links : -1;
}}"""
# Resolves to true as soon as the HTML is parsed and deferred scripts and handlers of
# DOMContentLoaded have run, or the page has stopped its own loading, after which that event never
# happens.
IS_PARSED = f"""() => new Promise(resolve => {{
    const [entry] = performance.getEntriesByType('navigation');
    const end = performance.now() + {POLL_INTERVAL};
    const look = () => {{
        const parsed = entry?.domContentLoadedEventEnd > 0 || document.readyState === 'complete';
        if (parsed || performance.now() > end) resolve(parsed);
        else setTimeout(look, 10);
    }};
    look();
}})"""
LENGTH = "() => document.documentElement.outerHTML.length"


class PageSession:
    """One page in the browser; Renderer makes it, and Chromium opens it.

    Args:
        network: The network of the crawl.
        rendering: The page, and the action of the browser.
        longest: The greatest number of characters of the page's HTML.
    """

    timeout: PausableTimeout

    def __init__(self, network: Network, rendering: Rendering, longest: int) -> None:
        self._crawl_network = network
        self._rendering = rendering
        self._longest = longest
        self.url = rendering.document.url
        self.clicks = 0  # the number of times that the button was pressed

    async def guard(self, page: Page, request: Request) -> None:
        """Prepare a page before it is opened, so that only PageNetwork answers its requests.

        Playwright asks the route that was added last, so scrapy-playwright's routes are not used.
        If they were, their requests would fail, because the browser has no network.
        """
        self._network = PageNetwork(self._crawl_network, self._rendering.document, self.timeout)
        context = page.context
        # These two are for requests that belong to no page, or to a window that the page opened.
        await context.route("**/*", _refuse)
        await context.route_web_socket("**/*", _close)
        await context.add_init_script(INIT_SCRIPT)
        context.on("page", _close)
        # A page's storage is in the browser's memory, and may have 10 GB by default. Frames have
        # this origin or no storage, because PageNetwork fetches no frame.
        cdp = await context.new_cdp_session(page)
        limit = {"origin": origin_of(self.url), "quotaSize": MAX_STORED_BYTES}
        await cdp.send("Storage.overrideQuotaForOrigin", limit)
        await page.route("**/*", self._network.answer)

    async def read(self, page: Page) -> str:
        """Return the page's HTML after its text was waited for, or its button was pressed.

        Raises:
            RenderError: The HTML is too long.
        """
        self._page = page
        while not await page.evaluate(IS_PARSED):
            if self._network.quiet_for() >= QUIET_SECONDS:
                break  # the page has called document.open() without document.close()
        if self._rendering.load_more:
            await self._load_more()
        else:
            await self._wait_for_text()
        self._crawl_network.crawler.stats.inc_value(stat_names.BROWSER_CLICKS, self.clicks)
        length = await page.evaluate(LENGTH)
        if length > self._longest:
            raise RenderError(f"the page has grown to {length} characters")
        html: str = await page.content()
        return html

    async def _wait_for_text(self) -> None:
        """Wait until the page has the text, or is quiet without it."""
        end = self._rendering.text_in
        while self._network.quiet_for() < QUIET_SECONDS:
            if not end:
                await asyncio.sleep(POLL_INTERVAL / 1000)
            elif await self._page.evaluate(HAS_TEXT, end):
                break
        await self._finish()

    async def _load_more(self) -> None:
        """Press the button until it is gone, loads no more links, or ``clicks`` is reached."""
        while self.clicks < self._rendering.clicks:
            links = await self._page.evaluate(PRESS, self._rendering.load_more)
            if links < 0:
                return
            self.clicks += 1
            self._network.touch()
            while not await self._page.evaluate(HAS_MORE_LINKS, links):
                if self._network.quiet_for() >= QUIET_SECONDS:
                    return
            await self._finish()

    async def _finish(self) -> None:
        while (left := DONE_SECONDS - self._network.quiet_for()) > 0:
            await asyncio.sleep(left)


async def _refuse(route: Route) -> None:
    with suppress(PlaywrightError):
        await route.abort("blockedbyclient")


async def _close(opened: WebSocketRoute | Page) -> None:
    with suppress(PlaywrightError):
        await opened.close()
