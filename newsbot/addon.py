"""Set what newsbot's spiders need of Scrapy. Other spiders of a project run with Scrapy's defaults.

``NewsSpider.update_settings`` names this add-on. A setting of settings.py, of a spider's
``custom_settings`` or of ``-s`` wins over the setting here. Components, download handlers,
exporters and storages are added to those of the user.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.utils.misc import load_object

from newsbot.feeds.exporter import FEEDS
from newsbot.feeds.formats import FEED_EXPORTERS, check_feeds
from newsbot.reporting.log_records import use_safe_records
from newsbot.setting_values import check_settings
from newsbot.urls import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from newsbot.spider import NewsSpider

logger = logging.getLogger(__name__)

# For every crawl and for `scrapy parse`, `fetch` and `check`. Comments say why a value differs from
# Scrapy's default.
SETTINGS = {
    # DOWNLOAD_DELAY is the real limit: at one request a second to a host, four concurrent requests
    # are enough unless answers take longer than four seconds. Requests under way are also sent
    # after a budget is spent: sitemaps that name ten dead articles each led to 177 requests with
    # 16, and to 180 with 8. With 4 they stay below 150 (tests/discovery/test_traps.py).
    "CONCURRENT_REQUESTS": 4,
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "hi,en;q=0.5",  # Scrapy's "en" may fetch the English edition
    },
    "COOKIES_ENABLED": False,  # no session is needed; with cookies tldextract sends requests
    "DOWNLOAD_MAXSIZE": 8 * 1024 * 1024,  # bytes of a body; Scrapy's default is 1 GiB
    "DOWNLOAD_WARNSIZE": 4 * 1024 * 1024,
    "DOWNLOAD_TIMEOUT": 20,  # seconds; Scrapy waits 180, but a slower news page is down
    "METAREFRESH_ENABLED": False,  # news pages refresh themselves and would be fetched twice
    "REDIRECT_MAX_TIMES": 5,  # Scrapy's 20 is the limit of a browser
    "RETRY_GIVE_UP_LOG_LEVEL": "WARNING",  # Scrapy logs an error, but a reject is not an error
    "LOG_FORMATTER": "newsbot.reporting.log_formatter.LogFormatter",  # logs ids, not whole items
    # To give this warning, Scrapy parses the source of a callback. Its cache lasts only while a
    # request holds the callback: Scrapy parses again at every twentieth response or so, which is
    # 3 % of a crawl's instructions.
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "CONCURRENT_ITEMS": 1,  # the pipelines do no I/O that other items could use as waiting time
}
# For crawls alone.
CRAWL_SETTINGS = {
    # The frontier requests a page twice only on purpose. Scrapy's filter would drop the second
    # request.
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    "REFERER_ENABLED": False,  # the site's logs need not say which page led to another
    "URLLENGTH_LIMIT": 0,  # SiteUrls has a limit; a URL that Scrapy drops would stay pending
    "FEEDS": FEEDS,
    "FEED_URI_PARAMS": "newsbot.feeds.exporter.uri_params",
}
FEED_STORAGES = {  # Scrapy's storage leaves the mode of its files to the umask
    "": "newsbot.feeds.storage.PrivateFileStorage",
    "file": "newsbot.feeds.storage.PrivateFileStorage",
}
# Only http and https. newsbot's handler sends requests to root= if the argument is given, and
# refuses every other private address.
DOWNLOAD_HANDLERS = {
    "http": "newsbot.downloader.handlers.DownloadHandler",
    "https": "newsbot.downloader.handlers.DownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# These check retried requests too, read a failing robots.txt as "disallow all", and do not let a
# truncated page or a challenge pass for an article. Single pages are fetched with them too.
CAREFUL_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newsbot.middlewares.offsite.StrictOffsiteMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsbot.middlewares.robots.StrictRobotsTxtMiddleware": 100,
    # Scrapy's middleware delivers the first half of a truncated body.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "newsbot.middlewares.whole_body.WholeBodyMiddleware": 595,
    # It needs the unpacked body, and must see a response before Scrapy retries the request.
    "newsbot.middlewares.blocked.BlockedMiddleware": 580,
}
# With root=, Scrapy's middleware would choose the proxy by the site's URL, which is not requested.
PROXY = {
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "newsbot.middlewares.proxy.RootProxyMiddleware": 750,
}
DOWNLOADER_MIDDLEWARES = {
    **CAREFUL_MIDDLEWARES,
    "newsbot.middlewares.saved_pages.SavedPagesMiddleware": 10,  # with reparse=1 nothing is fetched
    # These two answer a page in doubt with the response that was fetched for it.
    "newsbot.middlewares.pages_in_doubt.SoftNotFoundMiddleware": 5,
    "newsbot.middlewares.pages_in_doubt.SecondLookMiddleware": 6,
    "newsbot.middlewares.source_budget.SourceBudgetMiddleware": 20,  # before robots.txt is fetched
    "newsbot.middlewares.render.RenderMiddleware": 150,  # before all that prepares a download
    # Scrapy's middleware drops some redirects without a log message.
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newsbot.middlewares.redirect.AccountableRedirectMiddleware": 600,
    # Scrapy ignores Retry-After. This middleware sees responses before they are retried, and
    # refuses requests before they are counted as sent.
    "newsbot.middlewares.retry_after.RetryAfterMiddleware": 575,
    "newsbot.middlewares.source_budget.FailedSourceMiddleware": 560,  # before Scrapy retries
}
EXTENSIONS = {
    "newsbot.extensions.sentry.SentryReports": -20,  # first: it reads the log of all others
    "newsbot.extensions.delivery.Delivery": -10,  # opens the ledger, which the others read
    "newsbot.extensions.archive.Archive": -5,  # its files are finished before the feeds
    # newsbot's exporter ends the run if a feed cannot be written. Scrapy's exits with 0.
    "scrapy.extensions.feedexport.FeedExporter": None,
    "newsbot.feeds.exporter.FeedExporter": 0,
    "newsbot.extensions.layout_alarm.LayoutAlarm": 6,
    "newsbot.extensions.save_pages.SavePages": 7,
    "newsbot.extensions.run_report.RunReport": 10,
    "newsbot.extensions.metrics.Metrics": 11,
    "newsbot.extensions.progress.Progress": 12,
    "newsbot.extensions.start_items.StartItems": 15,
    "newsbot.extensions.garbage.GarbageCollection": 20,
}


class NewsbotAddon:
    """Set the settings and components that a NewsSpider needs.

    A crawl gets all of them. ``scrapy parse``, ``fetch`` and ``check`` fetch as a crawl does, but
    leave no files: they have neither feeds nor the components that need the ledger. They may fetch
    from any host.
    """

    def __init__(self, spider: NewsSpider) -> None:
        self._spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the add-on; raise NotConfigured for a crawler without a spider."""
        if crawler.spider is None:
            raise NotConfigured  # `scrapy shell` makes its spider later
        return cls(crawler.spider)  # type: ignore[arg-type]  # a NewsSpider has named it

    def update_settings(self, settings: BaseSettings) -> None:
        """Set newsbot's settings and components, below those that the user set.

        Raises:
            SettingError: A setting has a value that cannot be used.
        """
        use_safe_records()
        root = self._spider.arguments.root
        if root and not _is_switched_off(settings, "DOWNLOADER_MIDDLEWARES", HttpProxyMiddleware):
            add_components(settings, "DOWNLOADER_MIDDLEWARES", PROXY)
        if root and is_loopback(root):
            # Politeness is for other people's servers; a loopback server is the user's own.
            settings.set("DOWNLOAD_DELAY", 0, priority="spider")
        settings.setdict(SETTINGS, priority="addon")
        _add(settings, "FEED_EXPORTERS", FEED_EXPORTERS)
        if root or self._spider.is_crawl:
            _add(settings, "DOWNLOAD_HANDLERS", DOWNLOAD_HANDLERS)
        if self._spider.is_crawl:
            check_settings(settings)
            check_feeds(settings)
            settings.setdict(CRAWL_SETTINGS, priority="addon")
            _add(settings, "FEED_STORAGES", FEED_STORAGES)
            add_components(settings, "DOWNLOADER_MIDDLEWARES", DOWNLOADER_MIDDLEWARES)
            add_components(settings, "EXTENSIONS", EXTENSIONS)
            if settings["JOBDIR"]:
                # The ledger and Scrapy's queue would both request the pages that an earlier run
                # left. A killed run loses the queue, and its pickles can run code.
                logger.warning("JOBDIR is not used: the ledger has the pages that are still due")
                settings.set("JOBDIR", None, priority=settings.getpriority("JOBDIR") or 0)
        else:
            # The user names the page, which may be a copy on another host.
            offsite = {"scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None}
            add_components(settings, "DOWNLOADER_MIDDLEWARES", offsite)


def add_components(settings: BaseSettings, name: str, components: Mapping[str, int | None]) -> None:
    """Add components to a setting such as ``EXTENSIONS``; the user's order of a component stays."""
    for path, order in components.items():
        settings.setdefault_in_component_priority_dict(name, load_object(path), order)


def _is_switched_off(settings: BaseSettings, name: str, component: type) -> bool:
    """Return whether the user has set one of Scrapy's components to None."""
    orders = settings.getdict(name).items()
    return any(order is None and load_object(path) is component for path, order in orders)


def _add(settings: BaseSettings, name: str, values: Mapping[str, str | None]) -> None:
    """Add values to a setting that is a dictionary; values of the user stay."""
    priority = max(settings.getpriority(name) or 0, 15)  # 15: Scrapy's priority of add-ons
    settings.set(name, {**values, **settings.getdict(name)}, priority=priority)
