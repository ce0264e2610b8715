"""Define the base class of the callbacks: the objects of a run, and common methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from scrapy import Spider
from scrapy.exceptions import DownloadCancelledError

from newsbot.discovery.second_look import SENSELESS_REASONS, Doubt, SecondLook
from newsbot.downloader.responses import is_permanent, request_of
from newsbot.reporting import stat_names
from newsbot.signals import address_answered

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from newsbot.arguments import Arguments
    from newsbot.browser.requests import BrowserRequests, Need
    from newsbot.discovery.frontier.frontier import Frontier
    from newsbot.discovery.soft_404 import SoftNotFound
    from newsbot.discovery.sources import Source
    from newsbot.downloader.backoff import HostBackoff
    from newsbot.downloader.wire import Recorder
    from newsbot.ledger import Ledger
    from newsbot.ledger.run_lines import RunLines
    from newsbot.page import ArticlePage
    from newsbot.urls import ArticleRef, SiteUrls


class CrawlingSpider(Spider):
    """The base class of the callbacks: a spider whose run is open (NewsSpider.open_run)."""

    page: ClassVar[type[ArticlePage]]
    sources: ClassVar[tuple[Source, ...]]
    needs_browser: ClassVar[Need]
    arguments: Arguments
    urls: SiteUrls
    browser: BrowserRequests
    ledger: Ledger
    lines: RunLines
    frontier: Frontier
    backoff: HostBackoff
    soft_404: SoftNotFound
    second_look: SecondLook
    archive: Recorder | None = None  # writes the responses of the crawl
    _named_articles: dict[str, ArticleRef]  # id → article that urls= names

    def has_backlog(self) -> bool:
        """Return whether the ledger has due pages that this run has not requested yet."""
        return self.frontier.backlog.is_left

    def _is_storage_ok(self) -> bool:
        return not self.crawler.stats.get_value(stat_names.STORAGE_ERRORS)

    def _is_failure_held(self, failure: Failure, reason: str) -> bool:
        """Return whether a failed request waits for the end of the run (SecondLook)."""
        request = request_of(failure)
        # Scrapy retries other failures itself, but not a body that is too large, nor a request for
        # which the budget of addresses has no retries.
        is_held = reason in SENSELESS_REASONS or isinstance(failure.value, DownloadCancelledError)
        is_failing = reason.startswith(("http_", "download_error")) and not is_permanent(reason)
        is_held |= is_failing and "dont_retry" in request.meta
        if not is_held or self.backoff.is_resting(request):
            return False
        first = cast("Exception", failure.value)
        return self.second_look.hold(request, Doubt.SENSELESS, first, reason)

    def _note_dead_address(self, ref: ArticleRef, is_other_page: bool = False) -> None:
        """Note that the address of an article led to no article so far.

        ``is_other_page``: the address leads to another page, such as a listing.
        """
        self.crawler.signals.send_catch_log(
            address_answered, id_=ref.id, is_article=False, is_other_page=is_other_page
        )

    def _count(self, name: str, by: int = 1) -> None:
        self.crawler.stats.inc_value(name, by)
