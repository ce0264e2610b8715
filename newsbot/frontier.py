"""The crawl frontier: which pages a run requests, each once, all noted in the ledger first."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from w3lib.url import canonicalize_url

from newsbot.arguments import is_slug
from newsbot.dates import ParsedDate, parse_date
from newsbot.items import RelatedLink
from newsbot.kept_pages import KEPT
from newsbot.outcomes import EXTRACTION_REASONS
from newsbot.paging import Paging
from newsbot.sections import sections_of
from newsbot.sources import Found, Lead, Listing, Source
from newsbot.trail import Trail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from newsbot.items import Article
    from newsbot.ledger import Page
    from newsbot.ledger.pages import Discovery
    from newsbot.spider import NewsSpider
    from newsbot.urls import ArticleRef

logger = logging.getLogger(__name__)

NOT_MODIFIED = 304
AMP = "amp"  # key of request.meta: it is for an AMP page
# What is read first. The sources' first pages bring the news; articles come before further pages
# of listings and sitemaps, so that a run with limit= stays small and memory bounded.
FIRST_PAGES, ARTICLES, FURTHER_PAGES, LAST = 100, 50, 0, -100
FAR = 1_000_000  # hops
PUT_OFF = 86_400  # seconds for which a source that asked for a long wait comes last


class Frontier:
    """Makes a spider's requests. What it returns is in the ledger as pending by then."""

    def __init__(self, spider: NewsSpider) -> None:
        self._spider = spider
        self._urls = spider.urls
        self._arguments = spider.arguments
        self._pages = spider.ledger.pages
        # Articles' ids and sources' canonical URLs, in this run: Scrapy filters no duplicates.
        self._requested: set[str] = set()
        # article id → its depth in the ledger, of those that this run found or looked up as related
        # ones: pages link to the same stories
        self._depths: dict[str, int] = {}
        # articles of which a source said that they changed while they were being fetched
        self.changed_meanwhile: set[str] = set()
        self._amp_pages: dict[str, str] = {}  # articles' ids → AMP pages that they were found by
        # sources that were answered with a long Retry-After, and might be so again before all else
        self._put_off = spider.ledger.rests.urls(time.time() - PUT_OFF)
        self._sections: tuple[str, ...] = ()  # sections that the run is asked for; () for all
        self._section_keys: frozenset[str] = frozenset()
        self._paging = Paging(spider.crawler.settings.getint("NEWSBOT_LISTING_PAGES"))

    def first_pages(self, sources: Sequence[Source]) -> Iterator[Request]:
        """Requests for the first page of every source, and of the sections asked for."""
        declared = (each for each in sources if isinstance(each, Listing) and each.menu)
        like = next(declared, Listing("/"))
        listings = (like.section(f"/{each}") for each in self._sections if is_slug(each))
        for source in (*sources, *listings):
            yield from self._source_requests(source.url, source, FIRST_PAGES)

    def due(self) -> Iterator[Request]:
        """Requests for the pages whose time has come."""
        skipped = self._arguments.since is None
        for page in self._pages.due(int(time.time()), skipped):
            yield from self._due_requests(page)

    def leads(self, leads: list[Lead], trail: Trail) -> tuple[list[Request], bool]:
        """Requests for what a source names; and whether any of it is fresh, see Pages.discover."""
        dates = [_date_of(lead) for lead in leads]
        dated = [(lead.ref, date) for lead, date in zip(leads, dates, strict=True)]
        # id → the latest that is said of it, Unix seconds
        changed_at: dict[str, int] = {}
        for ref, date in dated:
            if date:
                changed_at[ref.id] = max(changed_at.get(ref.id, 0), int(date.at.timestamp()))
        recent = [ref for ref, date in dated if self._recent(date)]
        requests, fresh = self._article_requests(recent, trail, changed_at)
        new = {request.cb_kwargs["ref"].id for request in requests}
        known = {ref.id: ref for ref, _ in dated if ref.id in changed_at and ref.id not in new}
        requests.extend(self._changed_requests(known.values(), changed_at))
        return requests, fresh

    def further_pages(self, found: Found, source: Source, brings_fresh: bool) -> Iterator[Request]:
        """Requests for further pages that a page of ``source`` names."""
        goes_on = brings_fresh and isinstance(source, Listing) and self._paging.turn(found, source)
        for url, further in found.pages:
            if further.url != source.url and isinstance(source, Listing):
                yield from self._source_requests(url, further, FIRST_PAGES)
            elif further.url != source.url or goes_on or not isinstance(source, Listing):
                yield from self._source_requests(url, further, FURTHER_PAGES, owed=True)

    def redirect_problem(self, request: Request, target: str) -> str | None:
        """Why a redirect of one of our requests leads nowhere new; None for one to be followed."""
        own = request.cb_kwargs.get("ref")
        if own is None:
            key = canonicalize_url(self._urls.normalise(target) or target)
            if key in self._requested:
                return "to a page that is read itself"
            self._requested.add(key)
            return None
        ref = self._urls.article(target)
        if ref is None:
            return "to what is no article"
        if ref.id != own.id and ref.id in self._requested:
            return "to an article that is fetched itself"
        self._requested.add(ref.id)
        return None

    def moved(self, ref: ArticleRef, own: ArticleRef, trail: Trail) -> bool:
        """An article's URL led to another article; True if that one was not known."""
        new = self._discover([own], trail).new
        self._pages.moved(ref.id, int(time.time()))
        self._requested.add(own.id)
        return bool(new)

    def found_by_amp(self, refs: Iterable[ArticleRef]) -> None:
        """Note the AMP pages by which articles are linked; an article names the canonical ones."""
        for ref in refs:
            if ref.found:
                self._amp_pages.setdefault(ref.id, ref.found)

    def related_to(self, article: Article) -> list[Request]:
        """Requests for the related stories of an article, as far as ``related_depth`` allows."""
        # It may have turned out to be nearer since it was asked for.
        depth = self._depths.get(article.id)
        if depth is None:
            depth = self._pages.depth(article.id)
        return self._related(article.url, article.related, depth)

    def _related(self, url: str, related: Iterable[RelatedLink], depth: int) -> list[Request]:
        """Requests for the related stories of an article at ``depth``."""
        if depth >= self._arguments.related_depth:
            return []
        refs = [
            replace(ref, found=self._amp_pages[ref.id]) if ref.id in self._amp_pages else ref
            for link in related
            if (ref := self._urls.article(link.url)) and self.wanted(ref)
        ]
        self.found_by_amp(refs)
        # Those that are as near already lead to nothing new.
        farther = [ref for ref in refs if self._depths.get(ref.id, FAR) > depth + 1]
        if not farther:
            return []
        # With all that follows: what is noted as nearer is not followed by a later run.
        with self._spider.ledger.transaction():
            return self._article_requests(farther, Trail("related", url, depth + 1))[0]

    def _discover(
        self,
        refs: Iterable[ArticleRef],
        trail: Trail,
        changed_at: Mapping[str, int] | None = None,
    ) -> Discovery:
        """Note articles in the ledger, see Pages.discover."""
        found = (trail.found_via, trail.found_on, trail.depth)
        discovery = self._pages.discover(refs, *found, self._spider.ledger.run, changed_at)
        if trail.found_via == "related":
            self._depths |= discovery.depths
        else:  # a sitemap may name far more than this run asks for
            self._depths |= dict.fromkeys(discovery.new | discovery.nearer, trail.depth)
        return discovery

    def _article_requests(
        self, refs: Iterable[ArticleRef], trail: Trail, changed_at: Mapping[str, int] | None = None
    ) -> tuple[list[Request], bool]:
        """Requests for the articles that are wanted and not yet known, noted as pending; and
        whether any of ``refs`` is fresh, see Pages.discover, for ``changed_at`` too.

        What is reached must not depend on the order of responses: an article that turns out to be
        nearer than thought makes its related stories nearer too.
        """
        wanted = {ref.id: ref for ref in refs if self.wanted(ref)}
        self.found_by_amp(wanted.values())
        discovery = self._discover(wanted.values(), trail, changed_at)
        requests = [self._request(wanted[id_], trail) for id_ in wanted if id_ in discovery.new]
        for id_ in discovery.nearer:
            if line := self._spider.ledger.articles.latest(id_):
                related = [RelatedLink(**link) for link in line["related"]]
                requests.extend(self._related(line["url"], related, trail.depth))
        return requests, bool(discovery.fresh)

    def asked_for(self, refs: Iterable[ArticleRef]) -> Iterator[Request]:
        """Requests for articles that the user asked for, known or not."""
        for ref in refs:
            trail = Trail("argument", ref.url, 0)
            self._discover([ref], trail)
            yield self._request(ref, trail)

    def amp(self, failed: Request) -> Request | None:
        """The request for the AMP page that an article was found by, after the one for its
        canonical page failed; None where there is none, or it was that one.
        """
        ref, trail = failed.cb_kwargs["ref"], failed.cb_kwargs["trail"]
        found = self._amp_pages.get(ref.id, ref.found)
        if found is None or AMP in failed.meta:
            return None
        request = self._request(ref, trail, found)
        request.meta[AMP] = True
        return request

    def canonical(self, amp: Article, trail: Trail) -> Request | None:
        """The request for the canonical page of an AMP page that was fetched for its article."""
        ref = self._urls.article(amp.url)
        if ref is None:
            return None
        request = self._request(ref, trail)
        request.cb_kwargs["amp"] = amp
        return request

    def kept(self) -> Iterator[Request]:
        """Requests for the pages that could not be read; KeptPagesMiddleware answers them."""
        for page in self._pages.failed_for(EXTRACTION_REASONS):
            ref = self._urls.article(page.url)
            if ref and self.wanted(ref):
                request = self._request(ref, Trail.of(page))
                request.meta[KEPT] = True
                yield request

    def _due_requests(self, page: Page) -> Iterator[Request]:
        """The request for a page whose time has come."""
        if page.source is not None:
            try:
                source = Source.from_json(page.source)
            except (KeyError, TypeError, ValueError) as error:
                logger.warning("source %s of an older newsbot is left: %r", page.url, error)
                self._pages.source_read(page.key)
                return
            yield from self._source_requests(page.url, source, FURTHER_PAGES)
            return
        ref = self._urls.article(page.url)
        if ref is not None and self.wanted(ref) and ref.id not in self._requested:
            yield self._revisit(ref, page)

    def _changed_requests(
        self, refs: Iterable[ArticleRef], changed_at: Mapping[str, int]
    ) -> Iterator[Request]:
        """Requests for the known articles of which a source says that they changed, and when."""
        for ref in refs:
            page = self._pages.changed(ref.id, changed_at[ref.id])
            if page and ref.id in self._requested:
                # What is under way may be from before the change.
                self.changed_meanwhile.add(ref.id)
            elif page:
                yield self._revisit(ref, page)

    def _revisit(self, ref: ArticleRef, page: Page) -> Request:
        request = self._request(ref, Trail.of(page))
        if page.state == "done":
            # Only what was read whole may be answered with "not modified".
            for name, value in (
                ("If-None-Match", page.etag),
                ("If-Modified-Since", page.last_modified),
            ):
                if value:
                    request.headers[name] = value
        return request

    def _request(self, ref: ArticleRef, trail: Trail, url: str | None = None) -> Request:
        self._requested.add(ref.id)
        return Request(
            url or ref.url,
            self._spider.parse_article,
            errback=self._spider.article_failed,
            cb_kwargs={"ref": ref, "trail": trail},
            meta={"handle_httpstatus_list": [NOT_MODIFIED]},
            priority=ARTICLES - trail.depth,
        )

    def _source_requests(
        self, url: str, source: Source, priority: int, owed: bool = False
    ) -> Iterator[Request]:
        """The request for a page of a source, once a run; ``owed``: to be read in any case."""
        normal = self._urls.join(self._urls.origin + "/", url)
        if normal is None or (key := canonicalize_url(normal)) in self._requested:
            return
        section = urlsplit(source.url).path.strip("/")
        if isinstance(source, Listing) and section and not self._section_wanted(section):
            return
        self._requested.add(key)
        priority = LAST if normal in self._put_off else priority
        if owed:
            self._pages.owe_source(normal, source.to_json())
        yield Request(
            normal,
            self._spider.parse_source,
            errback=self._spider.source_failed,
            cb_kwargs={"source": source, "asked": normal},
            priority=priority,
        )

    def _recent(self, date: ParsedDate | None) -> bool:
        """False where a source says that an article last changed before ``since=``."""
        since = self._arguments.since
        if since is None or date is None:
            return True
        length = timedelta(days=1) if date.precision == "day" else timedelta()
        return date.at + length >= since

    def wanted(self, ref: ArticleRef) -> bool:
        if not self._section_keys:
            return True
        return ref.section is None or any(map(self._section_wanted, sections_of(ref)))

    def want_sections(self, sections: tuple[str, ...]) -> None:
        """Have the run be about these sections alone, and those below them."""
        self._sections = sections
        self._section_keys = frozenset(map(str.casefold, sections))

    def _section_wanted(self, section: str) -> bool:
        if not self._section_keys:
            return True
        key = section.casefold()
        return key in self._section_keys or key.partition("/")[0] in self._section_keys


def _date_of(lead: Lead) -> ParsedDate | None:
    """When a source says that an article last changed."""
    return parse_date(lead.changed.strip(), datetime.now(UTC)) if lead.changed else None
