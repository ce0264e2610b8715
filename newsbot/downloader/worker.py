"""Do long work (large bodies and texts) in a thread of its own, so that the event loop goes on.

There is one thread, which takes one page after another: several pages never need memory at once.
lxml and the decompressors let go of the interpreter while they work; Python's own work in the
thread lets others in every few milliseconds.
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
# Bytes of a body from which on a thread is worth its switch, some 0.2 ms. Of a hostile page this
# long, each step takes less than half a second.
LARGE_BODY = 200_000
_worker = ThreadPoolExecutor(1, "newsbot-worker")


def is_large(response: Response) -> bool:
    """Return whether a body may take long to read; a packed sitemap says little by its length."""
    return len(response.body) > LARGE_BODY or response.body.startswith(GZIP_MAGIC)


async def in_worker(work: Callable[..., T], *arguments: object) -> T:
    """Return the result of a function that runs in the thread; the function must write nothing."""
    return await asyncio.get_running_loop().run_in_executor(_worker, work, *arguments)


def has_loop() -> bool:
    """Return whether an event loop runs that could wait for the thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
