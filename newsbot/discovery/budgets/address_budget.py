"""Limit how many addresses a run asks for that lead to no article, for each page that names them.

A page may name ever new addresses where no article is: the related stories of an article, the days
of a calendar. All of them are in the ledger. A run asks for those that no run has read as long as
some of them lead to articles; the others stay due, and later runs ask for them.
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
# Key of a request's meta: how the page that names an article led to it, where no run has read the
# article and no user named it; else None.
UNREAD = "unread"
DEAD_PER_ARTICLE = 3  # addresses that may lead nowhere where one leads to an article
# Of the budget, until all other pages had theirs. There are more articles than pages of sources.
SHARE_OF_A_SOURCE, SHARE_OF_AN_ARTICLE = 1 / 8, 1 / 44
SHARE_OF_RETRIES = 1 / 2  # of the budget, after which requests that fail are not sent again


@dataclass(slots=True, eq=False)
class _Namer:
    """A page that names articles which no run has read."""

    share: float  # of the budget
    is_progress: bool  # it is a related story itself, which was found in this run
    is_source: bool = False  # it is a page of a source, which this run read
    dead: int = 0  # requests that led nowhere
    articles: int = 0
    unanswered: int = 0  # addresses that were asked for and led neither nowhere nor to an article
    promised: int = 0  # requests that were made of what was left, since the run was last idle
    has_left: bool = False  # articles that it names are not asked for, as far as is known now

    @property
    def allowed(self) -> int:
        """How many requests may lead nowhere since others led to articles."""
        return DEAD_PER_ARTICLE * self.articles + self.is_progress

    @property
    def is_untried(self) -> bool:
        """Whether nothing is known, in this run, of what a source leads to."""
        return self.is_source and not (self.dead or self.unanswered or self.articles)

    @property
    def spent(self) -> int:
        """How many requests led nowhere beside these."""
        return max(0, self.dead - self.allowed)


class AddressBudget:
    """Refuses requests for unread articles which pages name whose other addresses led nowhere.

    A page may use up a share of the budget, and all of them most of it: the rest, and as much more,
    is for one address of each page of a source that comes later. Where something of the budget is
    left at the end of a run, it is for all, and the shares double, until all addresses are asked
    for or the budget is spent. Articles that failed in earlier runs are asked for then, too: after
    the new ones. Requests that fail are sent again while more than half of the budget is left: the
    other half is for addresses that were not asked for.

    Args:
        crawler: Its signals tell what addresses lead to.
        backlog: Takes up what was left when there is room for it.
        limit: How many requests may lead nowhere.
    """

    def __init__(self, crawler: Crawler, backlog: Backlog, limit: int) -> None:
        self._backlog = backlog
        self._limit = max(1, limit)
        self._reserve = self._limit // 4  # for sources that are untried
        self._room = self._limit - self._reserve  # for the others, until the run is idle
        self._doubled = 1  # by how much shares have grown
        self._spent = 0  # of all pages
        self._was_idle = False
        self._cost_of_failure = 1 + crawler.settings.getint("RETRY_TIMES")
        self._namers: dict[str, _Namer] = {}
        # Of articles whose requests wait: how another page than the one of the request names them.
        self._named_again: dict[str, DiscoveryPath] = {}
        self._asked: dict[str, _Namer] = {}  # id of an article → the page that named it
        self._charged: dict[str, int] = {}  # id of one that led nowhere or failed → requests
        crawler.signals.connect(self._answered, address_answered)
        crawler.signals.connect(self._ask_for_more, signals.spider_idle)

    @property
    def left(self) -> list[str]:
        """The URLs of pages that name articles which the run does not ask for."""
        return [url for url, namer in self._namers.items() if namer.has_left]

    def allows(self, request: Request) -> bool:
        """Return whether a request is sent now; note which article it asks for."""
        discovery_path: DiscoveryPath | None = request.meta.get(UNREAD)
        if discovery_path is None:
            return True
        id_ = request.cb_kwargs["ref"].id
        if id_ in self._asked:  # it is sent again, or to another address of the article
            return True
        for named in (discovery_path, self._named_again.pop(id_, discovery_path)):
            namer = self._namer(named, is_found_now=True)
            if self._is_allowed(namer):
                self._asked[id_] = namer
                namer.unanswered += 1
                return True
        # By the page that the ledger knows as the first one it is taken up again.
        self._namer(request.cb_kwargs["discovery_path"]).has_left = True
        return False

    def source_read(self, discovery_path: DiscoveryPath) -> None:
        """Note that this run reads a page of a source.

        Args:
            discovery_path: That of the articles that the page names.
        """
        self._namer(discovery_path).is_source = True

    def named_again(self, ids: Iterable[str], discovery_path: DiscoveryPath) -> None:
        """Note that one more page names articles whose requests wait for their turn."""
        self._named_again |= dict.fromkeys(
            (id_ for id_ in ids if id_ not in self._asked), discovery_path
        )

    def promises(self, discovery_path: DiscoveryPath, has_failed: bool = False) -> bool:
        """Return whether a request is made for an article that a page named in an earlier run.

        Args:
            discovery_path: How that run came to it.
            has_failed: It could not be had then.
        """
        namer = self._namer(discovery_path)
        is_promised = not has_failed or self._was_idle
        if is_promised:
            namer.promised += 1
            room = self._limit + namer.allowed - namer.dead
            is_promised = self._is_allowed(namer) and (not self._was_idle or namer.promised <= room)
        namer.has_left |= not is_promised
        return is_promised

    def _namer(self, discovery_path: DiscoveryPath, is_found_now: bool = False) -> _Namer:
        """Return a page that names articles, by how the run came to one of them."""
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
        if target in self._asked:  # a request of its own tells what comes of it
            namer.unanswered -= charged is None
            return
        self._asked[target] = namer
        if charged is not None:
            self._charged[target] = charged

    def try_failed(self, request: Request, is_overload: bool = False, is_cut: bool = False) -> bool:
        """Charge a request that failed; return whether it is to be sent again.

        It is charged with those that are sent after it.

        Args:
            request: For an article, or any other one.
            is_overload: The host is overloaded, and left alone for a time (HostBackoff): then other
                addresses come first, and it is not known how many requests are sent.
            is_cut: The body was cut. It is asked for again in any case.
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
        """Charge the page that names an article for all requests for it."""
        namer = self._asked[id_]
        namer.unanswered -= id_ not in self._charged
        self._spent -= namer.spent
        namer.dead += requests - self._charged.get(id_, 0)
        self._spent += namer.spent
        self._charged[id_] = requests

    def _ask_for_more(self) -> None:
        """Take up what is left where the budget is not spent; keep the run from its end."""
        namers = [namer for namer in self._namers.values() if namer.has_left]
        while namers and not any(map(self._is_allowed, namers)):
            if self._spent >= self._limit:
                return
            self._room = self._limit
            self._doubled *= 2
        for namer in namers:
            namer.promised = 0
            namer.has_left = not self._is_allowed(namer)  # what is still refused is noted again
        if namers:
            self._was_idle = True
            self._backlog.leave()
            self._backlog.answered()
            raise DontCloseSpider


def is_unread(page: Page) -> bool:
    """Return whether no run has read an article, nor found out that its address leads nowhere."""
    return page.state in ("pending", "failed") and page.reason not in GONE_REASONS
