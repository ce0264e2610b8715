"""Where articles are listed: home, sections, topics, sidebars, sitemaps, RSS."""

from __future__ import annotations

import gzip
from array import array
from functools import lru_cache
from itertools import islice

from samplesite import feeds, listings
from samplesite.article import Brief
from samplesite.clock import printed
from samplesite.grammar import SECTION_SLUGS, sections
from samplesite.links import Linker, as_amp
from samplesite.markup import ORIGIN
from samplesite.mixing import mix
from samplesite.oddities import shown
from samplesite.plan import BULK, FIRST_NUMBER, HOUR, NOW, Plan

PAGE_SIZE = 20  # cards a page
SITEMAP_SIZE = 1000  # URLs a sitemap
SIDEBARS = 8  # different ones


class Directory:
    """The pages of a plan that list articles, each built when asked for."""

    def __init__(self, plan: Plan, linker: Linker) -> None:
        self.plan = plan
        self.now = NOW + plan.epoch * HOUR
        self.brief = linker.brief
        self.sidebar = lru_cache(maxsize=2 * SIDEBARS)(self._build_sidebar)
        self._in_section: list[array[int]] = [array("L") for _ in SECTION_SLUGS]
        self._in_sitemap: array[int] = array("L")
        shown = self.brief(plan.web_story_near(plan.articles * 2 // 3, plan.articles))
        self._web_story: listings.Card = (shown.path, shown.first_headline)
        self._only: dict[str, list[int]] = {"news": [], "rss": [], "home": []}
        for n in range(plan.total):
            role = plan.role(n)
            if role in (BULK, "listing"):
                self._in_section[plan.section(n)].append(n)
            if role in (BULK, "sitemap"):
                self._in_sitemap.append(n)
            elif role in self._only:
                self._only[role].append(n)

    def _newest(self, count: int) -> list[int]:
        """The newest bulk articles, the newest first."""
        found: list[int] = []
        for n in range(self.plan.total - 1, -1, -1):
            if self.plan.role(n) == BULK:
                found.append(n)
                if len(found) == count:
                    break
        return found

    def _with(self, count: int, role: str) -> list[int]:
        """The newest bulk articles and all that stand nowhere but here."""
        return sorted({*self._newest(count), *self._only[role]}, reverse=True)

    def _cards(self, numbers: list[int]) -> list[listings.Card]:
        return [(self._address(brief), brief.headline) for brief in map(self.brief, numbers)]

    def _address(self, brief: Brief) -> str:
        """As listings write it: of some articles the AMP page's."""
        n = brief.n
        if self.plan.lot(n) == "amp" and n % 3 == 0:
            return as_amp(brief.path, n // 3)
        return listings.written(brief.linked, n)

    def _build_sidebar(self, variant: int, prefix: str) -> bytes:
        """Of the articles of epoch 0, so that a page changes with its own article only."""
        size = self.plan.articles
        wanted = (mix("side", variant, i) % size for i in range(20))
        briefs = [self.brief(self.plan.bulk_near(n, size)) for n in wanted]
        items = [(self._address(brief), brief.first_headline) for brief in briefs]
        items[7] = self._web_story
        return listings.sidebar(items, prefix)

    def section(self, slug: str, page: int) -> bytes:
        """A page of a section, the newest articles first."""
        at = SECTION_SLUGS.index(slug)
        members = self._in_section[at]
        pages = max(1, -(-len(members) // PAGE_SIZE))
        end = max(0, len(members) - (page - 1) * PAGE_SIZE)
        items = self._cards(list(reversed(members[max(0, end - PAGE_SIZE) : end])))
        if page == 1 and slug == "india":
            items[3:3] = [(oddity.path, oddity.headline) for oddity in shown("listing")]
        column = self.sidebar(at, listings.PREFIX)
        return listings.section_page(slug, sections()[at].name, page, pages, items, column)

    def home(self) -> bytes:
        items = self._cards(self._with(40, "home"))
        items += [(oddity.path, oddity.headline) for oddity in shown("home")]
        strip = [
            (printed(self.now - back, False).replace(",", "").replace("IST", "(IST)"), text)
            for back, text in ((3600, "संसद की कार्यवाही शुरू"), (5400, "शेयर बाजार में तेजी"))
        ]
        column = self.sidebar(0, listings.PREFIX)
        return listings.home(items, self._ticker(), strip, self._web_story, column)

    def _ticker(self) -> list[listings.Card]:
        """The newest article under five other addresses, one of them an old slug that redirects."""
        ordinary = (n for n in self._newest(40) if not self.plan.lot(n))
        newest, second = (self.brief(n) for n in islice(ordinary, 2))
        section = newest.path.split("/")[1]
        old = f"/{section}/first-headline-of-this-story-news-{FIRST_NUMBER + newest.n}"
        addresses = (
            f"{ORIGIN}{newest.path}?utm_source=home&utm_medium=ticker",
            f"HTTPS://WWW.TheIndiaDaily.com{newest.path}",
            f"{newest.path}/",
            old,
        )
        ticker = [(address, newest.headline) for address in addresses]
        return [*ticker, (f"{second.path}?fbclid=IwAR0", second.headline)]

    def topic(self, slug: str) -> bytes | None:
        """A topic's page; None if there is no such topic."""
        topics = [topic for section in sections() for topic in section.topics if topic.key == slug]
        if not topics:
            return None
        numbers = [n for n in self._newest(600) if self.brief(n).topic is topics[0]]
        column = self.sidebar(1, listings.PREFIX)
        return listings.topic_page(slug, topics[0].tags[0], self._cards(numbers[:40]), column)

    def _chunks(self) -> dict[str, array[int]]:
        """The plain sitemaps: path → articles, the oldest first. Limits do not move with the epoch.

        The first one is gzipped.
        """
        size = min(SITEMAP_SIZE, self.plan.articles // 2)
        members = self._in_sitemap
        starts = range(0, len(members), size)
        return {
            f"/sitemap-articles-{at + 1}.xml{'' if at else '.gz'}": members[start : start + size]
            for at, start in enumerate(starts)
        }

    def sitemap_index(self) -> bytes:
        rows = [
            (path, max(self.plan.updated(n) for n in chunk))
            for path, chunk in self._chunks().items()
        ]
        return feeds.index(rows).encode()

    def sitemap(self, path: str) -> bytes | None:
        """A plain sitemap as it is sent; None if there is no such one."""
        chunk = self._chunks().get(path)
        if chunk is None:
            return None
        rows = [(self.brief(n).linked, self.plan.updated(n)) for n in chunk]
        if not path.endswith(".gz"):
            return feeds.sitemap(rows).encode()
        rows += [(oddity.path, NOW - 30 * 24 * HOUR) for oddity in shown("sitemap")]
        return gzip.compress(feeds.sitemap(rows).encode(), 6, mtime=0)

    def news_sitemap(self) -> bytes:
        plan = self.plan
        rows = [
            (brief.linked, brief.headline, plan.published(brief.n), plan.updated(brief.n))
            for brief in map(self.brief, self._with(150, "news"))
        ]
        return feeds.news_sitemap(rows).encode()

    def rss(self) -> bytes:
        names = [section.name for section in sections()]
        plan = self.plan
        rows = [
            (brief.linked, brief.headline, names[plan.section(brief.n)], plan.published(brief.n))
            for brief in map(self.brief, self._with(40, "rss"))
        ]
        rows += [(o.path, o.headline, names[-1], NOW - HOUR) for o in shown("rss")]
        return feeds.rss(rows, self.now).encode()
