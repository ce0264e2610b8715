"""Refuse pages of sources once the run's budget for them is spent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newsbot.components import spider_of, stand_aside_unless_crawling
from newsbot.discovery.source_budget import BEYOND_BUDGET
from newsbot.downloader.exceptions import RefusedRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class SourceBudgetMiddleware:
    """Ask the frontier's SourceBudget (newsbot.discovery.source_budget).

    A request waits in Scrapy's queue until the articles that were found before it are asked for.
    So more is known of its source here than when the request was made.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware for a crawl of a NewsSpider."""
        stand_aside_unless_crawling(crawler)
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse a page of a source that brings nothing, once the budget is spent."""
        asked = request.cb_kwargs.get("asked")
        if asked and not spider_of(self._crawler).frontier.sources.budget.allows(asked):
            raise RefusedRequest(BEYOND_BUDGET, "pages of its source bring nothing new")
