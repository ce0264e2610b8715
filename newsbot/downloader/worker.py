"""Do long work (large bodies and texts) in a separate thread, so that the event loop goes on.

There is one thread, which takes one page after another, so several pages never need memory at once.
lxml and the decompressors release the GIL while they work; Python code in the thread releases it
every few milliseconds.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from newsbot.downloader.decompression import GZIP_MAGIC

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.http import Response

T = TypeVar("T")
# Bytes. A larger body is worth the switch to the thread, some 0.2 ms. Each step with a hostile page
# of this size takes less than half a second.
LARGE_BODY = 200_000
_worker = ThreadPoolExecutor(1, "newsbot-worker")


def is_large(response: Response) -> bool:
    """Return whether a body may take long to read; a gzipped sitemap does at any length."""
    return len(response.body) > LARGE_BODY or response.body.startswith(GZIP_MAGIC)


async def in_worker(work: Callable[..., T], *arguments: object) -> T:
    """Run a function in the thread and return its result; it must not change shared data."""
    return await asyncio.get_running_loop().run_in_executor(_worker, work, *arguments)


def has_loop() -> bool:
    """Return whether an event loop runs, which ``in_worker`` needs."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
