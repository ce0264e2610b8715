"""Read pages of articles; handle failed requests for articles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from newsbot.callbacks.visits import ArticleVisits, Visit
from newsbot.discovery.budgets.address_budget import BEYOND_ADDRESS_BUDGET
from newsbot.discovery.discovery_path import DiscoveryPath
from newsbot.discovery.single_page import read_page
from newsbot.downloader.exceptions import NOT_SENT, NOT_WANTED
from newsbot.downloader.responses import (
    CONDITIONS,
    NOT_MODIFIED,
    failure_reason,
    is_permanent,
    request_of,
)
from newsbot.downloader.worker import in_worker, is_large
from newsbot.items import Article, Reject
from newsbot.ledger.crawl_state.page import UNREACHED
from newsbot.page import EXTRACTION_ERROR, ArticlePage, read_article
from newsbot.reporting import stat_names
from newsbot.reporting.failures import note_failure
from newsbot.reporting.outcomes import RETRY_AFTER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsbot.discovery.crawl import Crawl
    from newsbot.urls import ArticleRef


class ArticleCallbacks(ArticleVisits):
    """Yields articles, and requests for their related stories."""

    def parse_article(
        self, response: Response, ref: ArticleRef | None = None, **known: Any
    ) -> Iterator[Any] | AsyncIterator[Any]:
        """Yield an article and requests for its related stories, or a Reject; see _parse_article.

        A large page is read in a thread, so that the event loop goes on.
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
        discovery_path: DiscoveryPath | None = None,
        amp: Article | None = None,
        plain: dict[str, Any] | None = None,
        read: tuple[ArticlePage, dict[str, Any]] | Reject | None = None,
    ) -> Iterator[Article | Reject | Request]:
        """Yield an article and requests for its related stories, or a Reject.

        ``ref`` and ``discovery_path`` are None for ``scrapy parse -c parse_article``.

        Args:
            response: The page, or an answer 304.
            ref: The article that was requested (see Visit, also for the next three).
            discovery_path: How this run found the article.
            amp: The article as its AMP page showed it.
            plain: The fields of the page without a browser.
            read: The result of `read`, if the page was read before.
        """
        if ref is None or discovery_path is None:
            yield from read_page(cast("Crawl", self), response)
            return
        if not self._is_storage_ok():
            return
        if plain is None:
            self._count(stat_names.PAGES_FETCHED)
        if response.status == NOT_MODIFIED:
            yield from self._not_modified(response, ref)
            return
        now = response.meta.get("fetched_at") or datetime.now(UTC).replace(microsecond=0)
        page_ref = self._ref_of_answer(response, ref, discovery_path)
        if page_ref is None:
            return
        read = read or self.read(response, page_ref.url, now)
        page = None if isinstance(read, Reject) else read[0]
        canonical = (page and self.urls.article(page.url)) or page_ref
        if canonical.id != page_ref.id:  # the page names another URL as its canonical one
            if not self._note_redirect(page_ref, canonical, discovery_path):
                return
            page_ref = canonical
        visit = Visit(response, ref, page_ref, discovery_path, amp, plain, now)
        yield from (
            self._unreadable(visit, read) if isinstance(read, Reject) else self._read(visit, *read)
        )

    def _ref_of_answer(
        self, response: Response, ref: ArticleRef, discovery_path: DiscoveryPath
    ) -> ArticleRef | None:
        """Return the article of an answer's URL; None if it is another one that was read before."""
        page_ref = self.urls.article(response.url) or ref
        if page_ref.id != ref.id:
            return page_ref if self._note_redirect(ref, page_ref, discovery_path) else None
        if page_ref.url != ref.url and not page_ref.amp_url:
            # The site redirects to this form of the URL: the next visit requests it directly.
            self.ledger.pages.set_url(page_ref.id, page_ref.url)
        return page_ref

    def _note_redirect(
        self, ref: ArticleRef, target: ArticleRef, discovery_path: DiscoveryPath
    ) -> bool:
        """Note that an article's URL led to another article.

        Returns:
            False if the other article was read before and must not be read again.
        """
        if ref.id in self._named_articles:
            # The user named the target too. UNREACHED leaves its depth as it is.
            self.frontier.record_redirect(
                ref, target, DiscoveryPath("argument", ref.url, UNREACHED)
            )
            self._named_articles[target.id] = target
        elif not self.frontier.record_redirect(ref, target, discovery_path):
            self._note_dead_address(ref)
            return False
        return True

    def no_longer_wanted(self, request: Request) -> str | None:
        """Return why a request that waited in the queue is not sent; None to send it."""
        return None

    def _not_modified(self, response: Response, ref: ArticleRef) -> Iterator[Reject]:
        """Note that an article has not changed; yield a Reject if the 304 makes no sense."""
        assert response.request is not None
        headers = response.request.headers
        if any(name in headers for name in CONDITIONS):
            self._count(stat_names.PAGES_NOT_MODIFIED)
            self.ledger.not_modified(ref.id)
        else:
            now = datetime.now(UTC).replace(microsecond=0)
            yield Reject(ref.url, "http_304", "304 for an unconditional request", {}, now)

    def read(
        self, response: Response, url: str, now: datetime
    ) -> tuple[ArticlePage, dict[str, Any]] | Reject:
        """Return the parsed page of a response and its fields, or a Reject if it is unreadable.

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

    def article_failed(self, failure: Failure) -> Iterator[Article | Reject | Request]:
        """Yield a Reject for an article that could not be fetched, or the article of its AMP page.

        If another form of the URL is known, yield its request instead. Some failures are not the
        page's (a robots.txt that could not be fetched, Retry-After): then yield nothing, and the
        article stays due.
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
            self._note_dead_address(request.cb_kwargs["ref"])
            return
        note_failure(self.crawler.stats, request.url, reason, detail)
        if reason in ("robots_unavailable", "not_rendered", NOT_SENT, RETRY_AFTER):
            self._count(f"{stat_names.PAGES}/{reason}")
            return
        ref: ArticleRef = request.cb_kwargs["ref"]
        if amp := request.cb_kwargs.get("amp"):
            yield from self._deliver(amp, request.cb_kwargs["discovery_path"])
            return
        if is_permanent(reason) and (again := self.frontier.other_form(request)):
            self._count(stat_names.PAGES_OTHER_FORM)
            yield again
            return
        now = datetime.now(UTC).replace(microsecond=0)
        yield Reject(ref.url, reason, detail, {}, now)
