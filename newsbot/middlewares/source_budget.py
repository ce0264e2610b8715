"""Refuse pages of sources once the run's budget for them is spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.components import CrawlComponent
from newsbot.discovery.source_budget import BEYOND_BUDGET
from newsbot.downloader.exceptions import NOT_WANTED, RefusedRequest

if TYPE_CHECKING:
    from scrapy import Request


class SourceBudgetMiddleware(CrawlComponent):
    """Ask the frontier's SourceBudget (newsbot.discovery.source_budget).

    A request waits in Scrapy's queue until the articles that were found before it are asked for.
    So more is known of its source here than when the request was made.
    """

    def process_request(self, request: Request) -> None:
        """Refuse a page of a source that brings nothing, once the budget is spent."""
        if problem := self.spider.no_longer_wanted(request):
            raise RefusedRequest(NOT_WANTED, problem)
        asked = request.cb_kwargs.get("asked")
        if asked and not self.spider.frontier.sources.budget.allows(asked):
            raise RefusedRequest(BEYOND_BUDGET, "pages of its source bring nothing new")
