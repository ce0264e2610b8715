"""One page in the browser: what is done before scrapy-playwright opens it, and after that."""

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

# Runs in each frame before the page's own scripts. It takes away the ways round the network, and
# keeps the page where it is: Chromium stops parsing a page that begins to leave, so a refused
# request comes too late. Chromium fires no `navigate` event that helps for forms (they stop the
# parser first), for the history (the event cannot be cancelled) and for links to other windows (a
# window is a process). A page's own handlers run first, and see events that nobody has cancelled.
INIT_SCRIPT = """
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport'])
    Object.defineProperty(window, name, {value: undefined});
window.open = () => null;
for (const [type, ...names] of [[HTMLFormElement, 'submit'], [History, 'back', 'forward', 'go']])
    for (const name of names) type.prototype[name] = () => {};
navigation.addEventListener('navigate', event => {
    if (event.cancelable && !event.destination.sameDocument) event.preventDefault();
});
{  // a block, for a page's scripts may have names like these
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
# A page that asks for nothing for so long has come to rest; one that shows what was waited for
# is given a moment to finish. Seconds.
QUIET_SECONDS, DONE_SECONDS = 1.0, 0.05
# In IndexedDB, the Cache API and the origin's private file system together.
MAX_STORED_BYTES = 32 * 1024 * 1024
POLL_INTERVAL = 200  # milliseconds; what is waited for is seen at once, a page at rest so late

CLASSED = """end => [...document.querySelectorAll('[class]')].filter(
    each => [...each.classList].some(name => name.endsWith(end)))"""
# True as soon as a condition holds; False where it does not within some milliseconds.
COMES = f"""([condition]) => new Promise(resolve => {{
    const done = value => {{ observer.disconnect(); clearTimeout(timer); resolve(value); }};
    const observer = new MutationObserver(() => condition() && done(true));
    const timer = setTimeout(() => done(condition()), {POLL_INTERVAL});
    if (condition()) done(true);
    else observer.observe(document, {{childList: true, subtree: true, characterData: true}});
}})"""
HAS_TEXT = f"""end => ({COMES})([
    () => ({CLASSED})(end).some(each => each.innerText.trim())])"""
HAS_MORE_LINKS = f"links => ({COMES})([() => document.links.length > links])"
# How many links there were when the button was pressed; -1 where there is no button. One that is
# not shown is not there: sites hide it at the end of the list.
PRESS = f"""end => {{
    const links = document.links.length;
    const button = ({CLASSED})(end).find(each => !each.disabled && each.checkVisibility());
    button?.click();
    return button ? links : -1;
}}"""
# True as soon as the page's HTML is parsed, with its deferred scripts and its handlers of that
# event; or the page has stopped loading itself, and the event never comes.
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


class Visit:
    """A visit to the page of a Rendering; its HTML may have so many characters."""

    timeout: PausableTimeout

    def __init__(self, network: Network, rendering: Rendering, longest: int) -> None:
        self._all = network
        self._rendering = rendering
        self._longest = longest
        self.url = rendering.document.url
        self.clicks = 0  # how often the button was pressed

    async def guard(self, page: Page, request: Request) -> None:
        """Prepare a page before it is opened: it can do nothing but show what it is given.

        Of two routes the later one answers, so none of scrapy-playwright's does; were this to fail,
        they would have no network.
        """
        self._network = PageNetwork(self._all, self._rendering.document, self.timeout)
        context = page.context
        # For what belongs to no page, or to a window that a page opened.
        await context.route("**/*", _refuse)
        await context.route_web_socket("**/*", _refuse_socket)
        await context.add_init_script(INIT_SCRIPT)
        context.on("page", _close_window)
        # Its store is in the browser's memory, 10 GB by default. All frames are of this origin, or
        # have no store: see PageNetwork.
        session = await context.new_cdp_session(page)
        limit = {"origin": origin_of(self.url), "quotaSize": MAX_STORED_BYTES}
        await session.send("Storage.overrideQuotaForOrigin", limit)
        await page.route("**/*", self._network.answer)

    async def read(self, page: Page) -> str:
        """Return the page's HTML when all is done.

        Raises:
            RenderError: The HTML is too long.
        """
        self._page = page
        while not await page.evaluate(IS_PARSED):
            if self._network.quiet_for() >= QUIET_SECONDS:
                break  # the page has called document.open(), and never calls close()
        if self._rendering.load_more:
            await self._load_more()
        else:
            await self._wait_for_text()
        self._all.crawler.stats.inc_value(stat_names.BROWSER_CLICKS, self.clicks)
        length = await page.evaluate(LENGTH)
        if length > self._longest:
            raise RenderError(f"the page has grown to {length} characters")
        html: str = await page.content()
        return html

    async def _wait_for_text(self) -> None:
        """Wait until the text is there, or the page has come to rest without it."""
        end = self._rendering.text_in
        while self._network.quiet_for() < QUIET_SECONDS:
            if not end:
                await asyncio.sleep(POLL_INTERVAL / 1000)
            elif await self._page.evaluate(HAS_TEXT, end):
                break
        await self._finish()

    async def _load_more(self) -> None:
        """Press the button until it is gone, brings nothing more, or was pressed often enough."""
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


async def _refuse_socket(socket: WebSocketRoute) -> None:
    with suppress(PlaywrightError):
        await socket.close()


async def _close_window(window: Page) -> None:
    with suppress(PlaywrightError):
        await window.close()
