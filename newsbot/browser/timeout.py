"""Limit the time that a page in the browser may take."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class PausableTimeout:
    """A context manager that raises TimeoutError if its block takes too long.

    The clock is paused while a request of the page waits in the downloader, because the crawl's
    delays are not the page's fault.

    Args:
        seconds: The time that the block may take.
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
        """Pause the clock because a request of the page begins to wait."""
        self._waiting += 1
        if self._waiting == 1 and (until := self._running_until()) is not None:
            self._left = until - asyncio.get_running_loop().time()
            self._timeout.reschedule(None)
        return DownloadWait(self)

    def resume(self) -> None:
        """Go on with the clock if no other request of the page waits."""
        self._waiting -= 1
        if self._waiting == 0 and not self._over and not self._timeout.expired():
            self._timeout.reschedule(asyncio.get_running_loop().time() + self._left)

    def _running_until(self) -> float | None:
        return None if self._over or self._timeout.expired() else self._timeout.when()


class DownloadWait:
    """The wait of one request in the downloader; in ``request.meta["download_wait"]``."""

    def __init__(self, timeout: PausableTimeout) -> None:
        self._timeout: PausableTimeout | None = timeout

    def finish(self) -> None:
        """End the wait, because the request is sent or has failed; a second call does nothing."""
        timeout, self._timeout = self._timeout, None
        if timeout is not None:
            timeout.resume()
