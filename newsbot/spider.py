"""NewsSpider: what every site shares. A site is a subclass that only declares."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import TextResponse
from scrapy.spidermiddlewares.httperror import HttpError

from newsbot.arguments import Arguments
from newsbot.dates import ParsedDate, parse_date
from newsbot.exceptions import ArgumentError, DeclarationError
from newsbot.failpoints import failpoint
from newsbot.items import Article, FoundVia, Reject, RelatedLink, known_article
from newsbot.ledger import Ledger, Page
from newsbot.page import ArticlePage
from newsbot.sources import Lead, Listing, Robots, Source
from newsbot.urls import ArticleRef, SiteUrls, is_loopback

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

# What is read first. The sources' first pages bring the news; articles come before further pages
# of listings and sitemaps, so that a run with limit= stays small and memory bounded.
NOT_MODIFIED = 304
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
    ledger: Ledger  # from from_crawler on

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
        self._requested: set[str] = set()  # articles' ids and sources' URLs, in this run
        # article id → (ETag, Last-Modified) of the answer that is on its way to the ledger
        self.validators: dict[str, tuple[str | None, str | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        root = spider.arguments.root
        if root and is_loopback(root):
            # Politeness is for other people's servers; a loopback one is the user's own.
            crawler.settings.set("DOWNLOAD_DELAY", 0, priority="spider")
        spider.ledger = Ledger.open(
            Path(crawler.settings["NEWSBOT_DATA_DIR"]),
            spider.name,
            crawler.settings["NEWSBOT_REVISIT"],
        )
        return spider

    def _asked(self, url: str) -> ArticleRef:
        normal = self.urls.join(self.urls.origin + "/", url)
        ref = self.urls.article(normal) if normal else None
        if ref is None:
            raise ArgumentError(f"argument urls=: {url!r} is no article URL of {self.origin}")
        return ref

    async def start(self) -> AsyncIterator[Any]:
        """What is owed to the feed; then the articles asked for, or what is due and the sources."""
        for line in self.ledger.articles.owed(self.ledger.run):
            self._count("owed_lines")
            yield known_article(line)
        for line in self._snapshot():
            yield known_article(line)
        if self._asked_for:
            for request in self._requests_for(self._asked_for):
                yield request
            return
        for page in self.ledger.pages.due(now_seconds(), skipped=self.arguments.since is None):
            for request in self._due_requests(page):
                yield request
        listings = (Listing(f"/{section}") for section in self.arguments.sections)
        for source in (*self.sources, *listings):
            for request in self._source_requests(source.url, source, FIRST_PAGES):
                yield request

    def _snapshot(self) -> Iterator[dict[str, Any]]:
        """With ``full=``: the lines of the known articles that were asked for."""
        if not self.arguments.full:
            return
        asked_for = {ref.id for ref in self._asked_for}
        for line in self.ledger.articles.all_latest():
            ref = self.urls.article(line["url"])
            if (not asked_for or line["id"] in asked_for) and ref and self._wanted(ref):
                yield line

    def parse_source(self, response: Response, source: Source) -> Iterator[Request]:
        """Requests for what a page of a source names.

        All of it is in the ledger before the page counts as read.
        """
        found = source.read(response, self.urls)
        self._count("sources/read")
        self._count(f"leads/{source.found_via}", len(found.leads))
        on = self.urls.normalise(response.url) or response.url
        leads = [lead for lead in found.leads if self._wanted(lead.ref)]
        requests, fresh = self._article_requests(
            [lead.ref for lead in leads if self._recent(lead)], Trail(source.found_via, on, 0)
        )
        requests.extend(self._changed_requests(leads))
        for url, further in found.pages:
            if further.url != source.url and isinstance(source, Listing):
                requests.extend(self._source_requests(url, further, FIRST_PAGES))
            elif further.url != source.url or fresh:
                # A listing is read on while it brings what the last complete run did not know.
                requests.extend(self._source_requests(url, further, FURTHER_PAGES, owed=True))
        self.ledger.pages.source_read(on)
        failpoint("after-discovery")
        yield from requests

    def parse_article(
        self, response: Response, ref: ArticleRef, trail: Trail
    ) -> Iterator[Article | Reject | Request]:
        """The article that a response shows and requests for its related stories; or a Reject."""
        self._count("pages/fetched")
        if response.status == NOT_MODIFIED:
            self._count("pages/not_modified")
            self.ledger.not_modified(ref.id)
            return
        now = datetime.now(UTC).replace(microsecond=0)
        own = self.urls.article(response.url) or ref
        if own.id != ref.id and not self._moved(ref, own, trail):
            return
        if not isinstance(response, TextResponse) or not response.body.strip():
            reason = "not_html" if response.body.strip() else "empty_page"
            yield Reject(own.url, reason, None, {}, now)
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
        # Discovered before the article counts as done, see Ledger.
        requests = self._related_requests(article.id, article.url, article.related)
        self.validators[own.id] = _validators(response)
        yield article
        yield from requests

    def _moved(self, ref: ArticleRef, own: ArticleRef, trail: Trail) -> bool:
        """An article's URL led to another article; True if that one was not known."""
        new, _, _ = self.ledger.pages.discover(
            [own], trail.found_via, trail.found_on, trail.depth, self.ledger.run
        )
        self.ledger.pages.moved(ref.id, now_seconds())
        self._requested.add(own.id)
        self._count("pages/moved")
        return bool(new)

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

    def _related_requests(
        self, id_: str, url: str, related: Iterable[RelatedLink]
    ) -> list[Request]:
        """Requests for the related stories of an article, as far as ``related_depth`` allows."""
        page = self.ledger.pages.get(id_)
        depth = page.depth if page else 0
        if depth >= self.arguments.related_depth:
            return []
        refs = [ref for link in related if (ref := self.urls.article(link.url))]
        return self._article_requests(refs, Trail("related", url, depth + 1))[0]

    def _article_requests(
        self, refs: Iterable[ArticleRef], trail: Trail
    ) -> tuple[list[Request], bool]:
        """Requests for the articles that are wanted and not yet known, noted as pending; and
        whether any of ``refs`` is fresh, see Pages.discover.

        What is reached must not depend on the order of responses: an article that turns out to be
        nearer than thought makes its related stories nearer too.
        """
        wanted = {ref.id: ref for ref in refs if self._wanted(ref)}
        new, fresh, nearer = self.ledger.pages.discover(
            wanted.values(), trail.found_via, trail.found_on, trail.depth, self.ledger.run
        )
        requests = [self._request(wanted[id_], trail) for id_ in wanted if id_ in new]
        for id_ in nearer:
            if line := self.ledger.articles.latest(id_):
                related = [RelatedLink(**link) for link in line["related"]]
                requests.extend(self._related_requests(id_, line["url"], related))
        return requests, bool(fresh)

    def _requests_for(self, refs: Iterable[ArticleRef]) -> Iterator[Request]:
        """Requests for articles that the user asked for, known or not."""
        for ref in refs:
            trail = Trail("argument", ref.url, 0)
            found = (trail.found_via, trail.found_on, trail.depth)
            self.ledger.pages.discover([ref], *found, self.ledger.run)
            yield self._request(ref, trail)

    def _due_requests(self, page: Page) -> Iterator[Request]:
        """The request for a page whose time has come."""
        if page.source is not None:
            source = Source.from_json(page.source)
            yield from self._source_requests(page.url, source, FURTHER_PAGES)
            return
        ref = self.urls.article(page.url)
        if ref is not None and self._wanted(ref) and ref.id not in self._requested:
            yield self._revisit(ref, page)

    def _changed_requests(self, leads: Iterable[Lead]) -> Iterator[Request]:
        """Requests for the known articles of which a source says that they changed."""
        for lead in leads:
            date = _date_of(lead)
            news = date and self.ledger.pages.changed(lead.ref.id, int(date.at.timestamp()))
            page = self.ledger.pages.get(lead.ref.id) if news else None
            if page and lead.ref.id not in self._requested:
                yield self._revisit(lead.ref, page)

    def _revisit(self, ref: ArticleRef, page: Page) -> Request:
        trail = Trail(cast("FoundVia", page.found_via), page.found_on, page.depth)
        request = self._request(ref, trail)
        if page.state == "done":
            # Only what was read whole may be answered with "not modified".
            for name, value in (
                ("If-None-Match", page.etag),
                ("If-Modified-Since", page.last_modified),
            ):
                if value:
                    request.headers[name] = value
        return request

    def _request(self, ref: ArticleRef, trail: Trail) -> Request:
        self._requested.add(ref.id)
        return Request(
            ref.url,
            self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"ref": ref, "trail": trail},
            meta={"handle_httpstatus_list": [NOT_MODIFIED]},
            priority=ARTICLES - trail.depth,
        )

    def _source_requests(
        self, url: str, source: Source, priority: int, owed: bool = False
    ) -> Iterator[Request]:
        """The request for a page of a source, once a run; ``owed``: to be read in any case."""
        normal = self.urls.join(self.urls.origin + "/", url)
        if normal is None or normal in self._requested:
            return
        section = normal[len(self.urls.origin) :].strip("/").partition("?")[0]
        if isinstance(source, Listing) and section and not self._section_wanted(section):
            return
        self._requested.add(normal)
        if owed:
            self.ledger.pages.owe_source(normal, source.to_json())
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
        if reason.startswith("http_4"):
            self.ledger.pages.source_read(url)  # there is nothing to read

    def _recent(self, lead: Lead) -> bool:
        """False for a lead that its source says is older than ``since=``."""
        since = self.arguments.since
        date = _date_of(lead)
        if since is None or date is None:
            return True
        length = timedelta(days=1) if date.precision == "day" else timedelta()
        return date.at + length >= since

    def _wanted(self, ref: ArticleRef) -> bool:
        return ref.section is None or self._section_wanted(ref.section)

    def _section_wanted(self, section: str) -> bool:
        return not self.arguments.sections or section in self.arguments.sections

    def _count(self, name: str, by: int = 1) -> None:
        self.crawler.stats.inc_value(f"newsbot/{name}", by)


def _date_of(lead: Lead) -> ParsedDate | None:
    """When a source says that an article last changed."""
    return parse_date(lead.changed.strip(), datetime.now(UTC)) if lead.changed else None


def _validators(response: Response) -> tuple[str | None, str | None]:
    """(ETag, Last-Modified) of an answer."""
    values = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    etag, modified = (value.decode("latin-1") if value else None for value in values)
    return etag, modified


def now_seconds() -> int:
    return int(time.time())


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
