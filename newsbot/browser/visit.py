"""One page in the browser: opened, waited for, its button pressed, read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from newsbot.exceptions import RenderError

if TYPE_CHECKING:
    from playwright.async_api import Page

    from newsbot.browser.network import PageNetwork
    from newsbot.browser.wanted import Rendering

# A page that asks for nothing for so long has come to rest; one that shows what was waited for
# is given a moment to finish. Seconds.
AT_REST, FINISHED = 1.0, 0.05
LOOK_AGAIN = 200  # milliseconds; what is waited for is seen at once, a page at rest so late

CLASSED = """end => [...document.querySelectorAll('[class]')].filter(
    each => [...each.classList].some(name => name.endsWith(end)))"""
# True as soon as a condition holds; False where it does not within some milliseconds.
COMES = f"""([condition]) => new Promise(resolve => {{
    const done = value => {{ observer.disconnect(); clearTimeout(timer); resolve(value); }};
    const observer = new MutationObserver(() => condition() && done(true));
    const timer = setTimeout(() => done(condition()), {LOOK_AGAIN});
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
LENGTH = "() => document.documentElement.outerHTML.length"


class Visit:
    """A visit to the page of a Rendering."""

    def __init__(self, page: Page, network: PageNetwork, rendering: Rendering) -> None:
        self._page = page
        self._network = network
        self._rendering = rendering
        self.clicks = 0  # how often the button was pressed

    async def read(self, longest: int) -> str:
        """The page's HTML when all is done; RenderError where it is longer than ``longest``."""
        await self._page.goto(self._rendering.document.url, wait_until="domcontentloaded")
        if self._rendering.load_more:
            await self._load_more()
        else:
            await self._wait_for_text()
        length = await self._page.evaluate(LENGTH)
        if length > longest:
            raise RenderError(f"the page has grown to {length} characters")
        html: str = await self._page.content()
        return html

    async def _wait_for_text(self) -> None:
        """Until the text is there, or the page has come to rest without it."""
        end = self._rendering.text_in
        while self._network.quiet_for() < AT_REST:
            if not end:
                await asyncio.sleep(LOOK_AGAIN / 1000)
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
                if self._network.quiet_for() >= AT_REST:
                    return
            await self._finish()

    async def _finish(self) -> None:
        while (left := FINISHED - self._network.quiet_for()) > 0:
            await asyncio.sleep(left)
