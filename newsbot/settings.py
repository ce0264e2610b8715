"""Settings of the newsbot project. Every line that differs from Scrapy's default says why."""

import os

from scrapy.settings import default_settings

from newsbot import __version__, outcomes

BOT_NAME = "newsbot"
SPIDER_MODULES = ["newsbot.spiders"]
NEWSPIDER_MODULE = "newsbot.spiders"
COMMANDS_MODULE = "newsbot.commands"  # `crawl` with exit statuses that say how it went

# newsbot's own -----------------------------------------------------------------------------------

# All state and default output; `-s NEWSBOT_DATA_DIR=…` or the environment variable.
NEWSBOT_DATA_DIR = os.environ.get("NEWSBOT_DATA_DIR") or "data"
# How a site's people reach you: a URL or an e-mail address, sent with every request.
NEWSBOT_CONTACT = os.environ.get("NEWSBOT_CONTACT", "")

# Pages of one listing that a run reads at most: some sites' pagers never end.
NEWSBOT_LISTING_PAGES = 1000
# How often an article is looked at again on its own account: up to an age, every so many seconds.
# News is corrected in its first hours; later a sitemap or feed says so.
NEWSBOT_REVISIT = (
    (3600, 600),  # its first hour: every ten minutes
    (86_400, 3600),  # its first day: every hour
    (7 * 86_400, 86_400),  # its first week: every day
)

# Retry-After: so many seconds a run waits in all where a host asks to be left alone; asked for
# more, it leaves what is due to a later run.
NEWSBOT_WAIT_IN_ALL = 60

# Pages that could not be read are kept under the data directory, so many at most: some 20 KB each.
NEWSBOT_KEPT_PAGES = 1000
# Alerts: a command that gets the run's report on its standard input, a URL that it is posted to.
NEWSBOT_ALERT_COMMAND = os.environ.get("NEWSBOT_ALERT_COMMAND", "")
NEWSBOT_ALERT_WEBHOOK = os.environ.get("NEWSBOT_ALERT_WEBHOOK", "")
# The outcomes that alert (newsbot/outcomes.py), and how many runs in a row without an article do.
NEWSBOT_ALERT_OUTCOMES = outcomes.BAD
NEWSBOT_ALERT_EMPTY_RUNS = int(os.environ.get("NEWSBOT_ALERT_EMPTY_RUNS") or 0)  # 0: never

# Pages that need a browser: `auto` renders those that spiders declare, `never` none; also the
# environment variable and the argument browser=. Without a Chromium (`make browser`) the crawl
# goes on without them.
NEWSBOT_BROWSER = os.environ.get("NEWSBOT_BROWSER") or "auto"
NEWSBOT_BROWSER_PATH = os.environ.get("NEWSBOT_BROWSER_PATH", "")  # an executable; else looked for
NEWSBOT_BROWSER_SECONDS = 20  # for one page, without the time that it waits for its turn at a host
NEWSBOT_BROWSER_PAGES = 100  # then the browser is started anew, for it grows

# Honest and polite -------------------------------------------------------------------------------

USER_AGENT = f"newsbot/{__version__}" + (f" (+{NEWSBOT_CONTACT})" if NEWSBOT_CONTACT else "")
ROBOTSTXT_OBEY = True  # Scrapy's default is to ignore it
ROBOTSTXT_USER_AGENT = "newsbot"  # sites address us by name, not by version
DOWNLOAD_DELAY = 1  # seconds between requests to a host; Scrapy's default is none
DOWNLOAD_DELAY_JITTER = 0  # one request a second, not one every half to one and a half
CONCURRENT_REQUESTS_PER_DOMAIN = 16  # the delay is the limit; without one (loopback) this is

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "hi,en;q=0.5",  # Scrapy says en, which may fetch another edition
}

# Safe --------------------------------------------------------------------------------------------

