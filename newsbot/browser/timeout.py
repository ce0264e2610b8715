"""Limit the seconds that a page in the browser may take."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class PageClock:
    """Bounds a block to so many seconds; TimeoutError where they are up.

    The clock stands still while a request of the page waits for its turn at the site: a page is
    not to blame for our politeness.
    """

    def __init__(self, seconds: float) -> None:
        self._timeout = asyncio.timeout(seconds)
        self._left = seconds
        self._waiting = 0
        self._over = False

    async def __aenter__(self) -> Self:
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over = True
        await self._timeout.__aexit__(kind, error, trace)

    def turn(self) -> Turn:
        """Note that a request of the page begins to wait."""
        self._waiting += 1
        if self._waiting == 1 and (until := self._running_until()) is not None:
            self._left = until - asyncio.get_running_loop().time()
            self._timeout.reschedule(None)
        return Turn(self)

    def waited(self) -> None:
        """Note that one of the page's requests waits no more."""
        self._waiting -= 1
        if self._waiting == 0 and not self._over and not self._timeout.expired():
            self._timeout.reschedule(asyncio.get_running_loop().time() + self._left)

    def _running_until(self) -> float | None:
        return None if self._over or self._timeout.expired() else self._timeout.when()


class Turn:
    """The wait of one request for its turn; in ``request.meta["turn"]``."""

    def __init__(self, clock: PageClock) -> None:
        self._clock: PageClock | None = clock

    def comes(self) -> None:
        """Note that the request is sent now, or never; a second call does nothing."""
        clock, self._clock = self._clock, None
        if clock is not None:
            clock.waited()
