"""The base class of the callbacks: the run's parts, and what all callbacks do."""

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
    """Base of the callbacks: a spider whose run is open (NewsSpider.open_run)."""

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
    archive: Recorder | None = None  # of what the crawl fetches
    _asked_for: dict[str, ArticleRef]  # id → the article that urls= names

    def has_backlog(self) -> bool:
        """Return whether pages that are due wait in the ledger for this run to take them up."""
        return self.frontier.backlog.is_left

    def _is_storage_ok(self) -> bool:
        return not self.crawler.stats.get_value(stat_names.STORAGE_ERRORS)

    def _is_failure_held(self, failure: Failure, reason: str) -> bool:
        """Return whether a request that led nowhere waits for the end of the run."""
        request = request_of(failure)
        # A body that is too large is not retried, as others that fail on their way are; nor is
        # what the budget of addresses has no retries for.
        is_held = reason in SENSELESS_REASONS or isinstance(failure.value, DownloadCancelledError)
        is_failing = reason.startswith(("http_", "download_error")) and not is_permanent(reason)
        is_held |= is_failing and "dont_retry" in request.meta
        if not is_held or self.backoff.is_resting(request):
            return False
        first = cast("Exception", failure.value)
        return self.second_look.hold(request, Doubt.SENSELESS, first, reason)

    def _leads_nowhere(self, ref: ArticleRef, is_other_page: bool = False) -> None:
        """Note that the address of an article led to none, as far as is known now.

        ``is_other_page``: it leads to a listing, say.
        """
        self.crawler.signals.send_catch_log(
            address_answered, id_=ref.id, is_article=False, is_other_page=is_other_page
        )

    def _count(self, name: str, by: int = 1) -> None:
        self.crawler.stats.inc_value(name, by)