REMOTE_CONTROL_ENABLED = False  # on by default, runs Python that is sent to a port
TELNETCONSOLE_ENABLED = False  # on by default, the same
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy takes any certificate
COOKIES_ENABLED = False  # no session is needed; and tldextract would go to the network for them
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024  # bytes of a body; Scrapy's default is 1 GiB
DOWNLOAD_WARNSIZE = 4 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60  # seconds; a news page that takes longer is down, Scrapy waits 180
METAREFRESH_ENABLED = False  # news pages refresh themselves; following that fetches them twice
REDIRECT_MAX_TIMES = 5  # Scrapy's 20 is a browser's
# A name of the site may resolve to an address of our own network; Scrapy's connects to it.
TWISTED_DNS_RESOLVER = "newsbot.resolver.PublicResolver"
DOWNLOAD_HANDLERS = {
    # Only http and https; ours map the site to the argument root=, and nothing but that root is
    # at a private address.
    "http": "newsbot.handlers.DownloadHandler",
    "https": "newsbot.handlers.DownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# Without cookies, which are off: what is named, even as None, is loaded, and with it tldextract.
DOWNLOADER_MIDDLEWARES_BASE = {
    name: order
    for name, order in default_settings.DOWNLOADER_MIDDLEWARES_BASE.items()
    if not name.endswith(".CookiesMiddleware")
}
DOWNLOADER_MIDDLEWARES = {
    "newsbot.middlewares.kept_pages.KeptPagesMiddleware": 10,  # with kept=1 nothing is fetched
    # Ours hold for retried requests too, take a robots.txt that fails for a "no", drop no
    # redirect without a word, and no half page for a whole one.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newsbot.middlewares.offsite.StrictOffsiteMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsbot.middlewares.robots.StrictRobotsTxtMiddleware": 100,
    "newsbot.middlewares.render.RenderMiddleware": 150,  # before all that prepares a download
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newsbot.middlewares.redirect.AccountableRedirectMiddleware": 600,
    "newsbot.middlewares.truncated.TruncatedBodyMiddleware": 595,  # before it is decompressed
    "newsbot.middlewares.blocked.BlockedMiddleware": 580,  # after that; before it would be retried
    # Scrapy knows no Retry-After. It sees answers before they are retried, and refuses requests
    # before they are counted as sent.
    "newsbot.middlewares.retry_after.RetryAfterMiddleware": 575,
}

# What comes out ----------------------------------------------------------------------------------

ITEM_PIPELINES = {
    "newsbot.pipelines.clean_text.CleanText": 100,
    "newsbot.pipelines.parse_dates.ParseDates": 200,
    "newsbot.pipelines.count_fields.CountFields": 250,
    "newsbot.pipelines.validate.Validate": 300,
    "newsbot.pipelines.select.Select": 400,
    "newsbot.pipelines.record.Record": 500,
}
FEEDS = {
    # All but rejects: articles, and what a pipeline of yours makes of them. A run without anything
    # new leaves no file.
    "%(data_dir)s/feeds/%(name)s/%(run)s.jsonl": {"format": "jsonl", "store_empty": False},
    # Not beside the articles: what is in feeds/ is articles.
    "%(data_dir)s/rejects/%(name)s/%(run)s.jsonl": {
        "format": "jsonl",
        "item_classes": ["newsbot.items.Reject"],
        "store_empty": False,
    },
}
FEED_URI_PARAMS = "newsbot.feeds.uri_params"
FEED_EXPORT_ENCODING = "utf-8"  # Hindi as Hindi; without it \u escapes
FEED_EXPORTERS = {
    "jsonl": "newsbot.feeds.JsonLinesExporter",
    "jsonlines": "newsbot.feeds.JsonLinesExporter",
    "jl": "newsbot.feeds.JsonLinesExporter",
    "csv": "newsbot.feeds.CsvExporter",  # Scrapy writes sections as Python prints them
}
# Without those that are switched off above, which would load aiohttp's server and Twisted's shell:
# a tenth of a second.
EXTENSIONS_BASE = {
    name: order
    for name, order in default_settings.EXTENSIONS_BASE.items()
    if not name.endswith((".RemoteControl", ".TelnetConsole"))
}
EXTENSIONS = {
    # Ours ends the run when a feed cannot be written; Scrapy's logs it and exits 0.
    "scrapy.extensions.feedexport.FeedExporter": None,
    "newsbot.feeds.FeedExporter": 0,
    "newsbot.extensions.delivery.Delivery": 5,
    "newsbot.extensions.layout_alarm.LayoutAlarm": 6,
    "newsbot.extensions.keep_pages.KeepPages": 7,
    "newsbot.extensions.run_report.RunReport": 10,
    "newsbot.extensions.start_items.StartItems": 15,
    "newsbot.extensions.garbage.GarbageCollection": 20,
}

# Fast --------------------------------------------------------------------------------------------

CONCURRENT_ITEMS = 1  # pipelines do not wait for anything; Scrapy starts so many tasks a response
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # none: the frontier asks once for a page
STATS_CLASS = "newsbot.stats.Stats"  # Scrapy's count a fifth as fast
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads and parses the sources of every callback
SPIDER_MIDDLEWARES = {
    # Each that looks at what the spider yields costs two asynchronous generators a page. Hops of
    # related stories are counted by the spider, URLs are checked by SiteUrls, no meta is copied,
    # no page is told which other one led to it, and ours looks at start requests alone.
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "newsbot.middlewares.start.StartRequestsMiddleware": 25,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}

# Quiet -------------------------------------------------------------------------------------------

RETRY_GIVE_UP_LOG_LEVEL = "WARNING"  # the page is a reject then, and not forgotten
LOG_LEVEL = "INFO"  # DEBUG prints every item
LOG_FORMATTER = "newsbot.log.LogFormatter"  # items are articles: their id, not their text
