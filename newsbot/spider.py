"""NewsSpider: what every site shares. A site is a subclass that only declares."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import TextResponse
from scrapy.spidermiddlewares.httperror import HttpError

from newsbot.arguments import Arguments
from newsbot.dates import parse_date
from newsbot.exceptions import ArgumentError, DeclarationError
from newsbot.items import Article, FoundVia, Reject
from newsbot.page import ArticlePage
from newsbot.sources import Lead, Listing, Robots, Source
from newsbot.urls import ArticleRef, SiteUrls, is_loopback

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

# What is read first. The sources' first pages bring the news; articles come before further pages
# of listings and sitemaps, so that a run with limit= stays small and memory bounded.
FIRST_PAGES, ARTICLES, FURTHER_PAGES = 100, 50, 0


@dataclass(frozen=True, slots=True)
class Trail:
    """How an article was found; ``depth`` counts related-story hops from a source."""

    found_via: FoundVia
    found_on: str
    depth: int


class NewsSpider(Spider):
    """Crawls a site's sources, its articles and their related stories.

    To be declared: ``name``, ``allowed_domains``, ``origin`` (``https://host``), ``article_url``
    (a pattern for the path of an article, see SiteUrls), ``sources`` and ``page``.
    """

    allowed_domains: ClassVar[list[str]]
    origin: ClassVar[str]
    article_url: ClassVar[str]
    sources: ClassVar[tuple[Source, ...]] = (Robots(), Listing("/"))
    page: ClassVar[type[ArticlePage]]

    def __init__(self, **given: str) -> None:
        super().__init__(self.name)
        self.arguments = Arguments.parse(given)
        try:
            self.urls = SiteUrls(self.name, self.origin, self.article_url, self.arguments.root)
        except (ValueError, re.error) as error:
            raise DeclarationError(f"spider {self.name}: {error}") from None
        host = self.urls.origin.partition("://")[2]
        if not any(host == name or host.endswith("." + name) for name in self.allowed_domains):
            raise DeclarationError(f"spider {self.name}: {host} is not in allowed_domains")
        self._asked_for = [self._asked(url) for url in self.arguments.urls]
        self._depths: dict[str, int] = {}  # article id → hops by the shortest way known
        # article id → (URL, related stories), for articles that may yet turn out to be nearer
        self._related: dict[str, tuple[str, list[ArticleRef]]] = {}
        self._pages_seen: set[str] = set()
        self._listed: dict[str, set[str]] = {}  # listing → article ids on its pages so far

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        root = spider.arguments.root
        if root and is_loopback(root):
            # Politeness is for other people's servers; a loopback one is the user's own.
            crawler.settings.set("DOWNLOAD_DELAY", 0, priority="spider")
        return spider

    def _asked(self, url: str) -> ArticleRef:
        normal = self.urls.join(self.urls.origin + "/", url)
        ref = self.urls.article(normal) if normal else None
        if ref is None:
            raise ArgumentError(f"argument urls=: {url!r} is no article URL of {self.origin}")
        return ref

    async def start(self) -> AsyncIterator[Any]:
        """Requests for the articles asked for, else for the first page of every source."""
        for ref in self._asked_for:
            for request in self._article_requests([ref], Trail("argument", ref.url, 0)):
                yield request
        if self._asked_for:
            return
        listings = (Listing(f"/{section}") for section in self.arguments.sections)
        for source in (*self.sources, *listings):
            for request in self._source_requests(source.url, source, FIRST_PAGES):
                yield request

    def parse_source(self, response: Response, source: Source) -> Iterator[Request]:
        """Requests for what a page of a source names."""
        found = source.read(response, self.urls)
        self._count("sources/read")
        self._count(f"leads/{source.found_via}", len(found.leads))
        trail = Trail(source.found_via, self.urls.normalise(response.url) or response.url, 0)
        leads = [lead.ref for lead in found.leads if self._recent(lead)]
        yield from self._article_requests(leads, trail)
        listed = self._listed.setdefault(source.url, set())
        fresh = {lead.ref.id for lead in found.leads} - listed
        listed |= fresh
        for url, further in found.pages:
            # Some sites answer a page beyond the last with the last one: that is the end.
            if further.url == source.url and not fresh:
                continue
            first = further.url != source.url and isinstance(source, Listing)
            yield from self._source_requests(url, further, FIRST_PAGES if first else FURTHER_PAGES)

    def parse_article(
        self, response: Response, ref: ArticleRef, trail: Trail
    ) -> Iterator[Article | Reject | Request]:
        """The article that a response shows and requests for its related stories; or a Reject."""
        self._count("pages/fetched")
        now = datetime.now(UTC).replace(microsecond=0)
        own = self.urls.article(response.url) or ref
        if not isinstance(response, TextResponse) or not response.body.strip():
            reason = "not_html" if response.body.strip() else "empty_page"
            yield Reject(own.url, reason, None, {}, now)
            return
        if own.id != ref.id and self._depths.setdefault(own.id, trail.depth) < trail.depth:
            self._count("pages/redirected_to_known")
            return
        try:
            fields = self.page(response, self.urls).fields()
        except Exception as error:
            # A bug in extraction must not lose the page: it is said loudly and kept as a reject.
            logger.exception("cannot read %s", own.url)
            self._count("pages/extraction_errors")
            yield Reject(own.url, "extraction_error", repr(error), {}, now)
            return
        article = self._article(fields, own, trail, now)
        yield article
        yield from self._follow_related(article)

    def _article(
        self, fields: dict[str, Any], ref: ArticleRef, trail: Trail, now: datetime
    ) -> Article:
        return Article(
            id=ref.id,
            revision=1,
            site=self.name,
            agency=None,
            published_at=None,
            updated_at=None,
            published_precision=None,
            updated_precision=None,
            language="und",
            body="",
            duplicate_of=None,
            changes=None,
            found_via=trail.found_via,
            found_on=trail.found_on,
            depth=trail.depth,
            fetched_at=now,
            first_seen_at=now,
            **fields,
        )

    def _follow_related(self, article: Article) -> Iterator[Request]:
        """Requests for the related stories of an article, as far as ``related_depth`` allows."""
        refs = [ref for link in article.related if (ref := self.urls.article(link.url))]
        depth = self._depths.get(article.id, 0)
        if depth and refs:
            self._related[article.id] = (article.url, refs)
        if depth < self.arguments.related_depth:
            yield from self._article_requests(refs, Trail("related", article.url, depth + 1))

    def _article_requests(self, refs: list[ArticleRef], trail: Trail) -> Iterator[Request]:
        """Requests for the articles that are wanted and not yet known.

        What is reached must not depend on the order of responses: an article that turns out to be
        nearer than thought makes its related stories nearer too.
        """
        for ref in refs:
            known = self._depths.get(ref.id)
            if not self._wanted(ref) or (known is not None and known <= trail.depth):
                continue
            self._depths[ref.id] = trail.depth
            if known is None:
                yield Request(
                    ref.url,
                    self.parse_article,
                    errback=self.article_failed,
                    cb_kwargs={"ref": ref, "trail": trail},
                    priority=ARTICLES - trail.depth,
                )
            elif ref.id in self._related and trail.depth < self.arguments.related_depth:
                url, related = self._related[ref.id]
                yield from self._article_requests(related, Trail("related", url, trail.depth + 1))

    def _source_requests(self, url: str, source: Source, priority: int) -> Iterator[Request]:
        normal = self.urls.join(self.urls.origin + "/", url)
        if normal is None or normal in self._pages_seen:
            return
        section = normal[len(self.urls.origin) :].strip("/").partition("?")[0]
        if isinstance(source, Listing) and section and not self._section_wanted(section):
            return
        self._pages_seen.add(normal)
        yield Request(
            normal,
            self.parse_source,
            errback=self.source_failed,
            cb_kwargs={"source": source},
            priority=priority,
        )

    def article_failed(self, failure: Failure) -> Iterator[Reject]:
        """A Reject for an article that could not be fetched."""
        request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        now = datetime.now(UTC).replace(microsecond=0)
        yield Reject(request.cb_kwargs["ref"].url, *_why(failure), {}, now)

    def source_failed(self, failure: Failure) -> None:
        """Count and log a page of a source that could not be fetched."""
        reason, detail = _why(failure)
        self._count("sources/failed")
        self._count(f"sources/failed/{reason}")
        url = failure.request.url  # type: ignore[attr-defined]  # set by Scrapy
        logger.warning("source %s not read: %s (%s)", url, reason, detail)

    def _recent(self, lead: Lead) -> bool:
        """False for a lead that its source says is older than ``since=``."""
        since = self.arguments.since
        if since is None or lead.changed is None:
            return True
        date = parse_date(lead.changed.strip(), datetime.now(UTC))
        if date is None:
            return True
        length = timedelta(days=1) if date.precision == "day" else timedelta()
        return date.at + length >= since

    def _wanted(self, ref: ArticleRef) -> bool:
        return ref.section is None or self._section_wanted(ref.section)

    def _section_wanted(self, section: str) -> bool:
        return not self.arguments.sections or section in self.arguments.sections

    def _count(self, name: str, by: int = 1) -> None:
        self.crawler.stats.inc_value(f"newsbot/{name}", by)


def _why(failure: Failure) -> tuple[str, str | None]:
    """(reason, detail) of a request that failed."""
    error = failure.value
    if isinstance(error, HttpError):
        return f"http_{error.response.status}", None
    if isinstance(error, IgnoreRequest):
        words = str(error)
        known = {"Forbidden by robots.txt": "robots_txt", "redirected": "redirected"}
        reason = next((known[start] for start in known if words.startswith(start)), "not_fetched")
        return reason, words or None
    return "download_error", f"{type(error).__name__}: {error}"
