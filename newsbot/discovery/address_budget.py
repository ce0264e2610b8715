"""How many addresses a run asks for that lead to no article, and which pages named them.

A page may name ever new addresses where no article is: the related stories of an article, the days
of a calendar. All of them are in the ledger. A run asks for those that no run has read as long as
some of them lead to articles; the others stay due, and later runs ask for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from newsbot.ledger.revisits import GONE_REASONS
from newsbot.reporting import stat_names
from newsbot.signals import address_answered

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from newsbot.discovery.backlog import Backlog
    from newsbot.discovery.path import Trail
    from newsbot.ledger import Page

BEYOND_ADDRESS_BUDGET = "address_beyond_budget"  # reason of a request that is refused
UNREAD = "unread"  # key of a request's meta: no run has read the article, and no user named it
DEAD_PER_ARTICLE = 3  # addresses that may lead nowhere where one leads to an article
# Of the budget, until all other pages had theirs. There are more articles than pages of sources.
SHARE_OF_A_SOURCE, SHARE_OF_AN_ARTICLE = 1 / 8, 1 / 44
MAX_PAGES_NAMED = 20  # in the run report


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
    left: set[str] = field(default_factory=set)  # ids of articles that are left to later runs

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
    the new ones.

    Args:
        crawler: Its signals tell what addresses lead to; its stats get the number that is left.
        backlog: Takes up what was left when there is room for it.
        limit: How many requests may lead nowhere.
    """

    def __init__(self, crawler: Crawler, backlog: Backlog, limit: int) -> None:
        self._stats = crawler.stats
        self._backlog = backlog
        self._limit = max(1, limit)
        self._reserve = self._limit // 4  # for sources that are untried
        self._room = self._limit - self._reserve  # for the others, until the run is idle
        self._doubled = 1  # by how much shares have grown
        self._spent = 0  # of all pages
        self._was_idle = False
        self._cost_of_failure = 1 + crawler.settings.getint("RETRY_TIMES")
        self._namers: dict[str, _Namer] = {}
        self._asked: dict[str, _Namer] = {}  # id of an article → the page that named it
        self._charged: dict[str, int] = {}  # id of one that led nowhere or failed → requests
        crawler.signals.connect(self._answered, address_answered)
        crawler.signals.connect(self._ask_for_more, signals.spider_idle)

    def allows(self, request: Request) -> bool:
        """Return whether a request is sent now; note which article it asks for."""
        if not request.meta.get(UNREAD):
            return True
        id_, trail = request.cb_kwargs["ref"].id, request.cb_kwargs["trail"]
        if id_ in self._asked:  # it is sent again, or to another address of the article
            return True
        namer = self._namer(trail, is_found_now=True)
        is_allowed = self._is_allowed(namer)
        if is_allowed:
            self._asked[id_] = namer
            namer.unanswered += 1
        self._note_left(trail.found_on, id_, not is_allowed)
        return is_allowed

    def source_read(self, trail: Trail) -> None:
        """Note that this run reads a page of a source; ``trail``: to the articles that it names."""
        self._namer(trail).is_source = True

    def promises(self, id_: str, trail: Trail, has_failed: bool = False) -> bool:
        """Return whether a request is made for an article that a page named in an earlier run.

        Args:
            id_: The article's.
            trail: How that run came to it.
            has_failed: It could not be had then.
        """
        namer = self._namer(trail)
        if has_failed and not self._was_idle:
            self._note_left(trail.found_on, id_, True)
            return False
        namer.promised += 1
        room = self._limit + namer.allowed - namer.dead
        is_promised = self._is_allowed(namer) and (not self._was_idle or namer.promised <= room)
        self._note_left(trail.found_on, id_, not is_promised)
        return is_promised

    def _namer(self, trail: Trail, is_found_now: bool = False) -> _Namer:
        """Return a page that names articles, by how the run came to one of them."""
        is_related = trail.found_via == "related"
        share = SHARE_OF_AN_ARTICLE if is_related else SHARE_OF_A_SOURCE
        is_progress = is_related and is_found_now and trail.depth > 1
        return self._namers.setdefault(trail.found_on, _Namer(share, is_progress))

    def _is_allowed(self, namer: _Namer) -> bool:
        share = self._limit * namer.share * self._doubled
        is_within = namer.spent < share and self._spent < self._room
        is_first = namer.is_untried and self._spent < self._limit + self._reserve
        return is_within or is_first or namer.dead + namer.unanswered < namer.allowed

    def _note_left(self, found_on: str, id_: str, is_left: bool) -> None:
        left = self._namers[found_on].left
        if is_left == (id_ in left):
            return
        (left.add if is_left else left.discard)(id_)
        self._stats.inc_value(stat_names.ADDRESSES_LEFT, 1 if is_left else -1)
        where = self._stats.get_value(f"{stat_names.ADDRESSES_LEFT}/where", {})
        if found_on in where or len(where) < MAX_PAGES_NAMED:
            where[found_on] = len(left)
            self._stats.set_value(f"{stat_names.ADDRESSES_LEFT}/where", where)

    def moved(self, id_: str, target: str) -> None:
        """Note that an article's address leads to another article."""
        if namer := self._asked.get(id_):
            self._asked.setdefault(target, namer)

    def try_failed(self, request: Request) -> None:
        """Charge a request that failed with those that are sent after it."""
        ref = request.cb_kwargs.get("ref")
        if ref and ref.id in self._asked:
            self._charge(ref.id, self._cost_of_failure)

    def _answered(self, id_: str, is_article: bool) -> None:
        if id_ not in self._asked:
            return
        if is_article:
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
        pages = [(url, namer) for url, namer in self._namers.items() if namer.left]
        while pages and not any(self._is_allowed(namer) for _, namer in pages):
            if self._spent >= self._limit:
                return
            self._room = self._limit
            self._doubled *= 2
        for url, namer in pages:
            namer.promised = 0
            if self._is_allowed(namer):
                for id_ in list(namer.left):  # what is still refused is noted again
                    self._note_left(url, id_, False)
        if pages:
            self._was_idle = True
            self._backlog.leave()
            self._backlog.answered()
            raise DontCloseSpider


def is_unread(page: Page) -> bool:
    """Return whether no run has read an article, nor found out that its address leads nowhere."""
    return page.state in ("pending", "failed") and page.reason not in GONE_REASONS
