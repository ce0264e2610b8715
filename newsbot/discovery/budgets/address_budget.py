"""Limit how many addresses without an article a run requests, for each page that names them.

A page may name new dead addresses without end: as related stories of an article, or as the days of
a calendar. All addresses are in the ledger. A run requests unread addresses as long as some of them
lead to articles; the others stay due, and later runs request them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from newsbot.ledger.crawl_state.revisits import GONE_REASONS
from newsbot.signals import address_answered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request
    from scrapy.crawler import Crawler

    from newsbot.discovery.budgets.backlog import Backlog
    from newsbot.discovery.discovery_path import DiscoveryPath
    from newsbot.ledger import Page

BEYOND_ADDRESS_BUDGET = "address_beyond_budget"  # reason of a request that is refused
# Key of a request's meta: the DiscoveryPath of an article that no run has read and no user named;
# None for other articles.
UNREAD = "unread"
DEAD_PER_ARTICLE = 3  # dead addresses that are free for each address that leads to an article
# The share of the budget that one page may use before all other pages had theirs. An article's is
# smaller, because there are more articles than pages of sources.
SHARE_OF_A_SOURCE, SHARE_OF_AN_ARTICLE = 1 / 8, 1 / 44
SHARE_OF_RETRIES = 1 / 2  # once this share of the budget is spent, failed requests are not retried


@dataclass(slots=True, eq=False)
class _Namer:
    """A page that names articles which no run has read."""

    share: float  # the part of the budget that the page may use
    is_progress: bool  # the page is a related story that was found in this run
    is_source: bool = False  # the page is one of a source, and this run read it
    dead: int = 0  # requests that led to no article
    articles: int = 0  # addresses that led to an article
    unanswered: int = 0  # addresses that were requested, with an unknown result
    due_requests: int = 0  # requests made for due pages since the run was last idle
    has_left: bool = False  # some articles that the page names are not requested so far

    @property
    def allowed(self) -> int:
        """The number of dead requests that are free, because other requests led to articles."""
        return DEAD_PER_ARTICLE * self.articles + self.is_progress

    @property
    def is_untried(self) -> bool:
        """Whether no address on the page of a source has been requested in this run."""
        return self.is_source and not (self.dead or self.unanswered or self.articles)

    @property
    def spent(self) -> int:
        """The number of dead requests that are charged to the budget."""
        return max(0, self.dead - self.allowed)


class AddressBudget:
    """Refuses requests for unread articles of a page if the page named many dead addresses.

    Each page may use a share of the budget, and all pages together three quarters of it. The last
    quarter, and as much again, is for one address of each page of a source that is read later. If
    something is left when the run is idle, it is for all pages, and the shares double, until all
    addresses were requested or the budget is spent. Articles that failed in earlier runs are
    requested only then, after the new ones. Failed requests are retried while more than half of the
    budget is left: the other half is for addresses that were not requested yet.

    Args:
        crawler: Its signal ``address_answered`` says what each address leads to.
        backlog: Requests pages that were left, when there is room for them.
        limit: The number of requests that may lead to no article.
    """

    def __init__(self, crawler: Crawler, backlog: Backlog, limit: int) -> None:
        self._backlog = backlog
        self._limit = max(1, limit)
        self._reserve = self._limit // 4  # requests kept for untried pages of sources
        self._room = self._limit - self._reserve  # requests for all others, until the run is idle
        self._doubled = 1  # the factor by which the shares have grown
        self._spent = 0  # dead requests charged to all pages together
        self._was_idle = False
        self._cost_of_failure = 1 + crawler.settings.getint("RETRY_TIMES")
        self._namers: dict[str, _Namer] = {}
        # id of an article whose request waits → its discovery path by a second page
        self._named_again: dict[str, DiscoveryPath] = {}
        self._asked: dict[str, _Namer] = {}  # id of a requested article → the page that named it
        self._charged: dict[str, int] = {}  # id of a dead or failed article → requests charged
        crawler.signals.connect(self._answered, address_answered)
        crawler.signals.connect(self._ask_for_more, signals.spider_idle)

    @property
    def left(self) -> list[str]:
        """The URLs of pages that name articles which the run has not requested."""
        return [url for url, namer in self._namers.items() if namer.has_left]

    def allows(self, request: Request) -> bool:
        """Return whether a request may be sent now; if so, note the article that it requests."""
        discovery_path: DiscoveryPath | None = request.meta.get(UNREAD)
        if discovery_path is None:
            return True
        id_ = request.cb_kwargs["ref"].id
        if id_ in self._asked:  # a retry, or a request for another address of the article
            return True
        for named in (discovery_path, self._named_again.pop(id_, discovery_path)):
            namer = self._namer(named, is_found_now=True)
            if self._is_allowed(namer):
                self._asked[id_] = namer
                namer.unanswered += 1
                return True
        # A later request for the article has the discovery path of the ledger (DueRequests).
        self._namer(request.cb_kwargs["discovery_path"]).has_left = True
        return False

    def source_read(self, discovery_path: DiscoveryPath) -> None:
        """Note that this run reads a page of a source.

        Args:
            discovery_path: The path of the articles on the page.
        """
        self._namer(discovery_path).is_source = True

    def note_named_again(self, ids: Iterable[str], discovery_path: DiscoveryPath) -> None:
        """Note that a further page names articles whose requests are not sent yet."""
        self._named_again |= dict.fromkeys(
            (id_ for id_ in ids if id_ not in self._asked), discovery_path
        )

    def allows_due(self, discovery_path: DiscoveryPath, has_failed: bool = False) -> bool:
        """Return whether to make a request for an unread article that is due in the ledger.

        Args:
            discovery_path: How the article was found.
            has_failed: Whether an earlier request for the article failed.
        """
        namer = self._namer(discovery_path)
        is_allowed = not has_failed or self._was_idle
        if is_allowed:
            namer.due_requests += 1
            room = self._limit + namer.allowed - namer.dead
            is_allowed = self._is_allowed(namer) and (
                not self._was_idle or namer.due_requests <= room
            )
        namer.has_left |= not is_allowed
        return is_allowed

    def _namer(self, discovery_path: DiscoveryPath, is_found_now: bool = False) -> _Namer:
        """Return the page that names an article, by the discovery path to the article."""
        is_related = discovery_path.found_via == "related"
        share = SHARE_OF_AN_ARTICLE if is_related else SHARE_OF_A_SOURCE
        is_progress = is_related and is_found_now and discovery_path.depth > 1
        return self._namers.setdefault(discovery_path.found_on, _Namer(share, is_progress))

    def _is_allowed(self, namer: _Namer) -> bool:
        is_first = namer.is_untried and self._spent < self._limit + self._reserve
        is_earned = namer.dead + namer.unanswered < namer.allowed
        return self._is_within_share(namer) or is_first or is_earned

    def _is_within_share(self, namer: _Namer) -> bool:
        share = self._limit * namer.share * self._doubled
        return namer.spent < share and self._spent < self._room

    def moved(self, id_: str, target: str) -> None:
        """Note that an article's address leads to another article."""
        namer = self._asked.pop(id_, None)
        if namer is None:
            return
        charged = self._charged.pop(id_, None)
        if target in self._asked:  # the target's own request is charged
            namer.unanswered -= charged is None
            return
        self._asked[target] = namer
        if charged is not None:
            self._charged[target] = charged

    def try_failed(self, request: Request, is_overload: bool = False, is_cut: bool = False) -> bool:
        """Charge a failed request with its retries; return whether it may be sent again.

        Args:
            request: Any request; only those for unread articles are charged.
            is_overload: The host is overloaded and in a backoff (HostBackoff). Other addresses are
                requested first, and the number of retries is not known: each is charged alone.
            is_cut: The body was cut. Such a request is sent again in any case.
        """
        ref = request.cb_kwargs.get("ref")
        if ref is None or ref.id not in self._asked:
            return True
        charged = self._charged.get(ref.id, 0)
        if is_overload:
            self._charge(ref.id, min(charged + 1, self._cost_of_failure))
        if is_overload or charged:
            return True
        has_retries = is_cut or self._spent < self._limit * SHARE_OF_RETRIES
        self._charge(ref.id, self._cost_of_failure if has_retries else 1)
        return has_retries

    def _answered(self, id_: str, is_article: bool, is_other_page: bool = False) -> None:
        if id_ not in self._asked:
            return
        if is_other_page:
            self._asked.pop(id_).unanswered -= self._charged.pop(id_, None) is None
        elif is_article:
            self._charge(id_, 0)
            namer = self._asked.pop(id_)
            self._spent -= namer.spent
            namer.articles += 1
            self._spent += namer.spent
        elif not self._charged.get(id_):
            self._charge(id_, 1)

    def _charge(self, id_: str, requests: int) -> None:
        """Charge the page that names an article for a number of requests in total."""
        namer = self._asked[id_]
        namer.unanswered -= id_ not in self._charged
        self._spent -= namer.spent
        namer.dead += requests - self._charged.get(id_, 0)
        self._spent += namer.spent
        self._charged[id_] = requests

    def _ask_for_more(self) -> None:
        """Request articles that were left, unless the budget is spent; keep the run open."""
        namers = [namer for namer in self._namers.values() if namer.has_left]
        while namers and not any(map(self._is_allowed, namers)):
            if self._spent >= self._limit:
                return
            self._room = self._limit
            self._doubled *= 2
        for namer in namers:
            namer.due_requests = 0
            namer.has_left = not self._is_allowed(namer)  # `allows_due` sets it again
        if namers:
            self._was_idle = True
            self._backlog.leave()
            self._backlog.answered()
            raise DontCloseSpider


def is_unread(page: Page) -> bool:
    """Return whether no run has read an article, or learned that its address is gone."""
    return page.state in ("pending", "failed") and page.reason not in GONE_REASONS
