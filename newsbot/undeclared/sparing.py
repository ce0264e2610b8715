"""Postpone requests that rarely lead to an article: photos without a text, prices, the weather."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from newsbot.discovery.budgets.address_budget import UNREAD
from newsbot.downloader.engine import is_closing
from newsbot.ledger.crawl_state.revisits import DAY
from newsbot.reporting import stat_names
from newsbot.signals import address_answered

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from scrapy import Request
    from scrapy.crawler import Crawler

    from newsbot.discovery.frontier.frontier import Frontier
    from newsbot.discovery.sources import SourceResult
    from newsbot.ledger import Ledger
    from newsbot.undeclared.address import Address
    from newsbot.undeclared.listing import AnyListing
    from newsbot.undeclared.shapes import UrlShapes
    from newsbot.undeclared.urls import UndeclaredUrls
    from newsbot.urls import ArticleRef

WEEK = 7 * DAY
# Number of textless pages in a group from which on the group's other pages wait for a week. With
# fewer, they wait for a day.
MIN_FOR_WEEK = 10
MAX_RETRIED = 3  # postponed pages of a group that a run requests after their wait
IDLE_WAIT = DAY  # time for which a section that named no article is not requested again
MAX_FOLDERS = 3  # folders that the run's message names


class SparingRequests:
    """Decides which requests a run postpones, by the responses to similar requests.

    HindiSpider makes one per run.

    Args:
        crawler: The crawler of the run.
        ledger: The ledger, with the pages that earlier runs read.
        frontier: Makes the requests again after their wait.
        urls: The URLs of the site.
        shapes: Judges which pages show photos or videos, and which have no text.
        leads_nowhere: Called with an article whose page is postponed.
    """

    def __init__(
        self,
        crawler: Crawler,
        ledger: Ledger,
        frontier: Frontier,
        urls: UndeclaredUrls,
        shapes: UrlShapes,
        leads_nowhere: Callable[[ArticleRef], None],
    ) -> None:
        self._crawler, self._ledger, self._frontier = crawler, ledger, frontier
        self._urls, self._shapes, self._leads_nowhere = urls, shapes, leads_nowhere
        # Group of pages with photos or videos → the id of the page that is requested first; the ids
        # of the other pages, which wait for its response.
        self._first_looks: dict[Hashable, str] = {}
        self._held: defaultdict[Hashable, set[str]] = defaultdict(set)
        self._retried: defaultdict[Hashable, set[str]] = defaultdict(set)  # ids after their wait
        # Look-up sections: requests that wait, URLs that were requested, and whether one of these
        # sections named no article.
        self._lookups: list[Request] = []
        self._requested_lookups: set[str] = set()
        self._is_lookup_idle = False
        self._on_front_page: set[str] = set()  # ids of the home page's articles
        # Stat → id or URL of a postponed page → its folder or section, for the run's message.
        self._postponed: dict[str, dict[str, str]] = defaultdict(dict)
        crawler.signals.connect(self._answered, address_answered)
        crawler.signals.connect(self._go_on, signals.spider_idle)

    def note_section(self, source: AnyListing, found: SourceResult) -> None:
        """Record whether a page of a section names articles.

        Articles of the home page are removed from the result of a look-up section, because many
        sites show their latest articles beside every page. Articles below the section stay,
        and so do all articles of a list that has a next page.

        Args:
            source: The section.
            found: The result of reading the page; its outlinks are changed.
        """
        if not source.level:
            self._on_front_page.update(outlink.ref.id for outlink in found.outlinks)
        elif source.lookup and source not in (further for _, further in found.pages):
            section = self._urls.address(source.url)
            found.outlinks = [
                link
                for link in found.outlinks
                if link.ref.id not in self._on_front_page or self._is_below(section, link.ref)
            ]
        self._is_lookup_idle |= source.lookup and not found.outlinks

    def refuse_section(self, request: Request, source: AnyListing) -> str | None:
        """Return why a section is not requested now; None if it is requested."""
        asked: str = request.cb_kwargs["asked"]
        since = int(time.time()) - (WEEK if source.lookup else IDLE_WAIT)
        if source.level and self._ledger.sources.is_idle(asked, since):
            return f"{asked}: the section named no article when it was last read"
        is_requested = source.url in self._requested_lookups
        if not source.lookup or is_requested or self._has_named(source.url):
            return None
        address = self._urls.address(source.url)
        if address is None or self._shapes.has_articles_below(address):
            return None
        self._lookups.append(request)
        return f"{asked}: look-up sections (prices, weather) are requested one at a time"

    def refuse_page(self, request: Request, ref: ArticleRef, address: Address) -> str | None:
        """Return why the page of an article is not requested now; None if it is requested."""
        if not request.meta.get(UNREAD):
            return None
        media = self._shapes.media
        if media.is_textless(address) and not self._is_retried(ref, address):
            self._postpone(ref, address)
            return f"{ref.url}: similar pages of the site have no text"
        group = media.group(address)
        if media.is_in_doubt(address) and self._first_looks.setdefault(group, ref.id) != ref.id:
            self._held[group].add(ref.id)
            return f"{ref.url}: a similar page of photos or videos is requested first"
        return None

    def take_up_postponed(self, found: Address) -> None:
        """Request the postponed pages in the folder of ``found``, a page that has a text."""
        with self._ledger.transaction():
            for page in self._ledger.pages.postponed(int(time.time())):
                address = self._urls.address(page.url)
                if address and address.families[0] == found.families[0]:
                    self._ledger.pages.visit_again(page.key)
                    self._frontier.take_up_again(page.key)
                    self._postponed[stat_names.PAGES_TEXTLESS_LEFT].pop(page.key, None)
        self._count_postponed(stat_names.PAGES_TEXTLESS_LEFT)

    def _is_below(self, section: Address | None, ref: ArticleRef) -> bool:
        """Return whether the path of an article begins with that of a section."""
        address = self._urls.address(ref.url)
        return bool(section and address and address.path.startswith(f"{section.path}/"))

    def _has_named(self, url: str) -> bool:
        """Return whether a section named an article in this run or in an earlier run."""
        known = self._ledger.sources.get(url)
        return known.noted_run > 0 and not known.is_empty

    def _answered(self, id_: str) -> None:
        """Request the pages that waited for the response of the page with this id."""
        for group in [each for each, first in self._first_looks.items() if first == id_]:
            self._release(group)

    def _go_on(self) -> None:
        """Request everything that waits when the spider is idle, and keep the spider open.

        Some responses of a first page send no signal: it redirected to another article, was older
        than ``since=``, or was refused.
        """
        is_waiting = bool(self._held or self._lookups) and not is_closing(self._crawler)
        for group in [*self._first_looks]:
            self._release(group)
        if is_waiting:
            self._ask_for_lookup()
            raise DontCloseSpider

    def _release(self, group: Hashable) -> None:
        """Request the pages that waited for the first page of their group."""
        del self._first_looks[group]
        for held in self._held.pop(group, ()):
            self._frontier.take_up_again(held)

    def _ask_for_lookup(self) -> None:
        """Request the look-up section that was read longest ago.

        Once one named no article, leave all others to a later run.
        """
        if self._is_lookup_idle:
            for request in self._lookups:
                asked = request.cb_kwargs["asked"]
                self._record_postponed(stat_names.SECTIONS_LEFT, asked, asked)
            self._lookups.clear()
        elif self._lookups:
            request = min(self._lookups, key=self._last_read)
            self._lookups.remove(request)
            self._requested_lookups.add(request.cb_kwargs["source"].url)
            # A copy, because Scrapy may still process the refused request.
            self._crawler.engine.crawl(request.replace())

    def _last_read(self, request: Request) -> tuple[int, str]:
        """Return (number of the run that read a section last, else 0; URL), for sorting."""
        url: str = request.cb_kwargs["source"].url
        return self._ledger.sources.get(url).noted_run, url

    def _is_retried(self, ref: ArticleRef, address: Address) -> bool:
        """Return whether a postponed page is requested, to see if its group has texts now."""
        retried = self._retried[self._shapes.media.group(address)]
        if len(retried) < MAX_RETRIED and self._ledger.pages.was_postponed(ref.id):
            retried.add(ref.id)
        return ref.id in retried

    def _postpone(self, ref: ArticleRef, address: Address) -> None:
        wait = DAY if self._shapes.media.count_textless(address) < MIN_FOR_WEEK else WEEK
        self._ledger.pages.postpone(ref.id, int(time.time()) + wait)
        self._leads_nowhere(ref)
        folder = f"{ref.url.rpartition('/')[0]}/"
        self._record_postponed(stat_names.PAGES_TEXTLESS_LEFT, ref.id, folder)

    def _record_postponed(self, stat: str, page: str, folder: str) -> None:
        self._postponed[stat][page] = folder
        self._count_postponed(stat)

    def _count_postponed(self, stat: str) -> None:
        """Set the stats of the pages that wait for later runs, for the run's message."""
        folders = Counter(self._postponed[stat].values())
        self._crawler.stats.set_value(stat, folders.total())
        self._crawler.stats.set_value(f"{stat}/where", dict(folders.most_common(MAX_FOLDERS)))
