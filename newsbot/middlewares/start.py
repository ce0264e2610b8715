"""Tell start requests from those that a page led to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class StartRequestsMiddleware:
    """Scrapy's StartSpiderMiddleware, without a look at all that the spider yields later.

    The scheduler takes start requests in their order by this mark, others last in first out.
    """

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for each in start:
            if isinstance(each, Request):
                each.meta.setdefault("is_start_request", True)
            yield each
