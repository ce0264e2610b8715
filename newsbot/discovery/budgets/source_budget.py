"""Limit how many pages of sources a run reads that name no new article.

A site may name new pages without end: a calendar, a menu of empty sections, sitemaps that name
sitemaps. A page makes progress if it is the first to name an article that can be fetched. Addresses
that are answered with 404 or not at all, and known articles, are no progress. A real archive of any
size makes progress on each of its pages, so the budget does not bound it.

A page that is left out because others made no progress is left out for good. If some of the others
failed for a temporary reason (5xx, a timeout), a later run reads the page.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

# The default of NEWSBOT_MAX_FRUITLESS_PAGES. With the requests in flight when the budget is spent,
# this is at most 150 requests: a budget of 64 came to 155 on a busy machine. A run with a smaller
# budget leaves no page out for good.
MAX_FRUITLESS_PAGES = 44
BEYOND_BUDGET = "beyond_budget"  # reason of a request that is refused
# Dead addresses of one page cost this share of the budget at most: old sitemaps name many.
MAX_SHARE_OF_A_PAGE = 0.125
PAGES_BACK = 3  # earlier pages of a listing that may still wait for answers of their articles
EARLIER_RUNS = "earlier runs"  # the namer of pages that an earlier run left
MAX_ACCOUNTS = 20  # sources that the run report names


@dataclass(slots=True, eq=False)
class _Source:
    """A source of this run: a sitemap, a feed, or a listing with all its pages.

    A source that made progress, in this run or before, has its own budget. The others are charged
    to the nearest source that led to them and has its own budget.
    """

    url: str
    parent: _Source | None
    is_known_good: bool
    is_promising: bool = False
    fruitful: int = 0  # pages that made progress
    spent: int = 0  # requests without progress that are charged to the source
    is_failing: bool = False  # some of them failed for a temporary reason
    tries: int = 0  # failed requests for pages that may still be fetched
    answered: int = 0  # pages that were fetched

    @property
    def account(self) -> _Source:
        """The source whose budget is charged."""
        source = self
        while source.parent and not (source.is_known_good or source.fruitful):
            source = source.parent
        return source


@dataclass(slots=True, eq=False)
class _Page:
    """A page of a source.

    ``before`` is the previous page of the source, which links to this page; None for a first page.
    "Its articles" are those that no page named before this one.
    """

    source: _Source
    before: _Page | None
    is_start: bool
    waits_for: int = 0  # its articles without an answer
    dead: int = 0  # its articles that cannot be fetched
    left: set[str] = field(default_factory=set)  # ids of its articles that are left to later runs
    is_followed: bool = False  # any article on the page is requested
    is_fruitful: bool = False  # one of its articles was fetched
    is_charged: bool = False  # the page's own request is charged
    charges: list[_Source] = field(default_factory=list)  # the account of each charged request
    tries: list[_Source] = field(default_factory=list)  # the account of each failed request

    def charge(self, is_failing: bool = False) -> None:
        account = self.source.account
        self.charges.append(account)
        account.spent += 1
        account.is_failing |= is_failing

    def refund(self) -> None:
        for account in self.charges:
            account.spent -= 1
        self.charges.clear()

    def charge_try(self) -> None:
        account = self.source.account
        self.tries.append(account)
        account.tries += 1
        account.is_failing = True

    def refund_tries(self) -> None:
        for account in self.tries:
            account.tries -= 1
        self.tries.clear()


class SourceBudget:
    """Counts the pages of sources without progress. A page is identified by its requested URL."""

    def __init__(self, limit: int, stats: StatsCollector) -> None:
        self._limit = limit
        self._stats = stats
        self._pages: dict[str, _Page] = {}
        self._sources: dict[str, _Source] = {}
        self._named: dict[str, _Page] = {}  # article id → the first page that named the article
        # URL of a page that is not requested yet → dead addresses that it named in earlier runs
        self._dead_before: Counter[str] = Counter()
        self._refused: set[str] = set()  # URLs of the accounts with pages that are left out

    def is_final(self, url: str) -> bool:
        """Return whether later runs leave out a page that this run leaves out."""
        is_failing = self._pages[url].source.account.is_failing
        return self._limit >= MAX_FRUITLESS_PAGES and not is_failing

    def add(
        self, url: str, start: str, by: str | None, is_known_good: bool, is_promising: bool = False
    ) -> None:
        """Note a page that is to be requested.

        Args:
            url: The page's URL.
            start: The URL of the source's first page.
            by: The URL of the page that names this page; None for a declared source.
            is_known_good: Whether the source made progress in an earlier run.
            is_promising: Whether the source named new articles in an earlier run, but ``since=`` or
                ``sections=`` left all of them out.
        """
        namer = self._pages.get(by) if by else None
        parent = namer.source if namer else None
        if by == EARLIER_RUNS:
            parent = self._sources.setdefault(by, _Source(by, None, True))
        source = self._sources.setdefault(
            start, _Source(start, parent, is_known_good, is_promising)
        )
        before = namer if namer and namer.source is source else None
        page = self._pages.setdefault(url, _Page(source, before, url == start))
        for _ in range(self._dead_before.pop(url, 0)):
            self._charge_dead(page)

    def allows(self, url: str) -> bool:
        """Return whether the budget allows the request for a page."""
        page = self._pages.get(url)
        if page is None:
            return True
        account = page.source.account
        limit = self._limit + account.fruitful
        if account.spent < limit and account.spent + account.tries < limit + account.answered:
            return True
        for _ in range(PAGES_BACK):
            page = page.before
            if page is None:
                return False
            if page.is_fruitful:
                return True
        return False

    def names(self, url: str, new: Iterable[str], is_followed: bool = True) -> None:
        """Note the articles that a page names and that were unknown before.

        Args:
            url: The page's URL.
            new: The ids of these articles.
            is_followed: Whether the run requests any article that the page names.
        """
        if page := self._pages.get(url):
            page.is_followed |= is_followed
            ids = [id_ for id_ in new if id_ not in self._named]
            self._named |= dict.fromkeys(ids, page)
            page.waits_for += len(ids)

    def read(self, url: str) -> None:
        """Note that a page was read, after `names`, or that the page cannot be fetched."""
        page = self._pages.get(url)
        if page is None:
            return
        page.refund_tries()
        page.source.account.answered += 1
        if not (page.waits_for or page.is_fruitful or page.is_charged):
            self._charge_fruitless(page)

    def try_failed(self, url: str) -> None:
        """Note that a request for a page failed; Scrapy may send it again after all others."""
        page = self._pages.get(url)
        if page and not self._is_good(page):
            page.charge_try()

    def failed(self, url: str, requests: int) -> None:
        """Note that a page cannot be fetched now, after a number of requests."""
        page = self._pages.get(url)
        if page and not (page.is_charged or page.is_fruitful):
            page.refund_tries()
            self._charge_fruitless(page)
            for _ in range(requests - 1 if page.is_charged else 0):
                page.charge()
            page.source.account.is_failing = True

    def is_promising(self, url: str) -> bool:
        """Return whether a source's first page names new articles of which none is requested."""
        page = self._pages.get(url)
        return bool(page and page.is_start and page.waits_for and not page.is_followed)

    def answered(
        self, id_: str, is_article: bool, found_on: str | None = None, is_failing: bool = False
    ) -> str | None:
        """Note whether the address of an article led to an unknown article.

        Args:
            id_: The article's id.
            is_article: Whether the address led to an unknown article.
            found_on: The page that named the address, if an earlier run requested it too.
            is_failing: Whether the request failed for a temporary reason.

        Returns:
            The URL of the source, if the article is the source's first progress; else None.
        """
        page = self._named.pop(id_, None)
        if page is None and found_on and not is_article:
            if again := self._pages.get(found_on):
                self._charge_dead(again, is_failing)
            else:
                self._dead_before[found_on] += 1
        if page is None or page.is_fruitful:
            return None
        page.waits_for -= 1
        if is_article:
            page.refund()
            page.is_fruitful = True
            page.source.fruitful += 1
            return page.source.url if page.source.fruitful == 1 else None
        self._charge_dead(page, is_failing)
        page.left.discard(id_)
        self._charge_if_over(page)
        return None

    def left(self, id_: str) -> None:
        """Note that an article is left to a later run, so its page may still make progress."""
        page = self._named.get(id_)
        if page and not page.is_fruitful:
            page.left.add(id_)
            page.source.account.is_failing = True
            self._charge_if_over(page)

    def _charge_if_over(self, page: _Page) -> None:
        """Charge a page's own request if none of its articles will be requested in this run."""
        if page.waits_for == len(page.left) and not page.is_charged:
            self._charge_fruitless(page)

    def _charge_dead(self, page: _Page, is_failing: bool = False) -> None:
        """Charge a page for a dead address that it named."""
        page.dead += 1
        if not page.is_fruitful and page.dead <= self._limit * MAX_SHARE_OF_A_PAGE:
            for _ in range(1 + is_failing):  # a request that failed was retried
                page.charge(is_failing)

    def _charge_fruitless(self, page: _Page) -> None:
        """Charge a page without progress, but not the first page of a good source."""
        if not self._is_good(page):
            page.is_charged = True
            page.charge()
            self._stats.inc_value(stat_names.SOURCES_FRUITLESS)
            self._count_by_source(stat_names.SOURCES_FRUITLESS, page.source.account.url)

    def _is_good(self, page: _Page) -> bool:
        """Return whether a page is the first page of a source that is, or may be, fruitful."""
        return page.is_start and (page.source.is_known_good or page.source.is_promising)

    def refuse(self, url: str) -> None:
        """Count a page that the run leaves out."""
        account = self._pages[url].source.account.url
        if account not in self._refused:
            self._refused.add(account)
            logger.warning(
                "source %s leads to more and more pages without a new article: %d were read,"
                " the others are left out",
                *(account, self._limit),
            )
        self._stats.inc_value(stat_names.SOURCES_LEFT_OUT)
        self._count_by_source(stat_names.SOURCES_LEFT_OUT, account)

    def _count_by_source(self, name: str, account: str) -> None:
        """Count a page in the stat ``name`` under the source whose budget is charged."""
        where = self._stats.get_value(f"{name}/where", {})
        if account in where or len(where) < MAX_ACCOUNTS:
            self._stats.set_value(f"{name}/where", {**where, account: where.get(account, 0) + 1})
