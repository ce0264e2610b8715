"""Settings of the newsbot project. Every line that differs from Scrapy's default says why."""

import os

from newsbot import __version__
from newsbot.discovery.budgets.source_budget import MAX_FRUITLESS_PAGES
from newsbot.feeds.formats import NEW_EXPORTERS
from newsbot.reporting import outcomes

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
NEWSBOT_LISTING_MAX_PAGES = 1000
# Requests of one source that bring no unknown article and that a run makes at most, its sections,
# feeds and sitemaps that never brought one counted with it: some sites name ever new pages.
NEWSBOT_MAX_FRUITLESS_PAGES = MAX_FRUITLESS_PAGES
# Requests for articles that a run has in memory at most, some 2 KB each. What is known beyond them
# waits in the ledger and is requested when half of them are answered. 0: any number.
NEWSBOT_MAX_WAITING_ARTICLES = 50_000
# Characters of all texts of an article; a page with more is a reject, `too_long`. The longest live
# blogs, of 3,000 entries, have half of it; it is what can be cleaned and compared in seconds.
NEWSBOT_MAX_TEXT_LENGTH = 1_000_000
# How often an article is looked at again on its own account: up to an age, every so many seconds.
# News is corrected in its first hours; later a sitemap or feed says so.
NEWSBOT_REVISIT = (
    (3600, 600),  # its first hour: every ten minutes
    (86_400, 3600),  # its first day: every hour
    (7 * 86_400, 86_400),  # its first week: every day
)

# Articles whose publisher reserves them from text and data mining or from AI, see docs/feed.md:
# `record` delivers them with these signals, `skip` makes rejects of them (`reserved`).
NEWSBOT_RESERVED = os.environ.get("NEWSBOT_RESERVED") or "record"
# Whether a run fetches /ai.txt and /.well-known/tdmrep.json of each host that it fetches articles
# from, once. Without these files, robots.txt and the pages alone say what is reserved.
NEWSBOT_RIGHTS_FILES = os.environ.get("NEWSBOT_RIGHTS_FILES") or True

# Retry-After: so many seconds a run waits in all where a host asks to be left alone; asked for
# more, it leaves what is due to a later run.
NEWSBOT_RETRY_AFTER_MAX_WAIT = 60
# The delay between requests to a host holds for all crawls of this user on this machine: the folder
# of the files by which they take turns. None: `newsbot` in the user's runtime directory
# (XDG_RUNTIME_DIR), else `newsbot-<user id>` in the temporary one. Empty: each crawl has its own.
NEWSBOT_HOST_GATES = os.environ.get("NEWSBOT_HOST_GATES")

# A folder for WARC files of all that a crawl fetches, see docs/archives.md; the argument archive=
# comes before it. Empty: nothing is archived.
NEWSBOT_ARCHIVE = os.environ.get("NEWSBOT_ARCHIVE", "")

# Pages that could not be read are kept under the data directory, so many of a site at most: some
# 20 KB each.
NEWSBOT_MAX_SAVED_PAGES = 1000
# Each run leaves a page for people, reports/<spider>/<run>.html; so many of a spider are kept: some
# 50 KB to 3 MB each. `scrapy report RUN` makes one anew.
NEWSBOT_RUN_REPORT = os.environ.get("NEWSBOT_RUN_REPORT") or True
NEWSBOT_MAX_RUN_REPORTS = 200
# Alerts: a command that gets the run's report on its standard input, a URL that it is posted to.
NEWSBOT_ALERT_COMMAND = os.environ.get("NEWSBOT_ALERT_COMMAND", "")
NEWSBOT_ALERT_WEBHOOK = os.environ.get("NEWSBOT_ALERT_WEBHOOK", "")
# The outcomes that alert (newsbot/reporting/outcomes.py), and how many runs in a row without an
# article do.
NEWSBOT_ALERT_OUTCOMES = outcomes.BAD
NEWSBOT_ALERT_EMPTY_RUNS = os.environ.get("NEWSBOT_ALERT_EMPTY_RUNS") or 0  # 0: never

# How a crawl shows that it goes on: `auto` draws a display on a terminal and else logs a line each
# 30 seconds (level INFO); 0 logs that line on terminals too; `plain` writes it to standard error,
# whatever LOG_LEVEL is. A crawl with a display logs from WARNING on, unless LOG_LEVEL is given.
NEWSBOT_PROGRESS = os.environ.get("NEWSBOT_PROGRESS") or "auto"

# Metrics for Prometheus, for the textfile collector of node_exporter: a file, which sites share, or
# a folder; `%(spider)s` in it is the spider's name. Empty: none.
NEWSBOT_METRICS_FILE = os.environ.get("NEWSBOT_METRICS_FILE", "")
# Where Sentry (the extra `sentry`) is told of errors and of bad ends of runs. Empty: nowhere.
SENTRY_DSN = os.environ.get("SENTRY_DSN", "")

# Pages that need a browser: `auto` renders those that spiders declare, `never` none; also the
# environment variable and the argument browser=. Without a Chromium (`make browser`) the crawl
# goes on without them.
NEWSBOT_BROWSER = os.environ.get("NEWSBOT_BROWSER") or "auto"
NEWSBOT_BROWSER_PATH = os.environ.get("NEWSBOT_BROWSER_PATH", "")  # an executable; else looked for
NEWSBOT_BROWSER_TIMEOUT = 20  # for one page, without the time that it waits for its turn at a host
NEWSBOT_BROWSER_MAX_PAGES = 100  # then the browser is started anew, for it grows

# Honest, polite and safe: for every spider of the project -----------------------------------------

USER_AGENT = f"newsbot/{__version__}" + (f" (+{NEWSBOT_CONTACT})" if NEWSBOT_CONTACT else "")
ROBOTSTXT_OBEY = True  # Scrapy's default is to ignore it
ROBOTSTXT_USER_AGENT = "newsbot"  # sites address us by name, not by version
DOWNLOAD_DELAY = 1  # seconds between requests to a host; Scrapy's default is none
DOWNLOAD_DELAY_JITTER = 0  # one request a second, not one every half to one and a half
REMOTE_CONTROL_ENABLED = False  # on by default, runs Python that is sent to a port
TELNETCONSOLE_ENABLED = False  # on by default, the same
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy takes any certificate
# A name of a news site may resolve to an address of our own network; Scrapy's resolver connects to
# it. There is one resolver a process; it minds the connections of newsbot's handlers alone.
TWISTED_DNS_RESOLVER = "newsbot.downloader.resolver.PublicResolver"

# newsbot's spiders -------------------------------------------------------------------------------

# All else that they need in place of Scrapy's defaults, newsbot.addon sets for them alone, where
# neither this file nor `-s` sets it. The way of an article, which a pipeline of yours may join:
ITEM_PIPELINES = {
    "newsbot.pipelines.clean_text.CleanText": 100,
    "newsbot.pipelines.parse_dates.ParseDates": 200,
    "newsbot.pipelines.count_fields.CountFields": 250,
    "newsbot.pipelines.validate.Validate": 300,
    "newsbot.pipelines.filter_reserved.FilterReserved": 350,
    "newsbot.pipelines.filter_since.FilterSince": 400,
    "newsbot.pipelines.deduplicate.Deduplicate": 500,
}

# Output ------------------------------------------------------------------------------------------

FEED_EXPORTERS = NEW_EXPORTERS  # so that -o and -O know their endings; newsbot.addon adds others
FEED_EXPORT_ENCODING = "utf-8"  # Hindi as Hindi; without it \u escapes
LOG_LEVEL = "INFO"  # DEBUG prints every item
