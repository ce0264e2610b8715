"""Crawl any Hindi news site without a declaration: ``-a url=https://any.example/``."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsbot.discovery.read_ahead import fetch_now, read_now
from newsbot.discovery.second_look import Doubt
from newsbot.discovery.soft_404 import FETCHED
from newsbot.discovery.sources import Feed, Listing, Outlink, Robots, Sitemap, SourceResult
from newsbot.exceptions import ArgumentError
from newsbot.items import Reject
from newsbot.ledger.crawl_state.revisits import NO_TEXT, NOT_AN_ARTICLE, NOT_HINDI
from newsbot.page import ArticlePage
from newsbot.page.not_found import says_not_found
from newsbot.reporting import stat_names
from newsbot.spider import NewsSpider
from newsbot.undeclared.evidence import DEFAULT_SITEMAP, is_idle_sitemap, learn_from
from newsbot.undeclared.language import MIN_ARTICLES, LanguageGate, is_hindi
from newsbot.undeclared.listing import MAX_LEVEL, AnyListing
from newsbot.undeclared.page_kind import article_shown, page_kind, why_not_an_article
from newsbot.undeclared.shapes import UrlShapes
from newsbot.undeclared.site_dates import SiteDates
from newsbot.undeclared.sparing import SparingRequests
from newsbot.undeclared.urls import UNDECLARED, UndeclaredUrls
from newsbot.urls import ArticleRef, is_loopback, origin_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from scrapy import Request
    from scrapy.http import Response

    from newsbot.discovery.sources import Source
    from newsbot.undeclared.address import Address

MAX_REMEMBERED = 50  # articles of earlier runs from which SiteDates learns
# Pages without a date that wait for the end of the run, while fewer than MIN_ARTICLES were read.
MAX_WAITING = 20
MAX_KNOWN = 2000  # pages of earlier runs from which the shapes of URLs are learned


class HindiSpider(NewsSpider):
    """Crawls one site without a declaration; ``each_site`` makes one crawl per site in ``url=``."""

    name = UNDECLARED
    page = ArticlePage
    urls: UndeclaredUrls

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        path = urlsplit(self.arguments.url[0]).path
        # In other spiders these are attributes of the class.
        self.sources = (Robots(), AnyListing(path))  # type: ignore[misc]
        self.allowed_domains = [self.urls.host]  # type: ignore[misc]
        self._languages = LanguageGate()
        self._dates = SiteDates()
        self._waiting = 0  # number of pages without a date that wait

    @classmethod
    def each_site(cls, given: dict[str, str]) -> list[dict[str, str]]:
        """Return the arguments of one crawl for each site that ``url=`` names.

        Raises:
            ArgumentError: ``root`` or ``urls`` is given with several sites.
        """
        urls = [url.strip() for url in given.get("url", "").split(",") if url.strip()]
        if len(urls) < 2:
            return [given]
        for name in ("root", "urls"):
            if name in given:
                raise ArgumentError(f"argument {name}= needs a single site in url=, not several")
        return [{**given, "url": url} for url in dict.fromkeys(urls)]

    def _site_urls(self) -> UndeclaredUrls:
        """Return the URLs of the site that ``url=`` names.

        Raises:
            ArgumentError: ``url=`` is missing or names several sites.
        """
        if not self.arguments.url:
            raise ArgumentError(
                "argument url= is missing: a home page, -a url=https://any.example/"
            )
        if len(self.arguments.url) > 1:
            raise ArgumentError("argument url= names several sites: a crawl takes a single site")
        origin = origin_of(self.arguments.url[0])
        if self.arguments.root is None and is_loopback(origin):
            # A loopback server is its own root: loopback addresses are allowed only with a root.
            self.arguments = replace(self.arguments, root=origin)
        self._shapes = UrlShapes()
        self._named: set[str] = set()  # ids of the articles in urls=
        # Form of an address that a feed names as an article's → its request as a section, which is
        # made with the response if the page is not an article.
        self._refused_sections: dict[str, Request] = {}
        return UndeclaredUrls(origin, root=self.arguments.root, shapes=self._shapes)

    @classmethod
    def _check_declaration(cls) -> None:
        """Check nothing, because nothing is declared."""

    def resolve_article(self, url: str) -> ArticleRef:
        """Return the article that a user names: any page of the site.

        Raises:
            ArgumentError: ``url`` is not the URL of a page of the site.
        """
        normal = self.urls.resolve(url)
        ref = self.urls.ref(normal) if normal else None
        if ref is None:
            raise ArgumentError(f"{url!r} is not a page of {self.urls.origin}")
        self._named.add(ref.id)
        return ref

    def open_run(self) -> None:
        """Open the ledger, and learn from the pages of earlier runs."""
        super().open_run()
        for url, is_article in self.ledger.pages.read_before(MAX_KNOWN):
            if address := self.urls.address(url):
                self._shapes.learn_page(address, is_article)
        for page in self.ledger.pages.failed_for(("no_body", NO_TEXT)):
            if address := self.urls.address(page.url):
                self._shapes.media.learn_textless(address)
        for page in self.ledger.pages.postponed(0):
            if address := self.urls.address(page.url):
                self._shapes.media.learn_postponed(address)
        self._known_before = self.ledger.articles.count()
        for line in self.ledger.articles.newest(MAX_REMEMBERED):
            self._dates.add(line)
        self._sparing = SparingRequests(
            *(self.crawler, self.ledger, self.frontier, self.urls, self._shapes),
            leads_nowhere=lambda ref: self._note_dead_address(ref, is_other_page=True),
        )
        self.urls.is_known = self._is_known
        self.urls.forget_decisions()

    def _is_known(self, id_: str) -> bool | None:
        return True if id_ in self._named else self.ledger.pages.is_article(id_)

    async def start(self) -> AsyncIterator[Any]:
        """Read the first pages, from which the shapes of URLs are learned; then crawl."""
        given = self.arguments
        before = dict(self.ledger.pages.reasons()).get(NOT_HINDI, 0)
        if not self._known_before and before >= MIN_ARTICLES and not given.urls:
            self._end_as_not_hindi(f"none of {before} articles that earlier runs read is in Hindi")
        elif not (given.reparse or given.urls or given.sections):
            for request in await self._read_first_pages():
                yield request
        if self._ending is None:
            async for request in super().start():
                yield request

    async def _read_first_pages(self) -> list[Request]:
        """Read robots.txt, the home page and its first feed; return the requests for their links.

        If the home page is in another language, end the run and return no requests.
        """
        requests: list[Request] = []
        todo = list(self.frontier.sources.first_pages(self.sources))
        while todo:
            request = todo.pop(0)
            source = request.cb_kwargs["source"]
            response = await fetch_now(self, request)
            found = await read_now(self, request, response) if response is not None else []
            if isinstance(source, Robots) and not found:
                found = list(self.frontier.sources.first_pages((Sitemap(DEFAULT_SITEMAP),)))
            if isinstance(source, Listing) and response is not None:
                if why := self._languages.judge_home_page(response):
                    self._end_as_not_hindi(why)
                    return []
                todo += [one for one in found if isinstance(one.cb_kwargs.get("source"), Feed)][:1]
            requests += [one for one in found if one not in todo]
        return requests

    def read_source(self, response: Response, source: Source) -> SourceResult:
        """Return the links of a page of a source, after learning the shapes of URLs from it."""
        learn_from(response, source, self.urls, self._shapes)
        found = source.read(response, self.urls)
        useful = [
            (url, further)
            for url, further in found.pages
            if not (isinstance(further, Sitemap) and is_idle_sitemap(url))
        ]
        if useful or isinstance(source, Listing):
            found.pages = useful
        if isinstance(source, AnyListing):
            if source.level and (ref := article_shown(response, self.urls)):
                # A link with a short headline looked like a section's label.
                if address := self.urls.address(ref.url):
                    self._shapes.learn_page(address, is_article=True)
                self.urls.forget_decisions()
                found.outlinks.append(Outlink(ref))
            self._sparing.note_section(source, found)
        return found

    def no_longer_wanted(self, request: Request) -> str | None:
        """Return why a queued request is refused now; None if it is still wanted.

        Refused are pages of a shape of which no page was an article, sections that a feed names as
        articles, and what SparingRequests postpones. Articles and sections that the user names are
        never refused.
        """
        source = request.cb_kwargs.get("source")
        if isinstance(source, AnyListing):
            if self.arguments.sections:
                return None
            address = self.urls.address(source.url)
            if source.level and address and self._shapes.is_named_by_feed(address):
                self._refused_sections[address.form] = request
                return f"{source.url}: a feed names this page as an article"
            return self._sparing.refuse_section(request, source)
        ref: ArticleRef | None = request.cb_kwargs.get("ref")
        address = self.urls.address(ref.url) if ref else None
        if ref is None or address is None or ref.id in self._named:
            return None
        if why := self._sparing.refuse_page(request, ref, address):
            return why
        if self._shapes.has_headline(address) or not self._shapes.has_never_articles(address):
            return None
        self._record_no_article(ref)
        return f"{ref.url}: no page that was read at a similar URL is an article"

    def not_an_article(
        self, response: Response, ref: ArticleRef, page: ArticlePage, fields: dict[str, Any]
    ) -> Iterable[Reject | Request] | None:
        """Return None for an article; else the items and requests to yield in its place.

        These are a reject, the requests of a listing, or nothing for other pages and for a page
        that waits.
        """
        address = self.urls.address(ref.url)
        if address is None:
            return None
        if ref.id in self._named:
            problem = why_not_an_article(self.urls, page, fields)
            return [Reject(ref.url, *problem, {}, page.fetched_at)] if problem else None
        media, is_named = self._shapes.media, self._shapes.has_headline(address)
        kind = page_kind(page, fields, is_named, self._dates.are_usual, media.is_media(address))
        if kind == "article":
            if self._waits(response, ref, address, page, fields):
                return ()
            if not page.has_article:
                media.learn_textless(address)
                return None
            is_first = not media.has_written(address)
            self._shapes.learn_page(address, is_article=True)
            if is_first and media.count_textless(address):
                self._sparing.take_up_postponed(address)
            if says_not_found(page.headline):
                return None
            self._dates.add(fields)
            return self._in_another_language(ref, page)
        self._count(f"{stat_names.PAGES_NO_ARTICLE}/{kind}")
        if kind == "gallery":
            media.learn_textless(address)
            self.ledger.pages.failed(ref.id, NO_TEXT, int(time.time()))
            self._note_dead_address(ref, is_other_page=True)
            return ()
        self._shapes.learn_page(address, is_article=False)
        self._record_no_article(ref)
        if section := self._refused_sections.pop(address.form, None):
            return [section.replace(dont_filter=True, meta={**section.meta, FETCHED: response})]
        return self._read_as_listing(response, ref) if kind == "listing" else ()

    def _waits(
        self,
        response: Response,
        ref: ArticleRef,
        address: Address,
        page: ArticlePage,
        fields: dict[str, Any],
    ) -> bool:
        """Return whether a page waits until the run knows if the site's articles have dates.

        A page waits only once: else runs that end early would never process it.
        """
        if self._dates.are_known or not page.has_article:
            return False
        is_named = self._shapes.has_headline(address)
        if page_kind(page, fields, is_named, are_dated=True) == "article":
            return False
        self._waiting += 1
        if self._waiting > MAX_WAITING or self.ledger.pages.was_postponed(ref.id):
            return False
        is_held = self._is_held(response, NOT_AN_ARTICLE, Doubt.UNDATED)
        if is_held:
            self.ledger.pages.put_last(ref.id, int(time.time()))
        return is_held

    def _record_no_article(self, ref: ArticleRef) -> None:
        """Record that a page requested as an article is not an article."""
        self.ledger.pages.not_an_article(ref.id, int(time.time()))
        self._note_dead_address(ref, is_other_page=True)
        self.urls.forget_decisions()

    def _read_as_listing(self, response: Response, ref: ArticleRef) -> Iterator[Request]:
        page = self.ledger.pages.get(ref.id)
        listing = AnyListing(ref.url, level=MAX_LEVEL)
        yield from self.frontier.sources.read_again_as(
            listing, response, page.found_on if page else ""
        )

    def _in_another_language(self, ref: ArticleRef, page: ArticlePage) -> list[Reject] | None:
        """Return the reject of an article in another language; None for an article in Hindi."""
        texts = [text for section in page.sections for text in section.paragraphs]
        hindi = is_hindi(page.headline, texts)
        if (why := self._languages.judge_article(hindi)) and not self._known_before:
            self._end_as_not_hindi(why)
        if hindi:
            return None
        return [Reject(ref.url, NOT_HINDI, "it is in another language", {}, page.fetched_at)]

    def _end_as_not_hindi(self, why: str) -> None:
        self.crawler.stats.set_value(
            stat_names.NOT_HINDI, f"{self.urls.origin} is not a Hindi site: {why}"
        )
        self.end(NOT_HINDI)
