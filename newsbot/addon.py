"""Fit Scrapy to newsbot's spiders; all other spiders of a project have it as it is.

``NewsSpider.update_settings`` names the add-on. A value of settings.py, of a spider's
``custom_settings`` or of ``-s`` comes before the add-on's; components that they name are added to.
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

# Every line that differs from Scrapy's default says why.
SETTINGS = {
    # The delay is the limit: one request a second to a host needs no more, unless answers take
    # longer than four seconds. It is also under way when the budget of a trap is spent: with
    # 16, sitemaps that name ten dead articles each came to 177 requests, and with 8 to 180.
    "CONCURRENT_REQUESTS": 4,
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "hi,en;q=0.5",  # Scrapy says en, which may fetch another edition
    },
    "COOKIES_ENABLED": False,  # no session is needed; tldextract would go to the network for them
    "DOWNLOAD_MAXSIZE": 8 * 1024 * 1024,  # bytes of a body; Scrapy's default is 1 GiB
    "DOWNLOAD_WARNSIZE": 4 * 1024 * 1024,
    "DOWNLOAD_TIMEOUT": 20,  # seconds; a news page that takes longer is down, Scrapy waits 180
    "METAREFRESH_ENABLED": False,  # news pages refresh themselves; that would fetch them twice
    "REDIRECT_MAX_TIMES": 5,  # Scrapy's 20 is a browser's
    "RETRY_GIVE_UP_LOG_LEVEL": "WARNING",  # the page is a reject then, and not forgotten
    "LOG_FORMATTER": "newsbot.reporting.log_formatter.LogFormatter",  # ids, not texts
    # Scrapy keeps what it finds in a callback's source only while a request holds that callback: it
    # parses the source once in some twenty responses, which is 3 % of a crawl's instructions.
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "CONCURRENT_ITEMS": 1,  # pipelines do not wait for anything
}
CRAWL_SETTINGS = {
    # The frontier asks once for a page; Scrapy would drop what it means to ask for again.
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    "REFERER_ENABLED": False,  # which page led to another is in the article, not in the site's logs
    "URLLENGTH_LIMIT": 0,  # SiteUrls has one; what Scrapy drops is noted and never fetched
    "FEEDS": FEEDS,
    "FEED_URI_PARAMS": "newsbot.feeds.exporter.uri_params",
}
FEED_STORAGES = {  # Scrapy's makes files as the umask has it
    "": "newsbot.feeds.storage.PrivateFileStorage",
    "file": "newsbot.feeds.storage.PrivateFileStorage",
}
# Only http and https; ours map the site to the argument root=, and nothing but that root is at a
# private address.
DOWNLOAD_HANDLERS = {
    "http": "newsbot.downloader.handlers.DownloadHandler",
    "https": "newsbot.downloader.handlers.DownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# Ours hold for retried requests too, take a robots.txt that fails for a "no", and no half page or
# challenge for a page. Whoever fetches pages of a site without a crawl needs these.
CAREFUL_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newsbot.middlewares.offsite.StrictOffsiteMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsbot.middlewares.robots.StrictRobotsTxtMiddleware": 100,
    # Scrapy's delivers the half of a body that is cut.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "newsbot.middlewares.whole_body.WholeBodyMiddleware": 595,
    "newsbot.middlewares.blocked.BlockedMiddleware": 580,  # after that; before it would be retried
}
# With root=, Scrapy's would choose by the site's URL, which is not asked for.
PROXY = {
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "newsbot.middlewares.proxy.RootProxyMiddleware": 750,
}
DOWNLOADER_MIDDLEWARES = {
    **CAREFUL_MIDDLEWARES,
    "newsbot.middlewares.saved_pages.SavedPagesMiddleware": 10,  # with reparse=1 nothing is fetched
    "newsbot.middlewares.pages_in_doubt.SoftNotFoundMiddleware": 5,  # it answers what was fetched
    "newsbot.middlewares.pages_in_doubt.SecondLookMiddleware": 6,  # the same
    "newsbot.middlewares.source_budget.SourceBudgetMiddleware": 20,  # before all that asks a host
    "newsbot.middlewares.render.RenderMiddleware": 150,  # before all that prepares a download
    # Ours drops no redirect without a word.
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newsbot.middlewares.redirect.AccountableRedirectMiddleware": 600,
    # Scrapy knows no Retry-After. It sees answers before they are retried, and refuses requests
    # before they are counted as sent.
    "newsbot.middlewares.retry_after.RetryAfterMiddleware": 575,
    "newsbot.middlewares.source_budget.FailedSourceMiddleware": 560,  # before they are retried
}
EXTENSIONS = {
    "newsbot.extensions.sentry.SentryReports": -20,  # listens to the log of all others
    "newsbot.extensions.delivery.Delivery": -10,  # opens the ledger, which all others look into
    "newsbot.extensions.archive.Archive": -5,  # its files are finished before the feeds
    # Ours ends the run when a feed cannot be written; Scrapy's logs it and exits 0.
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
    """Set what a NewsSpider needs in place of Scrapy's defaults, and newsbot's components.

    A crawl gets all of them. ``scrapy parse``, ``fetch`` and ``check`` fetch as a crawl does and
    leave nothing behind: they have neither feeds nor the components that need the ledger, and
    fetch from whatever host they are given.
    """

    def __init__(self, spider: NewsSpider) -> None:
        self._spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the add-on of a crawler with a spider; raise NotConfigured for one without."""
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
            # Politeness is for other people's servers; a loopback one is the user's own.
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
                # The ledger and Scrapy's queue would both request what an earlier run left. A kill
                # loses the queue, and it consists of pickles, which run code.
                logger.warning("JOBDIR is not used: a run takes up by the ledger what is left")
                settings.set("JOBDIR", None, priority=settings.getpriority("JOBDIR") or 0)
        else:
            # The user names the page: it may be a copy that lies elsewhere.
            offsite = {"scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None}
            add_components(settings, "DOWNLOADER_MIDDLEWARES", offsite)


def add_components(settings: BaseSettings, name: str, components: Mapping[str, int | None]) -> None:
    """Add components to a setting that orders them; those that the user has named stay."""
    for path, order in components.items():
        settings.setdefault_in_component_priority_dict(name, load_object(path), order)


def _is_switched_off(settings: BaseSettings, name: str, component: type) -> bool:
    """Return whether the user has set a component of Scrapy's to None."""
    orders = settings.getdict(name).items()
    return any(order is None and load_object(path) is component for path, order in orders)


def _add(settings: BaseSettings, name: str, values: Mapping[str, str | None]) -> None:
    """Add values to a setting that is a dictionary; the user's stay."""
    priority = max(settings.getpriority(name) or 0, 15)  # an add-on's
    settings.set(name, {**values, **settings.getdict(name)}, priority=priority)
