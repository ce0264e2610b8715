"""Visit a site: fetch robots.txt, the home page, sources and ten articles, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsbot.discovery.sources import Feed, Listing, Robots, Sitemap
from newsbot.doctor.article_urls import shape_of
from newsbot.doctor.fetcher import Fetcher, seconds_of
from newsbot.doctor.findings import Failure, PageFound, RobotsFound, SourceFound
from newsbot.doctor.pages import read_page
from newsbot.doctor.places import agreed_places
from newsbot.doctor.robots import forbidden, read_robots
from newsbot.doctor.source_pages import FEEDS, SECTIONS, SITEMAPS, SourcePages
from newsbot.downloader.signal_files import SITE_SIGNALS
from newsbot.extraction.sites import Site
from newsbot.ledger.crawl_state.revisits import NOT_AN_ARTICLE
from newsbot.page import ArticlePage
from newsbot.page.html.elements import canonical_link
from newsbot.undeclared.evidence import DEFAULT_SITEMAP
from newsbot.undeclared.language import LanguageGate
from newsbot.undeclared.listing import AnyListing
from newsbot.undeclared.page_kind import page_kind
from newsbot.undeclared.shapes import UrlShapes
from newsbot.undeclared.urls import UndeclaredUrls
from newsbot.urls import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrapy.http import Response

    from newsbot.discovery.sources import Source
    from newsbot.doctor.findings import Findings
    from newsbot.spider import NewsSpider
    from newsbot.urls import ArticleRef

PAGES = 10  # articles that are read
MAX_PAGES = 15  # pages that are fetched to get these articles
SOURCE_REQUESTS = 22  # requests after which no further source is fetched
MAX_LISTINGS = 4  # declared listings that are fetched
MAX_ADDRESSES = 5000  # addresses of articles that are kept


class Visit:
    """One visit to a site.

    Args:
        spider: The spider of the visit, with the declaration of the site if there is one.
        findings: The findings, which the visit fills in.
        report: Shows a line of progress.
    """

    def __init__(
        self, spider: NewsSpider, findings: Findings, report: Callable[[str], None]
    ) -> None:
        self._spider = spider
        self._findings = findings
        self._fetcher = Fetcher(spider, findings, report)
        self._robots: Response | None = None
        self._set_urls()
        self._read: list[tuple[Response, ArticlePage, PageFound]] = []
        self.places: dict[str, str] = {}

    def _set_urls(self) -> None:
        urls = self._spider.urls
        self._is_declared = not isinstance(urls, UndeclaredUrls)
        self._any_urls = (
            UndeclaredUrls(urls.origin, root=urls.given_root, shapes=UrlShapes())
            if not isinstance(urls, UndeclaredUrls)
            else urls
        )
        self._sources = SourcePages(urls, self._any_urls)

    async def make(self) -> None:
        """Make the visit and fill in the findings."""
        try:
            await self._visit()
        finally:
            self._fetcher.note_traffic()
            self.places = agreed_places(self._read)

    async def _visit(self) -> None:
        if not await self._read_robots():
            return
        for url, source in self._first_listings():
            await self._read_source(url, source, is_declared=True)
        for url, source in self._declared_others():
            await self._read_source(url, source, is_declared=True)
        await self._read_named(Feed, FEEDS)
        await self._read_sitemaps()
        await self._read_named(Listing, SECTIONS)
        self._note_addresses()
        await self._read_articles()

    async def _read_robots(self) -> bool:
        """Read robots.txt; return whether anything may be fetched."""
        url = f"{self._spider.urls.origin}/robots.txt"
        response = await self._fetcher.get(url, is_optional=True)
        agent = self._spider.crawler.settings["ROBOTSTXT_USER_AGENT"]
        if isinstance(response, Failure):
            self._findings.robots = found = RobotsFound(url)
            if response.reason.startswith("http_4") and response.reason != "http_429":
                found.status = int(response.reason.removeprefix("http_"))
                return True
            found.failure = response
            return False
        self._robots = response
        self._findings.robots = read_robots(response, self._spider.urls, agent)
        self._fetcher.warn_of_delay(self._findings.robots.delay)
        return True

    def _first_listings(self) -> list[tuple[str, Source]]:
        """Return (URL, listing) of the home page, and of the user's page or declared listings."""
        if not self._is_declared:
            path = urlsplit(self._findings.url).path or "/"
            listings: list[Source] = [AnyListing(path) for path in dict.fromkeys(("/", path))]
        else:
            declared = (source for source in self._spider.sources if isinstance(source, Listing))
            listings = [*list(declared)[:MAX_LISTINGS]] or [Listing("/")]
        return self._resolved(listings)

    def _resolved(self, sources: Sequence[Source]) -> list[tuple[str, Source]]:
        """Return (URL, source) of the sources that are on the site."""
        urls = ((self._spider.urls.resolve(source.url), source) for source in sources)
        return [(url, source) for url, source in urls if url]

    def _declared_others(self) -> list[tuple[str, Source]]:
        """Return (URL, source) of the sitemaps and feeds that a spider declares."""
        if not self._is_declared:
            return []
        others = [source for source in self._spider.sources if isinstance(source, (Sitemap, Feed))]
        return self._resolved(others[:SITEMAPS])

    async def _read_source(self, url: str, source: Source, *, is_declared: bool) -> None:
        """Read one page of a source."""
        response = await self._fetcher.get(url, is_optional=not is_declared)
        if isinstance(response, Failure):
            if response.reason not in ("not_sent", "beyond_budget"):
                kind = type(source).__name__.removeprefix("Any").lower()
                self._findings.sources.append(SourceFound(kind, url, is_declared, response))
            return
        is_home = urlsplit(url).path in ("", "/") and isinstance(source, Listing)
        if is_home:
            await self._look_at_home(response)
        found = self._sources.read(response, source)
        found.is_declared, found.seconds = is_declared, seconds_of(response)
        if found.is_damaged and not (is_declared or found.articles or found.pages or found.others):
            # Some sites answer every address with a page.
            found.failure = Failure(response.url, "not_a_source", f"it is not a {found.kind}")
        self._findings.sources.append(found)

    async def _look_at_home(self, response: Response) -> None:
        """Judge the language by the home page; take the origin that the site redirects to."""
        self._findings.other_language = LanguageGate().judge_home_page(response)
        origin = origin_of(response.url)
        if not self._is_declared and origin != self._spider.urls.origin and not self._findings.root:
            # With the old origin, each address would cost a second request for its redirect.
            self._findings.origin = origin
            self._spider.urls = UndeclaredUrls(origin, shapes=UrlShapes())
            self._set_urls()
            await self._read_robots()

    async def _read_named(self, kind: type[Source], most: int) -> None:
        """Read feeds or sections that the listings name."""
        for url, source in self._sources.named(kind)[:most]:
            if self._fetcher.sent < SOURCE_REQUESTS:
                await self._read_source(url, source, is_declared=False)

    async def _read_sitemaps(self) -> None:
        """Read the sitemaps that robots.txt names and those of indexes, the likeliest first."""
        robots = self._findings.robots
        if self._is_declared and not any(
            isinstance(source, Robots) for source in self._spider.sources
        ):
            return
        named = robots.sitemaps if robots else []
        default = self._spider.urls.origin + DEFAULT_SITEMAP
        is_guess = not named and not self._is_declared
        for url in named or ([default] if is_guess else []):
            if not self._spider.urls.has(url):
                why = Failure(url, "elsewhere", "on another host, which only a crawl reads")
                self._findings.sources.append(SourceFound("sitemap", url, False, why))
                continue
            self._sources.queue_sitemap(url, Sitemap(url))
        for _ in range(SITEMAPS):
            next_one = self._sources.next_sitemap()
            if next_one is None or self._fetcher.sent >= SOURCE_REQUESTS:
                return
            await self._read_source(*next_one, is_declared=False)

    def _note_addresses(self) -> None:
        """Note the addresses of articles, and those that robots.txt forbids."""
        findings = self._findings
        for url in self._sources.addresses(MAX_ADDRESSES):
            findings.addresses[url] = shape_of(url)
        findings.listings = self._sources.listings()
        if self._robots is not None and findings.robots is not None:
            agent = self._spider.crawler.settings["ROBOTSTXT_USER_AGENT"]
            urls = list(findings.addresses)[:500]
            findings.robots.forbidden = forbidden(self._robots, urls, agent)

    async def _read_articles(self) -> None:
        """Fetch pages until PAGES articles were read."""
        urls = self._spider.urls
        any_site = Site(self._any_urls.site, ArticlePage, self._any_urls)
        site = Site(urls.site, self._spider.page, urls) if self._is_declared else any_site
        chosen = self._sources.chosen(self._asked())
        refused = set(self._findings.robots.forbidden if self._findings.robots else ())
        chosen = [choice for choice in chosen if choice[0].url not in refused] or chosen
        for ref, found_via in chosen:
            pages, articles = len(self._findings.pages), len(self._findings.articles)
            if pages >= MAX_PAGES or articles >= PAGES or self._fetcher.is_over:
                return
            if found_via != "argument" and not self._sources.is_still(ref):
                continue
            await self._read_article(ref, found_via, site, any_site)

    def _asked(self) -> ArticleRef | None:
        """Return the article whose address the user gave; None if it is not an article's."""
        if self._is_declared or urlsplit(self._findings.url).path in ("", "/"):
            return None
        return self._any_urls.article(self._findings.url)

    async def _read_article(
        self, ref: ArticleRef, found_via: str, site: Site, any_site: Site
    ) -> None:
        response = await self._fetcher.get(ref.url, ref)
        if isinstance(response, Failure):
            if response.reason not in ("not_sent", "beyond_budget"):
                page = PageFound(ref.url, response, found_via)
                self._findings.pages.append(page)
            return
        found, read = read_page(site, any_site, response, ref.url, self._findings.seen_at)
        found.found_via, found.seconds = found_via, seconds_of(response)
        if read is not None and self._is_listing(found, read):
            found.failure = Failure(ref.url, NOT_AN_ARTICLE, "a list of stories")
        self._sources.learn(ref.url, is_article=found.failure is None)
        if found.failure and found.failure.reason == NOT_AN_ARTICLE:
            self._findings.listings.append(ref.url)
            self._findings.addresses.pop(ref.url, None)
        self._findings.pages.append(found)
        if read is not None and found.failure is None:
            self._read.append((response, read, found))
            self._findings.site_name = self._findings.site_name or read.open_graph.site_name
            self._note_named_origin(canonical_link(read.root))
        if (signals := response.meta.get(SITE_SIGNALS)) and self._findings.robots:
            self._findings.robots.ai = signals.rights_of(ref.url).ai_signals or []

    def _is_listing(self, found: PageFound, page: ArticlePage) -> bool:
        """Return whether a page is a list of stories, and no source names it as an article."""
        if self._is_declared or "sections" in found.values or self._sources.is_named(found.url):
            return False
        return page_kind(page, page.fields(), is_named=False) == "listing"

    def _note_named_origin(self, canonical: str | None) -> None:
        """Note the origin of a page's canonical URL, if it is another site's."""
        if canonical and self._findings.root is not None:
            try:
                origin = origin_of(canonical.strip())
            except ValueError:
                return
            if not self._spider.urls.has(origin + "/"):
                named = self._findings.named_origins
                named[origin] = named.get(origin, 0) + 1
