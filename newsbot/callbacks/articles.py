"""Callbacks for pages of articles: the article, a reject, or a request that finds out more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from newsbot.browser.requests import has_script
from newsbot.callbacks.base import CrawlingSpider
from newsbot.discovery.address_budget import BEYOND_ADDRESS_BUDGET
from newsbot.discovery.path import Trail
from newsbot.discovery.second_look import SENSELESS_REASONS, Doubt
from newsbot.discovery.single_page import read_page
from newsbot.discovery.soft_404 import Answer
from newsbot.downloader.exceptions import NOT_SENT, NOT_WANTED
from newsbot.downloader.responses import (
    NOT_MODIFIED,
    failure_reason,
    fetched_response,
    is_permanent,
    request_of,
    validators_of,
)
from newsbot.downloader.signal_files import SITE_SIGNALS
from newsbot.downloader.worker import in_worker, is_large
from newsbot.items import Article, Reject, new_article
from newsbot.items.rights import with_site
from newsbot.ledger.page import UNREACHED
from newsbot.ledger.revisits import NEEDS_BROWSER
from newsbot.page import EXTRACTION_ERROR, ArticlePage, read_article
from newsbot.page.not_found import SOFT_404, says_not_found
from newsbot.reporting import stat_names
from newsbot.reporting.failures import note_failure
from newsbot.reporting.outcomes import RETRY_AFTER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsbot.urls import ArticleRef


@dataclass(frozen=True, slots=True)
class Visit:
    """An answer to a request for an article.

    Attributes:
        response: The page.
        ref: The article that was requested.
        page_ref: The article that the page's URL means.
        trail: How this run came to it.
        amp: The article as an AMP page showed it, whose canonical page this is.
        plain: The fields of the page as it was fetched, where the response comes from a browser.
        now: When the page was fetched (UTC).
    """

    response: Response
    ref: ArticleRef
    page_ref: ArticleRef
    trail: Trail
    amp: Article | None
    plain: dict[str, Any] | None
    now: datetime


class ArticleCallbacks(CrawlingSpider):
    """Yields articles, and requests for their related stories."""

    @property
    def site(self) -> str:
        """The name of the site: in ids, in articles, in the ledger."""
        return self.urls.site

    def parse_article(
        self, response: Response, ref: ArticleRef | None = None, **known: Any
    ) -> Iterator[Any] | AsyncIterator[Any]:
        """Yield an article and requests for its related stories, or a Reject; see _parse_article.

        A large page is read in a thread, and the event loop goes on.
        """
        if ref is not None:
            self.frontier.note_answer(ref)
        if ref is not None and is_large(response) and response.status != NOT_MODIFIED:
            return self._parse_large_article(response, ref, **known)
        return self._parse_article(response, ref, **known)

    async def _parse_large_article(
        self, response: Response, ref: ArticleRef, **known: Any
    ) -> AsyncIterator[Any]:
        now = response.meta.setdefault("fetched_at", datetime.now(UTC).replace(microsecond=0))
        url = (self.urls.article(response.url) or ref).url
        read = await in_worker(self.read, response, url, now)
        for result in self._parse_article(response, ref, **known, read=read):
            yield result

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
            ref: See Visit, as for ``trail``, ``amp`` and ``plain``.
            trail: How this run came to the article.
            amp: The article as an AMP page showed it.
            plain: The fields of the page as it was fetched.
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
        page_ref = self._own(response, ref, trail)
        if page_ref is None:
            return
        read = read or self.read(response, page_ref.url, now)
        page = None if isinstance(read, Reject) else read[0]
        canonical = (page and self.urls.article(page.url)) or page_ref
        if canonical.id != page_ref.id:  # the same article by its number, under another slug
            if not self._moved(page_ref, canonical, trail):
                return
            page_ref = canonical
        visit = Visit(response, ref, page_ref, trail, amp, plain, now)
        yield from (
            self._unread(visit, read) if isinstance(read, Reject) else self._read(visit, *read)
        )

    def _own(self, response: Response, ref: ArticleRef, trail: Trail) -> ArticleRef | None:
        """Return the article that the URL of an answer means; None for one that was read."""
        page_ref = self.urls.article(response.url) or ref
        if page_ref.id != ref.id:
            return page_ref if self._moved(ref, page_ref, trail) else None
        if page_ref.url != ref.url and not page_ref.amp_url:
            # The site redirects to this form; the next visit asks for it at once.
            self.ledger.pages.set_url(page_ref.id, page_ref.url)
        return page_ref

    def _unread(self, visit: Visit, reject: Reject) -> Iterable[Article | Reject | Request]:
        """Return what becomes of a page in which no article could be read."""
        is_senseless = visit.plain is None and reject.reason in SENSELESS_REASONS
        if is_senseless and self._is_held(visit.response, reject.reason):
            return ()
        return self._rejected(visit, reject)

    def _rejected(self, visit: Visit, reject: Reject) -> Iterable[Article | Reject | Request]:
        """Return the reject of a page, or what the AMP page of the article showed."""
        return self._deliver(visit.amp, visit.trail) if visit.amp else (reject,)

    def _read(
        self, visit: Visit, page: ArticlePage, fields: dict[str, Any]
    ) -> Iterable[Article | Reject | Request]:
        """Return the article of a page, or what has to be found out before."""
        found: Iterable[Article | Reject | Request] | None
        found = self.not_an_article(visit.response, visit.page_ref, page, fields)
        if found is None:
            found = self._by_browser(visit, page, fields)
        if found is None and visit.plain is None:
            found = self._doubted(visit, page)
        if found is None:
            found = self._not_found(visit, page, fields)
        return self._article(visit, page, fields) if found is None else found

    def _by_browser(
        self, visit: Visit, page: ArticlePage, fields: dict[str, Any]
    ) -> Iterable[Reject | Request] | None:
        """Return the request for a page that a browser must show, or the reject for want of one."""
        if request := self.browser.article_request(page, visit.response, fields, visit.plain):
            return (request,)
        if not self.browser.is_missed_by(page, visit.response, visit.plain):
            return None
        self._count(stat_names.BROWSER_SKIPPED, visit.plain is None)
        detail = "it has no body without a browser, and this run has none for it"
        headline = {"headline": fields["headline"]}
        return (Reject(visit.page_ref.url, NEEDS_BROWSER, detail, headline, visit.now),)

    def _doubted(
        self, visit: Visit, page: ArticlePage
    ) -> Iterable[Article | Reject | Request] | None:
        """Return what becomes of a page that is cut; None for any other."""
        response, headline = visit.response, {"headline": page.headline}
        doubt = self.second_look.doubt(response, page.has_article)
        unread = "no_body" if page.headline else "no_headline"
        if doubt and self._is_held(response, unread, doubt):
            return ()
        if doubt is Doubt.UNFINISHED and self.second_look.is_part(response):
            detail = "the page ends before its </html>"
            reject = Reject(visit.page_ref.url, "download_error", detail, headline, visit.now)
            return self._rejected(visit, reject)
        return None

    def _not_found(
        self, visit: Visit, page: ArticlePage, fields: dict[str, Any]
    ) -> Iterable[Article | Reject | Request] | None:
        """Return what becomes of a page that says that it does not exist; None for any other."""
        if self.arguments.reparse:
            return None
        response, headline = visit.response, {"headline": page.headline}
        is_plain = visit.plain is None and (page.has_article or not has_script(response))
        if self.needs_browser != "never" and not is_plain:
            # Before their scripts run, all pages of a site may look alike.
            is_told = says_not_found(page.headline)
            answer = Answer.NOT_FOUND if is_told else Answer.ARTICLE
        else:
            answer = self.soft_404.judge(visit.page_ref.id, response, page, fields)
        if answer is Answer.DOUBTFUL:
            self._count(stat_names.PAGES_FETCHED, -1)  # it is read again
            return self.soft_404.ask_later(response)
        if answer is not Answer.NOT_FOUND:
            return None
        if self._is_held(response, SOFT_404):
            return ()
        reject = Reject(visit.page_ref.url, SOFT_404, answer.value, headline, visit.now)
        return self._rejected(visit, reject)

    def _article(
        self, visit: Visit, page: ArticlePage, fields: dict[str, Any]
    ) -> Iterator[Article | Request]:
        """Yield a page's article and requests for its related stories.

        For an AMP page, the request for its canonical page, where that may be had.
        """
        response, page_ref, trail = visit.response, visit.page_ref, visit.trail
        for field, problem in page.discarded:
            self._count(f"{stat_names.DISCARDED_VALUES}/{field}/{problem}")
        self.frontier.found_by_amp(page.amp_links)
        found = (trail.found_via, trail.found_on, trail.depth)
        if signals := response.meta.get(SITE_SIGNALS):
            fields["rights"] = with_site(fields["rights"], signals.rights_of(response.url))
        fetched = fetched_response(response, is_rendered=visit.plain is not None)
        article = new_article(page.id_or(page_ref.id), self.site, fields, found, visit.now, fetched)
        if article.id != page_ref.id:
            article.page_id = page_ref.id
        if page.is_amp and not visit.amp and article.url not in (response.url, visit.ref.url):
            self._count(stat_names.PAGES_AMP)
            if request := self.frontier.canonical(article, trail):
                yield request
                return
        if article.id == page_ref.id:  # of another one, "not modified" could not tell which it is
            article.validators = validators_of(response)
        yield from self._deliver(article, trail)

    def _moved(self, ref: ArticleRef, target: ArticleRef, trail: Trail) -> bool:
        """Note that an article's URL led to another one; return False where that was read."""
        if ref.id in self._asked_for:
            # The article that was named is there now, as far from a source as before.
            self.frontier.record_redirect(ref, target, Trail("argument", ref.url, UNREACHED))
            self._asked_for[target.id] = target
        elif not self.frontier.record_redirect(ref, target, trail):
            self._leads_nowhere(ref)
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
            self._leads_nowhere(response.request.cb_kwargs["ref"])
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
        requests = self.frontier.related.requests(article, trail)
        yield article
        if not self.arguments.reparse:
            yield from chain(requests, self.frontier.related.links_due())

    def article_failed(self, failure: Failure) -> Iterator[Article | Reject | Request]:
        """Yield a Reject for an article that could not be fetched, or what its AMP page showed.

        A page that cannot be had is requested by another form of its URL instead, where one is
        known. A failure that says nothing of the page (robots.txt that could not be read,
        Retry-After) yields nothing: the article stays due.
        """
        request = request_of(failure)
        self.frontier.note_answer(request.cb_kwargs["ref"])
        reason, detail = failure_reason(failure.value)
        if reason == "not_saved":
            self._count(stat_names.SAVED_PAGES_MISSING)
            return
        if reason == NOT_WANTED:
            return
        if reason == BEYOND_ADDRESS_BUDGET:
            self.frontier.leave(request.cb_kwargs["ref"])
            return
        if self._is_failure_held(failure, reason):
            # As of a page that is held.
            self._leads_nowhere(request.cb_kwargs["ref"])
            return
        note_failure(self.crawler.stats, request.url, reason, detail)
        if reason in ("robots_unavailable", "not_rendered", NOT_SENT, RETRY_AFTER):
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
