"""NewsSpider: what every site shares. A site is a subclass that only declares."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from scrapy import Request, Spider

from newsbot.arguments import Arguments
from newsbot.browser.requests import BrowserRequests, Need
from newsbot.declarations import check_declaration
from newsbot.discovery.frontier import Frontier
from newsbot.discovery.path import Trail
from newsbot.discovery.second_look import SENSELESS_REASONS, Doubt, SecondLook
from newsbot.discovery.sections import SectionNames
from newsbot.discovery.selection import is_asked_for
from newsbot.discovery.single_page import read_page
from newsbot.discovery.soft_404 import SOFT_404, Answer, SoftNotFound
from newsbot.discovery.source_budget import BEYOND_BUDGET
from newsbot.discovery.sources import MAX_SITEMAP_INDEXES, Found, Listing, Robots, Source
from newsbot.discovery.unrecognised import count_unrecognised
from newsbot.downloader.backoff import HostBackoff
from newsbot.downloader.engine import is_closing
from newsbot.downloader.exceptions import NOT_SENT, NOT_WANTED
from newsbot.downloader.responses import (
    NOT_MODIFIED,
    failure_reason,
    is_permanent,
    request_of,
    validators_of,
)
from newsbot.downloader.worker import in_worker, is_large
from newsbot.exceptions import ArgumentError, DeclarationError
from newsbot.items import Article, Reject, known_article, new_article
from newsbot.ledger import Ledger
from newsbot.ledger.failpoints import failpoint
from newsbot.ledger.pages import UNREACHED
from newsbot.ledger.revisits import NEEDS_BROWSER
from newsbot.ledger.run_lines import RunLines
from newsbot.page import EXTRACTION_ERROR, ArticlePage, read_article
from newsbot.reporting import stat_names
from newsbot.reporting.failures import note_failure
from newsbot.reporting.outcomes import RETRY_AFTER, STORAGE_ERROR
from newsbot.setting_values import revisits_of
from newsbot.urls import ArticleRef, SiteUrls, one_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

ADDON = "newsbot.addon.NewsbotAddon"  # it wires what imports this module
EXAMPLES = 3  # of listings that name nothing
LEADS_AT_ONCE = 500  # leads of a source noted in one transaction: some 20 ms


class NewsSpider(Spider):
    """Crawls a site's sources, its articles and their related stories.

    To be declared: ``name``, ``allowed_domains``, ``origin`` (``https://host``), ``article_url``
    (a pattern for the path of an article, see SiteUrls), ``sources`` and ``page``; ``hosts``, where
    further hosts have pages of the site; and ``needs_browser``, where articles have no body without
    one (``when_empty``).
    """

    allowed_domains: ClassVar[list[str]]
    origin: ClassVar[str]
    hosts: ClassVar[tuple[str, ...]] = ()
    article_url: ClassVar[str]
    sources: ClassVar[tuple[Source, ...]] = (Robots(), Listing("/"))
    page: ClassVar[type[ArticlePage]]
    needs_browser: ClassVar[Need] = "never"
    browser: BrowserRequests  # from from_crawler on
    ledger: Ledger  # from open_run on, as the next three
    lines: RunLines
    frontier: Frontier
    backoff: HostBackoff
    soft_404: SoftNotFound
    second_look: SecondLook
    is_open = False  # for a crawl, by open_run

    def __init__(self, **given: str) -> None:
        self._check_declaration()
        super().__init__(self.name)
        self.arguments = Arguments.parse(given)
        try:
            self.urls = self._site_urls()
        except ValueError as error:
            raise DeclarationError(f"spider {self.name}: {error}") from None
        self._asked_for: dict[str, ArticleRef] = {}
        for ref in map(self.asked, self.arguments.urls):
            self._asked_for[ref.id] = one_of((self._asked_for.get(ref.id, ref), ref))
        self._ending: asyncio.Future[None] | None = None

    @classmethod
    def each_site(cls, given: dict[str, str]) -> list[dict[str, str]]:
        """Return the arguments of each crawl that arguments ask for: one, for one site."""
        return [given]

    @property
    def site(self) -> str:
        """The name of the site: in ids, in articles, in the ledger."""
        return self.urls.site

    def _site_urls(self) -> SiteUrls:
        """Return the URLs of the site, by the declaration and the arguments."""
        if self.arguments.url:
            raise ArgumentError(f"argument url= is for the spider hindi; {self.name} has a site")
        return SiteUrls(self.name, self.origin, self.article_url, self.arguments.root, self.hosts)

    @classmethod
    def _check_declaration(cls) -> None:
        """Raise DeclarationError for a declaration that has no meaning, or contradicts another."""
        check_declaration(cls, NewsSpider)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Name the add-on that wires newsbot's components and sets what they need."""
        super().update_settings(settings)
        addons = {ADDON: 0, **settings.getdict("ADDONS")}
        # Above the priority that it has: a process sets its own settings again later.
        settings.set("ADDONS", addons, (settings.getpriority("ADDONS") or 0) + 1)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider, and the object that decides which pages a browser shows."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.browser = BrowserRequests(spider)
        return spider

    @property
    def is_crawl(self) -> bool:
        """Whether the spider runs its own ``start``.

        Commands that look at single pages (``scrapy parse``, ``fetch``, ``check``) put one of
        theirs in its place: they need no ledger, and no run is to be reported.
        """
        owner = next(each for each in type(self).__mro__ if "start" in vars(each))
        return bool(owner.start.__qualname__ == f"{owner.__qualname__}.start")  # type: ignore[attr-defined]

    def open_run(self) -> None:
        """Open the ledger for a crawl, and what needs it: frontier, backoff, the run's lines.

        Raises:
            OverlapError: Another run of the site is at work on the data directory.
            LedgerError: The ledger cannot be used.
        """
        settings = self.crawler.settings
        folder = Path(settings["NEWSBOT_DATA_DIR"])
        self.ledger = Ledger.open(folder, self.site, revisits_of(settings))
        self.lines = RunLines(self.ledger, self._asked_for, self.arguments.limit)
        self.frontier = Frontier(self)
        self.backoff = HostBackoff(self)
        self.soft_404 = SoftNotFound(self)
        self.second_look = SecondLook(self)
        self.is_open = True

    def asked(self, url: str) -> ArticleRef:
        """Return the article that a user names by a URL or a rooted path.

        Raises:
            ArgumentError: It is not the URL of an article.
        """
        normal = self.urls.join(self.urls.origin + "/", url)
        ref = self.urls.article(normal) if normal else None
        if ref is None:
            raise ArgumentError(f"{url!r} is no article URL of {self.origin}")
        return ref

    async def start(self) -> AsyncIterator[Any]:
        """Yield what is owed to the feed; then requests for the named articles or the due ones."""
        found = await SectionNames(self, self.frontier).resolve() if self.arguments.sections else []
        if found is None:
            return  # the site has no such section
        # With urls= the feed gets the articles that were asked for; what else is owed waits.
        known = chain(() if self._asked_for else self.lines.owed(), self._snapshot())
        # A line is this run's to deliver once it is taken: none is taken that has no room.
        while self._takes_more() and (article := next(known, None)):
            self._count(stat_names.KNOWN_LINES)
            self.lines.went_out()
            yield article
        if not self._takes_more():
            return
        if self.arguments.kept:
            self._count(stat_names.KEPT_PAGES_ONLY)
            for request in self.frontier.kept():
                yield request
            return
        if self._asked_for:
            for request in self.frontier.asked_for(self._asked_for.values()):
                yield request
            return
        for request in chain(found, self.frontier.due()):
            yield request
        for request in self.frontier.sources.first_pages(self.sources):
            yield request

    def _snapshot(self) -> Iterator[Article]:
        """Yield the known articles that ``full=`` asks for.

        With ``urls=`` they are fetched, and delivered by that.
        """
        if not self.arguments.full or self._asked_for:
            return
        for line in self.ledger.articles.all_latest():
            ref = self.urls.article(line["url"])
            if ref and self.frontier.wanted(ref):
                article = known_article(line)
                if is_asked_for(article, self.arguments):
                    yield article

    def storage_failed(self, error: BaseException, close: bool = True) -> None:
        """Note that a feed or the ledger cannot be written, and end the run: it could keep nothing.

        Args:
            error: Its text is the message for people.
            close: False where the run is not open yet, or ends already.
        """
        self._count(stat_names.STORAGE_ERRORS)
        self.crawler.stats.set_value(stat_names.STORAGE_ERROR, str(error))
        if close:
            self.end(STORAGE_ERROR)

    def end(self, reason: str) -> None:
        """End the run, once; requests under way are still taken in.

        Args:
            reason: Scrapy's ``finish_reason``, which decides the outcome.
        """
        if self._ending is None:
            ending = self.crawler.engine.close_spider_async(reason=reason)
            self._ending = asyncio.ensure_future(ending)

    def _is_storage_ok(self) -> bool:
        return not self.crawler.stats.get_value(stat_names.STORAGE_ERRORS)

    def _takes_more(self) -> bool:
        """Return False where the feed can get no further line of the ledger."""
        return (
            self._is_storage_ok() and self.lines.is_below_limit() and not is_closing(self.crawler)
        )

    def parse(self, response: Response, **_: Any) -> Iterator[Article | Reject | Request]:
        """Read one page without a crawl, see newsbot.discovery.single_page."""
        return read_page(self, response)

    async def parse_source(
        self, response: Response, source: Source, asked: str
    ) -> AsyncIterator[Request]:
        """Yield requests for what a page of a source names.

        All of it is in the ledger before the page counts as read.

        Args:
            response: The page.
            source: Reads it.
            asked: The URL that was requested, before redirects.
        """
        if not self._is_storage_ok():
            return
        is_robots = isinstance(source, Robots)
        found = None
        if response.status != NOT_MODIFIED:
            found = (
                await in_worker(self.read_source, response, source)
                if is_large(response)
                else self.read_source(response, source)
            )
        if found and not is_robots and self._is_source_held(response, asked, found):
            return
        self._count(stat_names.ROBOTS_TXT_READ if is_robots else stat_names.SOURCES_READ)
        if found is None:
            self._count(stat_names.SOURCES_NOT_MODIFIED)
            self._count(stat_names.LISTINGS_NOT_MODIFIED, isinstance(source, Listing))
            with self.ledger.transaction():
                requests = list(self.frontier.sources.unchanged(asked, source))
            for request in requests:
                yield request
            return
        self._count(f"{stat_names.LEADS}/{source.found_via}", len(found.leads))
        count_unrecognised(self.crawler.stats, response.url, source.found_via, found)
        if isinstance(source, Listing):
            self._count(stat_names.LISTINGS_READ)
            self._count_empty(response.url, found)
        if found.too_deep:
            self._count(stat_names.SOURCES_TOO_DEEP, len(found.too_deep))
            logger.warning(
                "%d sitemaps that %s names are left out: more than %d indexes lead to them",
                *(len(found.too_deep), response.url, MAX_SITEMAP_INDEXES),
            )
        if found.damaged:
            # Read again by the next run: what it did not show is not known to be gone.
            self._count(stat_names.SOURCES_TO_BE_RETRIED)
            logger.warning("source %s is damaged or of another kind than said", response.url)
        trail = Trail(source.found_via, self.urls.normalise(response.url) or response.url, 0)
        found_in = 0
        for start in range(0, len(found.leads), LEADS_AT_ONCE):
            some = found.leads[start : start + LEADS_AT_ONCE]
            with self.ledger.transaction():
                requests, discovery = self.frontier.leads(some, trail, asked)
            found_in = max(found_in, discovery.found_in)
            for request in chain(requests, self.frontier.links_due()):
                yield request
            await asyncio.sleep(0)  # a sitemap may name 50,000; others want their turn
        with self.ledger.transaction():
            requests = list(self.frontier.sources.read(response, asked, source, found, found_in))
        failpoint("after-discovery")
        for request in requests:
            yield request

    def read_source(self, response: Response, source: Source) -> Found:
        """Return what a page of a source names."""
        return source.read(response, self.urls)

    def _is_source_held(self, response: Response, asked: str, found: Found) -> bool:
        """Return whether a page of a source waits for the end of the run."""
        makes_sense = not found.damaged and bool(found.leads or found.pages)
        doubt = self.second_look.doubt(response, makes_sense)
        if doubt and self.second_look.hold(response.request, doubt, response):
            self.frontier.sources.budget.read(asked)
            return True
        found.damaged |= doubt is Doubt.UNFINISHED and self.second_look.is_part(response)
        return False

    def _count_empty(self, url: str, found: Found) -> None:
        """Keep a few listings that name nothing, for people to look at."""
        examples = self.crawler.stats.get_value(stat_names.LISTINGS_EXAMPLES, [])
        if not found.leads and len(examples) < EXAMPLES:
            self.crawler.stats.set_value(stat_names.LISTINGS_EXAMPLES, [*examples, url])

    def parse_article(
        self, response: Response, ref: ArticleRef | None = None, **known: Any
    ) -> Iterator[Any] | AsyncIterator[Any]:
        """Yield an article and requests for its related stories, or a Reject; see _parse_article.

        A large page is read in a thread, and the event loop goes on.
        """
        if ref is not None and is_large(response) and response.status != NOT_MODIFIED:
            return self._parse_large_article(response, ref, **known)
        return self._parse_article(response, ref, **known)

    async def _parse_large_article(
        self, response: Response, ref: ArticleRef, **known: Any
    ) -> AsyncIterator[Any]:
        now = response.meta.setdefault("fetched_at", datetime.now(UTC).replace(microsecond=0))
        url = (self.urls.article(response.url) or ref).url
        read = await in_worker(self.read, response, url, now)
        for each in self._parse_article(response, ref, **known, read=read):
            yield each

    def _parse_article(
        self,
        response: Response,
        ref: ArticleRef | None = None,
        trail: Trail | None = None,
        amp: Article | None = None,
        plain: dict[str, Any] | None = None,
        read: tuple[ArticlePage, dict[str, Any]] | Reject | None = None,
    ) -> Iterator[Article | Reject | Request]:
        """Yield an article and requests for its related stories, or a Reject.

        ``scrapy parse -c parse_article`` names neither ``ref`` nor ``trail``.

        Args:
            response: The page, or "not modified".
            ref: The article that was requested.
            trail: How this run came to it.
            amp: The article as an AMP page showed it, whose canonical page this is.
            plain: The fields of the page as it was fetched, where the response comes from a
                browser.
            read: The page and its fields, or the reject, where the page is read already.
        """
        if ref is None or trail is None:
            yield from read_page(self, response)
            return
        if not self._is_storage_ok():
            return
        if plain is None:
            self._count(stat_names.PAGES_FETCHED)
        if response.status == NOT_MODIFIED:
            yield from self._not_modified(response, ref)
            return
        now = response.meta.get("fetched_at") or datetime.now(UTC).replace(microsecond=0)
        own = self.urls.article(response.url) or ref
        if own.id != ref.id:
            if not self._moved(ref, own, trail):
                return
        elif own.url != ref.url and not own.amp_url:
            # The site redirects to this form; the next visit asks for it at once.
            self.ledger.pages.set_url(own.id, own.url)
        read = read or self.read(response, own.url, now)
        if isinstance(read, Reject):
            is_senseless = read.reason in SENSELESS_REASONS
            if plain is None and is_senseless and self._is_held(response, read.reason):
                return
            yield from self._deliver(amp, trail) if amp else (read,)
            return
        page, fields = read
        canonical = self.urls.article(page.url) or own
        if canonical.id != own.id:  # the same article by its number, under another slug
            if not self._moved(own, canonical, trail):
                return
            own = canonical
        if (others := self.not_an_article(response, own, page, fields)) is not None:
            yield from others
            return
        if request := self.browser.article_request(page, response, fields, plain):
            yield request
            return
        if self.browser.is_missed_by(page, response, plain):
            self._count(stat_names.BROWSER_PASSED_OVER, plain is None)
            detail = "it has no body without a browser, and this run has none for it"
            yield Reject(own.url, NEEDS_BROWSER, detail, {"headline": fields["headline"]}, now)
            return
        doubt = self.second_look.doubt(response, page.has_article) if plain is None else None
        unread = "no_body" if page.headline else "no_headline"
        if doubt and self._is_held(response, unread, doubt):
            return
        if doubt is Doubt.UNFINISHED and self.second_look.is_part(response):
            detail = "the page ends before its </html>"
            yield from (
                self._deliver(amp, trail)
                if amp
                else (Reject(own.url, "download_error", detail, {"headline": page.headline}, now),)
            )
            return
        if plain is None and self.needs_browser == "never" and not self.arguments.kept:
            answer = self.soft_404.judge(own.id, response, page, fields)
            if answer is Answer.DOUBTFUL:
                self._count(stat_names.PAGES_FETCHED, -1)  # it is read again
                yield from self.soft_404.ask_later(response)
                return
            if answer is Answer.NOT_FOUND:
                if self._is_held(response, SOFT_404):
                    return
                reject = Reject(own.url, SOFT_404, answer.value, {"headline": page.headline}, now)
                yield from self._deliver(amp, trail) if amp else (reject,)
                return
        for field, problem in page.passed_over:
            self._count(f"{stat_names.PASSED_OVER}/{field}/{problem}")
        self.frontier.found_by_amp(page.amp_links)
        found = (trail.found_via, trail.found_on, trail.depth)
        article = new_article(page.id_or(own.id), self.site, fields, found, now)
        if article.id != own.id:
            article.page_id = own.id
        if page.is_amp and amp is None and article.url not in (response.url, ref.url):
            self._count(stat_names.PAGES_AMP)
            if request := self.frontier.canonical(article, trail):
                yield request
                return
        if article.id == own.id:  # of another one, "not modified" could not tell which it is
            article.validators = validators_of(response)
        yield from self._deliver(article, trail)

    def _moved(self, ref: ArticleRef, own: ArticleRef, trail: Trail) -> bool:
        """Note that an article's URL led to another one; return False where that was read."""
        if ref.id in self._asked_for:
            # The article that was named is there now, as far from a source as before.
            self.frontier.moved(ref, own, Trail("argument", ref.url, UNREACHED))
            self._asked_for[own.id] = own
        elif not self.frontier.moved(ref, own, trail):
            self.frontier.sources.answered(ref.id, is_article=False)
            return False
        return True

    def no_longer_wanted(self, request: Request) -> str | None:
        """Return why a request that waited in the queue is not sent; None for one that is."""
        return None

    def not_an_article(
        self, response: Response, ref: ArticleRef, page: ArticlePage, fields: dict[str, Any]
    ) -> Iterable[Reject | Request] | None:
        """Return what a page that shows no article of the site is good for; None for an article's.

        Where articles are declared by their URLs, every page is taken for one.
        """
        return None

    def _is_held(self, response: Response, reason: str, doubt: Doubt = Doubt.SENSELESS) -> bool:
        """Return whether an article's page waits for the end of the run."""
        if self.needs_browser != "never":
            return False  # the browser is the second look
        is_held = self.second_look.hold(response.request, doubt, response, reason)
        if is_held and response.request:
            self._count(stat_names.PAGES_FETCHED, -1)  # it is read again
            # Until then it is no progress of the page that named it.
            id_ = response.request.cb_kwargs["ref"].id
            self.frontier.sources.answered(id_, is_article=False)
        return is_held

    def _not_modified(self, response: Response, ref: ArticleRef) -> Iterator[Reject]:
        """Note that an article did not change; yield a Reject where nothing was asked of that."""
        assert response.request is not None
        headers = response.request.headers
        if "If-None-Match" in headers or "If-Modified-Since" in headers:
            self._count(stat_names.PAGES_NOT_MODIFIED)
            self.ledger.not_modified(ref.id)
        else:
            now = datetime.now(UTC).replace(microsecond=0)
            yield Reject(ref.url, "http_304", "nobody asked whether it changed", {}, now)

    def read(
        self, response: Response, url: str, now: datetime
    ) -> tuple[ArticlePage, dict[str, Any]] | Reject:
        """Return the page that a response shows, and its fields; a Reject where it shows none.

        Args:
            response: The page.
            url: The article's URL, for the Reject.
            now: When the page was fetched (UTC).
        """
        longest = self.crawler.settings.getint("NEWSBOT_MAX_TEXT_LENGTH")
        read = read_article(self.page, response, self.urls, url, now, longest)
        failed = isinstance(read, Reject) and read.reason == EXTRACTION_ERROR
        self._count(stat_names.PAGES_EXTRACTION_ERRORS, failed)
        return read

    def _deliver(self, article: Article, trail: Trail) -> Iterator[Article | Request]:
        """Yield an article and requests for its related stories."""
        # Discovered before the article counts as done, see Ledger.
        requests = self.frontier.related_requests(article, trail)
        yield article
        if not self.arguments.kept:
            yield from chain(requests, self.frontier.links_due())

    def article_failed(self, failure: Failure) -> Iterator[Article | Reject | Request]:
        """Yield a Reject for an article that could not be fetched, or what its AMP page showed.

        A page that cannot be had is requested by another form of its URL instead, where one is
        known. A failure that says nothing of the page (robots.txt that could not be read,
        Retry-After) yields nothing: the article stays due.
        """
        request = request_of(failure)
        reason, detail = failure_reason(failure.value)
        if reason == "not_kept":
            self._count(stat_names.KEPT_PAGES_MISSING)
            return
        if reason == NOT_WANTED or self._is_failure_held(failure, reason):
            return
        note_failure(self.crawler.stats, request.url, reason, detail)
        if reason in ("robots_unread", "not_rendered", NOT_SENT, RETRY_AFTER):
            # That says nothing of the page: it stays due.
            self._count(f"{stat_names.PAGES}/{reason}")
            return
        ref: ArticleRef = request.cb_kwargs["ref"]
        if amp := request.cb_kwargs.get("amp"):
            yield from self._deliver(amp, request.cb_kwargs["trail"])
            return
        if is_permanent(reason) and (again := self.frontier.other_form(request)):
            self._count(stat_names.PAGES_OTHER_FORM)
            yield again
            return
        now = datetime.now(UTC).replace(microsecond=0)
        yield Reject(ref.url, reason, detail, {}, now)

    def _is_failure_held(self, failure: Failure, reason: str) -> bool:
        """Return whether a request that led nowhere waits for the end of the run."""
        request = request_of(failure)
        if reason not in SENSELESS_REASONS or self.backoff.is_resting(request):
            return False
        first = cast("Exception", failure.value)
        return self.second_look.hold(request, Doubt.SENSELESS, first, reason)

    def source_failed(self, failure: Failure) -> None:
        """Count and log a page of a source that could not be fetched."""
        reason, detail = failure_reason(failure.value)
        request = request_of(failure)
        if reason == BEYOND_BUDGET:
            with self.ledger.transaction():
                self.frontier.sources.left_out(**request.cb_kwargs)
            return
        if self._is_failure_held(failure, reason):
            self.frontier.sources.budget.read(request.cb_kwargs["asked"])
            return
        self._count(stat_names.SOURCES_FAILED)
        self._count(f"{stat_names.SOURCES_FAILED}/{reason}")
        note_failure(self.crawler.stats, request.url, reason, detail)
        usual = reason == "http_404" and request.url.endswith("/robots.txt")
        usual = usual or reason in (NOT_SENT, RETRY_AFTER)  # the run's outcome says so, once
        level = logging.INFO if usual else logging.WARNING
        logger.log(level, "source %s not read: %s", request.url, detail or reason)
        if is_permanent(reason):
            with self.ledger.transaction():
                self.frontier.sources.cannot_be_had(
                    request.cb_kwargs["asked"], request.cb_kwargs["source"]
                )
        else:
            self._count(stat_names.SOURCES_TO_BE_RETRIED)

    def _count(self, name: str, by: int = 1) -> None:
        self.crawler.stats.inc_value(name, by)
