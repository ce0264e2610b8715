"""Limit how many pages of sources a run reads that bring no new article.

A site may name ever new pages: a calendar without an end, a menu of empty sections, sitemaps that
name sitemaps. A page makes progress if one of the articles that were unknown until it named them
can be had. Addresses that answer 404, or not at all, and articles that are known are no progress. A
real archive of any size makes progress on each of its pages, so the budget does not bound it.

A page that is left out since others brought nothing is left out for good. Where some of the others
could only not be had now (5xx, a time-out), a later run reads it.
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

# The setting's default. With what is under way when it is spent, at most 150 requests: a budget of
# 64 came to 155 on a busy machine. A run with a smaller budget leaves the rest to later runs.
MAX_FRUITLESS_PAGES = 44
BEYOND_BUDGET = "beyond_budget"  # reason of a request that is refused
# One page with dead addresses costs this share of the budget at most: old sitemaps name many.
MAX_SHARE_OF_A_PAGE = 0.125
PAGES_BACK = 3  # pages of a pager, the last of which may still wait for their articles
EARLIER_RUNS = "earlier runs"
MAX_ACCOUNTS = 20  # that the run report names


@dataclass(slots=True, eq=False)
class _Source:
    """A source of this run: a sitemap, a feed, or a listing with all its pages.

    A source that made progress, in this run or before, has a budget of its own. The others share
    the budget of the nearest source that led to them and has one.
    """

    url: str
    parent: _Source | None
    is_known_good: bool
    is_promising: bool = False
    fruitful: int = 0  # pages that made progress
    spent: int = 0  # requests without progress, where the budget is its own
    is_failing: bool = False  # some of these could only not be had now
    tries: int = 0  # requests that failed, of pages that are still to be had
    answered: int = 0  # pages that were had

    @property
    def account(self) -> _Source:
        source = self
        while source.parent and not (source.is_known_good or source.fruitful):
            source = source.parent
        return source


@dataclass(slots=True, eq=False)
class _Page:
    """A page of a source.

    ``before``: the previous page of the source, which links to this page; None for a first page.
    """

    source: _Source
    before: _Page | None
    is_start: bool
    waits_for: int = 0  # articles that it named first and that did not answer yet
    dead: int = 0  # the same, which cannot be had
    left: set[str] = field(default_factory=set)  # ids of the same, which are not asked for now
    is_followed: bool = False  # an article that it named is asked for
    is_fruitful: bool = False
    is_charged: bool = False  # for itself
    charges: list[_Source] = field(default_factory=list)  # an account for each request
    tries: list[_Source] = field(default_factory=list)  # the same for those that failed

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
    """Counts a run's pages of sources without progress. Pages are known by the URL asked for."""

    def __init__(self, limit: int, stats: StatsCollector) -> None:
        self._limit = limit
        self._stats = stats
        self._pages: dict[str, _Page] = {}
        self._sources: dict[str, _Source] = {}
        self._named: dict[str, _Page] = {}  # article id → the page that named it first
        self._dead_before: Counter[str] = Counter()  # page that is not asked for yet → addresses
        self._refused: dict[str, int] = {}  # account → pages

    def is_final(self, url: str) -> bool:
        """Return whether a page that this run leaves out is left out for good."""
        is_failing = self._pages[url].source.account.is_failing
        return self._limit >= MAX_FRUITLESS_PAGES and not is_failing

    def add(
        self,
        url: str,
        start: str,
        by: str | None,
        is_known_good: bool,
        is_promising: bool = False,
    ) -> None:
        """Note a page that is to be requested.

        Args:
            url: The page's URL.
            start: The URL of the source's first page.
            by: The page that names it; None for a declared source.
            is_known_good: Whether the source made progress in an earlier run.
            is_promising: Whether it named articles first in an earlier run, none of which was
                asked for: ``since=`` or ``sections=`` left them out.
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
            self._dead(page)

    def allows(self, url: str) -> bool:
        """Return whether a page is still to be requested."""
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
        """Note the ids of the articles that a page named first.

        ``is_followed``: some article that it named is asked for.
        """
        if page := self._pages.get(url):
            page.is_followed |= is_followed
            ids = [id_ for id_ in new if id_ not in self._named]
            self._named |= dict.fromkeys(ids, page)
            page.waits_for += len(ids)

    def read(self, url: str) -> None:
        """Note that a page was read, after all that it names, or that it cannot be had."""
        page = self._pages.get(url)
        if page is None:
            return
        page.refund_tries()
        page.source.account.answered += 1
        if not (page.waits_for or page.is_fruitful or page.is_charged):
            self._fruitless(page)

    def try_failed(self, url: str) -> None:
        """Note that a request for a page failed, which may be sent again after all others."""
        page = self._pages.get(url)
        if page and not self._is_good(page):
            page.charge_try()

    def failed(self, url: str, requests: int) -> None:
        """Note that a page cannot be had now, after a number of requests."""
        page = self._pages.get(url)
        if page and not (page.is_charged or page.is_fruitful):
            page.refund_tries()
            self._fruitless(page)
            for _ in range(requests - 1 if page.is_charged else 0):
                page.charge()
            page.source.account.is_failing = True

    def is_promising(self, url: str) -> bool:
        """Return whether the first page of a source named articles first, and none is asked for."""
        page = self._pages.get(url)
        return bool(page and page.is_start and page.waits_for and not page.is_followed)

    def answered(
        self, id_: str, is_article: bool, found_on: str | None = None, is_failing: bool = False
    ) -> str | None:
        """Note whether an article's address led to an article that was unknown.

        Args:
            id_: The article's.
            is_article: Whether it did.
            found_on: The page that named an address that was asked for by an earlier run too.
            is_failing: The address could only not be had now.

        Returns:
            The URL of the source that named it, where that made its first progress by it.
        """
        page = self._named.pop(id_, None)
        if page is None and found_on and not is_article:
            if again := self._pages.get(found_on):
                self._dead(again, is_failing)
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
        self._dead(page, is_failing)
        page.left.discard(id_)
        self._charge_if_over(page)
        return None

    def left(self, id_: str) -> None:
        """Note that an article is not asked for now: what its page leads to is not known."""
        page = self._named.get(id_)
        if page and not page.is_fruitful:
            page.left.add(id_)
            page.source.account.is_failing = True
            self._charge_if_over(page)

    def _charge_if_over(self, page: _Page) -> None:
        """Charge a page for itself where none of its articles is still to be asked for."""
        if page.waits_for == len(page.left) and not page.is_charged:
            self._fruitless(page)

    def _dead(self, page: _Page, is_failing: bool = False) -> None:
        """Charge a page for an address that it named."""
        page.dead += 1
        if not page.is_fruitful and page.dead <= self._limit * MAX_SHARE_OF_A_PAGE:
            for _ in range(1 + is_failing):  # it was sent again
                page.charge(is_failing)

    def _fruitless(self, page: _Page) -> None:
        """Charge a page without progress, if its source is not one that is, or may be, good."""
        if not self._is_good(page):
            page.is_charged = True
            page.charge()
            self._stats.inc_value(stat_names.SOURCES_FRUITLESS)
            self._tell(stat_names.SOURCES_FRUITLESS, page.source.account.url)

    def _is_good(self, page: _Page) -> bool:
        """Return whether a page is the first one of a source that is, or may be, good."""
        return page.is_start and (page.source.is_known_good or page.source.is_promising)

    def refuse(self, url: str) -> None:
        """Count a page that the run leaves out."""
        account = self._pages[url].source.account.url
        if account not in self._refused:
            logger.warning(
                "source %s leads to ever new pages without an unknown article: %d were read,"
                " the others are left out",
                *(account, self._limit),
            )
        self._refused[account] = self._refused.get(account, 0) + 1
        self._stats.inc_value(stat_names.SOURCES_LEFT_OUT)
        self._tell(stat_names.SOURCES_LEFT_OUT, account)

    def _tell(self, name: str, account: str) -> None:
        """Count a page for the run report by the source whose budget it is about."""
        where = self._stats.get_value(f"{name}/where", {})
        if account in where or len(where) < MAX_ACCOUNTS:
            where[account] = where.get(account, 0) + 1
            self._stats.set_value(f"{name}/where", where)
