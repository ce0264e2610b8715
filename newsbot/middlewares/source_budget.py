"""Refuse requests for pages of sources and for articles if the run's budget is spent."""

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
    """Asks the frontier's SourceBudget and AddressBudget whether a request may be sent.

    A request waits in Scrapy's queue until the articles that were found before it were requested,
    so the budgets know more about its source here than when the request was made.
    """

    def process_request(self, request: Request) -> None:
        """Raise RefusedRequest if the run does not want the request, or a budget is spent."""
        if problem := self.spider.no_longer_wanted(request):
            raise RefusedRequest(NOT_WANTED, problem)
        asked = request.cb_kwargs.get("asked")
        if asked and not self.spider.frontier.sources.budget.allows(asked):
            raise RefusedRequest(BEYOND_BUDGET, "pages of its source name no new article")
        if not self.spider.frontier.addresses.allows(request):
            raise RefusedRequest(BEYOND_ADDRESS_BUDGET, "others of the same page led nowhere")


class FailedSourceMiddleware(CrawlComponent):
    """Charges each failed request to the budgets.

    Scrapy retries a request after all other requests. If only the last failure were charged, a run
    would request each of a thousand sitemaps before the first one counts as failed.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware, which gets WholeBodyMiddleware's signal for cut bodies."""
        middleware = super().from_crawler(crawler)
        crawler.signals.connect(middleware._body_cut, body_cut)
        return middleware

    def process_response(self, request: Request, response: Response) -> Response:
        """Charge a request that was answered with 5xx."""
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
