"""Answer requests for rendered pages from a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import NotConfigured

from newsbot.browser.requests import RENDERING
from newsbot.components import CrawlComponent, spider_of
from newsbot.exceptions import RenderError
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsbot.browser.renderer import Renderer


class RenderMiddleware(CrawlComponent):
    """Answers requests with a Rendering from a browser.

    It comes before the middlewares that count and prepare downloads, because the page itself was
    downloaded before, and after robots.txt and the offsite filter. A page that cannot be shown is
    tried once more.
    """

    HANDLERS = ("engine_stopped",)
    _renderer: Renderer | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for a crawl that may use a browser."""
        middleware = super().from_crawler(crawler)
        if not spider_of(crawler).browser.possible:
            raise NotConfigured
        return middleware

    async def process_request(self, request: Request) -> Request | Response | None:
        """Return the page as the browser shows it; None for a request without a Rendering.

        Raises:
            RenderError: The page could not be shown, also at the second try.
        """
        rendering = request.meta.get(RENDERING)
        if rendering is None:
            return None
        if self._renderer is None:
            from newsbot.browser.renderer import Renderer

            self._renderer = Renderer(self.crawler)
        try:
            response = await self._renderer.render(rendering)
            if self.spider.archive is not None:
                await self.spider.archive.record_rendered(request, rendering.document, response)
            return response.replace(request=request)
        except RenderError as error:
            self.crawler.stats.inc_value(stat_names.BROWSER_FAILED)
            again = get_retry_request(
                request, spider=self.spider, reason=str(error), max_retry_times=1
            )
            if again is None:
                raise
            return again

    async def engine_stopped(self) -> None:
        """Close the browser, if one was started."""
        if self._renderer is not None:
            await self._renderer.close()
