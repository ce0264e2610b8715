"""Refuse requests that rarely lead to an article: photos without a text, prices, the weather."""

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
# Pages like each other without a text, up to which the others wait for a day, and then for a week.
LOOKED_AT = 10
TRIED_AGAIN = 3  # of them, that a run asks for after their wait
IDLE = DAY  # for which a section that named no article is not asked again
# Share of a run's requests that may lead nowhere, before what rarely has articles waits for a later
# run: more pages of a folder of photos, pages where readers look up prices or the weather.
MAX_IDLE_SHARE = 0.03
ANSWERS = "downloader/response_count"  # a stat of Scrapy's
MAX_FOLDERS = 3  # that the run's message names


class SparingRequests:
    """Says which requests a run does without, by what the answers to others showed.

    Args:
        crawler: Of the run.
        ledger: Knows what earlier runs read.
        frontier: Asks for what waited.
        urls: Of the site.
        shapes: Say which pages show photos or videos, and which show no text.
        leads_nowhere: Told of an article that is not asked for.
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
        self._urls, self._shapes, self._tell = urls, shapes, leads_nowhere
        self._led_nowhere = 0  # answers of this run
        # Of pages like each other that show photos or videos: the id of the one that is looked at
        # first, and the ids of the others, which wait for its answer.
        self._first_looks: dict[Hashable, str] = {}
        self._held: defaultdict[Hashable, set[str]] = defaultdict(set)
        self._tried_again: defaultdict[Hashable, set[str]] = defaultdict(set)
        # Sections where readers look something up: those that wait for their turn, the URLs of
        # those that had it, and whether one of these named no article.
        self._lookups: list[Request] = []
        self._had_turn: set[str] = set()
        self._is_lookup_idle = False
        self._on_front_page: set[str] = set()  # ids of articles
        # Stat → what waits for later runs → its folder or section, for the run's message.
        self._left: dict[str, dict[str, str]] = defaultdict(dict)
        crawler.signals.connect(self._answered, address_answered)
        crawler.signals.connect(self._go_on, signals.spider_idle)

    def note_page(self) -> None:
        """Note that the page of an article led neither to one nor to names of articles."""
        self._led_nowhere += 1

    def note_section(self, source: AnyListing, found: SourceResult) -> None:
        """Note whether a page of a section names articles.

        Where readers look something up, the articles of the home page are left out: many sites name
        the latest ones beside all that they show.
        """
        if not source.level:
            self._on_front_page.update(outlink.ref.id for outlink in found.outlinks)
        elif source.lookup:
            own = [link for link in found.outlinks if link.ref.id not in self._on_front_page]
            found.outlinks = own
        if not found.outlinks:
            self._led_nowhere += 1
            self._is_lookup_idle |= source.lookup

    def refuse_section(self, request: Request, source: AnyListing) -> str | None:
        """Return why a section is not asked for now; None for one that is."""
        asked: str = request.cb_kwargs["asked"]
        since = int(time.time()) - (WEEK if source.lookup else IDLE)
        if source.level and self._ledger.sources.is_idle(asked, since):
            return f"{asked}: it named no article"
        if not source.lookup or source.url in self._had_turn or self._has_named(source.url):
            return None
        address = self._urls.address(source.url)
        if address is None or self._shapes.has_articles_below(address):
            return None
        self._lookups.append(request)
        return f"{asked}: one section after another is looked at"

    def refuse_page(self, request: Request, ref: ArticleRef, address: Address) -> str | None:
        """Return why the page of an article is not asked for now; None for one that is."""
        if not request.meta.get(UNREAD):
            return None
        media = self._shapes.media
        is_textless = media.is_textless(address, is_spared=not self._may_lead_nowhere())
        if is_textless and not self._is_tried_again(ref, address):
            self._postpone(ref, address)
            return f"{ref.url}: pages like it show no text"
        group = media.group(address)
        if media.is_in_doubt(address) and self._first_looks.setdefault(group, ref.id) != ref.id:
            self._held[group].add(ref.id)
            return f"{ref.url}: another page of photos or videos is looked at first"
        return None

    def take_up_postponed(self, found: Address) -> None:
        """Have the pages asked for that wait since others of their folder showed no text."""
        with self._ledger.transaction():
            for page in self._ledger.pages.postponed(int(time.time())):
                address = self._urls.address(page.url)
                if address and address.families[0] == found.families[0]:
                    self._ledger.pages.visit_again(page.key)
                    self._frontier.take_up_again(page.key)
                    self._left[stat_names.PAGES_TEXTLESS_LEFT].pop(page.key, None)
        self._count_left(stat_names.PAGES_TEXTLESS_LEFT)

    def _has_named(self, url: str) -> bool:
        """Return whether a section named an article in this run or an earlier one."""
        known = self._ledger.sources.get(url)
        return known.noted_run > 0 and not known.is_empty

    def _may_lead_nowhere(self) -> bool:
        """Return whether few requests of the run led nowhere, so that one more may."""
        answers: int = self._crawler.stats.get_value(ANSWERS, 0)
        under_way = len(self._first_looks)
        return self._led_nowhere + under_way + 1 <= MAX_IDLE_SHARE * answers

    def _answered(self, id_: str) -> None:
        """Have asked for what waited for the answer of a page."""
        for group in [each for each, first in self._first_looks.items() if first == id_]:
            self._release(group)

    def _go_on(self) -> None:
        """Keep the run from its end while something waits, and have it asked for.

        The answer of the page that is looked at first may be one that no signal tells of: it led to
        another article, was older than ``since=``, was refused.
        """
        is_waiting = bool(self._held or self._lookups) and not is_closing(self._crawler)
        for group in [*self._first_looks]:
            self._release(group)
        if is_waiting:
            self._ask_for_lookup()
            raise DontCloseSpider

    def _release(self, group: Hashable) -> None:
        """Have the pages asked for that waited for the first one of their kind."""
        del self._first_looks[group]
        for held in self._held.pop(group, ()):
            self._frontier.take_up_again(held)

    def _ask_for_lookup(self) -> None:
        """Ask for the section that was read the longest ago; leave all if one named no article."""
        if self._is_lookup_idle and not self._may_lead_nowhere():
            for request in self._lookups:
                asked = request.cb_kwargs["asked"]
                self._leave(stat_names.SECTIONS_LEFT, asked, asked)
            self._lookups.clear()
        elif self._lookups:
            request = min(self._lookups, key=self._last_read)
            self._lookups.remove(request)
            self._had_turn.add(request.cb_kwargs["source"].url)
            # A copy: Scrapy may not be done with the request that was refused.
            self._crawler.engine.crawl(request.replace())

    def _last_read(self, request: Request) -> tuple[int, str]:
        """Return the run that read a section last, 0 for none; and the URL, for those alike."""
        url: str = request.cb_kwargs["source"].url
        return self._ledger.sources.get(url).noted_run, url

    def _is_tried_again(self, ref: ArticleRef, address: Address) -> bool:
        """Return whether a page has waited and is asked for, to see if its folder has texts."""
        tried = self._tried_again[self._shapes.media.group(address)]
        if len(tried) < TRIED_AGAIN and self._ledger.pages.was_postponed(ref.id):
            tried.add(ref.id)
        return ref.id in tried

    def _postpone(self, ref: ArticleRef, address: Address) -> None:
        wait = DAY if self._shapes.media.count_textless(address) < LOOKED_AT else WEEK
        self._ledger.pages.postpone(ref.id, int(time.time()) + wait)
        self._tell(ref)
        self._leave(stat_names.PAGES_TEXTLESS_LEFT, ref.id, f"{ref.url.rpartition('/')[0]}/")

    def _leave(self, stat: str, what: str, where: str) -> None:
        self._left[stat][what] = where
        self._count_left(stat)

    def _count_left(self, stat: str) -> None:
        """Count what waits for later runs, for the run's message."""
        left = Counter(self._left[stat].values())
        self._crawler.stats.set_value(stat, left.total())
        self._crawler.stats.set_value(f"{stat}/where", dict(left.most_common(MAX_FOLDERS)))
