"""Make requests for the pages that are due in the ledger, within the run's limits."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from newsbot.discovery.budgets.address_budget import AddressBudget, is_unread
from newsbot.discovery.budgets.backlog import Backlog
from newsbot.discovery.budgets.not_found import NotFoundRetries
from newsbot.discovery.discovery_path import DiscoveryPath
from newsbot.ledger.crawl_state.due_pages import DueLimits
from newsbot.ledger.crawl_state.revisits import GONE_REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrapy import Request

    from newsbot.discovery.crawl import Crawl
    from newsbot.discovery.frontier.article_requests import ArticleRequests
    from newsbot.discovery.frontier.source_frontier import SourceFrontier
    from newsbot.ledger import Page


class DueRequests:
    """Makes requests for pages that are due in the ledger.

    Args:
        crawl: The spider.
        articles: Makes the requests for articles.
        sources: Makes the requests for pages of sources.
    """

    def __init__(self, crawl: Crawl, articles: ArticleRequests, sources: SourceFrontier) -> None:
        self._crawl = crawl
        self._articles = articles
        self._sources = sources
        self._pages = crawl.ledger.pages
        self._began_at = int(time.time())
        self._unrecognised: set[str] = set()  # ids of pages that article_url no longer matches
        self.backlog = Backlog(crawl, articles.unanswered, self._due_pages, self._requests_for)
        limit = crawl.crawler.settings.getint("NEWSBOT_MAX_FRUITLESS_PAGES")
        self._retries = NotFoundRetries(crawl.crawler, self.backlog, max(1, limit // 2))
        self.addresses = AddressBudget(crawl.crawler, self.backlog, 3 * limit // 2)

    def take_up(self) -> Iterator[list[Request]]:
        """Yield requests for due pages in batches, as many as there is room for.

        The backlog requests the others later.
        """
        self.backlog.leave()
        yield from self.backlog.take_up()

    def count_left(self) -> int:
        """Return the number of due articles that the run wants and did not read.

        Articles whose address was not found are not counted. A run with ``urls=`` or ``reparse=``
        leaves nothing.
        """
        if self._crawl.arguments.urls or self._crawl.arguments.reparse:
            return 0
        if self._articles.sections.names:
            return sum(page.reason not in GONE_REASONS for page in self._left_pages())
        unrecognised = self._unrecognised - self._articles.requested
        left = self._pages.count_left(self._limits(), self._answered)
        return max(0, left - len(unrecognised))

    def count_addresses_left(self) -> tuple[dict[str, int], int]:
        """Return how many articles the budgets of addresses leave to later runs.

        Returns:
            URL of a page → the number of unread articles that it named first and that are left,
            because other articles of the page led nowhere; and the number of addresses that are
            left because they were not found in earlier runs.
        """
        where, not_found = self.addresses.left, self._retries.has_left
        if self._articles.sections.names and (where or not_found):
            pages = list(self._left_pages())
            named = Counter(page.found_on for page in pages if is_unread(page))
            again = sum(page.reason in GONE_REASONS for page in pages)
            return {url: named[url] for url in where if named[url]}, again if not_found else 0
        return (
            self._pages.count_unread(self._limits(), self._answered, where) if where else {},
            self._pages.count_not_found(self._limits(), self._answered) if not_found else 0,
        )

    def _left_pages(self) -> Iterator[Page]:
        """Yield the pages of due articles that the run wants and did not read."""
        for page in self._pages.left(self._limits(), self._answered):
            ref = self._articles.ref_of(page)
            if ref and self._articles.wanted(ref):
                yield page

    @property
    def _answered(self) -> set[str]:
        """The ids of articles that the run requested and that were answered."""
        return self._articles.requested - self._articles.unanswered

    def _due_pages(self) -> Iterator[list[Page]]:
        return self._pages.due(self._limits())

    def _limits(self) -> DueLimits:
        since = self._crawl.arguments.since
        return DueLimits(
            self._began_at,
            self._crawl.arguments.related_depth,
            int(since.timestamp()) if since else None,
            self._crawl.browser.possible,
        )

    def _requests_for(self, pages: Iterable[Page]) -> list[Request]:
        """Return requests for due pages, without those that are unwanted or were requested."""
        articles = self._articles
        requests: list[Request] = []
        for page in pages:
            if page.source is not None:
                requests.extend(self._sources.due(page))
            elif page.key not in articles.requested:
                ref = articles.ref_of(page)
                if ref is None and page.reason not in GONE_REASONS:
                    self._unrecognised.add(page.key)
                if ref is None or ref.id in articles.requested or not articles.wanted(ref):
                    continue
                if self._is_allowed(page):
                    requests.append(articles.revisit(ref, page))
        return requests

    def _is_allowed(self, page: Page) -> bool:
        """Return whether the budgets allow a request for an article that is due."""
        if is_unread(page):
            return self.addresses.allows_due(
                DiscoveryPath.of(page), has_failed=page.state == "failed"
            )
        return page.reason not in GONE_REASONS or self._retries.allows(page.key)
