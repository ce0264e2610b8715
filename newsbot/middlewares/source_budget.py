"""Refuse pages of sources, and addresses of articles, once the run's budget is spent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest

from newsbot.components import CrawlComponent
from newsbot.discovery.budgets.address_budget import BEYOND_ADDRESS_BUDGET
from newsbot.discovery.budgets.source_budget import BEYOND_BUDGET
from newsbot.downloader.exceptions import NOT_WANTED, RefusedRequest
from newsbot.downloader.overload import STATUSES
from newsbot.signals import body_cut

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class SourceBudgetMiddleware(CrawlComponent):
    """Ask the frontier's SourceBudget and AddressBudget (newsbot.discovery).

    A request waits in Scrapy's queue until the articles that were found before it are asked for.
    So more is known of its source here than when the request was made.
    """

    def process_request(self, request: Request) -> None:
        """Refuse what is named by pages that bring nothing, once the budget is spent."""
        if problem := self.spider.no_longer_wanted(request):
            raise RefusedRequest(NOT_WANTED, problem)
        asked = request.cb_kwargs.get("asked")
        if asked and not self.spider.frontier.sources.budget.allows(asked):
            raise RefusedRequest(BEYOND_BUDGET, "pages of its source bring nothing new")
        if not self.spider.frontier.addresses.allows(request):
            raise RefusedRequest(BEYOND_ADDRESS_BUDGET, "others of the same page led nowhere")


class FailedSourceMiddleware(CrawlComponent):
    """Charge each request that fails.

    Scrapy sends it again after all other requests: without this, a run would ask for each of a
    thousand sitemaps before the first one counts as failed.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware; WholeBodyMiddleware tells it of bodies that were cut."""
        middleware = super().from_crawler(crawler)
        crawler.signals.connect(middleware._body_cut, body_cut)
        return middleware

    def process_response(self, request: Request, response: Response) -> Response:
        """Charge an answer of the server's that says nothing of the page."""
        if response.status >= 500:
            self._charge(request, is_overload=response.status in STATUSES)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Charge a request without an answer."""
        if not isinstance(exception, IgnoreRequest):
            self._charge(request)

    def _body_cut(self, request: Request) -> None:
        """Charge a request whose body was cut."""
        self._charge(request, is_cut=True)

    def _charge(self, request: Request, is_overload: bool = False, is_cut: bool = False) -> None:
        if asked := request.cb_kwargs.get("asked"):
            self.spider.frontier.sources.budget.try_failed(asked)
        if not self.spider.frontier.addresses.try_failed(request, is_overload, is_cut):
            request.meta["dont_retry"] = True
