"""The spider of a site that needs a browser, whose browser has a fault."""

from __future__ import annotations

import os
import sys
from typing import Any

from newsbot.browser import chromium, page_session
from tests.browser.spiders import scripted


class FaultySpider(scripted.ScriptedSpider):
    pass


guard, stop = page_session.PageSession.guard, chromium.Chromium.stop
shown = 0


async def failing_guard(self: page_session.PageSession, page: Any, request: Any) -> None:
    """Fail for the first page, before it is guarded or after a part of that."""
    global shown
    shown += 1
    if shown == 1 and os.environ["FAULT"] == "half guarded":
        await page.context.route("**/*", lambda route: route.abort())
    if shown == 1:
        raise ValueError("a guard that fails")
    await guard(self, page, request)


async def counting_stop(self: chromium.Chromium) -> None:
    """Say which contexts the browser still has when it is to end."""
    left = len(self._browser.contexts) + len(self._handler.context_wrappers)
    print("contexts left:", left, file=sys.stderr)
    await stop(self)


if os.environ["FAULT"].endswith("guarded"):
    page_session.PageSession.guard = failing_guard
chromium.Chromium.stop = counting_stop
