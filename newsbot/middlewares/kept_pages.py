"""With ``kept=1``, pages come from the disk and nothing from the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newsbot.kept_pages import KeptPage
from newsbot.middlewares import RefusedRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsbot.spider import NewsSpider


class KeptPagesMiddleware:
    """Answers requests for kept pages (meta ``kept``: the file); stands before all others."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        spider: NewsSpider = self.crawler.spider  # type: ignore[assignment]
        if not spider.arguments.kept:
            return None
        file = request.meta.get("kept")
        if file is None:
            raise RefusedRequest("not_kept", "kept=1 fetches nothing")
        try:
            page = KeptPage.read(file)
        except ValueError as error:
            raise RefusedRequest("not_kept", str(error)) from None
        request.meta["fetched_at"] = page.fetched_at
        return page.response().replace(url=request.url, flags=["kept"], request=request)
