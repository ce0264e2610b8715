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
    from newsbot.ledger import Ledger
    from newsbot.undeclared.listing import AnyListing
    from newsbot.undeclared.shapes import Address, UrlShapes
    from newsbot.undeclared.urls import UndeclaredUrls
    from newsbot.urls import ArticleRef

POSTPONED = 7 * DAY  # for which pages wait that are like others without a text
# Pages of a folder that a run asks for after their wait, though others show no text; and those for
# which a day is enough: some pages of the folder may be films, and the others be written.
TRIED_AGAIN = 3
LOOKED_AT = 10  # pages of a folder without a text, up to which a day is enough for all others
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
        shapes: Say which folders hold photos or videos, and which pages show no text.
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
        self._is_first_run = not ledger.articles.count()
        # URLs that led neither to an article nor to names of articles, as far as is known.
        self._led_nowhere: set[str] = set()
        # Of sections where readers look something up: the URL of the one that is asked for, and
        # whether one named no article.
        self._looking_up: str | None = None
        self._has_looked_up = False
        # Folder of photos or videos → id of the page that is looked at first; and what waits for
        # its answer: ids of the folder's other pages, requests for sections.
        self._first_looks: dict[Hashable, str] = {}
        self._held_pages: defaultdict[Hashable, set[str]] = defaultdict(set)
        self._held_sections: list[Request] = []
        self._looked_at: set[Hashable] = set()  # folders whose first look said nothing of them
        # Folders whose pages show no text → ids of pages that are asked for all the same, and of
        # those that are to be asked for a day later.
        self._tried_again: defaultdict[Hashable, set[str]] = defaultdict(set)
        self._next_tries: defaultdict[Hashable, set[str]] = defaultdict(set)
        self._left: dict[str, Counter[str]] = defaultdict(Counter)  # stat → folder or section
        crawler.signals.connect(self._answered, address_answered)
        crawler.signals.connect(self._stay_open, signals.spider_idle)

    def note(self, url: str, is_fruitful: bool) -> None:
        """Note whether a request led to an article or to names of articles."""
        if is_fruitful:
            self._led_nowhere.discard(url)
        else:
            self._led_nowhere.add(url)

    def refuse_section(self, request: Request, source: AnyListing) -> str | None:
        """Return why a section is not asked for now; None for one that is."""
        asked: str = request.cb_kwargs["asked"]
        now = int(time.time())
        wait = POSTPONED if source.lookup else IDLE
        if source.level and self._ledger.sources.is_idle(asked, now - wait):
            return f"{asked}: it named no article"
        address = self._urls.address(source.url)
        if address is None or not source.comes_last:
            return None
        if self._first_looks:
            self._held_sections.append(request)
            return f"{asked}: pages of photos or videos are looked at first"
        # The first run knows enough of it, and later ones see at times what it names.
        is_fresh = self._is_first_run or self._ledger.sources.was_read(source.url, now - POSTPONED)
        if source.media and is_fresh and self._shapes.has_textless_below(address):
            self._leave(stat_names.SECTIONS_LEFT, asked)
            return f"{asked}: the pages below it show no text"
        if source.lookup and not (
            self._shapes.has_articles_below(address) or self._has_named(source.url)
        ):
            if self._has_looked_up and not self._may_lead_nowhere():
                self._leave(stat_names.SECTIONS_LEFT, asked)
                return f"{asked}: many requests led nowhere"
            if self._looking_up != source.url:
                self._held_sections.append(request)
                return f"{asked}: one section after another is looked at"
            self.note(source.url, False)  # until it is read
        return None

    def note_section(self, source: AnyListing, names_articles: bool) -> None:
        """Note whether a page of a section names articles."""
        if source.lookup and not (names_articles or self._has_named(source.url)):
            self._has_looked_up = True
        if source.lookup or not names_articles:
            self.note(source.url, names_articles)

    def _last_read(self, url: str) -> tuple[int, str]:
        """Return the run that read a section last, 0 for none; and the URL, for those alike."""
        return self._ledger.sources.get(url).noted_run, url

    def _has_named(self, url: str) -> bool:
        """Return whether a section named an article in this run or an earlier one."""
        known = self._ledger.sources.get(url)
        return known.noted_run > 0 and not known.is_empty

    def refuse_page(self, request: Request, ref: ArticleRef, address: Address) -> str | None:
        """Return why the page of an article is not asked for now; None for one that is."""
        if not request.meta.get(UNREAD):
            return None
        is_spared = not self._may_lead_nowhere()
        if self._shapes.is_textless(address, is_spared) and not self._is_tried_again(ref, address):
            self._postpone(ref, address)
            return f"{ref.url}: the pages of this shape show no text"
        folder = address.families[0]
        if folder in self._looked_at or not self._shapes.is_media(address):
            return None
        if self._shapes.has_articles(address):
            return None
        if self._first_looks.setdefault(folder, ref.id) != ref.id:
            self._held_pages[folder].add(ref.id)
            return f"{ref.url}: another page of photos or videos is looked at first"
        self.note(ref.url, False)  # until it is read
        return None

    def take_up_postponed(self, found: Address) -> None:
        """Have the pages asked for that wait since others of their folder showed no text."""
        with self._ledger.transaction():
            for page in self._ledger.pages.postponed(int(time.time())):
                address = self._urls.address(page.url)
                if address and address.families[0] == found.families[0]:
                    self._ledger.pages.visit_again(page.key)
                    self._frontier.take_up_again(page.key)
                    folder, stat = _folder_of(page.url), stat_names.PAGES_TEXTLESS_LEFT
                    self._leave(stat, folder, -self._left[stat][folder])

    def _leave(self, stat: str, where: str, by: int = 1) -> None:
        """Count what waits for later runs, for the run's message."""
        self._left[stat][where] += by
        left = +self._left[stat]  # without those that were taken up
        self._crawler.stats.set_value(stat, left.total())
        self._crawler.stats.set_value(f"{stat}/where", dict(left.most_common(MAX_FOLDERS)))

    def _may_lead_nowhere(self) -> bool:
        """Return whether few requests of the run led nowhere, so that one more may."""
        answers: int = self._crawler.stats.get_value(ANSWERS, 0)
        return len(self._led_nowhere) + 1 <= MAX_IDLE_SHARE * answers

    def _answered(self, id_: str) -> None:
        """Have asked for what waited for the answer of a page."""
        for folder in [each for each, first in self._first_looks.items() if first == id_]:
            self._release(folder)

    def _stay_open(self) -> None:
        """Keep the run from its end while something waits.

        The answer of the page that is looked at first may be one that no signal tells of: it led to
        another article, was older than ``since=``, was refused.
        """
        # Each has its turn: the one that was read the longest ago.
        sources = {request.cb_kwargs["source"] for request in self._held_sections}
        lookups = (source.url for source in sources if source.lookup)
        self._looking_up = min(lookups, key=self._last_read, default=None)
        is_held = bool(self._held_pages or self._held_sections)
        self._looked_at |= self._first_looks.keys()
        for folder in [*self._first_looks]:
            self._release(folder)
        self._send_sections()
        if is_held and not is_closing(self._crawler):
            raise DontCloseSpider

    def _release(self, folder: Hashable) -> None:
        """Have asked for what waited for the first page of a folder."""
        del self._first_looks[folder]
        for held in self._held_pages.pop(folder, ()):
            self._frontier.take_up_again(held)
        self._send_sections()

    def _send_sections(self) -> None:
        if self._first_looks or is_closing(self._crawler):
            return
        held, self._held_sections = self._held_sections, []
        for request in held:
            # A copy: Scrapy may not be done with the request that was refused.
            self._crawler.engine.crawl(request.replace())

    def _is_tried_again(self, ref: ArticleRef, address: Address) -> bool:
        """Return whether a page has waited and is asked for, to see if its folder has texts."""
        tried = self._tried_again[address.families[0]]
        if len(tried) < TRIED_AGAIN and self._ledger.pages.was_postponed(ref.id):
            tried.add(ref.id)
        return ref.id in tried

    def _postpone(self, ref: ArticleRef, address: Address) -> None:
        tries = self._next_tries[address.families[0]]
        if len(tries) < TRIED_AGAIN:
            tries.add(ref.id)
        is_young = self._shapes.count_textless(address) < LOOKED_AT
        wait = DAY if ref.id in tries or is_young else POSTPONED
        self._ledger.pages.postpone(ref.id, int(time.time()) + wait)
        self._tell(ref)
        self._leave(stat_names.PAGES_TEXTLESS_LEFT, _folder_of(ref.url))


def _folder_of(url: str) -> str:
    return f"{url.rpartition('/')[0]}/"
