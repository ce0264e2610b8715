"""Limit the seconds that a page in the browser may take."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class PausableTimeout:
    """Limits the seconds of a block; raises TimeoutError when they are over.

    The seconds do not pass while a request of the page waits for its turn at the site: a page is
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

    def pause(self) -> DownloadWait:
        """Note that a request of the page begins to wait."""
        self._waiting += 1
        if self._waiting == 1 and (until := self._running_until()) is not None:
            self._left = until - asyncio.get_running_loop().time()
            self._timeout.reschedule(None)
        return DownloadWait(self)

    def resume(self) -> None:
        """Note that one of the page's requests waits no more."""
        self._waiting -= 1
        if self._waiting == 0 and not self._over and not self._timeout.expired():
            self._timeout.reschedule(asyncio.get_running_loop().time() + self._left)

    def _running_until(self) -> float | None:
        return None if self._over or self._timeout.expired() else self._timeout.when()


class DownloadWait:
    """The wait of one request for its turn; in ``request.meta["download_wait"]``."""

    def __init__(self, timeout: PausableTimeout) -> None:
        self._timeout: PausableTimeout | None = timeout

    def finish(self) -> None:
        """Note that the request is sent now, or never; a second call does nothing."""
        timeout, self._timeout = self._timeout, None
        if timeout is not None:
            timeout.resume()
