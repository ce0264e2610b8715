"""Decide on the result of a page: an article, a reject, or another request to learn more."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from newsbot.browser.requests import has_script
from newsbot.callbacks.base import CrawlingSpider
from newsbot.discovery.second_look import SENSELESS_REASONS, Doubt
from newsbot.discovery.soft_404 import Answer
from newsbot.downloader.responses import fetched_response, validators_of
from newsbot.downloader.signal_files import SITE_SIGNALS
from newsbot.items import Article, Reject, new_article
from newsbot.items.rights import with_site
from newsbot.ledger.crawl_state.revisits import NEEDS_BROWSER
from newsbot.page.not_found import SOFT_404, says_not_found, sent_to
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scrapy import Request
    from scrapy.http import Response

    from newsbot.discovery.discovery_path import DiscoveryPath
    from newsbot.page import ArticlePage
    from newsbot.urls import ArticleRef


@dataclass(frozen=True, slots=True)
class Visit:
    """An answer to a request for an article.

    Attributes:
        response: The page.
        ref: The article that was requested.
        page_ref: The article that the URL of the response belongs to.
        discovery_path: How this run found the article.
        amp: The article as its AMP page showed it, if the response is the canonical page for it.
        plain: The fields of the page without a browser, if the response comes from a browser.
        now: When the page was fetched (UTC).
    """

    response: Response
    ref: ArticleRef
    page_ref: ArticleRef
    discovery_path: DiscoveryPath
    amp: Article | None
    plain: dict[str, Any] | None
    now: datetime


class ArticleVisits(CrawlingSpider):
    """Decides on the results of the answers to requests for articles."""

    @property
    def site(self) -> str:
        """The name of the site in ids, articles and the ledger."""
        return self.urls.site

    def _unreadable(self, visit: Visit, reject: Reject) -> Iterable[Article | Reject | Request]:
        """Return the results of a page from which no article could be read."""
        is_senseless = visit.plain is None and reject.reason in SENSELESS_REASONS
        if is_senseless and self._is_held(visit.response, reject.reason):
            return ()
        return self._rejected(visit, reject)

    def _rejected(self, visit: Visit, reject: Reject) -> Iterable[Article | Reject | Request]:
        """Return the reject of a page, or the article of its AMP page."""
        return self._deliver(visit.amp, visit.discovery_path) if visit.amp else (reject,)

    def _read(
        self, visit: Visit, page: ArticlePage, fields: dict[str, Any]
    ) -> Iterable[Article | Reject | Request]:
        """Return the article of a page, its reject, or the request that must come before."""
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
        """Return the request for the page in a browser, or a reject if there is no browser.

        None for a page that needs no browser.
        """
        if request := self.browser.article_request(page, visit.response, fields, visit.plain):
            return (request,)
        if not self.browser.is_unrendered(page, visit.response, visit.plain):
            return None
        self._count(stat_names.BROWSER_SKIPPED, visit.plain is None)
        detail = "the page has no body without a browser, and this run has no browser"
        headline = {"headline": fields["headline"]}
        return (Reject(visit.page_ref.url, NEEDS_BROWSER, detail, headline, visit.now),)

    def _doubted(
        self, visit: Visit, page: ArticlePage
    ) -> Iterable[Article | Reject | Request] | None:
        """Return the results of a page in doubt (SecondLook); None if the page is whole."""
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
        """Return the results of a soft 404, or of a page that sends readers to another page.

        None for other pages.
        """
        if self.arguments.reparse:
            return None
        response, headline = visit.response, {"headline": page.headline}
        target = None if page.has_article else sent_to(response)
        if target and self.urls.article(target) is None:
            detail = f"the page sends its readers to a page that is not an article: {target}"
            return (Reject(visit.page_ref.url, "bad_redirect", detail, headline, visit.now),)
        is_plain = visit.plain is None and (page.has_article or not has_script(response))
        if self.needs_browser != "never" and not is_plain:
            # Before their scripts run, all pages of a site may have the same text.
            is_told = says_not_found(page.headline)
            answer = Answer.NOT_FOUND if is_told else Answer.ARTICLE
        else:
            answer = self.soft_404.judge(visit.page_ref.id, response, page, fields)
        if answer is Answer.DOUBTFUL:
            self._count(stat_names.PAGES_FETCHED, -1)  # the page will be counted again
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
        """Yield the article of a page and requests for its related stories.

        For an AMP page, yield the request for its canonical page instead, if that is an article.
        """
        response, page_ref, discovery_path = visit.response, visit.page_ref, visit.discovery_path
        for field, problem in page.discarded:
            self._count(f"{stat_names.DISCARDED_VALUES}/{field}/{problem}")
        self.frontier.found_by_amp(page.amp_links)
        found = (discovery_path.found_via, discovery_path.found_on, discovery_path.depth)
        if signals := response.meta.get(SITE_SIGNALS):
            fields["rights"] = with_site(fields["rights"], signals.rights_of(response.url))
        fetched = fetched_response(response, is_rendered=visit.plain is not None)
        article = new_article(page.id_or(page_ref.id), self.site, fields, found, visit.now, fetched)
        if article.id != page_ref.id:
            article.page_id = page_ref.id
        if page.is_amp and not visit.amp and article.url not in (response.url, visit.ref.url):
            self._count(stat_names.PAGES_AMP)
            if request := self.frontier.canonical(article, discovery_path):
                yield request
                return
        if article.id == page_ref.id:  # else a 304 would not say which of the articles it means
            article.validators = validators_of(response)
        yield from self._deliver(article, discovery_path)

    def _deliver(
        self, article: Article, discovery_path: DiscoveryPath
    ) -> Iterator[Article | Request]:
        """Yield an article and requests for its related stories."""
        # Related stories are noted before the article counts as done: the run may die between.
        requests = self.frontier.related.requests(article, discovery_path)
        yield article
        if not self.arguments.reparse:
            yield from chain(requests, self.frontier.related.links_due())

    def not_an_article(
        self, response: Response, ref: ArticleRef, page: ArticlePage, fields: dict[str, Any]
    ) -> Iterable[Reject | Request] | None:
        """Return the results of a page that is not an article; None for an article.

        The base class returns None: if ``article_url`` is declared, each page that it matches
        counts as an article. A spider without a declaration overrides this method.
        """
        return None

    def _is_held(self, response: Response, reason: str, doubt: Doubt = Doubt.SENSELESS) -> bool:
        """Return whether the page of an article waits for the end of the run (SecondLook)."""
        if self.needs_browser != "never":
            return False  # the browser is the second look
        is_held = self.second_look.hold(response.request, doubt, response, reason)
        if is_held and response.request:
            self._count(stat_names.PAGES_FETCHED, -1)  # the page will be counted again
            # Until then it counts as dead for the page that named it.
            self._note_dead_address(response.request.cb_kwargs["ref"])
        return is_held
