"""The crawl frontier: which pages a run requests, each once, all noted in the ledger first.

All that a page names is noted, whatever the run's limits are (``related_depth``, ``sections``,
``since``, ``limit``): what a run leaves out is taken up by a later run whose limits allow it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from scrapy import Request
from w3lib.url import canonicalize_url

from newsbot.dates import ParsedDate, parse_date
from newsbot.discovery.address_budget import UNREAD
from newsbot.discovery.article_requests import ArticleRequests
from newsbot.discovery.changes import Changes
from newsbot.discovery.due_requests import DueRequests
from newsbot.discovery.path import Trail
from newsbot.discovery.source_frontier import SourceFrontier
from newsbot.discovery.url_forms import UrlForms
from newsbot.downloader.saved_pages import SAVED
from newsbot.items import RelatedLink, page_id_of
from newsbot.ledger.page import UNREACHED
from newsbot.reporting.outcomes import EXTRACTION_REASONS
from newsbot.urls import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newsbot.discovery.crawl import Crawl
    from newsbot.discovery.sources import Outlink
    from newsbot.items import Article
    from newsbot.ledger.discovered_pages import Discovery
    from newsbot.urls import ArticleRef

# After the first pages of sources, before the further ones (newsbot.discovery.source_frontier).
ARTICLES = 50
UNREACHED_DEPTH = 2 * UNREACHED  # hops
LINKS_AT_ONCE = 50  # articles whose related stories are noted in one transaction: some 10 ms


class Frontier:
    """Makes a spider's requests. What it returns is in the ledger as pending by then."""

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._urls = crawl.urls
        self._arguments = crawl.arguments
        self._ledger = crawl.ledger
        self._pages = crawl.ledger.pages
        self.articles = ArticleRequests(crawl)
        self._requested = self.articles.requested
        self.sources = SourceFrontier(crawl, self._requested, self.articles.sections)
        # article id → its depth in the ledger, of those that this run found or looked up as related
        # ones: pages link to the same stories
        self._depths: dict[str, int] = {}
        # Some article turned out to be nearer, and its related stories are not noted as such yet.
        self._links_due = True
        self._forms = UrlForms(crawl.ledger.pages)
        self._changes = Changes(crawl.ledger, self._requested)
        self._due = DueRequests(crawl, self.articles, self.sources)
        self.backlog, self.addresses = self._due.backlog, self._due.addresses

    def due(self) -> Iterator[list[Request]]:
        """Yield requests for the pages whose time has come and that the run's limits allow.

        They come some at a time, as many as there is room for. The backlog has the others.
        """
        yield from self._links_noted()
        yield from self._due.take_up()

    def count_left(self) -> int:
        """Return how many articles the run leaves to later ones, see DueRequests."""
        return self._due.count_left()

    def requests_for_outlinks(
        self, outlinks: list[Outlink], trail: Trail, source_url: str, are_first: bool = True
    ) -> tuple[list[Request], Discovery]:
        """Note the articles that a source names.

        Args:
            outlinks: The articles, of one page of the source.
            trail: How the run came to the articles.
            source_url: The URL by which the source was requested.
            are_first: They are the first ones of the page. These are requested at once, so that
                news does not wait behind all that older pages named; others, if there is room.

        Returns:
            Requests for those that are wanted, and what the ledger knows of all of them.
        """
        dates = [_date_of(outlink) for outlink in outlinks]
        # id → the latest change that is told of it, Unix seconds
        changed_at: dict[str, int] = {}
        refs: dict[str, ArticleRef] = {}
        recent = set()
        for outlink, date in zip(outlinks, dates, strict=True):
            id_ = outlink.ref.id
            refs[id_] = one_of((refs.get(id_, outlink.ref), outlink.ref))
            if date:
                changed_at[id_] = max(changed_at.get(id_, 0), int(date.at.timestamp()))
            if self._is_recent(date):
                recent.add(id_)
        discovery = self._discover(refs.values(), trail, changed_at)
        self.addresses.source_read(trail)
        requests = self._unread_requests(refs, discovery, trail, recent, are_first)
        is_followed = bool(requests) or self.backlog.is_left
        self.sources.budget.names(source_url, discovery.new, is_followed)
        known = [ref for id_, ref in refs.items() if id_ in changed_at and id_ not in discovery.new]
        for ref, page in self._changes.told(source_url, known, changed_at):
            if not (ref.id in recent and self.articles.wanted(ref)):
                continue
            if are_first or self.backlog.has_room():
                requests.append(self.articles.revisit(ref, page))
            else:
                self.backlog.leave()
        return requests, discovery

    def redirect_problem(self, request: Request, target: str) -> str | None:
        """Return why a redirect of our request leads nowhere new; None for one to be followed."""
        requested = request.cb_kwargs.get("ref")
        if requested is None:
            key = canonicalize_url(self._urls.normalise(target) or target)
            if key in self._requested:
                return "to a page that is read itself"
            self._requested.add(key)
            return None
        ref = self._urls.article(target)
        if ref is None:
            return "to what is no article"
        if ref.id != requested.id and ref.id in self._requested:
            return "to an article that is fetched itself"
        self._requested.add(ref.id)
        return None

    def record_redirect(self, ref: ArticleRef, target: ArticleRef, trail: Trail) -> bool:
        """Note that an article's URL led to another article.

        Args:
            ref: The article that was requested.
            target: The article that the URL leads to.
            trail: How the run came to ``ref``.

        Returns:
            Whether ``target`` was not read by any run yet.
        """
        unread = self._discover([target], trail).unread
        self._pages.moved(ref.id, int(time.time()))
        self.addresses.moved(ref.id, target.id)
        self._requested.add(target.id)
        return bool(unread)

    def note_answer(self, ref: ArticleRef) -> None:
        """Note that the request for an article has its answer, or failed."""
        if self.articles.note_answer(ref):
            self.backlog.answered()

    def leave(self, ref: ArticleRef) -> None:
        """Note that an article is not asked for now; a later request may ask for it."""
        self._requested.discard(ref.id)
        self.sources.budget.left(ref.id)

    def take_up_again(self, id_: str) -> None:
        """Have an article asked for that was refused in this run and is due again."""
        self._requested.discard(id_)
        self.backlog.leave()

    def found_by_amp(self, refs: Iterable[ArticleRef]) -> None:
        """Note the AMP pages by which a page links to articles."""
        self._forms.linked_by_amp(refs)

    def related_requests(self, article: Article, trail: Trail) -> list[Request]:
        """Note the related stories of an article; return requests for those that are wanted.

        Args:
            article: The article, which was just read.
            trail: How this run came to the article.
        """
        # It may have turned out to be nearer since it was asked for.
        id_ = page_id_of(article)
        depth = self._depths.get(id_)
        if depth is None:
            depth = self._pages.depth(id_)
        if not (self._links_due and self._pages.is_links_due(id_)):
            return self._related(article.url, article.related, depth, trail.depth + 1)
        with self._ledger.transaction():
            self._pages.links_noted(id_)
            return self._related(article.url, article.related, depth, trail.depth + 1)

    def links_due(self) -> Iterator[Request]:
        """Return an iterator over what ``_links_noted`` yields, one request after another."""
        return chain.from_iterable(self._links_noted())

    def _links_noted(self) -> Iterator[list[Request]]:
        """Note related stories of articles that turned out nearer than when they were read.

        Those that these stories lead to are noted too; requests for those that are wanted are
        yielded. The set of articles that a run reaches must not depend on the order of responses,
        nor on earlier runs.
        """
        while self._links_due:
            articles = self._pages.links_due(LINKS_AT_ONCE)
            if not articles:
                self._links_due = self._pages.has_links_due()
                return
            requests: list[Request] = []
            with self._ledger.transaction():
                for id_, depth in articles:
                    if line := self._ledger.articles.latest(id_):
                        self._pages.links_noted(id_)
                        related = [RelatedLink(**link) for link in line["related"]]
                        requests.extend(self._related(line["url"], related, depth, UNREACHED_DEPTH))
                    else:
                        # It has the text of another article, and so no line: its page says it.
                        self._pages.visit_again(id_)
                        requests.extend(self._visit_again(id_))
            yield requests

    def _related(
        self, url: str, related: Iterable[RelatedLink], depth: int, hops: int
    ) -> list[Request]:
        """Note the related stories of an article; return requests for those that are wanted.

        Args:
            url: The article's.
            related: Its related stories.
            depth: How far the article is from a source.
            hops: How far the related stories are from what the user named.
        """
        refs = {
            ref.id: self._forms.with_amp(ref)
            for link in related
            if (ref := self._urls.article(link.url))
        }
        # Those that are as near already lead to nothing new, unless this run is only about them.
        refs = {
            id_: ref
            for id_, ref in refs.items()
            if self._arguments.urls
            or ref.amp_url
            or self._forms.has_failed(id_)
            or self._depths.get(id_, UNREACHED_DEPTH) > depth + 1
        }
        if not refs:
            return []
        trail = Trail("related", url, depth + 1)
        # Together: what is noted as nearer is not followed by a later run.
        with self._ledger.transaction():
            discovery = self._discover(refs.values(), trail)
            if self._arguments.urls:
                trail = Trail("related", url, hops)
            return self._unread_requests(refs, discovery, trail)

    def _discover(
        self,
        refs: Iterable[ArticleRef],
        trail: Trail,
        changed_at: Mapping[str, int] | None = None,
    ) -> Discovery:
        """Note articles in the ledger, see Pages.discover."""
        refs = list(refs)
        found = (trail.found_via, trail.found_on, trail.depth)
        discovery = self._pages.discover(refs, *found, self._ledger.run, changed_at)
        if trail.found_via == "related":
            self._depths |= discovery.depths
        else:  # of a source, only new and nearer articles: it may name many that are known
            self._depths |= dict.fromkeys(discovery.new | discovery.nearer, trail.depth)
        self._links_due |= bool(discovery.nearer)
        self._forms.discovered(refs, discovery)
        return discovery

    def _unread_requests(
        self,
        refs: Mapping[str, ArticleRef],
        discovery: Discovery,
        trail: Trail,
        recent: set[str] | None = None,
        are_first: bool = False,
    ) -> list[Request]:
        """Return requests for the articles of ``refs`` that no run has read and this one wants.

        Args:
            refs: The articles by their ids.
            discovery: What the ledger knows of them.
            trail: How the run came to them.
            recent: Ids of those that ``since=`` allows; None: all.
            are_first: They are requested even where there is no room.
        """
        requests: list[Request] = []
        for id_, ref in refs.items() if not self._arguments.reparse else ():  # it fetches nothing
            if self._forms.has_failed(id_):
                requests.extend(self._other_form(ref, trail))
            elif (
                id_ in discovery.unread
                and id_ not in self._requested
                and (recent is None or id_ in recent)
                and self.articles.wanted(ref)
                and self._is_near(trail, discovery.depths[id_])
            ):
                if are_first or self.backlog.has_room():
                    known = self._trail_to(ref, discovery, trail)
                    request = self.articles.request(ref, known)
                    # The ledger does not tell what belongs to articles that the user named.
                    request.meta[UNREAD] = not self._arguments.urls
                    requests.append(request)
                else:
                    self.backlog.leave()
        return requests

    def _is_near(self, trail: Trail, depth: int) -> bool:
        """Return whether ``related_depth=`` allows an article.

        It counts from the articles that the user named, else from the sources.
        """
        hops = trail.depth if self._arguments.urls else depth
        return hops <= self._arguments.related_depth

    def _trail_to(self, ref: ArticleRef, discovery: Discovery, trail: Trail) -> Trail:
        """Return how an article was found: as the ledger has it, if an earlier page named it."""
        if ref.id in discovery.new or self._arguments.urls:
            return trail
        page = self._pages.get(ref.id)
        return Trail.of(page) if page else trail

    def requests_for_named(self, refs: Iterable[ArticleRef]) -> Iterator[Request]:
        """Yield requests for articles that the user asked for, known or not."""
        for ref in refs:
            # It is as far from a source as it was.
            self._discover([ref], Trail("argument", ref.url, UNREACHED))
            yield self.articles.request(ref, Trail("argument", ref.url, 0))

    def other_form(self, failed: Request) -> Request | None:
        """Return the request for another form of an article's URL, after one cannot be had.

        The form is one that another page names, else the article's AMP page; None where none is
        known that was not tried.
        """
        ref, trail = failed.cb_kwargs["ref"], failed.cb_kwargs["trail"]
        self._forms.failed(ref)
        return next(self._other_form(ref, trail), None)

    def _other_form(self, ref: ArticleRef, trail: Trail) -> Iterator[Request]:
        """Yield the request for a form of an article's URL that was not tried, if one is known."""
        if other := self._forms.next_untried(ref):
            known, url = other
            yield self.articles.request(known, trail, url)

    def canonical(self, amp: Article, trail: Trail) -> Request | None:
        """Return the request for the canonical page of an AMP page; None where the site has none.

        Args:
            amp: The article as the AMP page shows it; delivered if the canonical page cannot be
                had.
            trail: How this run came to the AMP page.
        """
        ref = self._urls.article(amp.url)
        if ref is None:
            return None
        request = self.articles.request(ref, trail)
        request.cb_kwargs["amp"] = amp
        return request

    def reparse_requests(self) -> Iterator[Request]:
        """Yield requests for the pages that could not be read, for SavedPagesMiddleware."""
        for page in self._pages.failed_for(EXTRACTION_REASONS):
            ref = self.articles.ref_of(page)
            if ref and self.articles.wanted(ref):
                request = self.articles.request(ref, Trail.of(page))
                request.meta[SAVED] = True
                yield request

    def _visit_again(self, id_: str) -> Iterator[Request]:
        page = self._pages.get(id_)
        ref = self.articles.ref_of(page) if page else None
        if page and ref and self.articles.wanted(ref) and ref.id not in self._requested:
            if self.backlog.has_room():
                yield self.articles.revisit(ref, page)
            else:
                self.backlog.leave()

    def _is_recent(self, date: ParsedDate | None) -> bool:
        """Return whether ``since=`` allows an article, by the date that a source gives."""
        since = self._arguments.since
        if since is None or date is None:
            return True
        length = timedelta(days=1) if date.precision == "day" else timedelta()
        return date.at + length >= since

    def want_sections(self, sections: tuple[str, ...]) -> None:
        """Limit the run to these sections, and those below them."""
        self.articles.sections.names = sections


def _date_of(outlink: Outlink) -> ParsedDate | None:
    """Return when a source says that an article last changed."""
    return parse_date(outlink.changed.strip(), datetime.now(UTC)) if outlink.changed else None
