"""Decide which articles a run requests, each once; note them in the ledger before.

All articles that a page names are noted, whatever the run's limits are (``related_depth``,
``sections``, ``since``, ``limit``): a later run whose limits allow an article requests it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrapy import Request
from w3lib.url import canonicalize_url

from newsbot.dates import ParsedDate, parse_date
from newsbot.discovery.discovery_path import DiscoveryPath
from newsbot.discovery.frontier.article_requests import ArticleRequests
from newsbot.discovery.frontier.changes import Changes
from newsbot.discovery.frontier.due_requests import DueRequests
from newsbot.discovery.frontier.found_articles import FoundArticles
from newsbot.discovery.frontier.related_stories import RelatedStories
from newsbot.discovery.frontier.source_frontier import SourceFrontier
from newsbot.downloader.saved_pages import SAVED
from newsbot.ledger.crawl_state.page import UNREACHED
from newsbot.reporting.outcomes import EXTRACTION_REASONS
from newsbot.urls import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbot.discovery.crawl import Crawl
    from newsbot.discovery.sources import Outlink
    from newsbot.items import Article
    from newsbot.ledger.crawl_state.discovered_pages import Discovery
    from newsbot.urls import ArticleRef


class Frontier:
    """Makes the requests of a spider. Each article is pending in the ledger before its request."""

    def __init__(self, crawl: Crawl) -> None:
        self._urls = crawl.urls
        self._arguments = crawl.arguments
        self._pages = crawl.ledger.pages
        self.articles = ArticleRequests(crawl)
        self._requested = self.articles.requested
        self.sources = SourceFrontier(crawl, self._requested, self.articles.sections)
        self._changes = Changes(crawl.ledger, self._requested)
        self.due_requests = DueRequests(crawl, self.articles, self.sources)
        self.backlog, self.addresses = self.due_requests.backlog, self.due_requests.addresses
        self._found = FoundArticles(crawl, self.articles, self.backlog, self.addresses)
        self.related = RelatedStories(crawl, self.articles, self._found, self.backlog)

    def due(self) -> Iterator[list[Request]]:
        """Yield requests for the due pages that the run's limits allow.

        They come in batches, as many as there is room for. The backlog requests the others later.
        """
        yield from self.related.note_due()
        yield from self.due_requests.take_up()

    def requests_for_outlinks(
        self,
        outlinks: list[Outlink],
        discovery_path: DiscoveryPath,
        source_url: str,
        are_first: bool = True,
    ) -> tuple[list[Request], Discovery]:
        """Note the articles that a source names.

        Args:
            outlinks: Articles of one page of the source.
            discovery_path: How the run found the articles.
            source_url: The URL by which the source was requested.
            are_first: Whether the outlinks are the first of the page. These are requested even if
                there is no room, so that news does not wait behind older articles.

        Returns:
            Requests for the articles that are wanted, and what the ledger had of all of them.
        """
        dates = [_date_of(outlink) for outlink in outlinks]
        # article id → time of its latest change (Unix seconds)
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
        discovery = self._found.note(refs.values(), discovery_path, changed_at)
        self.addresses.source_read(discovery_path)
        requests = self._found.requests(refs, discovery, discovery_path, recent, are_first)
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
        """Return why a redirect is not followed; None if it is to be followed."""
        requested = request.cb_kwargs.get("ref")
        if requested is None:
            key = canonicalize_url(self._urls.normalise(target) or target)
            if key in self._requested:
                return "to a page that has its own request"
            self._requested.add(key)
            return None
        ref = self._urls.article(target)
        if ref is None:
            return "to a page that is not an article"
        if ref.id != requested.id and ref.id in self._requested:
            return "to an article that has its own request"
        self._requested.add(ref.id)
        return None

    def record_redirect(
        self, ref: ArticleRef, target: ArticleRef, discovery_path: DiscoveryPath
    ) -> bool:
        """Note that the URL of an article led to another article.

        Args:
            ref: The article that was requested.
            target: The article that the URL leads to.
            discovery_path: How ``ref`` was found.

        Returns:
            Whether no run has read ``target`` yet.
        """
        unread = self._found.note([target], discovery_path).unread
        self._pages.moved(ref.id, int(time.time()))
        if unread:
            self.addresses.moved(ref.id, target.id)
        self._requested.add(target.id)
        return bool(unread)

    def note_answer(self, ref: ArticleRef) -> None:
        """Note that the request for an article was answered or failed."""
        if self.articles.note_answer(ref):
            self.backlog.answered()

    def leave(self, ref: ArticleRef) -> None:
        """Note that the request for an article was refused; it may be requested again later."""
        self._requested.discard(ref.id)
        self.sources.budget.left(ref.id)

    def take_up_again(self, id_: str) -> None:
        """Request an article again that was refused in this run and is due in the ledger."""
        self._requested.discard(id_)
        self.backlog.leave()

    def found_by_amp(self, refs: Iterable[ArticleRef]) -> None:
        """Note the AMP pages that a page links to."""
        self._found.forms.linked_by_amp(refs)

    def requests_for_named(self, refs: Iterable[ArticleRef]) -> Iterator[Request]:
        """Yield requests for the articles that the user named (``urls=``), known or not."""
        for ref in refs:
            # UNREACHED leaves the depth of a known article as it is.
            self._found.note([ref], DiscoveryPath("argument", ref.url, UNREACHED))
            yield self.articles.request(ref, DiscoveryPath("argument", ref.url, 0))

    def other_form(self, failed: Request) -> Request | None:
        """Return a request for another form of an article's URL, after a request failed.

        The form is a URL that another page names, else the article's AMP page; None if no untried
        form is known.
        """
        ref, discovery_path = failed.cb_kwargs["ref"], failed.cb_kwargs["discovery_path"]
        self._found.forms.failed(ref)
        return next(self._found.other_form(ref, discovery_path), None)

    def canonical(self, amp: Article, discovery_path: DiscoveryPath) -> Request | None:
        """Return the request for the canonical page of an AMP page; None if it is not an article.

        Args:
            amp: The article as the AMP page shows it, for the case that the canonical page cannot
                be fetched.
            discovery_path: How the AMP page was found.
        """
        ref = self._urls.article(amp.url)
        if ref is None:
            return None
        request = self.articles.request(ref, discovery_path)
        request.cb_kwargs["amp"] = amp
        return request

    def reparse_requests(self) -> Iterator[Request]:
        """Yield requests for the pages that could not be read; SavedPagesMiddleware answers."""
        for page in self._pages.failed_for(EXTRACTION_REASONS):
            ref = self.articles.ref_of(page)
            if ref and self.articles.wanted(ref):
                request = self.articles.request(ref, DiscoveryPath.of(page))
                request.meta[SAVED] = True
                yield request

    def _is_recent(self, date: ParsedDate | None) -> bool:
        """Return whether ``since=`` allows an article by the date of its source; True without."""
        since = self._arguments.since
        if since is None or date is None:
            return True
        length = timedelta(days=1) if date.precision == "day" else timedelta()
        return date.at + length >= since

    def want_sections(self, sections: tuple[str, ...]) -> None:
        """Limit the run to sections, as URLs write them, and to the sections below them."""
        self.articles.sections.names = sections


def _date_of(outlink: Outlink) -> ParsedDate | None:
    """Return the time at which a source says that an article last changed; None without one."""
    return parse_date(outlink.changed.strip(), datetime.now(UTC)) if outlink.changed else None
