"""Make a run's requests for articles, and keep the ids of those that have no answer yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrapy import Request

from newsbot.discovery.budgets.address_budget import UNREAD, is_unread
from newsbot.discovery.discovery_path import DiscoveryPath
from newsbot.discovery.selection import WantedSections, sections_of_url
from newsbot.downloader.responses import NOT_MODIFIED, conditions

if TYPE_CHECKING:
    from newsbot.discovery.crawl import Crawl
    from newsbot.ledger import Page
    from newsbot.urls import ArticleRef

# Priorities. Articles come after the first pages of sources and before the further pages
# (source_frontier.py); late articles (SiteUrls.comes_late) come after the further pages too.
ARTICLES = 50
LATE_ARTICLES = -50


class ArticleRequests:
    """Makes requests for articles; says which articles a run wants and has requested.

    Args:
        crawl: The spider.
    """

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        # The ids of articles and canonical URLs of sources that this run requested. Scrapy's
        # duplicate filter is off.
        self.requested: set[str] = set()
        # The ids of requested articles without an answer, and the number of articles with one.
        self.unanswered: set[str] = set()
        self.answered = 0
        self.sections = WantedSections()  # NewsSpider.start sets the sections that the user named

    def request(
        self, ref: ArticleRef, discovery_path: DiscoveryPath, url: str | None = None
    ) -> Request:
        """Return the request for an article.

        Args:
            ref: The article.
            discovery_path: How the article was found.
            url: The form of the article's URL to be requested; None: ``ref.url``.
        """
        self.requested.add(ref.id)
        self.unanswered.add(ref.id)
        return Request(
            url or ref.url,
            self._crawl.parse_article,
            errback=self._crawl.article_failed,
            cb_kwargs={"ref": ref, "discovery_path": discovery_path},
            meta={"handle_httpstatus_list": [NOT_MODIFIED]},
            priority=(LATE_ARTICLES if self._crawl.urls.comes_late(ref) else ARTICLES)
            - discovery_path.depth,
        )

    def revisit(self, ref: ArticleRef, page: Page) -> Request:
        """Return the request for an article that is in the ledger."""
        request = self.request(ref, DiscoveryPath.of(page))
        request.meta[UNREAD] = DiscoveryPath.of(page) if is_unread(page) else None
        if page.state == "done":
            # Other pages were not read whole, and must not be answered with "not modified".
            request.headers.update(conditions(page.etag, page.last_modified))
        return request

    def ref_of(self, page: Page) -> ArticleRef | None:
        """Return the article that a ledger page is about.

        None if ``article_url`` no longer matches the page's URL.
        """
        ref = self._crawl.urls.article(page.url)
        return replace(ref, amp_url=page.amp_url or ref.amp_url) if ref else None

    def wanted(self, ref: ArticleRef) -> bool:
        """Return whether ``sections=`` allows an article."""
        return ref.section is None or any(map(self.sections.has, sections_of_url(ref)))

    def note_answer(self, ref: ArticleRef) -> bool:
        """Note that the request for an article was answered or failed; return False if known."""
        if ref.id not in self.unanswered:
            return False
        self.unanswered.remove(ref.id)
        self.answered += 1
        return True
